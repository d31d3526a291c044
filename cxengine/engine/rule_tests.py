"""Runs the ``test`` blocks of rule files: what is given stands in for the data, what is expected is compared.

What is not given is unknown. Today is the date from which the pack holds, unless the test says otherwise; an
answer without a date is given today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import attrs

from cxengine.actions.choose import propose
from cxengine.engine.given import Given, gather, late_answers
from cxengine.engine.journey_tests import journey_failures
from cxengine.engine.model_said import level_said
from cxengine.engine.reached import Reached, reached_by_tests
from cxengine.engine.to_json import to_json
from cxengine.findings.judged import Judged, judge
from cxengine.lang import ast
from cxengine.lang.packs import pack_of
from cxengine.lang.unparse import number_text, unparse
from cxengine.maturity.aims import aim_result
from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.evaluate import ModelResult, evaluate, outside_of
from cxengine.maturity.facts import Facts
from cxengine.maturity.late import part_score
from cxengine.maturity.levels import standing_between
from cxengine.maturity.outcome import SAID
from cxengine.maturity.scoring import UNKNOWN_SCORE, Score
from cxengine.maturity.words import measured_words, rounded, style_of
from cxengine.metrics.targets import amount, standard_reached, standings

if TYPE_CHECKING:
    from cxengine.engine.program import Program


@attrs.frozen
class TestPlace:
    """Where a test stands."""

    filename: str
    line: int


@attrs.frozen(kw_only=True)
class TestSaid:
    """One test's outcome; ``message`` says a line for each expectation that did not hold."""

    name: str
    outcome: Literal["passed", "failed"]
    location: TestPlace
    message: str
    notes: tuple[str, ...] = ()
    """Its remarks."""


@attrs.frozen(kw_only=True)
class TestResults:
    """The result of ``cx test``."""

    passed: int
    failed: int
    tests: tuple[TestSaid, ...]
    coverage: dict[str, Reached]

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx test --format json`` as Python values."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made

    @staticmethod
    def joined(results: Iterable[TestResults]) -> TestResults:
        """Several sets of rules as one."""
        all_of = list(results)
        coverage: dict[str, Reached] = {}
        for result in all_of:
            for kind, reached in result.coverage.items():
                before = coverage.get(kind, Reached(reached=0, of=0, missed=()))
                coverage[kind] = Reached(
                    reached=before.reached + reached.reached,
                    of=before.of + reached.of,
                    missed=before.missed + reached.missed,
                )
        return TestResults(
            passed=sum(result.passed for result in all_of),
            failed=sum(result.failed for result in all_of),
            tests=tuple(test for result in all_of for test in result.tests),
            coverage=coverage,
        )


def run_tests(program: Program) -> TestResults:
    """Every test of a program, in the order of the files."""
    models = {model.declared.name.text: model for model in program.models}
    said = tuple(_run(program, test, models) for test in program.names.tests)
    return TestResults(
        passed=sum(test.outcome == "passed" for test in said),
        failed=sum(test.outcome == "failed" for test in said),
        tests=said,
        coverage=reached_by_tests(program, models),
    )


def _run(program: Program, test: ast.Test, models: Mapping[str, CompiledModel]) -> TestSaid:
    if test.name.text in program.names.journeys:
        return _said(test, journey_failures(test, program.names, program.plugins.finders))
    model = models.get(test.name.text)
    pack = pack_of(test.span.filename, program.packs)
    today = pack.effective if pack is not None and pack.effective is not None else date.min
    given = gather(test, model, program.names, program.types, today)
    failures = list(given.problems)
    if not failures:
        result = _evaluated(given, model) if model is not None else None
        for expectation in test.expects:
            failures += _compare(expectation, given, result, program, test)
        if failures:
            failures += late_answers(test, given.today)
    return _said(test, failures)


def _said(test: ast.Test, failures: Sequence[str]) -> TestSaid:
    return TestSaid(
        name=f"{test.name.text}: {test.title}",
        outcome="failed" if failures else "passed",
        location=TestPlace(test.span.filename, test.span.line),
        message="\n".join(failures),
        notes=test.notes,
    )


def _evaluated(given: Given, model: CompiledModel) -> ModelResult:
    facts = Facts([given.measured(ref) for ref in model.refs], given.attributes, given.today)
    return evaluate(model, facts, given.answers, given.others)


