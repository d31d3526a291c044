"""Real logs give the figures that were worked out for them by other means."""

from __future__ import annotations

import hashlib

import pytest

from cxengine.logs.follows import back_and_forth, follows, reached, rework, starts_and_ends
from cxengine.logs.people import hand_overs
from cxengine.logs.split import groups
from cxengine.logs.variants import Variants, variants, with_ties_reversed
from cxengine.logs.waiting import durations, spread, waits
from tests.logs.reading_logs import NAMES, columns_of, expected, read, sequences, shared


def canonical(found: Variants) -> str:
    """The digest of all variants with their cases."""
    counted = [(int(found.cases[at]), found.steps(at)) for at in range(found.count)]
    lines = [f"{n}\t" + "\x1f".join(steps) for n, steps in sorted(counted, key=lambda each: (-each[0], each[1]))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.mark.parametrize("order", [None, "event_no"])
@pytest.mark.parametrize("name", NAMES)
def test_variants_follows_and_rework(name: str, order: str | None) -> None:
    known = expected(name)
    log = read(shared(f"{name}.csv.gz"), columns_of(name, **({"order": order} if order else {})))
    found = variants(log)
    assert (log.cases, log.events, len(log.activities)) == (known["cases"], known["events"], known["activities"])
    assert found.count == known["variants"]["count"]
    assert canonical(found) == known["variants"]["sha256_of_canonical"]
    assert [[list(found.steps(at)), int(found.cases[at])] for at in range(min(20, found.count))] == known["variants"][
        "top20"
    ]
    assert {pair: n.events for pair, n in follows(found).items()} == {(a, b): n for a, b, n in known["dfg"]["all"]}
    assert starts_and_ends(found) == (known["start_activities"], known["end_activities"])
    again, cases = rework(found)
    assert {activity: n.cases for activity, n in again.items()} == known["rework_cases"]
    assert {activity: n.extra for activity, n in again.items()} == known["rework_extra_occurrences"]
    assert cases == known["cases_with_any_rework"]
    assert {activity: n.events for activity, n in reached(found).items()} == known["activity_counts"]
    assert {pair: n.events for pair, n in back_and_forth(found).items()} == {
        (a, b): n for a, b, n in known["ping_pong_activity"]
    }
    loops = {a: n for (a, b), n in follows(found).items() if a == b}
    assert {activity: n.events for activity, n in loops.items()} == known["self_loops"]
    assert {activity: n.cases for activity, n in loops.items()} == known["cases_with_self_loop"]


@pytest.mark.parametrize("name", NAMES)
def test_ties_the_other_way_round(name: str) -> None:
    assert with_ties_reversed(read(shared(f"{name}.csv.gz"), columns_of(name))).count == expected(name)[
        "variants_if_ties_reversed"
    ]


@pytest.mark.parametrize("name", NAMES)
def test_people_and_times(name: str) -> None:
    known = expected(name)
    log = read(shared(f"{name}.csv.gz"), columns_of(name))
    for role, figures in known["handovers"].items():
        found = hand_overs(log, role)
        assert found is not None
        assert (found.steps, found.changes, found.back, found.cases_back) == (
            figures["transitions"], figures["changes"], figures["ping_pong"], figures["cases_with_ping_pong"],
        )  # fmt: skip
    whole = spread(durations(log))
    assert whole is not None
    assert (whole.mean, whole.median) == pytest.approx(
        (known["case_duration_seconds"]["mean"], known["case_duration_seconds"]["median"]), rel=1e-12
    )
    by_pair = {(wait.start, wait.end): wait.spread for wait in waits(log)}
    for first, second, n, mean, median in known["edge_seconds_top25"]:
        between = by_pair[first, second]
        assert between is not None and between.n == n
        assert (between.mean, between.median) == pytest.approx((mean, median), rel=1e-9, abs=1e-6)


def test_cases_by_channel() -> None:
    log = read(shared("receipt.csv.gz"), columns_of("receipt", channel="case_channel"))
    held, seconds = groups(log, "channel"), durations(log)
    assert held is not None and held.mixed == 0
    for channel, figures in expected("receipt")["by_channel"].items():
        found = spread(seconds[held.of_case == held.labels.index(channel)])
        assert found is not None and found.n == figures["cases"]
        assert (found.mean, found.median) == pytest.approx((figures["mean_duration_s"], figures["median_duration_s"]))


@pytest.mark.parametrize("name", ["receipt", "running_example"])
def test_the_same_log_as_xes(name: str) -> None:
    as_csv, as_xes = read(shared(f"{name}.csv.gz"), columns_of(name)), read(shared(f"{name}.xes.gz"))
    assert sequences(as_csv) == sequences(as_xes)
    assert as_csv.time.tolist() == as_xes.time.tolist()  # in the files one is in UTC, the other in local time
    assert set(as_csv.also) <= set(as_xes.also)
