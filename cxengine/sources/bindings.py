"""Whether the bindings of a ``cx.toml`` fit the rule files: names of tables, of fields and of options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import Binding
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.sources.numbers import PRECISION
from cxengine.sources.synthetic import ANSWERS, answers_table, subjects_table
from cxengine.sources.values import folded, option_names
from cxengine.suggest import did_you_mean, source_meant


def check_bindings(bindings: Iterable[Binding], names: Names, found: Diagnostics) -> None:
    """Report every binding that fills nothing, and every ``columns`` and ``values`` of no such field or option."""
    known = {*names.tables, *names.subjects, ANSWERS}
    for binding in bindings:
        table = table_of(binding.table, names)
        if table is None:
            message = f"No rule file has a table or a kind of subject `{binding.table}`."
            found.error("unknown-source", binding.place(), message, source_meant(binding.table, known))
            continue
        fields = {field.name.text: field for field in table.fields}
        told = Diagnostics()
        for one in binding.files or (binding,):
            _check_fields(one, fields, names, told)
        for diagnostic in dict.fromkeys(told):  # what all files share is said once
            found.add(diagnostic)


def _check_fields(binding: Binding, fields: Mapping[str, ast.Field], names: Names, found: Diagnostics) -> None:
    for key, given in (("columns", binding.columns), ("values", binding.values)):
        for name in given:
            if name not in fields:
                message = f"`{binding.table}` has no field `{name}`."
                found.error("unknown-field", binding.place(key, name), message, did_you_mean(name, fields))
    for name in sorted(binding.absent | (set(binding.decimal) - {""})):
        _check_named(name, binding, fields, found)
    _check_headings(binding, fields, found, shared={"title"} if binding.table in names.subjects else set())
    for name in sorted(set(binding.values) & set(fields)):
        _check_values(binding, fields[name], names, found)
    for question in binding.choices:
        _check_question(binding, question, fields, names, found)


def _check_headings(
    binding: Binding, fields: Mapping[str, ast.Field], found: Diagnostics, *, shared: Set[str]
) -> None:  # fmt: skip
    """A heading that is the name of another field, which would be read from the same column without being bound.

    ``shared`` fields may be: the titles of subjects may be their ids.
    """
    chosen = {name for question, answers in binding.choices.items() for name in (question, *answers)}
    bound = {*binding.columns, *binding.absent, *chosen, *shared}
    unbound = {folded(name): name for name in fields if name not in bound}
    for name, heading in binding.columns.items():
        other = unbound.get(folded(heading))
        if other is not None and name in fields:
            message = f"`{name}` and `{other}`, which `columns` does not name, both stand under `{heading}`."
            own = f"Give `{other}` a heading of its own in `columns`"
            absent = f", or write `{other} = false` there where the data have no such column"
            help = f"{own}{absent if fields[other].may_be_missing else ''}."
            found.error("heading-used-twice", binding.place("columns", name), message, help)


def _check_question(
    binding: Binding, question: str, fields: Mapping[str, ast.Field], names: Names, found: Diagnostics
) -> None:
    """A question with a column for each answer: a field of options with its options, or fields of yes and no."""
    field, answers = fields.get(question), binding.choices[question]
    if not answers:
        message = f"`{question}` names no option and no heading."
        found.error("wrong-value", binding.place("options", question), message, 'Write `OPTION = "heading"` in it.')
    if field is not None:
        options = _options(field, names)
        if options is None or _is_yes_no(field):
            message = f"`{question}` is no field with options, so it cannot have a column for each."
            help = "Give each column a yes_no field of its own, and the question a name that no field has."
            found.error("unknown-option", binding.place("options", question), message, help)
            return
        unknown = [answer for answer in answers if folded(answer) not in options[1]]
        code, known, said = "unknown-option", tuple(options[0]), f"value of `{question}`"
    else:
        unknown = [answer for answer in answers if answer not in fields or not _is_yes_no(fields[answer])]
        known = tuple(name for name, each in fields.items() if _is_yes_no(each))
        code, said = "unknown-field", f"yes_no field of `{binding.table}`"
    for answer in unknown:
        place = binding.place("options", question, answer)
        found.error(code, place, f"`{answer}` is no {said}.", did_you_mean(answer, known))
    for name in ({question} if field is not None else set(answers)) & set(binding.columns):
        message = f"`{name}` stands in both `columns` and `options`."
        found.error("heading-used-twice", binding.place("columns", name), message, "Keep one of the two.")


def _check_named(name: str, binding: Binding, fields: Mapping[str, ast.Field], found: Diagnostics) -> None:
    """A field that has no column, or that has a sign before decimals of its own."""
    key = "columns" if name in binding.absent else "decimal"
    if name not in fields:
        message = f"`{binding.table}` has no field `{name}`."
        found.error("unknown-field", binding.place(key, name), message, did_you_mean(name, fields))
    elif name in binding.absent and not fields[name].may_be_missing:
        message = f"`{name}` may not be missing, so its column cannot be left out."
        help = f"Write the heading of its column, or `, may be missing` behind `field {name}` in the rule file."
        found.error("wrong-value", binding.place("columns", name), message, help)
    elif key == "decimal" and not _is_number(fields[name]):
        message = f"`{name}` is no number, so nothing stands before its decimals."
        found.error("wrong-value", binding.place("decimal", name), message, "Take it out.")


def _is_number(field: ast.Field) -> bool:
    return isinstance(field.type, ast.NamedType) and field.type.name.text in PRECISION


def _is_yes_no(field: ast.Field) -> bool:
    return isinstance(field.type, ast.NamedType) and field.type.name.text == "yes_no"


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