def _compare(
    expectation: ast.Expectation, given: Given, result: ModelResult | None, program: Program, test: ast.Test
) -> Sequence[str]:
    line = f"line {expectation.span.line}"
    if isinstance(expectation, ast.ExpectMetric):
        return [f"{line}: {text}" for text in _compare_metric(expectation, given, program)]
    if isinstance(expectation, ast.ExpectStandard):
        return [f"{line}: {text}" for text in _compare_standard(expectation, given, program)]
    if isinstance(expectation, ast.ExpectAim):
        assert result is not None
        return [f"{line}: {text}" for text in _compare_aim(expectation, given, result)]
    if isinstance(expectation, ast.ExpectFinding):
        return [f"{line}: {text}" for text in _compare_finding(expectation, given, program, result)]
    if isinstance(expectation, ast.ExpectAction) and result is None:
        judged = _judged(test.name.text, given, program)
        return [f"{line}: {text}" for text in _compare_rule_action(expectation, judged)]
    if isinstance(expectation, ast.ExpectSuppressed):
        measured = given.measured(ast.Ref(expectation.metric))
        shown = "is not hidden" if measured.value is not None else f"is unknown ({measured.unknown})"
        return [] if measured.suppressed else [f"{line}: expected {expectation.metric} to be hidden; it {shown}"]
    assert result is not None
    return [f"{line}: {text}" for text in _compare_model(expectation, result)]


def _compare_metric(expectation: ast.ExpectMetric, given: Given, program: Program) -> Sequence[str]:
    measured = given.measured(expectation.metric)
    metric = program.names.metrics[expectation.metric.name.text]
    said = f"{unparse(expectation.metric)} {measured_words(measured, style_of(metric, measured.unit))}"
    if expectation.value is None:
        return [] if measured.value is None else [f"expected it to be unknown; {said}"]
    wanted = amount(expectation.value)
    if measured.value is None:
        return [f"expected {unparse(expectation.value)}; {said}"]
    factor = 100 if isinstance(expectation.value, ast.Percent | ast.Points) else 1
    same = rounded(measured.value * factor, expectation.decimals) == rounded(wanted * factor, expectation.decimals)
    return [] if same else [f"expected {unparse(expectation.value)}; {said}"]


def _compare_standard(expectation: ast.ExpectStandard, given: Given, program: Program) -> Sequence[str]:
    metric = program.names.metrics[expectation.metric.text]
    measured = given.measured(ast.Ref(expectation.metric))
    wanted = expectation.standard.text if expectation.standard is not None else None
    said = f"{expectation.metric} {measured_words(measured, style_of(metric, measured.unit))}"
    expected = f"expected {'no ' if wanted is None else ''}standard{f' {wanted}' if wanted else ''}"
    if measured.value is None:
        return [f"{expected}; {said}"]
    reached = standard_reached(standings(metric, measured, given.today))
    return [] if reached == wanted else [f"{expected}; it is {reached or 'none'}: {said}"]


def _compare_aim(expectation: ast.ExpectAim, given: Given, result: ModelResult) -> Sequence[str]:
    subject = given.whose(given.kind)
    aim = aim_result(result, subject.id if subject is not None else "")
    stands = aim.status.replace("_", " ") if aim is not None else None
    if stands == expectation.standing:
        return []
    came = f"level {aim.aim.level} is aimed at, and it is {stands}" if aim is not None else "nothing is aimed at"
    return [f"expected {'no aim' if expectation.standing is None else f'aim {expectation.standing}'}; {came}"]


def _judged(name: str, given: Given, program: Program, result: ModelResult | None = None) -> Judged:
    rule = next(each for each in program.findings if each.declared.name.text == name)
    facts = Facts([given.measured(ref) for ref in rule.refs], given.attributes, given.today)
    own = {} if result is None else {result.outcomes.model.declared.name.text: outside_of(result)}
    return judge(rule, facts, {**given.others, **own})


def _compare_finding(
    expectation: ast.ExpectFinding, given: Given, program: Program, result: ModelResult | None
) -> Sequence[str]:
    judged = _judged(expectation.rule.text, given, program, result)
    if (judged.truth is True) is not expectation.absent:
        return []
    found = {True: "it is found", False: "there is none", None: "it could not be worked out"}[judged.truth]
    wanted = f"{'no ' if expectation.absent else ''}finding {expectation.rule}"
    return [f"expected {wanted}; {found}: {judged.because.text}"]


def _compare_rule_action(expectation: ast.ExpectAction, judged: Judged) -> Sequence[str]:
    if (judged.truth is True) is not expectation.absent:
        return []
    proposed = "is" if judged.truth is True else "is not"
    wanted = f"{'no ' if expectation.absent else ''}action {expectation.action}"
    return [f"expected {wanted}; it {proposed} proposed: {judged.because.text}"]


