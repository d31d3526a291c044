"""What is said beside a result in a form that has no room for it: lines for stderr."""

from __future__ import annotations

from cxengine.report.gaps import by_source
from cxengine.report.wording import NO_DATE, Result, listed, subject_title


def assessment_notes(result: Result, form: str, fail_below: int | None) -> list[str]:
    """What tables of levels leave out, and who is below the level that was asked for."""
    notes = _left_out(result) if form == "csv" else []
    notes += _no_date(result) if form in ("csv", "markdown") else []
    below = [] if fail_below is None else _below(result, fail_below)
    return notes + ([f"Below level {fail_below}: {listed(below, most=20)}."] if below else [])


def measurement_notes(result: Result, form: str) -> list[str]:
    """What figures rest on, where the form itself does not say it."""
    return [] if form == "text" else [*_no_date(result), *_left_out(result)]


def _no_date(result: Result) -> list[str]:
    return [] if result.get("as_of_given", True) else [NO_DATE]


def _left_out(result: Result) -> list[str]:
    lines = []
    for first, *rest in by_source(result).values():
        why = f"; {rest[0].partition(': ')[2]}" if rest else ""
        more = f"; {len(rest) - 1} more in `cx assess --format json`" if len(rest) > 1 else ""
        lines.append(first + why + more)
    return lines


def _below(result: Result, number: int) -> list[str]:
    several = len({model["model"] for subject in result["subjects"] for model in subject["models"]}) > 1
    found = []
    for subject in result["subjects"]:
        for model in subject["models"]:
            level = (model["level"] or {}).get("number")
            if level is None or level < number:
                of = f"{model['title']}: " if several else ""
                found.append(f"{subject_title(subject)} ({of}{'not known' if level is None else level})")
    return found
