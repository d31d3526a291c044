"""Figures are written back exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cxengine.lang import ast
from cxengine.lang.unparse import number_text, unparse


@pytest.mark.parametrize(
    "text", ["0", "8", "0.5", "-0.05", "4000.5", "1234567.1234567", "0.1234567890123456789", f"{'9' * 20}.{'9' * 9}1"]
)
def test_every_figure_a_line_can_hold(text: str) -> None:
    assert number_text(Fraction(text)) == text
    assert unparse(ast.Percent(Fraction(text) / 100)) == f"{text}%"


def test_money_and_what_has_no_end() -> None:
    assert unparse(ast.Money(Fraction("12345678901234567890.05"))) == "£12,345,678,901,234,567,890.05"
    assert unparse(ast.Money(Fraction(4000))) == "£4,000"
    assert number_text(Fraction(1, 3)) == "0.333333333333"
