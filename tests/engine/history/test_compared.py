"""Two assessments held against each other: what rose and fell, and why each criterion came out otherwise."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest

import cxengine
from cxengine.engine.assessment import Assessment
from cxengine.engine.from_json import from_json
from cxengine.engine.history.compared import compared
from cxengine.engine.said.record import Record

from .council import FIRST, RULES, SECOND, THIRD, answer, assessed, change, contacts, criterion, kept

MET = [answer("1.1", "met", date(2018, 2, 1))]
AFRESH = [*MET, answer("1.1", "met", date(2019, 2, 1))]
CAME = contacts(5, date(2018, 1, 1))


def with_digests(record: dict[str, Any], *data: object) -> dict[str, Any]:
    """As of files, which have digests; values that a caller gives have none."""
    digest = f"sha256:{hashlib.sha256(repr(data).encode()).hexdigest()}"
    return {**record, "sources": [{"table": "contacts", "digest": digest}]}


def pair(*, then: dict[str, Any], now: dict[str, Any]) -> tuple[Assessment, Assessment]:
    before = assessed(FIRST, **{"answers": MET, "rows": CAME, **then})
    return before, assessed(SECOND, **{"answers": AFRESH, "rows": CAME, "history": [kept(before)], **now})


UNMET = answer("2.1", "unmet", date(2018, 1, 1))
SURE = {"answers": [*MET, UNMET]}
"""Nothing is left open: with what came, level 1 and no other."""
STAYS = [*CAME, *contacts(5, date(2019, 1, 1))]
CASES = [
    ("answered otherwise", {}, {"answers": [*MET, answer("1.1", "unmet", date(2019, 2, 1))]}, "1.1", "answer",
     "met → not met: answered “unmet” on 1 February 2019; before “met”"),
    ("answered without proof", {}, {"answers": [*MET, answer("1.1", "met", date(2019, 2, 1), evidence="")]}, "1.1",
     "answer", "met → unknown: answered “met” on 1 February 2019, which lacks the proof that it needs"),
    ("the proof came", {"answers": [answer("1.1", "met", date(2018, 2, 1), evidence="")]}, {}, "1.1", "answer",
     "unknown → met: answered “met” on 1 February 2019, with its proof"),
    ("answered for the first time", {"answers": []}, {}, "1.1", "answer",
     "unknown → met: answered “met” on 1 February 2019; not answered before"),
    ("out of date", {}, {"answers": MET}, "1.1", "time",
     "met → unknown: the answer on 1 February 2018 is out of date by now"),
    ("other data, or the same", {}, {}, "1.2", "data", "met → not met: worked out from the data of 31 March 2019"),
    ("another rule", {}, {"rules": RULES.replace("made >= 4", "made >= 6"), "rows": STAYS}, "1.2", "rule",
     "met → not met: the rule is another one"),
    ("waived", {}, {"waived": True}, "1.2", "waiver", "met → waived: it is waived now"),
    ("no longer waived", {"waived": True}, {}, "1.2", "waiver", "waived → not met: its waiver no longer holds"),
    ("a criterion more", {"rules": RULES.partition("    criterion 1.2")[0]}, {"rows": STAYS}, "1.2", "rule",
     "met: it was not asked for before"),
    ("a criterion less", {}, {"rules": RULES.replace("    criterion 2.1: We act\n      ask: Do you act?\n",
     "    criterion 2.2: We do\n      ask: Do you?\n")}, "2.1", "rule", "unknown: it is no longer asked for"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("then", "now", "id", "cause", "text"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_why(then: dict[str, Any], now: dict[str, Any], id: str, cause: str, text: str) -> None:
    found = criterion(change(*pair(then=then, now=now)), id)
    assert (found.cause, found.text) == (cause, text)


@pytest.mark.parametrize(
    ("rows", "cause", "text"),
    [
        (CAME, "time", "met → not met: worked out from the same data as of 31 March 2019"),
        (contacts(3, date(2019, 1, 1)), "data", "met → not met: the data are others"),
    ],
    ids=["the window moved on", "other data"],
)
def test_digests_tell_whether_the_data_changed(rows: list[dict[str, Any]], cause: str, text: str) -> None:
    before, after = pair(then={}, now={"rows": rows})
    records = [
        from_json(Record, with_digests(kept(each), data)) for each, data in ((before, CAME), (after, rows))
    ]
    (result,) = compared(*records).results
    assert [(each.criterion, each.cause, each.text) for each in result.criteria] == [("1.2", cause, text)]


@pytest.mark.parametrize(
    ("then", "now", "movement", "text"),
    [
        (SURE, {"rows": STAYS, "answers": [*AFRESH, answer("2.1", "met", SECOND)]}, "rose",
         "rose from 1 Begun to 2 Good"),
        (SURE, {"answers": [*AFRESH, UNMET]}, "fell", "fell from 1 Begun to none yet"),
        (SURE, {"services": ("b",)}, "gone", "is no longer assessed; it was 1 Begun"),
        ({"services": ("b",)}, {"rows": STAYS, "answers": [*AFRESH, UNMET]}, "new", "is new: 1 Begun"),
        (
            SURE,
            {"rules": RULES.replace("  unknown counts", "  withheld when criterion 1.1 is met\n  unknown counts")},
            "not_known", "was 1 Begun and is withheld now",
        ),
        ({}, {}, "fell", "fell from between 1 and 2 to none yet"),
        (SURE, {"rows": STAYS}, "not_certain", "was 1 Begun; not certain now: 1 to 2"),
        (SURE, {"rows": STAYS, "answers": [*MET, UNMET]}, "not_certain", "was 1 Begun; not certain now: 0 to 1"),
        ({}, {"rows": STAYS, "answers": [*AFRESH, answer("2.1", "met", SECOND)]}, "not_certain",
         "was not certain (1 to 2); 2 Good now"),
        ({}, {"rows": STAYS, "answers": MET}, "not_certain", "was not certain (1 to 2); not certain now: 0 to 2"),
        ({}, {"services": ("b",)}, "gone", "is no longer assessed; it was between 1 and 2"),
    ],
)  # fmt: skip
def test_levels(then: dict[str, Any], now: dict[str, Any], movement: str, text: str) -> None:
    found = change(*pair(then=then, now=now))
    assert (found.movement, found.text) == (movement, text)


def test_what_is_alike_is_counted_and_nothing_else_is_told() -> None:
    before, after = pair(then={}, now={"rows": STAYS})
    assert after.history is not None and after.history.compared is not None
    found = after.history.compared
    assert (found.results, found.same, found.rules, found.packs) == ((), 2, (), ())


def test_rules_that_changed_are_named_though_no_outcome_did() -> None:
    before, after = pair(then={}, now={"rows": STAYS, "rules": RULES.replace("made >= 4", "made >= 3")})
    assert after.history is not None and after.history.compared is not None
    found = after.history.compared
    assert [(each.criterion, each.movement) for each in found.rules] == [("1.2", "changed")]
    assert [(each.pack, each.movement) for each in found.packs] == [("p", "changed")]
    assert found.results == ()


def test_a_waiver_stands_in_history_with_the_level_without_it_and_its_end() -> None:
    first = assessed(FIRST, MET, [], waived=True)
    second = assessed(SECOND, AFRESH, [], waived=True, history=[kept(first)])
    answers = [*AFRESH, answer("1.1", "met", date(2020, 2, 1))]
    third = assessed(THIRD, answers, CAME, waived=True, history=[kept(first), kept(second)])
    past = third["service:a"]["m"].history
    assert past is not None
    assert [each.level.number for each in past.results if each.level is not None] == [1, 1, 0]
    assert [each.without_waivers.number if each.without_waivers else None for each in past.results] == [0, 0, None]
    assert [[waiver.until for waiver in each.waivers] for each in past.results] == [[date(2019, 6, 30)]] * 2 + [[]]
    held = past.levels[0]
    assert (held.first_reached, held.reached, held.lost) == (FIRST, FIRST, THIRD)
    fell = change(second, third)
    assert [waiver.criterion for waiver in fell.waivers_ended] == ["1.2"] and fell.movement == "fell"
    assert fell.without_waivers_before is not None and fell.without_waivers_before.number == 0


def test_only_the_subjects_that_were_asked_for_are_compared() -> None:
    before = assessed(FIRST, MET, CAME)
    after = assessed(SECOND, [], [], history=[kept(before)], subjects=("service:b",))
    assert after.history is not None and after.history.compared is not None
    assert [each.id for each in after.history.compared.results] == []


def test_records_of_this_date_and_of_later_ones_are_not_earlier() -> None:
    later = [kept(assessed(day, MET, CAME)) for day in (SECOND, THIRD)]
    assert assessed(SECOND, MET, CAME, history=later).history is None


def test_the_record_to_compare_with_may_be_named() -> None:
    history = [kept(assessed(day, MET, CAME)) for day in (FIRST, SECOND)]
    after = assessed(THIRD, MET, CAME, history=history, compared_with=FIRST)
    assert after.history is not None and after.history.compared is not None
    assert after.history.compared.from_ == FIRST
    for day in (THIRD, date(2018, 5, 5)):
        with pytest.raises(cxengine.CxError) as raised:
            assessed(THIRD, MET, CAME, history=history, compared_with=day)
        assert [each.code for each in raised.value.diagnostics] == ["no-such-record"]


def test_who_is_listed_no_more_is_told_and_kept() -> None:
    before = assessed(FIRST, MET, CAME)
    after = assessed(SECOND, MET, CAME, history=[kept(before)], services=("b",))
    assert after.history is not None
    assert [(each.id, each.last) for each in after.history.no_longer_listed] == [("a", FIRST)]
    assert [each.code for each in after.diagnostics if each.severity == "info"] == ["history-not-listed"]
    assert after.exit_code() == 0
