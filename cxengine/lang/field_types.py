"""The type of a field's values."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.lang.types import ANY, FIELD_TYPES, CategoryType, ListedType, ScaleType, SubjectType, Type


def field_type(field: ast.Field, names: Names) -> Type:
    """The type of a table's field or a subject's attribute; ``any`` where its type is not declared, or no field's."""
    if isinstance(field.type, ast.ListType):
        return ListedType(field.type.options)
    word = field.type.name.text
    if word in FIELD_TYPES:
        return FIELD_TYPES[word]
    if word in names.scales:
        return ScaleType(word) if names.scales[word].takes is None else ANY
    if word in names.categories:
        return CategoryType(word)
    if word in names.subjects:
        return SubjectType(word)
    return ANY


def has_unknown_type(table: ast.Table, names: Names) -> bool:
    """Whether a field of a table has a type that is not declared, which is reported where it stands."""
    return any(field_type(field, names) == ANY for field in table.fields)


def subject_fields(table: ast.Table, names: Names) -> tuple[ast.Field, ...]:
    """The fields of a table that say whom a row is about."""
    return tuple(field for field in table.fields if isinstance(field_type(field, names), SubjectType))
