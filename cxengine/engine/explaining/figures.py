"""What a figure rests on."""

from __future__ import annotations

from cxengine.engine.explaining.tree import Node, counted, overrides_of, place_of
from cxengine.engine.figures import amount_words, plain_number
from cxengine.engine.said.metrics import MetricSaid, StandardSaid
from cxengine.lang import ast
from cxengine.maturity.words import rounded
from cxengine.metrics.measured import Unplaced
from cxengine.source import NOWHERE


def metric_node(metric: MetricSaid, declared: ast.Metric | None) -> Node:
    measured = metric.measured
    details: list[Node] = []
    if measured is not None and measured.n is not None:
        left_out = _rows_left_out(measured.excluded, measured.unplaced)
        details.append(Node(text=f"{counted(measured.n, 'row counts', 'rows count')}; {left_out}"))
    if measured is not None and measured.hits is not None:
        details.append(Node(text=f"{measured.hits:,} of them {'fits' if measured.hits == 1 else 'fit'} the formula"))
    if measured is not None and measured.misses is not None:
        details.append(Node(text=f"{counted(measured.misses, 'counts', 'count')} against it"))
    if metric.low is not None and metric.high is not None:
        ends = f"{amount_words(metric.low, metric.unit)} to {amount_words(metric.high, metric.unit)}"
        details.append(Node(text=f"{plain_number(rounded(metric.confidence * 100, 6))}% interval: {ends}"))
    if metric.target is not None:
        stands = {"met": "met", "unmet": "not met"}.get(metric.status or "", "not to be judged")
        target = amount_words(metric.target, metric.unit)
        whose = "its own target" if metric.target_own else "target"
        details.append(Node(text=f"{whose} {metric.target_bound} {target}: {stands}"))
    details += [_standard(each, metric.unit) for each in metric.standards]
    return Node(
        text=f"{metric.title}: {metric.shown}",
        value=metric.value,
        target=metric.target,
        n=metric.n,
        outcome=metric.status,
        because=(*details, *(overrides_of(declared) if declared is not None else ())),
        missing=(metric.unknown,) if metric.unknown else (),
        source=place_of(declared.span if declared is not None else NOWHERE),
    )


def _rows_left_out(excluded: int, unplaced: Unplaced) -> str:
    """Why rows do not count; where it may not be told how many are of a group, for either reason."""
    missing = "left out because a field is missing"
    if not unplaced.groups or not excluded or unplaced.count == 0:
        return f"{excluded:,} {missing}"
    why = f"no population is given for {', '.join(unplaced.groups)}"
    if unplaced.count is None:
        return f"{excluded:,} {missing}, or because {why}"
    rest = excluded - unplaced.count
    return f"{unplaced.count:,} left out because {why}" + (f"; {rest:,} {missing}" if rest else "")


def _standard(standard: StandardSaid, unit: str) -> Node:
    """``standard good, at least 75%: met``."""
    stands = {True: "met", False: "not met", None: "not to be judged"}[standard.met]
    named = standard.standard.replace("_", " ")
    return Node(text=f"standard {named}, {standard.bound} {amount_words(standard.at, unit)}: {stands}")
