"""Why a criterion came out as it did, and what guards a result."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from cxengine.engine.explaining.tree import Node, node_of, overrides_of, place_of
from cxengine.maturity.because import Because
from cxengine.maturity.evaluate import ModelResult
from cxengine.maturity.outcome import SAID
from cxengine.maturity.score_tree import Guard


def criterion_node(result: ModelResult, index: int) -> Node:
    criterion = result.outcomes.model.criteria[index]
    outcome = result.outcomes.now.outcomes[index]
    because = result.outcomes.because(index)
    title = f"{criterion.id} {criterion.declared.title}: {SAID[outcome]}"
    return attrs.evolve(
        node_of(because), text=title, outcome=outcome,
        because=(node_of(because), *overrides_of(criterion.declared, waived=outcome == "waived")),
        source=place_of(criterion.declared.span), would_change_it=because.would_change,
    )  # fmt: skip


def guard_nodes(withheld: Because | None, capped: Sequence[tuple[Guard, Because]]) -> tuple[Node, ...]:
    """What withholds the result of a model or an aspect, and the caps that hold or may."""
    found = [node_of(withheld)] if withheld is not None else []
    for cap, because in capped:
        holds = "held" if because.truth is True else "it is not known whether it is held"
        node = node_of(because)
        found.append(attrs.evolve(node, text=f"{holds} at level {cap.level} at most: {because.text}", because=(node,)))
    return tuple(found)
