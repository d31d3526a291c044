"""Two years of one feed as one table: the engine's figures against a calculation with the csv module alone."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

import cxengine
from tests.real.test_la_311 import OPTIONS, moment

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "la_311_two_years"
DATA = HERE.parents[2] / "shared" / "data" / "council"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the open data are not here: ../shared/data is absent")

YEARS = (2017, 2018)
Request = tuple[int, datetime, datetime | None, str, str]


def requests(year: int) -> list[Request]:
    """Row, created, closed, type and source."""
    with (DATA / f"la_311_{year}.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            (number, moment(row["CreatedDate"]), moment(row["ClosedDate"]) if row["ClosedDate"] else None,
             OPTIONS[row["RequestType"]], row["RequestSource"])
            for number, row in enumerate(csv.DictReader(file), 2)
        ]  # fmt: skip


def closed_too_early(request: Request) -> bool:
    return request[2] is not None and request[2] < request[1]


@pytest.mark.parametrize("metric", ["closed_in_a_week", "customers_closed_in_a_week"])
def test_shares_of_both_years_by_type_and_year(metric: str) -> None:
    """Staff who report what they pass are no customers; what is still open is not known to be in time."""
    every: Counter[tuple[str, str]] = Counter()
    within: Counter[tuple[str, str]] = Counter()
    for year in YEARS:
        for request in requests(year):
            _, created, closed, kind, came_by = request
            if closed_too_early(request) or closed is None:
                continue
            if metric == "customers_closed_in_a_week" and came_by == "Driver Self Report":
                continue
            every[(kind, str(year))] += 1
            within[(kind, str(year))] += closed - created <= timedelta(days=7)
    by = ("request_type", "year of created_on")
    found = {
        tuple(figure.by[each] for each in by): (figure.measured.value, figure.measured.n)
        for figure in cxengine.compile(FOLDER).metrics(metrics=(metric,), by=by).metrics
        if figure.measured is not None and figure.measured.n
    }
    assert found == {group: (Fraction(within[group], every[group]), every[group]) for group in every}


def test_rows_and_rejections_of_each_file() -> None:
    measurement = cxengine.compile(FOLDER).metrics(metrics=("requests_made",))
    (source,) = (source for source in measurement.sources if source.table == "requests")
    early = {year: [request[0] for request in requests(year) if closed_too_early(request)] for year in YEARS}
    assert [(file.name, file.rows) for file in source.files] == [("la_311_2017.csv", 9999), ("la_311_2018.csv", 10000)]
    assert (source.rows, source.rejected) == (19_999, 25)
    told = {problem.message: problem.rows for problem in source.problems if problem.code == "rejected-by-rule"}
    assert told == {f"la_311_{year}.csv: Closed before it was created": tuple(early[year]) for year in YEARS}
    # a point is written in another way in each year, so each way has a field, missing in the other file
    missing = [problem for problem in source.problems if problem.code == "missing-column"]
    assert [(problem.count, problem.message.count(".csv")) for problem in missing] == [(9999, 1), (10000, 1)]


CAME_BY = {
    "Call": "call", "Mobile App": "app", "Self Service": "web", "Driver Self Report": "driver", "Email": "email",
    "Council's Office": "office", "Voicemail": "voicemail", "Walk-in": "walk_in",
}  # fmt: skip


def test_numbers_by_source_and_year() -> None:
    every: Counter[tuple[str, str]] = Counter(
        (CAME_BY[came_by], str(created.year))
        for year in YEARS
        for request in requests(year)
        for _, created, _, _, came_by in [request]
        if not closed_too_early(request)
    )
    by = ("came_by", "year of created_on")
    found = {
        tuple(figure.by[each] for each in by): figure.value
        for figure in cxengine.compile(FOLDER).metrics(metrics=("requests_made",), by=by).metrics
        if figure.value
    }
    assert found == every and sum(every.values()) == 19_999 - 25


POINTS = """metric with_a_point: With a point, however it is written
  from requests
  formula share(bracketed is known or well_known is known)
  by year of created_on
metric by_brackets: With a point as (north, west)
  from requests
  formula share(bracketed is known)
  by year of created_on
metric nearly_there: Of a place that is known roughly, of those that say it
  from requests
  formula share(approximate is yes)
  by year of created_on
"""


def test_what_each_year_writes_in_its_own_way(tmp_path: Path) -> None:
    """Points in brackets in one year and as well-known text in the other; a flag of which both have some."""
    for name in ("requests.cx", "cities.csv"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    with (tmp_path / "requests.cx").open("a", encoding="utf-8") as file:
        file.write(POINTS)
    toml = (FOLDER / "cx.toml").read_text("utf-8").replace("../../../../shared/data/council", DATA.as_posix())
    (tmp_path / "cx.toml").write_text(toml, "utf-8")
    points: Counter[str] = Counter()
    bracketed: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    flags: dict[str, list[bool]] = {}
    for year in YEARS:
        with (DATA / f"la_311_{year}.csv").open(encoding="utf-8-sig", newline="") as text:
            for row in csv.DictReader(text):
                created = moment(row["CreatedDate"])
                if row["ClosedDate"] and moment(row["ClosedDate"]) < created:
                    continue
                place, in_year = row["Location"].strip(), str(created.year)
                rows[in_year] += 1
                points[in_year] += bool(place)
                bracketed[in_year] += place.startswith("(")
                if row["ApproximateAddress"].strip():
                    flags.setdefault(in_year, []).append(row["ApproximateAddress"] == "Y")
    expected = {("with_a_point", year): (Fraction(n, rows[year]), rows[year]) for year, n in points.items()}
    expected |= {("by_brackets", year): (Fraction(bracketed[year], n), n) for year, n in rows.items()}
    expected |= {("nearly_there", year): (Fraction(sum(of), len(of)), len(of)) for year, of in flags.items()}
    metrics = ("with_a_point", "by_brackets", "nearly_there")
    made = cxengine.compile(tmp_path).metrics(metrics=metrics, by=("year of created_on",))
    found = {
        (figure.metric, figure.by["year of created_on"]): (figure.measured.value, figure.measured.n)
        for figure in made.metrics
        if figure.measured is not None and figure.measured.n
    }
    assert found == expected and len({*bracketed.values()}) == 2
