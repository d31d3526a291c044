"""Conditions of criteria and levels: what is compared is metrics and attributes of the assessed subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import sqrt

from cxengine.lang import ast
from cxengine.testing.oracle.asked import Judgement
from cxengine.testing.oracle.given import Figure, Key, Setting, World
from cxengine.testing.oracle.intervals import FEW, hybrid, t_of, whole_freedom, z_of
from cxengine.testing.oracle.logic import Truth, kleene_and, kleene_not, kleene_or, truth
from cxengine.testing.oracle.lookup import Value, ancestor, cell, field_named, kind_named, metric_named, subject_with
from cxengine.testing.oracle.metrics import interval, metric_ref_figure, option_of, shifted, stepped
from cxengine.testing.oracle.roll_ups import certain, is_of_model, level_compared, truth_at_each
from cxengine.testing.oracle.values import by_sign, comparison, value_of

Truths = Mapping[ast.Expr, Truth]
"""The truth of each comparison of a model; those with the same words are the same key."""


def subject_value(world: World, key: Key, ref: ast.Ref, on: date) -> Value:
    """What a name stands for in a model: a metric, or a field of the subject."""
    if is_of_model(ref):
        return certain(world, ref, key, on)
    if metric_named(world, ref.name.text) is not None:
        return metric_ref_figure(world, ref, key, on).value
    whose = ancestor(world, key, ref.of.text) if ref.of is not None else key
    return None if whose is None else attribute(world, whose, ref.name.text)


def attribute(world: World, key: Key, name: str) -> Value:
    """A field of a listed subject."""
    subject, kind = subject_with(world, key), kind_named(world, key[0])
    assert subject is not None and kind is not None
    field = field_named(kind.fields, name)
    assert field is not None, f"no field {name}"
    return cell(field, subject.attributes)


def atom_truth(world: World, key: Key, atom: ast.Expr, on: date) -> Truth:
    """The truth of one comparison for a subject."""
    if isinstance(atom, ast.MeetsTarget):
        return meets_target(world, key, atom, on)
    if isinstance(atom, ast.Compare) and atom.confidence is not None:
        return surely(world, key, atom, atom.confidence, on)
    kind = kind_named(world, key[0])
    assert kind is not None
    fields = kind.fields
    level = level_compared(atom)

    def compare(at: int | None) -> Truth:
        return comparison(
            atom,
            lambda ref: Fraction(at) if at is not None and ref == level else subject_value(world, key, ref, on),
            lambda left, right: option_of(world, fields, left, right),
            on,
        )

    return compare(None) if level is None else truth_at_each(world, level, key, on, compare)


def meets_target(world: World, key: Key, atom: ast.MeetsTarget, on: date) -> Truth:
    """Whether a metric meets, on each side that has one, the target in force on its date."""
    metric = metric_named(world, atom.metric.name.text)
    assert metric is not None
    figure = metric_ref_figure(world, atom.metric, key, on)
    whose = ancestor(world, key, atom.metric.of.text) if atom.metric.of is not None else key
    marks = [mark for mark in marks_called(metric, atom.standard) if is_for(mark, whose)]
    sides = sorted({mark.bound for mark in marks})
    day = shifted(atom.metric, on)
    if not sides:
        return None
    return kleene_and(meets_side(marks, side, figure, atom.confidence, day) for side in sides)


def marks_called(metric: ast.Metric, standard: ast.Name | None) -> list[ast.Target]:
    """The targets, or the lines of one standard."""
    if standard is None:
        return list(metric.targets)
    return [line.mark for line in metric.standards if line.name.text == standard.text]


def is_for(mark: ast.Target, whose: Key | None) -> bool:
    """Whether a mark is for all, or for just this subject."""
    if mark.kind is None or mark.subject is None:
        return True
    return (mark.kind.text, mark.subject.text) == whose


def standard_of(metric: ast.Metric, figure: Figure, key: Key, on: date) -> str | None:
    """The name of the last standard whose line is met by a figure of a subject."""
    reached = None
    for line in metric.standards:
        marks = [mark for mark in marks_called(metric, line.name) if is_for(mark, key)]
        if any(meets_side(marks, mark.bound, figure, None, on) for mark in marks):
            reached = line.name.text
    return reached


def meets_side(
    marks: Sequence[ast.Target], side: str, figure: Figure, confidence: Fraction | None, on: date
) -> Truth:
    """One side: at least or at most the mark that came last into force."""
    target = target_in_force(marks, side, on)
    if target is None or figure.value is None:
        return None
    quantity = value_of(target.quantity, lambda ref: None, on)
    assert isinstance(quantity, Fraction)
    if confidence is None:
        return figure.value >= quantity if side == "at least" else figure.value <= quantity
    bounds = interval(figure, confidence)
    if bounds is None:  # one answer alone says nothing of how answers differ
        return None
    return bounds[0] >= quantity if side == "at least" else bounds[1] <= quantity


def target_in_force(marks: Sequence[ast.Target], side: str, on: date) -> ast.Target | None:
    """The mark of a side with the latest date not after ``on``; an undated one is always in force.

    Where one for a single subject has begun, those for all play no part.
    """
    begun = [t for t in marks if t.bound == side and (t.since is None or t.since <= on)]
    begun = [t for t in begun if t.subject is not None] or begun
    return max(begun, key=lambda target: target.since or date.min) if begun else None


def surely(world: World, key: Key, atom: ast.Compare, confidence: Fraction, on: date) -> Truth:
    """``left op right with 95% confidence``: the interval of left minus right lies wholly on one side of zero."""
    figures: dict[int, Figure] = {}
    rest = Fraction(0)
    for sign, part in signed_parts(atom.left, 1) + signed_parts(atom.right, -1):
        if isinstance(part, ast.Ref) and metric_named(world, part.name.text) is not None:
            figures[sign] = metric_ref_figure(world, part, key, on)
        else:
            value = value_of(part, lambda ref: subject_value(world, key, ref, on), on)
            assert isinstance(value, Fraction)
            rest += sign * value
    if any(figure.value is None for figure in figures.values()):
        return None
    nothing = Figure(value=Fraction(0))
    bounds = difference(figures.get(1, nothing), figures.get(-1, nothing), confidence)
    if bounds is None:
        return None
    low, high = bounds
    low, high = low + float(rest), high + float(rest)
    return by_sign(atom.op, (low > 0) - (low < 0)) if ">" in atom.op else by_sign(atom.op, (high > 0) - (high < 0))


def signed_parts(expr: ast.Expr, sign: int) -> list[tuple[int, ast.Expr]]:
    """What a sum adds and takes away."""
    if isinstance(expr, ast.Arithmetic) and expr.op in ("+", "-"):
        return signed_parts(expr.left, sign) + signed_parts(expr.right, sign if expr.op == "+" else -sign)
    if isinstance(expr, ast.Negative):
        return signed_parts(expr.value, -sign)
    return [(sign, expr)]


def difference(left: Figure, right: Figure, confidence: Fraction) -> tuple[float, float] | None:
    """The interval of left minus right; None where one of them has none."""
    if right.estimator == "none":
        bounds = interval(left, confidence)
        assert right.value is not None
        return None if bounds is None else (bounds[0] - float(right.value), bounds[1] - float(right.value))
    if left.estimator == "none":
        turned = difference(right, left, confidence)
        return None if turned is None else (-turned[1], -turned[0])
    if left.estimator == "mean":
        return means_apart(left, right, confidence)
    ends = interval(left, confidence), interval(right, confidence)
    if ends[0] is None or ends[1] is None or left.value is None or right.value is None:
        return None
    return hybrid(float(left.value), ends[0], float(right.value), ends[1])


def means_apart(left: Figure, right: Figure, confidence: Fraction) -> tuple[float, float] | None:
    """The interval of a difference of two means, by z on their two errors; by Student's t where there are few."""
    of_rows = [[stepped(value, each.after) for value in each.values] for each in (left, right)]
    if left.value is None or right.value is None:
        return None
    for values, each in zip(of_rows, (left, right), strict=True):
        if len(values) < 2 or (each.n or 0) < 2 or (len(set(values)) == 1 and (each.n or 0) < FEW):
            return None
    errors = []
    for values, each in zip(of_rows, (left, right), strict=True):
        middle = sum(values, Fraction(0)) / len(values)
        squares = sum(((value - middle) ** 2 for value in values), Fraction(0))
        errors.append(float(squares / (len(values) - 1)) / (each.n or 1))
    sizes = [each.n or 1 for each in (left, right)]
    quantile = z_of(confidence)
    if min(sizes) < FEW and any(errors):
        quantile = t_of(confidence, whole_freedom(errors, sizes))
    gap, half = float(left.value - right.value), quantile * sqrt(sum(errors))
    return (gap - half, gap + half)


