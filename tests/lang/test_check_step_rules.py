"""Rules over two steps: what they name exists, fits together, and finds its pairs."""

from __future__ import annotations

import pytest

from tests.lang.marked import BASE, assert_marked, unmarked

WAY = """item form: Form
fact poor: Has little money
category contact_reason: Why
  option chasing: How far it has got
journey way for head: A way
  stage begin: Beginning
    step one: One
    step two: Two
"""
HEAD = "rule r for steps a, b: R\n  when same goal and "
RULES = [
    ("rule r for steps a, «a»: R\n  when same goal", "duplicate-name"),
    ("rule r for steps a, b in journey «wya»: R\n  when same goal", "unknown-name"),
    ("«rule r for steps a, b: R»", "missing-clause"),
    ("rule r for steps a, b: R\n  when «b follows a and cost of a > £5»", "every-pair"),
    ("rule r for steps a, b: R\n  when «b always follows a»", "every-pair"),
    ("rule r for steps a, b: R\n  when «same goal or same action»", "every-pair"),
    ("rule r for steps a, b: R\n  when «asks of a overlaps gives of a»", "every-pair"),
    ("rule r for steps a, b: R\n  when «had of a within had of b»", "every-pair"),
    (f"{HEAD}b follows «c»", "unknown-name"),
    (f"{HEAD}«c» before b", "unknown-name"),
    (f"{HEAD}b follows «b»", "duplicate-name"),
    (f"{HEAD}same «gaol»", "unknown-name"),
    (f"{HEAD}«ask» of b overlaps asks of a", "unknown-name"),
    (f"{HEAD}asks of «c» overlaps asks of a", "unknown-name"),
    (f"{HEAD}«goal of b» overlaps asks of a", "type-mismatch"),
    (f"{HEAD}«asks of b overlaps checks of a»", "type-mismatch"),
    (f"{HEAD}«takes of b > £5»", "type-mismatch"),
    (f"{HEAD}cost of b > «5»", "wrong-unit"),
    (f"{HEAD}«actor of b» > £5", "type-mismatch"),
    (f"{HEAD}«shared_wrods» > 50%", "unknown-name"),
    (f"{HEAD}actor of b is «hed»", "unknown-name"),
    (f"{HEAD}channel of b is «webb»", "unknown-name"),
    (f"{HEAD}contact of b is one of (chasing, «chases»)", "unknown-name"),
    (f"{HEAD}value of b is «custmer»", "unknown-name"),
    (f"{HEAD}stage of b is «begn»", "unknown-name"),
    (f"{HEAD}asks of b is «frm»", "unknown-name"),
    (f"{HEAD}«actor of b is stage of a»", "type-mismatch"),
    (f"{HEAD}actor of b is «5»", "type-mismatch"),
    (f"{HEAD}«cost of b is yes»", "type-mismatch"),
    (f"{HEAD}«csat meets target»", "not-of-steps"),
    (f"{HEAD}«criterion 1.1 is met»", "not-of-steps"),
    (f"{HEAD}cost of b > «today»", "not-of-steps"),
    ("rule r for steps a, b: R\n  when same goal\n  removes «c»", "unknown-name"),
    ("rule r for steps a, b: R\n  when same goal\n  heuristic «task_eliminaton»", "unknown-name"),
    ("rule r for steps a, b: R\n  when same goal\n  confidence likely when cost of «c» > £5", "unknown-name"),
    ("rule r for steps a, b: R\n  when same goal\n  finding: It is {«c»}", "unknown-name"),
    ("rule r for steps a, b: R\n  when same goal\n  finding: It is {«coast» of a}", "unknown-name"),
    ("rule r for steps a, b: R\n  when same goal\n  finding: It is {«cost of a + £5»}", "not-a-figure"),
    ("rule r for steps a, b: R\n  when same goal\n  action x: X\n    owner «hed»", "unknown-name"),
    ("rule r for steps a, b: R\n  when same goal\n  action x: X\n    when «csat < 80%»", "condition-of-an-action"),
    ("rule r for service: R\n  when «same goal»", "only-of-steps"),
    ("rule r for service: R\n  when «csat within csat»", "only-of-steps"),
    ("rule r for service: R\n  when csat < 80%\n  «removes later»", "misplaced-clause"),
    ("rule r for service: R\n  when csat < 80%\n  «confidence certain»", "misplaced-clause"),
    ("rule r for service: R\n  when csat < 80%\n  «suggestion: Do it»", "misplaced-clause"),
    ("rule csat2 for steps a, b: R\n  when same goal\nrule «csat2» for service: S\n  when csat < 8%", "duplicate-name"),
    ("test way: T\n  expect finding «duplicate_stp» on one, two", "unknown-name"),
]


@pytest.mark.parametrize(("lines", "code"), RULES, ids=[unmarked(lines) for lines, _ in RULES])
def test_in_a_rule_for_steps(lines: str, code: str) -> None:
    assert_marked(f"{BASE}{WAY}{lines}\n", code)
