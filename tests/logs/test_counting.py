"""Counting on variants with arrays gives what counting case by case gives; and the traps that real logs hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from hypothesis import given, strategies as st

from cxengine.logs.columns import Columns
from cxengine.logs.event_log import EventLog, Labelled
from cxengine.logs.extra import extra_steps
from cxengine.logs.follows import back_and_forth, follows, rework, starts_and_ends
from cxengine.logs.people import hand_overs, repeated_by
from cxengine.logs.variants import variants, variants_of, with_ties_reversed
from cxengine.logs.waiting import spread, waits
from tests.logs.reading_logs import read_text, sequences

LIFE = Columns(case="case", activity="activity", time="time", lifecycle="life")
LETTERS = "abcd"
CASES = st.lists(st.text(LETTERS, min_size=1, max_size=7), min_size=1, max_size=12)


def log_of(cases: list[str], seconds: list[int] | None = None) -> EventLog:
    """A log with an event for each letter, a second apart, done by who the letter's place says."""
    lengths = [len(case) for case in cases]
    codes = np.array([LETTERS.index(letter) for case in cases for letter in case], np.int32)
    time = np.array(seconds if seconds is not None else [at for n in lengths for at in range(n)], np.int64) * 1_000_000
    who = Labelled(codes=np.arange(len(codes), dtype=np.int32) % 3 - 1, labels=("x", "y"))
    return EventLog(
        name="made", starts=np.concatenate(([0], np.cumsum(lengths))), case_labels=tuple(map(str, range(len(cases)))),
        activity=codes, activities=tuple(LETTERS), time=time, also={"resource": who}, rows=len(codes), ordered=False,
        tied=np.zeros(len(codes), bool), backwards=0, set_aside={},
    )  # fmt: skip


@given(CASES)
def test_variants_are_the_distinct_sequences(cases: list[str]) -> None:
    found = variants(log_of(cases))
    counted = Counter(cases)
    assert [("".join(found.steps(at)), int(found.cases[at])) for at in range(found.count)] == sorted(
        counted.items(), key=lambda pair: (-pair[1], pair[0])
    )
    assert ["".join(found.steps(at)) for at in found.of_case.tolist()] == cases


@given(CASES)
def test_follows_rework_and_back_and_forth(cases: list[str]) -> None:
    found = variants(log_of(cases))
    pairs = Counter(pair for case in cases for pair in zip(case, case[1:], strict=False))
    with_pair = Counter(pair for case in cases for pair in set(zip(case, case[1:], strict=False)))
    assert {pair: (n.events, n.cases) for pair, n in follows(found).items()} == {
        pair: (n, with_pair[pair]) for pair, n in pairs.items()
    }
    again = {x: [case.count(x) - 1 for case in cases if case.count(x) > 1] for x in LETTERS}
    assert {x: (n.cases, n.extra) for x, n in rework(found)[0].items()} == {
        x: (len(extra), sum(extra)) for x, extra in again.items() if extra
    }
    assert rework(found)[1] == sum(len(set(case)) < len(case) for case in cases)
    threes = [three for case in cases for three in zip(case, case[1:], case[2:], strict=False)]
    triples = Counter((a, b) for a, b, c in threes if a == c != b)
    assert {pair: n.events for pair, n in back_and_forth(found).items()} == dict(triples)
    assert starts_and_ends(found)[0] == dict(Counter(case[0] for case in cases))


@given(CASES)
def test_extra_steps(cases: list[str]) -> None:
    counted = Counter(cases)
    longer: dict[tuple[str, bool], set[tuple[str, str]]] = {}
    for one in counted:
        for at in range(len(one) - 1):
            less = one[:at] + one[at + 1 :]
            if less in counted:
                longer.setdefault((one[at], one.count(one[at]) > 1), set()).add((one, less))
    found = extra_steps(variants(log_of(cases)))
    assert {(e.activity, e.again): (e.with_it, e.without, e.variants) for e in found} == {
        key: (*(sum(counted[one] for one in {pair[at] for pair in both}) for at in (0, 1)), len(both))
        for key, both in longer.items()
    }


@given(st.lists(st.lists(st.tuples(st.sampled_from(LETTERS), st.integers(0, 9)), min_size=1, max_size=6), min_size=1))
def test_waits(cases: list[list[tuple[str, int]]]) -> None:
    log = log_of(["".join(letter for letter, _ in case) for case in cases], [at for case in cases for _, at in case])
    by_pair: dict[tuple[str, str], list[int]] = {}
    for case in cases:
        for (a, first), (b, second) in zip(case, case[1:], strict=False):
            by_pair.setdefault((a, b), []).append(second - first)
    for wait in waits(log):
        gaps = by_pair.pop((wait.start, wait.end))
        forward = [gap for gap in gaps if gap >= 0]
        assert wait.backwards == len(gaps) - len(forward)
        assert (wait.spread is None) == (not forward)
        if wait.spread is not None:
            assert (wait.spread.n, wait.spread.median) == (len(forward), median(forward))
    assert not by_pair


