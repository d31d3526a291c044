"""A model whose `scale` line is missing: every answer of its worked cases is a point of one scale."""

from __future__ import annotations

from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.walk import criteria_of

ON_EVERY_SCALE = ("unknown", "not applicable")


def tells_of_lost_scale(answer: str | Fraction, model: ast.Model, checking: Checking) -> bool:
    """Whether a word that is no answer without a scale is a point of one that the model does not name.

    Reported once, at the model, however many lines use such a word. One answer that is off the scale leaves it open
    whether the answer or the line is wrong; then nothing is said here.
    """
    if model.scale is not None or any(criterion.scale is not None for criterion in criteria_of(model)):
        return False
    once = ("lost-scale", model.name.text)
    if once in checking.said:
        return True
    scale = _scale_of_all((answer, *_given(model, checking)), checking)
    if scale is None or not any(True for _ in _given(model, checking)):
        return False
    checking.said.add(once)
    checking.error(
        "answer-off-scale",
        model.name.span,
        f"The model `{model.name.text}` names no scale, and its worked cases answer on `{scale}`",
        f"Add a line to it: `scale {scale}`.",
    )
    return True


def _given(model: ast.Model, checking: Checking) -> list[str | Fraction]:
    """The answers of the model's worked cases, but for those that fit every scale."""
    tests = [test for test in checking.names.tests if test.name.text == model.name.text]
    given = [each for test in tests for each in test.givens if isinstance(each, ast.GivenAnswers)]
    return [each.answer for each in given if each.answer not in ON_EVERY_SCALE]


def _scale_of_all(answers: tuple[str | Fraction, ...], checking: Checking) -> str | None:
    """The scale that has a point of each name."""
    for name, scale in checking.names.scales.items():
        if {point.name.text for point in scale.points}.issuperset(answers):
            return name
    return None
