"""One model's result for one subject, as it stands in an assessment."""

from __future__ import annotations

from fractions import Fraction

from cxengine.engine.agreement import agreement_said, answers_said, evidence_said
from cxengine.engine.aims_said import aim_said
from cxengine.engine.figures import number, reason
from cxengine.engine.overrides_said import waivers_said
from cxengine.engine.said.criteria import AnswerTaken, CriterionSaid, Reason
from cxengine.engine.said.levels import AspectSaid, CapSaid, CouldBe, LevelSaid, ModelSaid, ScoreCouldBe, ToNext
from cxengine.lang import ast
from cxengine.maturity.aims import AimResult, aim_result
from cxengine.maturity.because import Because
from cxengine.maturity.compiled import CompiledLevel, CompiledModel
from cxengine.maturity.evaluate import AspectResult, ModelResult
from cxengine.maturity.levels import band_of, next_level, standing_between
from cxengine.maturity.ranges import Range
from cxengine.maturity.score_tree import is_share
from cxengine.maturity.turns import in_turn
from cxengine.maturity.words import Style
from cxengine.subjects import SubjectKey


def model_said(result: ModelResult, subject: SubjectKey) -> ModelSaid:
    """The result of one subject in words and rounded figures."""
    aim = aim_result(result, subject.id)
    model, waived = result.outcomes.model, result.outcomes.now.waived
    style = score_style(model, model.root.rule)
    ends = _score_ends(model)
    withheld, not_said, plain = result.withheld, result.not_said, result.without_waivers
    return ModelSaid(
        model=model.key,
        title=model.declared.title,
        levels={str(level.number): level.declared.title for level in model.levels},
        level=level_said(model, result.level) if withheld is None and not_said is None else None,
        level_unknown=not_said if withheld is None else None,
        withheld=withheld.text if withheld is not None else None,
        capped=tuple(_cap(guard.level, because) for guard, because in result.capped),
        could_be=_could_be(result.range),
        waivers=waivers_said(model, waived),
        expired_waivers=waivers_said(model, {c.index for c in model.waivable} - waived),
        without_waivers=level_said(model, plain[0]) if plain is not None and plain[0] is not None else None,
        could_be_without_waivers=_could_be(plain[1]) if plain is not None else None,
        score=number(result.score.value, style) if withheld is None else None,
        score_from=number(ends[0], style) if ends else None,
        score_to=number(ends[1], style) if ends else None,
        score_could_be=_score_could_be(result, style) if withheld is None else None,
        score_unknown=_score_unknown(result),
        aspects=tuple(_aspect(aspect, model, hidden=withheld is not None) for aspect in result.aspects),
        criteria=tuple(
            _criterion(result, index, because) for index, because in enumerate(result.outcomes.reasons())
        ),
        to_next=to_next(result, aim),
        agreement=agreement_said(result),
        aim=aim_said(model, aim),
        notes=model.declared.notes,
        result=result,
    )


def _could_be(span: Range) -> CouldBe:
    return CouldBe(from_=span.low, to=span.high, exact=span.exact)


def _cap(level: int, because: Because) -> CapSaid:
    return CapSaid(level=level, certain=because.truth is True, because=reason(because))


def _aspect(aspect: AspectResult, model: CompiledModel, *, hidden: bool) -> AspectSaid:
    declared = next(each for each in model.declared.aspects if each.name.text == aspect.node.name)
    return AspectSaid(
        aspect=aspect.node.name,
        title=aspect.node.title,
        level=aspect.level if not hidden else None,
        withheld=aspect.withheld.text if aspect.withheld is not None else None,
        capped=tuple(_cap(guard.level, because) for guard, because in aspect.capped),
        score=number(aspect.score.value, score_style(model, aspect.node.rule)) if not hidden else None,
        means=declared.means,
        notes=declared.notes,
    )


