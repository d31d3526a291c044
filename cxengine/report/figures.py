"""Metrics as a table: value, sample, interval, target."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxengine.maturity.words import unit_words
from cxengine.report.changes import draw_changes
from cxengine.report.gaps import draw_data_gaps, draw_many_rejected
from cxengine.report.wording import NO_DATE, Result, day, listed, number, quantity

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MANY_HIDDEN = 3
"""Figures of a metric that are not shown, from which on the table has marks for the reasons."""
VALUE, SAMPLE = "Value", "n"
"""Headings of columns that are drawn in their own way."""
WHAT_N_IS = "n: how many answers, or rows, a figure rests on"
_DECIMALS = re.compile(r"-?£?[\d,]+(?:\.(\d+))?")


def draw_metrics(result: Result, console: Console) -> None:
    """One table for each metric, one row for each subject and each combination of the asked dimensions."""
    from rich.text import Text

    console.print(Text(f"Metrics as of {day(result['as_of'])}", style="bold"))
    if not result.get("as_of_given", True):
        console.print(NO_DATE)
    if result["metrics"]:
        console.print(Text(WHAT_N_IS, style="dim"))
    draw_many_rejected(result, console)
    draw_changes(result, console)
    groups: dict[str, list[Result]] = {}
    for metric in result["metrics"]:
        groups.setdefault(metric["metric"], []).append(metric)
    if not groups:
        console.print(Text(f"\nThere is no figure to show: {why_none(result)}."))
    for name, metrics in groups.items():
        console.print()
        title = metrics[0].get("title")
        console.print(Text.assemble((name, "bold"), f": {title}" if title else ""))
        common = standards_in_common(metrics)
        if common:
            console.print(Text(f"Standards: {common}"))
        marks = marks_of(metrics)
        console.print(_table(metrics, marks, in_common=common is not None))
        for reason, mark in marks.items():
            console.print(Text(f"{mark} {reason}", style="dim"))
    draw_data_gaps(result, console)


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


def interval_words(metric: Result) -> str:
    """``77.7 to 86.2``, or a dash where the metric has no interval."""
    if metric.get("low") is None or metric.get("high") is None:
        return "–"
    places = decimals(metric)
    low, high = (number(metric[end]) if places is None else f"{metric[end]:,.{places}f}" for end in ("low", "high"))
    return f"{low} to {high}"


def target_words(metric: Result) -> str:
    """``at least 80%: met``, or a dash where no target is in force."""
    if metric.get("target") is None:
        return "–"
    side = f"{metric['target_bound']} " if metric.get("target_bound") else ""
    own = " (its own)" if metric.get("target_own") else ""
    status = f"{own}: {metric['status']}" if metric.get("status") else own
    return f"{side}{_in_unit(metric, metric['target'])}{status}"


def standards_in_common(metrics: list[Result]) -> str | None:
    """``good at least 75%, excellent at least 90%``: the standards of all of them; None where they differ."""
    found = {
        ", ".join(
            f"{_named(s['standard'])} {s['bound']} {_in_unit(metric, s['at'])}" for s in metric.get("standards", ())
        )
        for metric in metrics
        if metric.get("value") is not None
    }
    return found.pop() if len(found) == 1 else None


def standard_words(metric: Result, *, in_common: bool) -> str:
    """``good (excellent: at least 90%)``: what is met, and what the next standard asks where that differs."""
    standards = metric.get("standards") or ()
    if not standards or metric.get("value") is None:
        return "–"
    reached = metric.get("standard")
    if in_common:
        return _named(reached) if reached is not None else "none yet"
    above = [each["standard"] for each in standards].index(reached) + 1 if reached is not None else 0
    following = [f"{_named(s['standard'])}: {s['bound']} {_in_unit(metric, s['at'])}" for s in standards[above:][:1]]
    return " ".join([_named(reached) if reached is not None else "none yet", *(f"({words})" for words in following)])


def _named(standard: str) -> str:
    return standard.replace("_", " ")


def value_words(metric: Result) -> str:
    """The value in its unit, or the reason why there is none."""
    if metric.get("value") is not None:
        return _in_decimals(metric, metric["value"])
    return str(metric.get("unknown") or ("hidden: a small group" if metric.get("suppressed") else "unknown"))


def decimals(metric: Result) -> int | None:
    """How many decimals the value is shown with, where it is known."""
    found = _DECIMALS.match(str(metric.get("shown", "")))
    return len(found[1] or "") if found is not None and metric.get("value") is not None else None


def _in_decimals(metric: Result, value: float) -> str:
    """In its unit with all the decimals that the figure is worked out to, so that one column has one number of them."""
    unit, places = metric.get("unit"), decimals(metric)
    if places is None:
        return quantity(value, unit)
    if unit == "£":
        return f"{'-' if value < 0 else ''}£{abs(value):,.{places}f}"
    word = unit_words(value, unit or "")
    return f"{value:,.{places}f}{'' if word in ('', '%') else ' '}{word}"


def _in_unit(metric: Result, value: float) -> str:
    """A target or a standard as people write one: money with all its decimals, else no more than it needs."""
    return _in_decimals(metric, value) if metric.get("unit") == "£" else quantity(value, metric.get("unit"))


def about(metric: Result) -> str:
    """Whom a figure is about, as the result names it; empty where it names nobody."""
    return str(metric.get("subject_title") or metric.get("subject") or "The project")


def figure_lines(metrics: list[Result], *, in_common: bool) -> list[dict[str, str]]:
    """The table of one metric: a line for each figure, its cells by their headings, without columns that hold nothing.

    ``in_common``: their standards are said once, above the table.
    """
    dimensions = list(dict.fromkeys(name for metric in metrics for name in metric.get("by", {})))
    confidence = f"{number(round(metrics[0]['confidence'] * 100, 6))}% interval"
    with_interval = any(metric["low"] is not None for metric in metrics)
    with_target = any(metric["target"] is not None for metric in metrics)
    with_change = any(metric.get("change") for metric in metrics)
    with_standards = any(metric.get("standards") for metric in metrics)
    return [
        {
            "For": about(metric),
            **{name.replace("_", " ").capitalize(): _group(metric, name) for name in dimensions},
            VALUE: value_words(metric),
            SAMPLE: _answers(metric),
            **({confidence: interval_words(metric)} if with_interval else {}),
            **({"Target": target_words(metric)} if with_target else {}),
            **({"Change": (metric.get("change") or {}).get("shown", "–")} if with_change else {}),
            **({"Standard": standard_words(metric, in_common=in_common)} if with_standards else {}),
        }
        for metric in metrics
    ]


def _table(metrics: list[Result], marks: Mapping[str, str], *, in_common: bool) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    lines = figure_lines(metrics, in_common=in_common)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for head in lines[0]:
        whole = head == SAMPLE or head.endswith("% interval")
        table.add_column(head, justify="right" if head == SAMPLE else "left", no_wrap=whole)
    for metric, line in zip(metrics, lines, strict=True):
        known = metric["value"] is not None
        cells = {head: Text(cell) for head, cell in line.items()}
        cells[VALUE] = Text(marks.get(line[VALUE], line[VALUE]), style="bold" if known else "dim")
        table.add_row(*cells.values())
    return table


def _answers(metric: Result) -> str:
    """How many it rests on; what is worked out from several figures rests on no one number of rows."""
    if metric["n"] is None or metric.get("combined"):
        return "–"
    as_sure = metric.get("effective")
    return f"{metric['n']:,}" if as_sure is None else f"{metric['n']:,} (as {round(as_sure):,})"


def _group(metric: Result, dimension: str) -> str:
    value = metric.get("by", {}).get(dimension, "")
    return "(not given)" if value is None else str(value)
