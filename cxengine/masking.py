"""Values of data as messages show them: short, and without what looks personal.

A column that is bound by mistake may hold what nobody declared as personal, so what a value looks like decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_SHOWN = 40
"""Characters of a value."""
MOST_EXAMPLES = 3
_MAIL = re.compile(r"\S@\S")
_DATE = re.compile(r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d)")
_LONG = re.compile(r"(?<![\d.])\d(?:[ ()\-]*\d){8,}")
"""Nine digits and more, as telephone and NHS numbers have, in groups or not; decimals after a point are none."""


def shown(value: str) -> str:
    """A value between backticks: ``p…@…`` for what holds an e-mail address, ``07…`` for what holds a long number."""
    return f"`{masked(value)}`"


def examples(values: Iterable[str]) -> str:
    """The first few different values, each as it is shown, to follow a colon."""
    different = list(dict.fromkeys(shown(value) for value in values))
    return ", ".join(different[:MOST_EXAMPLES]) + (" …" if len(different) > MOST_EXAMPLES else "")


def masked(value: str) -> str:
    """A value, cut where it is long."""
    if _MAIL.search(value):
        return f"{value.strip()[:1]}…@…"
    number = _LONG.search(_DATE.sub(" / ", value))
    if number is not None:
        return f"{number.group()[:2]}…"
    return value if len(value) <= MOST_SHOWN else value[: MOST_SHOWN - 1].rstrip() + "…"
