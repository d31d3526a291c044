"""The groups that a figure is split by, as the rules declare them: their titles, and the order they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cxengine.engine.segments import segments_asked, table_of
from cxengine.lang import ast
from cxengine.lang.field_types import field_type
from cxengine.lang.names import BY_SEGMENT, Names
from cxengine.lang.types import CategoryType, ListedType, ScaleType, SubjectType
from cxengine.subjects import SubjectKey, SubjectTree

Declared = Mapping[str, tuple[int, str]]
"""The groups of one dimension by the values of its data: their places in the order declared, and their titles."""
By = Sequence[tuple[str, str | None]]
"""A group: its value in each dimension."""
Place = tuple[tuple[int, int, str], ...]


def declared_groups(metric: ast.Metric, names: Names, tree: SubjectTree) -> Mapping[str, Declared]:
    """The groups of each dimension of a metric whose values are declared, by its label."""
    found: dict[str, Declared] = {}
    table = names.rows(table_of(metric))
    fields = {field.name.text: field for field in table.fields} if table is not None else {}
    for dimension in metric.by:
        if segments_asked([dimension], metric, names):
            found[BY_SEGMENT] = _titles(names.segments_of(table_of(metric)))
        elif dimension.part is None and dimension.field.text in fields:
            found[dimension.label] = _of_field(fields[dimension.field.text], names, tree)
    return found


def group_titles(by: By, declared: Mapping[str, Declared]) -> dict[str, str]:
    """The title of each value that has one, by its dimension."""
    found = {label: declared.get(label, {}).get(value or "") for label, value in by}
    return {label: each[1] for label, each in found.items() if each is not None and each[1]}


def group_place(labels: Sequence[str], by: By, declared: Mapping[str, Declared]) -> Place:
    """Where a group stands: what is declared in its order, then texts in theirs, then what is missing.

    Groups that stand together, with no value in a dimension, come last.
    """
    values, found = dict(by), []
    for label in labels:
        value, known = values.get(label), declared.get(label, {})
        if label not in values:
            found.append((3, 0, ""))
        elif value is None:
            found.append((2, 0, ""))
        else:
            found.append((0, known[value][0], "") if value in known else (1, 0, value))
    return tuple(found)


def _of_field(field: ast.Field, names: Names, tree: SubjectTree) -> Declared:
    match field_type(field, names):
        case CategoryType(category):
            return _titles(names.categories[category].options)
        case ScaleType(scale):
            return _of_scale(names.scales[scale])
        case ListedType(options):
            return _listed((option, "") for option in options)
        case SubjectType(kind):
            return _listed((key.id, record.title) for key, record in tree.records.items() if key.kind == kind)
    return {}


def _of_scale(scale: ast.Scale) -> Declared:
    ends = scale.low, scale.high
    numbers = range(ends[0], ends[1] + 1) if ends[0] is not None and ends[1] is not None else ()
    titles = {point.name.text: point.title for point in scale.points}
    return _listed({**dict.fromkeys(map(str, numbers), ""), **titles}.items())


def _titles(declarations: Iterable[ast.Declaration]) -> Declared:
    return _listed((each.name.text, each.title) for each in declarations)


def _listed(titles: Iterable[tuple[str, str]]) -> Declared:
    return {value: (at, title) for at, (value, title) in enumerate(titles)}


def subject_places(keys: Iterable[SubjectKey]) -> Mapping[SubjectKey | None, tuple[int, int]]:
    """Where each subject stands: kinds in the order in which they come first, each as it is listed."""
    listed = tuple(keys)
    kinds = {kind: at for at, kind in enumerate(dict.fromkeys(key.kind for key in listed))}
    return {None: (-1, -1), **{key: (kinds[key.kind], at) for at, key in enumerate(listed)}}
