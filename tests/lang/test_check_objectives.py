"""Objectives: each is declared, none supports itself, and something supports it."""

from __future__ import annotations

import pytest

from tests.lang.marked import BASE, assert_marked, checked, unmarked

WRONG = [
    ("objective a: A\n  supports «b»\nmetric m: M\n  from deals\n  formula count\n  supports a", "unknown-name"),
    ("objective a: A\nmetric m: M\n  from deals\n  formula count\n  supports a, «c»", "unknown-name"),
    ("objective a: A\n  supports «b»\nobjective b: B\n  supports a", "circular-objectives"),
    ("objective «a»: A", "unsupported-objective"),
    ("objective a: A\nobjective «b»: B\n  supports a", "unsupported-objective"),
    (
        "objective a: A\nmetric m: M\n  from deals\n  formula count\n  supports a\n"
        "objective «a»: B\n  supports a",
        "duplicate-name",
    ),
    (
        "model m for service: M\nlevel 1: A\n  criterion 1.1: C\n    ask: Q\n    supports «vision»",
        "unknown-name",
    ),
]


@pytest.mark.parametrize(("lines", "code"), WRONG, ids=[unmarked(lines) for lines, _ in WRONG])
def test_what_is_refused(lines: str, code: str) -> None:
    assert_marked(f"{BASE}{lines}\n", code)


def test_a_thread_from_vision_to_measure_is_fine() -> None:
    text = (
        f"{BASE}objective vision: V\nobjective hear: H\n  supports vision\n"
        "metric m: M\n  from deals\n  formula count\n  supports hear\n"
    )
    assert checked(text)[2] == ()
