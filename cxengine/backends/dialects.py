"""A query made fit for an engine whose SQL differs where the renderer says nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


def rewritten(query: exp.Expr, rule: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """The query with each node as the rule has it, what is inside a node before the node. It is changed in place."""
    for node in reversed(list(query.walk())):
        made = rule(node)
        if made is not node:
            node.replace(made)
    return query
