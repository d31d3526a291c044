"""Finding a declaration by its name, and who belongs to whom, in the most obvious way: by looking."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.given import Key, OracleSubject, Row, World
from cxengine.testing.oracle.periods import Months

Value = None | bool | str | Fraction | date | Months
"""A share, points, a number, pounds or days are all a Fraction; None is missing or unknown."""


def all_declared(world: World) -> list[ast.TopLevel]:
    """Every declaration of every file, in the order written."""
    return [declaration for file in world.files for declaration in file.declarations]


def calendar_of(world: World, declaration: ast.TopLevel) -> ast.WorkingCalendar | None:
    """The calendar of the file in which something is declared."""
    return next(file.calendar for file in world.files if any(each is declaration for each in file.declarations))


def metric_named(world: World, name: str) -> ast.Metric | None:
    """The metric of that name."""
    return next((d for d in all_declared(world) if isinstance(d, ast.Metric) and d.name.text == name), None)


def table_named(world: World, name: str) -> ast.Table:
    """The table of that name, or the subjects of the kind of that name as a table."""
    found = next((d for d in all_declared(world) if isinstance(d, ast.Table) and d.name.text == name), None)
    return found if found is not None else listed_as_table(world, name)


def listed_as_table(world: World, name: str) -> ast.Table:
    """A field of the kind's own name for the subject itself, then what is recorded of it."""
    kind = kind_named(world, name)
    assert kind is not None, f"neither a table nor a kind of subject: {name}"
    itself = ast.Field(name=kind.name, type=ast.NamedType(kind.name))
    recorded = tuple(replace_field(field) for field in kind.fields)
    return ast.Table(name=kind.name, fields=(itself, *recorded), publish_at_least=kind.publish_at_least)


def replace_field(field: ast.Field) -> ast.Field:
    """The field, which of a subject may always be missing."""
    return ast.Field(name=field.name, type=field.type, may_be_missing=True, decimals=field.decimals)


def listed_rows(world: World, name: str) -> list[Row]:
    """Each listed subject of a kind as a row."""
    return [{**subject.attributes, name: subject.id} for subject in world.data.subjects if subject.kind == name]


def segment_named(world: World, expr: ast.Expr) -> ast.Segment | None:
    """The segment that an expression names; None where it names none."""
    if not isinstance(expr, ast.Ref):
        return None
    return next((d for d in all_declared(world) if isinstance(d, ast.Segment) and d.name.text == expr.name.text), None)


def theme_named(world: World, name: str) -> ast.Theme:
    """The theme of that name."""
    return next(d for d in all_declared(world) if isinstance(d, ast.Theme) and d.name.text == name)


def model_named(world: World, name: str) -> ast.Model:
    """The model of that name."""
    return next(d for d in all_declared(world) if isinstance(d, ast.Model) and d.name.text == name)


def scale_named(world: World, name: str) -> ast.Scale | None:
    """The scale of that name."""
    return next((d for d in all_declared(world) if isinstance(d, ast.Scale) and d.name.text == name), None)


def category_named(world: World, name: str) -> ast.Category | None:
    """The category of that name."""
    return next((d for d in all_declared(world) if isinstance(d, ast.Category) and d.name.text == name), None)


def kind_named(world: World, name: str) -> ast.Subject | None:
    """The subject kind of that name."""
    return next((d for d in all_declared(world) if isinstance(d, ast.Subject) and d.name.text == name), None)


def field_named(fields: tuple[ast.Field, ...], name: str) -> ast.Field | None:
    """The field of that name."""
    return next((field for field in fields if field.name.text == name), None)


def subject_with(world: World, key: Key) -> OracleSubject | None:
    """The listed subject of that kind and id."""
    return next((subject for subject in world.data.subjects if subject.key == key), None)


def belongs_chain(world: World, key: Key) -> list[Key]:
    """The subject itself, the one it belongs to, the one that belongs to, and so on."""
    chain: list[Key] = []
    subject = subject_with(world, key)
    while subject is not None and subject.key not in chain:
        chain.append(subject.key)
        subject = subject_with(world, subject.parent) if subject.parent is not None else None
    return chain


def ancestor(world: World, key: Key, kind: str) -> Key | None:
    """The subject of the kind that this one is or belongs to."""
    return next((above for above in belongs_chain(world, key) if above[0] == kind), None)


def subject_field(world: World, metric: ast.Metric, table: ast.Table) -> ast.Field | None:
    """The field that says whom a row is about: the only one of a subject's kind, or the one named by ``for``."""
    for field in table.fields:
        if isinstance(field.type, ast.NamedType) and kind_named(world, field.type.name.text) is not None:
            if metric.subject is None or metric.subject.text == field.type.name.text:
                return field
    return None


def rows_about(rows: list[Row], world: World, field: ast.Field, key: Key) -> list[Row]:
    """The rows of a subject and of all that belong to it."""
    assert isinstance(field.type, ast.NamedType)
    kind = field.type.name.text
    return [row for row in rows if key in belongs_chain(world, (kind, str(row[field.name.text])))]


def option_names(world: World, field: ast.Field) -> list[tuple[str, str]]:
    """Name and title of each value a field of a list, category or named-point scale may hold."""
    if isinstance(field.type, ast.ListType):
        return [(option, option) for option in field.type.options]
    category = category_named(world, field.type.name.text)
    if category is not None:
        return [(option.name.text, option.title) for option in category.options]
    scale = scale_named(world, field.type.name.text)
    if scale is not None and scale.low is None:
        return [(point.name.text, point.title) for point in scale.points]
    return []


def cell(field: ast.Field, row: Row) -> Value:
    """What a row holds in a field, as a value: a number exact, time in days."""
    raw = row.get(field.name.text)
    if raw is None or isinstance(raw, (bool, str, date)):
        return raw
    number = Fraction(raw)
    if isinstance(field.type, ast.NamedType) and field.type.name.text == "minutes":
        return number / 1440
    return number
