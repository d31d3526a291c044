"""Several people's answers to one criterion, put together by trying every way the unknown ones could turn out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product

from cxengine.lang import ast
from cxengine.testing.oracle.asked import (
    Judgement,
    judged_alone,
    judgements_on,
    latest_answer,
    least_to_be_met,
    on_scale,
    points_on,
    scale_of,
)
from cxengine.testing.oracle.given import Key, OracleAnswer, World
from cxengine.testing.oracle.lookup import ancestor, kind_named


def judged_answer(
    world: World, key: Key, model: ast.Model, criterion: ast.Criterion, on: date, policies: Mapping[str, str],
    asked: Sequence[str] = (),
) -> Judgement:  # fmt: skip
    """The outcome of an ``ask:`` criterion that applies, with the outcomes that it could still have.

    Conditions ask whether its answer is at least one of the ``asked``.
    """
    if not model.assessors:
        return judged_alone(world, model, criterion, latest_answer(world, key, model, criterion, on), on)
    values = scale_values(world, model, criterion, asked)
    given = [
        (who, judged_alone(world, model, criterion, answer, on))
        for who, answer in all_answers(world, key, model, criterion, on)
    ]
    proofs = frozenset.intersection(*(judged.proofs for _, judged in given)) if given else frozenset()
    outcome, value = together(world, model, criterion, given, values, policies)
    open_ = could_be(world, key, model, criterion, given, values, policies) if outcome != "not applicable" else set()
    ways = [at_value(world, model, criterion, each) for each in sorted(open_)]
    different = {(way.outcome, way.point): replace(way, value=None) for way in ways}
    if asked or model.levelled_by is not None:  # which read what an answer counts for
        different = {(way.outcome, f"{way.point} {way.value}"): way for way in ways}
    if value is None:
        return Judgement(outcome, None, None, proofs, tuple(different.values()))
    return replace(at_value(world, model, criterion, value), proofs=proofs, ways=tuple(different.values()))


def at_value(world: World, model: ast.Model, criterion: ast.Criterion, value: Fraction) -> Judgement:
    """What some points stand for; the answer behind them is the highest that is not above them."""
    scale = scale_of(world, model, criterion)
    if scale is not None and scale.takes is not None:
        return Judgement(outcome_of(world, model, criterion, value), value)
    below = [name for name in points_on(scale) if (on_scale(scale, name, False).value or Fraction(0)) <= value]
    return Judgement(outcome_of(world, model, criterion, value), value, below[-1])


Given = Sequence[tuple[str, Judgement]]


def scale_values(
    world: World, model: ast.Model, criterion: ast.Criterion, asked: Sequence[str] = ()
) -> list[Fraction]:
    """What the answers of the criterion's scale count for, from the lowest."""
    scale = scale_of(world, model, criterion)
    if scale is not None and scale.takes is not None:
        every = judgements_on(scale, criterion, asked)
        return sorted({each.value for each in every if each.value is not None})
    found = [on_scale(scale, word, False).value for word in points_on(scale)]
    return sorted(value for value in found if value is not None)


def all_answers(
    world: World, key: Key, model: ast.Model, criterion: ast.Criterion, on: date
) -> list[tuple[str, OracleAnswer]]:
    """The latest answer of each assessor, in the order in which the model names them; of teams, by their id."""
    found: list[tuple[str, OracleAnswer]] = []
    for name in model.assessors:
        if kind_named(world, name.text) is None:
            answer = latest_answer(world, key, model, criterion, on, by=name.text)
            found += [(name.text, answer)] if answer is not None else []
            continue
        for team in teams_of(world, key, name.text):
            answer = latest_answer(world, team, model, criterion, on)
            found += [(team[1], answer)] if answer is not None else []
    return found


def teams_of(world: World, key: Key, kind: str) -> list[Key]:
    """The subjects of a kind that belong to a subject."""
    return sorted(s.key for s in world.data.subjects if s.kind == kind and ancestor(world, s.key, key[0]) == key)


