"""Journeys: steps named once, ways that part and meet as both ends say, and an end for everybody."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.routes import check_routes
from cxengine.lang.checks.step_changes import check_changes
from cxengine.lang.checks.ways import check_ways
from cxengine.lang.cycles import in_order, path_in_words
from cxengine.lang.flows.changed import flow_of
from cxengine.lang.flows.written import placed_steps, written_steps
from cxengine.lang.resolve import declare_once


def check_journeys(checking: Checking) -> None:
    """Every journey, item and fact."""
    journeys = checking.names.journeys
    _check_circular_facts(checking)
    sound: set[str] = set()
    for name in _oldest_first(checking):
        if _is_sound(journeys[name], sound, checking):
            sound.add(name)


def _is_sound(journey: ast.Journey, sound: set[str], checking: Checking) -> bool:
    """Whether nothing is wrong with a journey and those that it changes; what is wrong there is told there."""
    before = len(checking.found)
    _check_steps(journey, checking)
    if journey.changes is not None:
        check_changes(journey, checking)
        if journey.changes.text not in sound or len(checking.found) > before:
            return False
    flow = flow_of(journey, checking.names.journeys, checking.error)
    if flow is None or not flow.steps or len(checking.found) > before or checking.lookup.incomplete:
        return False  # a line that could not be read may say where a step leads and what it gives
    if not check_ways(journey, flow, checking):
        check_routes(journey, flow, checking)
    return len(checking.found) == before


def _check_steps(journey: ast.Journey, checking: Checking) -> None:
    first: dict[str, tuple[str, ast.Name]] = {}
    stages: dict[str, tuple[str, ast.Name]] = {}
    for stage in journey.stages:
        declare_once(stage.name, "stage", stages, checking.found)
    for step, _ in placed_steps(journey):
        declare_once(step.name, "step", first, checking.found)
    if journey.changes is None:
        _check_has_steps(journey, checking)
    elif journey.steps or journey.stages:
        checking.error(
            "steps-beside-changes",
            (*journey.steps, *journey.stages)[0].span,
            f"`{journey.name}` changes another journey, and has steps of its own beside",
            "Write a new step as `add step NAME: Title`, with `after STEP`.",
        )
    for step in written_steps(journey):
        _check_step(step, checking)


def _check_has_steps(journey: ast.Journey, checking: Checking) -> None:
    changes = (*journey.removed, *journey.changed, *journey.merged, *journey.added)
    if checking.lookup.incomplete:
        return  # the broken line may say it
    if changes:
        checking.error(
            "changes-of-nothing",
            changes[0].span,
            f"`{journey.name}` does not say which journey this changes",
            f"Add a line below `journey {journey.name}`: `changes JOURNEY`.",
        )
    elif not journey.steps and not journey.stages:
        checking.error(
            "missing-clause",
            journey.span,
            f"`journey {journey.name}` has no steps",
            "Write `step NAME: TITLE` below it, a block for each, or `changes JOURNEY`.",
        )


def _check_step(step: ast.Step, checking: Checking) -> None:
    if step.emotion is not None and abs(step.emotion.value) > 2:
        checking.error(
            "bad-emotion",
            step.emotion.span,
            f"An emotion of {step.emotion.value} is beyond the scale",
            "Write one from -2 (very bad) to +2 (very good); 0 is neither.",
        )
    for length in (step.takes, step.waits):
        if length is not None and length.period.unit in ("month", "quarter", "year"):
            checking.error(
                "period-length",
                length.span,
                f"A {length.period.unit} has no fixed length, and the times of steps are added up",
                "Write days or weeks.",
            )
    asked: set[str] = set()
    for question in step.questions:
        if question.about.text in asked:
            checking.error(
                "written-twice",
                question.about.span,
                f"The question `{question.about}` is answered twice",
                "Keep one of the answers.",
            )
        asked.add(question.about.text)


def _oldest_first(checking: Checking) -> tuple[str, ...]:
    """The journeys, each after the one that it changes; those that would be made of themselves are told of."""
    journeys = checking.names.journeys
    rests = {name: [j.changes.text] if j.changes is not None else [] for name, j in journeys.items()}
    order, circles = in_order(rests)
    for circle in circles:
        changes = journeys[circle[0]].changes
        assert changes is not None
        checking.error(
            "circular-journeys",
            changes.span,
            f"The journey `{circle[0]}` would be made of itself: {path_in_words(circle)}",
            "Take one of the `changes` lines out.",
        )
    return order


def _check_circular_facts(checking: Checking) -> None:
    facts = checking.names.facts
    for circle in in_order({name: [n.text for n in fact.follows_from] for name, fact in facts.items()})[1]:
        place = next(name for name in facts[circle[0]].follows_from if name.text == circle[1])
        checking.error(
            "circular-facts",
            place.span,
            f"The fact `{circle[0]}` would follow from itself: {path_in_words(circle)}",
            "Take one of these out of a `follows from` line.",
        )
