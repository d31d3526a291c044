"""The codes of what a caller asks for, with the paragraphs that explain them."""

from __future__ import annotations

CALLING_CODES: dict[str, str] = {
    "wrong-argument": "An argument of a Python call is not of the kind that it takes: a time where a day is needed, a "
    "number where names are. What it takes stands in `docs/python.md`.",
    "nothing-to-read": "There is no folder, rule file or bundled pack of the name given, or no rule file in it.",
    "nothing-to-explain": "`cx explain` was asked about a name that the subject, or the rules, do not have.",
    "unknown-subject": "A subject was asked for, or has an aim or a target, that is not listed. Write its kind and id: "
    "`service:libraries`.",
    "unknown-metric": "A metric was asked for that no rule file declares.",
    "unknown-dimension": "A figure was to be split by something that its `by` line does not name.",
}
