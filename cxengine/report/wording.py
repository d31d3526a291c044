"""Small pieces of British English that every part of a report shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cxengine.maturity.words import day_words, unit_words

Result = Mapping[str, Any]
"""A result in the form of the JSON contract, or an element of it."""

NO_DATE = "No date was asked for and cx.toml gives none, so this is as of today."


def day(iso: str) -> str:
    """``2019-03-31`` as ``31 March 2019``; the text itself where it is no date."""
    try:
        return day_words(date.fromisoformat(iso))
    except ValueError:
        return iso


def listed(words: Sequence[str], *, most: int = 0) -> str:
    """``a``, ``a and b``, ``a, b and c``; with ``most``, ``a, b and 3 more``."""
    if most and len(words) > most:
        words = [*words[:most], f"{len(words) - most} more"]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 row``, ``48,211 rows``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def minus(figure: str) -> str:
    """With a true minus sign in place of a hyphen, which reads as a dash: ``−13.5``."""
    return figure.replace("-", "−")


def number(value: float | int) -> str:
    """With thousands separated and no more decimals than it has: ``2.41``, ``30``, ``−1,200``."""
    return minus(f"{value:,.0f}" if float(value).is_integer() else f"{value:,}")


def alike(values: Sequence[float | None]) -> list[str]:
    """Numbers below each other, each with as many decimals as any has: ``2.00``, ``2.41``; a dash for none."""
    there = [value for value in values if value is not None and not float(value).is_integer()]
    places = max((len(format(Decimal(repr(value)), "f").partition(".")[2]) for value in there), default=0)
    return ["–" if value is None else minus(f"{value or 0:,.{places}f}") for value in values]


def quantity(value: float | int, unit: str | None) -> str:
    """``82.3%``, ``£4,000``, ``−12.5 points``, ``1 day``."""
    if unit == "£":
        sign = "−" if value < 0 else ""
        return f"{sign}£{abs(value):,.0f}" if float(value).is_integer() else f"{sign}£{abs(value):,.2f}"
    if unit == "%":
        return f"{number(value)}%"
    return f"{number(value)} {unit_words(value, unit)}" if unit else number(value)


def subject_title(subject: Result) -> str:
    """The title of a subject, or its kind and id where it has none."""
    return str(subject.get("title") or f"{subject['kind']}:{subject['id']}")


def level_words(level: Result | None) -> str:
    """``2 Invested``, ``none yet``, or ``not known``."""
    if level is None:
        return "not known"
    if not level.get("name"):
        return "none yet" if not level["number"] else str(level["number"])
    return f"{level['number']} {level['name']}"


_PROOFS = {"evidence", "justification", "link", "plan"}


def waits_for(criterion: Result) -> tuple[str, str]:
    """What must happen before an unknown criterion is known, for one and for several: ``is answered``, ``are …``."""
    missing = criterion["because"]["missing"]
    if missing and {what.split()[0] for what in missing} <= _PROOFS:
        return f"has its {listed(missing)}", f"have their {listed(missing)}"
    first = str(next(iter(missing), ""))
    if first.startswith("a fresh answer"):
        return "is answered afresh", "are answered afresh"
    if first.startswith("an answer"):
        return "is answered", "are answered"
    if first.startswith("agreement of"):
        return "is agreed on", "are agreed on"
    if first.startswith("the "):
        return "is known to apply or not", "are known to apply or not"
    return WORKED_OUT, WORKED_OUT


WORKED_OUT = "can be worked out"
"""What is said of criteria that wait for figures, not for people."""


def has_levels(model: Result) -> bool:
    """Whether the model has levels, or scores only."""
    return bool(model["levels"])


def certain(model: Result) -> bool:
    """Whether every way the unknowns could turn out gives the level that is shown."""
    span = model["could_be"]
    return bool(span["from"] == span["to"])
