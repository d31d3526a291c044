"""A change in sentences: what moved, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.maturity.words import Style, bare, day_words, rounded, shown
from cxengine.metrics.measured import Measured
from cxengine.metrics.moved import Moved


@attrs.frozen(kw_only=True)
class Sure:
    """How often chance alone gives as much, made up for all that was looked at, and whether that is seldom enough."""

    chance: float
    significant: bool


SAME_ROWS = "the same rows on both dates"
TOO_FEW = "too few to tell how sure"
ROUNDED = " (figures are rounded)"


def amount(value: Fraction | float, style: Style) -> str:
    """How far, without a direction: ``4.2 percentage points``, ``£3.20``."""
    size = value if value >= 0 else -value
    if style.unit == "percent":
        one = rounded(size, style.decimals, style.factor) == 1
        return f"{bare(size, style)} percentage point{'' if one else 's'}"
    return shown(size, style)


def signed(value: Fraction | float, style: Style) -> str:
    """``+4.2``, ``−0.3``, ``0``."""
    number = bare(value, style)
    return number if number.startswith("−") or not rounded(value, style.decimals, style.factor) else f"+{number}"


def change_words(change: Moved | None, sure: Sure | None, style: Style) -> str:
    """In a cell: ``+4.2 (95% 1.9 to 6.5), sure``."""
    if change is None:
        return "unknown"
    if change.unmoved:
        return f"{signed(change.by, style)} ({SAME_ROWS})"
    ends = ""
    if change.low is not None and change.high is not None:
        ends = f" ({bare(change.low, style)} to {bare(change.high, style)})"
    if change.few:
        return f"{signed(change.by, style)}, {TOO_FEW}"
    return signed(change.by, style) + ends + ("" if sure is None else ", sure" if sure.significant else ", not sure")


def moved_sentence(
    metric: ast.Metric, before: Measured, after: Measured, change: Moved, dates: tuple[date, date], style: Style
) -> str:
    """What moved and by how much."""
    assert before.value is not None and after.value is not None
    title = metric.title or metric.name.text
    then, now = shown(before.value, style), shown(after.value, style)
    first, last = (day_words(day) for day in dates)
    if not rounded(change.by, style.decimals, style.factor):
        return f"{title}: {now} on {last}, as on {first}{f': {SAME_ROWS}' if change.unmoved else ''}."
    verb = "up from" if change.by > 0 else "down from"
    ends = ""
    if change.low is not None and change.high is not None:
        level = f"{float(after.confidence * 100):g}%"
        ends = f"; with {level} confidence between {signed(change.low, style)} and {signed(change.high, style)}"
    note = ROUNDED if looks_wrong(change, before.value, after.value, style) else ""
    return f"{title}: {now} on {last}, {verb} {then} on {first}, by {amount(change.by, style)}{note}{ends}."


def looks_wrong(change: Moved, before: Fraction, after: Fraction, style: Style) -> bool:
    """Whether the figures as they are shown differ by something else than the change as it is shown."""
    return not adds_up(after, (before, change.by), style)


def adds_up(whole: Fraction, parts: Sequence[Fraction], style: Style) -> bool:
    """Whether the parts as they are shown come to the whole as it is shown."""
    shown_parts = sum(rounded(part, style.decimals, style.factor) for part in parts)
    return rounded(whole, style.decimals, style.factor) == shown_parts


def sure_sentence(sure: Sure | None, change: Moved, confidence: Fraction, looked_at: int, style: Style) -> str:
    """How sure that is; nothing where nothing is seen to have moved."""
    unseen = not rounded(change.by, style.decimals, style.factor)
    if change.unmoved or (unseen and sure is not None and not sure.significant):
        return ""
    if change.few:
        return "How sure that is cannot be told from so few rows."
    if sure is None:
        return "How sure that is cannot be told: such a figure has no test."
    allowed = f", {looked_at:,} changes having been looked at together" if looked_at > 1 else ""
    if sure.significant:
        return f"That is more than chance: chance alone would give as much {odds(sure.chance)}{allowed}."
    if looked_at > 1 and change.tested is not None and change.tested.chance < 1 - float(confidence):
        return (
            f"Alone it would count as surely more than chance; but {looked_at:,} changes were looked at together, and "
            f"one as striking comes among them by chance {odds(sure.chance)}."
        )
    return f"That may be chance alone: it would give as much {odds(sure.chance)}{allowed}."


def odds(chance: float) -> str:
    """``about once in 40 times``."""
    if chance < 0.001:
        return "less than once in 1,000 times"
    if chance < 0.1:
        return f"about once in {round(1 / chance):,} times"
    if chance > 0.95:
        return "nearly every time"
    return f"about {round(chance * 100)} times in 100"
