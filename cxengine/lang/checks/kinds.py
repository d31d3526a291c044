"""Whose figure a metric is: which kinds of subject it can be worked out for."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.field_types import field_type, has_unknown_type
from cxengine.lang.names import SubjectRows
from cxengine.lang.scope import Scope
from cxengine.lang.types import SubjectType
from cxengine.lang.walk import references


def kinds_of_rows(metric: ast.Metric, checking: Checking) -> frozenset[str] | None:
    """The kind that the rows name and those it belongs to; without one, the kinds that belong to nothing.

    None where the table is not declared or its subject field is in doubt.
    """
    names = checking.names
    table = names.rows(metric.table.text) if metric.table is not None else None
    if table is None:
        return None
    field = names.subject_field(metric)
    if field is not None:
        given = field_type(field, names)
        if not isinstance(given, SubjectType):
            return None
        above = checking.kinds_above(given.kind)
        if not is_about_itself(table, field):
            return frozenset((given.kind, *above))
        return frozenset(above) or None  # that there is nobody above is told of once
    if has_unknown_type(table, names):
        return None
    return frozenset(kind for kind, subject in names.subjects.items() if subject.belongs_to is None)


def is_about_itself(table: ast.Table, field: ast.Field) -> bool:
    """Whether the rows are subjects of a kind, each counted for those that it belongs to and not for itself."""
    return isinstance(table, SubjectRows) and field.name == table.name


def kinds_of_combination(metric: ast.Metric, checking: Checking) -> frozenset[str] | None:
    """The kinds for which every metric in the formula can be worked out; reported where there are none."""
    if metric.formula is None:
        return None
    common: frozenset[str] | None = None
    for ref in references(metric.formula):
        used = checking.metric_of(ref)
        if used is None:
            continue
        kinds = checking.metric_kinds.get(used.name.text)
        if kinds is None:
            return None
        if ref.of is not None:
            if ref.of.text not in checking.names.subjects or ref.of.text not in kinds:
                return None
            kinds = checking.kinds_below(ref.of.text)
        common = kinds if common is None else common & kinds
    if common is not None and not common and checking.names.subjects:
        checking.error(
            "no-common-subject",
            metric.formula.span,
            "These metrics are about different kinds of subject, so there is none for which both can be worked out",
            "Say whose figure is meant, for instance `csat of council`.",
        )
        return None
    return common


def check_kind(ref: ast.Ref, metric: ast.Metric, scope: Scope, checking: Checking) -> None:
    """Report `csat of council` where the assessed kind has no council, and a figure that the kind does not have."""
    names = checking.names
    assessed = scope.subject.name.text if scope.subject is not None else None
    if ref.of is not None:
        wanted = ref.of.text
        if wanted not in names.subjects:
            checking.lookup.unknown(ref.of, f"There is no kind of subject `{wanted}`", names.subjects)
            return
        if assessed is not None and wanted != assessed and wanted not in checking.kinds_above(assessed):
            if checking.lookup.incomplete:
                return
            known = (assessed, *checking.kinds_above(assessed))
            checking.error(
                "not-belonging",
                ref.of.span,
                f"A {assessed} does not belong to a {wanted}",
                f"It is or belongs to: {', '.join(f'`{kind}`' for kind in known)}.",
            )
            return
    else:
        if assessed is None:
            return
        wanted = assessed
    kinds = checking.metric_kinds.get(metric.name.text)
    homeless = metric.table is not None and checking.names.subject_field(metric) is None
    cause = metric.table.text if metric.table is not None and homeless else metric.name.text
    once = ("wrong-subject", cause, wanted)
    if kinds is not None and wanted not in kinds and once not in checking.said:
        checking.said.add(once)
        _refuse(ref, metric, wanted, kinds, checking)


def _refuse(ref: ast.Ref, metric: ast.Metric, wanted: str, kinds: frozenset[str], checking: Checking) -> None:
    if checking.lookup.incomplete:
        return  # what the figure is of may stand in the broken line
    word = metric.name.text
    if metric.table is None or checking.names.subject_field(metric) is not None:
        said = f"`{word}` is worked out for {_listed(kinds)}, and so there is no figure for a {wanted}"
    else:
        table = metric.table.text
        said = f"`{word}` is about the whole project, as the table `{table}` names no subject, and a {wanted} is a part"
    above = [kind for kind in checking.kinds_above(wanted) if kind in kinds]
    help = f"Write `{word} of {above[0]}`" if above and ref.of is None else "Use another metric"
    checking.error("wrong-subject", ref.span, said, f"{help}, or add a field with the {wanted} to the table.")


def _listed(kinds: frozenset[str]) -> str:
    words = [f"a {kind}" for kind in sorted(kinds)]
    return " or ".join(words) if words else "nobody"
