"""`given service is parking`: which subject a worked case is about, for what the rules say of single subjects."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.scope import Scope


def is_given_subject(given: ast.GivenFact, scope: Scope, checking: Checking) -> bool:
    """Whether a line names the subject of the case, and not a figure or a field of that name."""
    word = given.subject.name.text
    return word in checking.names.subjects and word not in scope.attributes and word not in scope.metrics


def check_given_subject(
    given: ast.GivenFact, tried: ast.Model | ast.Rule | None, before: list[ast.GivenFact], checking: Checking
) -> None:
    """The kind is that of the model or rule, or one that it belongs to; of a metric there is one subject.

    ``before`` are the lines of the same kind of the test so far.
    """
    kind, ref = given.subject.name.text, given.subject
    if ref.of is not None or ref.at is not None or ref.arguments is not None or given.count is not None:
        message = f"`{kind}` is a kind of subject, and only its id can be given"
        checking.error("given-subject", given.span, message, f"Write for instance `given {kind} is parking`.")
    elif not _is_id(given.value):
        message = f"This is no id of a {kind}"
        help = f"Write for instance `given {kind} is parking`; an id with a sign in it in quotation marks."
        checking.error("given-subject", given.span if given.value is None else given.value.span, message, help)
    elif tried is not None and kind not in (tried.subject.text, *checking.kinds_above(tried.subject.text)):
        message = f"`{tried.name}` is about a {tried.subject}, which neither is nor belongs to a {kind}"
        checking.error("given-subject", ref.span, message, f"Write `given {tried.subject} is …`.")
    elif any(tried is None or other.subject.name == ref.name for other in before):
        message = "Two lines say whom this case is about"
        checking.error("given-subject", given.span, message, "Take one of them out, or write a test of its own.")


def _is_id(value: ast.Expr | None) -> bool:
    return isinstance(value, ast.Text) or (
        isinstance(value, ast.Ref) and value.of is None and value.at is None and value.arguments is None
    )
