"""Whether the bindings of a ``cx.toml`` fit the rule files: names of tables, of fields and of options."""

from __future__ import annotations

from collections.abc import Iterable

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import Binding
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.sources.synthetic import ANSWERS, answers_table, subjects_table
from cxengine.sources.values import folded, option_names
from cxengine.suggest import did_you_mean


def check_bindings(bindings: Iterable[Binding], names: Names, found: Diagnostics) -> None:
    """Report every binding that fills nothing, and every ``columns`` and ``values`` of no such field or option."""
    known = {*names.tables, *names.subjects, ANSWERS}
    for binding in bindings:
        table = table_of(binding.table, names)
        if table is None:
            message = f"No rule file has a table or a kind of subject `{binding.table}`."
            found.error("unknown-source", binding.place(), message, did_you_mean(binding.table, known))
            continue
        fields = {field.name.text: field for field in table.fields}
        for key, given in (("columns", binding.columns), ("values", binding.values)):
            for name in given:
                if name not in fields:
                    message = f"`{binding.table}` has no field `{name}`."
                    found.error("unknown-field", binding.place(key, name), message, did_you_mean(name, fields))
        for name in sorted(set(binding.values) & set(fields)):
            _check_values(binding, fields[name], names, found)


def table_of(name: str, names: Names) -> ast.Table | None:
    """What a ``[sources.NAME]`` fills: a table of the rule files, the answers or the subjects of a kind."""
    if name in names.tables:
        return names.tables[name]
    if name in names.subjects:
        return subjects_table(names.subjects[name])
    return answers_table() if name == ANSWERS else None


def _check_values(binding: Binding, field: ast.Field, names: Names, found: Diagnostics) -> None:
    options = _options(field, names)
    if options is None:
        return
    shown, accepted = options
    for spelling, meant in binding.values[field.name.text].items():
        if folded(meant) not in accepted:
            message = f"`{meant}` is no value of `{field.name}`."
            place = binding.place("values", field.name.text, spelling)
            found.error("unknown-option", place, message, did_you_mean(meant, shown))


def _options(field: ast.Field, names: Names) -> tuple[tuple[str, ...], set[str]] | None:
    """The values a field can have, as names and as all that is understood, folded; None where the list is open."""
    if isinstance(field.type, ast.ListType):
        return field.type.options, {folded(option) for option in field.type.options}
    word = field.type.name.text
    if word == "yes_no":
        return ("yes", "no"), {"yes", "no"}
    if word in names.categories:
        options = names.categories[word].options
        return tuple(option.name.text for option in options), set(option_names(options))
    scale = names.scales.get(word)
    if scale is None:
        return None
    points = tuple(point.name.text for point in scale.points)
    if scale.low is not None and scale.high is not None:
        points = tuple(str(number) for number in range(scale.low, min(scale.high, scale.low + 1000) + 1))
    return points, {*points, *option_names(scale.points)}
