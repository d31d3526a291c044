"""One model for one subject: outcomes first, then level, range, aspects and scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property, partial

import attrs

from cxengine.maturity.answering import asked_as, verdict
from cxengine.maturity.answers import Answered
from cxengine.maturity.because import Because, Details, Run, no_hint
from cxengine.maturity.columns import Columns
from cxengine.maturity.compiled import CompiledCriterion, CompiledModel
from cxengine.maturity.facts import Facts
from cxengine.maturity.judged import Judged
from cxengine.maturity.ladders import TRUTHS, YES, codes_at, codes_of, truths_of, turned_on
from cxengine.maturity.late import aspect_level, decide_late, own_figures, scored_by
from cxengine.maturity.levels import Part, highest, parts_of
from cxengine.maturity.outcome import (
    NOT_APPLICABLE,
    SAID,
    UNKNOWN,
    WAIVED,
    Outcome,
    Standing,
    Truth,
    from_truth,
    overruled,
)
from cxengine.maturity.pooling import standings_of as pooled_ways
from cxengine.maturity.proofs import required_words
from cxengine.maturity.ranges import Evaluated, Found, Range, level_range, score_range
from cxengine.maturity.results import NOT_YET, Outside, outside_figure
from cxengine.maturity.score_tree import Guard, ScoreNode
from cxengine.maturity.scorer_levels import LevelGiven, came_to, level_of
from cxengine.maturity.scoring import Score, Scored, score_of, shown_score
from cxengine.maturity.settling import outcomes_of, settle
from cxengine.maturity.words import day_words

_FOUR = tuple(
    tuple(from_truth(TRUTHS.get(packed >> shift & YES)) for shift in (0, 2, 4, 6)) for packed in range(1 << 8)
)
"""The outcomes of four criteria by their codes in one byte."""
_NONE_JUDGED: Mapping[int, Judged] = {}
_NONE_WAIVED: frozenset[int] = frozenset()
UNHEARD = "counts for nothing"
"""What is said of an answer to what is not asked."""
NO_OTHERS: Mapping[str, Outside] = {}
_TRUTHS: dict[Outcome, Truth] = {
    "met": True, "unmet": False, "partly": False, "unknown": None, "not_applicable": None, "waived": None,
}  # fmt: skip


@attrs.frozen(eq=False, slots=False)
class Outcomes:
    """The outcomes of a model's criteria with the facts that decided them; reasons are worded from here."""

    model: CompiledModel
    facts: Facts
    now: Evaluated
    judged: Mapping[int, Judged]
    could_answer: int = 0
    """How many assessors, or teams, could answer."""

    def because(self, index: int) -> Because:
        """Why a criterion came out as it did."""
        if index in self.now.waived:
            return Because(_waiver_words(self.model.criteria[index]), None, partial(self._waived, index), self.run)
        return self._because(index, _TRUTHS[self.now.outcomes[index]])

    def _because(self, index: int, truth: Truth) -> Because:
        teller, tell_applies = self.model.tellers[index]
        if tell_applies is not None and self.now.applies[index] is not True:
            reason = tell_applies.tell(self.run)
            applies = self.now.applies[index]
            start = "does not apply" if applies is False else "it is not known whether this applies"
            behind = reason.details()
            unheard = self._unheard(index) if applies is False else ""
            return Because(f"{start}: {reason.text}{unheard}", None, lambda run, truth: behind, self.run)
        if self.now.asked and self.now.asked[index] is not True:
            return self._not_asked(index, truth)
        if teller is not None:
            return teller.told(self.run, truth)
        return Because(self._answer_words(index), truth, partial(self._asked, index), self.run)

    def reasons(self) -> tuple[Because, ...]:
        """Why each criterion came out as it did, in the model's order."""
        run, outcomes = self.run, self.now.outcomes
        told: list[Because] = []
        for index, (teller, tell_applies) in enumerate(self.model.tellers):
            if teller is None or tell_applies is not None or self.now.asked or index in self.now.waived:
                told.append(self.because(index))
            else:
                truth = _TRUTHS[outcomes[index]]
                told.append(Because(teller.text(run, truth), truth, teller.behind, run))
        return tuple(told)

    def _not_asked(self, index: int, truth: Truth) -> Because:
        """Why a criterion behind one that stops the asking came out as it did."""
        stops, asked = self.model.stops, self.now.asked
        assert stops is not None
        place, state = index, asked[index]
        before = stops.before[place]
        while any(asked[other] is state for other in before):
            place = next(other for other in before if asked[other] is state)
            before = stops.before[place]
        first = next((self.model.criteria[i] for i in before if self.now.outcomes[i] != "met"), self.model.criteria[0])
        name = f"{first.id} ({first.declared.title})"
        declared = self.model.criteria[index].declared
        behind = Details(
            expr=declared.ask or "", span=declared.span, hint=lambda: (f"criterion {first.id} being met",),
            missing=(f"an answer to {first.id}",) if state is None else (),
        )  # fmt: skip
        if state is False:
            text = f"not asked, because {name} stands before it and is not met{self._unheard(index)}"
        else:
            text = f"it is not known whether this is asked: {name} stands before it"
        return Because(text, truth, lambda run, truth: behind, self.run)

    def _unheard(self, index: int) -> str:
        """That an answer to what is not asked counts for nothing; empty where nobody answered."""
        judged = self.judged.get(index)
        given = [each.given for each in judged.parts or (judged,) if each.given] if judged is not None else []
        if not given:
            return ""
        return f"; what was answered, {', '.join(f'“{each}”' for each in dict.fromkeys(given))}, {UNHEARD}"

    @cached_property
    def run(self) -> Run:
        """What the reasons are worded from."""
        return Run(self.facts, self.now.truths, self.now.outcomes, self._answered)

    def _answered(self, index: int) -> str:
        outcome = self.now.outcomes[index]
        if outcome in (NOT_APPLICABLE, WAIVED) or index not in self.judged:
            return SAID[outcome]
        return self._answer_words(index)

    def _answer_words(self, index: int) -> str:
        """What was answered, and what it counts as where a condition overrules it."""
        said, teller = self.judged[index].text, self.model.criteria[index].tell_unmet
        if teller is None or self.now.outcomes[index] in (self.judged[index].outcome, WAIVED):
            return said
        known = self.now.outcomes[index] != UNKNOWN
        return f"{said}; {'counts as unmet' if known else 'may count as unmet'}: {teller.tell(self.run).text}"

    def _asked(self, index: int, run: Run, truth: Truth) -> Details:
        criterion, judged = self.model.criteria[index], self.judged[index]
        if criterion.tell_unmet is not None and run.outcomes[index] not in (judged.outcome, WAIVED):
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
            inner=lambda: tuple(_told(each, criterion, run) for each in judged.parts),
        )  # fmt: skip

    def _waived(self, index: int, run: Run, truth: Truth) -> Details:
        """Behind a waiver stands how the criterion would have come out."""
        criterion = self.model.criteria[index]
        waiver = criterion.declared.waiver
        assert waiver is not None
        own = _TRUTHS[self.judged[index].outcome] if criterion.when is None else None
        if criterion.decide_when is not None:
            own = criterion.decide_when(run.truths, run.outcomes)
        return Details(span=waiver.span, inner=lambda: (self._because(index, own),))


