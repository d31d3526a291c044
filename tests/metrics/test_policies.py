"""Policies on small groups: the examples that their publishers print, and what a table's own lines do."""

from __future__ import annotations

import json
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest

from cxengine import plan
from cxengine.lang import ast
from cxengine.lang.publishing import POLICIES, Policy
from cxengine.maturity.words import measured_words, style_of
from cxengine.metrics import formula as tree, suppress
from cxengine.metrics.formula import Worked
from tests.metrics.measuring import HEAD, HOUSING, WASTE, run

WORKED = Path(__file__).parents[3] / "shared" / "data" / "statistics" / "cx_statistics.json"
RULES = "metric m: M\n  from cases\n  formula csat(satisfied)\nmetric all: All\n  from cases\n  formula count\n"


def figures(line: str, good: int, bad: int, missing: int = 0) -> Any:
    """The share and the count of one service beside a large one."""
    rows: list[dict[str, Any]] = [{"satisfied": 5}] * good + [{"satisfied": 1}] * bad + [{}] * missing
    rows += [{"satisfied": 5, "service": "waste"}] * 400
    measured = run(RULES, rows, head=f"{HEAD}  {line}\n")
    return [measured.value(HOUSING, ast.Ref(ast.Name(name))) for name in ("m", "all")]


def test_the_ministry_s_example_is_rounded_as_printed() -> None:
    if not WORKED.exists():
        pytest.skip(f"{WORKED} is not here")
    rules = json.loads(WORKED.read_text("utf-8"))["suppression"]["rules"]
    (example,) = (rule["example"] for rule in rules if rule["source"].startswith("MOD"))
    policy = POLICIES["mod"].policy
    found = {count: policy.sign if policy.hides(int(count)) else policy.shown(int(count)) for count in example}
    assert found == example


@pytest.mark.parametrize(
    ("name", "hidden", "shown"),
    [
        ("nhs_friends_and_family", (1, 4), {0: 0, 5: 5, 7: 7}),
        ("gp_patient_survey", (1, 9), {0: 0, 10: 10, 11: 11}),
        ("nhs_digital", (1, 7), {0: 0, 8: 10, 12: 10, 13: 15}),
        ("mod", (1, 4), {0: 0, 5: 5, 7: 5, 8: 10}),
        ("dasa", (1, 0), {0: 0, 4: 0, 5: 0, 6: 10, 15: 20}),
    ],
)
def test_what_each_policy_hides_and_rounds(name: str, hidden: tuple[int, int], shown: dict[int, int]) -> None:
    policy = POLICIES[name].policy
    assert [n for n in range(30) if policy.hides(n)] == list(range(hidden[0], hidden[1] + 1))
    assert {n: policy.shown(n) for n in shown} == shown


def test_shares_are_worked_out_from_rounded_numbers_and_hidden_ones_get_the_sign() -> None:
    share, count = figures("publish as nhs_digital", 11, 2, 4)
    assert (share.value, share.hits, share.n, share.excluded) == (F(10, 15), 10, 15, 0)
    assert count.value == 15
    few, _ = figures("publish as nhs_digital", 5, 2, 9)
    assert few.suppressed and measured_words(few, style_of(None, few.unit)) == "*"
    eight, _ = figures("publish as nhs_digital", 8, 0)
    assert (eight.value, eight.n) == (1, 10)


def test_a_table_s_own_lines_go_before_its_policy_s() -> None:
    head = "publish as nhs_digital\n  publish groups of at least 3\n  publish counts rounded to 2"
    share, count = figures(head, 3, 2)
    assert (share.value, share.n, count.value) == (F(4, 6), 6, 6)
    assert Policy(least=3, round_to=2).shown(4) == 4


def test_less_is_hidden_beside_a_small_group_where_counts_are_rounded() -> None:
    """232 people less 150 and 80 are 2; 230 less 150 and 80 may be anybody's."""
    rows = [{"service": s} for s, n in (("housing", 150), ("waste", 80), ("parks", 2)) for _ in range(n)]
    kept = {}
    for name in ("nhs_friends_and_family", "mod"):
        measured = run(RULES, rows, head=f"{HEAD}  publish as {name}\n")
        kept[name] = measured.value(WASTE, ast.Ref(ast.Name("all"))).masked is None
    assert kept == {"nhs_friends_and_family": False, "mod": True}


@pytest.mark.parametrize("line", ["publish as nhs_digital", "publish as mod"])
def test_a_small_group_that_rounds_to_none_is_told_from_no_other_small_group(line: str) -> None:
    least = POLICIES[line.removeprefix("publish as ")].policy.least
    told = {tuple(each.unknown for each in figures(line, size, 0)) for size in range(1, least)}
    assert told == {(f"fewer than {least} in the group",) * 2}


def test_a_quotient_over_a_small_group_that_rounds_to_none_says_no_more() -> None:
    rules = RULES.replace("csat(satisfied)", "count(satisfied >= 4) / count")
    told = set()
    for size in (1, 2):
        rows: list[dict[str, Any]] = [{"satisfied": 5}] * size + [{"satisfied": 5, "service": "waste"}] * 400
        head = f"{HEAD}  publish groups of at least 3\n  publish counts rounded to 3\n"
        told.add(run(rules, rows, head=head).value(HOUSING, ast.Ref(ast.Name("m"))).unknown)
    assert told == {"fewer than 3 in the group"}


@pytest.mark.parametrize("part", [0, 1])
def test_a_function_of_a_plugin_tells_no_lowest_or_highest_value_where_groups_are_hidden(part: int) -> None:
    rows = plan.CountWhere(plan.Constant(True))
    extreme = tree.Order(plan.TallyWhere(plan.Constant(1), plan.Constant(True)), rows, rows, F(1), F(part))
    found = suppress.too_near_an_end(Worked(value=F(99), n=800), extreme, Policy(least=5), lambda _: 800)
    assert (found.value, found.n, found.unknown) == (None, 800, "the lowest or highest value is that of one person")
