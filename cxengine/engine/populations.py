"""``[population.TABLE]`` of a ``cx.toml``: whom the answers of a table stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.engine.toml_reading import Table
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.metrics.population import Population, Populations
from cxengine.source import Span
from cxengine.subjects import SubjectTree
from cxengine.suggest import did_you_mean

if TYPE_CHECKING:
    from cxengine.engine.project import Project

TOTAL = "total"


@attrs.frozen(kw_only=True)
class Margin:
    """How many people belong to each group of a field, as written, and where: the field and each group."""

    groups: Mapping[str, int]
    place: Span
    places: Mapping[str, Span]


@attrs.frozen(kw_only=True)
class WrittenPopulation:
    """One table's population, as written."""

    table: str
    total: int | None
    margins: Mapping[str, Margin]
    place: Span


def read_populations(table: Table) -> tuple[WrittenPopulation, ...]:
    """Every population of the file. What is no number of people is reported."""
    written = table.table("population")
    if written is None:
        return ()
    return tuple(_read(of, name) for name in written.values if (of := written.table(name)) is not None)


def _read(of: Table, name: str) -> WrittenPopulation:
    fields = [key for key in of.values if key != TOTAL]
    margins = {field: _margin(groups) for field in fields if (groups := of.table(field)) is not None}
    return WrittenPopulation(table=name, total=_people(of, TOTAL), margins=margins, place=of.place())


def _margin(groups: Table) -> Margin:
    read = {group: people for group in groups.values if (people := _people(groups, group)) is not None}
    return Margin(groups=read, place=groups.place(), places={group: groups.place(group) for group in groups.values})


def _people(table: Table, key: str) -> int | None:
    value = table.values.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
        return value
    table.wrong(key, "a whole number of people", f"Write a whole number above 0, as in `{key} = 12000`.")
    return None


def populations(project: Project | None, names: Names) -> Populations:
    """The populations of a project by table. Raises CxError for what the rules do not have."""
    found = Diagnostics()
    written = project.populations if project is not None else ()
    made = {each.table: _checked(each, names, found) for each in written}
    found.stop_if_errors()
    return made


def of_listed(made: Populations, project: Project | None, names: Names, tree: SubjectTree) -> Populations:
    """The same, where margins by subject are of those that are listed, and those left out are known.

    Raises CxError for a subject that is not listed. Of a kind of which nobody is listed nothing is looked at.
    """
    found = Diagnostics()
    whole = dict(made)
    for written in project.populations if project is not None else ():
        for field in names.tables[written.table].fields:
            margin = written.margins.get(field.name.text)
            if margin is None or not isinstance(field.type, ast.NamedType) or not _is_subject(field, names):
                continue
            kind = field.type.name.text
            listed = [key.id for key in tree.records if key.kind == kind]
            if not listed:
                continue
            for group in margin.groups:
                if group not in listed:
                    message = f"`{group}` is none of the subjects that are listed for `{kind}`."
                    found.error("unknown-population", margin.places[group], message, did_you_mean(group, listed))
            left_out = tuple(id for id in listed if id not in margin.groups)
            of = whole[written.table]
            whole[written.table] = attrs.evolve(of, left_out={**of.left_out, field.name.text: left_out})
    found.stop_if_errors()
    return whole


def _checked(written: WrittenPopulation, names: Names, found: Diagnostics) -> Population:
    declared = names.tables.get(written.table)
    if declared is None:
        found.error(
            "unknown-population",
            written.place,
            f"There is no table `{written.table}` whose answers could stand for anybody.",
            did_you_mean(written.table, names.tables),
        )
        return Population(total=written.total)
    fields = {field.name.text: field for field in declared.fields}
    for name, margin in written.margins.items():
        if name not in fields:
            message = f"The table `{written.table}` has no field `{name}`."
            found.error("unknown-population", margin.place, message, did_you_mean(name, fields))
            continue
        if _is_subject(fields[name], names):
            continue  # looked at once it is known who is listed
        known = _groups(fields[name], names)
        for group in margin.groups:
            if known is not None and group not in known:
                message = f"`{group}` is none of the groups of `{name}`."
                found.error("unknown-population", margin.places[group], message, did_you_mean(group, known))
        if known is None:
            message = f"`{name}` has no groups: weights are by a category, a list, a scale, yes or no, or a subject."
            found.error("unknown-population", margin.place, message, "Take it out, or declare its groups in the rules.")
    _check_sums(written, found)
    left_out = {
        name: tuple(group for group in _groups(fields[name], names) or () if group not in margin.groups)
        for name, margin in written.margins.items()
        if name in fields
    }
    margins = {name: dict(margin.groups) for name, margin in written.margins.items()}
    return Population(total=written.total, margins=margins, left_out=left_out)


def _is_subject(field: ast.Field, names: Names) -> bool:
    return isinstance(field.type, ast.NamedType) and field.type.name.text in names.subjects


def _groups(field: ast.Field, names: Names) -> Iterable[str] | None:
    """The groups of a field; None where it has none."""
    if isinstance(field.type, ast.ListType):
        return field.type.options
    kind = field.type.name.text
    if kind in names.categories:
        return [option.name.text for option in names.categories[kind].options]
    if kind in names.scales:
        scale = names.scales[kind]
        if scale.low is None or scale.high is None:
            return [point.name.text for point in scale.points]
        return [str(number) for number in range(int(scale.low), int(scale.high) + 1)]
    if kind == "yes_no":
        return ["yes", "no"]
    return None


def _check_sums(written: WrittenPopulation, found: Diagnostics) -> None:
    """All margins, and the total, are of the same people."""
    sums = {name: sum(margin.groups.values()) for name, margin in written.margins.items()}
    if written.total is not None:
        sums = {TOTAL: written.total, **sums}
    if len(set(sums.values())) > 1:
        said = ", ".join(f"`{name}` is {people:,}" for name, people in sums.items())
        message = f"The margins of `{written.table}` do not add up to the same number of people: {said}."
        found.error("population-sums", written.place, message, "Take all from one source, and for one day.")
