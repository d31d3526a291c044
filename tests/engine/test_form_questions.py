"""The questionnaire asks nobody what does not apply to them, and everybody what may."""

from __future__ import annotations

from pathlib import Path

import pytest

import cxengine
from cxengine.engine.form import questions

RULES = """pack p: P
version 1 from 2026-01-01
subject service: Service
  field phone is yes_no, may be missing
  field opened is date, may be missing
table calls: Calls
  field service is service
metric called: Calls
  from calls
  formula count
model m for service: M
  level 1: One
    criterion 1.1: Asked of all
      ask: So?
    criterion 1.2: Tried
      ask: So?
      applies when CONDITION
"""
TAKEN = """model other for service: Other
  level 1: One
    criterion taken: Taken
      answer from m 1.2
      applies when phone is no
"""
LIST = "id,title,phone,opened\nyes,Yes,yes,2020-01-01\nno,No,no,2020-01-01\nopen,Open,,\n"


def asked(folder: Path, condition: str, more: str = "") -> set[str]:
    """The subjects that 1.2 is asked of; 1.1 is asked of all."""
    (folder / "p.cx").write_text(RULES.replace("CONDITION", condition) + more, "utf-8")
    (folder / "services.csv").write_text(LIST, "utf-8")
    (folder / "cx.toml").write_text(
        '[project]\nas_of = "2026-03-31"\n[sources.service]\nplugin = "csv"\npath = "services.csv"\n', "utf-8"
    )
    found = questions(cxengine.compile(folder))
    assert {each.title for each in found if each.criterion == "1.1"} == {"Yes", "No", "Open"}
    return {each.title for each in found if each.criterion == "1.2"}


@pytest.mark.parametrize(
    ("condition", "whom"),
    [
        ("phone is yes", {"Yes", "Open"}),
        ("not phone is yes", {"No", "Open"}),
        ("phone is yes and called >= 10", {"Yes", "Open"}),
        ("phone is yes or called >= 10", {"Yes", "No", "Open"}),
        ("phone is yes or criterion 1.1 is met", {"Yes", "No", "Open"}),
        ("called is known", {"Yes", "No", "Open"}),
        ("phone is known", {"Yes", "No"}),
        ("opened in last 12 months", {"Yes", "No", "Open"}),
        ("opened >= today - 12 months", {"Yes", "No", "Open"}),
        ("opened >= 2024-01-01", {"Open"}),
    ],
)
def test_only_what_is_settled_by_the_list_is_left_out(condition: str, whom: set[str], tmp_path: Path) -> None:
    assert asked(tmp_path, condition) == whom


def test_what_another_criterion_takes_the_answer_of_is_asked_where_that_one_applies(tmp_path: Path) -> None:
    assert asked(tmp_path, "phone is yes", TAKEN) == {"Yes", "No", "Open"}
    assert asked(tmp_path, "phone is yes", TAKEN.replace("phone is no", "phone is yes")) == {"Yes", "Open"}
