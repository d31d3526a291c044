"""SurveyMonkey: two rows of headings, of which the second says `Response` or names an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cxengine.host.contracts import Binding, RawTable
from cxengine.sources.headings import JOIN, find_heading
from cxengine_surveys.exports import headings_of, meant, not_that_tool, own_keys, read_export, renamed

_IDS = ("Respondent ID", "RespondentID")
_PLAIN = (f"{JOIN}Response", f"{JOIN}Open-Ended Response")


def read_surveymonkey(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """A question stands under its own words, an answer of "select all" under `question / answer`."""
    own_keys(binding)
    header_rows, headings = _headings(binding)
    if all(find_heading(name, headings) is None for name in _IDS):
        raise not_that_tool(binding, "SurveyMonkey", _IDS[0], headings)
    names = _names(headings)
    return renamed(read_export(binding, header_rows, meant(wanted, headings, names)), names)


def _headings(binding: Binding) -> tuple[int, tuple[str, ...]]:
    """How many rows of headings there are, and what they make."""
    both = headings_of(binding, 2)
    if any(heading.endswith(_PLAIN) for heading in both):
        return 2, both
    return 1, headings_of(binding, 1)


def _names(headings: Sequence[str]) -> dict[str, str]:
    """Headings without the word that only says that a question has one answer, where they stay different."""
    short = {heading: _short(heading) for heading in headings}
    counts = Counter(short.values())
    return {heading: name for heading, name in short.items() if name != heading and counts[name] == 1}


def _short(heading: str) -> str:
    return next((heading.removesuffix(end) for end in _PLAIN if heading.endswith(end)), heading)
