"""Two assessments held against each other: what rose, what fell, which criteria changed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from cxengine.engine.history.causes import Side, cause_of, cause_words, data_changed, outcome_words, tables_changed
from cxengine.engine.history.moved import At, could_have_been, moved_words, movement_of
from cxengine.engine.history.over_time import level_then
from cxengine.engine.said.history import (
    ComparedSaid,
    CriterionChangeSaid,
    PackChangeSaid,
    ResultChangeSaid,
    RuleChangeSaid,
)
from cxengine.engine.said.record import Record, ResultRecorded, RuleRecorded, SubjectRecorded, WaiverRecorded


def compared(before: Record, after: Record) -> ComparedSaid:
    """The differences between two records of one project, of which the first is the earlier."""
    changes = [_change(before, after, subject, model) for subject, model in _results(before, after)]
    told = tuple(change for change in changes if _differs(change))
    return ComparedSaid(
        from_=before.as_of,
        to=after.as_of,
        packs=tuple(_packs(before, after)),
        rules=tuple(_rules(before, after)),
        sources=tables_changed(before, after),
        engine_changed=before.engine != after.engine,
        results=told,
        same=len(changes) - len(told),
    )


def _results(before: Record, after: Record) -> Iterator[tuple[SubjectRecorded, str]]:
    """Each subject and model of either date, in the order of the later one; what is gone comes last."""
    seen: set[tuple[str, str]] = set()
    for record in (after, before):
        for subject in record.subjects:
            for result in subject.models:
                if (subject.key, result.model) not in seen:
                    seen.add((subject.key, result.model))
                    yield subject, result.model


def _differs(change: ResultChangeSaid) -> bool:
    return bool(
        change.movement != "same"
        or change.criteria
        or change.waivers_begun
        or change.waivers_ended
        or change.score_before != change.score_after
        or change.without_waivers_before != change.without_waivers_after
    )


def _change(before: Record, after: Record, subject: SubjectRecorded, model: str) -> ResultChangeSaid:
    was, now = before.result(subject.key, model), after.result(subject.key, model)
    rules = (before.model(model), after.model(model))
    levels = tuple(
        level_then(result.level if result is not None else None, rule)
        for result, rule in zip((was, now), rules, strict=True)
    )
    without = tuple(
        level_then(result.without_waivers if result is not None else None, rule)
        for result, rule in zip((was, now), rules, strict=True)
    )
    movement = movement_of(was, now)
    rule = rules[1] or rules[0]
    title = rule.title if rule is not None and rule.title else model
    criteria = tuple(_criteria(before, after, was, now, model)) if was is not None and now is not None else ()
    return ResultChangeSaid(
        kind=subject.kind, id=subject.id, title=subject.title, model=model, model_title=title,
        before=levels[0], after=levels[1], could_be_before=could_have_been(was), could_be_after=could_have_been(now),
        movement=movement,
        score_before=was.score if was is not None else None, score_after=now.score if now is not None else None,
        without_waivers_before=without[0], without_waivers_after=without[1],
        rules_changed=rules[0] is not None and rules[1] is not None and rules[0].digest != rules[1].digest,
        waivers_begun=_only_of(now, was), waivers_ended=_only_of(was, now),
        criteria=criteria,
        text=moved_words(movement, At(level=levels[0], result=was), At(level=levels[1], result=now)),
    )  # fmt: skip


def _only_of(one: ResultRecorded | None, other: ResultRecorded | None) -> tuple[WaiverRecorded, ...]:
    elsewhere = {each.criterion for each in other.waivers} if other is not None else set()
    return tuple(each for each in (one.waivers if one is not None else ()) if each.criterion not in elsewhere)


def _criteria(
    before: Record, after: Record, was: ResultRecorded, now: ResultRecorded, model: str
) -> Iterator[CriterionChangeSaid]:
    rules = (_rules_of(before, model), _rules_of(after, model))
    changed = data_changed(before, after)
    order = dict.fromkeys(each.criterion for result in (now, was) for each in result.criteria)
    for id in order:
        sides = [
            Side(outcome=result.outcome(id), rule=rule.get(id))
            for result, rule in zip((was, now), rules, strict=True)
        ]
        outcomes = [side.outcome.outcome if side.outcome is not None else None for side in sides]
        if outcomes[0] == outcomes[1]:
            continue
        cause = cause_of(*sides, data_changed=changed)
        rule = rules[1].get(id) or rules[0].get(id)
        words = [said for side in sides if (said := outcome_words(side))]
        yield CriterionChangeSaid(
            criterion=id, title=rule.title if rule is not None else "", before=outcomes[0], after=outcomes[1],
            cause=cause,
            text=f"{' → '.join(words)}: {cause_words(cause, *sides, to=after.as_of, data_changed=changed)}",
        )  # fmt: skip


def _rules_of(record: Record, model: str) -> dict[str, RuleRecorded]:
    found = record.model(model)
    return {each.criterion: each for each in found.criteria} if found is not None else {}


def _packs(before: Record, after: Record) -> Iterator[PackChangeSaid]:
    was, now = ({each.name: each for each in record.packs} for record in (before, after))
    for name in {**now, **was}:
        one, other = was.get(name), now.get(name)
        if one is not None and other is not None and one.digest == other.digest:
            continue
        movement: Literal["changed", "new", "gone"] = "new" if one is None else "gone" if other is None else "changed"
        yield PackChangeSaid(
            pack=name, before=one.version if one is not None else None,
            after=other.version if other is not None else None, movement=movement,
        )  # fmt: skip


def _rules(before: Record, after: Record) -> Iterator[RuleChangeSaid]:
    for model in dict.fromkeys(each.model for record in (after, before) for each in record.models):
        was, now = _rules_of(before, model), _rules_of(after, model)
        for id in {**now, **was}:
            one, other = was.get(id), now.get(id)
            if one is not None and other is not None and (one.digest, one.level) == (other.digest, other.level):
                continue
            movement: Literal["changed", "new", "gone"] = (
                "new" if one is None else "gone" if other is None else "changed"
            )
            title = (other or one or RuleRecorded(criterion=id, level=None, digest="", title="")).title
            yield RuleChangeSaid(model=model, criterion=id, title=title, movement=movement)
