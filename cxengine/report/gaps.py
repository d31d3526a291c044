"""What was left out of an assessment, and why: rows, tables, figures and answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from cxengine.maturity.evaluate import UNHEARD
from cxengine.report.findings import undecided_lines
from cxengine.report.section import draw_section
from cxengine.report.wording import WORKED_OUT, Result, counted, day, listed, subject_title, waits_for

if TYPE_CHECKING:
    from rich.console import Console

MOST_NAMED = 5
"""Results that one line names."""
MANY_OF = 10
"""One row in so many that is rejected is said before the results."""
MOST_LINES = 8
"""Lines shown of each kind; the rest is counted."""
WIDEST = "no-population"
"""The problem that leaves out whole groups; it is named before those of single rows."""
UNLISTED = "unlisted-subject"
"""The problem of rows that are about nobody who is listed."""
_NOT_REJECTED = frozenset({
    UNLISTED, "answer-not-usable", "contradicting-answers", "answer-after-assessment-date", "after-assessment-date",
    "not-published", "no-population", "empty-margin", "weights-do-not-fit", "uneven-weights", "empty-cells",
    "extreme-weights", "missing-column", "squares-too-large",
    "row-among-headings", "options-left-out", "cells-in-error",
    "same-data", "same-file", "doubtful-tick", "column-without-heading", "merged-cells",
})  # fmt: skip
"""Problems of rows that were read all the same."""
_ANSWERS = "answers"
"""The source of people's answers, of which a row of a grid holds several."""
TITLE = "What was left out, and why"
NOTHING = "Nothing: every row, figure and answer was used."
_QUOTED_OR_DATE = re.compile(r"`[^`]*`|“[^”]*”|\b(\d{4}-\d{2}-\d{2})\b")


def draw_gaps(result: Result, console: Console) -> None:
    """Each kind of gap under its own words, or one line that says there is none."""
    from rich.padding import Padding
    from rich.text import Text

    draw_section(console, TITLE)
    kinds = gaps(result)
    if not kinds:
        console.print(f"  {NOTHING}")
    for kind, lines in kinds.items():
        console.print(Text(f"  {kind}"))
        for line in lines:
            console.print(Padding(Text(line), (0, 0, 0, 4)))


def draw_many_rejected(result: Result, console: Console) -> None:
    """A line near the top for each table of which so many rows do not count that its figures may mislead."""
    from rich.text import Text

    for line in many_rejected(result):
        console.print(Text(line, style="bold"))


def many_rejected(result: Result) -> list[str]:
    """Each table of which at least a tenth of the rows was rejected, or counts for nobody, with the commonest reason.

    Not where a hidden figure would follow from the number of rows.
    """
    lines = []
    for source in result["sources"]:
        problems = [each for each in source.get("problems", ()) if each.get("count")]
        nobody = [each for each in problems if each.get("code") == UNLISTED]
        reasons = [each for each in problems if each.get("code") not in _NOT_REJECTED]
        rejected, most = source.get("rejected") or 0, max((each["count"] for each in nobody), default=0)
        for count, what, why in ((rejected, "were rejected", reasons), (most, "count for nobody", nobody)):
            if source["rows"] and count * MANY_OF >= source["rows"]:
                lines.append(_caution(source, count, what, why))
    return lines


def _caution(source: Result, count: int, what: str, problems: Sequence[Result]) -> str:
    rows = f"all {count:,}" if count == source["rows"] > 1 else f"{count:,} of {source['rows']:,}"
    worst = max(problems, key=lambda each: each["count"], default=None)
    often = ", most of them for this" if worst is not None and 2 * worst["count"] > count > worst["count"] else ""
    often = ", most often for this" if worst is not None and 2 * worst["count"] <= count else often
    why = "" if worst is None else f"{often}: {_dates_in_words(worst['message'].rstrip('.'))}"
    whose = "answers" if source["table"] == _ANSWERS else f"rows of {source['table']}"
    return f"Caution: {rows} {whose} {what}{why}{'' if why.endswith('?') else '.'}"


