"""The declarations of the language, one module each: a row of the table of blocks, and how the node is built."""

from __future__ import annotations

from cxengine.lang.blocks import Construct
from cxengine.lang.constructs import (
    action,
    aspect,
    band,
    calendar,
    category,
    criterion,
    fact,
    item,
    journey,
    level,
    metric,
    model,
    objective,
    option,
    overrides,
    pack,
    party,
    phase,
    point,
    rule,
    scale,
    segment,
    stage,
    step,
    step_changes,
    subject,
    table,
    test,
    theme,
)

CONSTRUCTS: tuple[Construct, ...] = (
    pack.CONSTRUCT,
    party.CONSTRUCT,
    calendar.CONSTRUCT,
    scale.CONSTRUCT,
    point.CONSTRUCT,
    category.CONSTRUCT,
    option.CONSTRUCT,
    subject.CONSTRUCT,
    table.CONSTRUCT,
    objective.CONSTRUCT,
    segment.CONSTRUCT,
    theme.CONSTRUCT,
    metric.CONSTRUCT,
    model.CONSTRUCT,
    aspect.CONSTRUCT,
    band.CONSTRUCT,
    phase.CONSTRUCT,
    level.CONSTRUCT,
    criterion.CONSTRUCT,
    rule.CONSTRUCT,
    action.CONSTRUCT,
    item.CONSTRUCT,
    fact.CONSTRUCT,
    journey.CONSTRUCT,
    stage.CONSTRUCT,
    step.CONSTRUCT,
    *step_changes.CONSTRUCTS,
    *overrides.CONSTRUCTS,
    test.CONSTRUCT,
)
"""In the order in which a reader meets them."""

TABLE: dict[str, Construct] = {construct.row.kind: construct for construct in CONSTRUCTS}

_CHANGES = (*overrides.CONSTRUCTS, *step_changes.CONSTRUCTS)
_NOT_OVERRIDABLE = {
    "pack", "test", "point", "option", "stage", "step", *(construct.row.kind for construct in _CHANGES)
}  # fmt: skip
OVERRIDABLE: tuple[str, ...] = tuple(kind for kind in TABLE if kind not in _NOT_OVERRIDABLE)
"""What another pack may change or remove. Points and options are changed with their scale or category."""
