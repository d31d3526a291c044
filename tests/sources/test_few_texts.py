"""A text that stands often in a column is read once, which gives what reading each of them gives."""

from __future__ import annotations

import random
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pytest

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import Binding
from cxengine.lang import ast
from cxengine.source import NOWHERE
from cxengine.sources import columns
from cxengine.sources.columns import Column, Wish
from cxengine.sources.moments import to_moments
from cxengine.sources.numbers import to_decimals

NUMBERS = ("1", "1.50", " 2 ", "", "£1,000.5", "1,5", "one", "1.23456789", "9" * 40, "-0", ".5", "n/a", None)
DATES = ("01/02/2018", "13/02/2018", "02/13/2018", "31/02/2018", "", "2018-02-01 10:00:00", "1/2/2018", "soon", None)


def wish(kind: str, **of: Any) -> Wish:
    field = ast.Field(name=ast.Name("x"), type=ast.NamedType(ast.Name(kind)), may_be_missing=True, span=NOWHERE)
    return Wish(table="t", field=field, binding=Binding(table="t", plugin="csv", **of), found=Diagnostics())


def told(column: Column | None) -> Any:
    assert column is not None
    flaws = [(flaw.code, np.flatnonzero(flaw.rows).tolist()) for flaw in column.flaws]
    return column.values.type, column.values.to_pylist(), flaws, column.notes


def column_of(texts: tuple[str | None, ...]) -> pa.ChunkedArray:
    chance = random.Random(11)
    chosen = [chance.choice(texts) for _ in range(300)]
    return pa.chunked_array([pa.array(part, pa.string()) for part in (chosen[:7], chosen[7:])])


@pytest.mark.parametrize("kind", ["number", "money", "minutes"])
@pytest.mark.parametrize("missing", [(), ("n/a",)])
def test_numbers(monkeypatch: pytest.MonkeyPatch, kind: str, missing: tuple[str, ...]) -> None:
    texts = column_of(NUMBERS)
    once = told(to_decimals(texts, wish(kind, missing=missing), kind))
    monkeypatch.setattr(columns, "_OFTEN", 10**9)
    assert once == told(to_decimals(texts, wish(kind, missing=missing), kind))


@pytest.mark.parametrize("formats", [("%d/%m/%Y",), ("%d/%m/%Y", "%m/%d/%Y")])
@pytest.mark.parametrize("ambiguous", ["", "first"])
def test_dates(monkeypatch: pytest.MonkeyPatch, formats: tuple[str, ...], ambiguous: str) -> None:
    texts = column_of(DATES)
    asked = attrs.evolve(wish("date").binding, dates=formats, ambiguous_dates=ambiguous)
    for only_date in (True, False):
        each = [attrs.evolve(wish("date"), binding=asked) for _ in range(2)]
        once = told(to_moments(texts, each[0], only_date=only_date))
        with monkeypatch.context() as patched:
            patched.setattr(columns, "_OFTEN", 10**9)
            assert once == told(to_moments(texts, each[1], only_date=only_date))
