"""A query made fit for an engine whose SQL differs where the renderer says nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cxengine.lang.phrases import WITH_OTHERS

if TYPE_CHECKING:
    from sqlglot import exp


def rewritten(query: exp.Expr, rule: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """The query with each node as the rule has it, what is inside a node before the node. It is changed in place."""
    for node in reversed(list(query.walk())):
        made = rule(node)
        if made is not node:
            node.replace(made)
    return query


def one_by_one(text: exp.Expr) -> exp.Expr:
    """A text of which an engine that looks at whole words tells the small letters as of each letter by itself."""
    from sqlglot import exp

    letters = [exp.Literal.string(each) for each in WITH_OTHERS]
    return exp.Anonymous(this="TRANSLATE", expressions=[text, *letters])
