"""A line that is not cx, put in words for someone who does not program. One diagnostic for each line."""

from __future__ import annotations

import re

from cxengine.diagnostics import Diagnostic
from cxengine.lang.constructs import TABLE
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.case_slips import CASE_SLIPS
from cxengine.lang.syntax.comparison_slips import COMPARISON_SLIPS
from cxengine.lang.syntax.first_words import FORMS, LINKS, PROSE_WORDS, REMARKS, first_word, meant
from cxengine.lang.syntax.head_slips import HEAD_SLIPS
from cxengine.lang.syntax.lines import CONTINUES
from cxengine.lang.syntax.name_slips import NAME_SLIPS
from cxengine.lang.syntax.pasted import in_other_words, pasted
from cxengine.lang.syntax.slips import SLIPS
from cxengine.lang.syntax.target_slips import TARGET_SLIPS
from cxengine.lang.syntax.terminal_words import either, phrase, said, words_of
from cxengine.lang.syntax.written_slips import WRITTEN_SLIPS
from cxengine.suggest import nearest

MOST_LOOKED_AT = 400
"""Characters of a line up to which it is looked at as a whole, so that a line as long as can be costs no more."""


def explain(error: BrokenLine) -> Diagnostic:
    """The one diagnostic of the line: a slip that is known by its look, else what can stand where it breaks."""
    error = error.within_its_row()
    short = len(error.text) <= MOST_LOOKED_AT
    whole = (in_other_words, *CASE_SLIPS, *HEAD_SLIPS) if short else ()
    parts = (*TARGET_SLIPS, *COMPARISON_SLIPS) if short else ()
    cases = (*whole, *NAME_SLIPS, _first_word, *WRITTEN_SLIPS, *parts, *SLIPS)
    for case in (*cases, _colon, _one_missing, _line_ends, _reserved, _misspelt_word):
        found = case(error)
        if found is not None:
            return found
    return _cannot_stand(error)


# ---- the first word


def _first_word(error: BrokenLine) -> Diagnostic | None:
    if error.offset > 0:
        return None
    text = error.text
    word = first_word(text)
    after = text[len(word) :]
    end = len(word)
    if word[:2] in REMARKS:
        message = f"remarks begin with `#`, not with `{word[:2]}`"
        return error.problem("syntax", 0, 2, message, "Write `#` in its place.", replacement="#")
    if word in CONTINUES:
        message = f"`{word}` goes on from a condition, and the line above is none"
        return error.problem("syntax", 0, end, message, "Put it right below a `when`, `where` or `formula` line.")
    if word in PROSE_WORDS:
        message = f"a colon is missing after `{word}`"
        return error.problem("syntax", 0, end, message, f"Write `{FORMS[word][0]}`.", replacement=f"{word}:")
    if word.lower() == "if" and after.strip():
        message = "a condition begins with `when`, not with `if`"
        condition = re.split(r"[ \t]+then\b", after)[0]
        right, end = ("when", end) if condition == after else (f"when{condition}", len(text))
        return error.problem("unknown-word", 0, end, message, f"Write `when{condition}`.", replacement=right)
    told = pasted(error)
    if told is not None:
        return told
    if word.lower() in FORMS:
        message = f"`{word}` is written in small letters"
        return error.problem("unknown-word", 0, end, message, f"Write `{word.lower()}`.", replacement=word.lower())
    if not re.match(r"[^\W\d]", word):
        shown = f"`{word}`" if word.strip("`") else "this"
        message = f"a line cannot begin with {shown}"
        return error.problem("syntax", 0, max(end, 1), message, "It begins with a word that says what the line is.")
    return _unknown_word(error, word, after)


def _unknown_word(error: BrokenLine, word: str, after: str) -> Diagnostic:
    numbered = re.fullmatch(r"(level|criterion)(\d[\d.]*)", word)
    if numbered:
        apart = f"{numbered[1]} {numbered[2]}"
        return error.problem(
            "unknown-word", 0, len(word), f"a space is missing in `{word}`", f"Write `{apart}`.", replacement=apart
        )
    near = meant(word)
    if re.match(r"[ \t]+(is|in|of|meets|>=|<=|>|<)[ \t]", after) and (near is None or f" {near} " not in f" {word} "):
        help = "If it goes on from the condition above, it begins with `and` or `or`."
    elif near is not None:
        help = f"Did you mean `{near}`?"
    elif re.match(r"[ \t]*:|[ \t]+[0-9]", after):
        help = f"Is the word missing that says what `{word}` is? A line begins with one, such as `metric` or `band`."
    else:
        help = "A line begins with a word such as `metric`, `field` or `ask:`. Remarks follow `note:`."
    message = f"`{word}` is not a word cx knows"
    return error.problem("unknown-word", 0, len(word), message, help, replacement=near)


# ---- colons and ends


