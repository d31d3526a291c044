"""Figures of lengths of time that are written down in minutes: printed in minutes, where no line says in what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from cxengine.lang import ast

_OF_LENGTHS = frozenset({"mean", "sum", "median", "percentile"})
"""Functions that make a length of time of lengths."""
_SHOWN = "minutes"


def in_minutes(files: Sequence[ast.File]) -> tuple[ast.File, ...]:
    """The files, in which a metric of fields in minutes, or of such metrics, is shown in minutes, unless it says
    something else: three minutes are next to no days.
    """
    declared = [each for file in files for each in file.declarations]
    fields = {
        each.name.text: {field.name.text for field in each.fields if _is_in_minutes(field)}
        for each in declared
        if isinstance(each, ast.Table | ast.Subject)
    }
    if not any(fields.values()):
        return tuple(files)
    shown = _found({each.name.text: each for each in declared if isinstance(each, ast.Metric)}, fields)
    return tuple(
        attrs.evolve(file, declarations=tuple(_shown(each, shown) for each in file.declarations)) for file in files
    )


def _is_in_minutes(field: ast.Field) -> bool:
    return isinstance(field.type, ast.NamedType) and field.type.name.text == _SHOWN


def _shown(each: ast.TopLevel, shown: set[str]) -> ast.TopLevel:
    if not isinstance(each, ast.Metric) or each.shown is not None or each.name.text not in shown:
        return each
    return attrs.evolve(each, shown=ast.Shown(unit="minutes", span=each.name.span))


def _found(metrics: Mapping[str, ast.Metric], fields: Mapping[str, set[str]]) -> set[str]:
    """The metrics that are shown in minutes: those of fields first, then those of metrics that were found."""
    found = {name for name, each in metrics.items() if each.shown is not None and each.shown.unit == _SHOWN}
    waiting = [each for each in metrics.values() if each.shown is None and each.formula is not None]
    while more := {each.name.text for each in waiting if _are_lengths(each, fields, found)}:
        found |= more
        waiting = [each for each in waiting if each.name.text not in more]
    return found


def _are_lengths(metric: ast.Metric, fields: Mapping[str, set[str]], found: set[str]) -> bool:
    """Whether the formula adds up lengths in minutes, one of which is of a field or a metric."""
    held = fields.get(metric.table.text, set()) if metric.table is not None else set()
    assert metric.formula is not None
    named = False
    for leaf in _leaves(metric.formula):
        match leaf:
            case ast.Duration(period=ast.Period(unit="minute")):
                continue
            case ast.Ref(name=ast.Name(text=function), arguments=(ast.Ref(name=ast.Name(text=field)), *_)) if (
                function in _OF_LENGTHS and field in held
            ):
                named = True
            case ast.Ref(name=ast.Name(text=name)) if name in found:
                named = True
            case _:
                return False
    return named


def _leaves(formula: ast.Expr) -> Iterator[ast.Expr]:
    """What a formula adds up and takes away, however many times: a sum of lengths is one."""
    waiting = [formula]
    while waiting:
        match waiting.pop():
            case ast.Negative(value):
                waiting.append(value)
            case ast.Arithmetic("+" | "-", left, right):
                waiting += [left, right]
            case ast.Arithmetic("*" | "/", left, ast.Number()) | ast.Arithmetic("*", ast.Number(), left):
                waiting.append(left)
            case other:
                yield other
