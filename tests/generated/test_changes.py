"""What moved between two dates, on rule files and data made by chance, against the row-by-row evaluator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

import cxengine
from cxengine.diagnostics import Diagnostics
from cxengine.engine.said.changes import ChangeSaid
from cxengine.lang import ast
from cxengine.lang.parse import parse
from cxengine.source import Source
from cxengine.testing.oracle import OracleData, OracleSubject, World
from cxengine.testing.oracle.changes import Moved, alone, moved
from cxengine.testing.oracle.lookup import table_named
from cxengine.testing.oracle.metrics import written_out
from cxengine.testing.oracle.policies import nearest_of
from cxengine.testing.oracle.row_numbers import parts_of

from . import offered
from .given import compiled as with_plugin, for_engine, for_oracle, texts, tree
from .programs import Program, program

SEEDS, NIGHTLY, BLOCK = 30, 200, 15
CLOSE = 1e-9
RULES = """pack made: Made
version 1 from 2018-04-01
subject council: Council
scale five 1 to 5, higher is better: Satisfaction
scale ten 0 to 10, higher is better: Likelihood
table replies: Replies
  field council is council
  field on_day is date
  field channel is one of (web, phone, post), may be missing
  field happy is five, may be missing
  field recommend is ten, may be missing
  field took is number, may be missing{more}
metric satisfied: Satisfied
  from replies
  where on_day in last 12 months
  formula csat(happy)
  by channel
metric net: Net promoter score
  from replies
  where on_day in last 12 months
  formula nps(recommend)
  by channel
metric took_long: How long it took
  from replies
  where on_day in last 12 months
  formula mean(took)
  by channel
metric unhappy: Not satisfied
  from replies
  where on_day in last 12 months
  formula 100% - csat(happy)
  by channel
metric half: Half as long less three
  from replies
  where on_day in last 12 months
  formula -(mean(took) - 3) / 2
  by channel
metric both: Happy, and not by post
  from replies
  where on_day in last 12 months
  formula 0.75 * share(happy >= 4) + 0.25 * csat(happy) - share(happy is 1) * 0.5
  by channel
metric long: How long it took, and how often very long
  from replies
  where on_day in last 12 months
  formula mean(took) + mean(took * took) / 10
  by channel
metric of_all: Happy at any time
  from replies
  formula share(happy >= 4)
  by channel
