"""Conditions over criteria: of one, of any and of every one; by outcome, by answer, and by what came with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from cxengine.lang import ast
from cxengine.lang.unparse import answer_asked
from cxengine.maturity.answer_points import AnswerPoint
from cxengine.maturity.conditions import AllOf, AnyOf, Condition, OfAnswer, OfCriterion
from cxengine.maturity.outcome import Standing, Truth, all_of, negation
from cxengine.maturity.policies import Policies


@attrs.frozen
class Known:
    """What conditions need of a criterion. ``points`` are its answers from the lowest, ``ranks`` their places by name.

    ``takes``: ``percent`` or ``date`` where any of these is an answer; ``ranks`` are then of what conditions ask for.
    """

    index: int
    id: str
    title: str
    policies: Policies
    aspects: frozenset[str] = frozenset()
    points: tuple[AnswerPoint, ...] = ()
    takes: str | None = None
    ranks: Mapping[str, int] = attrs.field(factory=dict)
    asked: bool = True


@attrs.frozen
class Asked:
    """What is asked of an answer, and of which criterion by its index."""

    criterion: int
    answer: str
    negated: bool
    without: str | None
    passing: bool


class CriterionTests:
    """Compiles conditions over the criteria of one model. ``asked`` are those that hang on answers, by what they ask.

    Each of these has a place of its own among the truths.
    """

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._known = known
        self.asked: dict[Asked, OfAnswer] = {}

    def of_one(self, expr: ast.CriterionIs, place: int) -> Condition:
        """``criterion 3.4 is met``."""
        return self._of(self._known[expr.criterion.text], expr, place)

    def of_each(self, expr: ast.EachCriterion, holder: str | None, place: int) -> Condition:
        """``every other criterion of culture is met``: an `and`, or an `or`, over each.

        `every` passes over what does not apply and what is waived, unless that is what is asked.
        """
        parts: list[Condition] = []
        passing = expr.every and expr.outcome not in _OF_ANYTHING
        before = len(self.asked)
        for id, known in self._known.items():
            if (expr.other and id == holder) or (expr.aspect is not None and expr.aspect.text not in known.aspects):
                continue
            said = ast.CriterionIs(ast.Name(id, expr.span), expr.outcome, expr.negated, expr.at_least, expr.span)
            free = place + len(self.asked) - before
            parts.append(self._of(known, said, free, without=expr.without, passing=passing))
        return AllOf(tuple(parts), expr) if expr.every else AnyOf(tuple(parts), expr)

    def _of(
        self, known: Known, expr: ast.CriterionIs, place: int, *, without: str | None = None, passing: bool = False
    ) -> Condition:
        by_outcome = expr.outcome in ast.OUTCOME_WORDS
        if by_outcome:
            test = _by_outcome(expr.outcome, known.policies, at_least=expr.at_least)
        else:
            test = _by_rank(expr.outcome, known, at_least=expr.at_least)
        test = _with_proof(_passing(_turned(test, negated=expr.negated), passing=passing), without, known)
        if by_outcome and without is None:
            return OfCriterion(known.index, known.title, expr, lambda said: test(Standing(said)))
        key = Asked(known.index, answer_asked(expr), expr.negated, without, passing)
        if key not in self.asked:
            proof = f" without {without}" if without is not None else ""
            words = f"{'not ' if expr.negated else ''}{answer_asked(expr)}{proof}"
            self.asked[key] = OfAnswer(known.index, place, known.title, expr, test, (known.id, words))
        return self.asked[key]


_OF_ANYTHING = frozenset({"known", "unknown", "not applicable", "waived"})
Test = Callable[[Standing], Truth]


def _turned(test: Test, *, negated: bool) -> Test:
    return (lambda standing: negation(test(standing))) if negated else test


def _passing(test: Test, *, passing: bool) -> Test:
    if not passing:
        return test
    return lambda standing: True if standing.outcome in ("not_applicable", "waived") else test(standing)


_ORDER: Mapping[str, int] = {"unmet": 0, "partly": 1, "met": 2}


def _by_outcome(wanted: str, policies: Policies, *, at_least: bool) -> Test:
    """Known or unknown of the outcome itself; met, at least partly and unmet after the policy for unknown."""
    if at_least:
        return _by_order(_ORDER[wanted], policies.unknown_as)
    word, unknown_as = wanted.replace(" ", "_"), policies.unknown_as

    def test(standing: Standing) -> Truth:
        outcome = standing.outcome
        if word in ("known", "unknown"):
            return (outcome != "unknown") is (word == "known")
        if outcome != "unknown":
            return outcome == word
        return None if word not in ("met", "unmet") or unknown_as is None else unknown_as is (word == "met")

    return test


def _by_order(wanted: int, unknown_as: bool | None) -> Test:
    def test(standing: Standing) -> Truth:
        if standing.outcome == "unknown":
            return unknown_as
        return standing.outcome in _ORDER and _ORDER[standing.outcome] >= wanted

    return test


def _by_rank(wanted: str, known: Known, *, at_least: bool) -> Test:
    """Whether a point was answered, or with ``at_least`` a higher one; unknown that counts as unmet is the lowest, as
    met the highest. What has no such answer is at least that where it is met."""
    rank, unknown_as, top = known.ranks.get(wanted), known.policies.unknown_as, len(known.points) - 1

    if rank is None and at_least:
        return _by_order(_ORDER["met"], unknown_as)

    def holds(answered: int) -> bool:
        return rank is not None and (answered >= rank if at_least else answered == rank)

    def test(standing: Standing) -> Truth:
        if standing.outcome == "unknown":
            return None if unknown_as is None else holds(top if unknown_as else 0)
        if standing.outcome in ("not_applicable", "waived") or rank is None:
            return False
        answered = standing.rank
        if answered is None:
            answered = top if standing.outcome == "met" else 0
        return holds(answered)

    return test


def _with_proof(test: Test, without: str | None, known: Known) -> Test:
    """What is worked out needs no proof, so it is never without one; who knows what an answer to come brings."""
    if without is None:
        return test

    def proven(standing: Standing) -> Truth:
        if not known.asked:
            return False
        here = test(standing)
        bare: Truth = None if standing.outcome == "unknown" else without not in standing.proofs
        return all_of((here, bare))

    return proven