def test_two_sequences_with_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    class Same:
        def integers(self, low: int, high: int, size: int, kind: object) -> object:
            return np.ones(size, np.uint64)

    monkeypatch.setattr(np.random, "default_rng", lambda seed: Same())
    found = variants_of(np.array([0, 2, 4, 6]), np.array([0, 1, 1, 0, 0, 1], np.int32), ("a", "b"))
    assert [(found.steps(at), int(found.cases[at])) for at in range(found.count)] == [(("a", "b"), 2), (("b", "a"), 1)]


def test_the_interval_of_a_median_covers_it_as_often_as_it_says() -> None:
    chance = np.random.default_rng(7)
    for n in (10, 31, 200):
        kept = [spread(chance.exponential(size=n)) for _ in range(2_000)]
        covered = sum(each.low <= np.log(2) <= each.high for each in kept if each is not None)  # type: ignore[operator]
        assert covered >= 0.94 * len(kept)


def test_who_does_it_again() -> None:
    log = log_of(["aaa", "aba"])  # by nobody named, x, y; nobody named, x, y
    whom = repeated_by(log)["a"]
    assert (whom.same, whom.other, whom.unknown) == (0, 1, 2)
    found = hand_overs(log, "resource")
    assert found is not None and (found.steps, found.changes, found.back) == (4, 4, 0)


# ---- traps


def test_events_at_the_same_time_are_told_and_an_order_settles_them(tmp_path: Path) -> None:
    text = "case,activity,time,no\n1,b,2026-01-01,2\n1,a,2026-01-01,1\n2,a,2026-01-01,1\n2,b,2026-01-01,2\n"
    log = read_text(tmp_path, text)
    assert int(log.tied.sum()) == 2 and sequences(log) == {"1": ["b", "a"], "2": ["a", "b"]}
    assert with_ties_reversed(log).count == 2
    settled = read_text(tmp_path, text, Columns(case="case", activity="activity", time="time", order="no"))
    assert int(settled.tied.sum()) == 0 and set(map(tuple, sequences(settled).values())) == {("a", "b")}


def test_numbers_of_an_order_that_are_the_same_are_ties_too(tmp_path: Path) -> None:
    text = "case,activity,time,no\n1,b,2026-01-01,1\n1,a,2026-01-02,1\n"
    log = read_text(tmp_path, text, Columns(case="case", activity="activity", time="time", order="no"))
    assert int(log.tied.sum()) == 1


def test_a_beginning_is_no_rework(tmp_path: Path) -> None:
    lives = ((1, "start"), (2, "Complete"))
    rows = [f"{case},ask,2026-01-01T0{hour}:00:00Z,{life}\n" for case in range(9) for hour, life in lives]
    rows.append("9,look,2026-01-01T01:00:00Z,start\n")
    log = read_text(tmp_path, "case,activity,time,life\n" + "".join(rows), LIFE)
    assert rework(variants(log)) == ({}, 0)
    assert dict(log.set_aside) == {"start": 10} and log.never_complete == ("look",)


def test_where_nothing_is_marked_complete_everything_counts(tmp_path: Path) -> None:
    log = read_text(tmp_path, "case,activity,time,life\n1,ask,2026-01-01,done\n1,ask,2026-01-02,\n", LIFE)
    assert log.events == 2 and not log.set_aside


def test_clocks_that_go_backwards(tmp_path: Path) -> None:
    text = "case,activity,time,no\n1,a,2026-01-03,1\n1,b,2026-01-01,2\n1,c,2026-01-02,3\n"
    by_time = read_text(tmp_path, text)
    assert sequences(by_time) == {"1": ["b", "c", "a"]} and by_time.backwards == 1
    by_number = read_text(tmp_path, text, Columns(case="case", activity="activity", time="time", order="no"))
    assert sequences(by_number) == {"1": ["a", "b", "c"]} and by_number.backwards == 1
    assert {(w.start, w.end): (w.backwards, w.spread is None) for w in waits(by_number)} == {
        ("a", "b"): (1, True), ("b", "c"): (0, False),
    }  # fmt: skip


def test_a_million_cases_of_one_event(tmp_path: Path) -> None:
    n = 1_000_000
    log = log_of(["a"] * 3)
    many = variants_of(np.arange(n + 1), np.zeros(n, np.int32), log.activities)
    assert (many.count, many.cases.tolist()) == (1, [n])
    assert follows(many) == {} and rework(many) == ({}, 0) and extra_steps(many) == ()
