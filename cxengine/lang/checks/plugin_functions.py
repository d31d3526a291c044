"""Functions of plugins where they stand: how many values they take, of which types, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.names import FunctionMeaning, MissingMeaning
from cxengine.lang.scope import Scope
from cxengine.lang.types import (
    ANY,
    CONDITION,
    DATE,
    DAYS,
    MOMENT,
    MONEY,
    NUMBER,
    POINTS,
    SHARE,
    TEXT,
    YES_NO,
    CategoryType,
    ListedType,
    ScaleType,
    Type,
)
from cxengine.lang.vocabulary import PluginFunction

_RESULTS: dict[str, Type] = {
    "share": SHARE, "points": POINTS, "number": NUMBER, "money": MONEY, "days": DAYS, "condition": CONDITION,
}  # fmt: skip
_SIMPLE: dict[str, tuple[Type, ...]] = {
    "money": (MONEY,), "days": (DAYS,), "date": (DATE, MOMENT), "yes_no": (YES_NO, CONDITION), "number": (NUMBER,),
    "text": (TEXT,),
}  # fmt: skip
_SAID = {
    "condition": "a condition", "number": "a number", "money": "an amount of money", "days": "a length of time",
    "date": "a date", "scale": "an answer on a range", "text": "text", "yes_no": "yes or no", "any": "any value",
}  # fmt: skip


def plugin_function(ref: ast.Ref, scope: Scope, checking: Checking) -> PluginFunction | None:
    """The function of a plugin that a call means; None where it means none, or must not stand here."""
    function = checking.names.vocabulary.functions.get(ref.name.text)
    if function is None or ref.arguments is None or not (scope.rows or scope.aggregates):
        return None
    return function


def may_stand(ref: ast.Ref, function: PluginFunction, scope: Scope, checking: Checking) -> bool:
    """Whether the function fits the place and has as many values as it takes; reported where not."""
    word, arguments = function.name, ref.arguments or ()
    if scope.rows and function.kind == "aggregate":
        message = f"`{word}` is worked out over many rows, and cannot stand in {scope.place}"
        help = "Here each row is looked at by itself. Make a metric with this formula and compare that."
        checking.error("function-in-row", ref.span, message, help)
        return False
    if scope.aggregates and function.kind == "scalar":
        message = f"`{word}` has a value in each row, and a formula gives one figure for all of them"
        checking.error("field-outside-function", ref.span, message, f"Write for instance `mean({function.usage})`.")
        return False
    if ref.of is not None or ref.at is not None:
        message = f"`{word}` is a function; only a metric can be taken of another subject or at another time"
        help = "Make a metric with this formula, and write a further metric that names it."
        checking.error("not-a-metric", ref.span, message, help)
        return False
    if len(arguments) != len(function.parameters):
        takes = " and ".join(_SAID[parameter] for parameter in function.parameters)
        here = "here is 1" if len(arguments) == 1 else f"here are {len(arguments)}"
        message = f"`{word}` takes {takes} in its brackets, {here}"
        help = f"{function.doc} Write for instance `{function.usage}`."
        checking.error("function-arguments", ref.span, message, help)
        return False
    checking.meanings[ref.span] = FunctionMeaning(word)
    return True


def result_of(
    ref: ast.Ref, function: PluginFunction, given: Sequence[Type], checking: Checking
) -> Type:
    """The type of what comes out, from the types of what stands in the brackets; reported where they do not fit."""
    fits = True
    for argument, parameter, found in zip(ref.arguments or (), function.parameters, given, strict=True):
        if found != ANY and not _fits(parameter, found, checking):
            fits = False
            message = f"`{function.name}` takes {_SAID[parameter]} here, and this is {found}"
            help = f"{function.doc} Write for instance `{function.usage}`."
            checking.error("function-arguments", argument.span, message, help)
    if not fits or (function.result == "same" and ANY in given[:1]):
        return ANY
    return given[0] if function.result == "same" else _RESULTS[function.result]


def missing_function(ref: ast.Ref, scope: Scope, checking: Checking) -> bool:
    """Whether an unknown call may be of a plugin that is left out: what rests on it is then unknown, and no mistake."""
    reasons = checking.names.vocabulary.left_out
    if ref.arguments is None or not reasons or not (scope.rows or scope.aggregates):
        return False
    checking.meanings[ref.span] = MissingMeaning(f"there is no function `{ref.name.text}`: {reasons[0]}")
    return True


def _fits(parameter: str, given: Type, checking: Checking) -> bool:
    if parameter in ("any", "condition"):
        return True
    scale = checking.names.scales.get(given.scale) if isinstance(given, ScaleType) else None
    ranged = scale is not None and scale.low is not None
    match parameter:
        case "scale":
            return ranged
        case "number" if ranged:
            return True
        case "text" if isinstance(given, CategoryType | ListedType) or (scale is not None and not ranged):
            return True
    return given in _SIMPLE[parameter]