def _waiver_words(criterion: CompiledCriterion) -> str:
    waiver = criterion.declared.waiver
    assert waiver is not None
    return f"waived until {day_words(waiver.until)} by `{waiver.pack}`: {waiver.because}"


def _told(part: Judged, criterion: CompiledCriterion, run: Run) -> Because:
    """One assessor's answer, as a part of the reason."""
    details = Details(missing=part.missing, span=criterion.declared.span)
    return Because(f"{part.assessor_title} {part.text}", _TRUTHS[part.outcome], lambda run, truth: details, run)


def _would_change(criterion: CompiledCriterion, judged: Judged) -> tuple[str, ...]:
    """What to do about an answer: record the proof it lacks, give it afresh, or give the highest one."""
    if judged.parts:
        wanting = [part for part in judged.parts if part.outcome not in ("met", "not_applicable")]
        hints = [f"{part.assessor_title} {hint}" for part in wanting for hint in _would_change(criterion, part)]
        return tuple(hints) or judged.missing
    if judged.lacks_proof:
        return (f"recording the {' and '.join(judged.missing)} with the answer to {asked_as(criterion.declared)}",)
    if judged.stale:
        return judged.missing
    proofs = sorted({required_words(proof) for proof in criterion.declared.proofs if proof.when in (None, "met")})
    with_proofs = f" with {' and '.join(proofs)}" if proofs else ""
    enough = [point.spellings[0] for point in criterion.points if point.outcome == "met"]
    better = " or better" if len(enough) > 1 else ""
    return (f"answering {asked_as(criterion.declared)} “{enough[0]}”{better}{with_proofs}",)


