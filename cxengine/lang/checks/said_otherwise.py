"""Words of spreadsheets and of plain English that stand in a condition or a formula as if they were names."""

from __future__ import annotations

from collections.abc import Sequence

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.options import is_named, values_of
from cxengine.lang.functions import FUNCTIONS, SYNONYMS
from cxengine.lang.scope import Scope
from cxengine.lang.syntax.spelt_numbers import SPELT
from cxengine.lang.types import ANY, Type
from cxengine.lang.unparse import unparse

_NOTHING = ("blank", "null", "empty", "none", "missing", "nothing", "na", "nan", "nil")
_OF_ROWS = {
    "countif": "count(CONDITION)", "countifs": "count(CONDITION)", "counta": "count", "sumif": "sum(FIELD)",
    "sumifs": "sum(FIELD)", "averageif": "mean(FIELD)", "averageifs": "mean(FIELD)",
}  # fmt: skip
"""Functions of spreadsheets that say which rows they are of, and the function here."""


def asks_for_nothing(expr: ast.Is, wanted: Type, scope: Scope, checking: Checking) -> bool:
    """Whether ``csat is not missing`` stands there, which is then reported."""
    left, right = expr.left, expr.right
    if not (isinstance(left, ast.Ref) and isinstance(right, ast.Ref) and right.name.text.lower() in _NOTHING):
        return False
    if wanted == ANY or is_named(wanted, right, checking) or right.name.text in scope.known():
        return False
    word = f"is {'not ' if expr.negated else ''}{right.name.text}"
    message = f"whether there is a value is asked with `is known` or `is unknown`, not with `{word}`"
    help = f"Write `{unparse(left)} is {'known' if expr.negated else 'unknown'}`."
    checking.error("unknown-name", right.name.span, message, help)
    return True


def said_otherwise(ref: ast.Ref, scope: Scope, checking: Checking) -> bool:
    """Whether a name that nothing declares is such a word, which is then reported."""
    word = ref.name.text
    if ref.arguments is not None:
        return _of_a_spreadsheet(ref, checking)
    if word.lower() in SPELT:
        right = str(SPELT[word.lower()])
        message = f"numbers are written in digits, not as `{word}`"
        checking.error("bad-number", ref.name.span, message, f"Write `{right}`.", replacement=right)
        return True
    if word.lower() in _NOTHING:
        message = f"`{word}` is no value: whether there is one is asked with `is known` or `is unknown`"
        what = "a field" if scope.table is not None else "a figure"
        checking.error("unknown-name", ref.name.span, message, f"Write the name of {what} and `is known`.")
        return True
    if word == "target" and scope.table is None:
        message = "a target is compared by `meets target`"
        checking.error("unknown-name", ref.name.span, message, "Write for instance `csat meets target`.")
        return True
    return False


def _of_a_spreadsheet(ref: ast.Ref, checking: Checking) -> bool:
    word = ref.name.text
    if word.lower() == "if":
        message, help = "a condition stands without `IF`", "Write what must hold alone: it is met or it is not."
    elif word.lower() in _OF_ROWS:
        message = f"`{word}` is a function of spreadsheets"
        help = f"Write `{_OF_ROWS[word.lower()]}`; which rows it is of stands in a line of its own, `where CONDITION`."
    elif (right := SYNONYMS.get(word.lower(), word.lower())) in FUNCTIONS and word != word.lower():
        message, help = f"There is no function `{word}`", f"Did you mean `{right}`?"
    else:
        return False
    told = any(d.code == "unknown-name" and d.span[:2] == ref.span[:2] for d in checking.found)
    if not told:
        checking.error("unknown-name", ref.name.span, message, help)
    return True


def listed_loosely(parts: Sequence[ast.Expr], at: int, checking: Checking) -> int:
    """How many parts after ``parts[at]`` are further options of it: `channel is web or phone`. They are reported."""
    first = parts[at]
    if not isinstance(first, ast.Is):
        return 0
    options = values_of(checking.expressions.get(first.left.span, ANY), checking)
    more: list[ast.Ref] = []
    for part in parts[at + 1 :]:
        if not isinstance(part, ast.Ref) or part.arguments is not None or part.name.text not in options:
            break
        more.append(part)
    if not more:
        return 0
    negated = "not one of" if first.negated else "one of"
    names = ", ".join(unparse(option) for option in (first.right, *more))
    right = f"{unparse(first.left)} is {negated} ({names})"
    message = f"`{unparse(more[0])}` is an option, and no condition"
    checking.error("not-a-condition", first.span.to(more[-1].span), message, f"Write `{right}`.", replacement=right)
    return len(more)
