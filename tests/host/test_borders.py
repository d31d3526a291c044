"""What crosses the border from a plugin is checked there, and a fault names the plugin."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from cxengine import plan
from cxengine.host.borders import guarded
from cxengine.host.contracts import (
    BackendOffer,
    Enricher,
    Enrichment,
    Finder,
    FindingKind,
    FoundInJourney,
    Function,
    JourneyGiven,
    PluginFailure,
    PluginProblem,
    Renderer,
    Scorer,
    ScorerInput,
)
from cxengine.host.kinds import KINDS
from cxengine.metrics import formula as tree, rows

PROBLEM = PluginProblem(name="ours", distribution="our-plugin", version="3", reason="")
BY_NAME = {kind.name: kind for kind in KINDS}


def behind(kind: Any, offer: Any) -> Any:
    return guarded(BY_NAME[kind], offer, PROBLEM, 0.3)


def scorer(gives: Callable[[ScorerInput], Any], what: str = "score") -> Any:
    made = Scorer(gives=what, low=Fraction(0), high=Fraction(5), monotone=True, doc="d", score=gives)  # type: ignore[arg-type]
    return behind("scorers", made).score(ScorerInput(model="m", levels=(1,), criteria=()))


def function(kind: Any, result: Any, given: Any) -> Any:
    made = Function(kind=kind, parameters=("any",), result=result, doc="d", usage="u", examples=(), lower=lambda: given,
                    reference=len)  # fmt: skip
    return behind("functions", made).lower()


def finder(*given: Any, whole: Any = None) -> Any:
    made = Finder(kinds={"late": FindingKind(heuristic="h", drawback="d")}, doc="d",
                  find=lambda journey: given if whole is None else whole)  # fmt: skip
    return behind("finders", made).find(JourneyGiven(name="j", title="J", steps=(), follows=()))


def enricher(given: Any) -> Any:
    return behind("enrichers", Enricher(doc="d", enrich=lambda actions: given)).enrich(())


def renderer(given: Any) -> Any:
    return behind("renderers", Renderer(results=frozenset(), doc="d", render=lambda result: given)).render({})


def found(**more: Any) -> FoundInJourney:
    return FoundInJourney(**{"kind": "late", "steps": ("a",), "text": "t", "suggestion": "s", **more})


ONE = plan.CountWhere(plan.ALWAYS)

FAULTS: dict[str, tuple[Callable[[], Any], str]] = {
    "a score that is no number": (lambda: scorer(lambda given: "5"), "a score is a str"),
    "a score with decimals that are not exact": (lambda: scorer(lambda given: 0.5), "float"),
    "a yes for a score": (lambda: scorer(lambda given: True), "bool"),
    "a score that is too large": (lambda: scorer(lambda given: 6), "6, which is not between 0 and 5"),
    "half a level": (lambda: scorer(lambda given: Fraction(1, 2), "level"), "a level is a whole number"),
    "a scorer that raises": (lambda: scorer(lambda given: 1 // 0), "ZeroDivisionError"),
    "a scorer that leaves": (lambda: scorer(lambda given: exit(3)), "SystemExit"),
    "a scorer that hangs": (lambda: scorer(lambda given: time.sleep(20)), "said nothing for 0.3 seconds"),
    "a figure of one row": (lambda: function("scalar", "number", tree.Count(ONE, ONE)), "a value of each row (number)"),
    "a row for a figure": (lambda: function("aggregate", "number", rows.number(1)), "a figure is needed"),
    "a number for a condition": (lambda: function("scalar", "condition", rows.number(1)), "condition"),
    "nothing lowered": (lambda: function("aggregate", "number", None), "NoneType"),
    "a list of findings": (lambda: finder(whole=[found()]), "a tuple of findings"),
    "what is no finding": (lambda: finder("late"), "a str among its findings"),
    "a finding of a strange kind": (lambda: finder(found(kind="early")), "none of its kinds"),
    "a finding of no step": (lambda: finder(found(steps=())), "no step"),
    "a finding that removes another step": (lambda: finder(found(remove="b")), "a step it is not about"),
    "a list of enrichments": (lambda: enricher([]), "a mapping from the ids"),
    "what is no enrichment": (lambda: enricher({"a": "Bob"}), "a str for an action"),
    "a cost that is not exact": (lambda: enricher({"a": Enrichment(cost=1.5)}), "float"),  # type: ignore[arg-type]
    "a cost below nothing": (lambda: enricher({"a": Enrichment(cost=Fraction(-1))}), "below 0"),
    "a page that is no text": (lambda: renderer(5), "text or bytes"),
    "a backend that runs nothing": (
        lambda: behind("backends", BackendOffer(doc="d", connect=lambda a, b: 1)).connect({}, {}),  # type: ignore
        "without `run`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_the_plugin(name: str) -> None:
    call, words = FAULTS[name]
    with pytest.raises(PluginFailure) as raised:
        call()
    problem = raised.value.problem
    assert words in problem.reason, problem.reason
    assert problem.message.startswith("The plugin `ours` (our-plugin 3) failed: ")


def test_what_is_right_goes_through() -> None:
    assert scorer(lambda given: Fraction(1, 3)) == Fraction(1, 3) and scorer(lambda given: None) is None
    assert function("aggregate", "number", tree.Count(ONE, ONE)) == tree.Count(ONE, ONE)
    assert finder(found()) == (found(),) and renderer("<p>") == "<p>"
    assert enricher({"a": Enrichment(owner="Head")})["a"].owner == "Head"
