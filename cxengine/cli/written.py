"""A result in the form that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxengine.cli.output import as_json, text_of

if TYPE_CHECKING:
    from rich.console import Console

Result = dict[str, Any]


def drawn(draw: Callable[[Result, Console], None], result: Result, out: Path | None) -> str:
    """A result as text. Signs in data that steer a terminal or turn a line about are marked; JSON and CSV keep them."""
    shown = _printable(result)
    return text_of(lambda console: draw(shown, console), out)


def _printable(value: Any) -> Any:
    from cxengine.render import printable

    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    return [_printable(item) for item in value] if isinstance(value, list) else value


def write_assessment(
    result: Result, form: str, out: Path | None, project: str | None, *, compared_in_full: bool = False
) -> str:
    """Levels and actions as text, JSON, CSV (levels) or Markdown."""
    match form:
        case "json":
            return as_json(result)
        case "csv":
            from cxengine.report.rows import LEVEL_COLUMNS, as_csv, level_rows

            return as_csv(level_rows(result), LEVEL_COLUMNS)
        case "markdown":
            from cxengine.report.document import as_document

            return as_document(_printable(result), project)
        case _:
            from cxengine.report.text import draw_assessment

            def draw(shown: Result, console: Console) -> None:
                draw_assessment(shown, console, project, compared_in_full=compared_in_full)

            return drawn(draw, result, out)


def write_metrics(result: Result, form: str, out: Path | None) -> str:
    """Figures as text, JSON, CSV or Markdown."""
    match form:
        case "json":
            return as_json(result)
        case "csv":
            from cxengine.report.rows import METRIC_COLUMNS, as_csv, metric_rows

            return as_csv(metric_rows(result), METRIC_COLUMNS)
        case "markdown":
            from cxengine.report.figures_document import as_figures_document

            return as_figures_document(_printable(result))
        case _:
            from cxengine.report.figures import draw_metrics

            return drawn(draw_metrics, result, out)


def write_journeys(result: list[Result], form: str, out: Path | None) -> str:
    """Journeys with their findings, as text or JSON."""
    if form == "json":
        return as_json(result)
    from cxengine.report.journeys import draw_journeys

    shown = _printable(result)
    return text_of(lambda console: draw_journeys(shown, console), out)


def write_shown(result: Result, form: str, out: Path | None) -> str:
    """Journeys as text, JSON or an HTML page; the first of them as SVG, Mermaid or DOT."""
    if form == "json":
        return as_json(result)
    shown = _printable(result)
    match form:
        case "html":
            from cxengine.report.journey_map.page import as_page

            return as_page(shown)
        case "svg":
            from cxengine.report.journey_map.svg import as_svg

            return as_svg(shown["journeys"][0])
        case "mermaid":
            from cxengine.report.journey_map.mermaid import as_mermaid

            return as_mermaid(shown["journeys"][0])
        case "dot":
            from cxengine.report.journey_map.dot import as_dot

            return as_dot(shown["journeys"][0])
        case _:
            from cxengine.report.journey_text import draw_shown

            return text_of(lambda console: draw_shown(shown, console), out)


def write_route(result: Result, form: str, out: Path | None) -> str:
    """A journey without some steps, as text or JSON."""
    if form == "json":
        return as_json(result)
    from cxengine.report.routes import draw_route

    return drawn(draw_route, result, out)


def write_difference(result: Result, form: str, out: Path | None) -> str:
    """A journey against the one that it changes, as text or JSON."""
    if form == "json":
        return as_json(result)
    from cxengine.report.routes import draw_difference

    return drawn(draw_difference, result, out)


def write_log(result: Result, form: str, out: Path | None) -> str:
    """What an event log shows, as text or JSON."""
    if form == "json":
        return as_json(result)
    from cxengine.report.logs import draw_log

    return drawn(draw_log, result, out)


def write_log_check(journey: Result, log: Result, form: str, out: Path | None) -> str:
    """A journey with its findings, and a log beside it, as text or JSON."""
    if form == "json":
        return as_json([{**journey, "log": log}])
    from cxengine.report.journeys import draw_journeys
    from cxengine.report.log_check import draw_log_check

    def draw(shown: Result, console: Console) -> None:
        draw_journeys([shown["journey"]], console)
        draw_log_check(shown["log"], console)

    return drawn(draw, {"journey": journey, "log": log}, out)


def write_history(result: Result, form: str, out: Path | None) -> str:
    """Records over time, as text or JSON."""
    if form == "json":
        return as_json(result)
    from cxengine.report.history import draw_history

    return drawn(draw_history, result, out)


def write_explanation(result: Result, form: str, out: Path | None) -> str:
    """A tree as text or JSON."""
    if form == "json":
        return as_json(result)
    from cxengine.report.explanation import draw_explanation

    return drawn(draw_explanation, result, out)


def write_tests(result: Result, form: str, out: Path | None, *, coverage: bool) -> str:
    """Tests as text or JSON."""
    if form == "json":
        return as_json(result)
    from cxengine.report.rule_tests import draw_tests

    return drawn(lambda shown, console: draw_tests(shown, console, coverage=coverage), result, out)
