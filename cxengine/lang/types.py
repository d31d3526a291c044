"""The types of values in a rule file, and how they are named to people."""

from __future__ import annotations

from typing import Literal

import attrs

Simple = Literal[
    "share",  # a part of a whole, 0 to 1: `80%`, `share(…)`
    "points",  # a difference of shares, -1 to 1: `5 points`, `nps(…)`
    "number",
    "money",
    "date",
    "moment",  # a date and a time of day
    "working_days",  # a length of time in working days
    "days",  # a length of time in days, hours or minutes
    "months",  # a length of time in months, quarters or years
    "text",
    "yes_no",
    "condition",  # met, unmet or unknown
    "any",  # of a broken declaration: fits everywhere, reports nothing
]


@attrs.frozen
class SimpleType:
    """A type without a declaration of its own."""

    kind: Simple

    def __str__(self) -> str:
        return _SAID[self.kind]


@attrs.frozen
class ScaleType:
    """An answer on a declared scale."""

    scale: str

    def __str__(self) -> str:
        return f"an answer on the scale `{self.scale}`"


@attrs.frozen
class CategoryType:
    """One option of a declared category."""

    category: str

    def __str__(self) -> str:
        return f"an option of the category `{self.category}`"


@attrs.frozen
class ListedType:
    """One of a list that is written where it is used."""

    options: tuple[str, ...]

    def __str__(self) -> str:
        return "one of " + ", ".join(self.options)


@attrs.frozen
class SubjectType:
    """The id of a subject of a kind."""

    kind: str

    def __str__(self) -> str:
        return f"a {self.kind}"


Type = SimpleType | ScaleType | CategoryType | ListedType | SubjectType

SHARE = SimpleType("share")
POINTS = SimpleType("points")
NUMBER = SimpleType("number")
MONEY = SimpleType("money")
DATE = SimpleType("date")
MOMENT = SimpleType("moment")
DAYS = SimpleType("days")
WORKING_DAYS = SimpleType("working_days")
MONTHS = SimpleType("months")
TEXT = SimpleType("text")
YES_NO = SimpleType("yes_no")
CONDITION = SimpleType("condition")
ANY = SimpleType("any")

_SAID: dict[str, str] = {
    "share": "a percentage",
    "points": "a difference in points",
    "number": "a number",
    "money": "an amount of money",
    "date": "a date",
    "moment": "a date and time",
    "days": "a length of time in days",
    "working_days": "a length of time in working days",
    "months": "a length of time in months",
    "text": "text",
    "yes_no": "yes or no",
    "condition": "a condition",
    "any": "anything",
}

FIELD_TYPES: dict[str, Type] = {
    "text": TEXT,
    "date": DATE,
    "date_and_time": MOMENT,
    "number": NUMBER,
    "money": MONEY,
    "days": DAYS,
    "minutes": DAYS,
    "yes_no": YES_NO,
}
"""The words that may stand after ``field x is`` without a declaration of their own.

Data of ``days`` and of ``minutes`` fields are numbers in that unit; in expressions both are lengths of time.
"""
