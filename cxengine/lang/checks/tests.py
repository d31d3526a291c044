"""Test blocks: what is given and expected must exist, fit, and be possible."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.lang.checks.answers import check_answers
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.criterion_tests import check_point
from cxengine.lang.checks.expressions import type_of
from cxengine.lang.checks.given_subjects import check_given_subject, is_given_subject
from cxengine.lang.checks.journey_tests import check_journey_test, refuse_steps
from cxengine.lang.checks.ratios import tells_of_ratio
from cxengine.lang.checks.results import check_given
from cxengine.lang.checks.targets import check_quantity, check_value, literal_type, literal_value
from cxengine.lang.checks.time_units import time_unit
from cxengine.lang.checks.withheld_tests import check_withheld
from cxengine.lang.checks.written import percent
from cxengine.lang.names import AttributeMeaning
from cxengine.lang.scope import Scope, of_test
from cxengine.lang.types import ANY, NUMBER, POINTS, SHARE
from cxengine.lang.walk import criteria_of, levels_left_out
from cxengine.source import Span


@attrs.frozen
class _Tried:
    """The model of a test, with what its lines may name."""

    model: ast.Model
    criteria: Mapping[str, ast.Criterion]
    actions: frozenset[str]


def _tried(model: ast.Model) -> _Tried:
    criteria = {criterion.name.text: criterion for criterion in criteria_of(model)}
    actions = frozenset(action.name.text for criterion in criteria_of(model) for action in criterion.actions)
    return _Tried(model, criteria, actions)


def check_tests(checking: Checking) -> None:
    """Every test whose model or metric is known."""
    names = checking.names
    tried = {name: _tried(model) for name, model in names.models.items()}
    for test in names.tests:
        word = test.name.text
        if word in names.journeys:
            check_journey_test(test, checking)
            continue
        of_model = tried.get(word)
        model, rule = names.models.get(word), names.rules.get(word)
        if model is None and rule is None and word not in names.metrics:
            continue
        scope = of_test(names, model or rule)
        subjects: list[ast.GivenFact] = []
        for given in test.givens:
            if isinstance(given, ast.GivenFact) and is_given_subject(given, scope, checking):
                check_given_subject(given, model or rule, subjects, checking)
                subjects.append(given)
            elif isinstance(given, ast.GivenFact):
                _check_fact(given, scope, checking)
            elif isinstance(given, ast.GivenResult):
                check_given(given, model, checking)
            elif isinstance(given, ast.GivenAnswers):
                if of_model is None:
                    _refuse_part(given.span, test, "Answers are given", checking)
                else:
                    check_answers(given, of_model.model, of_model.criteria, checking)
        for expect in test.expects:
            _check_expectation(expect, test, of_model, scope, checking)


def _refuse_part(span: Span, test: ast.Test, what: str, checking: Checking) -> None:
    checking.error(
        "test-of-metric",
        span,
        f"{what} where a model is tried, and `{test.name.text}` is a "
        f"{'rule' if test.name.text in checking.names.rules else 'metric'}",
        "Write `test` with the name of a model, or expect a figure or a finding: `expect csat is 86%`.",
    )


def _check_fact(given: ast.GivenFact, scope: Scope, checking: Checking) -> None:
    if given.subject.arguments is not None:
        checking.error(
            "given-narrowed",
            given.subject.span,
            "A figure of only some rows cannot be given",
            "Make a metric of those rows, and give that.",
        )
        return
    wanted = type_of(given.subject, scope, checking)
    if given.value is None or tells_of_ratio(given.value, checking.metric_of(given.subject), checking):
        return
    if not check_value(given.value, wanted, scope, checking):
        return
    if given.count is None:
        return
    if isinstance(checking.meanings.get(given.subject.span), AttributeMeaning):
        checking.error(
            "given-count",
            given.span,
            f"`{given.subject.name.text}` is no figure that rests on answers, so `of {given.count}` says nothing",
            f"Take `of {given.count}` out.",
        )
    elif given.count < 1:
        checking.error(
            "given-count", given.span, "A figure of 0 answers is unknown", "Write `is unknown`, or 1 answer or more."
        )
    else:
        _check_whole(given, given.value, given.count, checking)


def _check_whole(given: ast.GivenFact, value: ast.Expr, count: int, checking: Checking) -> None:
    """``86% of 400`` is 344 answers; ``86% of 401`` is no whole number of them."""
    share = literal_value(value)
    if share is None or literal_type(value) not in (SHARE, POINTS):
        return
    if abs(share) > 1 or (share < 0 and literal_type(value) == SHARE):
        checking.error("given-count", value.span, "No part is more than 100%", "Write a percentage from 0% to 100%.")
        return
    if (share * count).denominator == 1:
        return
    near = _nearest_count(share, count)
    checking.error(
        "given-count",
        given.span,
        f"{percent(share)} of {count} is not a whole number of answers",
        f"The nearest number of answers with that figure is {near}."
        if near is not None
        else f"Write a figure that {count} answers can give, such as {percent(Fraction(round(share * count), count))}.",
    )


def _nearest_count(share: Fraction, count: int) -> int | None:
    """The count nearest to this one of which the share is a whole number; None where none is within half of it."""
    step = share.denominator
    near = max(step, round(Fraction(count, step)) * step)
    return near if abs(near - count) <= max(count // 2, 10) else None


def _check_expectation(
    expect: ast.Expectation, test: ast.Test, tried: _Tried | None, scope: Scope, checking: Checking
) -> None:
    match expect:
        case ast.ExpectMetric(metric=ref, value=value):
            wanted = type_of(ref, scope, checking)
            if checking.metric_of(ref) is None and wanted != ANY:
                checking.error(
                    "not-a-metric", ref.span, f"`{ref.name.text}` is {wanted}, not a metric", "Name a metric."
                )
            elif value is not None and not tells_of_ratio(value, checking.metric_of(ref), checking):
                check_quantity(value, wanted, checking, time_unit(ref, checking))
        case ast.ExpectFinding(rule=name):
            refuse_steps(expect, test, checking)
            _check_finding(name, test, checking)
        case ast.ExpectAction(action=name) if test.name.text in checking.names.rules:
            rule = checking.names.rules[test.name.text]
            known = [action.name.text for action in rule.actions]
            if name.text not in known:
                message = f"There is no action `{name.text}` in the rule `{rule.name.text}`"
                checking.lookup.unknown(name, message, known, f"Declare it in the rule: `action {name.text}: Title`.")
        case ast.ExpectSuppressed(metric=name):
            _metric_named(name, checking)
        case ast.ExpectStandard(metric=name, standard=standard):
            metric = _metric_named(name, checking)
            known = list(dict.fromkeys(line.name.text for line in metric.standards)) if metric is not None else []
            if metric is not None and (standard is None or standard.text not in known):
                _check_standard(standard, metric, known, expect.span, checking)
        case _ if tried is None:
            _refuse_part(expect.span, test, "This is expected", checking)
        case _:
            _check_outcome(expect, tried, checking)


def _metric_named(name: ast.Name, checking: Checking) -> ast.Metric | None:
    metric = checking.names.metrics.get(name.text)
    if metric is None:
        checking.lookup.unknown(name, f"There is no metric `{name.text}`", checking.names.metrics)
    return metric


def _check_standard(
    standard: ast.Name | None, metric: ast.Metric, known: list[str], span: Span, checking: Checking
) -> None:
    message = f"The metric `{metric.name}` has no standard"
    if standard is not None:
        help = f"Add a line to it: `standard {standard} at least …`."
        checking.lookup.unknown(standard, f"{message} `{standard}`", known, help)
    elif not known and not checking.lookup.incomplete:
        checking.error("no-target", span, message, "Add a line to it: `standard good at least …`.")


def _check_finding(name: ast.Name, test: ast.Test, checking: Checking) -> None:
    """A rule that is expected to find something is about the kind of subject that the test is about."""
    names = checking.names
    rule = names.rules.get(name.text)
    if rule is None:
        help = f"Declare it: `rule {name.text} for service: Title`."
        checking.lookup.unknown(name, f"There is no rule `{name.text}`", names.rules, help)
        return
    tried = names.models.get(test.name.text) or names.rules.get(test.name.text)
    if tried is not None and tried.subject.text != rule.subject.text:
        checking.error(
            "wrong-subject",
            name.span,
            f"The rule `{name.text}` is for a {rule.subject.text}, and this test is about a {tried.subject.text}",
            f"Write a test of its own: `test {name.text}: …`.",
        )


def _check_outcome(expect: ast.Expectation, tried: _Tried, checking: Checking) -> None:
    model = tried.model
    what = f"in the model `{model.name.text}`"
    match expect:
        case ast.ExpectLevel():
            _check_level(expect, model, checking)
        case ast.ExpectLevelOf(aspect=name):
            aspects = [aspect.name.text for aspect in model.aspects]
            if name.text not in aspects:
                checking.lookup.unknown(name, f"There is no aspect `{name.text}` {what}", aspects)
            else:
                _check_level(ast.ExpectLevel(expect.level, None, expect.span), model, checking)
        case ast.ExpectAim(standing=standing):
            if standing is not None and not model.aims and not checking.lookup.incomplete:
                message = f"The model `{model.name.text}` says nothing of what is aimed at"
                checking.error("no-aim", expect.span, message, "Add a line to it, for instance `aim level 3`.")
        case ast.ExpectWithheld():
            check_withheld(expect, model, checking)
        case ast.ExpectBand(band=name):
            bands = [band.name.text for band in model.bands]
            if name.text not in bands:
                checking.lookup.unknown(name, f"There is no band `{name.text}` {what}", bands)
        case ast.ExpectCriterion(criterion=name):
            if name.text not in tried.criteria:
                checking.lookup.unknown(name, f"There is no criterion {name.text} {what}", tried.criteria)
            else:
                check_point(expect.outcome, (tried.criteria[name.text],), model, expect.span, checking)
        case ast.ExpectAction(action=name):
            if name.text not in tried.actions:
                checking.lookup.unknown(name, f"There is no action `{name.text}` {what}", tried.actions)
        case ast.ExpectScore():
            _check_score(expect, model, checking)
        case _:
            raise AssertionError(f"no check for {type(expect).__name__}")


def _check_level(expect: ast.ExpectLevel, model: ast.Model, checking: Checking) -> None:
    numbers = {level.number for level in model.levels}
    for number in (expect.level, expect.could_be):
        if number in levels_left_out(model) | numbers | {0, None} or checking.lookup.incomplete:
            continue
        once = ("unknown-level", model.name.text, str(number))
        if once in checking.said:
            return
        checking.said.add(once)
        run = f"from {min(numbers)} to {max(numbers)}" if numbers else "not declared"
        checking.error(
            "unknown-level",
            expect.span,
            f"The model `{model.name.text}` has no level {number}",
            f"Its levels are {run}; 0 is where none is reached.",
        )
        return
    if expect.could_be is not None and expect.could_be < expect.level:
        checking.error(
            "wrong-order",
            expect.span,
            f"A level that is {expect.level} for certain could not be {expect.could_be}",
            "`could be` is the highest level that is still possible.",
        )


def _check_score(expect: ast.ExpectScore, model: ast.Model, checking: Checking) -> None:
    from cxengine.lang.checks.scores import score_rules

    node = expect.aspect.text if expect.aspect is not None else None
    aspects = [aspect.name.text for aspect in model.aspects]
    if expect.aspect is not None and node not in aspects:
        what = f"There is no aspect `{node}` in the model `{model.name.text}`"
        checking.lookup.unknown(expect.aspect, what, aspects)
        return
    if expect.level is not None and expect.level not in {level.number for level in model.levels}:
        _check_level(ast.ExpectLevel(expect.level, None, expect.span), model, checking)
        if expect.level in levels_left_out(model) | {0}:
            message = f"No criterion of `{model.name.text}` stands in level {expect.level}, so it has no score"
            checking.error("unknown-level", expect.span, message, "Name one of the levels that are written in it.")
        return
    if expect.value is None:
        return
    once = ("no-score", model.name.text)
    at = next((level.score for level in model.levels if level.number == expect.level), None)
    if score_rules(model).get(node) is None and at is None and not checking.lookup.incomplete:
        if once not in checking.said:
            checking.said.add(once)
            checking.error(
                "no-score",
                expect.span,
                f"The {f'model `{once[1]}`' if node is None else f'aspect `{node}`'} has no score",
                "Say how it is scored, for instance `score is mean`, or write `expect no score`.",
            )
    elif literal_type(expect.value) not in (NUMBER, SHARE):
        checking.error(
            "wrong-unit", expect.value.span, "A score is a number or a percentage", "Write for instance `0.5` or `50%`."
        )