def of_asked(
    id: str, atom: ast.CriterionIs | ast.EachCriterion, judgements: Mapping[str, Judgement], setting: Setting
) -> Truth:
    """What a condition asks of one criterion, before ``not``."""
    if atom.at_least:
        return at_least(id, atom.outcome, judgements[id], setting)
    return of_criterion(id, atom.outcome, judgements, setting)


def at_least(id: str, wanted: str, judgement: Judgement, setting: Setting) -> Truth:
    """``criterion 3.4 is at least 60%``; what is out of the question reaches nothing.

    Unknown that counts as unmet is the lowest answer. Whose scale has no such answer reaches it where it is met.
    """
    outcome = judgement.outcome
    names = ["unmet", "partly", "met"] if wanted in ast.OUTCOME_WORDS else list(setting.points.get(id, ()))
    criterion = criterion_called(setting, id)
    takes = setting.open_scales.get(id) if criterion.when is None else None
    if outcome == "unknown":
        policy = setting.policies_for(criterion)["unknown"]
        if policy not in ("met", "unmet"):
            return None
        return policy == "met" or (bool(names) and names[0] == wanted)
    if outcome in ("not applicable", "waived"):
        return False
    if wanted in ast.OUTCOME_WORDS:
        return names.index(outcome) >= names.index(wanted)
    if takes == "percent" and wanted.endswith("%"):
        value = judgement.value if judgement.value is not None else Fraction(outcome == "met")
        return value >= Fraction(wanted[:-1]) / 100
    if takes == "date" and wanted.count("-") == 2 and judgement.value is not None:
        return str(judgement.day or "") >= wanted
    if wanted not in names:
        return outcome == "met"
    point = judgement.point or (names[-1] if outcome == "met" else names[0])
    return names.index(point) >= names.index(wanted)


