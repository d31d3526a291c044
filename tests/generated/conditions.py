"""Conditions and comparisons as text: on rows, and on the assessed subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from .vocabulary import CHANNELS, COMMENTS, LISTED, PROGRESS, YES_LIST, Column
from .writing import Pen

COMPARISONS = (">=", "<=", ">", "<")
WINDOWS = ("12 months", "3 months", "1 month", "90 days", "2 weeks", "1 quarter", "2 years")
FULL_WINDOWS = ("12 full months", "3 full months", "2 full weeks", "2 full quarters", "1 full year")


def joined(pen: Pen, atom: Callable[[], str], depth: int = 2) -> str:
    """A condition of one to a few comparisons with and, or, not and brackets."""
    if depth == 0 or pen.likely(0.5):
        return negated(pen, atom)
    word = pen.one(("and", "or"))
    pen.use(word)
    parts = [joined(pen, atom, depth - 1) for _ in range(pen.number(2, 3))]
    return f" {word} ".join(f"({part})" if " and " in part or " or " in part else part for part in parts)


def negated(pen: Pen, atom: Callable[[], str]) -> str:
    """A comparison, now and then with ``not`` before it."""
    if pen.likely(0.12):
        pen.use("not")
        return f"not {atom()}"
    return atom()


def over_lines(pen: Pen, keyword: str, condition: str) -> list[str]:
    """The line of a condition, cut before its ``and`` and ``or`` outside of brackets."""
    if "(" in condition or not pen.likely(0.5):
        return [f"{keyword} {condition}"]
    for word in (" and ", " or "):
        if word in condition:
            first, *rest = condition.split(word)
            pen.use("continued line")
            return [f"{keyword} {first}", *(f"  {word.strip()} {part}" for part in rest)]
    return [f"{keyword} {condition}"]


def row_condition(pen: Pen, columns: Sequence[Column], as_of: date, depth: int = 2) -> str:
    """A condition on one row."""
    return joined(pen, lambda: row_atom(pen, pen.one(columns), columns, as_of), depth)


def row_atom(pen: Pen, column: Column, columns: Sequence[Column], as_of: date) -> str:
    """A comparison that fits a column."""
    name = column.name
    if column.kind == "segment":
        pen.use("segment as a condition")
        return pen.one((name, f"(not {name})"))
    if pen.likely(0.1):
        return knownness(pen, name)
    if pen.likely(0.1) and column.kind in ("range", "number", "date", "moment"):
        return of_plugin(pen, column, columns)
    if column.kind == "range":
        return ranged(pen, column)
    if column.kind in OPTIONS:
        return optional(pen, name, OPTIONS[column.kind])
    if column.kind == "yes_no":
        pen.use("is yes")
        return f"{name} {sameness(pen)} {pen.one(('yes', 'no'))}"
    if column.kind in ("date", "moment"):
        return dated(pen, column, columns, as_of)
    if column.kind == "text" and pen.likely(0.5):
        pen.use("mentions")
        asked = f"{name} mentions {pen.one(('pleased', 'waiting'))}"
        return pen.one((asked, f"(not {asked})"))
    if column.kind == "text":
        pen.use("text is")
        return f'{name} {sameness(pen)} "{pen.one(COMMENTS).strip()}"'
    return measured(pen, column)


def of_plugin(pen: Pen, column: Column, columns: Sequence[Column]) -> str:
    """A function of a plugin of one row: a condition, or a number that is compared."""
    pen.use("plugin function of a row")
    if column.kind in ("date", "moment"):
        others = [c.name for c in columns if c.kind == column.kind and c.name != column.name]
        return f"apart({column.name}, {pen.one(others or [column.name])}, {pen.number(0, 40)})"
    low = pen.number(column.low, column.high or 20)
    if pen.likely(0.5):
        return f"beyond({column.name}, {low}, {low + pen.number(0, 4)})"
    return f"doubled({column.name}) {compared(pen)} {low * 2}"


OPTIONS = {
    "category": tuple(name for name, _ in CHANNELS),
    "points": tuple(name for name, _ in PROGRESS),
    "list": LISTED,
    "yes_list": YES_LIST,
}


def sameness(pen: Pen) -> str:
    """``is`` or ``is not``."""
    word = "is not" if pen.likely(0.25) else "is"
    pen.use(word)
    return word


def knownness(pen: Pen, name: str) -> str:
    """``x is known``, in its forms."""
    word = pen.one(("is known", "is unknown", "is not known"))
    pen.use(word)
    return f"{name} {word}"


def ranged(pen: Pen, column: Column) -> str:
    """A scale answer against whole numbers of its range."""
    value = pen.number(column.low, column.high)
    if pen.likely(0.2):
        return f"{column.name} {sameness(pen)} {value}"
    if pen.likely(0.2):
        pen.use("is one of")
        others = pen.some([str(v) for v in range(column.low, column.high + 1)], 2, 3)
        return f"{column.name} is one of ({', '.join(others)})"
    return f"{column.name} {compared(pen)} {value}"


def compared(pen: Pen) -> str:
    """A comparison sign."""
    sign = pen.one(COMPARISONS)
    pen.use(sign)
    return sign


def optional(pen: Pen, name: str, options: Sequence[str]) -> str:
    """An option of a closed list, by its name or now and then its title."""
    if pen.likely(0.3):
        word = pen.one(("is one of", "is not one of"))
        pen.use(word)
        return f"{name} {word} ({', '.join(pen.some(options, 2, 3))})"
    if name == "channel" and pen.likely(0.2):
        pen.use("option by title")
        return f'{name} {sameness(pen)} "{pen.one(CHANNELS)[1]}"'
    return f"{name} {sameness(pen)} {pen.one(options)}"


def dated(pen: Pen, column: Column, columns: Sequence[Column], as_of: date) -> str:
    """A date in a window, against a date, against today, or a length between two."""
    name = column.name
    others = [c.name for c in columns if c.kind == column.kind and c.name != name]
    if pen.likely(0.2):
        return worked(pen, name, others, as_of)
    if others and pen.likely(0.4):
        pen.use("date - date")
        length = f"{pen.number(1, 30)} days" if column.kind == "date" else f"{pen.number(1, 60)} hours"
        return f"{name} - {pen.one(others)} {compared(pen)} {length}"
    if pen.likely(0.5):
        return in_last(pen, name)
    if pen.likely(0.5):
        pen.use("today", "date ± period")
        return f"{name} {compared(pen)} today - {pen.one(('30 days', '6 months', '2 weeks', '1 year', '1 quarter'))}"
    if pen.likely(0.3):
        pen.use("date ± period")
        return f"{name} + {pen.one(('1 month', '10 days'))} {compared(pen)} {as_of}"
    return f"{name} {compared(pen)} {as_of - timedelta(days=pen.number(0, 400))}"


def worked(pen: Pen, name: str, others: Sequence[str], as_of: date) -> str:
    """A date beside another one or today, in working days."""
    count = f"{pen.number(1, 25)} working days"
    other = pen.one((*others, "today"))
    shape = pen.number(0, 3)
    if shape == 0:
        pen.use("date - date, working days")
        return f"{other} - {name} {compared(pen)} {count}"
    if shape == 1:
        pen.use("in working days")
        return f"{other} - {name} in working days {sameness(pen)} {count}"
    if shape == 2:
        pen.use("date ± working days")
        return f"{other} {compared(pen)} {name} {pen.one(('+', '-'))} {count}"
    pen.use("in last working days")
    return f"{name} in last {count}"


def in_last(pen: Pen, name: str) -> str:
    """``d in last 12 months``, now and then whole ones."""
    if pen.likely(0.3):
        pen.use("in last full")
        return f"{name} in last {pen.one(FULL_WINDOWS)}"
    pen.use("in last")
    return f"{name} in last {pen.one(WINDOWS)}"


def measured(pen: Pen, column: Column) -> str:
    """A number, money or a length of time, now and then after a sum."""
    literal = {
        "money": f"£{pen.number(0, 40)}",
        "minutes": f"{pen.number(5, 60)} minutes",
        "days": f"{pen.number(1, 20)} days",
        "number": f"{pen.number(0, 40)}",
    }[column.kind]
    left = column.name
    if pen.likely(0.2):
        pen.use("row arithmetic")
        left = pen.one((f"{left} * 2", f"{left} / 2", f"({left} + {literal}) * 3", f"{left} - {literal}"))
    return f"{left} {compared(pen)} {literal}"
