"""Exports of survey tools: the engine's figures and rejections against a calculation with the csv module alone."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import cxengine
from cxengine.engine.said.sources import SourceUsed

HERE = Path(__file__).resolve().parent
SURVEYS = HERE.parents[2] / "shared" / "data" / "surveys"
pytestmark = pytest.mark.skipif(not SURVEYS.exists(), reason="the open data are not here: ../shared/data is absent")

Figure = tuple[Fraction | None, int | None]


def figures(folder: Path, metric: str, *by: str) -> dict[tuple[str | None, ...], Figure]:
    """Value and count by subject and groups."""
    found: dict[tuple[str | None, ...], Figure] = {}
    for figure in cxengine.compile(folder).metrics(metrics=(metric,), by=by).metrics:
        assert figure.measured is not None
        found[(figure.subject, *(figure.by[each] for each in by))] = (figure.measured.value, figure.measured.n)
    return found


def source(folder: Path, table: str) -> SourceUsed:
    (metric, *_) = cxengine.compile(folder).names.metrics
    return next(s for s in cxengine.compile(folder).metrics(metrics=(metric,)).sources if s.table == table)


def share(hits: int, of: int) -> Figure:
    return (Fraction(hits, of), of)


def file_rows(name: str, encoding: str, header_rows: int = 1) -> list[list[str]]:
    with (SURVEYS / name).open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))[header_rows:]


# --- friends and family: days and months that change places, answers off the scale, a question spelt in two ways

TRUST, DAY, GIVEN, ASKED = 1, 3, 6, 7
QUESTIONS = {
    "FFT Why?": "why", "How could we improve?": "improve", "What could we do better?": "better",
    "What was good?": "good",
}  # fmt: skip


def readings(text: str) -> set[date]:
    """The days that a text can mean, day first or month first."""
    first, second, year = (int(part) for part in text.split("/"))
    return {
        date(year, month, day) for day, month in ((first, second), (second, first)) if month <= 12 and day <= 31
    }  # fmt: skip


@cache
def patients() -> tuple[tuple[int, list[str]], ...]:
    """Rows with their number in the file."""
    return tuple(enumerate(file_rows("nhs_fft_2023.csv", "utf-8-sig"), 2))


def kept(rows: tuple[tuple[int, list[str]], ...], *, ambiguous: bool) -> list[list[str]]:
    return [row for _, row in rows if int(row[GIVEN]) <= 5 and (ambiguous or len(readings(row[DAY])) == 1)]


def test_days_that_can_be_told_in_two_ways_and_answers_off_the_scale_are_rejected_by_row() -> None:
    told = source(HERE / "nhs_fft", "responses")
    two_ways = [number for number, row in patients() if len(readings(row[DAY])) == 2]
    off = [number for number, row in patients() if int(row[GIVEN]) > 5]
    assert (len(two_ways), len({*off} - {*two_ways}), len(off)) == (2322, 130, 440)
    assert (told.rows, told.rejected) == (7908, len({*two_ways, *off}))
    assert [(p.code, p.count, p.rows) for p in told.problems] == [
        ("ambiguous-date", len(two_ways), tuple(two_ways[:1000])), ("outside-scale", len(off), tuple(off)),
    ]  # fmt: skip
    assert not any("xxx" in problem.message for problem in told.problems)


@pytest.mark.parametrize("first", [False, True])
def test_recommendations_by_trust_and_question(first: bool, tmp_path: Path) -> None:
    """``first``: the council has written down that the day comes first where both can be."""
    folder = HERE / "nhs_fft"
    if first:
        for name in ("answers.cx", "trusts.csv"):
            (tmp_path / name).write_bytes((folder / name).read_bytes())
        toml = (folder / "cx.toml").read_text("utf-8").replace("../../../../shared/data", SURVEYS.parent.as_posix())
        toml = toml.replace("dates = [", 'ambiguous_dates = "first"\ndates = [')
        (tmp_path / "cx.toml").write_text(toml, "utf-8")
        folder = tmp_path
    rows = kept(patients(), ambiguous=first)
    groups: dict[tuple[str, str], list[bool]] = {}
    for row in rows:
        asked = QUESTIONS.get(row[ASKED], "about_111")
        groups.setdefault((f"trust:{row[TRUST]}", asked), []).append(int(row[GIVEN]) <= 2)
    expected = {key: share(sum(group), len(group)) for key, group in groups.items()}
    found = figures(folder, "recommended", "asked")
    assert {key: figure for key, figure in found.items() if figure[1]} == expected
    asked_by_ambulances = {asked for (trust, asked) in groups if trust == "trust:NEAS"}
    assert "about_111" in asked_by_ambulances and len(rows) == (7468 if first else 5456)
    if first:
        years = Counter((f"trust:{r[TRUST]}", str(_day_first(r[DAY]).year)) for r in rows)
        found = figures(folder, "answers_given", "year of answered_on")
        assert {key: figure[1] for key, figure in found.items() if figure[1]} == years
        assert "2,322 dates" in " ".join(source(folder, "responses").notes)


def _day_first(text: str) -> date:
    first, second, year = (int(part) for part in text.split("/"))
    return date(year, second, first) if second <= 12 else date(year, first, second)


# --- a survey as SurveyMonkey exports it: two header rows, a column for each answer, not UTF-8

SEEN, FIRST_RANK, YODA, GENDER = range(3, 9), 9, 28, 33


@cache
def films() -> tuple[list[str], ...]:
    return tuple(file_rows("surveymonkey_starwars.csv", "cp1252", 2))


@pytest.mark.parametrize(("metric", "episode"), [("saw_the_first", 0), ("saw_the_fifth", 4)])
def test_who_saw_a_film_of_those_who_ticked_any(metric: str, episode: int) -> None:
    answered = [row for row in films() if any(row[column] for column in SEEN)]
    assert (len(films()), len(answered)) == (1186, 835)
    expected = {
        ("survey:films", sex.casefold()): share(
            sum(bool(row[SEEN[episode]]) for row in answered if row[GENDER] == sex),
            sum(row[GENDER] == sex for row in answered),
        )
        for sex in ("Male", "Female")
    }
    found = figures(HERE / "star_wars", metric, "gender")
    assert {key: found[key] for key in expected} == expected
    assert figures(HERE / "star_wars", metric) == {
        ("survey:films",): share(sum(bool(row[SEEN[episode]]) for row in answered), len(answered))
    }


def test_ranks_likings_and_fans() -> None:
    folder = HERE / "star_wars"
    ranks = [int(row[FIRST_RANK + 4]) for row in films() if row[FIRST_RANK + 4]]
    assert figures(folder, "rank_of_the_fifth") == {("survey:films",): (Fraction(sum(ranks), len(ranks)), len(ranks))}
    liked = [row[YODA] for row in films() if row[YODA] not in ("", "Unfamiliar (N/A)")]
    assert figures(folder, "yoda_liked") == {
        ("survey:films",): share(sum("favorably" in word and "un" not in word and "Neither" not in word
                                     for word in liked), len(liked))
    }  # fmt: skip
    fans = [row[2] for row in films() if row[2]]
    assert figures(folder, "fans") == {("survey:films",): share(fans.count("Yes"), len(fans))}
    told = source(folder, "answers_given")
    assert (told.rows, told.rejected, told.problems) == (1186, 0, ())
    assert "cp1252" in " ".join(told.notes) and "2 header rows" in " ".join(told.notes)


# --- two exports of Qualtrics: three header rows, one of them translated and one of ids; two with a byte order mark


@pytest.mark.parametrize(
    ("version", "header_rows", "began", "ended", "choice"), [("v3", 3, 0, 1, 17), ("legacy", 2, 7, 8, 10)]
)
def test_the_one_answer_of_an_export(version: str, header_rows: int, began: int, ended: int, choice: int) -> None:
    (row,) = file_rows(f"qualtrics_{version}.csv", "utf-8-sig", header_rows)
    folder = HERE / f"qualtrics_{version}"
    assert figures(folder, "people") == {("survey:only",): (1, 1)}
    assert figures(folder, "chosen") == {("survey:only",): (Fraction(row[choice]), 1)}
    within = row[began][:16] == row[ended][:16]
    assert figures(folder, "quick") == {("survey:only",): share(int(within), 1)} and within
    told = source(folder, "answers_given")
    assert (told.rows, told.rejected, told.problems) == (1, 0, ())
    assert f"{header_rows} header rows" in " ".join(told.notes)
    assert "Hello World" in ",".join(row) and "Hello World" not in repr(told)
