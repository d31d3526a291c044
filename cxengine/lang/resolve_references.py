"""Names by which one declaration refers to another: `from responses`, `owner head`, `aspect culture`."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.lookup import Lookup
from cxengine.lang.names import BY_SEGMENT, Names
from cxengine.lang.resolve_journeys import HEURISTICS, resolve_journeys
from cxengine.lang.types import FIELD_TYPES
from cxengine.lang.walk import criteria_of

_ALL_BUT = 0.8
"""How alike two spellings are, of 1, where one is all but the other."""


_TYPES_ELSEWHERE = {
    "integer": "number", "int": "number", "float": "number", "decimal": "number", "numeric": "number",
    "double": "number", "percentage": "number", "string": "text", "str": "text", "char": "text", "varchar": "text",
    "word": "text", "boolean": "yes_no", "bool": "yes_no", "datetime": "date_and_time", "timestamp": "date_and_time",
    "time": "date_and_time", "currency": "money", "pounds": "money", "day": "days", "hours": "minutes",
}  # fmt: skip
"""How types are called in spreadsheets and databases."""
_PARTS_OF_DATES = ("month", "quarter", "year", "weekday", "hour")


def _is_date(field: ast.Field) -> bool:
    return isinstance(field.type, ast.NamedType) and field.type.name.text in ("date", "date_and_time")


def resolve_references(names: Names, lookup: Lookup, found: Diagnostics) -> None:
    """Report each that nothing declares."""
    del found  # the lookup reports
    references = _References(names, lookup)
    for subject in names.subjects.values():
        references.subject(subject)
    for table in names.tables.values():
        references.table(table)
    for metric in names.metrics.values():
        references.metric(metric)
    for model in names.models.values():
        references.model(model)
    for objective in names.objectives.values():
        references.supports(objective.supports)
    for segment in names.segments.values():
        references.segment(segment)
    for rule in names.rules.values():
        references.rule(rule)
    for step_rule in names.step_rules.values():
        references.step_rule(step_rule)
    resolve_journeys(names, lookup)
    for test in names.tests:
        references.test(test)


class _References:
    def __init__(self, names: Names, lookup: Lookup) -> None:
        self._names = names
        self._lookup = lookup

    def _expect(self, name: ast.Name | None, known: Iterable[str], what: str, help: str = "") -> None:
        if name is not None and name.text not in known:
            self._lookup.unknown(name, f"There is no {what} `{name.text}`", known, help)

    def _field_type(self, field: ast.Field) -> None:
        if isinstance(field.type, ast.ListType):
            return
        name = field.type.name
        names = self._names
        scale = names.scales.get(name.text)
        if scale is not None and scale.takes is not None:
            what = f"The scale `{name}` is for what people answer, and no type of a field"
            fit = "date" if scale.takes.text == "date" else "number"
            self._lookup.unknown(name, what, (), f"Write `field {field.name} is {fit}`.")
            return
        if (
            name.text in FIELD_TYPES
            or name.text in names.scales
            or name.text in names.categories
            or name.text in names.subjects
        ):
            return
        known = (*FIELD_TYPES, *names.scales, *names.categories, *names.subjects)
        help = f"Write one of {', '.join(FIELD_TYPES)}, or the name of a scale, a category or a subject."
        if (right := _TYPES_ELSEWHERE.get(name.text.lower())) is not None:
            help = f"Write `{right}`."
        self._lookup.unknown(name, f"There is no type of field `{name.text}`", known, help)

    def subject(self, subject: ast.Subject) -> None:
        help = f"Declare it: `subject {subject.belongs_to}: Title`."
        self._expect(subject.belongs_to, self._names.subjects, "kind of subject", help)
        for field in subject.fields:
            self._field_type(field)

    def table(self, table: ast.Table) -> None:
        fields = {field.name.text for field in table.fields}
        for field in table.fields:
            self._field_type(field)
        for key in table.key:
            self._expect(key, fields, f"field in the table `{table.name.text}` called")

    def supports(self, supported: Iterable[ast.Name]) -> None:
        for name in supported:
            self._expect(name, self._names.objectives, "objective", f"Declare it: `objective {name}: Title`.")

    def segment(self, segment: ast.Segment) -> None:
        if segment.table is not None:
            self._rows(segment.table)

    def _rows(self, name: ast.Name) -> None:
        """A table, or a kind of subject, which is suggested only where it is all but spelt out."""
        tables, kinds = self._names.tables, self._names.subjects
        if name.text in tables or name.text in kinds:
            return
        alike = get_close_matches(name.text, kinds, n=1, cutoff=_ALL_BUT)
        here = f"Tables here: {', '.join(f'`{table}`' for table in sorted(tables))}. " if 0 < len(tables) <= 8 else ""
        help = f"{here}{'Or declare' if here else 'Declare'} it: `table {name.text}: Title`."
        self._lookup.unknown(
            name, f"There is no table or kind of subject `{name.text}`", (*tables, *alike), help
        )

    def metric(self, metric: ast.Metric) -> None:
        self.supports(metric.supports)
        if metric.table is None:
            return
        self._rows(metric.table)
        table = self._names.rows(metric.table.text)
        if table is None:
            return
        fields = [field.name.text for field in table.fields]
        if self._names.segments_of(table.name.text) or self._segments_of_no_table():
            fields.append(BY_SEGMENT)
        splits = [f.name.text for f in table.fields if not f.personal and f.name not in table.key and _may_split(f)]
        listed = ", ".join(f"`{word}`" for word in splits[:12])
        help = f"Fields that may stand here: {listed}." if splits else ""
        for dimension in metric.by:
            word = dimension.field.text
            dates = [field.name.text for field in table.fields if _is_date(field)]
            if word in _PARTS_OF_DATES and word not in fields and dates:
                help = f"Write `by {word} of {dates[0]}`."
            self._expect(dimension.field, fields, f"field in the table `{table.name.text}` called", help)

    def _segments_of_no_table(self) -> bool:
        """Whether a segment names a table that is not there, which is reported, and so could be of any."""
        return any(each.table is None or self._names.rows(each.table.text) is None
                   for each in self._names.segments.values())  # fmt: skip

    def model(self, model: ast.Model) -> None:
        names = self._names
        help = f"Declare it: `subject {model.subject.text}: Title`."
        self._expect(model.subject, names.subjects, "kind of subject", help)
        self._scale(model.scale)
        aspects = {aspect.name.text for aspect in model.aspects}
        for aspect in model.aspects:
            self._aspect(aspect.parent, aspects, model)
        for name in model.assess_first:
            self._aspect(name, aspects, model)
        phases = {phase.name.text for phase in model.phases}
        actions = {action.name.text for criterion in criteria_of(model) for action in criterion.actions}
        for criterion in criteria_of(model):
            for name in criterion.aspects:
                self._aspect(name, aspects, model)
            self._scale(criterion.scale)
            self.supports(criterion.supports)
            for action in criterion.actions:
                self._action(action, model, phases, actions)

    def rule(self, rule: ast.Rule) -> None:
        help = f"Declare it: `subject {rule.subject.text}: Title`."
        self._expect(rule.subject, self._names.subjects, "kind of subject", help)
        models = [m for m in self._names.models.values() if m.subject.text == rule.subject.text]
        phases = {phase.name.text for model in models for phase in model.phases}
        actions = {action.name.text for action in rule.actions}
        for action in rule.actions:
            self._action(action, rule, phases, actions)

    def step_rule(self, rule: ast.StepRule) -> None:
        if rule.journey is not None:
            self._expect(rule.journey, self._names.journeys, "journey")
        help = f"The heuristics are: {', '.join(HEURISTICS)}."
        self._expect(rule.heuristic, HEURISTICS, "heuristic", help)
        actions = {action.name.text for action in rule.actions}
        for action in rule.actions:
            self._action(action, rule, set(), actions)

    def _scale(self, name: ast.Name | None) -> None:
        self._expect(name, self._names.scales, "scale", f"Declare it: `scale {name} 1 to 5: Title`.")

    def _aspect(self, name: ast.Name | None, aspects: set[str], model: ast.Model) -> None:
        help = f"Declare it in the model: `aspect {name}: Title`."
        self._expect(name, aspects, f"aspect in the model `{model.name.text}` called", help)

    def _action(
        self, action: ast.Action, owner: ast.Model | ast.Rule | ast.StepRule, phases: set[str], actions: set[str]
    ) -> None:
        kind = "model" if isinstance(owner, ast.Model) else "rule"
        where = f"{kind} `{owner.name.text}`"
        help = f"Declare it: `party {action.owner}: Title`."
        self._expect(action.owner, self._names.parties, "party", help)
        in_model = kind == "model"
        help = f"Declare it in {'the' if in_model else 'a'} model: `phase {action.phase}: Title`."
        phase = f"phase in the {where} called" if in_model else "phase in the models of its kind called"
        self._expect(action.phase, phases, phase, help)
        for other in action.after:
            place = "a criterion of the model" if in_model else "the rule"
            help = f"Declare it in {place}: `action {other}: Title`."
            self._expect(other, actions, f"action in the {where} called", help)

    def test(self, test: ast.Test) -> None:
        names = self._names
        known = (*names.models, *names.rules, *names.metrics, *names.journeys)
        if test.name.text not in known:
            self._lookup.unknown(test.name, f"There is no model, rule, metric or journey `{test.name.text}`", known)


def _may_split(field: ast.Field) -> bool:
    """Whether a figure is likely to be split by a field: by one that is no free text and no amount."""
    return isinstance(field.type, ast.ListType) or field.type.name.text not in ("text", "number", "money")
