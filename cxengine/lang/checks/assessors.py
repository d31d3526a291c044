"""Who answers a model: ``assessed by``, ``on disagreement take``, and ``by`` in worked cases."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import BELONGS_TO_NOTHING, Checking

RULES = ("lowest", "highest", "mean")


def check_assessors(model: ast.Model, checking: Checking) -> None:
    """The two lines of one model."""
    taken: set[str] = set()
    for name in model.assessors:
        if name.text in taken:
            checking.error("written-twice", name.span, f"`{name.text}` stands twice", "Take one of them out.")
        taken.add(name.text)
        if name.text in RULES:
            message = f"`{name.text}` says whose answer counts, so no assessor can be called that"
            checking.error("assessors", name.span, message, "Choose another name.")
        elif name.text in checking.names.subjects:
            _check_kind(name, model, checking)
    if model.disagreement is not None:
        _check_rule(model.disagreement, model, checking)


def _check_kind(name: ast.Name, model: ast.Model, checking: Checking) -> None:
    """A kind that answers belongs to the kind that is assessed, and stands alone."""
    kind = model.subject.text
    if name.text != kind and name.text not in checking.kinds_below(kind) and checking.lookup.incomplete:
        return
    if name.text == kind or name.text not in checking.kinds_below(kind):
        once = (BELONGS_TO_NOTHING, name.text)
        if name.text != kind and checking.names.subjects[name.text].belongs_to is None:
            if once in checking.said:
                return
            checking.said.add(once)
        message = f"`{name.text}` does not belong to a {kind}, so it cannot answer for one"
        help = f"Name a kind that says `belongs to {kind}`, or an assessor that is no kind of subject."
        checking.error("assessors", name.span, message, help)
    elif len(model.assessors) > 1:
        message = f"Each {name.text} answers, so no other assessor can stand beside it"
        checking.error("assessors", name.span, message, f"Write `assessed by {name.text}`.")


def _check_rule(rule: ast.Name, model: ast.Model, checking: Checking) -> None:
    people = [name.text for name in model.assessors if name.text not in checking.names.subjects]
    if not model.assessors:
        if checking.lookup.incomplete:
            return
        checking.said.add(("answer-by", model.name.text))
        message = "Only one person answers each criterion, so nobody can disagree"
        checking.error("assessors", rule.span, message, "Say who answers: `assessed by self, peer`.")
    elif len(people) == len(model.assessors) == 1:
        if checking.lookup.incomplete:
            return  # one of them may be a kind of subject whose head is broken
        checking.said.add(("answer-by", model.name.text))
        message = f"Only {people[0]} answers, so nobody can disagree"
        checking.error("assessors", rule.span, message, "Name another assessor in `assessed by`, or take the line out.")
    elif rule.text not in (*RULES, *people):
        what = f"`{rule.text}` is neither an assessor nor a way to put answers together"
        checking.lookup.unknown(rule, what, (*RULES, *people))


def check_by(given: ast.GivenAnswers, model: ast.Model, checking: Checking) -> None:
    """``by`` stands exactly where several people answer, with the name of one of them."""
    people = [name.text for name in model.assessors]
    listed = " or ".join(f"`{name}`" for name in people)
    if given.by is None and people:
        message = f"The model `{model.name.text}` has several assessors, and this does not say who answered"
        example = people[0] if people[0] not in checking.names.subjects else f"one_{people[0]}"
        checking.error("answer-by", given.span, message, f"Write `by` before `is` or `are`: `… by {example} is …`.")
    elif given.by is not None and not people:
        # A lost `assessed by` is one mistake, however many answers it leaves without their people.
        if checking.lookup.incomplete or ("answer-by", model.name.text) in checking.said:
            return
        checking.said.add(("answer-by", model.name.text))
        message = f"The model `{model.name.text}` does not say who assesses"
        help = f"Take `by {given.by.text}` out, or write `assessed by …` in the model."
        checking.error("answer-by", given.by.span, message, help)
    elif given.by is not None and given.by.text not in people and not set(people) & set(checking.names.subjects):
        if ("answer-by", model.name.text) in checking.said:
            return
        what = f"`{given.by.text}` is no assessor of the model `{model.name.text}`"
        checking.lookup.unknown(given.by, what, people, f"Write {listed}.")