"""
ON = date(2019, 3, 31)


def since_of(made: Program) -> date:
    """Some earlier date: in some programs so near that many rows count on both."""
    return made.as_of - timedelta(days=Random(made.seed).choice((20, 100, 200, 365, 400)))


def differences(made: Program, tally: Counter[str]) -> Iterator[str]:
    """Every metric of every subject."""
    compiled, since = with_plugin(texts(made)), since_of(made)
    world = World((tree(made),), for_oracle(made))
    for said in compiled.metrics(for_engine(made), as_of=made.as_of, change_since=since).metrics:
        metric = compiled.names.metrics[said.metric]
        function = alone(metric.formula)
        one_function = function is not None and function.name.text not in offered.FUNCTIONS
        several = function is None and metric.formula is not None and parts_of(metric.formula) is not None
        parts: list[ast.Metric] = []
        if metric.table is None and metric.formula is not None:
            one_function = written_out(world, metric.formula, parts) is not None and not of_plugin(parts)
        rounded = any(is_rounded(world, each) for each in (metric, *parts))
        if said.change is None or said.subject is None or not (one_function or several) or rounded:
            continue
        kind, _, subject = said.subject.partition(":")
        expected = moved(world, metric, (kind, subject), since, made.as_of)
        yield from of_change(f"{said.metric} of {said.subject}", said.change, expected, tally)


def of_plugin(metrics: list[ast.Metric]) -> bool:
    """Whether any is a function of a plugin, of which the rows are not known."""
    functions = [alone(each.formula) for each in metrics]
    return any(each is not None and each.name.text in offered.FUNCTIONS for each in functions)


def of_change(where: str, said: ChangeSaid, expected: Moved | None, tally: Counter[str]) -> Iterator[str]:
    """Exact, but for the chance."""
    change = said.moved
    if change is not None and change.few and (expected is None or expected.chance is not None):
        yield f"{where}: too few for the engine, and not for the oracle: {expected}"
    if change is None or change.tested is None:
        tally["unknown"] += 1
        return
    tally["tested"] += 1
    if expected is None:
        yield f"{where}: engine {change}, oracle nothing"
    elif change.by != expected.by or expected.chance is None or abs(change.tested.chance - expected.chance) > CLOSE:
        yield f"{where}: engine {change}, oracle {expected}"


def is_rounded(world: World, metric: ast.Metric) -> bool:
    """Whether numbers of rows are rounded, so that rows cannot be held against what is said."""
    tables = {d.name.text for file in world.files for d in file.declarations if isinstance(d, ast.Table)}
    name = metric.table.text if metric.table is not None else ""
    return name in tables and nearest_of(table_named(world, name)) > 1


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(start, marks=[pytest.mark.nightly] if start >= SEEDS else [])
        for start in range(0, SEEDS + NIGHTLY, BLOCK)
    ],
)
def test_a_change_is_what_the_rows_say(start: int) -> None:
    tally: Counter[str] = Counter()
    wrong = [
        f"seed {seed}: {difference}"
        for seed in range(start, start + BLOCK)
        for difference in differences(program(seed), tally)
    ]
    assert not wrong, f"{len(wrong)} differences:\n" + "\n".join(wrong[:20])
    assert tally["tested"] > 15, tally


def test_what_a_date_hides_is_found_beside_another_whatever_comes_first() -> None:
    """Of this program the fields that figures are split by were met in another order with an earlier date."""
    assert not list(differences(program(63), Counter()))


def rows(chance: Random) -> list[dict[str, Any]]:
    """Answers of two years, from groups that answer otherwise and become larger and smaller."""
    likely = {channel: chance.random() for channel in ("web", "phone", "post", None)}
    return [
        {
            "council": "c",
            "on_day": date(2017, 4, 1) + timedelta(days=chance.randrange(730)),
            "channel": channel,
            "happy": chance.choice((None, 1, 5)) if chance.random() < likely[channel] else chance.randint(1, 5),
            "recommend": chance.choice((None, *range(11))),
            "took": chance.choice((None, 1, 2, 7, 30)),
        }
        for _ in range(chance.choice((12, 60, 400)))
        for channel in [chance.choice(tuple(likely))]
    ]


def taken_apart(seed: int, *more: str) -> tuple[Any, World, date]:
    """The changes by channel, and what the oracle takes."""
    text = RULES.format(more="".join(f"\n  {line}" for line in more))
    chance = Random(seed)
    data, since = rows(chance), ON - timedelta(days=chance.choice((90, 365)))
    sources = {"replies": data, "council": [{"id": "c", "title": "C"}]}
    made = cxengine.compile({"made.cx": text}).metrics(sources, as_of=ON, change_since=since, by=("channel",))
    found = Diagnostics()
    world = World(
        (parse(Source("made.cx", text), found),),
        OracleData(tables={"replies": data}, subjects=[OracleSubject(kind="council", id="c")]),
    )
    return made, world, since


@pytest.mark.parametrize("seed", range(12))
def test_a_change_is_taken_apart_as_the_rows_say(seed: int) -> None:
    made, world, since = taken_apart(seed)
    declared = {d.name.text: d for d in world.files[0].declarations if isinstance(d, ast.Metric)}
    assert {whole.metric for whole in made.changes} == set(declared)
    for whole in made.changes:
        metric = declared[whole.metric]
        expected = moved(world, metric, ("council", "c"), since, ON, metric.by[0])
        assert expected is not None and whole.change.moved is not None
        split = whole.splits[0].split
        assert whole.change.moved.by == expected.by
        assert (split.mix, split.within) == (expected.mix, expected.within), whole
        assert split.mix + split.within == whole.change.moved.by


@pytest.mark.parametrize("seed", range(12, 20))
def test_what_is_hidden_is_taken_together_and_still_adds_up(seed: int) -> None:
    made, _, _ = taken_apart(seed, "publish groups of at least 20")
    for whole in made.changes:
        for said in whole.splits:
            assert said.split.mix + said.split.within == whole.change.moved.by
            shown = {m.by["channel"] for m in made.metrics if m.metric == whole.metric and not m.suppressed}
            assert {group.label[0] for group in said.split.groups if group.label is not None} <= shown
