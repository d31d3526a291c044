"""What a run has counted, known before its tables are read: rows that are looked at can be counted in the same pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

import attrs

from cxengine.engine.journey_figures import listings_of_steps, metrics_of_steps
from cxengine.lang import ast
from cxengine.subjects import SubjectTree

if TYPE_CHECKING:
    from cxengine.engine.program import Program
    from cxengine.metrics.planning import Listing, Request


@attrs.frozen(kw_only=True)
class Wanted:
    """Figures of subjects (``requests``) and of groups (``listings``), and those of the earlier date (``again``)."""

    requests: tuple[Request, ...] = ()
    listings: tuple[Listing, ...] = ()
    again: tuple[ast.Ref, ...] = ()


Wish = Callable[[SubjectTree, date | None], Wanted]
"""What is wanted of the listed subjects, and the date that is compared with."""


def nothing(tree: SubjectTree, since: date | None) -> Wanted:
    """Nothing that is known ahead."""
    return Wanted()


def of_assessment(program: Program, kinds: Iterable[str]) -> Wanted:
    """All metrics that models and rules read or the result shows, for subjects of these kinds."""
    requests: list[Request] = [(model.declared.subject.text, ref) for model in program.models for ref in model.refs]
    requests += [(rule.declared.subject.text, ref) for rule in program.findings for ref in rule.refs]
    shown = [(kind, reference(metric)) for kind in dict.fromkeys(kinds) for metric in metrics_of(program, kind)]
    return Wanted(
        requests=(*requests, *shown),
        listings=tuple(listings_of_steps(metrics_of_steps(program.names))),
        again=tuple(ref for _, ref in shown),
    )


def metrics_of(program: Program, kind: str) -> tuple[ast.Metric, ...]:
    """The metrics that a kind of subject has: those of its own rows and of the rows of kinds below it."""
    kinds = program.types.kinds
    whose = ((metric, kinds.get(name)) for name, metric in program.names.metrics.items())
    return tuple(metric for metric, known in whose if known is None or kind in known)


def reference(metric: ast.Metric) -> ast.Ref:
    """A metric as it stands: for the assessed subject, on the assessment date."""
    return ast.Ref(ast.Name(metric.name.text))
