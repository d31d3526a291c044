"""How a score comes about: what each criterion and aspect gives, its weight, and what is done with them, so that it can
be worked out again from the text alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cxengine.engine.explaining.lines import policy_words
from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explaining.tree import Node, Place, counted, node_of, place_of
from cxengine.engine.figures import number
from cxengine.engine.model_said import score_style
from cxengine.engine.said.levels import ModelSaid
from cxengine.lang import ast
from cxengine.maturity.evaluate import ModelResult
from cxengine.maturity.outcome import SAID
from cxengine.maturity.score_tree import ScoreNode
from cxengine.maturity.score_working import (
    ScorePart,
    before_bounds,
    bounds_held,
    counted_parts,
    parts_of_score,
)
from cxengine.maturity.scoring import Score, nothing_answered, score_of, shown_score
from cxengine.maturity.words import Style, plain, rounded

_PLACES = 6
_LONGEST = 9999
"""A denominator above this says nothing to a reader."""
_EXACT = Style("number", _PLACES)
_HOW: dict[str, str] = {
    "mean": "the mean of", "sum": "the sum of", "lowest": "the lowest of", "highest": "the highest of",
    "share met": "how many count as met, of", "count met": "how many count as met, of",
    "share of points": "the points that are reached, of those of",
}  # fmt: skip


def score_node(model: ModelSaid, result: ModelResult, rules: RuleBook) -> Node | None:
    """The score of a model; None where it has none. A withheld one shows no number."""
    root = result.outcomes.model.root
    if root.rule is None:
        return None
    ends = f"from {model.score_from} to {model.score_to}" if model.score_from is not None else ""
    if model.withheld is not None:
        return Node(kind="score", text=f"score: withheld, because {model.withheld}", source=_place(root, result))
    if model.score is not None:
        text = f"score {model.score} ({ends}), {_formula(root, result)}"
    else:
        text = f"score: not known, because {model.score_unknown} ({ends}): {_formula(root, result)}"
    could = model.score_could_be
    if could is not None and could.from_ != could.to:
        text += f"; it could turn out from {could.from_} to {could.to}"
    made = _made(root, result, rules)
    return Node(kind="score", text=text, expr=_rule(root), value=model.score, because=made, source=_place(root, result))


def aspect_score_node(name: str, result: ModelResult, rules: RuleBook) -> Node | None:
    """The score of an aspect as it is given; None where it has none, or it is withheld."""
    waiting = [(child, result.outcomes.model.root) for child in result.outcomes.model.root.children]
    while waiting:
        node, parent = waiting.pop()
        waiting += [(child, node) for child in node.children]
        if node.name == name:
            hidden = result.withheld is not None or node.rule is None
            return None if hidden else _of_aspect(node, parent, result, rules, title="score")
    return None


def _of_aspect(
    node: ScoreNode, parent: ScoreNode, result: ModelResult, rules: RuleBook, *, title: str, weight: bool = False
) -> Node:
    shown = shown_score(node, parent.policies, result.scored)
    title += _weight(node.weight) if weight else ""
    empty = nothing_answered(node.all, result.scored)
    if _is_withheld(node, result):
        text = f"{title}: withheld"
    elif empty:
        counts = policy_words("unknown", parent.policies) or "counts as unknown"
        value = f": {_number(shown.value)}" if shown.value is not None else ""
        text = f"{title}: nothing of it is answered, which {counts}{value}"
    else:
        text = f"{title}: {_own_words(node, shown, result)}"
    return Node(
        kind="aspect score", text=text, expr=_rule(node),
        value=number(shown.value, score_style(result.outcomes.model, node.rule)),
        weight=number(node.weight, _EXACT) if weight else None,
        because=() if empty or _is_withheld(node, result) else _made(node, result, rules), source=_place(node, result),
    )  # fmt: skip


def _own_words(node: ScoreNode, shown: Score, result: ModelResult) -> str:
    """The score of an aspect with its sum, and as it is shown where that is rounded."""
    own, formula = score_of(node, result.scored), _formula(node, result)
    if own.value is None or shown.value is None:
        return f"{'not known' if own.reason == 'unknown' else own.reason}: {formula}"
    beside = f"; shown as {_number(shown.value)}" if shown.value != own.value else ""
    return f"{_number(own.value)}, {formula}{beside}"


def _is_withheld(node: ScoreNode, result: ModelResult) -> bool:
    return node.withheld is not None and result.scored.holds(node.withheld) is True


def _formula(node: ScoreNode, result: ModelResult) -> str:
    """``the mean of 2 aspects: (0.5 × 2 + 1) / 3``; with the value, where the score is another."""
    if node.scorer is not None:
        return f"by the scorer `{node.scorer.name}` of a plugin"
    parts = parts_of_score(node, result.scored)
    rule = str(node.rule)
    how = f"{_HOW[rule]} {_things(parts)}"
    left = counted_parts(node, result.scored)
    if left is None:
        return how
    out = len(parts) - len(left)
    how += f" ({out} left out)" if out else ""
    value = before_bounds(node, left)[0]
    beside = f" = {_number(value)}" if value != score_of(node, result.scored).value else ""
    return f"{how}: {_sum(node, left)}{beside}"


def _things(parts: Sequence[ScorePart]) -> str:
    aspects = sum(part.child is not None for part in parts)
    criteria = len(parts) - aspects
    said = [counted(aspects, "aspect", "aspects")] if aspects else []
    said += [counted(criteria, "criterion", "criteria")] if criteria or not aspects else []
    return " and ".join(said)


def _sum(node: ScoreNode, parts: Sequence[ScorePart]) -> str:
    """The sum that a reader enters into a calculator."""
    values = [(part.points, part.weight) for part in parts if isinstance(part.points, Fraction)]
    total = _number(sum((points for points, _ in values), Fraction(0)), fraction=False)
    start = f"{_number(node.start, fraction=False)} + " if node.start else ""
    match node.rule:
        case "count met":
            return f"{start}{total}"
        case "share met" | "share of points":
            most = sum((part.most for part in parts), Fraction(0))
            return f"{start}{total} / {_number(most, fraction=False)}"
        case "lowest" | "highest":
            listed = ", ".join(_number(points, fraction=False) for points, _ in values)
            return f"{start}{'min' if node.rule == 'lowest' else 'max'}({listed})"
    weighed = node.rule == "mean" and any(weight != 1 for _, weight in values)
    added = _added([(points, weight if weighed else Fraction(1)) for points, weight in values])
    if node.rule == "sum":
        first = [node.start] if node.start else []
        return _added([(points, Fraction(1)) for points in (*first, *(points for points, _ in values))])
    below = " + ".join(_number(weight, fraction=False) for _, weight in values) if weighed else str(len(values))
    return f"{start}({added}) / {f'({below})' if weighed else below}"


def _added(values: Sequence[tuple[Fraction, Fraction]]) -> str:
    """``0.5 × 2 + 1 − 3``."""
    said = ""
    for points, weight in values:
        sign = " − " if points < 0 else " + "
        size = _number(abs(points), fraction=False) + ("" if weight == 1 else f" × {_number(weight, fraction=False)}")
        said += f"{sign}{size}" if said else f"{'−' if points < 0 else ''}{size}"
    return said


def _number(value: Fraction | None, *, fraction: bool = True) -> str:
    """Without decimals that say nothing; where they do not end, with the fraction: ``0.285714 (2/7)``."""
    assert value is not None
    places = next((n for n in range(_PLACES + 1) if (value * 10**n).denominator == 1), None)
    text = plain(rounded(value, _PLACES if places is None else places))
    exact = fraction and places is None and value.denominator <= _LONGEST
    return f"{text} ({value.numerator}/{value.denominator})" if exact else text


def _rule(node: ScoreNode) -> str:
    return "score by a plugin" if node.rule == "by plugin" else f"score is {node.rule}"


def _place(node: ScoreNode, result: ModelResult) -> Place | None:
    """The line that says the rule: its own, or of what it is in."""
    declared = result.outcomes.model.declared
    aspects = {aspect.name.text: aspect for aspect in declared.aspects}
    here: ast.Aspect | ast.Model | None = aspects.get(node.name, declared)
    while here is not None:
        for word in ("score is", "score by", "score starts at"):
            if here.places.get(word):
                return place_of(here.places[word][0])
        above = here.parent.text if isinstance(here, ast.Aspect) and here.parent is not None else None
        here = None if isinstance(here, ast.Model) else aspects.get(above or "", declared)
    return None


def _made(node: ScoreNode, result: ModelResult, rules: RuleBook) -> tuple[Node, ...]:
    """What it is made of, and then what is done with that."""
    parts = parts_of_score(node, result.scored) if node.scorer is None else ()
    return (*(_part(part, node, result, rules) for part in parts), *_after(node, result, rules))


def _part(part: ScorePart, above: ScoreNode, result: ModelResult, rules: RuleBook) -> Node:
    weighed = above.rule == "mean"
    if part.child is not None:
        return _of_aspect(part.child, above, result, rules, title=part.child.title, weight=weighed)
    assert part.criterion is not None
    criterion = result.outcomes.model.criteria[part.criterion]
    outcome = result.outcomes.now.outcomes[part.criterion]
    policy = policy_words(outcome, criterion.policies)
    gives = "" if part.points is None else "gives nothing that is known"
    if isinstance(part.points, Fraction):
        gives = f"gives {_number(part.points)}"
        if above.rule == "share of points":
            gives += f" of {_number(part.most)}"
    said = ", ".join(each for each in (SAID[outcome], policy, gives) if each)
    wanted = " (must not be met)" if criterion.forbidden else ""
    return Node(
        kind="criterion score", outcome=outcome, text=f"{criterion.id} {criterion.declared.title}{wanted}: {said}"
        f"{_weight(part.weight) if weighed else ''}",
        value=number(part.points, _EXACT) if isinstance(part.points, Fraction) else None,
        weight=number(part.weight, _EXACT) if weighed else None,
        source=place_of(criterion.declared.span),
    )  # fmt: skip


def _weight(weight: Fraction) -> str:
    return f", weight {_number(weight)}" if weight != 1 else ""


def _after(node: ScoreNode, result: ModelResult, rules: RuleBook) -> Iterator[Node]:
    """The start, the rounding and the bounds, with what each does to the score."""
    declared = _declared(node, result)
    yield from rules.lines(declared, "score starts at")
    parts = counted_parts(node, result.scored) if node.scorer is None else None
    raw = score_of(node, result.scored).value
    value = before_bounds(node, parts) if parts else (raw, raw) if raw is not None else None
    for line in rules.lines(declared, "round"):
        said = f"{line.text}: {_number(value[1])}" if value is not None else line.text
        yield Node(kind="line", text=said, source=line.source)
    if value is None or value[1] is None:
        yield from rules.lines(declared, "score at least", "score at most")
        return
    run = result.outcomes.run
    for held in bounds_held(node, value[1], result.scored):
        side = "least" if held.bound.at_least else "most"
        does = "it is not known whether this holds" if held.holds is None else f"brings it to {_number(held.value)}"
        if not held.could or held.holds is False:
            does = "changes nothing" if held.holds is not False else "does not hold"
        told = (node_of(held.bound.tell.tell(run)),) if held.bound.tell is not None else ()
        at = f"score at {side} {_number(held.bound.value)}"
        yield Node(kind="line", text=f"{at}{' when what stands below' if told else ''}: {does}", because=told)


def _declared(node: ScoreNode, result: ModelResult) -> ast.Aspect | ast.Model:
    declared = result.outcomes.model.declared
    return next((aspect for aspect in declared.aspects if aspect.name.text == node.name), declared)
