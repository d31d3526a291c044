"""`stop at first unmet` in an aspect: its own criteria are asked in turn, those of others all the same."""

from __future__ import annotations

from typing import Any

import pytest

import cxengine
from cxengine.diagnostics import CxError

HEAD = "pack p: P\nversion 1 from 2018-01-01\nsubject service: Service\nmodel m for service: M\n  score is share met\n"
RULES = (
    HEAD
    + "  aspect a: A\n    stop at first unmet\n  aspect inner: I\n    in a\n  aspect b: B\n  level 1: One\n"
    + "".join(f"  criterion {name}: C\n    aspect {of}\n    ask: Q?\n" for name, of in (
        ("x1", "a"), ("y1", "b"), ("x2", "inner"), ("y2", "b"), ("x3", "a"),
    ))
)  # fmt: skip


def outcomes(**said: str) -> dict[str, Any]:
    """The outcome of each criterion, and why."""
    answers = [{"subject": "s", "criterion": name, "answer": answer} for name, answer in said.items()]
    program = cxengine.compile({"p.cx": RULES})
    result = program.assess({"service": [{"id": "s", "title": "S"}], "answers": answers}).to_dict()
    model = result["subjects"][0]["models"][0]
    return {each["criterion"]: (each["outcome"], each["because"]["text"]) for each in model["criteria"]}


def test_what_comes_after_the_first_unmet_of_the_aspect_is_not_asked() -> None:
    found = outcomes(x1="unmet", y1="unmet", x2="met", y2="met", x3="met")
    assert {name: outcome for name, (outcome, _) in found.items()} == {
        "x1": "unmet", "y1": "unmet", "x2": "unmet", "y2": "met", "x3": "unmet",
    }  # fmt: skip
    assert found["x3"][1] == (
        "not asked, because x1 (C) stands before it and is not met; what was answered, “met”, counts for nothing"
    )


def test_after_one_that_is_unknown_nobody_knows_whether_the_next_is_asked() -> None:
    found = outcomes(y1="met", x2="met", y2="met", x3="unmet")
    assert [found[name][0] for name in ("x1", "y1", "x2", "y2", "x3")] == ["unknown", "met", "unknown", "met", "unmet"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("    unmet when criterion x3 is unmet\n", "circular-criteria"),
        ("    obligation must not\n", "must-not-where-asking-stops"),
    ],
)
def test_what_does_not_go_with_it(line: str, code: str) -> None:
    with pytest.raises(CxError) as refused:
        cxengine.compile(
            {"p.cx": RULES.replace("criterion x1: C\n    aspect a\n", f"criterion x1: C\n    aspect a\n{line}")}
        )
    assert [each.code for each in refused.value.diagnostics if each.severity == "error"] == [code]


def test_a_circle_through_two_rows_is_told() -> None:
    """x2 comes after x1, which rests on y2, which comes after y1, which rests on x2."""
    text = RULES.replace("aspect b: B\n", "aspect b: B\n    stop at first unmet\n")
    text = text.replace(
        "criterion x1: C\n    aspect a\n", "criterion x1: C\n    aspect a\n    unmet when criterion y2 is unmet\n"
    )
    text = text.replace(
        "criterion y1: C\n    aspect b\n", "criterion y1: C\n    aspect b\n    unmet when criterion x2 is unmet\n"
    )
    with pytest.raises(CxError) as refused:
        cxengine.compile({"p.cx": text})
    assert "circular-criteria" in [each.code for each in refused.value.diagnostics]
