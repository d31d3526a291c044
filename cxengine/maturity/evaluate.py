"""One model for one subject: outcomes first, then level, range, aspects and scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property, partial

import attrs

from cxengine.maturity.answering import Judged, judge
from cxengine.maturity.answers import Answer
from cxengine.maturity.because import Because, Details, Run, no_hint
from cxengine.maturity.compiled import CompiledCriterion, CompiledModel, ScoreNode
from cxengine.maturity.facts import Facts
from cxengine.maturity.levels import LEFT_OUT, part, reached
from cxengine.maturity.outcome import UNKNOWN, Outcome, Truth, overruled
from cxengine.maturity.proofs import required_words
from cxengine.maturity.ranges import Evaluated, Range, level_range, possible_outcomes
from cxengine.maturity.scoring import Points, Score, criterion_points, rounded_score, score_of

_TRUTHS: dict[Outcome, Truth] = {
    "met": True, "unmet": False, "partly": False, "unknown": None, "not_applicable": None,
}  # fmt: skip


@attrs.frozen(eq=False, slots=False)
class Outcomes:
    """The outcomes of a model's criteria with the facts that decided them; reasons are worded from here."""

    model: CompiledModel
    facts: Facts
    now: Evaluated
    judged: Mapping[int, Judged]

    def because(self, index: int) -> Because:
        """Why a criterion came out as it did."""
        teller, tell_applies = self.model.tellers[index]
        if tell_applies is not None and self.now.applies[index] is not True:
            reason = tell_applies.tell(self.run)
            applies = self.now.applies[index]
            start = "does not apply" if applies is False else "it is not known whether this applies"
            behind = reason.details()
            return Because(f"{start}: {reason.text}", None, lambda run, truth: behind, self.run)
        truth = _TRUTHS[self.now.outcomes[index]]
        if teller is not None:
            return teller.told(self.run, truth)
        return Because(self._answer_words(index), truth, partial(self._asked, index), self.run)

    def reasons(self) -> tuple[Because, ...]:
        """Why each criterion came out as it did, in the model's order."""
        run, truths = self.run, map(_TRUTHS.__getitem__, self.now.outcomes)
        return tuple(
            [
                self.because(index)
                if teller is None or tell_applies is not None
                else Because(teller.text(run, truth), truth, teller.behind, run)
                for index, ((teller, tell_applies), truth) in enumerate(zip(self.model.tellers, truths, strict=True))
            ]
        )

    @cached_property
    def run(self) -> Run:
        """What the reasons are worded from."""
        return Run(self.facts, self.now.truths, self.now.outcomes)

    def _answer_words(self, index: int) -> str:
        """What was answered, and what it counts as where a condition overrules it."""
        said, teller = self.judged[index].text, self.model.criteria[index].tell_unmet
        if teller is None or self.now.outcomes[index] == self.judged[index].outcome:
            return said
        known = self.now.outcomes[index] != UNKNOWN
        return f"{said}; {'counts as unmet' if known else 'may count as unmet'}: {teller.tell(self.run).text}"

    def _asked(self, index: int, run: Run, truth: Truth) -> Details:
        criterion, judged = self.model.criteria[index], self.judged[index]
        if criterion.tell_unmet is not None and run.outcomes[index] != judged.outcome:
            reason = criterion.tell_unmet.tell(run)
            behind = reason.details()
            return attrs.evolve(
                behind, expr=criterion.declared.ask or "", missing=behind.missing if truth is None else (),
                inner=lambda: (reason,), hint=lambda: (f"this no longer being so: {reason.text}",),
            )  # fmt: skip
        done = run.outcomes[index] in ("met", "not_applicable")
        return Details(
            expr=criterion.declared.ask or "", missing=judged.missing, span=criterion.declared.span,
            hint=no_hint if done else lambda: _would_change(criterion, judged),
        )  # fmt: skip


def _would_change(criterion: CompiledCriterion, judged: Judged) -> tuple[str, ...]:
    """What to do about an answer: record the proof it lacks, give it afresh, or give the highest one."""
    if judged.lacks_proof:
        return (f"recording the {' and '.join(judged.missing)} with the answer to {criterion.id}",)
    if judged.stale:
        return judged.missing
    proofs = sorted({required_words(proof) for proof in criterion.declared.proofs if proof.when in (None, "met")})
    with_proofs = f" with {' and '.join(proofs)}" if proofs else ""
    enough = [point.spellings[0] for point in criterion.points if point.outcome == "met"]
    better = " or better" if len(enough) > 1 else ""
    return (f"answering {criterion.id} “{enough[0]}”{better}{with_proofs}",)


@attrs.frozen(kw_only=True, eq=False)
class AspectResult:
    """The level and score of one aspect; ``level`` is None where no criterion of it belongs to a level."""

    node: ScoreNode
    level: int | None
    score: Score


@attrs.frozen(kw_only=True, eq=False)
class ModelResult:
    """Everything worked out for one model and one subject."""

    outcomes: Outcomes
    level: int
    range: Range
    score: Score
    score_range: tuple[Fraction, Fraction] | None
    """Lowest and highest score over every way the unknowns could turn out; None where there is no telling."""
    aspects: tuple[AspectResult, ...]


