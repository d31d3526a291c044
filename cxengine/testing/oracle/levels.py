"""The level that a set of judgements reaches: the model's rule, read word by word for each level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.asked import Judgement
from cxengine.testing.oracle.conditions import Truths, condition_truth
from cxengine.testing.oracle.given import Setting
from cxengine.testing.oracle.logic import Truth, kleene_and

MET = ast.Need("met")
WRITTEN_OUT = (ast.Demand("at or below", MET),)


def counts_as(setting: Setting, criterion: ast.Criterion, judgement: Judgement, need: ast.Need) -> str:
    """What a criterion counts as where a rule needs something of it: met, unmet, unknown or left out."""
    outcome, policies = judgement.outcome, setting.policies_for(criterion)
    if outcome == "wished":
        return "met"
    if outcome in ("unknown", "not applicable", "waived"):
        policy = policies[outcome]
        if policy in ("unknown", "left out") or criterion.obligation == "must not":
            return policy
        return "met" if is_enough(setting, criterion, Judgement(policy), need) else "unmet"
    if criterion.obligation == "must not":
        return "met" if outcome == "unmet" else "unmet"
    if outcome == "partly" and policies["partly"] == "met":
        judgement = Judgement("met")
    if is_enough(setting, criterion, judgement, need):
        return "met"
    duty = policies.get(criterion.obligation, "unmet")
    if duty == "met" or (duty == "met with justification" and "justification" in judgement.proofs):
        return "met"
    return "unmet"


def is_enough(setting: Setting, criterion: ast.Criterion, judgement: Judgement, need: ast.Need) -> bool:
    """Whether an outcome, or the answer behind it, is what is needed."""
    order = ["unmet", "partly", "met"]
    here: str = judgement.outcome
    if need.answer not in order:
        order = list(setting.points.get(criterion.name.text, ()))
        if not order:
            return judgement.outcome == "met"
        here = judgement.point or (order[-1] if judgement.outcome == "met" else order[0])
    return order.index(here) >= order.index(need.answer) if need.at_least else here == need.answer


def levels_reached(
    setting: Setting, judgements: Mapping[str, Judgement], truths: Truths, members: Sequence[str] | None = None
) -> list[int]:
    """Every level that is certainly reached. With ``members`` only those criteria count, and no own conditions."""
    model = setting.model
    levels = sorted(model.levels, key=lambda each: each.number)
    reached: list[int] = []
    for level in levels:
        below = [each for each in levels if each.number < level.number]
        empty = asks_nothing(setting, level, judgements, members)
        if empty and (setting.policies["empty level"] != "met" or members is not None):
            continue
        own: Truth = True
        if level.when is not None and members is None:
            own = condition_truth(level.when, truths, judgements, setting)
        rules = [
            demand_holds(setting, demand, level, below, judgements, members, reached)
            for demand in model.reached or WRITTEN_OUT
        ]
        if own is True and all(rule is True for rule in rules):
            reached.append(level.number)
    return reached


def asks_nothing(
    setting: Setting, level: ast.Level, judgements: Mapping[str, Judgement], members: Sequence[str] | None
) -> bool:
    """Whether a level has neither a condition nor a criterion that counts."""
    if level.when is not None and members is None:
        return False
    return not [c for c in counted(setting, level.criteria, judgements, MET, members) if c != "left out"]


def blocks(setting: Setting, level: ast.Level, judgements: Mapping[str, Judgement]) -> bool:
    """Whether an empty level holds back those above it; where everybody starts blocks nothing."""
    if setting.policies["empty level"] != "unmet" or level.number == 0:
        return False
    return asks_nothing(setting, level, judgements, None)


def demand_holds(
    setting: Setting,
    demand: ast.Demand | ast.LevelsBelow,
    level: ast.Level,
    below: Sequence[ast.Level],
    judgements: Mapping[str, Judgement],
    members: Sequence[str] | None,
    reached: Sequence[int],
) -> Truth:
    """One part of ``reached when`` for one level."""
    here = demand.place == "here" if isinstance(demand, ast.Demand) else False
    if not here and members is None and any(blocks(setting, each, judgements) for each in below):
        return False
    if isinstance(demand, ast.LevelsBelow):
        asking = [each for each in below if not asks_nothing(setting, each, judgements, members)]
        return all(each.number in reached for each in asking)
    criteria = [c for each in below for c in each.criteria] if demand.place != "here" else []
    if demand.place != "below":
        criteria += level.criteria
    said = [c for c in counted(setting, criteria, judgements, demand.need, members) if c != "left out"]
    if demand.share is None:
        return kleene_and({"met": True, "unmet": False, "unknown": None}[each] for each in said)
    if not said:
        return True
    if Fraction(said.count("met"), len(said)) >= demand.share:
        return True
    return None if Fraction(len(said) - said.count("unmet"), len(said)) >= demand.share else False


def counted(
    setting: Setting,
    criteria: Sequence[ast.Criterion],
    judgements: Mapping[str, Judgement],
    need: ast.Need,
    members: Sequence[str] | None,
) -> list[str]:
    """What the criteria count as, of those that are members."""
    return [
        counts_as(setting, criterion, judgements[criterion.name.text], need)
        for criterion in criteria
        if members is None or criterion.name.text in members
    ]


def level_reached(setting: Setting, judgements: Mapping[str, Judgement], truths: Truths) -> int | None:
    """The highest level that is certainly reached and that no cap forbids; 0 where there is none.

    Where the scorer of a plugin says the level, those up to it whose own condition holds are reached.
    """
    caps = setting.model.caps
    held = [cap.level for cap in caps if condition_truth(cap.when, truths, judgements, setting) is not False]
    if setting.leveller is None:
        numbers = levels_reached(setting, judgements, truths)
    else:
        most = setting.leveller(setting, judgements, None)
        if most is None:
            return None
        open_to = [
            level
            for level in setting.model.levels
            if level.when is None or condition_truth(level.when, truths, judgements, setting) is True
        ]
        numbers = [level.number for level in open_to if level.number <= most]
    reached = [number for number in numbers if all(number <= cap for cap in held)]
    return max(reached, default=0)


def is_withheld(
    setting: Setting, judgements: Mapping[str, Judgement], truths: Truths, of: ast.Aspect | None = None
) -> bool:
    """Whether the model, or an aspect of it, gives no result."""
    withheld = setting.model.withheld if of is None else of.withheld
    return withheld is not None and condition_truth(withheld, truths, judgements, setting) is True


def aspect_level(setting: Setting, members: Sequence[str], judgements: Mapping[str, Judgement]) -> int | None:
    """The same over an aspect's criteria only: a level has no condition of its own, and an empty one is passed over."""
    if setting.leveller is not None:
        return setting.leveller(setting, judgements, members)
    return max(levels_reached(setting, judgements, {}, members), default=0)


