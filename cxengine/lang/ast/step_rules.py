"""Rules over two steps of a journey."""

from __future__ import annotations

from typing import Literal

import attrs

from cxengine.lang.ast.declarations import Action, Declaration, Severity
from cxengine.lang.ast.expressions import Expr, Name, spanned
from cxengine.source import Span

Confidence = Literal["certain", "likely", "review"]


@attrs.frozen
class Sureness:
    """``confidence certain [when COND]``: how sure a finding is; of several the first that holds counts."""

    confidence: Confidence
    when: Expr | None = None
    span: Span = spanned()


@attrs.frozen(kw_only=True)
class StepRule(Declaration):
    """``rule twice for steps first, later [in journey NAME]: Title``: a finding about two steps for which ``when``
    holds.

    ``removes`` is the one of the two that could go; ``heuristic`` the name of the one behind the suggestion.
    """

    first: Name
    later: Name
    journey: Name | None = None
    when: Expr | None = None
    severity: Severity = "medium"
    finding: tuple[str | Expr, ...] = ()
    sureness: tuple[Sureness, ...] = ()
    removes: Name | None = None
    heuristic: Name | None = None
    suggestion: str = ""
    actions: tuple[Action, ...] = ()

    @property
    def steps(self) -> tuple[str, str]:
        """The names by which the rule calls the two steps."""
        return (self.first.text, self.later.text)
