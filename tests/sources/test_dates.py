"""Dates are read as the standard library reads them, and never guessed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from cxengine.sources.date_formats import KNOWN, format_fault
from cxengine.sources.dates import Moments, Undecided, read_undeclared, read_with

EPOCH = datetime(1970, 1, 1)


def micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def read(form: str, *texts: str | None) -> list[datetime | None]:
    found = read_with(pa.array(texts, pa.string()), (form,))
    return [EPOCH + timedelta(microseconds=int(m)) if fit else None
            for m, fit in zip(found.micros, found.fits, strict=True)]  # fmt: skip


@pytest.mark.parametrize("form", [*KNOWN, "%Y-%m", "%Y", "%Y%m%d", "%b-%y", "%d/%m/%Y %H:%M:%S.%f", "%A %d %B %Y"])
def test_equal_to_strptime_on_right_and_wrong_texts(form: str) -> None:
    chance = random.Random(form)
    texts: list[str | None] = [None]
    for _ in range(400):
        moment = datetime(1960, 1, 1) + timedelta(seconds=chance.randrange(3 * 10**9))
        text = moment.strftime(form)
        if chance.random() < 0.3 and text:  # one letter spoilt
            place = chance.randrange(len(text))
            text = text[:place] + chance.choice("0123456789/ -x") + text[place + 1 :]
        texts.append(text)
    expected: list[datetime | None] = []
    for each in texts:
        try:
            expected.append(None if each is None else datetime.strptime(each, form))
        except ValueError:
            expected.append(None)
    strict = [None if found is None and _lenient(each) else found for each, found in zip(texts, expected, strict=True)]
    got = read(form, *texts)
    for text, want, have in zip(texts, strict, got, strict=True):
        # strptime also takes 61 seconds and any amount of white space; a data file that has these is wrong
        if want != have:
            assert have is None and text is not None and (" " in text or ":60" in text or ":61" in text), (text, want)


def _lenient(text: str | None) -> bool:
    return text is not None and "  " in text


def test_days_that_do_not_exist_and_short_years() -> None:
    assert read("%d/%m/%Y", "31/02/2018", "29/02/2019", "29/02/2020", "1/2/18", "1/2/2018", "00/01/2018") == [
        None, None, datetime(2020, 2, 29), None, datetime(2018, 2, 1), None,
    ]  # fmt: skip


def test_twelve_hours() -> None:
    form = "%m/%d/%Y %I:%M:%S %p"
    assert read(form, "01/02/2018 12:00:09 AM", "01/02/2018 12:00:00 pm", "1/2/2018 1:05:00 PM",
                "01/02/2018 13:00:00 PM", "01/02/2018 00:00:00 AM") == [
        datetime(2018, 1, 2, 0, 0, 9), datetime(2018, 1, 2, 12), datetime(2018, 1, 2, 13, 5), None, None,
    ]  # fmt: skip


def test_a_month_is_its_first_day() -> None:
    assert read("%Y-%m", "2007-10", "2007-1", "2007-13") == [datetime(2007, 10, 1), datetime(2007, 1, 1), None]


def test_iso_needs_no_format() -> None:
    texts = ["2018-02-03", "2018-02-03T04:05", "2018-02-03 04:05:06.25", "2018-02-03T04:05:06+01:00", "2018-02-30",
             "20180203", "2018-W05-6", None]  # fmt: skip
    found = read_undeclared(pa.array(texts))
    assert isinstance(found, Moments) and found.zoned
    assert found.fits.tolist() == [True, True, True, True, False, False, False, False]
    assert found.micros[3] == micros(datetime(2018, 2, 3, 3, 5, 6))


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["13/02/2018", "01/02/2018"], "%d/%m/%Y"),
        (["02/13/2018", "01/02/2018"], "%m/%d/%Y"),
        (["1/2/2018 9:05", "31/12/2018 23:59", None], "%d/%m/%Y %H:%M"),
        (["01/31/2018 12:00:00 AM"], "%m/%d/%Y %I:%M:%S %p"),
        (["31-01-2018"], "%d-%m-%Y"),
        (["31.01.2018"], "%d.%m.%Y"),
        (["5 Jan 2018", "05 may 2018"], "%d %b %Y"),
        (["5 May 2018"], "%d %b %Y"),
        (["5 January 2018"], "%d %B %Y"),
        (["31/01/18"], "%d/%m/%y"),
    ],
)
def test_the_only_format_that_fits_the_column(texts: list[str | None], form: str) -> None:
    found = read_undeclared(pa.array(texts))
    assert isinstance(found, Moments) and found.formats == (form,)
    assert found.fits.tolist() == [text is not None for text in texts]


def test_an_ambiguous_column_shows_both_ways() -> None:
    found = read_undeclared(pa.array(["01/02/2018", "12/12/2018", None]))
    assert isinstance(found, Undecided)
    assert found.fit_all == ("%d/%m/%Y", "%m/%d/%Y") and found.count == 2


def test_one_row_outside_the_sample_decides() -> None:
    texts = ["01/02/2018"] * 9_999 + ["13/02/2018"]
    found = read_undeclared(pa.array(texts))
    assert isinstance(found, Moments) and found.formats == ("%d/%m/%Y",)


def test_a_mixed_column_fits_nothing() -> None:
    found = read_undeclared(pa.array(["13/02/2018", "02/13/2018", "14/02/2018"]))
    assert isinstance(found, Undecided) and not found.fit_all
    assert found.best[0] == ("%d/%m/%Y", 2)


def test_two_formats_that_differ_reject_the_row() -> None:
    texts = pa.array(["05/05/2018", "05/06/2018", "13/01/2018", "01/13/2018"])
    found = read_with(texts, ("%d/%m/%Y", "%m/%d/%Y"))
    assert found.fits.tolist() == [True, False, True, True]
    assert found.ambiguous.tolist() == [False, True, False, False]
    assert found.micros[2] == found.micros[3] == micros(datetime(2018, 1, 13))


def test_slices_of_an_array_are_read_at_their_place() -> None:
    whole = pa.array(["x", None, "13/02/2018", "14/02/2018"])
    found = read_with(whole.slice(2), ("%d/%m/%Y",))
    assert np.array_equal(found.micros, [micros(datetime(2018, 2, 13)), micros(datetime(2018, 2, 14))])


@pytest.mark.parametrize(
    ("form", "fine"),
    [("%d/%m/%Y", True), ("%-d/%-m/%y", True), ("%H:%M", False), ("%d %Y", False), ("%d/%m/%Y %I:%M", False),
     ("%d/%d/%Y", False), ("%q %Y", False), ("dd/mm/yyyy", False), ("%Y%", False), ("%Y-%m-%dT%H:%M:%SZ", True)],
)  # fmt: skip
def test_formats_are_checked(form: str, fine: bool) -> None:
    assert (format_fault(form) is None) is fine


@pytest.mark.parametrize(
    ("days", "message", "help"),
    [
        (["31/12/2025", "01/13/2026", "04/01/2026"], "change places", '`dates = ["%d/%m/%Y", "%m/%d/%Y"]`'),
        (["31 December 2025", "10 Jan 2026"], "No one format", '`dates = ["%d %b %Y", "%d %B %Y"]`'),
        (["31/12/2025", "13/12/2025", "soon"], "No one format", '`dates = "%d/%m/%Y"`'),
        (["46022", "46032"], "the first is `46022`", "how Excel counts days"),
        (["Wed 31 Dec", "Thu 1 Jan"], "the first is `Wed 31 Dec`", "Write in `dates` how they are written"),
    ],
)
def test_what_to_write_for_dates_that_no_one_format_fits(
    days: list[str], message: str, help: str, load: Callable[..., Any]
) -> None:
    (problem,) = load("table t: T\n  field day is date\n", "day\n" + "\n".join(days) + "\n").found
    assert message in problem.message and help in problem.help
    personal = load("table t: T\n  field day is date, personal\n", "day\n" + "\n".join(days) + "\n").found
    assert not any(day in each.message + each.help for each in personal for day in days if day != "46022")