def aspect_result(
    setting: Setting, aspect: ast.Aspect, judgements: Mapping[str, Judgement], truths: Truths,
    held: tuple[Truth, ...] = (True, None), hoped: Mapping[str, Judgement] | None = None,
) -> int | None:
    """An aspect's level under its own caps, of which those count whose condition is one of ``held``."""
    members = criteria_under(setting.model, aspect.name.text, all_criteria(setting.model))
    level = aspect_level(setting, members, hoped or judgements)
    caps = [c.level for c in aspect.caps if condition_truth(c.when, truths, judgements, setting) in held]
    if level is None or not caps:
        return level
    numbers = [each.number for each in setting.model.levels]
    if setting.leveller is None:
        numbers = levels_reached(setting, hoped or judgements, {}, members)
    return max((number for number in numbers if number <= min([level, *caps])), default=0)


def all_criteria(model: ast.Model) -> list[ast.Criterion]:
    """Every criterion of a model."""
    return [*model.criteria, *(criterion for level in model.levels for criterion in level.criteria)]


def band_of(model: ast.Model, level: int) -> str | None:
    """The band that holds a level."""
    return next((band.name.text for band in model.bands if band.low <= level <= band.high), None)


def criteria_under(model: ast.Model, aspect: str, criteria: Sequence[ast.Criterion]) -> list[str]:
    """The criteria of an aspect and of the aspects that stand in it."""
    inside = {aspect}
    for _ in model.aspects:
        inside |= {a.name.text for a in model.aspects if a.parent is not None and a.parent.text in inside}
    return [c.name.text for c in criteria if any(name.text in inside for name in c.aspects)]