def _colon(error: BrokenLine) -> Diagnostic | None:
    text, offset = error.text, error.offset
    word = first_word(text)
    form = _form(error)
    if text[offset : offset + 1] == ":":
        if offset == len(text) - 1 and "TITLE" in error.expected:
            what = "the title is" if word not in PROSE_WORDS else "the words are"
            return error.problem("syntax", offset, offset + 1, f"{what} missing after the colon", form)
        if word in FORMS and not any(":" in form for form in FORMS[word]):
            message = f"no colon stands in a line that begins with `{word}`"
            return error.problem("syntax", offset, offset + 1, message, form)
        if text[:offset].strip() == word:
            what = "number" if word in ("criterion", "level") else "name"
            return error.problem("syntax", offset, offset + 1, f"a {what} is missing after `{word}`", form)
        return None
    if "TITLE" in error.expected and ":" not in text[offset:]:
        before = text[:offset].rstrip()
        last, place = before.split()[-1], _word_before(text, offset)
        title = text[offset:].strip(" \t-–—")
        if title:
            help = f"Write `{before}: {title}`."
            return error.problem("syntax", *place, f"a colon is missing after `{last}`", help, replacement=f"{last}:")
        message = f"a colon and a title are missing after `{last}`"
        if word == "reject":
            message = "a colon and the reason are missing at the end"
        return error.problem("syntax", *place, message, form)
    return None


def _one_missing(error: BrokenLine) -> Diagnostic | None:
    """Where only one word of the language can come, that word is missing."""
    if len(error.expected) != 1 or not error.text[: error.offset].strip():
        return None
    (terminal,) = error.expected
    missing = phrase(terminal)
    start, end = error.word_at(error.offset)
    if missing.count("`") != 2 or not missing.startswith("`") or nearest(error.text[start:end], [missing.strip("`")]):
        return None
    before = _word_before(error.text, error.offset)
    if missing == "`for`" == f"`{error.text[slice(*before)]}`":
        head = first_word(error.text)
        return error.problem("syntax", 0, len(head), f"a name is missing after `{head}`", _form(error))
    message = f"{missing} is missing after `{error.text[slice(*before)]}`"
    form = _form(error)
    return error.problem("syntax", *before, message, f"Write {missing} there." if "CONDITION`" in form else form)


def _line_ends(error: BrokenLine) -> Diagnostic | None:
    text = error.text
    if error.offset < len(text):
        return None
    link = text.split()[-1]
    if link in CONTINUES:
        message = f"a line cannot end with `{link}`"
        help = f"Put `{link}` at the start of the next line."
        return error.problem("syntax", *_word_before(text, len(text)), message, help)
    message = f"the line ends too early: something is missing after `{text.split()[-1]}`"
    return error.problem("syntax", *_word_before(text, len(text)), message, _can_stand(error))


def _word_before(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].rstrip()
    return before.rfind(before.split()[-1]), len(before)


# ---- in the line


def _reserved(error: BrokenLine) -> Diagnostic | None:
    start, end = error.word_at(error.offset)
    word = error.text[start:end]
    before = error.text[:start].split()
    if word not in LINKS or "NAME" not in error.expected or before[-1] not in (*TABLE, "field"):
        return None
    message = f"`{word}` is a word of conditions, so it cannot be a name"
    return error.problem("reserved-word", start, end, message, f"Choose a longer name, such as `{word}_value`.")


def _misspelt_word(error: BrokenLine) -> Diagnostic | None:
    start, end = error.word_at(error.offset)
    known = words_of(error.expected)
    if not error.text[start:end].isalpha():
        return None
    two = re.compile(r"\w+[ \t]+\w+").match(error.text, start)
    for stop, candidates in ((two.end() if two else end, [w for w in known if " " in w]), (end, known)):
        word = error.text[start:stop]
        near = nearest(word, candidates)
        if near is not None and near != word:
            message = f"`{word}` cannot stand here"
            return error.problem("syntax", start, stop, message, f"Did you mean `{near}`?", replacement=near)
    return None


def _cannot_stand(error: BrokenLine) -> Diagnostic:
    start, end = error.word_at(error.offset)
    word = error.text[start:end]
    if error.expected <= {"$END"}:
        message = f"the line should end before `{word}`"
        return error.problem("syntax", start, end, message, _can_stand(error))
    return error.problem("syntax", start, end, f"`{word}` cannot stand here", _can_stand(error))


def _can_stand(error: BrokenLine) -> str:
    before = error.text[: error.offset].split()
    terminals = error.expected
    sentences = []
    if terminals and not terminals <= {"$END"} and before:
        sentences.append(f"After `{before[-1]}` can come {said(terminals)}.")
    form = _form(error)
    if form and not (len(before) > 1 and sentences and re.search("CONDITION`|VALUE`", form)):
        sentences.append(form)
    return " ".join(sentences) or "Write it in the form of the language reference."


def _form(error: BrokenLine) -> str:
    """How lines with this first word are written."""
    forms = FORMS.get(first_word(error.text), ())
    fit = [form for form in forms if form.split()[:2] == error.text.split()[:2]] or list(forms)
    if "TITLE" in error.expected:
        fit = [form for form in fit if ":" in form] or fit
    return f"Such a line is written {either(tuple(f'`{form}`' for form in fit[:4]))}." if fit else ""
