"""Head lines as they stand in tables and documents: `criterion 1.2 – We ask`, `scale agree 1–5`, `level two`."""

from __future__ import annotations

import re
from collections.abc import Callable

from cxengine.diagnostics import Diagnostic
from cxengine.lang.constructs import TABLE
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.first_words import FORMS, first_word
from cxengine.lang.syntax.slips import as_cx_writes
from cxengine.lang.syntax.spelt_numbers import SPELT

_HEADS = (*TABLE, "field")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}


def _sign_for_colon(error: BrokenLine) -> Diagnostic | None:
    """``criterion 1.2 – We ask``, ``metric csat = Satisfied``."""
    match = re.compile(r"(?:[–—=]+>?|-+>?(?=\s))\s*(?=\S)").match(error.text, error.offset)
    before = error.text[: error.offset].rstrip()
    if match is None or "TITLE" not in error.expected or len(before.split()) < 2:
        return None
    title = error.text[match.end() :].strip()
    message = f"a colon is missing after `{before.split()[-1]}`"
    return error.problem("syntax", len(before), match.end(), message, f"Write `{before}: {title}`.", replacement=": ")


def _range(error: BrokenLine) -> Diagnostic | None:
    """``scale agree 1–5: …``, ``scale agree from 1 to 5: …``, ``band silver levels 3-4: …``."""
    match = re.match(
        r"(?:scale|band)\s+\w+\s+(?P<range>[(]?(?:from\s+|levels?\s+|of\s+)?(?P<low>-?\d+)\s*"
        r"(?:-|–|—|\.\.\.?|…|/|to)\s*(?P<high>\d+))(?P<rest>[^:\n]*)", error.text
    )  # fmt: skip
    if match is None or error.offset > match.end():
        return None
    right = f"{match['low']} to {match['high']}"
    rest = re.sub(r"^\s*,?\s*(?=(?:higher|lower)\b)", ", ", match["rest"]).rstrip(") \t")
    if f"{match['range']}{match['rest']}" == f"{right}{rest}":
        return None
    message = f"a range is written `{right}`"
    start, end = match.start("range"), match.end("rest")
    return error.problem("syntax", start, end, message, f"Write `{right}{rest}`.", replacement=f"{right}{rest}")


def _worse(error: BrokenLine) -> Diagnostic | None:
    """``scale effort 1 to 5, higher is worse: …``."""
    match = re.match(r"scale\b[^:\n]*?\b((higher|lower)\s+is\s+worse)\b", error.text)
    if match is None or not match.start(1) <= error.offset <= match.end(1):
        return None
    right = f"{'lower' if match[2] == 'higher' else 'higher'} is better"
    message = f"cx does not write `{match[1]}`"
    return error.problem("syntax", *match.span(1), message, f"Write `{right}`.", replacement=right)


def _number_of_a_level(error: BrokenLine) -> Diagnostic | None:
    """``level two: …``, ``level II: …``, ``level good: …``, ``criterion no. 1.2: …``, ``criterion #1.2: …``."""
    level = re.match(r"level\s+([A-Za-z]+)\s*:", error.text)
    if level is not None:
        number = SPELT.get(level[1].lower()) or _ROMAN.get(level[1].lower())
        message = f"levels are numbered in digits, and `{level[1]}` is none"
        help = f"Write `level {number}`." if number else f"Write for instance `level 2: {level[1].capitalize()}`."
        return error.problem("syntax", *level.span(1), message, help, replacement=str(number) if number else None)
    criterion = re.match(r"(?:criterion|level)\s+((?:no|nr|number|num|#|№)\.?\s*)(?=\d)", error.text)
    if criterion is not None:
        message = f"the number follows `{first_word(error.text)}` at once"
        return error.problem(
            "syntax", *criterion.span(1), message, f"Take out `{criterion[1].strip()}`.", replacement=""
        )
    return None


