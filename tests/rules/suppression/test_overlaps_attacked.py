"""The attacker adds and takes away what several metrics keep whose rows overlap."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product
from math import inf
from random import Random
from typing import Any

import pytest

import cxengine

from .attacker import Cell, recovered
from .reading import Place, Read, Told

LEAST = 5
RULES = f"""pack made: Made
version 1 from 2018-01-01
subject service: Service
table replies: Answers
  field service is service
  field channel is one of (web, phone, post)
  field urgent is yes_no
  publish groups of at least {LEAST}
"""
METRIC = """metric {name}: {name}
  from replies
{where}  formula count
"""
AS_OF = date(2019, 12, 31)
SERVICE: Place = ("service:s", frozenset())
Keeps = dict[str, tuple[str, ...]]
"""The conditions of each metric."""

NEITHER: Keeps = {
    "all": (), "phone": ("channel is phone",), "urgent": ("urgent is yes",),
    "both": ("channel is phone", "urgent is yes"),
}  # fmt: skip
BETWEEN: Keeps = {"all": (), "not_post": ("channel is not post",), "not_web": ("channel is not web",)}
EITHER: Keeps = {"all": (), "phone": ("channel is phone",), "any": ("channel is phone or urgent is yes",)}


def holds(condition: str, row: dict[str, Any]) -> bool:
    """A condition of the metrics above, worked out anew."""
    if " or " in condition:
        return any(holds(part, row) for part in condition.split(" or "))
    field, _, wanted = condition.partition(" is ")
    negated, value = wanted.startswith("not "), wanted.removeprefix("not ")
    same = row[field] is (value == "yes") if field == "urgent" else row[field] == value
    return same is not negated


def read(keeps: Keeps, rows: list[dict[str, Any]]) -> tuple[Read, set[Cell]]:
    """All figures, with a cell for all rows that meet the same conditions; and those cells that are of few people."""
    made = (METRIC.format(name=n, where="".join(f"  where {w}\n" for w in where)) for n, where in keeps.items())
    program = cxengine.compile({"made.cx": RULES + "".join(made)})
    sources = {"replies": [{"service": "s", **row} for row in rows], "service": [{"id": "s", "title": "S"}]}
    found = Read({name: Told(name, LEAST, counts=True) for name in keeps}, {})
    found.figures(program.metrics(sources, as_of=AS_OF).to_dict()["metrics"])
    found.hang_together()
    people = Counter(tuple(all(holds(c, row) for c in where) for where in keeps.values()) for row in rows)
    for kind in possible(keeps):
        found.known.ends["kind", kind] = (0, inf)
    for at, name in enumerate(keeps):
        if ("n", name, SERVICE) in found.known.ends:
            parts = tuple(("kind", kind) for kind in possible(keeps) if kind[at])
            found.known.sums.append((("n", name, SERVICE), parts))
    few = {("kind", kind) for kind, n in people.items() if 0 < n < LEAST}
    return found, few


def possible(keeps: Keeps) -> list[tuple[bool, ...]]:
    """Which of the metrics a row may be in."""
    rows = rows_of(*((channel, urgent, 1) for channel in ("web", "phone", "post") for urgent in (True, False)))
    return sorted({tuple(all(holds(c, row) for c in where) for where in keeps.values()) for row in rows})


def rows_of(*counts: tuple[str, bool, int]) -> list[dict[str, Any]]:
    return [{"channel": channel, "urgent": urgent} for channel, urgent, n in counts for _ in range(n)]


@pytest.mark.parametrize(
    ("keeps", "rows"),
    [
        (NEITHER, rows_of(("phone", True, 20), ("phone", False, 40), ("web", True, 37), ("web", False, 3))),
        (BETWEEN, rows_of(("phone", True, 3), ("web", False, 40), ("post", True, 55))),
        (EITHER, rows_of(("phone", True, 20), ("web", True, 30), ("web", False, 4))),
    ],
    ids=("neither", "between", "either"),
)
def test_few_people_whom_three_metrics_tell_of_together(keeps: Keeps, rows: list[dict[str, Any]]) -> None:
    found, few = read(keeps, rows)
    assert few and not recovered(found.known, few | found.first | found.second | found.withheld)


@pytest.mark.nightly
def test_nor_any_of_tables_made_by_chance(capsys: pytest.CaptureFixture[str]) -> None:
    groups = hidden = shown = 0
    for seed in range(60):
        chance = Random(seed)
        keeps = chance.choice((NEITHER, BETWEEN, EITHER, {**NEITHER, **BETWEEN}, {**EITHER, **NEITHER}))
        rows = rows_of(*(
            (channel, urgent, chance.choice((0, 1, 3, 4, 6, 20, 40)))
            for channel in ("web", "phone", "post") for urgent in (True, False)
        ))  # fmt: skip
        if len(rows) >= LEAST:
            found, few = read(keeps, rows)
            secret = found.first | found.second | found.withheld
            broken = recovered(found.known, few | secret)
            assert not broken, (seed, broken)
            groups, hidden, shown = groups + len(few), hidden + len(secret), shown + len(keeps) - len(secret)
    with capsys.disabled():
        print(f"\nMetrics that overlap: {groups} groups of few, {hidden} figures hidden, {shown} shown, 0 recovered")
    assert groups > 30 and shown > 30


FIELDS = f"""pack made: Made
version 1 from 2018-01-01
subject service: Service
table replies: Answers
  field a is yes_no
  field b is yes_no
  field c is yes_no
  field channel is one of (web, phone, post)
  field half is one of (first, second)
  publish groups of at least {LEAST}