@attrs.frozen(kw_only=True, eq=False)
class AspectResult:
    """The level and score of one aspect; ``level`` is None where it is withheld or in no level."""

    node: ScoreNode
    level: int | None
    score: Score
    withheld: Because | None
    """Why neither is given."""
    capped: tuple[tuple[Guard, Because], ...]
    """The caps on its level that hold, or that nobody knows not to."""


@attrs.frozen(kw_only=True, eq=False)
class ModelResult:
    """Everything worked out for one model and one subject."""

    outcomes: Outcomes
    standings: Sequence[Standing]
    parts: tuple[Sequence[Part], ...]
    """What each criterion counts as, for each thing that the rule for levels asks."""
    reached: tuple[int, ...]
    """Every level whose rule and condition hold for certain."""
    level: int
    """The highest of these that no cap forbids; 0 where there is none, or the scorer of a plugin cannot say."""
    given: LevelGiven | None
    """What the scorer of a plugin says, where it says the level."""
    capped: tuple[tuple[Guard, Because], ...]
    """The caps that hold, or that nobody knows not to."""
    withheld: Because | None
    """Why level and score are not given."""
    range: Range
    score: Score
    scored: Scored
    """For the scores of levels, where somebody asks for them."""
    score_range: tuple[Fraction, Fraction] | None
    """Lowest and highest score over every way the unknowns could turn out; None where there is no telling."""
    without_waivers: tuple[int | None, Range] | None
    """The level, if one is said, and its range were nothing waived; None where nothing is."""
    aspects: tuple[AspectResult, ...]

    @property
    def not_said(self) -> str | None:
        """Why the scorer of a plugin says no level; None where it does, or is not asked."""
        return self.given.reason if self.given is not None and self.given.number is None else None


def evaluate_outcomes(model: CompiledModel, facts: Facts, answers: Answered, *, waivers: bool = True) -> Outcomes:
    """The outcome of every criterion, with what decided it recorded. Without ``waivers`` every criterion counts."""
    waived = model.waived_on(facts.as_of) if waivers and model.waivable else _NONE_WAIVED
    if model.stops is not None or model.answer_tests is not None:
        return _settled_outcomes(model, facts, answers, waived)
    turned, alone = turned_on(model.ladders, facts.measured), _alone(model, facts)
    codes = codes_at(model.ladders, turned) + alone
    together = _together(model.columns, turned, alone)[: len(model.criteria)] if model.columns else model.unanswered
    if model.rest or waived:
        return _outcomes_one_by_one(model, facts, answers, waived, codes, together)
    now = Evaluated(codes, together, model.applying, model.unanswered)
    return Outcomes(model, facts, now, _NONE_JUDGED, _how_many(model, answers))


def _together(columns: Columns, turned: Sequence[int], alone: bytes) -> tuple[Outcome, ...]:
    """The outcomes of the criteria that are decided together; of others, and of up to three more, unknown."""
    found: list[Outcome] = []
    for packed in columns.packed(turned, alone):
        found += _FOUR[packed]
    return tuple(found)


