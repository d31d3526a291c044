"""Rules that find something: what is said, what is not given away, what could not be worked out, and what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import cxengine
from cxengine.engine.assessment import Assessment
from cxengine.engine.explanation import explain
from cxengine.engine.rule_tests import run_tests

ON = date(2019, 3, 31)
RULES = """pack found: Found
version 1 from 2018-04-01
subject council: Council
subject service: Service
  belongs to council
  field region is one of (north, south), may be missing
party head: Head of service
table contacts: Contacts
  key id
  field id is text
  field service is service
  field received_on is date
  field chased is yes_no
  publish groups of at least 5
metric avoidable: Avoidable contact
  from contacts
  where received_on in last 3 months
  formula share(chased is yes)
rule behind for service: More than the council
  when avoidable > avoidable of council
  severity low
rule worse for service: Avoidable contact has risen
  when avoidable - avoidable 3 months ago > 2 points with 95% confidence
  severity high
  finding: It is {avoidable}, {avoidable - avoidable 3 months ago} more, in the {region}; {avoidable of council} overall
  action ask: Ask staff why people chase
    owner head
    effort 3 days
  action tell: Tell people what happens next
    after ask
rule quiet for service: Nobody chases
  when avoidable <= 0%
  finding: Last quarter it was {avoidable 3 months ago}
rule both for council: A figure of the council
  when avoidable >= 0%
test worse: A hundredth more is noise
  given avoidable is 21% of 500
  given avoidable 3 months ago is 20% of 500
  expect no finding worse
  expect no action ask
test worse: A tenth more is none
  given avoidable is 30% of 500
  given avoidable 3 months ago is 20% of 500
  expect finding worse
  expect action tell
test worse: What is unknown finds nothing
  given avoidable is 30% of 500
  expect no finding worse
"""


def sources() -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for service, day, size, chased in (
        ("a", date(2019, 3, 1), 100, 60), ("a", date(2018, 12, 1), 100, 10),
        ("b", date(2019, 3, 1), 3, 3), ("b", date(2018, 12, 1), 40, 10),
        ("c", date(2019, 3, 1), 40, 0), ("c", date(2018, 12, 1), 2, 1),
        ("d", date(2019, 3, 1), 60, 1), ("d", date(2018, 12, 1), 60, 1),
    ):  # fmt: skip
        for place in range(size):
            row = {"id": f"{len(rows)}", "service": service, "received_on": day, "chased": place < chased}
            rows.append(row)
    regions = {"a": "north"}
    services = [{"id": id, "title": id.upper(), "parent": "x", "region": regions.get(id)} for id in "abcd"]
    return {"council": [{"id": "x", "title": "X"}], "service": services, "contacts": rows}


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return cxengine.compile({"found.cx": RULES}).assess(sources(), as_of=ON)


def test_a_finding_says_its_figures_and_the_gravest_stands_first(assessment: Assessment) -> None:
    found = assessment["service:a"].findings
    assert [(each.rule, each.severity) for each in found] == [("found.worse", "high"), ("found.behind", "low")]
    assert found[0].text == "It is 60.0%, 50.0 points more, in the north; 31.5% overall"
    assert found[1].text == "More than the council"  # without words of its own it is its title
    assert found[0].because.text.endswith("is more than 2 points, with 95% confidence")


def test_a_hidden_figure_is_said_to_be_hidden_and_no_more(assessment: Assessment) -> None:
    quiet = {each.rule.key: each for each in assessment["service:c"].rules}["found.quiet"]
    assert quiet.text in (
        "Last quarter it was (a figure that is hidden: fewer than 5 in the group)",
        "Last quarter it was (a figure that is hidden to protect another group)",
    )


def test_what_a_figure_hidden_for_another_decides_is_not_said(assessment: Assessment) -> None:
    """None of the 40 contacts of C is avoidable: a finding that says so would tell of those that it protects."""
    subject = assessment["service:c"]
    assert "found.quiet" not in {each.rule for each in subject.findings}
    reasons = {each.rule: each.because.text for each in subject.undecided}
    assert reasons["found.quiet"] == "avoidable (hidden to protect another group)"
    assert explain(assessment, "service:c", "quiet").outcome == "could not be worked out"


def test_what_could_not_be_worked_out_is_listed_with_its_reason(assessment: Assessment) -> None:
    subject = assessment["service:b"]
    assert subject.findings == ()
    reasons = {each.rule: each.because.text for each in subject.undecided}
    assert reasons["found.behind"] == "avoidable is unknown (fewer than 5 in the group)"
    assert "fewer than 5 in the group" in reasons["found.worse"]
    assert set(reasons) == {"found.behind", "found.worse", "found.quiet"}


def test_its_actions_join_the_list_in_their_order(assessment: Assessment) -> None:
    actions = {action.id: action for action in assessment.actions}
    ask, tell = actions["found.worse.ask@service:a"], actions["found.worse.tell@service:a"]
    assert ask.rule == "found.worse" and ask.meets == () and ask.owner_title == "Head of service"
    assert tell.depends_on == (ask.id,) and ask.due is not None and tell.starts > ask.due
    assert len(actions) == 2


def test_a_rule_is_for_one_kind(assessment: Assessment) -> None:
    assert [each.rule for each in assessment["council:x"].findings] == ["found.both"]


def test_a_rule_explains_itself_also_where_it_finds_nothing(assessment: Assessment) -> None:
    said = explain(assessment, "service:d", "worse")
    assert said.outcome == "not found"
    assert said.tree.because[0].text.startswith("avoidable - avoidable 3 months ago (0.0 points")
    assert explain(assessment, "service:b", "worse").outcome == "could not be worked out"
    assert explain(assessment, "service:a", "found.worse").outcome == "found"


def test_worked_cases_expect_findings_and_their_actions() -> None:
    assert [(test.outcome, test.message) for test in run_tests(cxengine.compile({"found.cx": RULES})).tests] == [
        ("passed", "")
    ] * 3
    wrong = RULES.replace("expect no finding worse\n  expect no action", "expect finding worse\n  expect action")
    failed = run_tests(cxengine.compile({"found.cx": wrong})).tests[0]
    assert failed.outcome == "failed"
    assert "expected finding worse; there is none: avoidable - avoidable 3 months ago (1.0 point" in failed.message
    assert "expected action ask; it is not proposed" in failed.message
