"""Figures of two dates held against one another, and what is said of each change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

import attrs

from cxengine.engine.change_words import (
    Sure,
    change_words,
    looks_wrong,
    moved_sentence,
    sure_sentence,
)
from cxengine.engine.figures import number
from cxengine.engine.said.changes import ChangeSaid, GroupChangeSaid, MovedSaid, SplitSaid
from cxengine.engine.split_words import Sures, split_sentences
from cxengine.lang import ast
from cxengine.maturity.words import Style, style_of
from cxengine.metrics import changes
from cxengine.metrics.measured import Measured
from cxengine.metrics.mix import Group, Split
from cxengine.metrics.moved import Moved, moved
from cxengine.subjects import SubjectRecord

PERCENT = Style("percent", 1)
_NO_ROWS = "no data on that date"


@attrs.frozen(kw_only=True, eq=False)
class Pair:
    """A figure on both dates; ``before`` is None where there was none."""

    metric: ast.Metric
    record: SubjectRecord | None
    before: Measured | None
    after: Measured

    @property
    def change(self) -> Moved | None:
        """From one to the other; None where one is unknown or hidden."""
        return moved(self.before, self.after) if self.before is not None else None

    @property
    def style(self) -> Style:
        """How the figure is shown."""
        return style_of(self.metric, self.after.unit)


@attrs.frozen(kw_only=True, eq=False)
class Whole:
    """A figure of all rows of a subject, with the ways it was asked to be taken apart, each with its groups' names.

    Where numbers of rows are ``rounded`` it is not: what groups come to would not be what the whole does.
    """

    pair: Pair
    splits: tuple[tuple[tuple[str, ...], Split | None, Mapping[tuple[str | None, ...] | None, str]], ...]
    rounded: bool = False


Key = tuple[str, str | None, tuple[tuple[str, str | None], ...]]
"""A metric, whom it is about, and the group: the same figure, whichever way it was asked for."""


@attrs.frozen(kw_only=True, eq=False)
class Said:
    """What is said of every change: of each listed figure, in its order, and of each whole."""

    changes: tuple[ChangeSaid, ...]
    moved: tuple[MovedSaid, ...]


def changes_said(pairs: Sequence[Pair], wholes: Sequence[Whole], dates: tuple[date, date]) -> Said:
    """All changes that were looked at together, so that one in twenty is not taken for sure because there are many."""
    first: dict[Key, Whole] = {}
    for whole in wholes:
        first.setdefault(_key(whole.pair), whole)
    wholes = tuple(first.values())
    listed = {_key(pair) for pair in pairs}
    figures = [*pairs, *(whole.pair for whole in wholes if _key(whole.pair) not in listed)]
    tested = [(change.tested.chance if change and change.tested else None) for change in (p.change for p in figures)]
    inner = [split.tested.chance for whole in wholes for _, split, _ in whole.splits if split is not None]
    known = [chance for chance in tested if chance is not None]
    together = iter(changes.holm([*known, *inner]))
    sures = {
        id(pair): Sure(chance=(made_up := next(together)), significant=_seldom(made_up, pair.after))
        for pair, chance in zip(figures, tested, strict=True)
        if chance is not None
    }
    by_figure = {_key(pair): sures.get(id(pair)) for pair in figures}
    looked_at = len(known) + len(inner)
    return Said(
        changes=tuple(_change(pair, by_figure[_key(pair)], dates[0]) for pair in pairs),
        moved=tuple(_moved(whole, by_figure, together, looked_at, dates) for whole in wholes),
    )


def _key(pair: Pair) -> Key:
    return pair.metric.name.text, str(pair.record.key) if pair.record is not None else None, pair.after.by


def _seldom(chance: float, after: Measured) -> bool:
    return chance < 1 - float(after.confidence)


def _change(pair: Pair, sure: Sure | None, since: date) -> ChangeSaid:
    change, before, style = pair.change, pair.before, pair.style
    told = before if before is not None and not before.suppressed and before.masked is None else None
    return ChangeSaid(
        from_=since,
        by=number(change.by, style) if change is not None else None,
        significant=sure.significant if sure is not None else None,
        before=number(told.value, style) if told is not None else None,
        n_before=told.n if told is not None else None,
        low=number(change.low, style) if change is not None else None,
        high=number(change.high, style) if change is not None else None,
        chance=_rounded(change.tested.chance) if change is not None and change.tested is not None else None,
        chance_of_all=_rounded(sure.chance) if sure is not None else None,
        shown=change_words(change, sure, style),
        unknown=None if change is not None else _why(pair),
        moved=change,
    )


def _why(pair: Pair) -> str:
    """Why a change is unknown: for the later figure's own reason, else for the earlier one's."""
    if pair.after.masked or pair.after.unknown:
        return str(pair.after.masked or pair.after.unknown)
    if pair.before is None:
        return _NO_ROWS
    return f"for the earlier date, {pair.before.masked or pair.before.unknown}"


def _rounded(chance: float) -> float:
    return round(chance, 6)


def _moved(
    whole: Whole,
    sures: Mapping[Key, Sure | None],
    within: Iterable[float],
    looked_at: int,
    dates: tuple[date, date],
) -> MovedSaid:
    pair, change, chances = whole.pair, whole.pair.change, iter(within)
    sure = sures[_key(pair)]
    said, text = [], list(_whole_sentences(pair, sure, looked_at, dates))
    still = change is not None and change.unmoved
    for labels, split, names in whole.splits:
        if split is None:
            why = _not_split(whole)
            text += [why] if change is not None and not still and why not in text else []
            continue
        assert change is not None, "what is taken apart is known"
        chance = next(chances)
        inside = Sure(chance=chance, significant=_seldom(chance, pair.after))
        said.append(_split(labels, split, inside, names, pair.style))
        rounding = _looks_wrong(pair)
        told = Sures(
            whole=sure or Sure(chance=1.0, significant=False),  # too few on one date for a test of the whole
            within=inside,
            groups={group.label for group in split.groups if _moved_alone(pair, labels, group, sures)},
        )
        sentences = split_sentences(split, change, told, names, pair.style, said_rounded=rounding)
        text += [] if still else _of_which(split, names, sentences) if len(whole.splits) > 1 else list(sentences)
    return MovedSaid(
        metric=pair.metric.name.text,
        title=pair.metric.title,
        subject=str(pair.record.key) if pair.record is not None else None,
        subject_title=pair.record.title if pair.record is not None else None,
        change=_change(pair, sure, dates[0]),
        splits=tuple(said),
        text=tuple(text),
    )


def _of_which(
    split: Split, names: Mapping[tuple[str | None, ...] | None, str], sentences: Iterable[str]
) -> list[str]:  # fmt: skip
    """The sentences of one of several ways to take a change apart, with the groups that it is taken apart by."""
    first, *more = sentences
    return [f"{' and '.join(names[group.label] for group in split.groups)}: {first[:1].lower()}{first[1:]}", *more]


def _moved_alone(pair: Pair, labels: tuple[str, ...], group: Group, sures: Mapping[Key, Sure | None]) -> bool:
    """Whether the figure of one group surely moved, where it is among those that were looked at."""
    if group.label is None:
        return False
    metric, subject, _ = _key(pair)
    own = sures.get((metric, subject, tuple(zip(labels, group.label, strict=True))))
    return own is not None and own.significant


def _whole_sentences(pair: Pair, sure: Sure | None, looked_at: int, dates: tuple[date, date]) -> Iterable[str]:
    change = pair.change
    if change is None or pair.before is None:
        yield f"{pair.metric.title or pair.metric.name.text}: the change is unknown: {_why(pair)}."
        return
    yield moved_sentence(pair.metric, pair.before, pair.after, change, dates, pair.style)
    if certainty := sure_sentence(sure, change, pair.after.confidence, looked_at, pair.style):
        yield certainty


def _looks_wrong(pair: Pair) -> bool:
    """Whether the change is said not to be what the rounded figures differ by."""
    before, after, change = pair.before, pair.after, pair.change
    if change is None or before is None or before.value is None or after.value is None:
        return False
    return looks_wrong(change, before.value, after.value, pair.style)


def _not_split(whole: Whole) -> str:
    pair = whole.pair
    if pair.after.weighing is not None:
        return "Answers are weighted, so that a change in who answered is taken out of it already."
    if pair.after.estimator == "count":
        return "A number has no mix: what each group came to differs adds up to it."
    if pair.after.estimator == "none":
        return "How much of it is a change in who answered cannot be told of such a figure."
    if pair.before is not None and pair.before.unmoved:
        return "Nothing of it is a change in who answered: the rows are the same on both dates."
    if whole.rounded:
        return "How much of it is a change in who answered cannot be told: numbers of rows are rounded."
    return "How much of it is a change in who answered cannot be told: too few groups are shown on both dates."


def _split(
    labels: tuple[str, ...],
    split: Split,
    within: Sure,
    names: Mapping[tuple[str | None, ...] | None, str],
    style: Style,
) -> SplitSaid:
    return SplitSaid(
        by=labels,
        mix=number(split.mix, style) or 0,
        within=number(split.within, style) or 0,
        within_significant=within.significant,
        within_chance_of_all=_rounded(within.chance),
        groups=tuple(_group(labels, group, names[group.label], style) for group in split.groups),
        split=split,
    )


def _group(labels: tuple[str, ...], group: Group, title: str, style: Style) -> GroupChangeSaid:
    own = None if group.label is None else MappingProxyType(dict(zip(labels, group.label, strict=True)))
    return GroupChangeSaid(
        by=own,
        title=title,
        n_before=group.before.n,
        n=group.after.n,
        part_before=number(group.part_before, PERCENT) or 0,
        part=number(group.part_after, PERCENT) or 0,
        before=number(group.before.mean, style) if group.before.n else None,
        value=number(group.after.mean, style) if group.after.n else None,
        mix=number(group.mix, style) or 0,
        within=number(group.within, style) or 0,
    )
