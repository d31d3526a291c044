"""The names that mean something nearer by in a block than what packs declare: fields, aspects, options, functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from cxengine.lang import ast
from cxengine.lang.naming.declared import Declared
from cxengine.lang.naming.spaces import Space

Find = Callable[[ast.Name, Space], ast.Declaration | None]
"""The declaration that a name of a space means in its place."""


@attrs.frozen(kw_only=True)
class Local:
    """What stands nearer by in the conditions of one block.

    ``itself`` is a kind of subject that a field or a fact of that name stands for. ``functions``: a name with brackets
    is a function. ``of_steps``: names are those of what steps have.
    """

    names: frozenset[str] = frozenset()
    aspects: frozenset[str] = frozenset()
    itself: str | None = None
    functions: bool = False
    of_steps: bool = False


def local_to(declaration: ast.Declaration, find: Find) -> Local:
    """What stands nearer by in the conditions of a declaration."""
    match declaration:
        case ast.Metric(table=ast.Name() as table):
            return attrs.evolve(_of_rows(find(table, "rows")), functions=True)
        case ast.Segment(table=ast.Name() as table):
            return _of_rows(find(table, "rows"))
        case ast.Table():
            return _of_rows(declaration)
        case ast.Model(subject=subject, aspects=aspects):
            return attrs.evolve(_of_rows(find(subject, "type")), aspects=frozenset(a.name.text for a in aspects))
        case ast.Rule(subject=subject):
            return _of_rows(find(subject, "type"))
        case ast.StepRule():
            return Local(of_steps=True)
        case ast.Test(name=tried):
            found = find(tried, "figure")
            return local_to(found, find) if isinstance(found, ast.Model | ast.Rule) else Local()
        case _:
            return Local()


def of_narrowed(metric: ast.Metric, find: Find) -> Local:
    """What stands in the brackets of a metric: the fields of its table."""
    return _of_rows(find(metric.table, "rows")) if metric.table is not None else Local()


def _of_rows(rows: ast.Declaration | None) -> Local:
    if not isinstance(rows, ast.Table | ast.Subject):
        return Local()
    itself = rows.name.text if isinstance(rows, ast.Subject) else None
    return Local(names=frozenset(field.name.text for field in rows.fields), itself=itself)


def option_names(declared: Declared) -> frozenset[str]:
    """Every option of a category, point of a scale and listed word: what stands after `is` may be one."""
    found: set[str] = set()
    for file in declared.files:
        for each in file.declarations:
            if isinstance(each, ast.Category | ast.Scale):
                found.update(one.name.text for one in (each.options if isinstance(each, ast.Category) else each.points))
            elif isinstance(each, ast.Table | ast.Subject):
                found.update(_listed(each.fields))
    return frozenset(found)


def _listed(fields: Iterable[ast.Field]) -> Iterable[str]:
    return (word for field in fields if isinstance(field.type, ast.ListType) for word in field.type.options)
