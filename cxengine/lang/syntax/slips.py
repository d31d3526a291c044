"""Slips that are known by their look: what people write who know spreadsheets, other languages or other countries."""

from __future__ import annotations

import re
from collections.abc import Callable

from cxengine.diagnostics import Diagnostic
from cxengine.lang.functions import FUNCTIONS
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.expression_builder import iso_date
from cxengine.lang.syntax.first_words import first_word
from cxengine.lang.syntax.spelt_numbers import spelt_number
from cxengine.suggest import did_you_mean, nearest

CASE_WORDS = ("answer", "answers", "today", "level", "band", "criterion", "action", "score", "suppressed")
UNITS = ("minutes", "hours", "days", "weeks", "months", "quarters", "years", "points")

NEAR = 120
"""How many characters around a place are looked at, so that a line as long as can be costs no more than another."""

DATE_FORMS = (
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)",
    r"(?<![\d.])(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})",
    r"(?<![\d.])(?P<d>\d{1,2})(?:st|nd|rd|th)?[ \t]+(?P<m>[A-Z][a-z]{2,8})[ \t]+(?P<y>\d{4})",
)
"""Days as they are written elsewhere."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _around(error: BrokenLine, pattern: str) -> re.Match[str] | None:
    """A match that touches the place where the line breaks."""
    near = slice(max(error.offset - NEAR, 0), error.offset + NEAR)
    for match in re.compile(pattern).finditer(error.text, near.start, near.stop):
        if match.start() <= error.offset <= match.end():
            return match
    return None


def _quotes(error: BrokenLine) -> Diagnostic | None:
    match = re.compile("[“”„‟«»‘’‚`']").match(error.text, error.offset)
    if match is None:
        return None
    message = f"{match[0]} is not the quote that cx reads"
    quoted = re.compile("[“”„‟«»‘’‚`']+([^“”„‟«»‘’‚`'\"\n]+)").match(error.text, error.offset)
    example = quoted[1] if quoted else "Closed - no action"
    help = f'Write straight double quotes: `"{example}"`. Word processors put curly ones in.'
    closed = re.compile("[“”„‟«»‘’‚`']+([^“”„‟«»‘’‚`'\"\n]+)[“”„‟«»‘’‚`']+").match(error.text, error.offset)
    if closed is not None:
        return error.problem("quotes", *closed.span(), message, help, replacement=f'"{closed[1]}"')
    return error.problem("quotes", match.start(), match.end(), message, help, replacement='"')


def _open_quote(error: BrokenLine) -> Diagnostic | None:
    if error.text[error.offset : error.offset + 1] != '"' or '"' in error.text[error.offset + 1 :].split("\n")[0]:
        return None
    end = error.offset + len(error.text[error.offset :].split("\n")[0])
    return error.problem(
        "quotes", error.offset, end, 'the quote is not closed with `"` in this line', 'Write `"` at its end.'
    )


def _comment(error: BrokenLine) -> Diagnostic | None:
    if error.text[error.offset : error.offset + 1] != "#":
        return None
    end = error.offset + len(error.text[error.offset :].split("\n")[0])
    help = "Put it in a line above, or write a `note:` line."
    return error.problem("syntax", error.offset, end, "a comment takes a line of its own", help)


_SIGNS = {
    "==": "is", "=": "is", "!=": "is not", "<>": "is not", "≠": "is not",
    "≥": ">=", "≤": "<=", "=>": ">=", "=<": "<=", "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not",
    "×": "*", "÷": "/", "–": "-", "—": "-", "−": "-",
}  # fmt: skip


def _equals(error: BrokenLine) -> Diagnostic | None:
    match = re.compile("==|=>|=<|!=|<>|&&|[|][|]|[=≠≥≤&|!×÷–—−]").match(error.text, error.offset)
    start = error.offset
    if match is None and error.text[start : start + 1] in ("=", ">", "<") and start:
        match = re.compile("<>|=>|=<|==").match(error.text, start - 1)  # `<>` breaks at its second sign
    if match is None:
        return None
    meant = _SIGNS[match[0]]
    message = f"cx does not write `{match[0]}`"
    return error.problem("syntax", match.start(), match.end(), message, f"Write `{meant}`.", replacement=meant)


def _brackets_of_function(error: BrokenLine) -> Diagnostic | None:
    """``formula csat satisfied``."""
    match = _around(error, rf"\b({'|'.join(FUNCTIONS)})[ \t]+(\w+)")
    if "TITLE" in error.expected:  # `csat` is a name here, and a colon is missing
        return None
    if first_word(error.text) != "formula" or match is None or error.offset != match.start(2):
        return None
    if match[2] in ("and", "or", "is", "in", "of", "where", "with"):
        return None
    right = f"{match[1]}({match[2]})"
    message = f"what `{match[1]}` is of stands in brackets"
    return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)


def _with_confidence(error: BrokenLine) -> Diagnostic | None:
    match = _around(error, r"\b(?:at|to|by)[ \t]+(?:a[ \t]+)?(\d+(?:\.\d+)?%)[ \t]+confidence\b")
    if match is None:
        return None
    right = f"with {match[1]} confidence"
    message = f"`{match[0]}` is not how cx says how sure to be"
    return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)


def _two_comparisons(error: BrokenLine) -> Diagnostic | None:
    if error.text[error.offset : error.offset + 1] not in ("<", ">"):
        return None
    before = re.search(
        r"([\w.%£]+)[ \t]*([<>]=?)[ \t]*([\w.%£]+)[ \t]*$", error.text[max(error.offset - NEAR, 0) : error.offset]
    )
    after = re.match(r"([<>]=?)[ \t]*([\w.%£]+)", error.text[error.offset :])
    if before is None or after is None:
        return None
    message = "two comparisons are linked with `and`"
    help = f"Write `{before[0].strip()} and {before[3]} {after[0]}`."
    return error.problem("syntax", error.offset, error.offset + len(after[1]), message, help)


def _money(error: BrokenLine) -> Diagnostic | None:
    behind = _around(error, r"(\d[\d,]*(?:\.\d+)?)[ \t]*(£|GBP|pounds?\b)")
    if behind is not None:
        return error.problem(
            "bad-number", *behind.span(), f"`{behind[0]}` is not an amount that cx reads",
            f"The `£` stands before the figure: `£{behind[1]}`.", replacement=f"£{behind[1]}",
        )  # fmt: skip
    amount = _around(error, r"£[ \t]*[\d.,]+[kKmM]?")
    if amount is not None and not re.fullmatch(r"£(\d{1,3}(,\d{3})+|\d+)(\.\d\d)?", amount[0]):
        return error.problem(
            "bad-number", *amount.span(), f"`{amount[0]}` is not an amount that cx reads",
            "Write pounds with or without commas every three digits, and two digits of pence: `£4,000` or `£4,000.50`.",
        )  # fmt: skip
    if first_word(error.text) == "costs" and "MONEY" in error.expected:
        figure = re.compile(r"\d[\d,.]*").match(error.text, error.offset)
        if figure is not None:
            return error.problem(
                "bad-number", *figure.span(), "an amount of money begins with `£`",
                f"Write `£{figure[0]}`.", replacement=f"£{figure[0]}",
            )  # fmt: skip
    other = _around(error, "[$€]")
    if other is not None:
        return error.problem("bad-number", *other.span(), "amounts of money are in pounds", "Write `£`.")
    return None


def _percent(error: BrokenLine) -> Diagnostic | None:
    match = _around(error, r"(\d+(?:\.\d+)?)([ \t]+%|[ \t]*(?:percent|per cent|pct)\b)")
    if match is None:
        return None
    right = f"{match[1]}%"
    return error.problem(
        "bad-number",
        *match.span(),
        f"`{match[0]}` is not a percentage that cx reads",
        f"Write `{right}`.",
        replacement=right,
    )


def _percent_sign(error: BrokenLine) -> Diagnostic | None:
    if "PERCENT" not in error.expected or "NUMBER" in error.expected:
        return None
    match = re.compile(r"\d+(\.\d+)?").match(error.text, error.offset)
    if match is None:
        return None
    right = f"{match[0]}%"
    message = "a percentage ends with `%`"
    return error.problem("bad-number", *match.span(), message, f"Write `{right}`.", replacement=right)


def _comma(error: BrokenLine) -> Diagnostic | None:
    match = _around(error, r"(?<![\d.,£])(\d+),(\d+)(?:,(\d{3}))*(%?)")
    if match is None or not match.start() < error.offset < match.end():
        return None
    if re.fullmatch(r"\d{1,3}(,\d{3})+%?", match[0]):
        right = match[0].replace(",", "")
        help = f"Only amounts of money take commas. Write `{right}`."
    else:
        right = match[0].replace(",", ".", 1)
        help = f"Decimals follow a point: `{right}`."
    return error.problem(
        "bad-number", *match.span(), f"`{match[0]}` is not a number that cx reads", help, replacement=right
    )


def _dates(error: BrokenLine) -> Diagnostic | None:
    for pattern in DATE_FORMS:
        match = _around(error, pattern)
        if match is not None and _iso(match) != match[0]:
            return date_problem(error, match)
    return None


def as_cx_writes(text: str) -> str | None:
    """A day that is written in another form, as cx writes it; None where it is no day."""
    found = (re.fullmatch(pattern, text.strip()) for pattern in DATE_FORMS)
    return next((day for match in found if match is not None and (day := _iso(match)) is not None), None)


def _iso(match: re.Match[str]) -> str | None:
    month = match["m"]
    number = int(month) if month.isdigit() else (*_MONTHS, month[:3].lower()).index(month[:3].lower()) + 1
    return iso_date(match["y"], number, match["d"])


def date_problem(error: BrokenLine, match: re.Match[str]) -> Diagnostic:
    """A date in another form, with groups y, m and d."""
    right = _iso(match)
    if right is None:
        message = f"there is no day `{match[0]}` in the calendar"
        return error.problem("bad-date", *match.span(), message, "Write year, month, day: `2019-03-31`.")
    message = f"`{match[0]}` is not a date that cx reads"
    help = f"Write year, month, day: `{right}`."
    return error.problem("bad-date", *match.span(), message, help, replacement=right)


def _working_weeks(error: BrokenLine) -> Diagnostic | None:
    match = _around(error, r"(?:(\d+)[ \t]+)?working[ \t]+(hour|week|month|quarter|year)s?")
    if match is None:
        return None
    days = {"week": 5, "month": 21, "quarter": 63, "year": 253}.get(match[2])
    amount = int(match[1]) * days if match[1] and days else 20
    message = f"working {match[2]}s are not counted"
    return error.problem("unknown-unit", *match.span(), message, f"Write working days: `{amount} working days`.")


def _unit(error: BrokenLine) -> Diagnostic | None:
    if "UNIT" not in error.expected:
        return None
    start, end = error.word_at(error.offset)
    word = error.text[start:end]
    if not word.isalpha() or word in ("and", "or", "is", "in", "of", "on", "with", "meets", "from", "to"):
        return None
    known = UNITS if "POINTS" in error.expected else UNITS[:-1]
    right = _SHORT_UNITS.get(word.lower())
    if right is not None:
        blank = "" if error.text[start - 1 : start] in (" ", "\t") else " "
        help = f"Write `{right}`."
        return error.problem("unknown-unit", start, end, f"`{word}` is written out", help, replacement=blank + right)
    names = ", ".join(f"`{unit}`" for unit in known[:-1]) + f" or `{known[-1]}`"
    suggestion = did_you_mean(word, known)
    help = suggestion if suggestion.startswith("Did") else f"A length of time is in {names}."
    return error.problem("unknown-unit", start, end, f"`{word}` is not a unit that cx knows", help)


_SHORT_UNITS = {
    "d": "days", "h": "hours", "hr": "hours", "hrs": "hours", "min": "minutes", "mins": "minutes", "m": "minutes",
    "w": "weeks", "wk": "weeks", "wks": "weeks", "mth": "months", "mths": "months", "mo": "months", "y": "years",
    "yr": "years", "yrs": "years", "pts": "points", "pt": "points", "pp": "points", "ppt": "points",
}  # fmt: skip
"""Units as they are shortened elsewhere."""


def _one_of(error: BrokenLine) -> Diagnostic | None:
    match = _around(error, r"\bin[ \t]*[(]([^()]*)[)]")
    right = "is one of ({})"
    if match is None:
        match = _around(error, r"\bone[ \t]+of[ \t]+(\w+(?:[ \t]*(?:,|\bor\b)[ \t]*\w+)+)")
        right = "one of ({})"
    if match is None:
        return None
    listed = ", ".join(re.split(r"[ \t]*(?:,|\bor\b)[ \t]*", match[1].strip()))
    right = right.format(listed)
    message = f"`{match[0]}` is not how cx lists values"
    return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)


def _not_met(error: BrokenLine) -> Diagnostic | None:
    match = _around(error, r"\bnot[ \t]+(met|known)\b")
    if match is None or error.offset == match.end():
        return None
    right = "unmet" if match[1] == "met" else "unknown"
    message = f"`{match[0]}` is one word here"
    return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)


def _case_word(error: BrokenLine) -> Diagnostic | None:
    """A line of a rule test that lacks `is`, or whose second word is misspelt."""
    match = re.match(r"(given|expect)[ \t]+(no[ \t]+)?([A-Za-z_]\w*)[ \t]+(?!is\b)(\S+)", error.text)
    if match is None or not match.start(3) < error.offset <= match.end() or match[3] in CASE_WORDS:
        return None
    near = nearest(match[3], CASE_WORDS)
    if near is not None:
        message = f"`{match[3]}` is not a word that can come after `{match[1]}`"
        return error.problem("syntax", *match.span(3), message, f"Did you mean `{near}`?", replacement=near)
    if re.match(r"[-£]?\d", match[4]) and not re.search(r"\bago\b", error.text):
        message = f"`is` is missing after `{match[3]}`"
        help = f"Write `{match[1]} {match[3]} is {error.text[match.start(4) :].strip()}`."
        return error.problem("syntax", *match.span(3), message, help)
    return None


def _brackets(error: BrokenLine) -> Diagnostic | None:
    opened: list[int] = []
    quoted = False
    for place, sign in enumerate(error.text):
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign == "(":
            opened.append(place)
        elif not quoted and sign == ")":
            if not opened:
                if place != error.offset:
                    return None
                message = "this bracket closes none that is open"
                return error.problem(
                    "brackets", place, place + 1, message, "Take it out, or write `(` where it begins."
                )
            opened.pop()
    if not opened or "CLOSE" not in error.expected or error.offset < len(error.text):
        return None
    message = "this bracket is not closed"
    return error.problem("brackets", opened[-1], opened[-1] + 1, message, "Write `)` where it ends.")


def _in_the_last(error: BrokenLine) -> Diagnostic | None:
    match = _around(error, r"\bin[ \t]+(?:the[ \t]+)?(?:last|past|previous)\b([ \t]+\w+)?([ \t]+\w+)?")
    if match is None or "_LAST" not in error.expected:
        return None
    rest = (match[1] or "") + (match[2] or "")
    end = match.end() - len(rest)
    message = f"`{error.text[match.start() : end]}` is not how cx writes a stretch of time"
    unit = _UNIT.match(rest.strip())
    if unit is not None:
        end += len(rest) - len(rest.lstrip()) + unit.end()
        right = f"in last {_count_of(unit)}"
        message = f"`{error.text[match.start() : end]}` is not how cx writes a stretch of time"
        return error.problem("syntax", match.start(), end, message, f"Write `{right}`.", replacement=right)
    right = f"in last{rest}"
    the = re.compile(r"the[ \t]+last\b").match(error.text, error.offset)
    advice = f"Take out `the`: `{right}`." if the else f"Write `{right}`."
    return error.problem("syntax", match.start(), end, message, advice, replacement="in last")


_UNIT = re.compile(r"(?:full[ \t]+)?(minute|hour|day|week|month|quarter|year)s?\b")


def _count_of(unit: re.Match[str]) -> str:
    return {"year": "12 months", "quarter": "3 months"}.get(unit[1], f"1 {unit[1]}")


def _last_without_number(error: BrokenLine) -> Diagnostic | None:
    """`in last year`."""
    unit = _UNIT.match(error.text, error.offset)
    if unit is None or not re.search(r"\blast[ \t]+$", error.text[: error.offset]):
        return None
    count = _count_of(unit)
    message = f"how many are meant is missing before `{unit[0]}`"
    return error.problem("syntax", error.offset, unit.end(), message, f"Write `in last {count}`.", replacement=count)


def _optional(error: BrokenLine) -> Diagnostic | None:
    """``field age is age_group, optional``."""
    match = _around(error, r"\b(?:optional|nullable|(?:can|may)[ \t]+be[ \t]+(?:empty|blank|null)|not[ \t]+required)\b")
    if match is None or "MAY_BE_MISSING" not in error.expected:
        return None
    message = f"`{match[0]}` is not how cx writes that a field may have no value"
    return error.problem("syntax", *match.span(), message, "Write `may be missing`.", replacement="may be missing")


def _needs_at_least(error: BrokenLine) -> Diagnostic | None:
    """``needs at least 20 answers``."""
    extra = r"(?:at least|minimum|a|sample|base|of|size|n|N|[=>])[ \t]*"
    match = re.match(rf"needs[ \t]+((?:{extra})+)(\d+)\b[^\n]*", error.text)
    if match is None:
        others = "response|repl|return|survey|customer|case|row"
        responses = re.fullmatch(rf"(needs)[ \t]+(\d+)([ \t]+(?:{others})\w*)?", error.text)
        if responses is None:
            return None
        right = f"needs {responses[2]} answers"
        message = "how many are needed is counted in answers"
        return error.problem("syntax", *responses.span(), message, f"Write `{right}`.", replacement=right)
    message = f"`{match[1].strip()}` is meant in any case"
    right = f"needs {match[2]} answers"
    return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)


_DECLARED_BY = {
    "owner": "party", "after": "action", "phase": "phase", "aspect": "aspect", "in": "aspect", "from": "table",
    "for": "subject",
    "scale": "scale", "supports": "objective",
}  # fmt: skip


def _title_as_name(error: BrokenLine) -> Diagnostic | None:
    """`owner Digital team`, where `party digital: Digital team` is declared."""
    word = first_word(error.text)
    match = re.match(r"[ \t]+([^\n:]*\w)", error.text[len(word) :])
    kind = _DECLARED_BY.get(word)
    if kind is None or match is None or len(match[1].split()) < 2:
        return None
    title = re.escape(match[1])
    declared = re.search(rf"(?im)^[ \t]*{kind}[ \t]+(\w+)\b[^\n:]*:[ \t]*{title}[ \t]*$", error.file_text)
    start, end = match.start(1) + len(word), match.end(1) + len(word)
    joined = "_".join(match[1].split())
    if declared is None and re.search(rf"(?m)^[ \t]*{kind}[ \t]+{re.escape(joined)}\b", error.file_text):
        message = f"a name has no spaces, and `{match[1]}` has"
        help = f"Write `{word} {joined}`."
        return error.problem("syntax", start, end, message, help, replacement=joined)
    if declared is not None:
        message = f"`{match[1]}` is the title of {'an' if kind[0] in 'ao' else 'a'} {kind}"
        help = f"Write its name: `{word} {declared[1]}`."
        return error.problem("unknown-name", start, end, message, help, replacement=declared[1])
    if kind != "party" or re.search(r"\bis\b|[^\w ]", match[1]):
        return None
    message = f"a name is one word, and `{match[1]}` is several"
    return error.problem("syntax", start, end, message, "Write the name that stands in its line `party NAME: TITLE`.")


def _empty_count(error: BrokenLine) -> Diagnostic | None:
    """`count()`, `count(*)`."""
    match = _around(error, r"\bcount[ \t]*\([ \t]*\*?[ \t]*\)")
    if match is None:
        return None
    message = "`count` of all rows stands without brackets"
    return error.problem("syntax", *match.span(), message, "Write `count`.", replacement="count")


SLIPS: tuple[Callable[[BrokenLine], Diagnostic | None], ...] = (
    _quotes,
    _open_quote,
    _comment,
    _in_the_last,
    _last_without_number,
    _empty_count,
    _optional,
    _needs_at_least,
    _title_as_name,
    _dates,
    _percent,
    _percent_sign,
    _money,
    _comma,
    spelt_number,
    _working_weeks,
    _brackets_of_function,
    _with_confidence,
    _two_comparisons,
    _equals,
    _one_of,
    _not_met,
    _case_word,
    _brackets,
    _unit,
)
"""Tried in this order; the first that fits speaks."""
