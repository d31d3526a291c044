"""A journey as a flowchart of Mermaid, which wikis and repositories draw."""

from __future__ import annotations

from collections.abc import Iterator

from cxengine.report.journey_map.sheet_drawing import Map, map_of
from cxengine.report.journey_map.step_words import condition
from cxengine.report.journey_map.way import Column
from cxengine.report.wording import Result, number


def as_mermaid(journey: Result) -> str:
    """The text of a flowchart: stages as boxes round their steps, shares at the arrows, ways back dashed."""
    return "\n".join(_lines(journey, map_of(journey))) + "\n"


def _lines(journey: Result, drawn: Map) -> Iterator[str]:
    yield "flowchart LR"
    yield f"  accTitle: {_plain(journey['title'] or journey['journey'])}"
    yield f"  accDescr: {_plain('For ' + journey['for']['title'])}, {len(drawn.numbers)} steps"
    titles = {stage["stage"]: stage["title"] or stage["stage"] for stage in journey["stages"]}
    for place, (stage, first, last) in enumerate(drawn.way.runs(), start=1):
        indent = "  "
        if stage is not None:
            yield f'  subgraph stage_{place}["{_quoted(titles[stage])}"]'
            indent = "    "
        for at in range(first, last + 1):
            if at in drawn.way.joins:
                yield f"{indent}join_{at}{_joint(drawn.way.joins[at])}"
            yield indent + _node(at, drawn.way.columns[at], drawn)
            if at in drawn.way.splits:
                yield f"{indent}split_{at}{_joint(drawn.way.splits[at])}"
        if stage is not None:
            yield "  end"
    for arrow in drawn.way.arrows:
        share = f'|"{number(arrow.share)}%"|' if arrow.share is not None else ""
        yield f"  {_from(arrow.start, drawn)} -->{share} {_to(arrow.end, drawn)}"
    for at in drawn.way.splits:
        yield f"  n{at} --- split_{at}"
    for at in drawn.way.joins:
        yield f"  join_{at} --> n{at}"
    for back in drawn.way.returns:
        yield f'  n{back.start} -.->|"{_quoted(f"{number(back.share)}% go back: {back.why}")}"| n{back.end}'
    marked = [f"n{at}" for at, column in enumerate(drawn.way.columns) if _is_marked(column, drawn)]
    if marked:
        yield "  classDef finding stroke-width:4px,stroke-dasharray:6 3"
        yield f"  class {','.join(marked)} finding"


def _node(at: int, column: Column, drawn: Map) -> str:
    if column.step is None:
        return f'n{at}((" "))'
    said = [f"{column.number}. {column.step['title'] or column.name}"]
    only = condition(column.step, drawn.facts)
    said += [only] if only else []
    said += [mark.text for mark in drawn.marks.get(column.name, ())]
    return f'n{at}["{"<br/>".join(_quoted(line) for line in said)}"]'


def _from(at: int, drawn: Map) -> str:
    return f"split_{at}" if at in drawn.way.splits else f"n{at}"


def _to(at: int, drawn: Map) -> str:
    return f"join_{at}" if at in drawn.way.joins else f"n{at}"


def _joint(joint: str) -> str:
    return '{"or"}' if joint == "or" else '["and"]'


def _is_marked(column: Column, drawn: Map) -> bool:
    return any(mark.strong for mark in drawn.marks.get(column.name, ()))


def _quoted(text: str) -> str:
    """Text for a label in quotes: whatever Mermaid or a browser would take for markup stands as a number."""
    joined = " ".join(text.split())
    return "".join(sign if sign.isalnum() or sign in " .,:;!?()%£+-–—’“”/'" else f"#{ord(sign)};" for sign in joined)


def _plain(text: str) -> str:
    """Text for a title, which ends with its line and knows no escapes: what would end it earlier is left out."""
    return " ".join("".join(sign if sign not in "#;{}<>%" else " " for sign in text).split())
