"""A record holds levels, outcomes and digests; nothing of a person, and no figure from which a group could be told."""

from __future__ import annotations

import json
from datetime import date

import jsonschema
import pytest

import cxengine
from cxengine.engine.from_json import from_json
from cxengine.engine.history.written import laid_out, line_of, text_of
from cxengine.engine.said.record import Record
from tests.engine.write_schemas import schema

from .council import EMAIL, EVIDENCE, FIRST, RULES, SECOND, WHO, answer, assessed, contacts, kept


def test_a_record_comes_back_as_it_was_and_fits_its_schema() -> None:
    for as_of in (date(2018, 9, 30), date(2019, 3, 31)):
        record = cxengine.compile("enfield").assess(as_of=as_of).record
        assert record is not None
        value = json.loads(text_of(record))
        assert from_json(Record, value) == record
        jsonschema.Draft202012Validator(schema("record-1")).validate(value)


def test_nothing_of_people_and_no_figure_is_recorded() -> None:
    said = [answer("1.1", "met", date(2018, 2, 1))]
    records = [kept(assessed(FIRST, said, contacts(made, date(2018, 1, 1)))) for made in (777, 778)]
    text = json.dumps(records[0])
    assert all(canary not in text for canary in (EMAIL, WHO, EVIDENCE, "777"))
    assert records[0] == records[1]


def test_a_hidden_figure_is_recorded_as_unknown_however_large_it_is() -> None:
    records = [kept(assessed(FIRST, [], contacts(made, date(2018, 1, 1)))) for made in (1, 2)]
    assert records[0] == records[1]


@pytest.mark.parametrize("as_of", [FIRST, SECOND])
def test_the_same_assessment_gives_the_same_text(as_of: date) -> None:
    texts = set()
    for _ in range(2):
        record = assessed(as_of, [answer("1.1", "met", date(2018, 2, 1))], contacts(5, date(2018, 1, 1))).record
        assert record is not None
        texts.add(text_of(record))
    assert len(texts) == 1


CHANGES = [
    ("title of a criterion", "1.2: People come", "1.2: Many come", set()),
    ("a comment", "  unknown counts", "  # why\n  unknown counts", set()),
    ("a note", "      when made >= 4", "      note: So it was agreed\n      when made >= 4", set()),
    ("a condition", "made >= 4", "made >= 5", {"1.2"}),
    ("a metric that it names", "in last 12 months", "in last 24 months", {"1.2"}),
    ("a table that this counts", "publish groups of at least 3", "publish groups of at least 4", {"1.2"}),
    ("an answer's age", "review every 12 months", "review every 24 months", {"1.1"}),
    ("an answer's proof", "      evidence required when met\n", "", {"1.1"}),
    ("the question", "Do you act?", "Do you always act?", {"2.1"}),
    ("how levels are reached", "unknown counts as unmet", "stop at first unmet", {"model"}),
]


@pytest.mark.parametrize(("what", "old", "new", "changed"), CHANGES, ids=[case[0] for case in CHANGES])
def test_digests_change_with_what_decides_and_with_nothing_else(
    what: str, old: str, new: str, changed: set[str]
) -> None:
    assert old in RULES
    found = [assessed(FIRST, [], [], rules=rules).record for rules in (RULES, RULES.replace(old, new))]
    models = [record.models[0] for record in found if record is not None]
    differ = {
        one.criterion for one, other in zip(models[0].criteria, models[1].criteria, strict=True)
        if one.digest != other.digest
    }  # fmt: skip
    differ |= {"model"} if models[0].digest != models[1].digest else set()
    assert differ == changed


def test_the_line_of_any_place_is_found() -> None:
    record = assessed(FIRST, [], []).record
    assert record is not None
    value, text = record.to_dict(), text_of(record)
    assert json.loads(text) == value and text == laid_out(value)
    lines = text.split("\n")
    for path, said in (
        (("project",), '"project"'), (("models", 0, "levels", 1, "number"), '"Good"'), (("subjects", 1), '"b"'),
        (("subjects", 0, "models", 0, "criteria", 2, "outcome"), '"2.1"'),
    ):  # fmt: skip
        line = line_of(value, path, text)
        assert said in "\n".join(lines[line - 1 : line + 3]), path
