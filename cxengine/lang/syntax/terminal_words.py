"""How the terminals of the grammar are named to people."""

from __future__ import annotations

from collections.abc import Iterable

PHRASES: dict[str, str] = {
    "NAME": "a name",
    "QUALIFIED": "the name of a pack and of something in it, such as `enfield.csat`",
    "ID": "the number of a criterion, such as `3.6`",
    "TITLE": "a colon and a title",
    "STRING": "words in double quotes",
    "CLAUSE_WORDS": "the words with which the lines begin",
    "YES_OR_NO": "`yes` or `no`",
    "VERSION_NUMBER": "a version, such as `2018.1`",
    "WHOLE": "a whole number",
    "NUMBER": "a number",
    "PERCENT": "a percentage, such as `80%`",
    "MONEY": "an amount, such as `£4,000`",
    "DATE": "a date, such as `2019-03-31`",
    "UNIT": "a unit of time, such as `days` or `months`",
    "_ANSWERS_NEEDED": "`answers`",
    "POINTS": "`points`",
    "DECIMALS": "`decimals`",
    "COMPARISON": "`>=`, `<=`, `>` or `<`",
    "PLUS": "`+`",
    "MINUS": "`-`",
    "STAR": "`*`",
    "SLASH": "`/`",
    "OPEN": "`(`",
    "CLOSE": "`)`",
    "_COMMA": "a comma",
    "PROOF": "`evidence`, `justification`, `link` or `plan`",
    "DIRECTION": "`higher` or `lower`",
    "OUTCOME": "`met`, `partly`, `unmet`, `unknown`, `known` or `waived`",
    "ANSWERED": "`met`, `partly` or `unmet`",
    "DUTY": "`should` or `suggested`",
    "EACH": "`any criterion` or `every criterion`",
    "PART_OF": "`month of`, `quarter of`, `year of`, `weekday of` or `hour of`",
    "SCORE_RULE": "`mean`, `sum`, `lowest`, `highest`, `share met`, `count met` or `share of points`",
    "SEVERITY": "`high`, `medium` or `low`",
    "SURENESS": "`certain`, `likely` or `review`",
    "HOW": "`always` or `directly`",
    "OF_A_STEP": "`other party` or `only when`",
    "REACH": "`organisation`, `department`, `service`, `team` or `individual`",
    "ROUNDING": "`half up`, `half even`, `down` or `up`",
    "SHOWN_UNIT": "`percent`, `points`, `number`, `money`, `days` or `minutes`",
    "$END": "the end of the line",
}

VALUE = frozenset({"NAME", "NUMBER", "PERCENT", "MONEY", "DATE", "STRING", "OPEN", "MINUS", "TODAY"})
"""What a value may begin with."""

ARITHMETIC = frozenset({"PLUS", "STAR", "SLASH"})


OF_STEPS = frozenset({"SAME", "OF_A_STEP", "OR_NONE", "HOW", "_FOLLOWS", "_BEFORE", "WITHIN", "OVERLAPS"})
"""What only rules over two steps say; not offered where something else can stand."""


def phrase(terminal: str) -> str:
    """One terminal in words; a word of the language in backticks."""
    return PHRASES.get(terminal) or "`" + terminal.strip("_").lower().replace("_", " ") + "`"


def words_of(terminals: Iterable[str]) -> tuple[str, ...]:
    """The words of the language among the terminals."""
    found: list[str] = []
    for terminal in sorted(terminals):
        said = phrase(terminal)
        found.extend(part for part in said.split("`")[1::2] if part[:1].isalpha() and not said.startswith("a"))
    return tuple(found)


def said(terminals: frozenset[str]) -> str:
    """What can stand in a place: "a name or a number"."""
    parts: list[str] = []
    left = set(terminals - OF_STEPS or terminals) - ({"QUALIFIED"} if "NAME" in terminals else set())
    if left >= VALUE - {"TODAY", "OPEN"}:
        left -= VALUE | {"NOT", "CRITERION", "EACH"}
        parts.append("a value (a name, a number, `80%`, `£4,000`, `2019-03-31` or words in double quotes)")
    if left >= ARITHMETIC:
        left -= ARITHMETIC | {"MINUS", "_OF", "_ON", "NUMBER", "_WITH", "OPEN"}
        if "COMPARISON" in left:
            left -= {"COMPARISON", "_IS", "_IN", "_MEETS"}
            parts.append("a comparison (`is`, `>=`, `<=`, `>`, `<`)")
        else:
            parts.append("`+`, `-`, `*` or `/`")
    if {"AND", "OR"} <= left:
        left -= {"AND", "OR"}
        parts.extend(("`and`", "`or`"))
    if {"NUMBER", "WHOLE"} <= left:
        left -= {"WHOLE"}
    last = ["the end of the line"] if "$END" in left else []
    parts.extend(phrase(terminal) for terminal in sorted(left - {"$END"}))
    return either((*parts, *last))


def either(parts: tuple[str, ...]) -> str:
    """The parts with commas and a last "or"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " or " + parts[-1]
