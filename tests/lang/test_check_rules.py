"""Rules: their condition, the figures in what they say, their actions, and the tests that expect a finding."""

from __future__ import annotations

import pytest

from tests.lang.marked import BASE, assert_marked, unmarked

RULE = "rule low for service: Low\n  when csat < 80%\n"
RULES = [
    ("rule r for «servce»: R\n  when csat < 80%", "unknown-name"),
    ("«rule r for service: R»", "missing-clause"),
    ("rule r for service: R\n  when «csat»", "not-a-condition"),
    ("rule r for service: R\n  when «criterion 1.1 is met»", "criterion-outside-model"),
    ("rule r for supplier: R\n  when «csat» < 80%", "wrong-subject"),
    ("rule r for service: R\n  when csat < 80%\n  finding: It is {«cast»}", "unknown-name"),
    ("rule r for service: R\n  when csat < 80%\n  finding: It is {«csat - £5»}", "type-mismatch"),
    ("rule r for service: R\n  when csat < 80%\n  finding: It is {«csat < 80%»}", "not-a-figure"),
    ("rule r for service: R\n  when csat < 80%\n  finding: It is «{»csat", "brackets"),
    ("rule r for service: R\n  when csat < 80%\n  finding: It is csat«}»", "brackets"),
    ("rule r for service: R\n  when csat < 80%\n  finding: It is «{}»", "brackets"),
    ("rule r for service: R\n  when csat < 80%\n  action a: A\n    owner «hed»", "unknown-name"),
    ("rule r for service: R\n  when csat < 80%\n  action a: A\n    phase «soon»", "unknown-name"),
    ("rule r for service: R\n  when csat < 80%\n  action a: A\n    after «b»", "unknown-name"),
    ("rule r for service: R\n  when csat < 80%\n  action a: A\n    when «net < 8 points»", "condition-of-an-action"),
    ("rule r for service: R\n  when csat < 80%\n  action a: A\n    after «a»", "circular-actions"),
    ("rule r for service: R\n  when csat < 80%\nrule «r» for service: S\n  when csat < 70%", "duplicate-name"),
    ("rule «csat» for service: R\n  when net < 8 points", "duplicate-name"),
    (f"{RULE}test low: T\n  given csat is 50%\n  expect finding «lo»", "unknown-name"),
    (f"{RULE}test low: T\n  given csat is 50%\n  expect action «a»", "unknown-name"),
    (f"{RULE}test low: T\n  given csat is 50%\n  «expect level 1»", "test-of-metric"),
    (
        f"{RULE}rule far for directorate: F\n  when csat < 80%\n"
        "test far: T\n  given csat is 50%\n  expect finding «low»",
        "wrong-subject",
    ),
    (
        "rule r for service: R\n  when «csat * 2 - csat of council > 2 points with 95% confidence»",
        "confidence-needs-metric",
    ),
    ("rule r for service: R\n  when «csat + csat of council > 20% with 95% confidence»", "confidence-needs-metric"),
]


@pytest.mark.parametrize(("lines", "code"), RULES, ids=[unmarked(lines) for lines, _ in RULES])
def test_in_a_rule(lines: str, code: str) -> None:
    assert_marked(f"{BASE}{lines}\n", code)