def _outcomes_one_by_one(
    model: CompiledModel, facts: Facts, answers: Answered, waived: frozenset[int], codes: bytes,
    together: tuple[Outcome, ...],
) -> Outcomes:  # fmt: skip
    """The criteria that were not decided ``together``, each after those it reads."""
    truths = truths_of(codes)
    outcomes = [WAIVED if index in waived else outcome for index, outcome in enumerate(together)]
    applies: list[Truth] = [True] * len(outcomes)
    answered: list[Outcome] = [UNKNOWN] * len(outcomes)
    judged: dict[int, Judged] = {}
    for index, decide, decide_applies in model.rest:
        if decide is not None:
            outcomes[index] = from_truth(decide(truths, outcomes))
        else:
            criterion = model.criteria[index]
            judged[index] = come = _verdict(criterion, answers, facts)
            outcomes[index] = answered[index] = come.outcome
            if criterion.decide_unmet is not None:
                outcomes[index] = overruled(come.outcome, criterion.decide_unmet(truths, outcomes))
        if decide_applies is not None:
            applies[index] = decided = decide_applies(truths, outcomes)
            if decided is not True:
                outcomes[index] = NOT_APPLICABLE if decided is False else UNKNOWN
        if index in waived:
            outcomes[index] = WAIVED
    now = Evaluated(codes, outcomes, applies, answered, waived=waived, ways=_ways(model, judged))
    return Outcomes(model, facts, now, judged, _how_many(model, answers))


def _codes(model: CompiledModel, facts: Facts) -> bytes:
    """The truth of each comparison by its place."""
    return codes_at(model.ladders, turned_on(model.ladders, facts.measured)) + _alone(model, facts)


def _alone(model: CompiledModel, facts: Facts) -> bytes:
    """The same of the comparisons that are on no ladder."""
    return codes_of([run(facts.numbers, facts) for run in model.runs]) if model.runs else b""


def _verdict(criterion: CompiledCriterion, answers: Answered, facts: Facts) -> Judged:
    assessors = criterion.question.count(answers.teams)
    return verdict(criterion, answers.to(criterion.id), assessors, facts.as_of)


def _ways(model: CompiledModel, judged: Mapping[int, Judged]) -> dict[int, frozenset[Standing]]:
    """What the answers of several people could still come to, by index."""
    return {index: pooled_ways(model.criteria[index], come.values) for index, come in judged.items() if come.values}


def _how_many(model: CompiledModel, answers: Answered) -> int:
    return max((question.count(answers.teams) for question in model.askers), default=0)


def _settled_outcomes(
    model: CompiledModel, facts: Facts, answers: Answered, waived: frozenset[int]
) -> Outcomes:
    """The same for a model in which criteria stop others, or conditions ask about answers."""
    truths = truths_of(_codes(model, facts))
    judged = {c.index: _verdict(c, answers, facts) for c in model.criteria if c.when is None}
    applies: list[Truth] = [True] * len(model.criteria)
    answered: list[Outcome] = ["unknown"] * len(model.criteria)
    for index, said in judged.items():
        answered[index] = said.outcome
    found, asked = settle(model, truths, answers_of(judged), applies, waived)
    stopped = asked if model.stops is not None else ()
    now = Evaluated(codes_of(truths), outcomes_of(found), applies, answered, stopped, waived, _ways(model, judged))
    return Outcomes(model, facts, now, judged, _how_many(model, answers))


def answers_of(judged: Mapping[int, Judged]) -> dict[int, Standing]:
    """What the answers alone say, by index."""
    return {index: _standing(said) for index, said in judged.items()}


def _standing(said: Judged) -> Standing:
    """What an answer says; with its own points where several people gave it, or it counts as itself."""
    return Standing(said.outcome, said.rank, said.proofs, said.value if said.parts or said.exact else None)


def standings_of(outcomes: Outcomes) -> list[Standing]:
    """What is known of each criterion."""
    found: list[Standing] = []
    for index, outcome in enumerate(outcomes.now.outcomes):
        judged = outcomes.judged.get(index)
        own = judged is not None and judged.outcome == outcome
        found.append(_standing(judged) if judged and own else Standing(outcome))
    return found


