"""What a figure rests on: the rows, the dates, the formula as written, and how its interval is worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cxengine.engine.assessment import Assessment, SubjectSaid
from cxengine.engine.explaining.formulas import effective_words, parts_of_figure, percent_words
from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explaining.tree import Node, counted, overrides_of, place_of
from cxengine.engine.figures import amount_words
from cxengine.engine.said.metrics import MetricSaid, StandardSaid
from cxengine.engine.said.words import Number
from cxengine.lang import ast, dates
from cxengine.lang.publishing import policy_of
from cxengine.lang.unparse import unparse
from cxengine.lang.walk import references, walk
from cxengine.maturity.words import day_words, standing_words
from cxengine.metrics.measured import Measured
from cxengine.source import NOWHERE

_METHODS: Mapping[str, str] = {
    "share": "the Wilson score interval", "nps": "the adjusted Wald interval",
    "score": "the adjusted Wald interval of a score of each row", "mean": "Student's t",
    "count": "Byar's approximation for a count",
}  # fmt: skip


def figure_node(metric: MetricSaid, declared: ast.Metric | None = None, more: tuple[Node, ...] = ()) -> Node:
    """A figure with its interval, target and standards, and ``more`` of what it rests on."""
    details = list(more)
    if metric.low is not None and metric.high is not None and metric.measured is not None:
        details.append(_interval(metric, metric.measured))
    if metric.target is not None:
        met = {"met": True, "unmet": False}.get(metric.status or "")
        stands = _stands(met, metric.value, metric.target, metric.target_bound)
        target = amount_words(metric.target, metric.unit)
        whose = "its own target" if metric.target_own else "target"
        details.append(Node(kind="target", text=f"{whose} {metric.target_bound} {target}: {stands}"))
    details += [_standard(each, metric) for each in metric.standards]
    return Node(
        kind="metric",
        text=f"{metric.title}: {metric.shown}",
        value=metric.value,
        target=metric.target,
        n=metric.n,
        outcome=metric.status,
        because=(*details, *(overrides_of(declared) if declared is not None else ())),
        missing=(metric.unknown,) if metric.unknown else (),
        source=place_of(declared.span if declared is not None else NOWHERE),
    )


def metric_node(metric: MetricSaid, said: SubjectSaid, assessment: Assessment, rules: RuleBook) -> Node:
    """A figure with all that it rests on. Of a hidden one stands there what the rules say, and no number."""
    declared = rules.metrics.get(metric.metric)
    if declared is None:
        return figure_node(metric)
    table = rules.tables.get(declared.table.text) if declared.table is not None else None
    others = {each.metric: each for each in said.metrics}
    more = (
        *rules.lines(declared, "formula"),
        *parts_of_figure(metric, declared, others, policy_of(table) if table is not None else None),
        *_rows_read(declared, assessment, rules),
        *_conditions(declared, assessment.as_of),
        *_rows(metric, declared, table),
        *_weights(metric),
        *rules.lines(declared, "needs"),
        *_published(table, rules),
    )
    return figure_node(metric, declared, more)


def _published(table: ast.Table | None, rules: RuleBook) -> Iterator[Node]:
    """What the table says of small groups."""
    if table is not None:
        yield from rules.lines(table, "publish groups of", "publish counts rounded to", "publish as")


def _rows_read(declared: ast.Metric, assessment: Assessment, rules: RuleBook) -> Iterator[Node]:
    """The table, and how many rows of it were read and rejected, as the load report says."""
    for line in rules.lines(declared, "from"):
        source = next((each for each in assessment.sources if f"from {each.table}" in (line.text, "from")), None)
        text = line.text
        if source is not None and source.plugin is not None and source.rows is not None:
            text += f": {counted(source.rows, 'row was read', 'rows were read')}, {source.rejected:,} rejected"
        yield Node(kind="table", text=text, source=line.source)


def _conditions(declared: ast.Metric, as_of: date) -> Iterator[Node]:
    """Which rows are kept, each condition by itself; of a window with the days that it is."""
    for whole in declared.where:
        for part in whole.parts if isinstance(whole, ast.And) else (whole,):
            if isinstance(part, ast.InLast):
                first, last = dates.window(as_of, part.period, full=part.full)
                text = f"where {unparse(part)}: {day_words(first)} to {day_words(last)}, both in"
                yield Node(kind="window", text=text, from_=first, to=last, source=place_of(part.span))
            else:
                uses_today = any(isinstance(each, ast.Today) for each in walk(part))
                today = f" (today is {day_words(as_of)})" if uses_today else ""
                yield Node(kind="filter", text=f"where {unparse(part)}{today}", source=place_of(part.span))


def _rows(metric: MetricSaid, declared: ast.Metric, table: ast.Table | None) -> Iterator[Node]:
    """How many rows count, and how many are left out and why."""
    measured = metric.measured
    if measured is None or measured.n is None or metric.suppressed or metric.combined:
        return
    fields = {field.name.text for field in table.fields} if table is not None else set()
    refs = references(declared.formula) if declared.formula is not None else ()
    named = [ref.name.text for ref in refs if ref.name.text in fields]
    left_out = _rows_left_out(measured, tuple(dict.fromkeys(named)))
    yield Node(kind="rows", text=f"{counted(measured.n, 'row counts', 'rows count')}; {left_out}", n=measured.n)


def _rows_left_out(measured: Measured, fields: tuple[str, ...]) -> str:
    """Why rows do not count; where it may not be told how many are of a group, for either reason."""
    excluded, unplaced = measured.excluded, measured.unplaced
    which = f"{' or '.join(f'`{name}`' for name in fields)} is missing" if fields else "a field is missing"
    missing = f"left out because {which}"
    if not unplaced.groups or not excluded or unplaced.count == 0:
        return f"{excluded:,} {missing}"
    why = f"no population is given for {', '.join(unplaced.groups)}"
    if unplaced.count is None:
        return f"{excluded:,} {missing}, or because {why}"
    rest = excluded - unplaced.count
    return f"{unplaced.count:,} left out because {why}" + (f"; {rest:,} {missing}" if rest else "")


def _weights(metric: MetricSaid) -> Iterator[Node]:
    """Whether answers count for the people that they stand for."""
    measured = metric.measured
    if measured is None or metric.suppressed:
        return
    if measured.weighing is not None and measured.n is not None:
        text = f"weighted: an answer counts for as many people as it stands for; {measured.n:,} are "
        yield Node(kind="weights", text=text + effective_words(measured.weighing.effective))


def _interval(metric: MetricSaid, measured: Measured) -> Node:
    assert metric.low is not None and metric.high is not None
    ends = f"{amount_words(metric.low, metric.unit)} to {amount_words(metric.high, metric.unit)}"
    how = _METHODS.get(measured.estimator, "")
    how += " of the function in it" if measured.turned is not None and how else ""
    if measured.weighing is not None and how:
        how += f" of {measured.weighing.effective:,.1f} answers"
    if measured.population is not None and measured.estimator != "count" and how:
        if measured.n is not None and measured.n > measured.population:
            how += f", not narrowed, because {measured.n:,} answers are more than the {measured.population:,} people"
        else:
            how += f", narrowed because {measured.n:,} of {measured.population:,} people answered"
    return Node(
        kind="interval", text=f"{percent_words(measured.confidence)} interval: {ends}{f', by {how}' if how else ''}"
    )


def _standard(standard: StandardSaid, metric: MetricSaid) -> Node:
    """``standard good, at least 75%: met``."""
    stands = _stands(standard.met, metric.value, standard.at, standard.bound)
    named = standard.standard.replace("_", " ")
    at = amount_words(standard.at, metric.unit)
    return Node(kind="standard", text=f"standard {named}, {standard.bound} {at}: {stands}")


def _stands(met: bool | None, value: Number | None, at: Number, bound: str | None) -> str:
    return "not to be judged" if met is None else standing_words(met, value, at, bound)
