"""The level that a subject aims at, and how far it is."""

from __future__ import annotations

from typing import Literal

import attrs

from cxengine.lang import ast
from cxengine.maturity.evaluate import ModelResult

AimStatus = Literal["reached", "on_the_way", "overdue", "unknown"]


@attrs.frozen
class AimResult:
    """An aim and where it stands. ``certain``: every way the unknowns could turn out leads to the same."""

    aim: ast.Aim
    status: AimStatus
    certain: bool


def aim_of(model: ast.Model, subject: str) -> ast.Aim | None:
    """What the subject of an id aims at: its own aim, else the model's; None where there is neither."""
    general = own = None
    for aim in model.aims:
        if aim.subject is None:
            general = aim
        elif aim.subject.text == subject:
            own = aim
    return own or general


def aim_result(result: ModelResult, subject: str) -> AimResult | None:
    """Where the aim of a subject stands on the assessment date, which may be the last day of it."""
    aim = aim_of(result.outcomes.model.declared, subject)
    if aim is None:
        return None
    if result.withheld is not None or result.not_said is not None:
        return AimResult(aim, "unknown", certain=False)
    if result.level >= aim.level:
        return AimResult(aim, "reached", certain=result.range.low >= aim.level)
    late = aim.by is not None and result.outcomes.facts.as_of > aim.by
    return AimResult(aim, "overdue" if late else "on_the_way", certain=result.range.high < aim.level)
