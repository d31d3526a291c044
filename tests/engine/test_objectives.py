"""The golden thread in results: what supports what, and what supports nothing."""

from __future__ import annotations

from datetime import date
from io import StringIO

from rich.console import Console

import cxengine
from cxengine.engine.assessment import Assessment
from cxengine.engine.explanation import explain
from cxengine.report.text import draw_assessment

RULES = """pack thread: Thread
version 1 from 2018-04-01
subject council: Council
table replies: Replies
  key id
  field id is text
  field council is council
  field ok is yes_no
objective vision: Customers first
objective hearing: We hear them
  supports vision
  note: From the strategy
metric replied: Replies
  from replies
  formula count
metric fine: Fine replies
  from replies
  formula count(ok is yes)
metric rate: How many are fine
  formula fine / replied
  supports hearing
metric stray: Strays
  from replies
  formula count(ok is no)
model care for council: Care
  level 1: First
    criterion 1.1: Traced by its metric
      when rate >= 0.5
    criterion 1.2: Traced by itself
      ask: Is it?
      supports vision
    criterion 1.3: Not traced
      ask: Is it?
"""


def assessed() -> Assessment:
    data = {"council": [{"id": "c", "title": "C"}], "replies": [{"id": "1", "council": "c", "ok": True}]}
    return cxengine.compile({"thread.cx": RULES}).assess(data, as_of=date(2019, 3, 31))


def test_each_objective_has_what_supports_it() -> None:
    vision, hearing = assessed().objectives
    assert (vision.supports, vision.objectives, vision.metrics) == ((), ("hearing",), ())
    assert [(each.model, each.criterion) for each in vision.criteria] == [("thread.care", "1.2")]
    assert (hearing.supports, hearing.metrics, hearing.notes) == (("vision",), ("rate",), ("From the strategy",))


def test_what_supports_nothing_is_named_but_not_what_is_traced_through_others() -> None:
    untraced = assessed().untraced
    assert untraced.metrics == ("stray",)
    assert [each.criterion for each in untraced.criteria] == ["1.3"]


def test_without_objectives_nothing_is_untraced() -> None:
    lines = [line for line in RULES.split("\n") if not any(w in line for w in ("objective", "supports", "note"))]
    assert cxengine.compile({"thread.cx": "\n".join(lines)}).assess({}).untraced.metrics == ()


def test_the_report_shows_the_thread_as_a_tree() -> None:
    held = StringIO()
    draw_assessment(assessed().to_dict(), Console(file=held, width=90))
    said = held.getvalue()
    assert "  Customers first: 1 criterion" in said
    assert "    We hear them: 1 metric" in said
    assert "  For no objective: Strays and criterion 1.3" in said


def test_an_objective_explains_itself_by_what_supports_it() -> None:
    tree = explain(assessed(), "council:c", "vision").tree
    assert [node.text.partition(":")[0] for node in tree.because] == ["We hear them (C)", "1.2 Traced by itself"]
    assert tree.because[0].because[0].text.startswith("How many are fine: 1.0")
