"""Things that several packs have, named from outside the rules: in Python, on a command line, in cx.toml."""

from __future__ import annotations

from datetime import date

import pytest

import cxengine
from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explanation import explain
from cxengine.engine.journey_named import journey_named
from cxengine.suggest import source_meant
from tests.lang.test_names_across_packs import OWN, sources, texts

ON = date(2026, 3, 1)


@pytest.fixture(scope="module")
def program() -> cxengine.Program:
    return cxengine.compile(texts(OWN))


def test_a_metric_is_named_as_the_rules_name_it(program: cxengine.Program) -> None:
    found = program.metrics(sources(), metrics=("second.many", "own.worded"), as_of=ON)
    assert {(each.metric, each.title) for each in found.metrics} == {
        ("second.many", "Many of the second"), ("worded", "Words"),
    }  # fmt: skip
    with pytest.raises(cxengine.CxError, match="Several packs have one: write `first.many` or `second.many`"):
        program.metrics(sources(), metrics="many", as_of=ON)
    with pytest.raises(cxengine.CxError, match="there is no metric `first.worded`"):
        program.metrics(sources(), metrics="first.worded", as_of=ON)


def test_what_is_explained(program: cxengine.Program) -> None:
    told = program.assess(sources(), as_of=ON, subjects="first.shop:1")
    rules = RuleBook.of(program.names, program.rules.sources)
    assert explain(told, "first.shop:1", "first.grown", rules).name == "first.grown"
    with pytest.raises(cxengine.CxError, match="Did you mean `first.many`"):
        explain(told, "first.shop:1", "many", rules)


def test_a_journey(program: cxengine.Program) -> None:
    assert journey_named(program.names, "own.ours") == "ours"
    assert journey_named(program.names, "second.way") == "second.way"
    with pytest.raises(cxengine.CxError, match="write `first.way` or `second.way`"):
        journey_named(program.names, "way")


def test_a_source(program: cxengine.Program) -> None:
    data = {**sources(), "notes": []}
    head = r'write `\[sources."first.notes"\]` or `\[sources."second.notes"\]`'
    with pytest.raises(cxengine.CxError, match=head):
        program.assess(data, as_of=ON)
    assert source_meant("note", ["notes"]) == "Did you mean `notes`?"


def test_titles_that_are_the_same_stand_with_their_packs() -> None:
    same = {name: text.replace("The way of the second", "The way of the first") for name, text in texts(OWN).items()}
    journeys = cxengine.compile(same).names.journeys
    assert [journeys[name].title for name in ("first.way", "second.way")] == [
        "The way of the first (first)", "The way of the first (second)",
    ]  # fmt: skip