def _compare_model(expectation: ast.Expectation, result: ModelResult) -> Sequence[str]:
    model = result.outcomes.model
    match expectation:
        case ast.ExpectLevel(level, could_be):
            return _compare_level(result, level, could_be)
        case ast.ExpectLevelOf(aspect, number):
            here = next(a for a in result.aspects if a.node.name == aspect.text)
            level_of = here.level
            came_out = f"it is {level_of}" if level_of is not None else "it has none"
            came_out = f"it is withheld: {here.withheld.text}" if here.withheld is not None else came_out
            return [] if level_of == number else [f"expected level of {aspect} to be {number}; {came_out}"]
        case ast.ExpectWithheld(aspect=None):
            given = f"it is level {result.level}"
            return [] if result.withheld is not None else [f"expected the result to be withheld; {given}"]
        case ast.ExpectWithheld(aspect=name):
            part = next(a for a in result.aspects if name is not None and a.node.name == name.text)
            return [] if part.withheld is not None else [f"expected the result of {name} to be withheld; it is given"]
        case ast.ExpectBand(band):
            wanted = next(b.title for b in model.declared.bands if b.name.text == band.text)
            got = level_said(model, result.level).band
            return [] if got == wanted else [f"expected band {band}; it is {got or 'in no band'}"]
        case ast.ExpectCriterion(criterion, outcome):
            index = next(c.index for c in model.criteria if c.id == criterion.text)
            came = result.outcomes.now.outcomes[index]
            if outcome not in ast.OUTCOME_WORDS:
                return _compare_point(result, index, outcome)
            if came == outcome.replace(" ", "_"):
                return []
            reason = result.outcomes.because(index).text
            return [f"expected criterion {criterion} to be {outcome}; it is {SAID[came]}: {reason}"]
        case ast.ExpectAction(action, absent):
            proposed = {p.action.name.text for p in propose(result.outcomes)}
            if (action.text in proposed) is not absent:
                return []
            return [f"expected {'no ' if absent else ''}action {action}; it is {'' if absent else 'not '}proposed"]
        case ast.ExpectScore():
            return _compare_score(expectation, result)
        case _:
            raise AssertionError(f"{type(expectation).__name__} is not about a model")


def _compare_point(result: ModelResult, index: int, point: str) -> Sequence[str]:
    criterion, rank = result.outcomes.model.criteria[index], result.standings[index].rank
    got = criterion.points[rank].spellings[0] if rank is not None else None
    if got == point:
        return []
    came = f"“{got}”" if got is not None else SAID[result.outcomes.now.outcomes[index]]
    return [f"expected criterion {criterion.id} to be “{point}”; it is {came}"]


def _compare_level(result: ModelResult, level: int, could_be: int | None) -> Sequence[str]:
    failures: list[str] = []
    if result.withheld is not None:
        return [f"expected level {level}; the result is withheld: {result.withheld.text}"]
    if result.not_said is not None:
        return [f"expected level {level}; it is not known: {result.not_said}"]
    if result.level != level:
        model = result.outcomes.model
        above = next((x for x in model.levels if x.number == level), None)
        open_ = [model.criteria[i].id for i in standing_between(model, above, result.parts)] if above else []
        why = f"; not met: {', '.join(open_)}" if open_ and result.level < level else ""
        failures.append(f"expected level {level}; it is {result.level}{why}")
    if could_be is not None and result.range.high != could_be:
        failures.append(f"expected that it could be {could_be}; it could be {result.range.low} to {result.range.high}")
    return failures


def _compare_score(expectation: ast.ExpectScore, result: ModelResult) -> Sequence[str]:
    score, of = result.score, ""
    model = result.outcomes.model
    if expectation.level is not None:
        aspect = expectation.aspect.text if expectation.aspect is not None else None
        of = f" of {aspect} at level {expectation.level}" if aspect else f" of level {expectation.level}"
        score = part_score(model, aspect, expectation.level, result.scored)
    elif expectation.aspect is not None:
        of = f" of {expectation.aspect}"
        score = next(a.score for a in result.aspects if a.node.name == expectation.aspect.text)
    if result.withheld is not None:
        score = Score(None, f"the result is withheld: {result.withheld.text}")
    if expectation.value is None:
        return [] if score.value is None else [f"expected no score{of}; it is {number_text(score.value)}"]
    wanted_words = f"expected score{of} to be {unparse(expectation.value)}"
    if score.value is None:
        return [f"{wanted_words}; there is none: {_no_score_words(score, result)}"]
    if expectation.of is not None:
        reached, most = score.reached, score.most
        if (reached, most) == (amount(expectation.value), expectation.of):
            return []
        came = "no part of a whole"
        if reached is not None and most is not None:
            came = f"{number_text(reached)} of {number_text(most)}"
        return [f"{wanted_words} of {number_text(expectation.of)}; it is {came}"]
    factor = 100 if isinstance(expectation.value, ast.Percent) else 1
    wanted = rounded(amount(expectation.value) * factor, expectation.decimals)
    if rounded(score.value * factor, expectation.decimals) == wanted:
        return []
    came = f"{number_text(score.value * factor)}{'%' if factor == 100 else ''}"
    return [f"{wanted_words}; it is {came}"]


def _no_score_words(score: Score, result: ModelResult) -> str:
    """Why there is no score: the criteria that are unknown, where it hangs on these."""
    if score.reason is not None and score.reason != UNKNOWN_SCORE.reason:
        return score.reason
    standing = zip(result.outcomes.model.criteria, result.standings, strict=True)
    open_ = [criterion.id for criterion, each in standing if each.outcome == "unknown"]
    more = f" and {len(open_) - 5} more" if len(open_) > 5 else ""
    return f"{', '.join(open_[:5])}{more} unknown"