def level_said(model: CompiledModel, number: int) -> LevelSaid:
    """A level with what the model says of it. Level 0 has a name only where the model declares it."""
    declared = next((level.declared for level in model.levels if level.number == number), None)
    return LevelSaid(
        number=number,
        name=declared.title if declared is not None else None,
        band=band_of(model, number),
        only_with_investment=declared is not None and declared.only_with_investment,
        means=declared.means if declared is not None else (),
        notes=declared.notes if declared is not None else (),
    )


def score_style(model: CompiledModel, rule: ast.ScoreRule | None) -> Style:
    """Scores keep six decimals unless the model rounds them; those of a share are the percentage's."""
    rounding = model.declared.round_to
    if rounding is None:
        return Style("number", 6)
    return Style("number", rounding.decimals + (2 if is_share(rule) else 0))


def _score_ends(model: CompiledModel) -> tuple[Fraction, Fraction] | None:
    """Between what a score lies; within the bounds that always hold."""
    if model.root.rule is None or not model.criteria:
        return None
    low, high = model.root.ends
    for bound in model.root.bounds:
        if bound.when is None:
            clip = max if bound.at_least else min
            low, high = clip(low, bound.value), clip(high, bound.value)
    return low, high


def _score_could_be(result: ModelResult, style: Style) -> ScoreCouldBe | None:
    if result.score_range is None:
        return None
    low, high = (number(end, style) for end in result.score_range)
    assert low is not None and high is not None
    return ScoreCouldBe(from_=low, to=high)


def _score_unknown(result: ModelResult) -> str | None:
    if result.withheld is not None:
        return "withheld"
    if result.score.value is not None or result.outcomes.model.root.rule is None:
        return None
    if result.score.reason != "unknown":
        return result.score.reason
    withheld = [aspect.node.title for aspect in result.aspects if aspect.withheld is not None]
    if withheld:
        return f"the score of {' and '.join(f'“{title}”' for title in withheld)} is withheld"
    count = sum(outcome == "unknown" for outcome in result.outcomes.now.outcomes)
    return f"{count} criteria are unknown" if count != 1 else "1 criterion is unknown"


def _criterion(result: ModelResult, index: int, because: Because) -> CriterionSaid:
    criterion = result.outcomes.model.criteria[index]
    declared, asked = criterion.declared, criterion.question
    judged = result.outcomes.judged.get(index)
    return CriterionSaid(
        criterion=criterion.id,
        title=declared.title,
        level=criterion.level,
        aspect=declared.aspect.text if declared.aspect is not None else None,
        outcome=result.outcomes.now.outcomes[index],
        because=reason(because),
        evidence=evidence_said(judged),
        answers=answers_said(judged),
        answer_from=AnswerTaken(model=asked.model, criterion=asked.criterion) if declared.answer_from else None,
        notes=declared.notes,
        answer=judged.given if judged is not None else None,
    )


def to_next(result: ModelResult, aim: AimResult | None) -> ToNext:
    """What the next level asks for and is not met, in the order in which the model assesses its aspects."""
    model = result.outcomes.model
    level, accepted = next_level(model, result.level), aim is not None and aim.status == "reached"
    if level is None:
        return ToNext(
            level=None, name=None, only_with_investment=False, unmet=(), unknown=(), condition=None, accepted=accepted
        )
    between = standing_between(model, level, result.parts)
    asked = in_turn((model.criteria[index] for index in between), model.declared)
    outcomes = result.outcomes.now.outcomes
    return ToNext(
        level=level.number,
        name=level.declared.title,
        only_with_investment=level.declared.only_with_investment,
        unmet=tuple(c.id for c in asked if outcomes[c.index] != "unknown"),
        unknown=tuple(c.id for c in asked if outcomes[c.index] == "unknown"),
        condition=_condition(result, level),
        accepted=accepted,
    )


def _condition(result: ModelResult, level: CompiledLevel) -> Reason | None:
    """The reason of a level's own condition, where it does not hold for certain."""
    if level.tell_when is None:
        return None
    because = level.tell_when.tell(result.outcomes.run)
    return None if because.truth is True else reason(because)
