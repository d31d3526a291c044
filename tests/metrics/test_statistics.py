"""Intervals against the digits that their sources printed."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxengine.metrics import statistics

WORKED = Path(__file__).parents[3] / "shared" / "data" / "statistics" / "cx_statistics.json"
P95 = Fraction(95, 100)


@pytest.fixture(scope="module")
def worked() -> Any:
    if not WORKED.exists():
        pytest.skip(f"{WORKED} is not here")
    return json.loads(WORKED.read_text("utf-8"))


def test_wilson_as_published(worked: Any) -> None:
    for case in worked["wilson"]["cases"]:
        confidence = Fraction(case["confidence"].rstrip("%")) / 100
        found = statistics.wilson(case["x"], case["n"], confidence)
        at_once = statistics.wilson_each([case["x"]], [case["n"]], confidence)
        for end, printed in zip(found, case["published"], strict=True):
            places = len(repr(printed).partition(".")[2])
            assert end == pytest.approx(printed, abs=max(0.5 * 10**-places, 2e-14)), case
        assert (at_once[0][0], at_once[1][0]) == pytest.approx(found, abs=1e-15)


def test_net_promoter_adjusted_wald(worked: Any) -> None:
    for case in worked["nps_adjusted_wald"]["examples"]:
        up, down = case["P"], case["D"]
        n = up + down + case["N"]
        centre, variance = statistics.adjusted(up, down, n)
        assert (centre, variance**0.5) == pytest.approx((case["centre"], case["se"]), abs=1e-15)
        clamped = (max(case["lo"], -1.0), min(case["hi"], 1.0))
        assert statistics.net_promoter(up, down, n, P95) == pytest.approx(clamped, abs=1e-12)
        low, high = statistics.net_promoter_each(np.array([up]), np.array([down]), np.array([n]), P95)
        assert (low[0], high[0]) == pytest.approx(clamped, abs=1e-12)


def test_newcombe_difference_of_shares(worked: Any) -> None:
    case = worked["newcombe_diff_56_70_48_80"]
    found = statistics.newcombe((56, 70), (48, 80), P95)
    assert found == pytest.approx(tuple(case["recomputed"][1:]), abs=1e-14)
    assert tuple(round(end, 4) for end in found) == tuple(case["published"])


def test_ends_are_exactly_none_and_all() -> None:
    for n in (1, 3, 1000):
        assert statistics.wilson(0, n, P95)[0] == 0.0
        assert statistics.wilson(n, n, P95)[1] == 1.0
    assert statistics.net_promoter(5, 0, 5, P95)[1] == 1.0
    assert statistics.quantile(P95) == pytest.approx(1.959963984540054, abs=1e-15)
