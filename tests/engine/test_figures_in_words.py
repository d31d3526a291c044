"""Figures in reasons and findings are written as people write them: pounds, and no decimals that say nothing."""

from __future__ import annotations

from datetime import date

import pytest

import cxengine
from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explanation import explain
from cxengine.report.figure_words import target_words

RULES = """pack office: Office
version 1 from 2018-04-01
subject service: Service
  field budget is money, may be missing
  field open is yes_no, may be missing
table visits: Visits
  field service is service
  field length is number
  field spent is money
metric total: Time spent
  from visits
  formula sum(length)
metric usual: Usual length
  from visits
  formula mean(length)
metric long: Long visits, counted
  from visits
  formula count(length >= 10) + distinct(length)
model care for service: Care
  level 1: Paid for
    criterion 1.1: Enough money
      when budget >= £4,000
    criterion 1.2: Enough time
      when total >= 1000 and usual >= 10 and long >= 1
    criterion 1.3: Open
      when open is yes
rule poor for service: Not paid for
  when budget < £9,000
  severity low
  finding: {budget} is all there is for {total} minutes
"""


def said(budget: object, lengths: tuple[object, ...]) -> dict[str, str]:
    """The reasons of each criterion, and the finding, of one service."""
    visits = [{"service": "a", "length": length, "spent": 1} for length in lengths]
    sources = {"service": [{"id": "a", "title": "A", "budget": budget}], "visits": visits}
    program = cxengine.compile({"rules.cx": RULES})
    service = program.assess(sources, as_of=date(2019, 3, 31)).subjects[0]
    reasons = {each.criterion: each.because.text for each in service.models[0].criteria}
    return reasons | {"finding": service.findings[0].text if service.findings else ""}


def test_money_of_a_subject_is_written_in_pounds() -> None:
    assert said(4500, (1,))["1.1"] == "budget (£4,500) is at least £4,000"
    assert said("3999.5", (1,))["1.1"] == "budget (£3,999.50) is not at least £4,000"
    assert said("3999.5", (1,))["finding"].startswith("£3,999.50 is all")


def test_what_adds_up_to_a_whole_number_has_no_decimals_and_a_mean_keeps_its_own() -> None:
    text = said(1, (65_000, 460))["1.2"]
    assert "total 65,460 (2 rows) is at least 1000" in text
    assert "usual 32,730.0 (2 rows" in text
    assert "long 4 (2 rows) is at least 1" in text
    assert "total 65,460.5 (2 rows)" in said(1, ("65000", "460.5"))["1.2"]
    assert said(1, (65_000, 460))["finding"] == "£1 is all there is for 65,460 minutes"


def test_what_is_not_recorded_is_called_so_once() -> None:
    assert said(None, (1,))["1.3"] == "open is not recorded, so it cannot be compared with yes"


SURVEY = """pack office: Office
version 1 from 2018-04-01
subject council: Council
scale five 1 to 5, higher is better: Satisfaction
table replies: Replies
  field council is council
  field happy is five
metric csat: Satisfied
  from replies
  formula csat(happy)
  target at least {target}
  standard good at least {target}
"""


@pytest.mark.parametrize(
    ("target", "written", "said"),
    [
        ("12.25%", 12.25, "at least 12.25%: met"),
        ("12.26%", 12.26, "at least 12.26%: not met, before it is rounded"),
        ("12.3%", 12.3, "at least 12.3%: not met, before it is rounded"),
        ("12%", 12, "at least 12%: met"),
        ("12.31%", 12.31, "at least 12.31%: not met"),
    ],
)
def test_a_target_is_as_written_and_what_rounding_hides_is_said(target: str, written: float, said: str) -> None:
    """49 of 400 are 12.25%, shown as 12.3%."""
    rows = [{"council": "c", "happy": 5 if at < 49 else 1} for at in range(400)]
    sources = {"replies": rows, "council": [{"id": "c", "title": "C"}]}
    program = cxengine.compile({"m.cx": SURVEY.format(target=target)})
    found = program.metrics(sources, as_of=date(2019, 3, 31)).to_dict()
    (csat,) = found["metrics"]
    assert (csat["value"], csat["target"], csat["standards"][0]["at"]) == (12.3, written, written)
    assert target_words(csat) == said
    assessed = program.assess(sources, as_of=date(2019, 3, 31))
    nodes = explain(assessed, "council:c", "csat", RuleBook.of(program.names, ()))
    assert {node.text for node in nodes.tree.because} >= {f"target {said}", f"standard good, {said}"}
