"""Subjects as rows that metrics count: what is recorded of each, and the levels and scores that its models give it.

Models are evaluated in the order in which they rest on one another: first those that ask for no figure over levels,
then those that ask for figures over their levels, and so on. The checker has refused circles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import attrs

from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.open_levels import OpenLevels
from cxengine.host.contracts import LoadedTable
from cxengine.lang import ast
from cxengine.lang.checks.roll_ups import rests_on
from cxengine.lang.cycles import in_order
from cxengine.lang.names import LevelMeaning, Names, ScoreMeaning, subject_rows
from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.evaluate import ModelResult
from cxengine.metrics import levels
from cxengine.subjects import AttributeValue, SubjectKey, SubjectRecord

if TYPE_CHECKING:
    import pyarrow as pa

    from cxengine.engine.running import Run
    from cxengine.metrics.suppression.decisions import Decisions

Results = Mapping[SubjectKey, ModelResult]
_MINUTES_A_DAY = 1440
_DIGITS = 38
"""Of the whole numbers that engines count with."""


class WithSubjects(NamedTuple):
    """The tables that were read with one for each kind of subject that a metric counts, and what is open in these.

    ``decided`` is what is hidden of tables whose rows were looked at on the way there.
    """

    tables: Mapping[str, LoadedTable]
    open_levels: OpenLevels
    decided: Decisions | None = None


def with_subjects(run: Run) -> WithSubjects:
    """What metrics count."""
    names, tables = run.program.names, dict(run.inputs.tables)
    asked_of = dict.fromkeys(m.table.text for m in names.metrics.values() if m.table is not None)
    kinds = [kind for kind in asked_of if kind in names.subjects and run.records(kind)]
    for kind in kinds:
        tables[kind] = _table(names.subjects[kind], run.records(kind), names)
    counted = WithSubjects(tables, OpenLevels(names, run.inputs.tree))
    for models in layers(names, run.program.models):
        run.tell("Working out the levels that measures count")
        counted = _with_levels(run, models, counted)
    return counted


def layers(names: Names, models: Sequence[CompiledModel]) -> tuple[tuple[CompiledModel, ...], ...]:
    """The models whose levels or scores some metric counts, each after those that it rests on."""
    needs = rests_on(names)
    counted = {m.model.name.text for m in names.meanings.values() if isinstance(m, LevelMeaning | ScoreMeaning)}
    depth: dict[str, int] = {}
    for name in in_order(needs)[0]:
        below = max((depth.get(other, 0) for other in needs[name]), default=0)
        depth[name] = below + (name in names.models)
    deepest = max((depth[name] for name in counted), default=0)
    return tuple(
        chosen
        for layer in range(1, deepest + 1)
        if (chosen := tuple(m for m in models if (n := m.declared.name.text) in counted and depth[n] == layer))
    )


def _with_levels(run: Run, models: Sequence[CompiledModel], counted: WithSubjects) -> WithSubjects:
    """The same with the levels and scores that these models give."""
    asked = list(models)
    for model in asked:
        asked += [m for m in run.program.models if m.declared.name.text in model.others and m not in asked]
    requests = [(model.declared.subject.text, ref) for model in asked for ref in model.refs]
    measurements = run.measured(requests, counted)
    tables, open_levels = dict(counted.tables), counted.open_levels
    for model in models:
        kind = model.declared.subject.text
        results = {r.key: run.result(r, model, measurements, counted.open_levels) for r in run.records(kind)}
        open_levels = open_levels.also(model, results)
        if kind in tables:
            tables[kind] = _with_model(tables[kind], model.declared, results)
    return WithSubjects(tables, open_levels, measurements.decided)


def _table(subject: ast.Subject, records: Sequence[SubjectRecord], names: Names) -> LoadedTable:
    from cxengine.sources.given import raw_from_object
    from cxengine.sources.load import typed_table

    table = subject_rows(subject)
    rows = [
        {subject.name.text: record.key.id, **{field.name.text: _raw(record, field) for field in table.fields[1:]}}
        for record in records
    ]
    loaded = typed_table(table, names, raw_from_object(rows), found=Diagnostics())
    assert loaded is not None and loaded.data.num_rows == len(records), f"the {subject.name} rows do not fit"
    return loaded


def _raw(record: SubjectRecord, field: ast.Field) -> AttributeValue | Decimal | None:
    """What is recorded of a subject, as a source would hold it."""
    value = record.attributes.get(field.name.text)
    if not isinstance(value, Fraction):
        return value
    if isinstance(field.type, ast.NamedType) and field.type.name.text == "minutes":
        value *= _MINUTES_A_DAY
    return Decimal(value.numerator) / Decimal(value.denominator)


def _with_model(loaded: LoadedTable, model: ast.Model, results: Results) -> LoadedTable:
    """The rows with what the model gives each subject: the columns that ``metrics.levels`` names.

    Of a subject whose result is withheld there is no level and no score; where a scorer says no level, none of these.
    """
    kind = model.subject.text
    given = {key: result for key, result in results.items() if result.withheld is None}
    found = [given.get(SubjectKey(kind, id)) for id in loaded.held.column(kind).to_pylist()]
    score = [None if each is None else each.score.value for each in found]
    levelled = [None if each is None or each.not_said is not None else each for each in found]
    low = [None if each is None else each.range.low for each in levelled]
    high = [None if each is None else each.range.high for each in levelled]
    parts: dict[levels.Part, list[int | None]] = {
        "certain": [one if one == other else None for one, other in zip(low, high, strict=True)],
        "low": low,
        "high": high,
        "score above": [None if each is None else each.numerator for each in score],
        "score below": [None if each is None else each.denominator for each in score],
    }
    data = loaded.held
    for part, values in parts.items():
        if any(abs(each) >= 10**_DIGITS for each in values if each is not None):
            raise CxError([_too_fine(model)])
        data = data.append_column(levels.column(model, part).name, _whole(values))
    return attrs.evolve(loaded, data=data)


def _whole(values: list[int | None]) -> pa.Array:
    """In 64 bits where these hold them all."""
    import pyarrow as pa

    narrow = all(abs(each) < 2**63 for each in values if each is not None)
    return pa.array(values, pa.int64() if narrow else pa.decimal128(_DIGITS, 0))


def _too_fine(model: ast.Model) -> Diagnostic:
    return Diagnostic(
        code="number-too-large",
        message=f"the scores of model {model.name} are fractions of more than {_DIGITS} digits, too many to be counted",
        help="Take rounder weights, such as 10 and 25, or a line `round half up to 4 decimals` in the model.",
    )
