"""Formats of dates as ``cx.toml`` writes them: which are known, and how each lies in a text of fixed width."""

from __future__ import annotations

import re

import attrs

_WIDTHS = {"d": 2, "m": 2, "Y": 4, "y": 2, "H": 2, "I": 2, "M": 2, "S": 2, "p": 2, "b": 3}
_FREE = "BaAfj"
"""Parts of no fixed width: read by the standard library, one distinct value at a time."""

_DATES = ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%d %b %Y", "%d-%b-%Y", "%d %B %Y",
          "%d/%m/%y", "%m/%d/%y")  # fmt: skip
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
KNOWN = tuple(day + time for day in _DATES for time in _TIMES)
"""The formats that are tried where ``dates`` is not given and the dates are not ISO 8601."""

FULL = "%Y-%m-%dT%H:%M:%S"
ISO = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")


@attrs.frozen
class Part:
    """One piece of a format: a directive's letter and where it starts, or a literal character (``letter`` empty)."""

    letter: str
    start: int
    width: int
    literal: str = ""


@attrs.frozen
class Layout:
    """A format whose every part has a fixed width."""

    parts: tuple[Part, ...]
    width: int


def plain(form: str) -> str:
    """Without the ``-`` of ``%-d``: leading zeros are optional when reading anyway."""
    return form.replace("%-", "%").replace("%#", "%").replace("%T", "%H:%M:%S").replace("%h", "%b")


def layout(form: str) -> Layout | None:
    """How a format lies in a text; None where some part has no fixed width, or a character is not ASCII."""
    parts: list[Part] = []
    at = index = 0
    text = plain(form)
    while index < len(text):
        letter = text[index + 1 : index + 2] if text[index] == "%" else ""
        if letter and letter != "%" and letter not in _WIDTHS or not text[index].isascii():
            return None
        if letter and letter != "%":
            parts.append(Part(letter, at, _WIDTHS[letter]))
        else:
            parts.append(Part("", at, 1, text[index]))
        at += parts[-1].width
        index += 2 if letter else 1
    return Layout(tuple(parts), at)


def format_fault(form: str) -> str | None:
    """What is wrong with a format, in words; None where it can be used."""
    text = plain(form).replace("%%", "")
    letters = [text[index + 1 : index + 2] for index, sign in enumerate(text) if sign == "%"]
    for letter in letters:
        if letter not in _WIDTHS and letter not in _FREE or not letter:
            return f"`%{letter}` is no part of a date that cx can read"
        if letters.count(letter) > 1:
            return f"`%{letter}` stands twice"
    if "Y" not in letters and "y" not in letters:
        return "it has no year, `%Y`"
    if "d" in letters and not {"m", "b", "B"} & set(letters):
        return "it has a day and no month, `%m`"
    if ("I" in letters) != ("p" in letters):
        return "a clock of twelve hours needs both `%I` and `%p`; otherwise write `%H`"
    return None


_WORDS = re.compile("(yyyy|mmmm|mmm|yy|mm|dd|hh|ss|y|m|d|h|s)")
_DIRECTIVES = {
    "yyyy": "%Y", "yy": "%y", "y": "%Y", "mmmm": "%B", "mmm": "%b", "mm": "%m", "m": "%m", "dd": "%d", "d": "%d",
    "hh": "%H", "h": "%H", "ss": "%S", "s": "%S",
}  # fmt: skip
"""What spreadsheets write for a part of a date: ``dd/mm/yyyy``."""


def translated(form: str) -> str:
    """A format as spreadsheets write it in the signs that cx reads; empty where it is none.

    What ``mm`` means follows from its place: behind hours it is minutes.
    """
    if "%" in form:
        return ""
    lower = re.sub(r"(?<=d)t(?=h)", "T", form.strip().casefold())
    made = _WORDS.sub(lambda word: _DIRECTIVES[word[1]], re.sub("h:mm?", "h:%M", lower))
    left = re.sub(r"%[A-Za-z]", "", made).replace("T", "")
    return "" if left.upper() != left or format_fault(made) is not None else made
