"""What to do about a criterion that is not met."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="action",
    within=("criterion", "rule"),
    form="action NAME: TITLE",
    about="What to do where the criterion is not met, or where the rule finds something.",
    clauses=(
        ClauseRow(
            "when", "?", "when CONDITION", "It is proposed exactly when this holds, even if its criterion is met."
        ),
        ClauseRow("owner", "?", "owner PARTY", "Who sees to it."),
        ClauseRow(
            "at",
            "?",
            "at team",
            "Where it improves things: organisation, department, service, team or individual.",
        ),
        ClauseRow(
            "effort",
            "?",
            "effort 20 days",
            "How much work it is; `, estimate` where no source gives the figure.",
        ),
        ClauseRow("costs", "?", "costs £4,000 a year", "What it costs; `, estimate` where no source gives the figure."),
        ClauseRow("after", "*", "after ACTION and ACTION", "The actions that must be finished before."),
        ClauseRow("not before", "?", "not before 2026-04-01", "The day before which it cannot start."),
        ClauseRow("phase", "?", "phase PHASE", "The stretch of the roadmap it falls into."),
        ClauseRow("only with investment", "?", "only with investment", "It cannot be done without new money."),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Action:
    """The node of an action. Its effort is a length of time, its cost is in pounds."""
    effort, effort_estimate = block.one("effort") or (None, False)
    cost, yearly, cost_estimate = block.one("costs") or (None, False, False)
    return ast.Action(
        when=block.one("when"),
        owner=block.one("owner"),
        at=block.one("at"),
        effort=effort,
        effort_estimate=effort_estimate,
        cost=cost,
        cost_a_year=yearly,
        cost_estimate=cost_estimate,
        after=block.joined("after"),
        not_before=block.one("not before"),
        phase=block.one("phase"),
        only_with_investment=block.has("only with investment"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