def of_criterion(id: str, wanted: str, judgements: Mapping[str, Judgement], setting: Setting) -> Truth:
    """``criterion 3.4 is met``: known-ness of the raw outcome; met and unmet after the policy for unknown."""
    judgement, policy = judgements[id], setting.policies_for(criterion_called(setting, id))["unknown"]
    raw = judgement.outcome
    result: Truth
    if wanted in ("known", "unknown"):
        result = (raw != "unknown") == (wanted == "known")
    elif wanted not in ast.OUTCOME_WORDS:
        result = of_point(id, wanted, judgement, setting)
    elif raw == "unknown":
        result = unknown_is(wanted, policy)
    else:
        result = raw == wanted
    return result


def criterion_called(setting: Setting, id: str) -> ast.Criterion:
    """A criterion of the model by its number."""
    model = setting.model
    every = [*model.criteria, *(criterion for level in model.levels for criterion in level.criteria)]
    return next(criterion for criterion in every if criterion.name.text == id)


def of_point(id: str, wanted: str, judgement: Judgement, setting: Setting) -> Truth:
    """``criterion 3.4 is some``: unknown that counts as unmet is the lowest point, as met the highest."""
    points, outcome = list(setting.points.get(id, ())), judgement.outcome
    if outcome == "unknown":
        policy = setting.policies_for(criterion_called(setting, id))["unknown"]
        if policy not in ("met", "unmet"):
            return None
        return bool(points) and points[-1 if policy == "met" else 0] == wanted
    if outcome in ("not applicable", "waived") or not points:
        return False
    return (judgement.point or (points[-1] if outcome == "met" else points[0])) == wanted


def of_each(
    atom: ast.EachCriterion, judgements: Mapping[str, Judgement], setting: Setting, holder: str | None
) -> Truth:
    """``every other criterion of culture is met``, one after the other."""
    model = setting.model
    every = {c.name.text: c for c in [*model.criteria, *(c for level in model.levels for c in level.criteria)]}
    inside = {atom.aspect.text} if atom.aspect is not None else set()
    for _ in model.aspects:
        inside |= {a.name.text for a in model.aspects if a.parent is not None and a.parent.text in inside}
    truths: list[Truth] = []
    for id, criterion in every.items():
        if atom.other and id == holder:
            continue
        if atom.aspect is not None and not any(name.text in inside for name in criterion.aspects):
            continue
        said = of_asked(id, atom, judgements, setting)
        if atom.negated:
            said = kleene_not(said)
        raw = judgements[id].outcome
        if atom.every and raw in ("not applicable", "waived") and atom.outcome not in OF_ANYTHING:
            said = True
        if atom.without is not None:
            said = kleene_and((said, lacks(criterion, judgements[id], atom.without)))
        truths.append(said)
    return kleene_and(truths) if atom.every else kleene_or(truths)


OF_ANYTHING = ("known", "unknown", "not applicable", "waived")


def lacks(criterion: ast.Criterion, judgement: Judgement, proof: str) -> Truth:
    """Whether an answer came without a proof; what is worked out needs none."""
    if criterion.when is not None:
        return False
    return None if judgement.outcome == "unknown" else proof not in judgement.proofs


def unknown_is(wanted: str, policy: str) -> Truth:
    """Whether an unknown outcome is met or unmet, where the policy says; else nobody knows."""
    if wanted in ("met", "unmet") and policy in ("met", "unmet"):
        return wanted == policy
    return None


def condition_truth(
    condition: ast.Expr,
    truths: Truths,
    judgements: Mapping[str, Judgement],
    setting: Setting,
    holder: str | None = None,
) -> Truth:
    """A condition of a model from the truth of its comparisons and what other criteria came to."""

    def of_atom(atom: ast.Expr) -> Truth:
        if isinstance(atom, ast.CriterionIs):
            said = of_asked(atom.criterion.text, atom, judgements, setting)
            return kleene_not(said) if atom.negated else said
        if isinstance(atom, ast.EachCriterion):
            return of_each(atom, judgements, setting, holder)
        return truths[atom]

    return truth(condition, of_atom)
