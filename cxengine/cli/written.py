"""A result in the form that was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxengine.cli.output import as_json, text_of

Result = dict[str, Any]


def write_assessment(result: Result, form: str, out: Path | None, project: str | None) -> str:
    """Levels and actions as text, JSON, CSV (levels) or Markdown."""
    match form:
        case "json":
            return as_json(result)
        case "csv":
            from cxengine.report.rows import LEVEL_COLUMNS, as_csv, level_rows

            return as_csv(level_rows(result), LEVEL_COLUMNS)
        case "markdown":
            from cxengine.report.document import as_document

            return as_document(result)
        case _:
            from cxengine.report.text import draw_assessment

            return text_of(lambda console: draw_assessment(result, console, project), out)


def write_metrics(result: Result, form: str, out: Path | None) -> str:
    """Figures as text, JSON, CSV or Markdown."""
    match form:
        case "json":
            return as_json(result)
        case "csv":
            from cxengine.report.rows import METRIC_COLUMNS, as_csv, metric_rows

            return as_csv(metric_rows(result), METRIC_COLUMNS)
        case "markdown":
            from cxengine.report.rows import as_markdown, metric_rows

            return as_markdown(metric_rows(result))
        case _:
            from cxengine.report.figures import draw_metrics

            return text_of(lambda console: draw_metrics(result, console), out)


def write_explanation(result: Result, form: str, out: Path | None) -> str:
    """A tree as text or JSON."""
    if form == "json":
        return as_json(result)
    from cxengine.report.explanation import draw_explanation

    return text_of(lambda console: draw_explanation(result, console), out)


def write_tests(result: Result, form: str, out: Path | None, *, coverage: bool) -> str:
    """Tests as text or JSON."""
    if form == "json":
        return as_json(result)
    from cxengine.report.rule_tests import draw_tests

    return text_of(lambda console: draw_tests(result, console, coverage=coverage), out)
