"""How the data were read, and that numbers are rounded, as text and as Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine.cli.written import write_assessment, write_metrics
from cxengine.report.data_read import MOST_NOTES, read_lines

RULES = """pack x: X
version 1 from 2019-01-01
subject service: Service
scale five 1 to 5: Satisfaction
table replies: Replies
  field service is service
  field happy is five
  PUBLISH
metric happy: Happy
  from replies
  formula share(happy >= 4)
model m for service: M
level 1: One
  criterion 1.1: Asked
    ask: Is it asked?
"""
ROWS = "service,happy\n" + "parks,5\n" * 11


def made(folder: Path, publish: str) -> cxengine.Program:
    (folder / "rules.cx").write_text(RULES.replace("  PUBLISH\n", publish and f"  {publish}\n"))
    (folder / "replies.csv").write_bytes(ROWS.encode() + "café,4\n".encode("cp1252"))
    toml = '[project]\nname = "x"\nas_of = 2019-03-31\n[sources.replies]\npath = "replies.csv"\n'
    (folder / "cx.toml").write_text(toml)
    return cxengine.compile(folder)


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize(("publish", "to"), [("publish counts rounded to 5", 5), ("publish as dasa", 10), ("", None)])
def test_what_was_decided_and_that_numbers_are_rounded_is_said(
    tmp_path: Path, form: str, publish: str, to: int | None
) -> None:
    program = made(tmp_path, publish)
    figures, assessed = program.metrics().to_dict(), program.assess().to_dict()
    assert [source["rounded_to"] for source in figures["sources"] if source["table"] == "replies"] == [to]
    for text in (write_metrics(figures, form, None), write_assessment(assessed, form, None, None)):
        said = " ".join(str(text).split())
        assert "How the data were read" in said and "replies: Read as Windows-1252 (cp1252)" in said
        assert (f"Numbers of rows of replies are rounded to {to}," in said) == (to is not None)


def test_no_more_notes_than_there_is_room_for() -> None:
    sources: list[dict[str, Any]] = [{"table": "a", "notes": ["n."] * 6}, {"table": "b", "notes": ["n."] * 5}]
    lines = read_lines({"sources": sources})
    assert len(lines) == MOST_NOTES + 1 and lines[-1] == "and 3 more; --format json has all of them"
