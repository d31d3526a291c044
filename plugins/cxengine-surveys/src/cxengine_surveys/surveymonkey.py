"""SurveyMonkey: two rows of headings, of which the second says `Response` or names an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cxengine.host.contracts import Binding, RawTable
from cxengine.sources.headings import JOIN, find_heading
from cxengine_surveys.exports import not_that_tool, own_keys, read_export, renamed

_IDS = ("Respondent ID", "RespondentID")
_PLAIN = (f"{JOIN}Response", f"{JOIN}Open-Ended Response")


def read_surveymonkey(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """A question stands under its own words, an answer of "select all" under `question / answer`."""
    own_keys(binding)
    raw = read_export(binding, 2)
    if not any(heading.endswith(_PLAIN) for heading in raw.headings):
        raw = read_export(binding, 1)
    if all(find_heading(name, raw.headings) is None for name in _IDS):
        raise not_that_tool(binding, "SurveyMonkey", _IDS[0], raw.headings)
    return renamed(raw, _names(raw.headings))


def _names(headings: Sequence[str]) -> dict[str, str]:
    """Headings without the word that only says that a question has one answer, where they stay different."""
    short = {heading: _short(heading) for heading in headings}
    counts = Counter(short.values())
    return {heading: name for heading, name in short.items() if name != heading and counts[name] == 1}


def _short(heading: str) -> str:
    return next((heading.removesuffix(end) for end in _PLAIN if heading.endswith(end)), heading)
