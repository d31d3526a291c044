"""The words with which a line may begin, how such lines are written, and what a broken line seems to be."""

from __future__ import annotations

import difflib
import re

from cxengine.lang.constructs import TABLE
from cxengine.lang.syntax.lines import Broken, LogicalLine
from cxengine.suggest import nearest

PROSE_WORDS = (
    "cites", "note", "more", "means", "ask", "persona", "goal", "touchpoint", "pain", "opportunity", "statutory",
    "because", "draft", "readiness", "ends", "words", "suggestion",
)  # fmt: skip

_BOTH = ("scale", "aspect", "phase", "calendar")
"""Words that declare with a colon and refer without one."""

_FURTHER_FORMS = {
    "evidence": ("evidence required when met",),
    "justification": ("justification required when not applicable",),
    "link": ("link required",),
    "plan": ("plan required when unmet",),
    "unmet": ("unmet when CONDITION",),
    "higher": ("higher is better",),
    "lower": ("lower is better",),
    "unknown": ("unknown counts as unmet", "unknown is left out"),
    "not": ("not applicable allowed", "not applicable is left out", "not before 2026-04-01"),
    "partly": ("partly counts as met",),
    "waived": ("waived counts as unmet", "waived is left out"),
    "empty": ("empty level counts as unmet",),
    "note": ("note: WORDS",),
    "more": ("more: WORDS",),
    "point": ("point NAME: TITLE", "point NAME is 0.5: TITLE", "point NAME up to 85%: TITLE"),
    "aim": ("aim level 3 by 2020-03-31", "aim level 2 for service parking"),
    "rule": ("rule NAME for service: TITLE", "rule NAME for steps FIRST, LATER: TITLE"),
    "confidence": ("confidence 90%", "confidence certain when CONDITION"),
    "scale": ("scale NAME 1 to 5, higher is better: TITLE", "scale SCALE"),
    "field": ("field NAME is TYPE, may be missing",),
    "target": (
        "target at least 80% from 2018-04-01",
        "target at least 70% for service parking",
        "target at most 8 days",
        "target at least POINT",
        "target in last 12 months",
    ),
    "standard": ("standard good at least 75%", "standard good at most 8 days from 2018-04-01"),
    "given": (
        "given answer 1.1 is met",
        "given answer 1.1 by peer is met",
        "given answers 1.1 to 3.5 are met",
        "given METRIC is 86% of 400",
        "given level of MODEL is 2",
        "given service is parking",
        "given today is 2020-06-01",
    ),
    "expect": (
        "expect level 1, could be 2",
        "expect level of ASPECT is 2",
        "expect withheld",
        "expect criterion 3.6 is unmet",
        "expect action NAME",
        "expect finding RULE",
        "expect finding duplicate_step on STEP, STEP",
        "expect METRIC is 86%",
        "expect band NAME",
        "expect standard of METRIC is good",
        "expect aim is on the way",
        "expect score is 50%",
        "expect score of ASPECT at level 2 is 0.5",
        "expect score is 2 of 4",
        "expect suppressed METRIC",
    ),
}


_FORMS_OF_JOURNEYS = {
    "action": ("action NAME: TITLE", "action: WORDS"),
    "needs": ("needs 30 answers", "needs ITEM, ITEM"),
    "only": ("only with investment", "only when FACT"),
    "after": ("after ACTION and ACTION", "after STEP and STEP", "after STEP or STEP"),
    "then": ("then STEP and STEP", "then STEP 70% or STEP 30%"),
    "accept": ("accept duplicate of STEP because: WORDS", "accept FINDING because: WORDS"),
    "no": ("no gateway: WORDS",),
}


def _forms() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for construct in TABLE.values():
        for form in (construct.row.form, *(row.form for row in construct.row.clauses)):
            word = re.split(r"[ :]", form)[0]
            known = found.get(word, ())
            found[word] = known if form in known else (*known, form)
    return found | _FURTHER_FORMS | _FORMS_OF_JOURNEYS


FORMS: dict[str, tuple[str, ...]] = _forms()
"""How lines are written, by their first word."""

LINKS = ("and", "or", "not", "is")
"""Words of conditions, which are never names."""

NAMED = re.compile(r"[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*")
"""A name, or the number of a criterion or a level."""

REMARKS = ("//", "--", "/*")
"""What remarks begin with elsewhere."""


def first_word(text: str) -> str:
    """The word with which a line begins, without a colon."""
    match = re.match(r"[^\s:,(]+", text)
    return match[0] if match else text[:1]


def meant(word: str) -> str | None:
    """The first word that is meant by a misspelt one; None where none is near: `stage_2` is a name, and no `stage`."""
    if word in FORMS:
        return word
    if any(letter.isdigit() for letter in word):
        return None
    return nearest(word, FORMS)


def broken(line: LogicalLine, filename: str) -> Broken:
    """What a line that could not be read leaves behind: perhaps the head of a block, with its name."""
    span = line.span(filename)
    text = line.text
    of_two = " ".join(text.split(maxsplit=2)[:2])
    if of_two in TABLE or of_two.startswith("merge "):  # `merge steps a, b into c: Title`
        verb = of_two if of_two in TABLE else "merge steps"
        declared = NAMED.findall(text.partition(":")[0])[2:]
        return Broken(kind=verb, names=tuple(declared[-1:]), doubtful=False, nameless=not declared, span=span)
    word = first_word(text)
    match = re.match(r"[ \t]+([A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*)?[ \t]*(.*)", text[len(word) :], re.DOTALL)
    name, after = (match[1], match[2]) if match else (None, "")
    colon = any(":" in part for part in text[len(word) :].split('"')[::2])
    named = not text[len(word) :].startswith(":")
    kind = _kind_of_head(word, colon and named)
    if word == "level" and not colon and not (name or "0").isdigit():
        kind = None
    if kind in _BOTH and (not after or re.match(r",|/|and\b", after)):
        kind = None
    if kind is None and word in FORMS and word != "field":
        name = None
    if name in (*LINKS, "for") or (kind is not None and _is_no_name(name or "", kind)):
        name = None
    names = () if name is None else (name, *_respelt(text[len(word) :])) if kind else (name,)
    declares = colon and not named and word not in PROSE_WORDS  # `assessed: Those assessed` may lack its `metric`
    doubtful = kind is None and (word not in FORMS or declares) and word[:2] not in REMARKS
    if doubtful and NAMED.fullmatch(word):
        names = (word, *names)  # The word before it may be missing: `csat: Satisfied`, `service is service`.
    return Broken(kind=kind, names=names, doubtful=doubtful, nameless=word == "field" and not names, span=span)


def _is_no_name(word: str, kind: str) -> bool:
    """Whether a head lacks its name: `model for service: Title`, `scale 1 to 7: Title`."""
    return word == "for" or (word[:1].isdigit() and kind not in ("criterion", "level", "point"))


def _respelt(after: str) -> tuple[str, ...]:
    """The names that a head may be meant to declare: `csat` and `c_sat` for `c-sat` and for `c sat`."""
    head, colon, _ = after.partition(":")
    words = re.findall(r"\w+", re.split(r"[ \t](?:for|is|up|[0-9])", head)[0])[:4] if colon else []
    return ("".join(words), "_".join(words)) if len(words) > 1 else ()


def _kind_of_head(word: str, colon: bool) -> str | None:
    if word in TABLE:
        return word
    near = meant(word) if colon else None
    if near in TABLE and difflib.SequenceMatcher(None, word, near).ratio() >= 0.75:
        return near
    return None
