"""What every name in a set of rule files stands for: the first side table, beside the tree."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

import attrs

from cxengine.lang import ast
from cxengine.lang.types import Type
from cxengine.lang.vocabulary import VOCABULARY, Vocabulary
from cxengine.source import Span


@attrs.frozen
class FieldMeaning:
    """A column of the metric's table."""

    table: ast.Table
    field: ast.Field


@attrs.frozen
class AttributeMeaning:
    """A field of the assessed subject."""

    subject: ast.Subject
    field: ast.Field


@attrs.frozen
class MetricMeaning:
    """A metric: its value for the assessed subject on the assessment date."""

    metric: ast.Metric


@attrs.frozen
class LevelMeaning:
    """``level of supply``: between which levels of the model the subject of a row certainly is."""

    model: ast.Model


@attrs.frozen
class ScoreMeaning:
    """``score of supply``: the score that the model gives the subject of a row."""

    model: ast.Model


BY_SEGMENT = "segment"
"""``by segment``: the metric for each segment of its table."""


@attrs.frozen
class SegmentMeaning:
    """A segment, as the condition on a row that it stands for."""

    segment: ast.Segment


@attrs.frozen
class FunctionMeaning:
    """A function of the language: a row of ``lang/functions.py``, or one of a plugin."""

    name: str


@attrs.frozen
class MissingMeaning:
    """A function that nobody offers, while a plugin is left out that may be its own."""

    reason: str


Value = str | Fraction | bool
"""A named value in the form that the data hold: an option's name, a point's number, True for ``yes``."""


@attrs.frozen
class ValueMeaning:
    """An option, a point, yes or no."""

    value: Value


@attrs.frozen
class PartMeaning:
    """A score or a level of the model that a condition belongs to: of an aspect, of a level, or its own score."""

    what: Literal["level", "score"]
    aspect: str | None = None
    level: int | None = None


Meaning = (
    FieldMeaning | AttributeMeaning | MetricMeaning | LevelMeaning | ScoreMeaning
    | SegmentMeaning | FunctionMeaning | MissingMeaning | ValueMeaning | PartMeaning
)  # fmt: skip


@attrs.frozen(kw_only=True)
class SubjectRows(ast.Table):
    """The listed subjects of a kind as a table: a row each, in which a field of the kind's own name holds its id."""


def subject_rows(subject: ast.Subject) -> SubjectRows:
    """The rows of a kind of subject. What is not recorded of a subject is missing in its row."""
    own = ast.Field(name=subject.name, type=ast.NamedType(subject.name), span=subject.name.span)
    fields = tuple(attrs.evolve(field, may_be_missing=True) for field in subject.fields if field.name != subject.name)
    return SubjectRows(
        name=subject.name,
        title=subject.title,
        fields=(own, *fields),
        publish_at_least=subject.publish_at_least,
        span=subject.span,
    )


@attrs.frozen(kw_only=True)
class Names:
    """Every declaration by its name, and what each reference in an expression stands for.

    ``meanings`` and ``types`` are keyed by the span of the expression (for a ``Ref``, the span of the Ref).
    """

    packs: tuple[ast.Pack, ...] = ()
    parties: Mapping[str, ast.Party] = attrs.field(factory=dict)
    scales: Mapping[str, ast.Scale] = attrs.field(factory=dict)
    categories: Mapping[str, ast.Category] = attrs.field(factory=dict)
    subjects: Mapping[str, ast.Subject] = attrs.field(factory=dict)
    tables: Mapping[str, ast.Table] = attrs.field(factory=dict)
    metrics: Mapping[str, ast.Metric] = attrs.field(factory=dict)
    models: Mapping[str, ast.Model] = attrs.field(factory=dict)
    rules: Mapping[str, ast.Rule] = attrs.field(factory=dict)
    step_rules: Mapping[str, ast.StepRule] = attrs.field(factory=dict)
    segments: Mapping[str, ast.Segment] = attrs.field(factory=dict)
    themes: Mapping[str, ast.Theme] = attrs.field(factory=dict)
    objectives: Mapping[str, ast.Objective] = attrs.field(factory=dict)
    items: Mapping[str, ast.Item] = attrs.field(factory=dict)
    facts: Mapping[str, ast.Fact] = attrs.field(factory=dict)
    journeys: Mapping[str, ast.Journey] = attrs.field(factory=dict)
    tests: tuple[ast.Test, ...] = ()
    calendars: Mapping[str, ast.WorkingCalendar] = attrs.field(factory=dict, repr=False)
    """By which the working days of each rule file are counted, where its pack names one."""
    removed: Mapping[str, ast.Overridden] = attrs.field(factory=dict, repr=False)
    """What overrides took out, by name."""
    meanings: Mapping[Span, Meaning] = attrs.field(factory=dict, repr=False)
    vocabulary: Vocabulary = attrs.field(default=VOCABULARY, repr=False)
    """The words of plugins."""

    def segments_of(self, table: str) -> tuple[ast.Segment, ...]:
        """The segments of the rows of a table, in the order of the files."""
        return tuple(s for s in self.segments.values() if s.table is not None and s.table.text == table)

    def rows(self, name: str) -> ast.Table | None:
        """The table of a name, or the listed subjects of a kind as one; None where there is neither."""
        if name in self.tables:
            return self.tables[name]
        return subject_rows(self.subjects[name]) if name in self.subjects else None

    def category_of_steps(self, name: Literal["channel", "contact_reason"]) -> ast.Category | None:
        """The category that steps of journeys choose from; where several packs have one, the options of all."""
        found = [each for word, each in self.categories.items() if word.rpartition(".")[2] == name]
        options: dict[str, ast.Option] = {}
        for each in found:
            for option in each.options:
                options.setdefault(option.name.text, option)
        return attrs.evolve(found[0], options=tuple(options.values())) if found else None

    def subject_field(self, metric: ast.Metric) -> ast.Field | None:
        """The field of the metric's table that says whom a row is about; None where a table has none."""
        table = self.rows(metric.table.text) if metric.table is not None else None
        if table is None:
            return None
        fields = [
            field
            for field in table.fields
            if isinstance(field.type, ast.NamedType) and field.type.name.text in self.subjects
        ]
        if metric.subject is not None:
            named = [f for f in fields if f.name == metric.subject]
            kinds = [f for f in fields if isinstance(f.type, ast.NamedType) and f.type.name == metric.subject]
            fields = named or kinds
        return fields[0] if fields else None

    def parents(self, kind: str) -> tuple[str, ...]:
        """The kinds a subject kind belongs to, nearest first."""
        found: list[str] = []
        subject = self.subjects.get(kind)
        while subject is not None and subject.belongs_to is not None and subject.belongs_to.text not in found:
            found.append(subject.belongs_to.text)
            subject = self.subjects.get(subject.belongs_to.text)
        return tuple(found)


@attrs.frozen(kw_only=True)
class Types:
    """The type of each expression (by span), of each metric (by name), and of each field's data."""

    expressions: Mapping[Span, Type] = attrs.field(factory=dict, repr=False)
    metrics: Mapping[str, Type] = attrs.field(factory=dict)
    kinds: Mapping[str, frozenset[str] | None] = attrs.field(factory=dict)
    """The kinds of subject that each metric is worked out for; None where that cannot be said."""
