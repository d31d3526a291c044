"""Figures as a document in Markdown: a table for each metric, and what was left out."""

from __future__ import annotations

from cxengine.report.changes import moved_title, told_together
from cxengine.report.data_read import TITLE as READ, read_lines, rounded_lines
from cxengine.report.figures import WHAT_N_IS, figure_lines, in_common, is_figure, metric_title, why_none
from cxengine.report.gaps import TITLE, data_gaps, many_rejected
from cxengine.report.rows import as_list, as_markdown, escaped
from cxengine.report.wording import NO_DATE, Result, day


def as_figures_document(result: Result) -> str:
    """Headings and tables; what comes from the data is escaped."""
    parts = [f"# Metrics as of {day(result['as_of'])}", *([] if result.get("as_of_given", True) else [NO_DATE])]
    parts += [f"{WHAT_N_IS}."] if result["metrics"] else []
    parts += [escaped(line) for line in (*(rounded_lines(result) if result["metrics"] else ()), *many_rejected(result))]
    if result.get("change_since") is not None:
        moved = [f"{about}. {' '.join(each['text'])}" for about, each in told_together(result["changes"])]
        parts += [f"## {moved_title(result)}", as_list(moved)]
    groups: dict[str, list[Result]] = {}
    for metric in result["metrics"]:
        groups.setdefault(metric["metric"], []).append(metric)
    for name, metrics in groups.items():
        title = metric_title(metrics[0])
        parts.append(f"## {escaped(title if title == name else f'{title} ({name})')}")
        parts += [escaped(line) for line in in_common(metrics)]
        parts.append(as_markdown(figure_lines(metrics), figures=is_figure))
    if not groups:
        parts.append(escaped(f"There is no figure to show: {why_none(result)}."))
    if lines := data_gaps(result):
        parts += [f"## {TITLE}", as_list(lines)]
    if lines := read_lines(result):
        parts += [f"## {READ}", as_list(lines)]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"
