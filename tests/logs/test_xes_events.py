"""Reading an XES file by its lines gives what reading it as a tree gives, whatever is in it."""

from __future__ import annotations

import io
from xml.sax.saxutils import quoteattr

from hypothesis import given, strategies as st

from cxengine.sources.xes_events import Columns, Cut, xes_events

KEYS = ("case:concept:name", "case:x", "concept:name", "x")
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=6)
ATTRIBUTES = st.dictionaries(st.sampled_from(["concept:name", "x", "y"]), TEXT, max_size=3)
TRACES = st.lists(st.tuples(ATTRIBUTES, st.lists(ATTRIBUTES, max_size=4)), max_size=5)


def written(traces: list[tuple[dict[str, str], list[dict[str, str]]]], end: str) -> bytes:
    """An XES file with an element on each line, or all on one."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<log>", '<string key="concept:name" value="whole"/>']
    for own, events in traces:
        lines += ["<trace>", *map(attribute, own.items())]
        for event in events:
            lines += ["<event>", *map(attribute, event.items()), "</event>"]
        lines.append("</trace>")
    return (end.join([*lines, "</log>"]) + "\n").encode()


def attribute(pair: tuple[str, str]) -> str:
    """One attribute."""
    return f'<string key="{pair[0]}" value={quoteattr(pair[1])}/>'


def all_of(content: bytes) -> Columns:
    """Every column, whole."""
    cut, found = Cut(), {key: [] for key in KEYS}
    for batch in xes_events(io.BytesIO(content), KEYS, cut):
        for key, values in batch.items():
            found[key] += values
    assert not cut.message
    return found


@given(TRACES)
def test_lines_and_trees_agree(traces: list[tuple[dict[str, str], list[dict[str, str]]]]) -> None:
    found = all_of(written(traces, "\n"))
    assert found == all_of(written(traces, "")) == all_of(written(traces, "\r\n"))
    assert found["x"] == [event.get("x") for _, events in traces for event in events]
    assert found["case:x"] == [own.get("x") for own, events in traces for _ in events]


@given(TRACES, st.data())
def test_a_file_that_is_cut_anywhere_is_told_and_keeps_whole_traces(
    traces: list[tuple[dict[str, str], list[dict[str, str]]]], data: st.DataObject
) -> None:
    content = written(traces, "\n")
    body = content.index(b"<log>") + len(b"<log>")
    at = data.draw(st.integers(body, content.rindex(b"</log>") + len(b"</log") - 1))
    cut, events = Cut(), 0
    for batch in xes_events(io.BytesIO(content[:at]), KEYS, cut):
        events += len(batch["x"])
    assert cut.message
    whole, seen = 0, 0
    for own, its in traces:
        seen = content.index(b"</trace>", seen) + len(b"</trace>")
        whole += len(its) if seen <= at else 0
        assert own is not None
    assert events == whole
