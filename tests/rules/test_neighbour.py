"""A neighbour council's pack: ten lines above Enfield's rules, and what becomes of a level with a waiver."""

from __future__ import annotations

from datetime import date

import cxengine
from cxengine.engine.rule_tests import run_tests

LAST_DAY, DAY_AFTER = date(2019, 12, 31), date(2020, 1, 1)


def test_its_worked_cases_hold_and_enfields_are_enfields() -> None:
    results = run_tests(cxengine.compile("neighbour"))
    assert (results.passed, results.failed) == (6, 0)


def test_a_waiver_holds_to_the_end_of_its_day_and_shows_all_along() -> None:
    program = cxengine.compile("neighbour")
    model = program.assess(as_of=LAST_DAY)["service:libraries"]["maturity"]
    assert model.level is not None and model.without_waivers is not None
    assert (model.level.number, model.without_waivers.number) == (1, 0)
    (waiver,) = model.waivers
    assert (waiver.criterion, waiver.until, waiver.pack) == ("1.4", LAST_DAY, "neighbour")
    assert waiver.because == "The digital maturity tool is being replaced"
    assert model.criterion("1.4").outcome == "waived"
    assert "1.4" not in model.to_next.unknown


def test_a_waiver_that_is_over_has_no_effect_and_is_told_of() -> None:
    assessment = cxengine.compile("neighbour").assess(as_of=DAY_AFTER)
    model = assessment["service:libraries"]["maturity"]
    assert model.level is not None and model.level.number == 0
    assert (model.waivers, model.without_waivers) == ((), None)
    assert [waiver.criterion for waiver in model.expired_waivers] == ["1.4"]
    assert "waiver-over" in [diagnostic.code for diagnostic in assessment.diagnostics]


def test_every_override_and_both_packs_are_in_the_result() -> None:
    made = cxengine.compile("neighbour").assess().to_dict()
    assert [(pack["name"], pack["version"]) for pack in made["packs"]] == [
        ("enfield", "2018.1"), ("neighbour", "2019.1"),
    ]  # fmt: skip
    assert len({pack["digest"] for pack in made["packs"]}) == 2
    assert [(each["what"], each["name"], each["lines"]) for each in made["overrides"]] == [
        ("changed", "1.3", ["review every"]), ("waived", "1.4", []),
    ]  # fmt: skip
    assert all(each["because"] and each["line"] for each in made["overrides"])