def evaluate(
    model: CompiledModel, facts: Facts, answers: Answered, others: Mapping[str, Outside] = NO_OTHERS
) -> ModelResult:
    """Outcomes, level, range, aspects and score of a model. ``others`` are what other models came to, by name."""
    if model.results:
        facts = facts.extended([outside_figure(r, others) if not r.own else NOT_YET for r in model.results])
    outcomes = evaluate_outcomes(model, facts, answers)
    standings = standings_of(outcomes)
    parts = parts_of(model, standings)
    scored = scored_by(model, outcomes.now.truths, standings)
    if model.late:
        own = own_figures(model, scored, parts)
        facts = facts.with_results(len(model.refs), own)
        outcomes = attrs.evolve(outcomes, facts=facts, now=_with_late(model, facts, outcomes.now))
    now = outcomes.now
    reached, given = came_to(model, standings, parts, _whens(model, now))
    capped = _capped(model.caps, outcomes)
    found = Found(standings, answers_of(outcomes.judged))
    return ModelResult(
        outcomes=outcomes,
        standings=standings,
        parts=parts,
        reached=reached,
        level=highest(reached, (cap.level for cap, _ in capped)),
        given=given,
        capped=capped,
        withheld=_withheld(model.withheld, outcomes),
        range=level_range(model, facts, now, found),
        score=score_of(model.root, scored),
        score_range=score_range(model, facts, now, found, model.root),
        without_waivers=_without_waivers(outcomes, answers),
        aspects=_aspects(outcomes, parts, scored),
        scored=scored,
    )


def _withheld(guard: Guard | None, outcomes: Outcomes) -> Because | None:
    """Why a result is withheld; None unless that surely holds."""
    because = guard.tell.tell(outcomes.run) if guard is not None else None
    return because if because is not None and because.truth is True else None


def _capped(caps: Sequence[Guard], outcomes: Outcomes) -> tuple[tuple[Guard, Because], ...]:
    """The caps that hold, or that nobody knows not to."""
    now = outcomes.now
    return tuple((c, c.tell.tell(outcomes.run)) for c in caps if c.decide(now.truths, now.outcomes) is not False)


def _with_late(model: CompiledModel, facts: Facts, now: Evaluated) -> Evaluated:
    """With the comparisons of scores and levels of the model itself decided."""
    truths = list(now.truths)
    decide_late(model, facts, truths)
    return attrs.evolve(now, codes=codes_of(truths))


def _whens(model: CompiledModel, now: Evaluated) -> list[Truth]:
    return [x.decide_when(now.truths, now.outcomes) if x.decide_when else True for x in model.levels]


def _without_waivers(outcomes: Outcomes, answers: Answered) -> tuple[int | None, Range] | None:
    if not outcomes.now.waived:
        return None
    model, facts = outcomes.model, outcomes.facts
    plain = evaluate_outcomes(model, facts, answers, waivers=False)
    now, standings = plain.now, standings_of(plain)
    parts = parts_of(model, standings)
    if model.late:
        own = own_figures(model, scored_by(model, now.truths, standings), parts)
        facts = facts.with_results(len(model.refs), own)
        now = _with_late(model, facts, now)
    caps = [cap.level for cap in model.caps if cap.decide(now.truths, now.outcomes) is not False]
    span = level_range(model, facts, now, Found(standings, answers_of(plain.judged)))
    return level_of(model, standings, parts, _whens(model, now), caps), span


def outside_of(result: ModelResult) -> Outside:
    """What other models may ask of this one."""
    withheld = result.withheld is not None
    why = "the result is withheld" if withheld else result.not_said
    level = None if why is not None else result.level
    return Outside(level, result.range.low, result.range.high, None if withheld else result.score.value, why)


def _aspects(
    outcomes: Outcomes, parts: Sequence[Sequence[Part]], scored: Scored
) -> tuple[AspectResult, ...]:
    model = outcomes.model
    found: dict[str, AspectResult] = {}
    waiting = [(child, model.root) for child in model.root.children]
    while waiting:
        node, parent = waiting.pop()
        waiting += [(child, node) for child in node.children]
        in_levels = any(model.criteria[index].level is not None for index in node.all)
        withheld = _withheld(node.withheld, outcomes)
        level = None
        if withheld is None and (in_levels or model.leveller):
            level = aspect_level(model, node, scored, parts)
        found[node.name] = AspectResult(
            node=node, level=level, score=shown_score(node, parent.policies, scored), withheld=withheld,
            capped=_capped(node.caps, outcomes),
        )  # fmt: skip
    return tuple(found[aspect.name.text] for aspect in model.declared.aspects if aspect.name.text in found)
