"""Metrics as a table: value, sample, interval, target."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxengine.report.changes import draw_changes
from cxengine.report.gaps import draw_data_gaps, draw_many_rejected
from cxengine.report.wording import NO_DATE, Result, day, listed, number, quantity

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MANY_HIDDEN = 3
"""Figures of a metric that are not shown, from which on the table has marks for the reasons."""
_DECIMALS = re.compile(r"-?£?[\d,]+(?:\.(\d+))?")


def draw_metrics(result: Result, console: Console) -> None:
    """One table for each metric, one row for each subject and each combination of the asked dimensions."""
    from rich.text import Text

    console.print(Text(f"Metrics as of {day(result['as_of'])}", style="bold"))
    if not result.get("as_of_given", True):
        console.print(NO_DATE)
    draw_many_rejected(result, console)
    draw_changes(result, console)
    groups: dict[str, list[Result]] = {}
    for metric in result["metrics"]:
        groups.setdefault(metric["metric"], []).append(metric)
    if not groups:
        console.print(Text(f"\nThere is no figure to show: {_why_none(result)}."))
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


def _why_none(result: Result) -> str:
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
    places = decimals(metric) if metric.get("unit") == "£" else None
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
        return _in_unit(metric, metric["value"])
    return str(metric.get("unknown") or ("hidden: a small group" if metric.get("suppressed") else "unknown"))


def decimals(metric: Result) -> int | None:
    """How many decimals the value is shown with, where it is known."""
    found = _DECIMALS.match(str(metric.get("shown", "")))
    return len(found[1] or "") if found is not None and metric.get("value") is not None else None


def _in_unit(metric: Result, value: float) -> str:
    """Money with all its decimals, as amounts are written; other figures with no more than they need."""
    unit, places = metric.get("unit"), decimals(metric)
    if unit != "£" or places is None:
        return quantity(value, unit)
    return f"{'-' if value < 0 else ''}£{abs(value):,.{places}f}"


def about(metric: Result) -> str:
    """Whom a figure is about, as the result names it; empty where it names nobody."""
    return str(metric.get("subject_title") or metric.get("subject") or "the project")


def _table(metrics: list[Result], marks: Mapping[str, str], *, in_common: bool) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    dimensions = list(dict.fromkeys(name for metric in metrics for name in metric.get("by", {})))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("For")
    for name in dimensions:
        table.add_column(name.replace("_", " ").capitalize())
    table.add_column("Value")
    table.add_column("n", justify="right", no_wrap=True)
    with_interval = any(metric["low"] is not None for metric in metrics)
    with_target = any(metric["target"] is not None for metric in metrics)
    with_standards = any(metric.get("standards") for metric in metrics)
    if with_interval:
        table.add_column(f"{number(round(metrics[0]['confidence'] * 100, 6))}% interval", no_wrap=True)
    if with_target:
        table.add_column("Target")
    with_change = any(metric.get("change") for metric in metrics)
    if with_change:
        table.add_column("Change")
    if with_standards:
        table.add_column("Standard")
    for metric in metrics:
        shown = value_words(metric)
        value = Text(marks.get(shown, shown), style="bold" if metric["value"] is not None else "dim")
        cells = [Text(about(metric)), *(Text(_group(metric, name)) for name in dimensions), value]
        cells.append(Text(_answers(metric)))
        cells += [Text(interval_words(metric))] if with_interval else []
        cells += [Text(target_words(metric))] if with_target else []
        cells += [Text((metric.get("change") or {}).get("shown", "–"))] if with_change else []
        cells += [Text(standard_words(metric, in_common=in_common))] if with_standards else []
        table.add_row(*cells)
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
