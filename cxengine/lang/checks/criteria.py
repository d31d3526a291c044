"""Criteria: their numbers, their aspect, their conditions, and what only asked ones may have."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import attrs

from cxengine.lang import ast
from cxengine.lang.checks.answer_targets import check_point
from cxengine.lang.checks.answers_reused import check_reused
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.expressions import condition
from cxengine.lang.checks.periods import check_period
from cxengine.lang.cycles import in_order, path_in_words
from cxengine.lang.resolve import declare_once
from cxengine.lang.scope import of_model
from cxengine.lang.walk import criteria_of, criteria_read, levels_left_out, stopping_rows

MOST_CHARACTERS = 1000
"""That a proof can be asked to have."""

_NUMBERED = re.compile(r"([0-9]+)\.([0-9]+)")
"""``3.6``: the sixth criterion of level 3. Other ids say nothing of the level."""


def check_criteria(model: ast.Model, checking: Checking) -> dict[str, ast.Criterion]:
    """Every criterion of a model; returns them by id."""
    first: dict[str, tuple[str, ast.Name]] = {}
    criteria: dict[str, ast.Criterion] = {}
    for criterion in criteria_of(model):
        if declare_once(criterion.name, "criterion", first, checking.found):
            criteria[criterion.name.text] = criterion
    scope = of_model(checking.names, model, criteria)
    for criterion in criteria_of(model):
        held = attrs.evolve(scope, holder=criterion.name.text)
        for expr in (criterion.when, criterion.applies, criterion.unmet):
            if expr is not None:
                condition(expr, held, checking)
        for action in criterion.actions:
            if action.when is not None:
                condition(action.when, attrs.evolve(held, settled=True), checking)
        _check_aspect(criterion, model, checking)
        _check_proofs(criterion, checking)
        check_point(criterion, model, checking)
        check_reused(criterion, model, checking)
        if criterion.when is not None:
            _check_computed(criterion, checking)
        if criterion.review is not None:
            check_period(criterion.review, "The age of an answer", checking)
        if criterion.recent is not None and criterion.when is None:
            check_period(criterion.recent, "How long ago a date may be", checking)
    numbers = [level.number for level in model.levels]
    if numbers == sorted(set(numbers)):  # else the levels stand in a wrong order, which is the cause
        for level in model.levels:
            _check_numbers(level, model, criteria, checking)
    _check_circles(model, criteria, checking)
    return criteria


def _check_aspect(criterion: ast.Criterion, model: ast.Model, checking: Checking) -> None:
    if model.aspects and criterion.aspect is None and not checking.lookup.incomplete:
        words = ", ".join(aspect.name.text for aspect in model.aspects[:8])
        checking.error(
            "criterion-aspect",
            criterion.name.span,
            f"Criterion {criterion.name.text} does not say which aspect it belongs to",
            f"Add a line `aspect …` with one of: {words}.",
        )


def _check_numbers(
    level: ast.Level, model: ast.Model, criteria: dict[str, ast.Criterion], checking: Checking
) -> None:
    """``3.6`` stands in level 3, and no number is left out."""
    before = 0
    strayed: set[int] = set()
    elsewhere = {each.name.text for each in criteria.values() if _moved(each)}
    for criterion in level.criteria:
        number = _NUMBERED.fullmatch(criterion.name.text)
        if number is None or criteria.get(criterion.name.text) is not criterion:
            before += number is not None  # of one that stands twice the first counts, and the second lacks its number
            continue
        if _moved(criterion):
            continue  # its id stays, whatever level it is moved to
        if int(number[1]) != level.number:
            if int(number[1]) in strayed | levels_left_out(model):
                continue
            strayed.add(int(number[1]))
            checking.error(
                "criterion-level",
                criterion.name.span,
                f"Criterion {criterion.name.text} stands in level {level.number}",
                f"Move it and those that follow below `level {int(number[1])}`, "
                f"or give it a number that begins with {level.number}.",
            )
            continue
        minor = int(number[2])
        if any(done.verb == "add" for done in criterion.overridden):
            continue  # gaps are those of the pack itself, before it is overridden
        while f"{level.number}.{before + 1}" in elsewhere or f"{level.number}.{before + 1}" in checking.lookup.removed:
            before += 1
        if minor > before + 1 and not checking.lookup.incomplete:
            checking.found.warning(
                "criterion-gap",
                criterion.name.span,
                f"Criterion {level.number}.{before + 1} is missing before {criterion.name.text}"
                if minor == before + 2
                else f"Criteria {level.number}.{before + 1} to {level.number}.{minor - 1} are missing "
                f"before {criterion.name.text}",
                "Was a line lost? If the numbers are meant so, nothing needs to be done.",
            )
        before = max(before, minor)


def _moved(criterion: ast.Criterion) -> bool:
    return any(done.verb == "change" and "in level" in done.lines for done in criterion.overridden)


def _check_proofs(criterion: ast.Criterion, checking: Checking) -> None:
    seen: set[tuple[str, str | None]] = set()
    for proof in criterion.proofs:
        if (proof.kind, proof.when) in seen:
            checking.error(
                "written-twice", proof.span, f"`{proof.kind} required` stands twice", "Take one of the lines out."
            )
        seen.add((proof.kind, proof.when))
        if proof.at_least is not None and (proof.kind == "link" or not 1 <= proof.at_least <= MOST_CHARACTERS):
            _refuse_length(proof, checking)
        allowed = criterion.not_applicable_allowed or checking.lookup.incomplete
        if proof.when == "not applicable" and not allowed and criterion.when is None:
            checking.found.warning(
                "unused-proof",
                proof.span,
                f"Criterion {criterion.name.text} may not be answered with `not applicable`",
                "Add `not applicable allowed`, or take this line out.",
            )


def _refuse_length(proof: ast.Proof, checking: Checking) -> None:
    message = f"A proof can be asked to have 1 to {MOST_CHARACTERS} characters, not {proof.at_least}"
    help = "Write for instance `justification of at least 20 characters required`."
    if proof.kind == "link":
        message, help = "The length of a link says nothing", "Write `link required`."
    checking.error("proof-length", proof.span, message, help)


def _check_computed(criterion: ast.Criterion, checking: Checking) -> None:
    """A computed criterion has no answer, so nothing that belongs to answers."""
    spans = [(f"{proof.kind} required", proof.span) for proof in criterion.proofs[:1]]
    if criterion.review is not None:
        spans.append(("review every", criterion.review.span))
    if criterion.not_applicable_allowed:
        spans.append(("not applicable allowed", criterion.name.span))
    if criterion.scale is not None:
        spans.append(("scale", criterion.scale.span))
    if criterion.target is not None:
        spans.append(("target", criterion.target.span))
    if criterion.recent is not None:
        spans.append(("target in last", criterion.recent.span))
    if criterion.unmet is not None:
        spans.append(("unmet when", criterion.unmet.span))
    for clause, span in spans:
        checking.error(
            "nothing-to-answer",
            span,
            f"Criterion {criterion.name.text} is worked out, so `{clause}` has nothing to apply to",
            "Take the line out, or let people answer: `ask:` in place of `when`."
            if clause != "not applicable allowed"
            else "Take the line out, or say when the criterion applies: `applies when …`.",
        )


def _check_circles(model: ast.Model, criteria: dict[str, ast.Criterion], checking: Checking) -> None:
    read = {name: criteria_read((c.when, c.applies, c.unmet), model, name) for name, c in criteria.items()}
    # A criterion that asks for itself is reported where it stands.
    needs = {name: tuple(other for other in others if other != name) for name, others in read.items()}
    if not any(needs.values()):
        return
    for row in stopping_rows(model):
        asked = [c.name.text for c in row]
        if _check_stops(asked, read, checking):
            return
        for earlier, later in itertools.pairwise(asked):
            needs[later] = (*needs[later], earlier)
    for circle in in_order(needs)[1]:
        where = next((read[a][b] for a, b in itertools.pairwise((*circle, circle[0])) if b in read[a]), None)
        checking.error(
            "circular-criteria",
            where.span if where is not None else criteria[circle[0]].name.span,
            f"Criterion {circle[0]} rests on its own outcome: {path_in_words(circle)}",
            "Take one of these conditions out.",
        )


def _check_stops(asked: Sequence[str], read: dict[str, dict[str, ast.Expr]], checking: Checking) -> bool:
    """Where asking stops at the first unmet, a criterion rests on all above it, so it can name none below.

    Whether one does.
    """
    places = {name: place for place, name in enumerate(asked)}
    before = len(checking.found)
    for name in asked:
        others = read[name]
        below = [other for other in others if places.get(other, -1) > places[name]]
        if below:
            checking.error(
                "circular-criteria",
                others[below[0]].span,
                f"Criterion {name} names {below[0]}, which stands below it and is asked only when {name} is not unmet",
                "Name a criterion above, or take `stop at first unmet` out.",
            )
    return len(checking.found) > before
