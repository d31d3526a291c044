"""Tables that every project has, answers and subjects, as tables of a rule file, so that all load in one way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import Binding, LoadedTable, RawTable
from cxengine.host.plugin_host import Host
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.sources.columns import PLAIN, Reading
from cxengine.sources.given import raw_from_object
from cxengine.sources.load import load_table, typed_table

ANSWERS = "answers"
"""The name under ``[sources]`` of the answers to ``ask:`` criteria."""
ANSWER_FIELDS = ("subject", "criterion", "answer", "kind", "model", "by", "assessor", "on", "evidence",
                 "justification", "link", "plan", "note")  # fmt: skip
_NEEDED = ("subject", "criterion")
SUBJECT_FIELDS = ("id", "title", "parent")


def answers_table() -> ast.Table:
    """Who answered what about whom. What people write is personal: it is never said in a problem."""
    return ast.Table(
        name=ast.Name(ANSWERS),
        fields=tuple(
            _field(name, "date" if name == "on" else "text", personal=name not in ("subject", "criterion", "on"))
            for name in ANSWER_FIELDS
        ),
    )


def subjects_table(subject: ast.Subject) -> ast.Table:
    """The subjects of a kind, with its fields."""
    return ast.Table(
        name=subject.name,
        key=(ast.Name("id"),),
        fields=(*(_field(name, "text") for name in SUBJECT_FIELDS), *subject.fields),
        span=subject.span,
    )


def _field(name: str, word: str, *, personal: bool = False) -> ast.Field:
    kind = ast.NamedType(ast.Name(word))
    return ast.Field(name=ast.Name(name), type=kind, personal=personal, may_be_missing=name not in (*_NEEDED, "id"))


def load_any(
    table: ast.Table,
    names: Names,
    source: Binding | RawTable | object,
    *,
    host: Host,
    found: Diagnostics,
    reading: Reading = PLAIN,
) -> LoadedTable | None:
    """Fill a table from a binding of ``cx.toml`` or from data in memory. Raises as load_table does."""
    if isinstance(source, Binding):
        return load_table(table, names, binding=source, host=host, found=found, reading=reading)
    raw = source if isinstance(source, RawTable) else raw_from_object(source)
    return typed_table(table, names, raw, found=found, reading=reading)


def records(loaded: LoadedTable) -> list[tuple[int, Mapping[str, Any]]]:
    """The kept rows, which were read, as Python values, each with its number in the source."""
    rows = loaded.held.to_pylist()
    numbers = range(1, len(rows) + 1) if loaded.row_numbers is None else loaded.row_numbers.tolist()
    return list(zip(numbers, rows, strict=True))