def _name_of_a_head(error: BrokenLine) -> Diagnostic | None:
    """``metric 2nd_question: …``, ``option 18-24: …``, ``metric "csat": …``, ``metric %happy: …``."""
    match = re.match(r"(\w+)\s+([\"“”'‘’%#$@]?[^\s:,()]*?[\"“”'‘’]?)\s*(?=:|$|\s(?:is|for)\b)", error.text)
    if match is None or match[1] not in _HEADS or "NAME" not in error.expected or not match[2]:
        return None
    if not match.start(2) <= error.offset <= match.end(2) or re.fullmatch(r"[A-Za-z_]\w*", match[2]):
        return None
    plain = re.sub(r"\W+", "_", match[2]).strip("_")
    right = plain if plain[:1].isalpha() else f"{match[1]}_{plain}"
    if not plain:
        return None
    message = f"`{match[2]}` cannot be a name: a name begins with a letter, and has letters, digits and `_` only"
    help = f"Write for instance `{right}`. What people read stands after the colon."
    return error.problem("syntax", *match.span(2), message, help, replacement=right)


def _for_each(error: BrokenLine) -> Diagnostic | None:
    """``model maturity for each service: …``."""
    match = re.match(r"(?:model|rule)\s+\w+\s+for\s+((?:each|every|all|the|any|our)\s+)(\w+)\s*:", error.text)
    if match is None:
        return None
    message = f"`{match[1].strip()}` goes without saying"
    return error.problem("syntax", *match.span(1), message, f"Write `for {match[2]}`.", replacement="")


def _before_the_colon(error: BrokenLine) -> Diagnostic | None:
    """``metric csat (new): …``, ``aspect acting 60%: …``, ``table answers from answers.csv: …``."""
    match = re.compile(r"\s*([^:\n]*[^:\s])\s*:(?=\s|$)").match(error.text, error.offset)
    before = error.text[: error.offset].rstrip()
    word = first_word(error.text)
    if match is None or "TITLE" not in error.expected or word not in _HEADS or len(before.split()) < 2:
        return None
    if error.offset == len(before) and error.text[error.offset] not in ",([{":
        return None  # a part of the name
    if re.fullmatch(r"[\w\s]+", match[1]) and word != "table":
        return None  # words of a name
    right = f"{before}:{error.text[match.end() :]}"
    message = f"`{match[1]}` cannot stand before the colon"
    help = f"Write `{right}`."
    if re.search(r"\.(csv|xlsx?|json|parquet|txt)\b", match[1]):
        name = before.split()[-1]
        help = f"{help} Where the data lie stands in `cx.toml`, below `[sources.{name}]`."
    elif word == "scale":
        help = f"{help} Its answers stand below, each in a line `point NAME: TITLE`."
    elif re.search(r"\d%?$", match[1]) and word in ("aspect", "criterion"):
        help = f"{help} What it weighs stands in a line below: `weight {match[1].rstrip('%')}`."
    return error.problem("syntax", len(before), match.end() - 1, message, help, replacement="")


def _field(error: BrokenLine) -> Diagnostic | None:
    """``field waited: days``, ``field waited as days``, ``field days waited is days``, ``field x is 1 to 5``."""
    match = re.match(r"field\s+(\w+)\s*(:|=|-|as\b|type\b)\s*(\w[^\n]*)", error.text)
    if match is not None:
        right = f"field {match[1]} is {match[3]}"
        message = f"the type of a field follows `is`, not `{match[2]}`"
        return error.problem("syntax", match.end(1), match.start(3), message, f"Write `{right}`.", replacement=" is ")
    spaced = re.match(r"field\s+((\w+)(?:\s+\w+){1,4})\s+is\b", error.text)
    if spaced is not None and " is " not in f" {spaced[1]} " and spaced.start(1) < error.offset <= spaced.end():
        right = "_".join(spaced[1].split())
        message = f"a name has no spaces, and `{spaced[1]}` has"
        return error.problem("syntax", *spaced.span(1), message, f"Write `{right}`.", replacement=right)
    of_numbers = re.match(r"field\s+(\w+)\s+is\s+((?:from\s+)?(\d+)\s*(?:to|-|–)\s*(\d+))", error.text)
    if of_numbers is not None:
        scale = f"scale {of_numbers[1]}_scale {of_numbers[3]} to {of_numbers[4]}, higher is better: QUESTION"
        message = "the numbers that a field may hold are those of a scale"
        help = f"Declare it, `{scale}`, and write `field {of_numbers[1]} is {of_numbers[1]}_scale`."
        return error.problem("syntax", *of_numbers.span(2), message, help)
    kind = re.match(
        r"field\s+\w+\s+is\s+((?:an?|the)\s+(?:(?:number|amount|length|count)\s+of\s+)?)(\w+)",
        error.text,
    )
    if kind is not None:
        message = f"`{kind[1].strip()}` is left out before a type"
        return error.problem("syntax", *kind.span(1), message, f"Write `is {kind[2]}`.", replacement="")
    return None