def outcome_of(world: World, model: ast.Model, criterion: ast.Criterion, value: Fraction) -> str:
    """Met at the criterion's target or above, unmet at the lowest point, else partly."""
    scale, values = scale_of(world, model, criterion), scale_values(world, model, criterion)
    target = least_to_be_met(scale, criterion)
    if value >= (target if target is not None else max(values)):
        return "met"
    return "unmet" if value == min(values) else "partly"


def counted(
    criterion: ast.Criterion, given: Given, values: Sequence[Fraction], policies: Mapping[str, str]
) -> list[tuple[str, Fraction | None]]:
    """What each answer counts, None where that is unknown; without those that are left out."""
    if criterion.obligation == "must not":
        values = values[::-1]  # what must not be met counts as met at its lowest
    found: list[tuple[str, Fraction | None]] = []
    for who, judged in given:
        if judged.outcome not in ("unknown", "not applicable"):
            found.append((who, judged.value))
            continue
        policy = policies[judged.outcome]
        if policy == "met":
            found.append((who, values[-1]))
        elif policy == "unmet":
            found.append((who, values[0]))
        elif policy == "unknown":
            found.append((who, None))
    return found


def together(
    world: World,
    model: ast.Model,
    criterion: ast.Criterion,
    given: Given,
    values: Sequence[Fraction],
    policies: Mapping[str, str],
) -> tuple[str, Fraction | None]:
    """The outcome and points of all answers. What every way of the unknown ones leads to is known."""
    outcomes = {judged.outcome for _, judged in given}
    if outcomes == {"not applicable"}:
        return "not applicable", None
    counting = counted(criterion, given, values, policies)
    if not outcomes - {"unknown"} or not counting:
        return "unknown", None
    if all(value is None for _, value in counting):
        return "unknown", None
    found: set[Fraction | None] = set()
    for chosen in product(values, repeat=sum(value is None for _, value in counting)):
        waiting = list(chosen)
        filled = [(who, value if value is not None else waiting.pop()) for who, value in counting]
        found.add(by_rule(model, filled))
    only = found.pop()
    if found or only is None:
        return "unknown", None
    if model.disagreement is None and any(value is None for _, value in counting):
        return "unknown", None
    return outcome_of(world, model, criterion, only), only


def by_rule(model: ast.Model, filled: Sequence[tuple[str, Fraction]]) -> Fraction | None:
    """One value out of several; None where they differ and nothing says what counts."""
    values = [value for _, value in filled]
    rule = model.disagreement.text if model.disagreement is not None else None
    if rule is None:
        return values[0] if len(set(values)) == 1 else None
    if rule == "lowest":
        return min(values)
    if rule == "highest":
        return max(values)
    if rule == "mean":
        return sum(values, Fraction(0)) / len(values)
    preferred = [value for who, value in filled if who == rule]
    return preferred[0] if preferred else values[0]


def could_be(
    world: World,
    key: Key,
    model: ast.Model,
    criterion: ast.Criterion,
    given: Given,
    values: Sequence[Fraction],
    policies: Mapping[str, str],
) -> set[Fraction]:
    """Every value that the answers could come to were the unknown ones to turn out some way, whatever the policy."""
    certain = counted(criterion, [each for each in given if each[1].outcome != "unknown"], values, policies)
    fixed = dict(certain)
    order = [who for who, judged in given if judged.outcome == "unknown" or who in fixed]
    open_ = [who for who, judged in given if judged.outcome == "unknown"]
    found: set[Fraction] = set()
    if not given:
        several = any(kind_named(world, name.text) is None for name in model.assessors[1:]) or any(
            len(teams_of(world, key, name.text)) > 1 for name in model.assessors if kind_named(world, name.text)
        )
        mean = model.disagreement is not None and model.disagreement.text == "mean" and several
        return {(one + other) / 2 for one in values for other in values} if mean else set(values)
    for chosen in product(values, repeat=len(open_)):
        all_of = {**fixed, **dict(zip(open_, chosen, strict=True))}
        filled = [(who, value) for who in order if (value := all_of[who]) is not None]
        together_now = by_rule(model, filled) if filled else None
        found |= set(values) if together_now is None else {together_now}
    return found
