"""The scorer and the posts at work in an assessment."""

from __future__ import annotations

from pathlib import Path

import cxengine

SERVICES = "id,title\nhousing_repairs,Council housing repairs\n"
ANSWERS = "subject,criterion,answer\nservice:housing_repairs,1.1,met\nservice:housing_repairs,2.1,partly\n"
RULES = """\
pack own: Our own
version 1 from 2018-04-01

subject service: Service
party head: Head of service

model progress for service: How far along
  unknown counts as unmet
  score by enfield_progress

level 1: Started
  criterion 1.1: A plan is agreed
    ask: Is there a plan?
level 2: Under way
  criterion 2.1: The plan is carried out
    ask: Is it carried out?
    action carry_out: Carry the plan out
      owner head
"""
TOML = """\
[project]
name = "Enfield"
as_of = "2019-03-31"
plugins = ["enfield"]
[sources.service]
path = "services.csv"
[sources.answers]
path = "answers.csv"
"""


def test_a_score_and_a_post(tmp_path: Path) -> None:
    for name, text in {"services.csv": SERVICES, "answers.csv": ANSWERS, "own.cx": RULES, "cx.toml": TOML}.items():
        (tmp_path / name).write_text(text, "utf-8")
    result = cxengine.compile(tmp_path).assess().to_dict()
    (model,) = result["subjects"][0]["models"]
    assert (model["score"], model["score_from"], model["score_to"]) == (1.5, 0, 5)
    (action,) = result["actions"]
    assert (action["owner"], action["owner_title"]) == ("head", "Head of Council Housing")
