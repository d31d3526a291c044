"""Files that nobody here made, against counts with the standard library's csv module."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the open data are not here: ../shared/data is absent")


def rows(path: str, encoding: str = "utf-8", header_rows: int = 1) -> list[list[str]]:
    with (DATA / path).open(encoding=encoding, newline="") as stream:
        return list(csv.reader(stream))[header_rows:]


REQUESTS = """
table requests: Requests
  key id
  field id is text
  field created is date_and_time
  field closed is date_and_time, may be missing
  field source is text
  field anonymous is yes_no
"""
COLUMNS = {"id": "SRNumber", "created": "CreatedDate", "closed": "ClosedDate", "source": "RequestSource"}
TWELVE = "%m/%d/%Y %I:%M:%S %p"


def test_service_requests_with_twelve_hour_clocks(load: Callable[..., Any]) -> None:
    loading = load(REQUESTS, DATA / "council/la_311_2018.csv", columns=COLUMNS, dates=(TWELVE,))
    expected = rows("council/la_311_2018.csv")
    assert loading.good.report.rows == 10_000 and loading.good.report.rejected == 0
    assert loading.column("created") == [datetime.strptime(row[1], TWELVE) for row in expected]
    closed = [datetime.strptime(row[12], TWELVE) if row[12] else None for row in expected]
    assert loading.column("closed") == closed
    before = [row for row, end in zip(expected, closed, strict=True)
              if end is not None and end < datetime.strptime(row[1], TWELVE)]  # fmt: skip
    told = [a for a, b in zip(loading.column("closed"), loading.column("created"), strict=True) if a and a < b]
    assert len(told) == len(before)
    assert Counter(loading.column("anonymous")) == Counter(row[9] == "Y" for row in expected)


def test_twelve_hour_clocks_of_january_days_are_ambiguous(load: Callable[..., Any]) -> None:
    loading = load(REQUESTS, DATA / "council/la_311_2018.csv", columns=COLUMNS)
    assert "ambiguous-date" in loading.codes and loading.table is None


def test_figures_with_more_decimals_than_the_field_keeps(load: Callable[..., Any]) -> None:
    rules = "table places: Places\n  field north is number, 9 decimals, may be missing\n"
    loading = load(rules, DATA / "council/la_311_2018.csv", columns={"north": "Latitude"})
    values = [row[21].strip() for row in rows("council/la_311_2018.csv")]
    fits = [value for value in values if len(value.partition(".")[2]) <= 9]
    assert loading.column("north") == [Decimal(value) if value else None for value in fits]
    assert loading.good.report.rejected == len(values) - len(fits) > 0
    assert set(loading.rejected) == {"too-many-decimals"}


def test_two_years_of_one_feed(load: Callable[..., Any]) -> None:
    both = [DATA / f"council/la_311_{year}.csv" for year in (2017, 2018)]
    loading = load(REQUESTS, *both, columns=COLUMNS, dates=(TWELVE,))
    read = [row for year in (2017, 2018) for row in rows(f"council/la_311_{year}.csv")]
    unique = len({row[0].strip() for row in read})
    assert loading.good.report.rows == len(read)
    assert loading.good.data.num_rows == unique == len(read) - loading.good.report.rejected


def test_months_of_street_reports(load: Callable[..., Any]) -> None:
    rules = """
table reports: Reports
  field month is date
  field lad is text
  field reports is number, 0 decimals
"""
    loading = load(rules, DATA / "council/fixmystreet_monthly_by_authority.csv", dates=("%Y-%m",))
    expected = rows("council/fixmystreet_monthly_by_authority.csv")
    assert loading.good.report.rows == len(expected) == 213_557 and loading.good.report.rejected == 0
    assert sum(loading.column("reports")) == sum(int(row[3]) for row in expected)
    enfield = Counter(row[0] for row in expected if row[1] == "E09000010")
    told = Counter(f"{month:%Y-%m}" for month, lad in zip(loading.column("month"), loading.column("lad"), strict=True)
                   if lad == "E09000010")  # fmt: skip
    assert told == enfield and all(month.day == 1 for month in loading.column("month"))


def test_day_month_and_month_day_in_one_column(load: Callable[..., Any]) -> None:
    rules = "table answers_given: Answers\n  field id is text\n  field day is date\n"
    columns = {"id": "Comment ID", "day": "Date"}
    path = DATA / "surveys/nhs_fft_2023.csv"
    loading = load(rules, path, columns=columns)
    assert loading.codes == ["unknown-date-format"]
    days = [row[3].strip() for row in rows("surveys/nhs_fft_2023.csv")]
    fits = {form: sum(_fits(day, form) for day in days) for form in ("%d/%m/%Y", "%m/%d/%Y")}
    assert all(f"`{form}` fits {count:,}" in next(iter(loading.found)).message for form, count in fits.items())
    told = load(rules, path, columns=columns, dates=("%d/%m/%Y", "%m/%d/%Y"))
    both = sum(all(_fits(day, form) for form in fits) and day.split("/")[0] != day.split("/")[1] for day in days)
    assert told.good.report.rejected == both > 1000
    assert set(told.rejected) == {"ambiguous-date"}
    one_way = load(rules, path, columns=columns, dates=("%d/%m/%Y",))
    (problem,) = one_way.good.report.problems
    assert (problem.code, problem.count) == ("not-a-date", sum(not _fits(day, "%d/%m/%Y") for day in days))
    assert "Some are dates as `%m/%d/%Y`, so others may be read with day and month the wrong way" in problem.message
    assert 'dates = ["%d/%m/%Y", "%m/%d/%Y"]' in problem.message


def _fits(day: str, form: str) -> bool:
    try:
        return bool(datetime.strptime(day, form))
    except ValueError:
        return False


def test_a_survey_that_is_not_utf_8(load: Callable[..., Any]) -> None:
    rules = """
category seen: Seen
  option yes_seen: Yes
  option no_seen: No
table films: Films
  key id
  field id is text
  field has_seen is seen
  field rank is number, may be missing
  field gender is text, may be missing
"""
    columns = {
        "id": "RespondentID",
        "has_seen": "Have you seen any of the 6 films in the Star Wars franchise?",
        "rank": "Please rank the Star Wars films in order of preference with 1 being your favorite film in the "
        "franchise and 6 being your least favorite film. / Star Wars: Episode V The Empire Strikes Back",
    }
    loading = load(rules, DATA / "surveys/surveymonkey_starwars.csv", columns=columns, options={"header_rows": 2})
    expected = rows("surveys/surveymonkey_starwars.csv", "cp1252", 2)
    assert loading.good.report.rows == len(expected) and loading.good.report.rejected == 0
    assert Counter(loading.column("has_seen")) == {"yes_seen": 936, "no_seen": 250}
    assert Counter(row[1] for row in expected) == {"Yes": 936, "No": 250}
    assert loading.column("rank") == [Decimal(row[13]) if row[13] else None for row in expected]
    assert "cp1252" in " ".join(loading.good.report.notes)


@pytest.mark.parametrize(("file", "header_rows"), [("qualtrics_v3.csv", 3), ("qualtrics_legacy.csv", 2)])
def test_survey_exports_with_several_header_rows(load: Callable[..., Any], file: str, header_rows: int) -> None:
    rules = "table replies: Replies\n  field q2 is text\n  field ended is date_and_time\n"
    columns = {"ended": "EndDate", "q2": "This is a free text question."}
    loading = load(rules, DATA / "surveys" / file, columns=columns, options={"header_rows": header_rows})
    assert loading.column("q2") == ["Hello World!"]
    assert loading.column("ended") == [datetime(2017, 7, 18, 8, 28, 48)]
