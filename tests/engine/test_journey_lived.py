"""As-is against to-be as people live it: by step, by stage and as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cxengine.cli import cx
from cxengine.engine.journey_routes import difference_of

RULES = """
pack repairs: Repairs
version 1 from 2026-01-01
party tenant: Tenant
party team: Repairs team
item mended: It is mended
journey now for tenant: As it is
  reaches mended
  stage asking: Asking
    step call: Call
      pain: Half an hour in a queue
      pain: Asked for the address twice
      emotion -2: Angry
      opportunity: A form
    step wait: Wait for a letter
      pain: Nobody says when
      emotion -1: Worried
      opportunity: Say when
      opportunity: Text messages
  stage mending: Mending
    step mend: Mend it
      gives mended
      emotion +1: Glad
      opportunity: Ask how it was
journey soon for tenant: As we want it
  changes now
  readiness: Most tenants have a phone
  merge steps call, wait into report: Report it and choose a time
    because: The calendar of the team can be shown
    question digital yes: On a form
  change step mend
    because: More is known beforehand
    opportunity: Ask at the door
    question necessary yes: Somebody has to come
  add step rate: Say how it was
    after mend
    because: Nobody asks now
    opportunity: Send the answers to the team
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with these two journeys."""
    (tmp_path / "rules.cx").write_text(RULES, "utf-8")
    (tmp_path / "cx.toml").write_text('[project]\nname = "Repairs"\n', "utf-8")
    return tmp_path


@pytest.fixture
def lived(folder: Path) -> dict[str, Any]:
    """What the difference says of people."""
    found: dict[str, Any] = difference_of(folder, None).to_dict()["lived"]
    return found


def test_every_step_of_both_journeys_stands_in_order_with_what_becomes_of_it(lived: dict[str, Any]) -> None:
    assert [(step["step"], step["fate"]) for step in lived["steps"]] == [
        ("report", "new"), ("call", "goes"), ("wait", "goes"), ("mend", "changed"), ("rate", "new"),
    ]  # fmt: skip
    call, mend = lived["steps"][1], lived["steps"][3]
    assert call["then"] is None and call["questions"] == []
    assert call["now"]["pains"] == ["Half an hour in a queue", "Asked for the address twice"]
    assert call["now"]["emotion"] == {"value": -2, "text": "Angry"}
    assert (mend["now"]["opportunities"], mend["then"]["opportunities"]) == (["Ask how it was"], ["Ask at the door"])
    assert [each["answer"] for each in mend["questions"]] == [True, None, None, None, None, None]


def test_whole_journeys_and_stages_are_counted(lived: dict[str, Any]) -> None:
    assert lived["now"]["experience"] == {
        "steps": 3, "pains": 3, "opportunities": 4, "emotions": 3, "lowest": -2, "highest": 1, "mean": -0.6667,
    }  # fmt: skip
    assert lived["then"]["experience"] == {
        "steps": 3, "pains": 0, "opportunities": 5, "emotions": 1, "lowest": 1, "highest": 1, "mean": 1,
    }  # fmt: skip
    asking, mending = lived["stages"]
    assert (asking["now"]["pains"], asking["then"]["pains"], asking["then"]["mean"]) == (3, 0, None)
    assert (mending["now"]["steps"], mending["then"]["steps"]) == (1, 2)


def test_the_text_says_what_goes_stays_and_comes(folder: Path) -> None:
    done = CliRunner().invoke(cx, ["journey", "diff", str(folder)], standalone_mode=False)
    text = " ".join(done.output.split())
    assert "Pain points 3 → 0" in text and "Mean emotion −0.67 → +1.00" in text
    assert "Asking: steps 2 → 1, pain points 3 → 0, opportunities 3, lowest emotion −2 → not said" in text
    assert "Pain points that go - Call: Half an hour in a queue" in text
    assert "- Call: −2; goes - Wait for a letter: −1; goes - Mend it: +1; is done" in text
    assert "Opportunities that go with their step - Mend it: Ask how it was" in text
    stay, _, new = text.partition("Opportunities that stay")[2].partition("New opportunities")
    assert "Report it and choose a time: Say when" in stay and "Ask at the door" not in stay
    assert "Mend it: Ask at the door" in new and "Say how it was: Send the answers to the team" in new
    assert "Mend it. Is the step necessary at all? Yes: Somebody has to come" in text
    assert "opportunity “Ask at the door”, not “Ask how it was”" in text
    assert "Is the step necessary at all? For “Report it and choose a time” and “Say how it was”." in text
    assert "Is there a more efficient way? For every step." in text