def evaluate_outcomes(model: CompiledModel, facts: Facts, answers: Mapping[str, Answer]) -> Outcomes:
    """The outcome of every criterion, with what decided it recorded. ``answers`` by criterion id."""
    numbers = facts.numbers
    truths: list[Truth] = [run(numbers, facts) for run in model.runs]
    size = len(model.criteria)
    outcomes: list[Outcome] = ["unknown"] * size
    applies: list[Truth] = [True] * size
    answered: list[Outcome] = ["unknown"] * size
    judged: dict[int, Judged] = {}
    for index, decide, decide_applies in model.steps:
        if decide is not None:
            truth = decide(truths, outcomes)
            outcomes[index] = "met" if truth else "unknown" if truth is None else "unmet"
        else:
            criterion = model.criteria[index]
            verdict = judge(criterion.declared, criterion.points, answers.get(criterion.id), facts.as_of)
            judged[index] = verdict
            outcomes[index] = answered[index] = verdict.outcome
            if criterion.decide_unmet is not None:
                outcomes[index] = overruled(verdict.outcome, criterion.decide_unmet(truths, outcomes))
        if decide_applies is not None:
            applies[index] = decided = decide_applies(truths, outcomes)
            if decided is not True:
                outcomes[index] = "not_applicable" if decided is False else "unknown"
    return Outcomes(model, facts, Evaluated(truths, outcomes, applies, answered), judged)


def evaluate(model: CompiledModel, facts: Facts, answers: Mapping[str, Answer]) -> ModelResult:
    """Outcomes, level, range, aspects and score of a model."""
    outcomes = evaluate_outcomes(model, facts, answers)
    now = outcomes.now
    parts = [part(outcome, model.policies) for outcome in now.outcomes]
    whens = [x.decide_when(now.truths, now.outcomes) if x.decide_when else True for x in model.levels]
    points, met = _score_points(outcomes)
    return ModelResult(
        outcomes=outcomes,
        level=reached(model, parts, whens),
        range=level_range(model, facts, now),
        score=_score(model.root, model, points, met),
        score_range=_score_range(outcomes),
        aspects=tuple(_aspect(node, model, parts, points, met) for node in model.aspects()),
    )


def _score_points(outcomes: Outcomes) -> tuple[list[Points], list[Points]]:
    model = outcomes.model
    points: list[Points] = []
    met: list[Points] = []
    for criterion, outcome in zip(model.criteria, outcomes.now.outcomes, strict=True):
        judged = outcomes.judged.get(criterion.index)
        value = judged.value if judged is not None and judged.outcome == outcome else None
        points.append(criterion_points(criterion, outcome, value, model.policies))
        met.append(_met_points(criterion, outcome, model))
    return points, met


def _met_points(criterion: CompiledCriterion, outcome: Outcome, model: CompiledModel) -> Points:
    counted = part(outcome, model.policies)
    if counted is LEFT_OUT:
        return None
    return "unknown" if counted is None else Fraction(1 if counted is True else 0)


def _score(node: ScoreNode, model: CompiledModel, points: Sequence[Points], met: Sequence[Points]) -> Score:
    score = score_of(node, model, points, met)
    if score.value is None or model.declared.round_to is None:
        return score
    return Score(rounded_score(score.value, node.rule, model.declared.round_to))


def _score_range(outcomes: Outcomes) -> tuple[Fraction, Fraction] | None:
    """Every rule of scoring rises with each of its values, so the ends come from each criterion's own ends."""
    model, judged = outcomes.model, outcomes.judged
    if model.root.rule is None:
        return None
    ends: list[tuple[list[Points], list[Points]]] = [([], []), ([], [])]
    for criterion, ways in zip(
        model.criteria, possible_outcomes(model, outcomes.facts, outcomes.now), strict=True
    ):
        if "not_applicable" in ways and len(ways) > 1:
            return None
        answered = outcomes.now.answered[criterion.index] != "unknown"
        verdict = judged[criterion.index] if answered else None
        points = [criterion_points(criterion, way, _own(way, verdict), model.policies) for way in ways]
        met = [_met_points(criterion, way, model) for way in ways]
        for place, best in enumerate((min, max)):
            ends[place][0].append(best(points, key=_order) if len(points) > 1 else points[0])
            ends[place][1].append(best(met, key=_order) if len(met) > 1 else met[0])
    low, high = (_score(model.root, model, points, met).value for points, met in ends)
    return None if low is None or high is None else (low, high)


def _own(way: Outcome, verdict: Judged | None) -> Fraction | None:
    """The points of an answer that was given; those of its outcome stand in where none was."""
    if verdict is not None and verdict.outcome == way:
        return verdict.value
    return None if way in ("met", "unmet") else Fraction(1, 2)


def _order(points: Points) -> Fraction:
    return points if isinstance(points, Fraction) else Fraction(0)


def _aspect(
    node: ScoreNode, model: CompiledModel, parts: Sequence[bool | None | str], points: Sequence[Points],
    met: Sequence[Points],
) -> AspectResult:  # fmt: skip
    only = frozenset(node.all_criteria())
    in_levels = any(model.criteria[index].level is not None for index in only)
    level = reached(model, parts, [True] * len(model.levels), only) if in_levels else None
    return AspectResult(node=node, level=level, score=_score(node, model, points, met))


