"""How much of a change is who answered, in sentences: like with like, and which groups matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from fractions import Fraction

import attrs

from cxengine.engine.change_words import ROUNDED, Sure, adds_up, amount, signed
from cxengine.maturity.words import Style, rounded, shown
from cxengine.metrics.mix import Group, Split
from cxengine.metrics.moved import Moved

Label = tuple[str | None, ...] | None
_YET = ", and yet there is in groups by themselves"
MOST = 3
"""Groups that are named as having moved by themselves."""


@attrs.frozen(kw_only=True)
class Sures:
    """How sure a change is as a whole and within its groups, and which groups surely moved by themselves."""

    whole: Sure
    within: Sure
    groups: AbstractSet[Label]


def split_sentences(
    split: Split, change: Moved, sures: Sures, names: Mapping[Label, str], style: Style, *, said_rounded: bool
) -> Iterator[str]:
    """How much is a change in who answered, whether it moved like with like, and which groups matter most."""
    by, mix, inside = (signed(value, style) for value in (change.by, split.mix, split.within))
    wrong = not said_rounded and not adds_up(change.by, (split.mix, split.within), style)
    note = ROUNDED if wrong else ""
    yield f"Of the {by}, {mix} is a change in who answered and {inside} is within the groups{note}."
    yield _verdict(split, change, sures, style)
    heard = max(split.groups, key=lambda group: group.mix if split.mix > 0 else -group.mix)
    if all(_matters(part, change, style) for part in (split.mix, heard.mix)):
        yield (
            f"Of who answered, {names[heard.label]} moved it most: from {_part(heard.part_before)} to "
            f"{_part(heard.part_after)} of the answers ({signed(heard.mix, style)})."
        )
    alone = sorted((g for g in split.groups if g.label in sures.groups), key=lambda group: -abs(group.within))
    if alone:
        yield _by_themselves(alone, names, style)
    moved = max(split.groups, key=lambda group: group.within if split.within > 0 else -group.within)
    if moved in alone[:MOST] or not (sures.whole.significant or sures.within.significant):
        return
    if all(_matters(part, change, style) for part in (split.within, moved.within)):
        name, own = names[moved.label], signed(moved.within, style)
        yield f"Within the groups {name} moved it most: {_ends(moved, style)} ({own})."


def _verdict(split: Split, change: Moved, sures: Sures, style: Style) -> str:
    like = f"Like with like it {'rose' if split.within > 0 else 'fell'} by {amount(split.within, style)}"
    if sures.within.significant:
        return like + _surely(split, change, sures.whole, style)
    if sures.whole.significant and sures.groups:
        return f"Like with like there is no more than chance over all groups together{_YET}."
    if sures.whole.significant and split.within * change.by > 0 and _matters(split.within, change, style):
        return f"{like}, which may be chance: whether it is only that others were heard cannot be told."
    if sures.whole.significant:
        return "Like with like nothing is more than chance: others were heard, rather than the same people otherwise."
    nothing = "Neither as a whole nor like with like is there more than chance"
    return f"{nothing}{_YET if sures.groups else ''}."


def _surely(split: Split, change: Moved, whole: Sure, style: Style) -> str:
    """What follows ``it fell by 4.6 percentage points`` where that is more than chance."""
    seen, matters = bool(rounded(split.mix, style.decimals, style.factor)), _matters(split.mix, change, style)
    against = seen and split.mix * split.within < 0
    if whole.significant and split.within * change.by < 0:
        return ", the other way: the change of the whole is that others were heard."
    if whole.significant and against and matters:
        return ", which is more than chance, and more than the whole shows: a change in who answered hides some of it."
    if whole.significant:
        only = f"who answered makes {'little' if seen else 'no'} difference to it"
        return f", which is more than chance: {'it is not only that others were heard' if matters else only}."
    if against and 2 * abs(split.mix) >= abs(split.within):
        return ", which is more than chance: a change in who answered hides it."
    return ", which is more than chance, though of the whole alone that could not be told."


def _by_themselves(groups: Sequence[Group], names: Mapping[Label, str], style: Style) -> str:
    said = [f"{names[g.label]}, {_ends(g, style)} ({signed(g.within, style)})" for g in groups[:MOST]]
    said += [f"and {len(groups) - MOST} more"] if len(groups) > MOST else []
    return f"More than chance by {'itself' if len(groups) == 1 else 'themselves'}: {'; '.join(said)}."


def _matters(part: Fraction, change: Moved, style: Style) -> bool:
    """Whether it is worth a sentence: seen when rounded, and a tenth of the change."""
    return bool(rounded(part, style.decimals, style.factor)) and 10 * abs(part) >= abs(change.by)


def _ends(group: Group, style: Style) -> str:
    return f"from {shown(group.before.mean, style)} to {shown(group.after.mean, style)}"


def _part(part: Fraction) -> str:
    return shown(part, Style("percent", 0))
