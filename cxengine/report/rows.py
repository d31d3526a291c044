"""Results as rows, for spreadsheets (CSV) and documents (Markdown)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence

from cxengine.report.findings import all_findings
from cxengine.report.wording import Result, subject_title

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?")

Cell = str | int | float | bool | None
Rows = Sequence[Mapping[str, Cell]]
"""Rows with the same keys, which are the column headings. None is an empty cell."""


LEVEL_COLUMNS = (
    "kind", "id", "title", "model", "as_of", "level", "level_name", "band", "could_be_from", "could_be_to", "score",
    "unmet_for_next", "unknown_for_next", "waivers", "level_without_waivers",
    "aim", "aim_by", "aim_status", "score_unknown",
)  # fmt: skip
_FIGURE = ("value", "unit", "n", "excluded", "low", "high", "confidence", "target_bound", "target", "status")
_CHANGE = ("from", "before", "by", "low", "high", "chance_of_all", "significant", "unknown")
METRIC_COLUMNS = ("metric", "as_of", "subject", "subject_title", *_FIGURE, "suppressed", "unknown", "standard")
"""The columns of both tables, so that they have headings without rows too; dimensions come after the subject."""


def level_rows(result: Result) -> list[dict[str, Cell]]:
    """One row for each subject and model."""
    rows: list[dict[str, Cell]] = []
    for subject in result["subjects"]:
        for model in subject["models"]:
            level = model.get("level") or {}
            to_next, aim = model.get("to_next") or {}, model.get("aim") or {}
            rows.append(
                {
                    "kind": subject["kind"],
                    "id": subject["id"],
                    "title": subject_title(subject),
                    "model": model["model"],
                    "as_of": result["as_of"],
                    "level": level.get("number"),
                    "level_name": level.get("name"),
                    "band": level.get("band"),
                    "could_be_from": model["could_be"]["from"],
                    "could_be_to": model["could_be"]["to"],
                    "score": model.get("score"),
                    "unmet_for_next": " ".join(to_next.get("unmet", ())),
                    "unknown_for_next": " ".join(to_next.get("unknown", ())),
                    "waivers": "; ".join(f"{w['criterion']} until {w['until']}" for w in model.get("waivers", ())),
                    "level_without_waivers": (model.get("without_waivers") or {}).get("number"),
                    "aim": aim.get("level"),
                    "aim_by": aim.get("by"),
                    "aim_status": str(aim.get("status", "")).replace("_", " ") or None,
                    "score_unknown": model.get("score_unknown"),
                }
            )
    return rows


def finding_rows(result: Result) -> list[dict[str, Cell]]:
    """One row for each finding, the gravest first."""
    return [
        {"severity": finding["severity"], "for": title, "finding": finding["text"], "rule": finding["rule"]}
        for title, finding in all_findings(result)
    ]


def metric_rows(result: Result) -> list[dict[str, Cell]]:
    """One row for each figure; dimensions are columns after the subject, each with its titles where it has some."""
    dimensions = list(dict.fromkeys(name for metric in result["metrics"] for name in metric.get("by", {})))
    named = {name for metric in result["metrics"] for name in metric.get("by_titles", {})}
    titled = {name: f"{name}_title" for name in dimensions if name in named and f"{name}_title" not in dimensions}
    rows: list[dict[str, Cell]] = []
    for metric in result["metrics"]:
        row: dict[str, Cell] = {"metric": metric["metric"], "as_of": result["as_of"]}
        row |= {name: metric.get(name) for name in ("subject", "subject_title")}
        for name in dimensions:
            row[name] = metric.get("by", {}).get(name)
            if name in titled:
                row[titled[name]] = metric.get("by_titles", {}).get(name)
        row |= {name: metric.get(name) for name in (*_FIGURE, "suppressed", "unknown", "standard")}
        if any(each.get("effective") is not None for each in result["metrics"]):
            row["effective"] = metric.get("effective")
        if result.get("change_since") is not None:
            change = metric.get("change") or {}
            row |= {f"change_{name}": change.get(name) for name in _CHANGE}
        rows.append(row)
    return rows


def as_csv(rows: Rows, columns_without_rows: Sequence[str] = ()) -> str:
    """Comma-separated, quoted where needed. Text that a spreadsheet would take for a formula gets a ``'`` before it."""
    columns = _columns(rows) or list(columns_without_rows)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_csv_cell(row.get(name)) for name in columns] for row in rows)
    return buffer.getvalue()


def as_markdown(rows: Rows, figures: Callable[[str], bool] = lambda heading: False) -> str:
    """A table; what would break it is escaped. ``figures`` says of a heading whether its column stands at the right."""
    columns = _columns(rows)
    if not columns:
        return "Nothing to show.\n"
    lines = [columns, ["--:" if figures(name) else "---" for name in columns]]
    lines += [[_markdown_cell(row.get(name)) for name in columns] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def as_list(lines: Sequence[str]) -> str:
    """A list in a document; what would break it is escaped."""
    return "".join(f"- {_markdown_cell(line)}\n" for line in lines)


def _columns(rows: Rows) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _csv_cell(value: Cell) -> str:
    if isinstance(value, str):
        risky = value[:1] in {"=", "+", "-", "@", "\t", "\r"} and not _NUMBER.fullmatch(value)
        return f"'{value}" if risky else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _markdown_cell(value: Cell) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        return f"{value:,}"
    return escaped(value) if value is not None else ""


def escaped(text: str) -> str:
    """A text for a document, on one line, with what Markdown would take for its own signs marked."""
    text = " ".join(text.split())
    for special in "\\|*_`<>[]":
        text = text.replace(special, f"\\{special}")
    return text
