"""Mistakes in overrides and in what packs say of one another: one message each, at the place, with advice."""

from __future__ import annotations

import pytest

from tests.lang.marked import marks, unmarked
from tests.lang.overriding import OWN, SHARED, folded, over
from tests.lang.reading import at

BECAUSE = "\n  because: We do\n"

CASES = [
    ("change metric «csta»\n  needs 3 answers", "unknown-name", "Did you mean `csat`?"),
    ("change criterion «2.9»\n  ask: So?", "unknown-name", "Did you mean `2.1`?"),
    ("change action «people»\n  costs £5", "unknown-name", "Write `change aspect people`."),
    ("«change metric csat»", "changes-nothing", "Write below it the lines"),
    ("change criterion 1.1\n  «without reviw»", "nothing-to-take-out", "Did you mean `review`?"),
    ("change criterion 1.1\n  «without weight»", "nothing-to-take-out", "`review every`"),
    ("change metric csat\n  «without formula»", "missing-clause", "Write `formula VALUE`"),
    ("change criterion 1.1\n  «without ask»", "missing-clause", "Write `ask: QUESTION` or `answer from PACK ID`"),
    ("«change criterion 1.3»\n  when csat >= 80%", "repeated-clause", "Write `without ask` as well."),
    ("add criterion «1.2»: Again\n  aspect process\n  ask: So?", "duplicate-name", "write `change criterion 1.2`"),
    ("add criterion «7.1»: New\n  aspect process\n  ask: So?", "no-level", "Its levels are 1 to 2."),
    ("add criterion «letters»: New\n  aspect process\n  ask: So?", "no-level", "Write `in level 3` below it."),
    ("«change criterion 1.1»\n  in level 7", "no-level", "Its levels are 1 to 2."),
    ("«change metric csat»\n  in level 2", "misplaced-clause", "Only a criterion can move"),
    ("add «level» 3: Third", "not-overridable", "A level belongs to the model that is extended: `change level`"),
    ("add «phase» now: Now", "not-overridable", "For other phases declare a model of your own"),
    ("add «metric» mine: Mine", "not-overridable", "Declare it as in any pack: `metric NAME: TITLE`."),
    ("metric mine: Mine\n  formula csat\nchange metric «mine»\n  formula csat * 2", "own-override", "Write it there"),
]


def assert_said(texts: dict[str, str], code: str, help: str) -> None:
    plain = {name: unmarked(text) for name, text in texts.items()}
    _, found = folded(plain)
    stand = [(d.code, at(plain[d.span.filename], d.span)) for d in found]
    assert stand == [(code, mark) for text in texts.values() for mark in marks(text)]
    assert help in found[0].help


@pytest.mark.parametrize(("text", "code", "help"), CASES, ids=[f"{code} {text[:24]}" for text, code, _ in CASES])
def test_an_override_that_cannot_be_done(text: str, code: str, help: str) -> None:
    assert_said({"shared/shared.cx": SHARED, "own/own.cx": OWN + text + BECAUSE}, code, help)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("«remove criterion 1.3»", "has no `because` line"),
        ("«waive criterion 1.3»\n  because: So", "has no `until` line"),
        ("«change metric csat»\n  needs 3 answers", "has no `because` line"),
    ],
)  # fmt: skip
def test_what_every_override_needs(text: str, message: str) -> None:
    _, found = over(unmarked(text) + "\n")
    assert [(d.code, at(OWN + unmarked(text), d.span)) for d in found] == [("missing-clause", marks(text)[0])]
    assert message in found[0].message


AFTER = SHARED.replace("action act: Act\n", "action act: Act\n      after audit\n")


def test_a_removed_thing_that_is_still_named_is_told_with_both_places() -> None:
    assert_said(
        {
            "shared/shared.cx": AFTER.replace("after audit", "after «audit»"),
            "own/own.cx": OWN + "remove action audit" + BECAUSE,
        },
        "removed-name",
        "Override this line too",
    )
    (said,) = over("remove action audit" + BECAUSE, AFTER)[1]
    assert (said.span.filename, said.span.line) == ("shared/shared.cx", 37)
    assert said.message == "`audit` stands here, and `own` removes it: own/own.cx, line 4"


def test_a_removed_metric_that_a_condition_names() -> None:
    (said,) = over("remove metric csat" + BECAUSE)[1]
    assert (said.code, said.span.filename) == ("removed-name", "shared/shared.cx")