def draw_data_gaps(result: Result, console: Console) -> None:
    """What was left out of figures: problems of the data only. Nothing where there is none."""
    from rich.padding import Padding
    from rich.text import Text

    lines = data_gaps(result)
    if lines:
        draw_section(console, TITLE)
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, 2)))


def gaps(result: Result) -> dict[str, list[str]]:
    """The lines of each kind of gap that there is, no more than a page holds; the rest is counted."""
    kinds = {
        "Plugins": plugin_gaps(result),
        "Data": data_gaps(result, _lost(result)),
        "Figures": _first(figure_gaps(result)),
        "Answers": _first(answer_gaps(result)),
        "Rules that could not be worked out": _first(undecided_lines(result)),
    }
    return {kind: lines for kind, lines in kinds.items() if lines}


def plugin_gaps(result: Result) -> list[str]:
    """The plugins that failed, each with why, and what is not known because of it."""
    lines = []
    for problem in result.get("plugins", {}).get("problems", ()):
        origin = " ".join(filter(None, (problem["distribution"], problem["version"])))
        named = f"{problem['name']} ({origin})" if origin else problem["name"]
        lines.append(f"{named}: {problem['reason'].removesuffix('.')}")
        unknown = problem["unknown"]
        if unknown:
            first = [f"{each['kind']} {each['name']}" + (f" of {each['subject']}" if each["subject"] else "")
                     for each in unknown[:MOST_NAMED]]  # fmt: skip
            more = f" and {len(unknown) - MOST_NAMED:,} more" if len(unknown) > MOST_NAMED else ""
            lines.append(f"{problem['name']}: not known because of it: {', '.join(first)}{more}")
    return lines


_OF_NO_USE = (UNLISTED, "answer-not-usable")


def _lost(result: Result) -> frozenset[str]:
    """The tables that are not known because of a plugin, which is told of the plugin."""
    problems = result.get("plugins", {}).get("problems", ())
    return frozenset(each["name"] for found in problems for each in found["unknown"] if each["kind"] == "source")


def data_gaps(result: Result, lost: Collection[str] = ()) -> list[str]:
    """Each source that has problems with at least its first line, then as many details as there is room for.

    Of ``lost`` tables it is told elsewhere that they could not be read, and only what is wrong with rows is told here.
    """
    sources = by_source(result, lost)
    room = max(0, MOST_LINES - len(sources))
    lines, cut = [], 0
    for first, *details in sources.values():
        lines += [first, *details[:room]]
        cut += len(details[room:])
        room -= len(details[:room])
    of_rows = any(each.get("count") for source in result["sources"] for each in source.get("problems", ()))
    return [*lines, *_rest(cut, "--strict tells all that is wrong with rows in words, " if of_rows else "")]


def by_source(result: Result, lost: Collection[str] = ()) -> dict[str, list[str]]:
    """For each source with something to say: rejected rows, reasons and other problems, or that nothing fills it."""
    found: dict[str, list[str]] = {}
    for source in result["sources"]:
        lines: list[str] = []
        if source["plugin"] is None:
            found[source["table"]] = [f"{source['table']}: no source is bound for this table in cx.toml"]
            continue
        if source.get("rejected"):
            unused = _unused(source)
            more = f", {unused:,} more cannot be used" if unused else ""
            several = " (a row may have several reasons)" if _told_again(source) else ""
            lines.append(f"{source['table']}: {_of_all(source)} rejected{several}{more}")
        if source.get("hiding"):
            lines.append(f"{source['table']}: {source['hiding']['text'].removesuffix('.')}")
        for problem in sorted(source.get("problems", ()), key=lambda each: each.get("code") != WIDEST):
            if source["table"] in lost and not problem.get("count"):
                continue
            rows = [f"{row:,}" for row in dict.fromkeys(problem.get("rows", ()))]
            again = len(problem.get("rows", ())) - len(rows)  # of a grid, where a row holds several answers
            count = (problem.get("count") or len(rows)) - again
            lines.append(
                f"{source['table']}: {_dates_in_words(problem['message'].removesuffix('.'))}{_rows(count, rows)}"
            )
        if lines:
            found[source["table"]] = lines
    return found


