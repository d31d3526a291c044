"""Targets, dates, owners, costs and efforts in the words of a plan: `target 80%+`, `costs about £5k`, `owner TBC`."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from cxengine.diagnostics import Diagnostic
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.expression_builder import MOST_DIGITS, iso_date
from cxengine.lang.syntax.first_words import first_word
from cxengine.lang.syntax.sign_slips import PHRASES
from cxengine.lang.syntax.spelt_numbers import in_digits
from cxengine.lang.syntax.terminal_words import either

_FIGURE = (
    r"(?P<figure>-?£?\d[\d.,]*(?:\s*(?:%|(?:per\s?cent|pct)\b))?|[a-z]+(?:-[a-z]+)?)"
    r"(?P<unit>(?:\s+(?:working\s+)?(?:minutes?|hours?|days?|weeks?|months?|points?)\b)?)"
)
_SIDED = tuple((re.compile(rf"(?:is\s+|of\s+)?(?:{words})\s+{_FIGURE}"), sign) for words, sign in PHRASES)
_BARE = re.compile(
    rf"(?:(?:is|of|=|to\s+be|to\s+reach)\s*)?{_FIGURE}\s*(?P<more>\+|or\s+(?:more|higher|above|better|over))?"
)
_SIGNED = re.compile(rf"(?P<sign>[<>]=?|=[<>])\s*{_FIGURE}")


def _target(error: BrokenLine) -> Diagnostic | None:
    """``target of 80%``, ``target no more than 5 days``, ``target >= 80%``."""
    head = re.match(r"target\s+", error.text)
    if head is None or "AT_LEAST" not in error.expected or error.offset < head.end():
        return None
    said = _side(error.text, head.end())
    if said is not None:
        words, match = said
        rest = error.text[match.end("figure") :].strip()
        right = f"{words} {_written(match['figure'])}"
        message = f"a target is not written with `{error.text[head.end() : match.start('figure')].strip()}`"
        itself = ", which takes the figure itself in" if _is_strict(match[0]) else ""
        help = f"Write `target {right}{' ' if rest else ''}{rest}`{itself}."
        return error.problem("syntax", head.end(), match.end("figure"), message, help, replacement=right)
    bare = _BARE.match(error.text, head.end())
    figure = None if bare is None else in_digits(_written(bare["figure"]))
    message = "a target says from which side it holds"
    if bare is None or figure is None:
        return None
    figure += bare["unit"]
    if bare["more"]:
        right = f"at least {figure}"
        return error.problem("syntax", *bare.span(), message, f"Write `target {right}`.", replacement=right)
    return error.problem("syntax", 0, 6, message, f"Write `target at least {figure}` or `target at most {figure}`.")


def _is_strict(said: str) -> bool:
    """Whether the figure itself is left out by what is said: `more than 80%`."""
    return (
        re.match(
            r"([<>](?!=)|(is\s+|of\s+)?(more|greater|higher|larger|over|above|less|fewer|lower|under|below))", said
        )
        is not None
    )


def _side(text: str, begin: int) -> tuple[str, re.Match[str]] | None:
    """`at least` or `at most`, with what is written for it."""
    signed = _SIGNED.match(text, begin)
    if signed is not None and in_digits(_written(signed["figure"])) is not None:
        return ("at least" if ">" in signed["sign"] else "at most"), signed
    for pattern, sign in _SIDED:
        match = pattern.match(text, begin)
        if match is not None and sign != "is" and in_digits(_written(match["figure"])) is not None:
            return ("at least" if sign.startswith(">") else "at most"), match
    return None


def _written(figure: str) -> str:
    """The figure as cx writes it."""
    plain = re.sub(r"\s*(%|per\s?cent|pct)$", "%", figure)
    return in_digits(plain) or plain


def _target_of_one(error: BrokenLine) -> Diagnostic | None:
    """``target at least 50% for parking``, which lacks the kind of subject."""
    match = re.fullmatch(r"(?:target|aim|standard)\b.*?\bfor\s+(\w+)\s*(?:(?:from|by)\s+[\d-]+\s*)?", error.text)
    if match is None or error.offset < match.start(1):
        return None
    kinds = re.findall(r"(?m)^[ \t]*subject[ \t]+(\w+)", error.file_text)
    if match[1] in kinds or not kinds:
        return None
    forms = [f"`for {kind} {match[1]}`" for kind in dict.fromkeys(kinds)]
    message = f"the kind of subject is missing before `{match[1]}`"
    help = f"Write {either(tuple(forms[:4]))}."
    replacement = f"{kinds[0]} {match[1]}" if len(kinds) == 1 else None
    return error.problem("syntax", *match.span(1), message, help, replacement=replacement)


_SINCE = re.compile(r"(since|starting|beginning|as\s+of|with\s+effect\s+from|effective|on)(?=\s+\d{4}-\d\d-\d\d)")
_YEAR = re.compile(
    r"(?:from|in|for|by|since|during)\s+(?:(?:the\s+)?(?:financial\s+)?year\s+)?(\d{4})(?:([/–-])\d{2,4})?\s*$"
)
_UNTIL = re.compile(r"(?:by|until|before|to)\s+(\d{4}-\d\d-\d\d)")


def _from_when(error: BrokenLine) -> Diagnostic | None:
    """``target at least 80% since 2026-01-01``, ``… from 2026``, ``… in 2025/26``, ``… by 2026-03-31``."""
    if first_word(error.text) not in ("target", "standard"):
        return None
    since = next((m for m in _SINCE.finditer(error.text) if m.start() <= error.offset <= m.end()), None)
    if since is not None:
        message = f"the day on which it begins follows `from`, not `{since[0]}`"
        return error.problem("syntax", *since.span(), message, "Write `from` in its place.", replacement="from")
    year = _YEAR.search(error.text)
    if year is not None and year.start() <= error.offset <= year.end():
        right = f"from {year[1]}-{'04-01' if year[2] else '01-01'}"
        message = f"`{year[0].strip()}` is a year, and here stands the day from which it holds"
        financial = "" if year[2] else f"; for the financial year `from {year[1]}-04-01`"
        return error.problem("bad-date", *year.span(), message, f"Write `{right}`{financial}.", replacement=right)
    until = _UNTIL.search(error.text)
    if until is not None and until.start() <= error.offset <= until.end():
        message = "a target holds from a day on, and not until one"
        help = (
            f"Write `from` with the day on which it begins. By when a level is to be reached stands in the model: "
            f"`aim level 3 by {until[1]}`."
        )
        return error.problem("syntax", *until.span(), message, help)
    return None


def _short_year(error: BrokenLine) -> Diagnostic | None:
    """``from 1/4/26``."""
    match = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})(?!\d)").match(error.text, error.offset)
    right = None if match is None else iso_date(f"20{match[3]}", match[2], match[1])
    if match is None or right is None:
        return None
    message = f"`{match[0]}` is not a date that cx reads"
    help = f"Write year, month, day: `{right}`."
    return error.problem("bad-date", *match.span(), message, help, replacement=right)


# ---- what actions ask for


_ABOUT = r"(?:about|around|approx(?:\.|imately)?|circa|ca\.?|c\.|roughly|~|up\s+to|est(?:\.|imated)?)"
_SPAN = r"(£?[\d,.]+)\s*(?:-|–|—|to)\s*(£?[\d,.]+)"
_UNITS = r"\s*(?:(?:person|man|staff|calendar)[- \t]+)?(working\s+)?(hour|day|week|month|year)s?"


def _estimate(error: BrokenLine) -> Diagnostic | None:
    """``costs about £500``, ``effort 5-10 days``: one figure, marked as an estimate."""
    word = first_word(error.text)
    if word not in ("costs", "effort"):
        return None
    about = re.fullmatch(rf"(?:costs|effort)\s+{_ABOUT}\s*(\S.*)", error.text)
    if about is not None:
        right = f"{word} {about[1].strip()}, estimate"
        message = "a figure that is not sure is marked behind it"
        return error.problem("syntax", 0, len(error.text), message, f"Write `{right}`.", replacement=right)
    span = re.fullmatch(rf"(?:costs|effort)\s+{_SPAN}(?:{_UNITS})?\s*", error.text)
    if span is not None:
        unit = error.text[span.end(2) :].rstrip()
        pound = "£" if word == "costs" and not span[2].startswith("£") else ""
        message = f"one figure stands here, and `{error.text[span.start(1) : span.end(2)]}` is a stretch"
        help = f"Write the one that you plan with: `{word} {pound}{span[2]}{unit}, estimate`."
        return error.problem("syntax", span.start(1), span.end(2), message, help)
    person = re.fullmatch(rf"effort\s+([\d.]+){_UNITS}\s*", error.text)
    if person is not None and error.offset > 6:
        right = f"effort {person[1]} {person[2] or ''}{person[3]}s"
        message = "an effort is counted in the days of those who do it"
        return error.problem("syntax", 0, len(error.text), message, f"Write `{right}`.", replacement=right)
    if word == "effort" and re.match(
        r"effort\s+([A-Za-z]|[\d.]+\s*(fte|pd|people|staff|persons?|sprints?)\b)", error.text, re.I
    ):
        message = "an effort is a length of time"
        return error.problem("syntax", 7, len(error.text), message, "Write the days that it takes: `effort 10 days`.")
    a_year = re.search(
        r"\s(per\s+(?:year|annum)|p\.?a\.?|annually|yearly|every\s+year|each\s+year|/\s*year)\s*$",
        error.text,
    )
    if a_year is not None and word == "costs":
        message = f"cx does not write `{a_year[1]}`"
        return error.problem("syntax", *a_year.span(1), message, "Write `a year`.", replacement="a year")
    return None


def _thousands_of_pounds(error: BrokenLine) -> Diagnostic | None:
    """``costs £5k``."""
    match = re.search(r"£\s*(\d+(?:\.\d+)?)\s*(k|K|m|M|bn|thousand|million)\b", error.text)
    if match is None or not match.start() <= error.offset <= match.end():
        return None
    message = f"`{match[0]}` is not an amount that cx reads"
    if len(match[1]) > MOST_DIGITS:
        help = "Write pounds in digits, such as `£4,000`."
        return error.problem("bad-number", *match.span(), message, help)
    figure = Fraction(match[1]) * {"k": 1_000, "t": 1_000, "m": 1_000_000, "b": 1_000_000_000}[match[2][0].lower()]
    pounds, pence = divmod(round(figure * 100), 100)
    right = f"£{pounds:,}.{pence:02}" if pence else f"£{pounds:,}"
    return error.problem("bad-number", *match.span(), message, f"Write `{right}`.", replacement=right)


def _owner(error: BrokenLine) -> Diagnostic | None:
    """``owner insight and head``, ``owner jane.smith@council.gov.uk``."""
    if first_word(error.text) != "owner":
        return None
    if "@" in error.text:
        message = "an owner is a post or a team, and not a person's address"
        help = "Declare it, `party NAME: TITLE`, and write `owner NAME`. Who holds the post stands in no rule file."
        return error.problem("syntax", 6, len(error.text), message, help)
    match = re.match(r"owner\s+(\w+)\s*(?:,|/|&|\+|\band\b|\bor\b)\s*\w", error.text)
    if match is None or not re.fullmatch(r"[\w\s,/&+]+", error.text):
        return None
    message = "an action has one owner"
    help = f"Write `owner {match[1]}`; who else takes part stands in a `note:` line."
    return error.problem("syntax", match.end(1), len(error.text), message, help, replacement="")


TARGET_SLIPS: tuple[Callable[[BrokenLine], Diagnostic | None], ...] = (
    _target, _target_of_one, _from_when, _short_year, _estimate, _thousands_of_pounds, _owner,
)  # fmt: skip
"""Tried in this order; the first that fits speaks."""
