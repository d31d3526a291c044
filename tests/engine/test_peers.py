"""A subject beside its peers: the quartiles of the others' shown figures, and nothing where the others are few."""

from __future__ import annotations

import statistics
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

import cxengine
from cxengine.engine.assessment import Assessment
from cxengine.engine.peers import LEAST, Group
from cxengine.engine.said.peers import PeersSaid
from cxengine.report.peers import peer_lines
from cxengine.subjects import SubjectKey

RULES = """pack p: P
version 1 from 2026-01-01
subject council: Council
subject supplier: Supplier
  belongs to council
{publish}table surveys: Surveys
  field supplier is supplier
  field happy is yes_no
  publish groups of at least 4
metric content: Content
  from surveys
  formula share(happy is yes)
model m for supplier: M
  withheld when criterion stop is met
  criterion stop: Stopped
    ask: Stopped?
  level 1: One
    criterion 1.1: First
      ask: So?
  level 2: Two
    criterion 2.1: Second
      ask: And?
"""
Answers = dict[str, str]


def assessed(
    levels: list[int | None], rows: list[int] | None = None, *, publish: str = "", **options: Any
) -> Assessment:
    """Suppliers ``s0``, ``s1``… at these levels (None: withheld), with so many surveys each, all but one content."""
    answers = [
        {"kind": "supplier", "subject": f"s{n}", "criterion": id, "answer": said}
        for n, level in enumerate(levels)
        for id, said in (
            ("1.1", "met" if (level or 0) >= 1 else "unmet"), ("2.1", "met" if (level or 0) >= 2 else "unmet"),
            ("stop", "met" if level is None else "unmet"),
        )
    ]  # fmt: skip
    surveys = [
        {"supplier": f"s{n}", "happy": "no" if not row else "yes"}
        for n, count in enumerate(rows or []) for row in range(count)
    ]  # fmt: skip
    sources = {
        "council": [{"id": "c", "title": "C"}], "answers": answers, "surveys": surveys,
        "supplier": [{"id": f"s{n}", "title": f"S{n}", "council": "c"} for n in range(len(levels))],
    }  # fmt: skip
    line = f"  publish groups of at least {publish}\n" if publish else ""
    return cxengine.compile({"p.cx": RULES.format(publish=line)}).assess(sources, **options)


def level_of(assessment: Assessment, number: int) -> PeersSaid:
    peers = assessment[f"supplier:s{number}"]["m"].peers
    assert peers is not None and peers.level is not None and peers.score is None
    return peers.level


def test_by_hand() -> None:
    made = assessed([2, 0, 0, 1, 1, 2, 2])
    first, second = level_of(made, 0), level_of(made, 1)
    assert (first.peers, first.lower, first.median, first.upper, first.position) == (6, 0.25, 1, 1.75, "above")
    assert (second.peers, second.lower, second.median, second.upper, second.position) == (6, 1, 1.5, 2, "below")
    assert level_of(made, 3).position == "within"


@pytest.mark.parametrize(
    ("publish", "count", "known"), [("", 5, False), ("", 6, True), ("3", 4, True), ("3", 3, False)]
)
def test_too_few_peers_say_nothing(publish: str, count: int, known: bool) -> None:
    peers = level_of(assessed([1] * count, publish=publish), 0)
    assert (peers.peers, peers.least) == (count - 1, int(publish or LEAST))
    assert (peers.median is not None, peers.unknown is None) == (known, known)


def test_two_peers_are_the_least_whatever_the_rules_say() -> None:
    assert level_of(assessed([1, 2], publish="1"), 0).median is None


def test_a_withheld_result_is_no_peer_and_has_no_place() -> None:
    made = assessed([None, 1, 1, 1, 1, 1, 2])
    assert level_of(made, 1).peers == 5 and level_of(made, 0).peers == 6
    assert (level_of(made, 0).position, level_of(made, 0).median) == (None, 1)


OPEN = """pack p: P
version 1 from 2026-01-01
subject supplier: Supplier
model m for supplier: M
  score is mean
  unknown counts as unmet
  level 1: One
    criterion 1.1: First
      ask: So?
  level 2: Two
    criterion 2.1: Second
      ask: And?
"""


def answered(*services: str) -> Assessment:
    """Suppliers ``s0``, ``s1``… that answered both questions so, or neither where the text is empty."""
    sources = {
        "supplier": [{"id": f"s{n}", "title": f"S{n}"} for n in range(len(services))],
        "answers": [
            {"kind": "supplier", "subject": f"s{n}", "criterion": id, "answer": said}
            for n, said in enumerate(services) if said for id in ("1.1", "2.1")
        ],
    }  # fmt: skip
    return cxengine.compile({"p.cx": OPEN}).assess(sources)


