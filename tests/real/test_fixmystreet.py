"""Street faults in London: the engine's sums against a calculation with the csv module alone.

The file holds every council of the United Kingdom; the project lists the 33 in London. Rows of the others are a
problem of the load, counted, and never part of London's figures.
"""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import cxengine

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "fixmystreet"
FILE = HERE.parents[2] / "shared" / "data" / "council" / "fixmystreet_monthly_by_authority.csv"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the open data are not here: ../shared/data is absent")

ENFIELD = "E09000010"
LONDON = frozenset(f"E09{number:06d}" for number in range(1, 34))


@cache
def reports() -> tuple[tuple[str, str, str, int], ...]:
    """Year, authority, category and reports of each row."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["month"][:4], row["lad"], row["shef_c_code"], int(row["reports"])) for row in csv.DictReader(file)
        )


def sums(authorities: frozenset[str], column: int) -> dict[str, int]:
    """Reports by year (column 0) or by category (column 2)."""
    found: Counter[str] = Counter()
    for row in reports():
        if row[1] in authorities:
            found[row[column]] += row[3]
    return dict(found)


def test_the_project_lists_the_33_london_boroughs() -> None:
    with (FOLDER / "authorities.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["id"]: row["title"] for row in csv.DictReader(file)}
    assert set(listed) == LONDON and len(set(listed.values())) == 33
    assert listed[ENFIELD] == "Enfield"


@pytest.mark.parametrize(("by", "column"), [("category", 2), ("year of reported_in", 0)])
def test_the_engine_gives_the_same_sums_for_enfield_and_for_london(by: str, column: int) -> None:
    program = cxengine.compile(FOLDER)
    measurement = program.metrics(
        metrics=("faults_reported",), by=(by,), subjects=(f"authority:{ENFIELD}", "region:london")
    )
    found: dict[str | None, dict[str | None, Fraction | None]] = {}
    for figure in measurement.metrics:
        assert figure.measured is not None
        found.setdefault(figure.subject, {})[figure.by[by]] = figure.measured.value
    assert found == {
        f"authority:{ENFIELD}": sums(frozenset({ENFIELD}), column),
        "region:london": sums(LONDON, column),
    }


def test_the_engine_gives_every_borough_its_part_of_london() -> None:
    measurement = cxengine.compile(FOLDER).metrics(metrics=("part_of_region",))
    found = {figure.subject: figure.measured.value for figure in measurement.metrics if figure.measured is not None}
    london = sum(sums(LONDON, 0).values())
    for borough in LONDON:
        part = Fraction(sum(sums(frozenset({borough}), 0).values()), london)
        assert found[f"authority:{borough}"] == part


def test_rows_of_councils_outside_london_are_counted_not_lost() -> None:
    measurement = cxengine.compile(FOLDER).metrics(metrics=("faults_reported",))
    (source,) = (source for source in measurement.sources if source.table == "reports")
    assert (source.rows, source.rejected) == (len(reports()), 0)
    outside = sum(row[1] not in LONDON for row in reports())
    assert any(problem.count == outside for problem in source.problems)
