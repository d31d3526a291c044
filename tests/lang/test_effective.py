"""Overrides folded into the tree: the same as if somebody had written the rules so by hand."""

from __future__ import annotations

from datetime import date

import pytest

from cxengine.lang import ast
from tests.lang.overriding import OWN, SHARED, declared, folded, over
from tests.lang.reading import at

BECAUSE = "  because: We do\n"
TARGETS = "  target at most 80% from 2026-01-01\n  target at most 85% from 2027-01-01\n"

BY_HAND = [
    # a line written replaces all lines of its word, and leaves the others
    (
        "change metric csat\n  target at most 90%\n  needs 10 answers\n" + BECAUSE,
        [
            (TARGETS, "  target at most 90%\n"),
            ("needs 30", "needs 10"),
        ],
    ),
    ("change metric csat: Happy\n  without needs\n  without lower is better\n" + BECAUSE,
        [("csat: Satisfied", "csat: Happy"), ("  lower is better\n", ""), ("  needs 30 answers\n", "")]),
    # each proof is a word of its own
    ("change criterion 1.1\n  evidence required\n  without review\n" + BECAUSE,
        [("    evidence required when met\n    link required\n", "    link required\n    evidence required\n"),
         ("    review every 12 months\n", "")]),
    ("change criterion 1.1\n  without evidence\n" + BECAUSE, [("    evidence required when met\n", "")]),
    # each policy too
    ("change model maturity\n  unknown is left out\n" + BECAUSE, [("unknown counts as unmet", "unknown is left out")]),
    # what one line says goes as a whole
    ("change action audit\n  costs £500\n" + BECAUSE, [("costs £4,000 a year, estimate", "costs £500")]),
    ("change criterion 2.1\n  without when\n  ask: Do you measure it?\n" + BECAUSE,
        [("when csat meets target", "ask: Do you measure it?")]),
    # blocks in a change take the place of all of their kind
    ("change criterion 1.1\n" + BECAUSE + "  action other: Other\n    owner head\n",
        [("action audit: Audit\n      owner head\n      costs £4,000 a year, estimate\n    action act: Act\n",
          "action other: Other\n      owner head\n")]),
    ("change category channel\n" + BECAUSE + "  option phone: Phone\n",
        [("option web: Online", "option phone: Phone")]),
    ("change aspect skills\n  weight 2\n" + BECAUSE, [("in people\n", "in people\n    weight 2\n")]),
    ("change level 2: Second\n  only with investment\n" + BECAUSE,
        [("2: Two\n", "2: Second\n  only with investment\n")]),
    ("remove criterion 1.2\n" + BECAUSE,
        [("  criterion 1.2: Skilled\n    aspect skills\n    ask: Are they?\n    action learn: Learn\n", "")]),
    ("remove action act\n" + BECAUSE, [("    action act: Act\n", "")]),
    ("remove level 1\n" + BECAUSE, [(SHARED[SHARED.index("level 1"):SHARED.index("level 2")], "")]),
    # an aspect goes with the aspects in it and their criteria
    ("remove aspect people\n" + BECAUSE,
        [("  criterion 1.2: Skilled\n    aspect skills\n    ask: Are they?\n    action learn: Learn\n", ""),
         ("  aspect people: People\n  aspect skills: Skills\n    in people\n", "")]),
    ("add criterion 2.2: New\n  aspect process\n  ask: New?\n" + BECAUSE + "  action fresh: Fresh\n",
        [("target\n", "target\n  criterion 2.2: New\n    aspect process\n    ask: New?\n    action fresh: Fresh\n")]),
    ("add criterion letters: New\n  aspect process\n  ask: New?\n  in level 2\n" + BECAUSE,
        [("meets target\n", "meets target\n  criterion letters: New\n    aspect process\n    ask: New?\n")]),
    ("add criterion maturity.2.2: New\n  aspect process\n  ask: New?\n" + BECAUSE,
        [("meets target\n", "meets target\n  criterion 2.2: New\n    aspect process\n    ask: New?\n")]),
    # moved: the last one of its new level, whatever its number
    ("change criterion 1.2: Able\n  in level 2\n" + BECAUSE,
        [("  criterion 1.2: Skilled\n    aspect skills\n    ask: Are they?\n    action learn: Learn\n", ""),
         ("meets target\n", "meets target\n  criterion 1.2: Able\n    aspect skills\n    ask: Are they?\n"
          "    action learn: Learn\n")]),
    # the later of two changes in one pack goes by what the earlier one left
    ("change metric csat\n  needs 5 answers\n" + BECAUSE + "change metric csat\n  without needs\n" + BECAUSE,
        [("  needs 30 answers\n", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "edits"), BY_HAND, ids=[text.split("\n")[0] for text, _ in BY_HAND])
def test_overriding_is_as_good_as_rewriting(text: str, edits: list[tuple[str, str]]) -> None:
    by_hand = SHARED
    for old, new in edits:
        assert by_hand.count(old) == 1
        by_hand = by_hand.replace(old, new)
    files, found = over(text)
    assert [d for d in found if d.severity == "error"] == []
    assert declared(files) == declared(folded({"shared/shared.cx": by_hand})[0])
    assert declared(files) != declared(folded({"shared/shared.cx": SHARED})[0])


def test_a_waiver_stands_in_the_criterion_it_is_about() -> None:
    files, found = over("waive criterion 1.1\n  until 2026-12-31\n" + BECAUSE)
    assert found == ()
    model = next(each for each in files[0].declarations if isinstance(each, ast.Model))
    waivers = {criterion.name.text: criterion.waiver for level in model.levels for criterion in level.criteria}
    assert waivers["1.1"] == ast.Waiver(date(2026, 12, 31), "We do", "own")
    assert set(waivers.values()) == {None, waivers["1.1"]}


def test_what_was_done_is_kept_with_its_reason_and_its_place() -> None:
    text = "change metric csat\n  needs 5 answers\n  because: Few answer\n  more: here\n"
    files, _ = over(text)
    (done,) = files[1].overridden
    assert (done.verb, done.kind, done.name, done.pack, done.lines) == ("change", "metric", "csat", "own", ("needs",))
    assert done.because == "Few answer\n\nhere"
    assert at(OWN + text, done.span) == "change metric csat"
    metric = next(each for each in files[0].declarations if isinstance(each, ast.Metric))
    assert metric.overridden == (done,)
    assert not any(isinstance(each, ast.Override) for file in files for each in file.declarations)


def test_the_last_pack_of_a_chain_wins_and_all_reasons_are_kept() -> None:
    top = "pack top: Top\nversion 3 from 2026-04-01\nextends own 2\n"
    texts = {
        "top/top.cx": top + "change metric csat\n  needs 7 answers\n  because: Third\n",
        "own/own.cx": OWN + "change metric csat\n  needs 5 answers\n  without target\n  because: Second\n",
        "shared/shared.cx": SHARED.replace("when csat meets target", "when csat >= 80%"),
    }
    files, found = folded(texts)
    assert found == ()
    (metric,) = [each for file in files for each in file.declarations if isinstance(each, ast.Metric)]
    assert (metric.needs, metric.targets) == (7, ())
    assert [done.because for done in metric.overridden] == ["Second", "Third"]


def test_gaps_are_those_before_overrides() -> None:
    gap = SHARED.replace("criterion 1.3: Third", "criterion 1.4: Third")
    assert [d.code for d in over("remove criterion 1.1\n" + BECAUSE)[1]] == []
    added = "add criterion 1.9: Far\n  aspect process\n  ask: So?\n" + BECAUSE
    assert [d.code for d in over(added)[1]] == []
    assert [d.code for d in over("remove criterion 1.1\n" + BECAUSE, gap)[1]] == ["criterion-gap"]


def test_a_criterion_that_moves_leaves_no_gap_and_may_go_where_it_is() -> None:
    moved = over("change criterion 1.1\n  in level 2\n" + BECAUSE)
    assert moved[1] == ()
    assert [done.lines for done in moved[0][1].overridden] == [("in level",)]
    assert over("change criterion 1.1\n  in level 1\n  evidence required\n" + BECAUSE)[1] == ()


def test_tests_of_a_pack_that_is_extended_are_its_own() -> None:
    texts = {"shared/shared.cx": SHARED + "test maturity: T\n  expect level 1\n", "own/own.cx": OWN}
    files, _ = folded(texts)
    assert [type(each) for file in files for each in file.declarations if isinstance(each, ast.Test)] == []