def test_what_goes_with_an_aspect_is_told_of_too() -> None:
    shared = SHARED.replace("action act: Act\n", "action act: Act\n      after learn\n")
    (said,) = over("remove aspect people" + BECAUSE, shared)[1]
    assert said.message == "`learn` stands here, and `own` removes it, with aspect people: own/own.cx, line 4"


def test_what_was_removed_before_cannot_be_waived() -> None:
    texts = {
        "shared/shared.cx": SHARED,
        "own/own.cx": OWN + "remove criterion 1.3" + BECAUSE + "waive criterion «1.3»\n  until 2026-05-01" + BECAUSE,
    }
    assert_said(texts, "removed-name", "take this `waive` out")


def test_a_number_that_stands_in_two_models() -> None:
    second = SHARED.replace("model maturity", "model second")
    shared = SHARED + second[second.index("model second"):]
    own = OWN + "waive criterion «1.3»\n  until 2026-05-01" + BECAUSE
    actions = {"action audit": "action audit2", "action act": "action act2", "action learn": "action learn2"}
    for old, new in actions.items():
        shared = shared[:len(SHARED)] + shared[len(SHARED):].replace(old, new)
    assert_said({"shared/shared.cx": shared, "own/own.cx": own}, "ambiguous-override", "criterion maturity.1.3`")
    new = OWN + "add criterion «2.9»: New\n  aspect process\n  ask: So?" + BECAUSE
    which = "which: `add criterion maturity.2.9: New` or `add criterion second.2.9: New`."
    assert_said({"shared/shared.cx": shared, "own/own.cx": new}, "ambiguous-override", which)
    apart = shared[: len(SHARED)] + shared[len(SHARED) :].replace("process", "processes")
    which = "which: `add criterion maturity.2.9: New`."
    assert_said({"shared/shared.cx": apart, "own/own.cx": new}, "ambiguous-override", which)
    one = OWN + "waive criterion second.1.3\n  until 2026-05-01" + BECAUSE
    assert folded({"shared/shared.cx": shared, "own/own.cx": one})[1] == ()


PACKS = [
    ({"own/own.cx": OWN.replace("shared", "«shraed»"), "shared/shared.cx": SHARED}, "unknown-pack", "`shared`?"),
    ({"own/own.cx": OWN.replace("shared", "«elsewhere»")}, "unknown-pack", "Name the folder"),
    (
        {"own/own.cx": OWN.replace("extends shared 1", "«extends shared 0.9»"), "shared/shared.cx": SHARED},
        "pack-version", "write `shared 1`",
    ),
    (
        {"own/own.cx": OWN + "«extends third 1»\n", "shared/shared.cx": SHARED,
         "third/third.cx": "pack third: T\nversion 1 from 2026-01-01\n"},
        "two-packs-extended", "Write `uses third 1`",
    ),
    (
        {"own/own.cx": OWN.replace("extends shared 1", "«extends third 1»"),
         "third/third.cx": "pack third: T\nversion 1 from 2026-01-01\nextends own 2\n"},
        "circular-packs", "Take one of these",
    ),
    (
        {"own/own.cx": OWN.replace("extends shared 1\n", "") + "«remove metric csat»" + BECAUSE},
        "nothing-extended", "`extends own 2` and then `remove metric csat`.",
    ),
    (
        {"own/own.cx": OWN.replace("extends shared 1\n", "") + "«waive criterion 1.3»" + BECAUSE},
        "nothing-extended", "`extends own 2` and then `waive criterion 1.3` with `until 2026-12-31` below it.",
    ),
    (
        {"own/own.cx": OWN.replace("extends shared 1", "extends third 1\nuses shared 1")
            + "remove metric «csat»" + BECAUSE,
         "third/third.cx": "pack third: T\nversion 1 from 2026-01-01\n", "shared/shared.cx": SHARED},
        "not-extended", "`extends shared 1`",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "code", "help"), PACKS, ids=[code for _, code, _ in PACKS])
def test_what_packs_say_of_one_another(texts: dict[str, str], code: str, help: str) -> None:
    assert_said(texts, code, help)


def test_packs_of_one_folder_where_each_file_is_one_and_names_the_other() -> None:
    assert folded({"shared.cx": SHARED, "own.cx": OWN})[1] == ()
    apart = OWN.replace("extends shared 1\n", "")
    assert [d.code for d in folded({"shared.cx": SHARED, "own.cx": apart})[1]] == ["more-than-one-pack"]
