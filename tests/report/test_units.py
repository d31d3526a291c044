"""Units after numbers: one of them, and several."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cxengine.lang.checks.metrics import _SHOWN
from cxengine.maturity.words import ONE, Style, shown
from cxengine.report.wording import alike, quantity


@pytest.mark.parametrize(
    ("unit", "one"),
    [("points", "1 point"), ("days", "1 day"), ("working days", "1 working day"), ("minutes", "1 minute"),
     ("%", "1%"), ("£", "£1"), ("", "1"), (None, "1"), ("status", "1 status")],
)  # fmt: skip
def test_only_a_unit_that_is_a_word_for_several_has_another_for_one(unit: str | None, one: str) -> None:
    assert quantity(1, unit) == one
    assert quantity(-1, unit) == ("−£1" if unit == "£" else f"−{one}")
    assert unit is None or quantity(2, unit).endswith(unit) or unit == "£"


def test_each_unit_that_a_metric_can_be_shown_in_is_a_sign_or_has_a_word_for_one() -> None:
    signs = {unit for unit in _SHOWN if Style(unit, 0).sign != unit}
    assert signs | set(ONE) == set(_SHOWN)


def test_no_number_that_is_not_whole_is_shown_as_if_it_were() -> None:
    style = Style("number", 1, exact=True)
    assert shown(Fraction(10**17), style) == "100,000,000,000,000,000"
    assert shown(10**17 + Fraction(1, 4), style) == "100,000,000,000,000,000.3"


def test_numbers_below_each_other_have_as_many_decimals() -> None:
    """Also very small ones, which Python writes with an exponent; nothing has no sign."""
    assert alike([0.00001, 2.0]) == ["0.00001", "2.00000"]
    assert alike([-0.0, 2.5, None, -1234.25]) == ["0.00", "2.50", "–", "−1,234.25"]
    assert alike([1, 2]) == ["1", "2"]
