"""Metrics as a table: value, sample, interval, target."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cxengine.report.changes import draw_changes
from cxengine.report.columns import widths
from cxengine.report.data_read import draw_read, rounded_lines
from cxengine.report.figure_words import (
    interval_words,
    standard_words,
    standards_in_common,
    status_words,
    target_in_common,
    target_words,
    value_words,
)
from cxengine.report.gaps import draw_data_gaps, draw_many_rejected
from cxengine.report.wording import NO_DATE, Result, day, listed, number

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MANY_HIDDEN = 3
"""Figures of a metric that are not shown, from which on the table has marks for the reasons."""
VALUE, SAMPLE = "Value", "n"
"""Headings of columns that are drawn in their own way."""
WHAT_N_IS = "n: how many answers, or rows, a figure rests on"
WEIGHTED = "(as 39): the answers are weighted to the population, and as sure as 39 that are not would be"

_WEIGHTED = {"none": "Not weighted", "part": "Weighted in part"}


def draw_metrics(result: Result, console: Console) -> None:
    """One table for each metric, one row for each subject and each combination of the asked dimensions."""
    from rich.text import Text

    console.print(Text(f"Metrics as of {day(result['as_of'])}", style="bold"))
    if not result.get("as_of_given", True):
        console.print(NO_DATE)
    if result["metrics"]:
        console.print(Text(WHAT_N_IS, style="dim"))
        if any(_as_sure(metric) for metric in result["metrics"]):
            console.print(Text(WEIGHTED, style="dim"))
        for line in rounded_lines(result):
            console.print(Text(line))
    draw_many_rejected(result, console)
    draw_changes(result, console)
    groups: dict[str, list[Result]] = {}
    for metric in result["metrics"]:
        groups.setdefault(metric["metric"], []).append(metric)
    if not groups:
        console.print(Text(f"\nThere is no figure to show: {why_none(result)}."))
    for name, metrics in groups.items():
        console.print()
        title = metric_title(metrics[0])
        console.print(Text.assemble((title, "bold"), "" if title == name else f" ({name})"))
        for line in in_common(metrics):
            console.print(Text(line))
        marks = marks_of(metrics)
        console.print(_table(metrics, marks, console.width))
        for reason, mark in marks.items():
            console.print(Text(f"{mark} {reason}", style="dim"))
    draw_data_gaps(result, console)
    draw_read(result, console)


def metric_title(metric: Result) -> str:
    """The title of a metric, or its name where it has none."""
    return str(metric.get("title") or metric["metric"])


def in_common(metrics: list[Result]) -> list[str]:
    """What holds of every row of a table and is said once above it: the target, the standards, what is not weighted."""
    weighted = {_WEIGHTED[each] for metric in metrics if (each := metric.get("weighted")) in _WEIGHTED}
    target, standards = target_in_common(metrics), standards_in_common(metrics)
    return [
        *([f"Target: {target}"] if target is not None else []),
        *([f"Standards: {standards}"] if standards else []),
        *_over_windows(metrics),
        *sorted(weighted),
    ]


def _over_windows(metrics: list[Result]) -> list[str]:
    """That each figure of a period is over more than that period, where it is."""
    windows = [metric["window"] for metric in metrics if metric.get("window")]
    months = {
        (after.year - first.year) * 12 + after.month - first.month
        for window in windows
        for first in [date.fromisoformat(window["from"])]
        for after in [date.fromisoformat(window["to"]) + timedelta(days=1)]
        if after.day == first.day
    }
    if not windows:
        return []
    names = {name.split()[0] for metric in metrics for name in metric.get("by", {}) if " of " in name}
    period = names.pop() if len(names) == 1 else "period"
    over = f"{months.pop()} months" if len(months) == 1 else "the months of its window"
    return [f"Each figure is over {over}, to the end of its {period} or to the date above"]


def why_none(result: Result) -> str:
    """Why no metric has a row that counts."""
    rejected = [s["table"] for s in result["sources"] if s["rows"] and s["rows"] == s.get("rejected")]
    if rejected:
        return f"all rows of {listed(rejected)} were rejected"
    missing = [s["table"] for s in result["sources"] if s["plugin"] is None]
    return f"nothing fills {listed(missing)}" if missing else "no row counts for what was asked for"


def marks_of(metrics: list[Result]) -> dict[str, str]:
    """A mark for each reason why a figure is not shown, where several rows would say it; told once below the table."""
    reasons = [value_words(metric) for metric in metrics if metric.get("value") is None]
    if len(reasons) < MANY_HIDDEN:
        return {}
    return {reason: f"({number})" for number, reason in enumerate(dict.fromkeys(reasons), 1)}


def about(metric: Result) -> str:
    """Whom a figure is about, as the result names it; empty where it names nobody."""
    return str(metric.get("subject_title") or metric.get("subject") or "The project")


def figure_lines(metrics: list[Result]) -> list[dict[str, str]]:
    """The table of one metric: a line for each figure, its cells by their headings, without columns that hold nothing.

    Of what :func:`in_common` says, only whether it is met.
    """
    dimensions = list(dict.fromkeys(name for metric in metrics for name in metric.get("by", {})))
    confidence = f"{number(round(metrics[0]['confidence'] * 100, 6))}% interval"
    with_interval = any(metric["low"] is not None for metric in metrics)
    with_target = any(metric["target"] is not None for metric in metrics)
    with_change = any((metric.get("change") or {}).get("by") is not None for metric in metrics)
    with_standards = any(metric.get("standards") for metric in metrics)
    target = status_words if target_in_common(metrics) is not None else target_words
    common = standards_in_common(metrics) is not None
    return [
        {
            "For": about(metric),
            **{name.replace("_", " ").capitalize(): _group(metric, name) for name in dimensions},
            VALUE: value_words(metric),
            SAMPLE: _answers(metric),
            **({confidence: interval_words(metric)} if with_interval else {}),
            **({"Target": target(metric)} if with_target else {}),
            **({"Change": (metric.get("change") or {}).get("shown", "–")} if with_change else {}),
            **({"Standard": standard_words(metric, in_common=common)} if with_standards else {}),
        }
        for metric in metrics
    ]


def is_figure(head: str) -> bool:
    """Whether a column holds figures, which stand at its right."""
    return head in (VALUE, SAMPLE) or head.endswith("% interval")


def _table(metrics: list[Result], marks: Mapping[str, str], width: int) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    lines = [{**line, VALUE: marks.get(line[VALUE], line[VALUE])} for line in figure_lines(metrics)]
    heads = list(lines[0])
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    whole = [at for at, head in enumerate(heads) if is_figure(head) and head != VALUE]
    wide = widths([heads, *(list(line.values()) for line in lines)], width, whole)
    for head, cells in zip(heads, wide, strict=True):
        table.add_column(head, justify="right" if is_figure(head) else "left", width=cells, overflow="fold")
    for metric, line in zip(metrics, lines, strict=True):
        known = metric["value"] is not None
        styles = {VALUE: "bold" if known else "dim"}
        table.add_row(*(Text(cell, style=styles.get(head, "")) for head, cell in line.items()))
    return table


def _answers(metric: Result) -> str:
    """How many it rests on; what is worked out from several figures rests on no one number of rows."""
    if metric["n"] is None or metric.get("combined"):
        return "–"
    return f"{metric['n']:,}{_as_sure(metric)}"


def _as_sure(metric: Result) -> str:
    """`` (as 39)``, of a figure of weighted answers that are as sure as so many; else empty."""
    if metric.get("effective") is None or metric["n"] is None or metric.get("combined"):
        return ""
    return f" (as {round(metric['effective']):,})"


def _group(metric: Result, dimension: str) -> str:
    value, title = metric.get("by", {}).get(dimension, ""), metric.get("by_titles", {}).get(dimension)
    return "(not given)" if value is None else str(title or value.replace("_", " "))
