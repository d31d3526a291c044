"""Which journey is meant."""

from __future__ import annotations

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.lang.names import Names
from cxengine.lang.naming.given import meant
from cxengine.suggest import did_you_mean


def journey_named(names: Names, name: str | None, *, changed: bool = False) -> str:
    """The journey of that name; without a name the only one, or with ``changed`` the only one that changes another.

    Raises CxError where there is none, or where several might be meant.
    """
    journeys = names.journeys
    fitting = [word for word, journey in journeys.items() if not changed or journey.changes is not None]
    if name is None and len(fitting) == 1:
        return fitting[0]
    if name is not None and (called := meant(name, journeys, names)) in journeys:
        return called
    listed = ", ".join(f"`{word}`" for word in fitting)
    problem = f"there is no journey `{name}`" if name is not None else "say which journey is meant"
    help = (did_you_mean(name, journeys) if name is not None else "") or (
        f"The journeys are {listed}." if fitting else "These rules have no such journey."
    )
    raise CxError([Diagnostic(code="unknown-journey", message=problem, help=help)])
