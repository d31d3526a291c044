"""Objectives: no circle, and none that nothing supports."""

from __future__ import annotations

from cxengine.lang.checks.checking import Checking
from cxengine.lang.cycles import in_order, path_in_words
from cxengine.lang.golden_thread import threads


def check_objectives(checking: Checking) -> None:
    """The golden thread, once all expressions have been looked at."""
    objectives = checking.names.objectives
    needs = {name: tuple(wider.text for wider in objective.supports) for name, objective in objectives.items()}
    for circle in in_order(needs)[1] if not checking.lookup.incomplete else ():
        place = next(wider for wider in objectives[circle[0]].supports if wider.text == circle[1])
        checking.error(
            "circular-objectives",
            place.span,
            f"The objective `{circle[0]}` would support itself: {path_in_words(circle)}",
            "Take one `supports` line out.",
        )
    if checking.lookup.incomplete or not objectives:
        return
    misspelt = {diagnostic.span for diagnostic in checking.found if diagnostic.code == "unknown-name"}
    for thread in threads(checking.names):
        name = thread.objective.name
        if not thread.is_supported and name.span not in misspelt:
            checking.found.warning(
                "unsupported-objective",
                name.span,
                f"Nothing supports the objective `{name.text}`",
                f"Write `supports {name.text}` in the metrics and criteria that serve it.",
            )
