"""The border: every call into a plugin is watched, and what it gives is checked before the engine sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from cxengine.diagnostics import CxError
from cxengine.host.contracts import (
    BackendOffer,
    Enricher,
    Enrichment,
    Finder,
    FoundInJourney,
    Function,
    PluginFailure,
    PluginProblem,
    Renderer,
    Scorer,
    ScorerInput,
)
from cxengine.host.kinds import Kind
from cxengine.host.watched import watched

Check = Callable[[Any], str | None]
"""What is wrong with what a plugin gave, in words; None where nothing is."""


@attrs.frozen(kw_only=True)
class Border:
    """Calls into one plugin. ``problem`` names it, without a reason."""

    problem: PluginProblem
    seconds: float

    def call(self, what: str, call: Callable[[], Any], check: Check) -> Any:
        """What the call gives. Raises PluginFailure where it raises, hangs or gives what it must not."""
        try:
            given = watched(self.seconds, lambda beat: call())
        except CxError:
            raise
        except (Exception, SystemExit) as failure:
            words = " ".join(str(failure).split())
            raise self.failure(f"{what} failed: {type(failure).__name__}: {words}".rstrip(": ")) from failure
        fault = check(given)
        if fault is not None:
            raise self.failure(f"{what} {fault}")
        return given

    def failure(self, reason: str) -> PluginFailure:
        """A failure of this plugin."""
        return PluginFailure(attrs.evolve(self.problem, reason=reason, in_run=True))

    def around(self, what: str, call: Callable[..., Any], check: Check) -> Callable[..., Any]:
        """The function, watched and checked."""

        def called(*arguments: Any) -> Any:
            return self.call(what, lambda: call(*arguments), check)

        return called


def guarded(kind: Kind, offer: Any, problem: PluginProblem, seconds: float) -> Any:
    """An offer whose functions are watched and checked. Sources and packs are as they were: their reading is watched
    where it is done.
    """
    border = Border(problem=problem, seconds=seconds)
    match offer:
        case Function():
            return attrs.evolve(offer, lower=border.around("a lowering", offer.lower, _lowered(offer)))
        case Scorer():
            return attrs.evolve(offer, score=_watched_score(border, offer))
        case Finder():
            return attrs.evolve(offer, find=border.around("a finder", offer.find, _finder_check(offer)))
        case Enricher():
            return attrs.evolve(offer, enrich=border.around("an enricher", offer.enrich, _enriched))
        case Renderer():
            return attrs.evolve(offer, render=border.around("a renderer", offer.render, _rendered))
        case BackendOffer():
            told = None if offer.explain is None else border.around("an explanation", offer.explain, _text)
            return attrs.evolve(offer, connect=border.around("the backend", offer.connect, _backend), explain=told)
    return offer


def _lowered(function: Function) -> Check:
    """An aggregate comes to a figure, a function of one row to a value of its type."""
    from cxengine.metrics import formula as tree, rows

    figures = (tree.Constant, tree.Combined, tree.Count, tree.Share, tree.Net, tree.Mean, tree.Sum, tree.Order,
               tree.Distinct)  # fmt: skip
    values: tuple[type, ...] = (rows.Quantity, rows.Truth, rows.When, rows.Words)
    if function.kind == "scalar" and function.result != "same":
        values = (rows.Truth,) if function.result == "condition" else (rows.Quantity,)

    def check(given: Any) -> str | None:
        if isinstance(given, figures if function.kind == "aggregate" else values):
            return None
        wanted = "a figure" if function.kind == "aggregate" else f"a value of each row ({function.result})"
        return f"gave a {type(given).__name__}, and {wanted} is needed"

    return check


def _watched_score(border: Border, scorer: Scorer) -> Callable[[ScorerInput], Any]:
    """A level is one of the model's, so what is right depends on what is asked."""
    what = f"a {scorer.gives}"
    return lambda given: border.call(what, lambda: scorer.score(given), _score_check(scorer, given.levels))


def _score_check(scorer: Scorer, levels: Sequence[int]) -> Check:
    def check(given: Any) -> str | None:
        if given is None:
            return None
        if isinstance(given, bool) or not isinstance(given, Fraction | int):
            return f"is a {type(given).__name__}, and a Fraction, a whole number or None is needed"
        if not scorer.low <= given <= scorer.high:
            return f"is {given}, which is not between {scorer.low} and {scorer.high}"
        if scorer.gives == "level" and Fraction(given).denominator != 1:
            return f"is {given}, and a level is a whole number"
        if scorer.gives == "level" and given not in (0, *levels):
            return f"is {given}, and the model has {_levels_in_words(levels)}"
        return None

    return check


def _levels_in_words(levels: Sequence[int]) -> str:
    return f"the levels {', '.join(map(str, levels))}" if levels else "no levels"


def _finder_check(finder: Finder) -> Check:
    def check(given: Any) -> str | None:
        if not isinstance(given, tuple):
            return f"gave a {type(given).__name__}, and a tuple of findings is needed"
        for each in given:
            if not isinstance(each, FoundInJourney):
                return f"gave a {type(each).__name__} among its findings"
            if each.kind not in finder.kinds:
                return f"found a `{each.kind}`, which is none of its kinds"
            if not each.steps or (each.remove is not None and each.remove not in each.steps):
                return "gave a finding of no step, or one that removes a step it is not about"
        return None

    return check


def _enriched(given: Any) -> str | None:
    if not isinstance(given, Mapping):
        return f"gave a {type(given).__name__}, and a mapping from the ids of actions is needed"
    for each in given.values():
        if not isinstance(each, Enrichment):
            return f"gave a {type(each).__name__} for an action"
        fault = _figure_fault(each.cost) or _figure_fault(each.effort_days)
        if fault is not None:
            return fault
    return None


def _figure_fault(figure: Any) -> str | None:
    if figure is None:
        return None
    if isinstance(figure, bool) or not isinstance(figure, Fraction | int):
        return f"gave a {type(figure).__name__} as a cost or effort, and a Fraction is needed"
    return "gave a cost or effort below 0" if figure < 0 else None


def _text(given: Any) -> str | None:
    return None if isinstance(given, str) else f"gave a {type(given).__name__}, and text is needed"


def _rendered(given: Any) -> str | None:
    return None if isinstance(given, str | bytes) else f"gave a {type(given).__name__}, and text or bytes are needed"


def _backend(given: Any) -> str | None:
    return None if callable(getattr(given, "run", None)) else f"is a {type(given).__name__} without `run`"
