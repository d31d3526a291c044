"""Criteria of two comparisons each on thirty figures: a thousand for one subject beside other rule engines, and
up to a thousand for up to a thousand subjects.

Every engine gets its rules compiled beforehand and the same figures, and must come to the same truths. cxengine
records what decided each outcome, and is also timed wording the reason of every one; the others only say yes or no.
Prints medians and ratios, asserts no times.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import pytest

import cxengine
from cxengine.lang import ast
from cxengine.maturity.answers import Answered
from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.evaluate import Outcomes, evaluate_outcomes
from cxengine.maturity.facts import Facts
from cxengine.metrics.finish import interval
from cxengine.metrics.measured import Measured

METRICS, CRITERIA, RUNS, REPEATED = 30, 1000, 15, 5
END = date(2019, 3, 31)
HEAD = """pack bench: Bench
version 1 from 2018-04-01
subject service: Service
table responses: Answers
  field service is service
  field good is yes_no, may be missing
"""

Comparison = tuple[int, str, int]
"""The number of a figure, the operator, and the bound in percent."""
Rule = tuple[Comparison, str, Comparison]


def rules(number: int = CRITERIA) -> tuple[Rule, ...]:
    """The same conditions in every run."""
    chance = random.Random(1)

    def comparison() -> Comparison:
        return chance.randrange(METRICS), chance.choice((">=", "<=", ">", "<")), chance.randrange(5, 96)

    return tuple((comparison(), chance.choice(("and", "and", "or")), comparison()) for _ in range(number))


def written(rule: Rule, said: Callable[[Comparison], str], joins: dict[str, str]) -> str:
    """A rule in the words of one engine."""
    return f"{said(rule[0])} {joins[rule[1]]} {said(rule[2])}"


def compiled(made: tuple[Rule, ...]) -> CompiledModel:
    """The rules as a model of cxengine."""
    lines = [HEAD]
    for place in range(METRICS):
        lines.append(f"metric m{place}: M\n  from responses\n  formula share(good is yes)\n")
    lines.append("model m for service: M\n  level 1: One\n")
    for number, rule in enumerate(made, 1):
        condition = written(rule, lambda c: f"m{c[0]} {c[1]} {c[2]}%", {"and": "and", "or": "or"})
        lines.append(f"    criterion 1.{number}: C{number}\n      when {condition}\n")
    return cxengine.compile({"bench.cx": "".join(lines)}).models[0]


def figures(seed: int = 2) -> tuple[Measured, ...]:
    """The figures: shares of a few hundred answers with their intervals."""
    chance = random.Random(seed)
    found = []
    for place in range(METRICS):
        n = chance.randrange(101, 700)
        hits = chance.randrange(n)
        bare = Measured(metric=f"m{place}", unit="share", value=Fraction(hits, n), n=n, hits=hits, estimator="share")
        ends = interval(bare, Fraction(95, 100))
        assert ends is not None
        low, high = ends
        found.append(
            Measured(metric=f"m{place}", unit="share", value=bare.value, n=n, hits=hits, estimator="share",
                     low=low, high=high)
        )  # fmt: skip
    return tuple(found)


def cx_runs(made: tuple[Rule, ...], measured: tuple[Measured, ...]) -> dict[str, Callable[[], list[bool]]]:
    """Outcomes with what decided them, and outcomes with every reason in words."""
    model = compiled(made)

    def facts() -> Facts:
        return Facts([measured[_number(ref)] for ref in model.refs], {}, END)

    def outcomes() -> Outcomes:
        return evaluate_outcomes(model, facts(), Answered())

    def truths() -> list[bool]:
        return [outcome == "met" for outcome in outcomes().now.outcomes]

    def reasons() -> list[bool]:
        found = outcomes()
        return [bool(because.truth) for because in found.reasons()]

    return {"cxengine, outcomes": truths, "cxengine, with reasons": reasons}


def _number(ref: ast.Ref) -> int:
    return int(ref.name.text[1:])


def zen_runs(made: tuple[Rule, ...], values: dict[str, float]) -> dict[str, Callable[[], list[bool]]]:
    """Zen: an expression each, and all of them in one expression node of one decision."""
    import zen  # type: ignore[import-untyped, import-not-found, unused-ignore]

    texts = [written(r, lambda c: f"m{c[0]} {c[1]} {c[2] / 100}", {"and": "and", "or": "or"}) for r in made]
    expressions = [zen.compile_expression(text) for text in texts]
    items = [{"id": f"e{n}", "key": f"r{n}", "value": text} for n, text in enumerate(texts)]
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {"id": "rules", "type": "expressionNode", "name": "rules", "position": {"x": 0, "y": 0},
             "content": {"expressions": items}},
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
        ],
        "edges": [{"id": "a", "type": "edge", "sourceId": "in", "targetId": "rules"},
                  {"id": "b", "type": "edge", "sourceId": "rules", "targetId": "out"}],
    }  # fmt: skip
    decision = zen.ZenEngine().create_decision(json.dumps(graph))

    def one_decision() -> list[bool]:
        found: Any = decision.evaluate(values)["result"]
        return [bool(found[f"r{n}"]) for n in range(CRITERIA)]

    return {
        "zen-engine, one decision": one_decision,
        "zen-engine, expressions": lambda: [bool(expression.evaluate(values)) for expression in expressions],
    }


def cel_runs(made: tuple[Rule, ...], values: dict[str, float]) -> dict[str, Callable[[], list[bool]]]:
    """CEL in Python."""
    import celpy  # type: ignore[import-untyped, import-not-found, unused-ignore]

    environment = celpy.Environment()
    texts = [written(r, lambda c: f"m{c[0]} {c[1]} {c[2] / 100}", {"and": "&&", "or": "||"}) for r in made]
    programs = [environment.program(environment.compile(text)) for text in texts]
    activation = {name: celpy.celtypes.DoubleType(value) for name, value in values.items()}
    return {"cel-python": lambda: [bool(program.evaluate(activation)) for program in programs]}


def rule_engine_runs(made: tuple[Rule, ...], values: dict[str, float]) -> dict[str, Callable[[], list[bool]]]:
    """rule-engine."""
    import rule_engine  # type: ignore[import-untyped, import-not-found, unused-ignore]

    texts = [written(r, lambda c: f"m{c[0]} {c[1]} {c[2] / 100}", {"and": "and", "or": "or"}) for r in made]
    compiled_rules = [rule_engine.Rule(text) for text in texts]
    return {"rule-engine": lambda: [rule.matches(values) for rule in compiled_rules]}


OTHERS = {"zen": zen_runs, "celpy": cel_runs, "rule_engine": rule_engine_runs}


@pytest.mark.benchmark
@pytest.mark.filterwarnings("ignore")
def test_a_thousand_criteria_beside_other_engines() -> None:
    made, measured = rules(), figures()
    values = {m.metric: float(m.value) for m in measured if m.value is not None}
    runs = cx_runs(made, measured)
    for module, prepare in OTHERS.items():
        if find_spec(module) is not None:
            runs |= prepare(made, values)
    truths = {name: run() for name, run in runs.items()}
    expected = next(iter(truths.values()))
    assert len(expected) == CRITERIA and 0 < sum(expected) < CRITERIA
    for name, found in truths.items():
        assert found == expected, name
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(RUNS):  # one after the other in turn, so that a busy moment falls on all alike
        for name, run in runs.items():
            run()  # what ran before has filled the machine's caches with its own
            for _ in range(REPEATED):
                start = time.perf_counter()
                run()
                taken[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    ours = medians["cxengine, outcomes"]
    print()
    for name, median in medians.items():
        print(f"{name:26} {median * 1000:8.2f} ms  {median / ours:8.2f} times")


@pytest.mark.benchmark
def test_criteria_of_many_subjects() -> None:
    """Nanoseconds per outcome, with the facts that decided it recorded: as many for more criteria and subjects."""
    print()
    for criteria, subjects in ((250, 1000), (500, 250), (500, 500), (500, 1000), (1000, 1000)):
        model = compiled(rules(criteria))
        known = [figures(seed) for seed in range(subjects)]
        sets = [[measured[_number(ref)] for ref in model.refs] for measured in known]
        taken: list[float] = []
        for _ in range(REPEATED):
            found = []
            gc.collect()
            start = time.perf_counter()
            found = [evaluate_outcomes(model, Facts(measured, {}, END), Answered()) for measured in sets]
            taken.append(time.perf_counter() - start)
        assert all(len(each.now.outcomes) == criteria and each.now.truths for each in found)
        median = statistics.median(taken)
        each = median / criteria / subjects * 1e9
        print(f"{criteria:5} criteria x {subjects:5} subjects {median * 1000:8.1f} ms  {each:6.0f} ns an outcome")
