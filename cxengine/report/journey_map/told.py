"""A journey told in order: what the drawing shows, for those who read or hear it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from cxengine.report.journey_map import step_words
from cxengine.report.journey_map.sheet_drawing import Map
from cxengine.report.wording import Result, counted, listed, number


@attrs.frozen(kw_only=True)
class StepTold:
    """A step: its lines, each with what it says of, and where it leads."""

    number: int
    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    leads: str


@attrs.frozen(kw_only=True)
class StageTold:
    """A stretch of the journey; ``title`` is None where the steps stand in no stage."""

    title: str | None
    about: str
    steps: tuple[StepTold, ...]


def stages_told(journey: Result, drawn: Map) -> tuple[StageTold, ...]:
    """Every step in the order of its number, by stage."""
    stages = {stage["stage"]: stage for stage in journey["stages"]}
    found = []
    for name, first, last in drawn.way.runs():
        columns = [column for column in drawn.way.columns[first : last + 1] if column.step is not None]
        stage = stages.get(name or "")
        if columns:
            found.append(
                StageTold(
                    title=(stage["title"] or stage["stage"]) if stage is not None else None,
                    about=experience_words(stage["experience"]) if stage is not None else "",
                    steps=tuple(_step(column.step, column.number, drawn) for column in columns if column.step),
                )
            )
    return tuple(found)


def experience_words(lived: Result) -> str:
    """``2 steps, 3 pain points, 1 opportunity; emotion from −1 to +1, +0.50 on average``."""
    parts = [counted(lived["steps"], "step"), counted(lived["pains"], "pain point")]
    parts.append(counted(lived["opportunities"], "opportunity", "opportunities"))
    text = ", ".join(parts)
    if not lived["emotions"]:
        return f"{text}; no step says how people feel"
    low, high = step_words.emotion_sign(lived["lowest"]), step_words.emotion_sign(lived["highest"])
    span = low if low == high else f"from {low} to {high}"
    mean = f", {step_words.mean_emotion(lived['mean'])} on average" if low != high else ""
    return f"{text}; emotion {span}{mean}"


def told(journey: Result, drawn: Map) -> str:
    """The whole journey as one text."""
    return " ".join(_sentences(journey, drawn))


def _sentences(journey: Result, drawn: Map) -> Iterator[str]:
    yield f"For {journey['for']['title']}: {experience_words(journey['experience'])}."
    if journey["draft"]:
        yield f"Draft: {journey['draft']}"
    for stage in stages_told(journey, drawn):
        if stage.title is not None:
            yield f"Stage {stage.title}."
        for step in stage.steps:
            rows = " ".join(f"{label}: {'; '.join(said)}." for label, said in step.rows)
            yield f"Step {step.number}, {step.title}. {rows} {step.leads}".replace("..", ".")
    for place, finding in enumerate(journey["findings"], start=1):
        yield f"Finding {place}. {step_words.finding_words(finding)}"


def _step(step: Result, place: int | None, drawn: Map) -> StepTold:
    assert place is not None
    said: list[tuple[str, list[str]]] = []
    only = step_words.condition(step, drawn.facts)
    if only:
        said.append(("For", [only]))
    for lane in drawn.lanes:
        if lane.curve and step["emotion"] is not None:
            value = step["emotion"]["value"]
            feeling = f"{step_words.emotion_sign(value)} ({step_words.FEELINGS[value]})"
            said.append((lane.title, [f"{feeling}: {step['emotion']['text']}" if step["emotion"]["text"] else feeling]))
        elif not lane.curve:
            said.append((lane.title, lane.said(step)))
    said.append(("Papers", step_words.handed_on(step, drawn.items)))
    said.append(("Marks", [mark.text for mark in drawn.marks.get(step["step"], ())]))
    said.append(("Notes of the authors", list(step["notes"])))
    return StepTold(
        number=place,
        title=step["title"] or step["step"],
        rows=tuple((label, tuple(words)) for label, words in said if words),
        leads=_leads(step, drawn),
    )


def _leads(step: Result, drawn: Map) -> str:
    """Where the step leads, by the numbers of the steps."""
    ways = list(_ways(step["step"], drawn))
    if not ways:
        return "The journey ends here."
    if len(ways) == 1:
        return f"Then {ways[0]}."
    if step["split"] == "or":
        return f"Then {', '.join(ways[:-1])} or {ways[-1]}."
    return f"Then side by side: {listed(ways)}."


def _ways(name: str, drawn: Map) -> Iterator[str]:
    columns = drawn.way.columns
    places: Mapping[str, int] = {column.name: at for at, column in enumerate(columns)}
    for arrow in drawn.way.arrows:
        if arrow.start == places[name]:
            column = columns[arrow.end]
            share = f" ({number(arrow.share)}% of cases)" if arrow.share is not None else ""
            yield (f"step {column.number}" if column.number is not None else "where ways meet") + share
