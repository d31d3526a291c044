"""Conditions that ask whether an answer is at least another one: `criterion 3.4 is at least 60%`."""

from __future__ import annotations

from datetime import date

import pytest

import cxengine
from cxengine.diagnostics import CxError
from cxengine.engine.said.levels import ModelSaid
from tests.maturity.assessing import HEAD, assessed, model_of

ON = date(2019, 3, 31)
SCALES = """scale trained is percent: How many?
scale looked is date: When?
scale five 0 to 5, higher is better: How far?
scale worry 1 to 5, lower is better: How worried?
"""
ASKED = {
    "trained": ("60%", "90%"), "looked": ("2018-01-01", "2019-01-01"), "five": ("3", "4"), "worry": ("3", "2"),
}  # fmt: skip
"""What levels 1 and 2 ask for on each scale."""


def text(scale: str, *lines: str, criterion: str = "") -> str:
    """A model whose criterion stands in no level, and whose levels ask how far its answer goes."""
    first, second = ASKED[scale]
    head = "\n".join(("model m for service: M", *(f"  {line}" for line in lines)))
    return SCALES + head + f"""
  criterion own: Own
    ask: So?
    scale {scale}
{criterion}  level 1: One
    when criterion own is at least {first}
  level 2: Two
    when criterion own is at least {second}
"""


def level(said: ModelSaid) -> tuple[int, int, int, bool]:
    """The level, and what it could be."""
    assert said.level is not None and said.could_be is not None
    return said.level.number, said.could_be.from_, said.could_be.to, said.could_be.exact


@pytest.mark.parametrize(
    ("scale", "answers"),
    [
        ("trained", {"59.99%": 0, "60%": 1, "89.9%": 1, "90%": 2, "100%": 2}),
        ("looked", {"never": 0, "2017-12-31": 0, "2018-01-01": 1, "2018-12-31": 1, "2019-01-01": 2}),
        ("five", {"2": 0, "3": 1, "4": 2, "5": 2}),
        ("worry", {"5": 0, "4": 0, "3": 1, "2": 2, "1": 2}),
    ],
)
def test_levels_ask_how_far_an_answer_goes(scale: str, answers: dict[str, int]) -> None:
    for answer, wanted in answers.items():
        assert level(model_of(text(scale), {"own": answer}, as_of=ON)) == (wanted, wanted, wanted, True)


@pytest.mark.parametrize("scale", ASKED)
def test_an_open_answer_could_be_any(scale: str) -> None:
    assert level(model_of(text(scale), as_of=ON)) == (0, 0, 2, True)
    assert level(model_of(text(scale, "unknown counts as met"), as_of=ON))[0] == 2
    assert level(model_of(text(scale, "unknown counts as unmet"), as_of=ON))[0] == 0


def test_the_target_and_what_conditions_ask_for_do_not_disturb_each_other() -> None:
    for target in ("40%", "60%", "75%", "95%"):
        made = text("trained", "score is mean", criterion=f"    target at least {target}\n")
        said = model_of(made, {"own": "75%"}, as_of=ON)
        assert level(said) == (1, 1, 1, True)
        assert (said.criteria[0].outcome == "met") is (int(target[:-1]) <= 75) and float(said.score or 0) == 0.75


@pytest.mark.parametrize(("rule", "wanted"), [("lowest", 0), ("highest", 2), ("mean", 1)])
def test_of_several_people_what_they_come_to_counts(rule: str, wanted: int) -> None:
    made = text("trained", "assessed by self, peer", f"on disagreement take {rule}")
    rows = [{"kind": "service", "subject": "s", "criterion": "own", "assessor": who, "answer": answer}
            for who, answer in (("self", "92%"), ("peer", "30%"))]  # fmt: skip
    sources = {"service": [{"id": "s", "title": "S"}], "answers": rows}
    found = cxengine.compile({"t.cx": HEAD + made}).assess(sources, as_of=ON)
    assert level(found["service:s"].models[0])[0] == wanted


def test_what_does_not_apply_is_waived_or_lacks_its_proof_reaches_nothing() -> None:
    for clause, answer in (("not applicable allowed", "not applicable"), ("applies when a is yes", "90%")):
        said = model_of(text("trained", criterion=f"    {clause}\n"), {"own": answer}, as_of=ON, a=False)
        assert level(said) == (0, 0, 0, True)
    bare = model_of(text("trained", criterion="    evidence required\n"), {"own": "90%"}, as_of=ON)
    assert level(bare) == (0, 0, 2, True)


def test_the_reason_says_what_is_asked() -> None:
    said = model_of(text("trained"), {"own": "70%"}, as_of=ON)
    assert said.to_next.condition is not None
    assert said.to_next.condition.text == "criterion own (Own) is not at least 90%: answered “70%”"
    open_ = model_of(text("trained"), as_of=ON).to_next.condition
    assert open_ is not None and open_.text == "criterion own (Own) may or may not be at least 60%: not answered yet"


def test_an_action_may_wait_for_an_answer() -> None:
    action = "    action more: Train more\n      when criterion own is not at least 80%\n"
    made = text("trained", criterion=action)
    given = {answer: [a.action for a in assessed(made, {"own": answer}, as_of=ON).actions] for answer in ("79%", "80%")}
    assert given == {"79%": ["more"], "80%": []}


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (text("looked", criterion="    target in last 12 months\n"), "counts back from the assessment date"),
        (text("looked", "assessed by self, peer"), "several people answer criterion own"),
        (text("trained").replace("at least 60%", "at least 0%"), "every answer is at least `0%`"),
        (text("trained").replace("at least 60%", "at least 2018-01-01"), "`2018-01-01` is no answer to criterion own"),
        (text("five").replace("at least 4", "at least 9"), "Write one of `1`, `2`, `3`, `4`, `5`."),
    ],
)
def test_what_has_no_order_or_is_no_answer_is_refused(made: str, told: str) -> None:
    with pytest.raises(CxError) as caught:
        cxengine.compile({"t.cx": HEAD + made})
    assert told.casefold() in str(caught.value).casefold()


def test_one_answer_may_serve_two_criteria_of_one_model_and_is_never_two_things_at_once() -> None:
    strict = "    answer from m own\n    scale trained\n    target at least 95%\n"
    made = text("trained").replace("  level 1: One", f"  criterion strict: Strict\n{strict}  level 1: One")
    said = model_of(made, {"own": "93%"}, as_of=ON)
    assert [criterion.outcome for criterion in said.criteria] == ["partly", "partly"]
    both = made.replace("is at least 90%", "is unmet and criterion strict is met")
    assert level(model_of(both, as_of=ON)) == (0, 0, 2, False)
