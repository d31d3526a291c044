"""The attacker on real counts: street faults by authority, category and year, one row for each report."""

from __future__ import annotations

import csv
from collections import Counter
from contextlib import closing
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine.engine.engines import engine_of
from cxengine.engine.figures import metric_said
from cxengine.engine.running import Run
from cxengine.engine.to_json import to_json

from .attacker import Cell, Knowledge, fill_in, recovered
from .reading import Read, Told

FILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "council" / "fixmystreet_monthly_by_authority.csv"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the open data are not here: ../shared/data is absent")

LEAST = 10
RULES = f"""pack faults: Street faults
version 1 from 2007-01-01
subject region: Region
subject authority: Local authority
  belongs to region
table reports: Reports of residents
  field authority is authority
  field reported_in is date
  field category is one of (C1, C2, C3, C4, C5, C6, C7, C8)
  publish groups of at least {LEAST}
metric faults: Faults reported
  from reports
  formula count
  by category, year of reported_in
"""
AS_OF = date(2020, 12, 31)
CATEGORY, YEAR = "category", "year of reported_in"


@cache
def counts() -> Counter[tuple[str, str, str]]:
    """Reports by authority, category and year: every authority of the country is in the region of its code's letter."""
    found: Counter[tuple[str, str, str]] = Counter()
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["lad"], row["shef_c_code"], row["month"][:4]] += int(row["reports"])
    return found


def sources(chosen: tuple[str, ...]) -> dict[str, Any]:
    """The chosen authorities' reports as rows."""
    import pyarrow as pa

    cells = [(cell, n) for cell, n in sorted(counts().items()) if cell[0] in chosen]
    columns = {
        "authority": [authority for (authority, _, _), n in cells for _ in range(n)],
        "reported_in": [date(int(year), 6, 1) for (_, _, year), n in cells for _ in range(n)],
        "category": [category for (_, category, _), n in cells for _ in range(n)],
    }
    return {
        "reports": pa.table(columns),
        "authority": [{"id": name, "title": name, "parent": region(name)} for name in chosen],
        "region": [{"id": name, "title": name} for name in sorted({region(name) for name in chosen})],
    }


def region(authority: str) -> str:
    """A region of the authority, by what kind of code it has."""
    return authority[:5]


def read(chosen: tuple[str, ...]) -> Read:
    """Every listing that can be asked for."""
    program, given = cxengine.compile({"faults.cx": RULES}), sources(chosen)
    parents = {f"authority:{name}": f"region:{region(name)}" for name in chosen}
    found = Read({"faults": Told("all", LEAST, counts=True)}, parents)
    for by in ((), (CATEGORY,), (YEAR,), (CATEGORY, YEAR)):
        found.figures(program.metrics(given, by=by, as_of=AS_OF).to_dict()["metrics"])
    found.hang_together()
    return found


def read_at_once(chosen: tuple[str, ...]) -> Read:
    """The same figures from one run that lists all of them, so that what is hidden is decided on once."""
    program, given = cxengine.compile({"faults.cx": RULES}), sources(chosen)
    parents = {f"authority:{name}": f"region:{region(name)}" for name in chosen}
    found = Read({"faults": Told("all", LEAST, counts=True)}, parents)
    metric = program.names.metrics["faults"]
    ways = [way for size in range(3) for way in combinations(metric.by, size)]
    listings = [("faults", kind, way) for kind in ("authority", "region") for way in ways]
    with closing(engine_of(program)) as engine:
        run = Run(program, given, as_of=AS_OF, strict=False, progress=None, engine=engine)
        measured = run.measured((), run.counted, listings)
    for listing in listings:
        found.figures(
            to_json(metric_said(metric, figure, run.inputs.tree.records[key], AS_OF))
            for key, figure in measured.listing(*listing)
            if key is not None
        )
    found.hang_together()
    return found


def true_counts(chosen: tuple[str, ...]) -> dict[Cell, int]:
    """What the attacker would like to know."""
    found: Counter[Cell] = Counter()
    for (authority, category, year), n in counts().items():
        if authority in chosen:
            for subject in (f"authority:{authority}", f"region:{region(authority)}"):
                for by in ({}, {CATEGORY: category}, {YEAR: year}, {CATEGORY: category, YEAR: year}):
                    found["n", "faults", (subject, frozenset(by.items()))] += n
    return dict(found)


COUNTRY = tuple(sorted({authority for authority, _, _ in counts()})) if FILE.exists() else ()
LONDON = tuple(f"E09{number:06d}" for number in range(1, 34))


def test_no_hidden_count_can_be_worked_out(capsys: pytest.CaptureFixture[str]) -> None:
    found = read(LONDON)
    hidden = found.first | found.second | found.withheld
    broken = recovered(found.known, hidden)
    with capsys.disabled():
        print(
            f"\nFixMyStreet, London by authority, category and year: {len(found.places['faults'])} cells, "
            f"{len(found.first)} hidden first, {len(found.second)} hidden second, {len(found.withheld)} withheld, "
            f"{len(broken)} recovered"
        )
    assert not broken
    truth = true_counts(LONDON)
    small = {cell for cell, n in truth.items() if 0 < n < LEAST}
    assert found.first <= small <= found.first | found.withheld
    assert not hidden - truth.keys()


def test_one_run_that_lists_everything_hides_the_same() -> None:
    """The whole country below is read so; each listing by itself hides no more and no less."""
    some = LONDON[:4]
    apart, at_once = read(some), read_at_once(some)
    assert (apart.first, apart.second, apart.withheld) == (at_once.first, at_once.second, at_once.withheld)
    assert apart.places == at_once.places and apart.known.ends == at_once.known.ends


@pytest.mark.nightly
def test_no_hidden_count_of_the_whole_country_can_be_worked_out(capsys: pytest.CaptureFixture[str]) -> None:
    found = read_at_once(COUNTRY)
    hidden = found.first | found.second | found.withheld
    broken = recovered(found.known, hidden)
    with capsys.disabled():
        print(
            f"\nFixMyStreet, {len(COUNTRY)} authorities by category and year: {len(found.places['faults'])} cells, "
            f"{len(found.first)} hidden first, {len(found.second)} hidden second, {len(found.withheld)} withheld, "
            f"{len(broken)} recovered"
        )
    assert not broken


def test_the_attacker_finds_what_is_only_hidden_first() -> None:
    """With nothing hidden second it works out many: the attacker is no straw man."""
    found = read(LONDON)
    truth = true_counts(LONDON)
    naive = Knowledge(sums=list(found.known.sums), at_most=list(found.known.at_most))
    for cell in found.known.ends:
        n = truth[("n", *cell[1:])] if cell[0] == "n" else truth["n", "faults", cell[2]]
        small = 0 < n < LEAST
        naive.ends[cell] = (1, LEAST - 1) if small else (n, n)
    fill_in(naive)
    settled = {cell for cell in found.first if naive.settled(cell)}
    assert len(settled) > 50 and all(naive.ends[cell][0] == truth[cell] for cell in settled)
