"""Service requests of a city: the engine's figures against a calculation with the csv module alone.

The file's clocks run to the second. Thirteen requests are closed at midnight at the start of the day on which they
came in, so before they were created: they are rejected and counted.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import cxengine

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "la_311"
FILE = HERE.parents[2] / "shared" / "data" / "council" / "la_311_2018.csv"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the open data are not here: ../shared/data is absent")

OPTIONS = {
    "Bulky Items": "bulky_items", "Graffiti Removal": "graffiti", "Illegal Dumping Pickup": "dumping",
    "Metal/Household Appliances": "appliances", "Electronic Waste": "electronic", "Homeless Encampment": "encampment",
    "Dead Animal Removal": "dead_animal", "Other": "other_type", "Single Streetlight Issue": "one_light",
    "Multiple Streetlight Issue": "many_lights", "Report Water Waste": "water_waste", "Feedback": "feedback",
}  # fmt: skip


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p")


@cache
def requests() -> tuple[tuple[str, str, timedelta], ...]:
    """Type, source, and the time from created to closed."""
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            (OPTIONS[row["RequestType"]], row["RequestSource"], moment(row["ClosedDate"]) - moment(row["CreatedDate"]))
            for row in csv.DictReader(file)
        )


def in_a_week(kept: list[tuple[str, str, timedelta]]) -> Mapping[str | None, tuple[Fraction, int]]:
    """Share and number of requests by type, and of all under None."""
    every: Counter[str | None] = Counter()
    within: Counter[str | None] = Counter()
    for kind, _, took in kept:
        for group in (kind, None):
            every[group] += 1
            within[group] += took <= timedelta(days=7)
    return {group: (Fraction(within[group], every[group]), every[group]) for group in every}


def test_by_hand_thirteen_were_closed_before_they_were_created() -> None:
    assert len(requests()) == 10_000
    assert sum(took < timedelta(0) for _, _, took in requests()) == 13


@pytest.mark.parametrize("metric", ["closed_in_a_week", "customers_closed_in_a_week"])
def test_the_engine_gives_the_same_shares_by_type(metric: str) -> None:
    kept = [request for request in requests() if request[2] >= timedelta(0)]
    if metric == "customers_closed_in_a_week":
        kept = [request for request in kept if request[1] != "Driver Self Report"]
    program = cxengine.compile(FOLDER)
    found: dict[str | None, tuple[Fraction | None, int | None]] = {}
    for by in ((), ("request_type",)):
        for figure in program.metrics(metrics=(metric,), by=by).metrics:
            assert figure.measured is not None
            found[figure.by.get("request_type")] = (figure.measured.value, figure.measured.n)
    assert found == in_a_week(kept)


def test_the_engine_rejects_and_counts_the_thirteen() -> None:
    measurement = cxengine.compile(FOLDER).metrics(metrics=("requests_made",))
    (source,) = (source for source in measurement.sources if source.table == "requests")
    assert (source.rows, source.rejected) == (10_000, 13)
    (problem,) = (problem for problem in source.problems if "Closed before it was created" in problem.message)
    assert problem.count == 13
    assert [figure.value for figure in measurement.metrics] == [9_987]
