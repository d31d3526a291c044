"""``criterion 3.4 is at least 60%``: there is such an answer, and a lower one, and one can tell which are higher."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.checks.answer_targets import point_names
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.lost_scales import tells_of_lost_scale
from cxengine.lang.reused import reused

Asked = ast.CriterionIs | ast.EachCriterion


def check_threshold(expr: Asked, criteria: Sequence[ast.Criterion], model: ast.Model, checking: Checking) -> None:
    """What is asked of one criterion or of several: of one of these at least it must be an answer."""
    wanted = expr.outcome
    if wanted in ast.OUTCOME_WORDS:
        if wanted not in ("met", "partly"):
            _tell(expr, f"no outcome is more or less than `{wanted}`", f"Write `{_without(expr)}`.", checking)
        return
    answered = [criterion for criterion in criteria if criterion.when is None]
    scales = [(criterion, _scale_of(criterion, model)) for criterion in answered]
    if any(name is not None and name.text not in checking.names.scales for _, name in scales):
        return
    known = [(criterion, checking.names.scales[name.text] if name is not None else None) for criterion, name in scales]
    if not all(_has_answers(scale) for _, scale in known):
        return
    fitting = [(criterion, scale) for criterion, scale in known if _is_answer(wanted, scale)]
    if not fitting:
        if not checking.lookup.incomplete and not tells_of_lost_scale(wanted, model, checking):
            _tell(expr, *_no_answer(wanted, criteria, known), checking)
    elif all(_is_lowest(wanted, scale) for _, scale in fitting):
        _tell(expr, f"every answer is at least `{wanted}`, the lowest", "Name a higher answer.", checking)
    else:
        for criterion, scale in fitting:
            if scale is not None and scale.takes is not None and scale.takes.text == "date":
                _check_day(expr, criterion, model, checking)


def _scale_of(criterion: ast.Criterion, model: ast.Model) -> ast.Name | None:
    return criterion.scale or model.scale


def _has_answers(scale: ast.Scale | None) -> bool:
    """Whether it takes anything; of one that has neither range nor points that is told where it is declared."""
    return bool(scale is not None and scale.takes is not None) or bool(point_names(scale))


def _is_answer(wanted: str, scale: ast.Scale | None) -> bool:
    if scale is None or scale.takes is None:
        return wanted in point_names(scale)
    if scale.takes.text == "date":
        return _is_day(wanted)
    return wanted.endswith("%") and 0 <= Fraction(wanted[:-1]) <= 100


def _is_day(wanted: str) -> bool:
    return wanted.count("-") == 2


def _is_lowest(wanted: str, scale: ast.Scale | None) -> bool:
    if scale is None or scale.takes is None:
        return wanted == point_names(scale)[0]
    return wanted == "0%"


def _no_answer(
    wanted: str, criteria: Sequence[ast.Criterion], known: Sequence[tuple[ast.Criterion, ast.Scale | None]]
) -> tuple[str, str]:
    """That it is no answer to what is meant, and what to write."""
    one = criteria[0].name.text if len(criteria) == 1 else None
    if not known:
        who = f"criterion {one} is" if one is not None else "these criteria are"
        return f"{who} worked out, so nobody answers `{wanted}`", "Ask whether it `is met`."
    who = f"criterion {one}" if one is not None else "any of these criteria"
    scales = [scale for _, scale in known]
    return f"`{wanted}` is no answer to {who}", f"Write {' or '.join(dict.fromkeys(map(_answers, scales)))}."


def _answers(scale: ast.Scale | None) -> str:
    if scale is not None and scale.takes is not None:
        return "a date such as `2018-03-31`" if scale.takes.text == "date" else "a percentage such as `60%`"
    higher = point_names(scale)[1:]
    return f"one of {', '.join(f'`{point}`' for point in higher[:8])}"


def _check_day(expr: Asked, criterion: ast.Criterion, model: ast.Model, checking: Checking) -> None:
    """A day of the calendar and one that moves with the assessment date have no order; several people's dates count as
    met or not."""
    id = criterion.name.text
    own = f"give a criterion a target of its own, and `answer from {model.name.text} {id}`"
    if criterion.recent is not None:
        message = f"criterion {id} counts back from the assessment date, and this asks for a day"
        _tell(expr, message, f"Write `criterion {id} is met`; or {own}.", checking)
    elif _asks_several(criterion, model, checking):
        message = f"several people answer criterion {id}, and what their dates come to is only whether it is met"
        _tell(expr, message, f"Write `criterion {id} is met`; or {own}.", checking)


def _asks_several(criterion: ast.Criterion, model: ast.Model, checking: Checking) -> bool:
    if criterion.answer_from is not None:
        found = reused(criterion.answer_from, checking.names)
        return any(other.assessors for other, _ in found)
    return bool(model.assessors)


def _without(expr: Asked) -> str:
    return f"{'is not' if expr.negated else 'is'} {expr.outcome}"


def _tell(expr: Asked, message: str, help: str, checking: Checking) -> None:
    checking.error("no-such-point", expr.span, message[:1].upper() + message[1:], help)