def test_a_level_that_nobody_knows_is_not_zero() -> None:
    made = answered("met", "", "", "", "", "", "")
    assert peer_lines(made.to_dict()) == ["Level: too few peers are known for certain: 1 of 6, and 5 are needed."]
    for number, count in ((0, 0), (1, 1)):
        peers = made[f"supplier:s{number}"]["m"].peers
        assert peers is not None and peers.level is not None and peers.score is not None
        for each in (peers.level, peers.score):
            assert (each.peers, each.median, each.position) == (count, None, None)
            assert each.unknown == f"too few peers are known for certain: {count} of 6, and 5 are needed"


def test_who_is_not_certain_is_neither_a_peer_nor_placed() -> None:
    made = answered("met", "", "unmet", "unmet", "unmet", "unmet", "unmet")
    known, open_ = (made[f"supplier:s{number}"]["m"].peers for number in (0, 1))
    assert known is not None and known.level is not None and known.score is not None
    assert open_ is not None and open_.level is not None and open_.score is not None
    assert (known.level.peers, known.level.upper, known.level.position) == (5, 0, "above")
    assert (known.score.peers, known.score.upper, known.score.position) == (5, 0, "above")
    assert (open_.level.peers, open_.level.position) == (6, None)
    assert (open_.score.peers, open_.score.position) == (6, None)


def test_whoever_is_alone_of_its_kind_has_no_peers() -> None:
    made = assessed([1])
    assert made["supplier:s0"]["m"].peers is None
    assert all(metric.peers is None for subject in made for metric in subject.metrics)


def by_the_reader(made: dict[str, Any], kind: str) -> None:
    """What is said of peers is what a reader works out from the figures that are shown, and no more."""
    subjects = [each for each in made["subjects"] if each["kind"] == kind]
    for place in range(len(subjects[0]["metrics"])):
        figures = [each["metrics"][place] for each in subjects]
        for number, figure in enumerate(figures):
            others = [f["value"] for n, f in enumerate(figures) if n != number and f["value"] is not None]
            peers = figure["peers"]
            assert peers["peers"] == len(others)
            if len(others) < peers["least"]:
                assert [peers[key] for key in ("lower", "median", "upper", "position")] == [None] * 4
                continue
            expected = statistics.quantiles([Fraction(str(value)) for value in others], n=4, method="inclusive")
            whole = all(isinstance(value, int) for value in others)  # rounded as its metric is, to 0 or 1 decimals
            assert [peers[key] for key in ("lower", "median", "upper")] == pytest.approx(
                [float(value) for value in expected], abs=0.5 if whole else 0.0501
            )
            assert (peers["position"] is None) == (figure["value"] is None)


def test_nothing_hidden_is_in_it() -> None:
    by_the_reader(cxengine.compile("enfield").assess().to_dict(), "service")


@settings(max_examples=15)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=9))
def test_nothing_hidden_is_in_it_whatever_the_sizes_of_groups(rows: list[int]) -> None:
    by_the_reader(assessed([1] * len(rows), rows, publish="2").to_dict(), "supplier")


def test_who_is_asked_for_does_not_change_the_peers() -> None:
    levels, rows = [2, 0, 0, 1, 1, 2, 2], [3, 4, 5, 6, 7, 8, 9]
    whole, part = assessed(levels, rows), assessed(levels, rows, subjects=("supplier:s4",))
    assert part["supplier:s4"].metrics == whole["supplier:s4"].metrics
    assert part["supplier:s4"]["m"].peers == whole["supplier:s4"]["m"].peers


@given(st.lists(st.integers(-500, 500), min_size=4, max_size=12), st.data())
def test_quartiles_of_the_others(values: list[int], data: st.DataObject) -> None:
    keys = [SubjectKey("supplier", str(number)) for number in range(len(values))]
    place = data.draw(st.integers(0, len(values) - 1))
    shown = dict(zip(keys, values, strict=True))
    peers = Group(shown=shown, least=3, places=1, decimals=6).beside(keys[place])
    others = [Fraction(value, 10) for value in values[:place] + values[place + 1 :]]
    lower, median, upper = statistics.quantiles(others, n=4, method="inclusive")
    assert peers is not None and peers.unknown is None
    assert [peers.lower, peers.median, peers.upper] == [float(lower), float(median), float(upper)]
    own = Fraction(values[place], 10)
    assert peers.position == ("above" if own > upper else "below" if own < lower else "within")