_BEGINS = (
    "formula", "where", "target", "needs", "owner", "effort", "costs", "aspect", "when", "ask", "shown", "key", "field",
    "evidence", "note", "means", "publish", "option", "point", "criterion", "level", "metric", "action", "expect",
    "given", "lower", "higher",
)  # fmt: skip
"""Words with which lines begin, and which stand inside no other line that is whole."""


def _several_in_a_line(error: BrokenLine) -> Diagnostic | None:
    """``aspect acting, listening``, ``from responses formula nps(recommend)``."""
    text, offset = error.text, error.offset
    aspects = re.fullmatch(r"(aspect|scale|phase|from)\s+(\w+)\s*((?:,|/|\band\b)\s*\w+\s*)+", text)
    if aspects is not None and offset >= aspects.end(2):
        word = aspects[1]
        message = f"one {'table' if word == 'from' else word} stands here"
        help = f"Write `{word} {aspects[2]}`."
        return error.problem("syntax", aspects.end(2), len(text), message, help, replacement="")
    scale = re.fullmatch(r"scale\s+(\d+\s*(?:to|-|–)\s*\d+)[^:\n]*", text)
    if scale is not None:
        low, high = re.findall(r"\d+", scale[1])
        message = "a scale is declared with a name, and named here"
        help = f"Write `scale NAME {low} to {high}, higher is better: TITLE` above the model, and `scale NAME` here."
        return error.problem("syntax", *scale.span(1), message, help)
    begins = re.compile(r"([a-z]+)(?:\s+\S|:)").match(text, offset)
    if "$END" not in error.expected or begins is None or begins[1] not in _BEGINS or first_word(text) not in FORMS:
        return None
    message = f"`{begins[1]}` begins a line of its own"
    indent = " " * error.line.indent
    return error.problem(
        "syntax", offset, begins.end(1), message, f"Write `{text[offset:].strip()}` in a new line.",
        replacement=f"\n{indent}{begins[1]}",
    )  # fmt: skip


def _version(error: BrokenLine) -> Diagnostic | None:
    """``version v1 from 2026-01-01``."""
    match = re.match(r"version\s+(v(?:\.|ersion)?\s*)(?=\d)", error.text)
    if match is None:
        return None
    message = "a version is a number"
    return error.problem("syntax", *match.span(1), message, f"Take out `{match[1].strip()}`.", replacement="")


def _end_of_a_waiver(error: BrokenLine) -> Diagnostic | None:
    """``waive criterion 1.1 until 2026-06-30``."""
    match = re.fullmatch(r"(waive\s+\w+\s+\S+)\s+(until\s+(\S.*?))\s*", error.text)
    if match is None:
        return None
    until = f"until {as_cx_writes(match[3]) or match[3]}"
    message = "how long something is set aside stands in a line of its own"
    return error.problem("syntax", *match.span(2), message, f"Write `{match[1]}`, and `{until}` in a line below it.")


HEAD_SLIPS: tuple[Callable[[BrokenLine], Diagnostic | None], ...] = (
    _range, _worse, _number_of_a_level, _for_each, _field, _sign_for_colon, _name_of_a_head, _several_in_a_line,
    _version, _before_the_colon, _end_of_a_waiver,
)  # fmt: skip
"""Tried in this order, before the others; the first that fits speaks."""
