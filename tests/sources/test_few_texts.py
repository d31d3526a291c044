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
    assert once == told(to_decimals(texts.dictionary_encode(), wish(kind, missing=missing), kind))
    monkeypatch.setattr(columns, "_OFTEN", 10**9)
    for each in (texts, texts.dictionary_encode()):
        assert once == told(to_decimals(each, wish(kind, missing=missing), kind))


@pytest.mark.parametrize("formats", [("%d/%m/%Y",), ("%d/%m/%Y", "%m/%d/%Y")])
@pytest.mark.parametrize("ambiguous", ["", "first"])
def test_dates(monkeypatch: pytest.MonkeyPatch, formats: tuple[str, ...], ambiguous: str) -> None:
    texts = column_of(DATES)
    asked = attrs.evolve(wish("date").binding, dates=formats, ambiguous_dates=ambiguous)
    for only_date in (True, False):

        def read(column: pa.ChunkedArray) -> Any:
            return told(to_moments(column, attrs.evolve(wish("date"), binding=asked), only_date=only_date))  # noqa: B023

        once = read(texts)
        assert once == read(texts.dictionary_encode())
        with monkeypatch.context() as patched:
            patched.setattr(columns, "_OFTEN", 10**9)
            assert once == read(texts) == read(texts.dictionary_encode())


def test_dates_of_a_dictionary_in_no_declared_format() -> None:
    texts = column_of(("13/02/2018", "01/02/2018", None, " "))
    found = [told(to_moments(each, wish("date"), only_date=True)) for each in (texts, texts.dictionary_encode())]
    assert found[0] == found[1] and "`%d/%m/%Y`" in found[0][3][0]
