"""An attacker by subtraction: what is shown of Enfield's figures gives no hidden one away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine.engine.program import Program

PACK = Path(__file__).resolve().parents[2] / "rules" / "enfield"
DATES = [date(2018, 9, 30), date(2019, 3, 31)]
LEAST = {"responses": 10, "contacts": 10, "complaints": 5}
Cell = tuple[str, str | None]
"""A subject, and a group of a dimension; None for the subject's total."""


@cache
def program() -> Program:
    return cxengine.compile(PACK)


@cache
def parents() -> dict[str, str]:
    said = program().assess(as_of=DATES[0]).subjects
    return {f"{s.kind}:{s.id}": s.parent for s in said if s.parent is not None}


def solved(equations: Sequence[Mapping[Cell, int]], unknown: Sequence[Cell]) -> set[Cell]:
    """The unknowns that sums settle: in reduced row echelon form, those that stand alone in a row."""
    rows = [[Fraction(equation.get(cell, 0)) for cell in unknown] for equation in equations]
    done = 0
    for column in range(len(unknown)):
        pivot = next((at for at in range(done, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [x / rows[done][column] for x in rows[done]]
        for at, row in enumerate(rows):
            if at != done and row[column]:
                rows[at] = [x - row[column] * y for x, y in zip(row, rows[done], strict=True)]
        done += 1
    alone = ([cell for cell, x in zip(unknown, row, strict=True) if x] for row in rows)
    return {cells[0] for cells in alone if len(cells) == 1}


def wholes(cells: Mapping[Cell, int | None]) -> Iterator[tuple[Cell, list[Cell]]]:
    """Every whole and its parts: a parent's children in each group, and a subject's groups."""
    for subject, group in cells:
        below = [cell for cell in cells if parents().get(cell[0]) == subject and cell[1] == group]
        if below:
            yield (subject, group), below
        split = [cell for cell in cells if cell[0] == subject and cell[1] is not None]
        if group is None and split:
            yield (subject, None), split


def given_away(cells: Mapping[Cell, int | None], least: int) -> set[Cell]:
    """The hidden cells that can be worked out, and the wholes whose hidden parts together are too few."""
    hidden = [cell for cell, n in cells.items() if n is None]
    found = list(wholes(cells))
    found_out = solved([{**dict.fromkeys(parts, 1), whole: -1} for whole, parts in found], hidden)
    for whole, parts in found:
        total = cells[whole]
        if total is not None and any(cells[part] is None for part in parts):
            rest = total - sum(cells[part] or 0 for part in parts)
            found_out |= {whole} if 0 < rest < least else set()
    return found_out


def shown(metric: str, as_of: date, by: tuple[str, ...] = ()) -> dict[Cell, int | None]:
    """What a run prints of how many rows a metric rests on; None where it is hidden."""
    said = program().metrics(metrics=(metric,), by=by, as_of=as_of).to_dict()["metrics"]
    found: dict[Cell, int | None] = {}
    for figure in said:
        group = str(figure["by"][by[0]]) if by else None
        if figure["suppressed"]:
            assert figure["value"] is None and figure["low"] is None and figure["status"] is None
            assert not re.search(r"\d", figure["shown"].replace(str(LEAST[table(metric)]), "")), figure["shown"]
            found[figure["subject"], group] = None
        elif figure["n"] is not None:
            found[figure["subject"], group] = figure["n"]
    return found


def table(metric: str) -> str:
    declared = program().names.metrics[metric].table
    return declared.text if declared is not None else ""


def protected() -> list[str]:
    return [name for name in program().names.metrics if table(name) in LEAST]


@pytest.mark.parametrize("as_of", DATES)
def test_nothing_hidden_can_be_worked_out_from_the_totals(as_of: date) -> None:
    hiding = 0
    for metric in protected():
        cells = shown(metric, as_of)
        hiding += any(n is None for n in cells.values())
        assert not given_away(cells, LEAST[table(metric)]), metric
    assert hiding > 2


@pytest.mark.parametrize("as_of", DATES)
def test_nor_from_one_listing(as_of: date) -> None:
    for metric in protected():
        for dimension in program().names.metrics[metric].by:
            cells = shown(metric, as_of, (dimension.label,))
            assert not given_away(cells, LEAST[table(metric)]), (metric, dimension.label)


@pytest.mark.parametrize("as_of", DATES)
def test_the_reasons_do_not_say_what_the_figures_hide(as_of: date) -> None:
    said = program().assess(as_of=as_of).to_dict()
    looked_at = 0
    for subject in said["subjects"]:
        texts = list(strings(subject["models"])) + list(strings(said["actions"], f"{subject['kind']}:{subject['id']}"))
        for metric in subject["metrics"]:
            if metric["suppressed"]:
                figure = re.compile(rf"\b{metric['metric']} -?£?[\d,.]+(%| \(| points| days| minutes)")
                assert not [text for text in texts if figure.search(text)], (subject["id"], metric["metric"])
                looked_at += any(metric["metric"] in text for text in texts)
    assert looked_at > 2


def strings(value: Any, about: str | None = None) -> Iterator[str]:
    """Every text in a JSON value; with ``about`` only in the objects that name the subject."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            if about is None or about in str(each):
                yield from strings(each)
