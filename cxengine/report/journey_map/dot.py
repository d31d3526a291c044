"""A journey in the language of Graphviz, for drawing programs."""

from __future__ import annotations

from collections.abc import Iterator

from cxengine.report.journey_map.sheet_drawing import Map, map_of
from cxengine.report.journey_map.step_words import condition
from cxengine.report.journey_map.way import Column
from cxengine.report.wording import Result, number


def as_dot(journey: Result) -> str:
    """The text of a directed graph: stages as clusters, shares at the arrows, ways back dashed."""
    return "\n".join(_lines(journey, map_of(journey))) + "\n"


def _lines(journey: Result, drawn: Map) -> Iterator[str]:
    yield f"digraph {_quoted(journey['journey'])} {{"
    yield f"  label={_quoted(journey['title'] or journey['journey'])}"
    yield '  labelloc="t" rankdir="LR" fontname="Arial"'
    yield '  node [shape="box" style="rounded" fontname="Arial"]'
    yield '  edge [fontname="Arial"]'
    titles = {stage["stage"]: stage["title"] or stage["stage"] for stage in journey["stages"]}
    for place, (stage, first, last) in enumerate(drawn.way.runs(), start=1):
        indent = "  "
        if stage is not None:
            yield f"  subgraph cluster_{place} {{"
            yield f"    label={_quoted(titles[stage])}"
            indent = "    "
        for at in range(first, last + 1):
            yield from (indent + line for line in _nodes(at, drawn.way.columns[at], drawn))
        if stage is not None:
            yield "  }"
    for at in drawn.way.splits:
        yield f'  n{at} -> split_{at} [arrowhead="none"]'
    for at in drawn.way.joins:
        yield f"  join_{at} -> n{at}"
    for arrow in drawn.way.arrows:
        start = f"split_{arrow.start}" if arrow.start in drawn.way.splits else f"n{arrow.start}"
        end = f"join_{arrow.end}" if arrow.end in drawn.way.joins else f"n{arrow.end}"
        share = f" [label={_quoted(f'{number(arrow.share)}%')}]" if arrow.share is not None else ""
        yield f"  {start} -> {end}{share}"
    for back in drawn.way.returns:
        said = _quoted(f"{number(back.share)}% go back: {back.why}")
        yield f'  n{back.start} -> n{back.end} [label={said} style="dashed" constraint="false"]'
    yield "}"


def _nodes(at: int, column: Column, drawn: Map) -> Iterator[str]:
    """The step, and where ways meet before it or part after it."""
    if at in drawn.way.joins:
        yield f"join_{at} {_joint(drawn.way.joins[at])}"
    if column.step is None:
        yield f'n{at} [shape="point"]'
    else:
        said = [f"{column.number}. {column.step['title'] or column.name}"]
        only = condition(column.step, drawn.facts)
        marks = drawn.marks.get(column.name, ())
        said += [only] if only else []
        said += [mark.text for mark in marks]
        heavy = ' penwidth="3"' if any(mark.strong for mark in marks) else ""
        yield f"n{at} [label={_quoted(chr(10).join(said))}{heavy}]"
    if at in drawn.way.splits:
        yield f"split_{at} {_joint(drawn.way.splits[at])}"


def _joint(joint: str) -> str:
    shape = "diamond" if joint == "or" else "square"
    return f'[label="{joint}" shape="{shape}" style="" width="0.3" margin="0.02"]'


def _quoted(text: str) -> str:
    """Text in quotes; lines are broken as Graphviz writes it."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return '"' + "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines) + '"'