"""


def shown(metrics: list[str], rows: list[dict[str, Any]], by: tuple[str, ...] = ()) -> dict[tuple[str, str], int]:
    """The counts that are shown, by metric and group; of the metrics that are split so."""
    program = cxengine.compile({"made.cx": FIELDS + "".join(metrics)})
    split = [each.split(":")[0].removeprefix("metric ") for each in metrics if not by or "  by " in each]
    sources = {"replies": rows, "service": [{"id": "s", "title": "S"}]}
    told = program.metrics(sources, metrics=split, by=by, as_of=AS_OF).to_dict()["metrics"]
    return {(m["metric"], str((m["by"] or {}).get(by[0]) if by else "")): m["value"] for m in told if m["n"]}


def counting(name: str, *where: str, by: str = "", formula: str = "count") -> str:
    kept = "".join(f"  where {each}\n" for each in where)
    return f"metric {name}: M\n  from replies\n{kept}  formula {formula}\n" + (f"  by {by}\n" if by else "")


def everyone(few: dict[tuple[bool, ...], int], **more: Any) -> list[dict[str, Any]]:
    """Twenty of each kind, and of some only few."""
    kinds = product((False, True), repeat=3)
    return [
        {**dict(zip("abc", kind, strict=True)), "channel": "web", "half": "first", **more}
        for kind in kinds for _ in range(few.get(kind, 20))
    ]  # fmt: skip


@pytest.mark.parametrize("kind", list(product((False, True), repeat=3)), ids=str)
def test_each_of_eight_kinds_that_seven_filters_tell_apart(kind: tuple[bool, ...]) -> None:
    """By inclusion and exclusion all eight follow where every figure is shown."""
    names = [*"abc", "ab", "ac", "bc", "abc"]
    metrics = [counting("n"), *(counting(f"m_{n}", *(f"{each} is yes" for each in n)) for n in names)]
    for order in (metrics, metrics[::-1]):
        found = shown(order, everyone({kind: 2}))
        assert 0 < len(found) < len(metrics)


def test_those_who_follow_from_one_pair_as_a_whole_and_from_another_by_half() -> None:
    """Who came by post: all less those not by post, unsplit; not by web less by phone, by half of the year too."""
    metrics = [
        counting("phone", "channel is phone", by="half"), counting("offline", "channel is not web", by="half"),
        counting("quick", "channel is not post"), counting("everyone"),
    ]  # fmt: skip
    rows = [
        {"channel": channel, "half": half, "a": True, "b": True, "c": True}
        for half in ("first", "second") for channel in ("web", "phone", "post")
        for _ in range(2 if (channel, half) == ("post", "first") else 20)
    ]  # fmt: skip
    for order in (metrics, metrics[::-1]):
        found = shown(order, rows, ("half",))
        assert not {("phone", "first"), ("offline", "first")} <= found.keys() and found


def test_a_figure_that_tells_of_the_same_rows_as_a_whole_protects_none_of_their_parts() -> None:
    metrics = [counting("n", by="channel"), *(
        counting(f"m_{name}", *(f"{each} is yes" for each in name), by="channel") for name in ("a", "b", "ab")
    ), counting("neither", formula="share(c is yes)")]  # fmt: skip
    rows = everyone({}, channel="phone") + everyone({}, channel="web")
    rows = [{**row, "c": not row["a"] and not row["b"]} for row in rows]
    few = [row for row in rows if row["c"] and row["channel"] == "web"][2:]
    rows = [row for row in rows if not any(row is each for each in few)]
    for order in (metrics, metrics[::-1]):
        found = shown(order, rows, ("channel",))
        assert not {(name, "web") for name in ("n", "m_a", "m_b", "m_ab")} <= found.keys() and ("n", "phone") in found


MANY = (
    "a is yes", "b is yes", "c is yes", "channel is not web", "channel is not post", "half is second",
    "channel is phone or half is second", "channel is web or half is first", "half is first", "channel is phone",
)  # fmt: skip


def few_of(kind: tuple[bool, ...], n: int) -> list[dict[str, Any]]:
    """Twenty of each kind by each channel and in each half, and so many of one kind."""
    return [
        {**row, "channel": channel, "half": half}
        for channel in ("web", "phone", "post") for half in ("first", "second")
        for row in everyone({kind: n if (channel, half) == ("web", "first") else 0})
    ]  # fmt: skip


def test_more_filters_than_are_looked_at_together_are_not_published() -> None:
    """Those who are in none follow by inclusion and exclusion where every figure is shown."""
    kind = (False, False, False)
    names = ["ab", "ac", "bc", "abc"]
    metrics = [counting("n"), *(counting(f"filter_{at}", where) for at, where in enumerate(MANY))]
    metrics += [counting(f"m_{n}", *(f"{each} is yes" for each in n)) for n in names]
    found = shown(metrics, few_of(kind, 2))
    needed = {"n", *(f"filter_{at}" for at in range(3)), *(f"m_{n}" for n in names)}
    assert found and not needed <= {metric for metric, _ in found}
    assert len(shown(metrics, few_of(kind, 20))) == len(metrics)  # where nobody is few all are


def test_what_is_not_published_for_its_overlaps_says_so() -> None:
    metrics = [counting("n"), *(counting(f"filter_{at}", where) for at, where in enumerate(MANY))]
    program = cxengine.compile({"made.cx": FIELDS + "".join(metrics)})
    rows = few_of((True, True, True), 2)
    said = program.metrics({"replies": rows, "service": [{"id": "s", "title": "S"}]}, as_of=AS_OF).to_dict()
    held = [figure["unknown"] for figure in said["metrics"] if figure["suppressed"]]
    assert [why for why in held if why.startswith("not published")]
    told = [each for source in said["sources"] for each in source["problems"] if each["code"] == "not-published"]
    assert [each["count"] for each in told] == [len(held)] and "at most eight" in told[0]["message"]