def _rows(count: int, rows: Sequence[str]) -> str:
    """`` (row 7)``, `` (rows 4, 8, 12)``, `` (75 rows: 4, 8, 12, …)``."""
    if not rows:
        return ""
    if count == 1:
        return f" (row {rows[0]})"
    first = ", ".join(rows[:3])
    return f" (rows {first})" if count <= len(rows[:3]) else f" ({count:,} rows: {first}, …)"


def _of_all(source: Result) -> str:
    """``37 of 48,211 rows``; without the second number where a hidden figure would follow from it."""
    if source["rows"] is None:
        return counted(source["rejected"], "row")
    return f"{source['rejected']:,} of {counted(source['rows'], 'answer' if source['table'] == _ANSWERS else 'row')}"


def _told_again(source: Result) -> bool:
    """Whether the numbers of rows of the reasons come to more than there are rejected rows."""
    told = [each for each in source.get("problems", ()) if each.get("code") not in _NOT_REJECTED]
    return bool(sum(each.get("count") or 0 for each in told) > source["rejected"])


def _unused(source: Result) -> int:
    """Answers that could be read and count for nobody; an answer at fault in two models is one row."""
    found = [each for each in source.get("problems", ()) if each.get("code") in _OF_NO_USE]
    if source["table"] != _ANSWERS or any(each["count"] > len(each["rows"]) for each in found):
        return 0
    return len({row for each in found for row in each["rows"]})


def figure_gaps(result: Result) -> list[str]:
    """Figures that are hidden or unknown: one line for all that have the same reason for the same subjects."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for subject in result["subjects"]:
        for metric in subject["metrics"]:
            if metric["value"] is None:
                title = subject_title(subject)
                reason = str(metric["unknown"] or "hidden: a small group")
                reason = "no data" if reason == f"no data for {title}" else reason
                reasons.setdefault((str(metric.get("title") or metric["metric"]), reason), []).append(title)
    lines: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (name, reason), titles in reasons.items():
        lines.setdefault((reason, tuple(titles)), []).append(name)
    return [
        f"{listed(names, most=3)}: {reason} – {listed(titles, most=3)}" for (reason, titles), names in lines.items()
    ]


def answer_gaps(result: Result) -> list[str]:
    """Criteria that wait for somebody's answer or proof, and answers to what does not apply, one line for each subject
    and reason."""
    lines = []
    for subject in result["subjects"]:
        found: dict[str, list[str]] = {}
        for criterion in (criterion for model in subject["models"] for criterion in model["criteria"]):
            waits = criterion["outcome"] == "unknown" and waits_for(criterion)[0] != WORKED_OUT
            if waits or UNHEARD in criterion["because"]["text"]:
                found.setdefault(criterion["because"]["text"], []).append(criterion["criterion"])
        for reason, criteria in found.items():
            lines.append(f"{subject_title(subject)}, {listed(criteria, most=6)}: {reason}")
    return lines


def _first(lines: Sequence[str]) -> list[str]:
    return [*lines[:MOST_LINES], *_rest(len(lines) - MOST_LINES)]


def _rest(count: int, in_words: str = "") -> list[str]:
    return [f"and {count:,} more; {in_words}--format json has all of them"] if count > 0 else []


def _dates_in_words(message: str) -> str:
    """Dates as people write them, but for what is quoted from the data."""
    return _QUOTED_OR_DATE.sub(lambda found: day(found[1]) if found[1] else found[0], message)
