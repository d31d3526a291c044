"""The engine gives what the slow and obvious evaluator gives, on rule files and data made by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest

from cxengine.diagnostics import CxError
from cxengine.lang import ast
from cxengine.testing.oracle import Figure, OracleResult, evaluate
from cxengine.testing.oracle.given import ModelResult
from cxengine.testing.oracle.values import value_of

from .comparing import differences
from .given import compiled, for_oracle, texts, tree
from .programs import program, with_repeats
from .twins import with_twin, words_of

NORMAL, DAILY, NIGHTLY, BLOCK = 150, 60, 3000, 30
NIGHTLY_FROM = 1_000_000
"""Nightly seeds start here, so that the two runs try different programs."""
FEWEST = 0.01
MOST_SHOWN = 20

OCCUR = (
    # functions
    "count", "count()", "share()", "mean()", "sum()", "nps()", "csat()", "ces()",
    # operators and forms of conditions
    "and", "or", "not", ">=", "<=", ">", "<", "is", "is not", "is one of", "is not one of", "is known",
    "is unknown", "is not known", "is yes", "text is", "option by title", "in last", "in last full", "date - date",
    "date ± period", "today", "row arithmetic", "formula arithmetic", "net of two shares", "ratio", "change",
    "sum of shares and means", "metric and numbers", "sum of metrics",
    "unary minus", "metric of metrics", "metric(cond)", "of council", "ago", "on date", "meets target",
    "meets target with confidence", "with confidence", "metric against metric", "metric is known",
    "metric is unknown", "literal at left", "attribute", "criterion is met", "criterion is partly",
    "criterion is unmet", "criterion is unknown", "criterion is known", "criterion is not applicable",
    "criterion is not", "continued line",
    "date - date, working days", "in working days", "date ± working days", "in last working days",
    "mean in working days",
    # clauses
    "calendar", "calendar of its own", "calendar includes", "calendar covers", "closed day",
    "belongs to", "subject field", "scale range", "scale lower is better", "scale points", "point is",
    "point up to", "scale is percent", "scale is date", "target in last", "target of a percentage", "target of a date",
    "point number", "category", "option", "key", "personal", "publish groups",
    "publish rounded", "publish as", "reject when",
    "from", "for", "where", "target at least", "target at most", "target from", "needs", "by", "by a date's part",
    "confidence", "shown as", "is better", "table of the whole project", "reached when", "unknown counts as unmet",
    "unknown counts as met", "unknown counts as unknown", "unknown is left out", "not applicable counts as met",
    "not applicable counts as unmet", "not applicable is left out", "empty level counts as met",
    "empty level counts as unmet", "model scale", "assess first", "score is mean", "score is sum",
    "score is lowest", "score is highest", "score is share met", "score is count met", "round half up",
    "round half even", "round down", "round up", "aspect", "aspect in", "aspect weight", "aspect score", "band",
    "phase", "level", "level when", "level only with investment", "empty level", "criterion before levels",
    "criterion aspect", "ask", "criterion when", "applies when", "not applicable allowed", "evidence required",
    "justification required", "link required",
    "plan required", "required length", "criterion target", "unmet when", "assessed by",
    "assessed by teams", "take lowest", "take highest", "take mean", "take an assessor", "required when met",
    "required when partly", "required when unmet",
    "required when not applicable", "review every", "criterion scale", "criterion weight", "action", "action when",
    "owner", "at", "effort", "costs", "after", "not before", "action phase", "field range", "field category",
    "field points",
    "field list", "field yes_list", "field yes_no", "field money", "field minutes", "field days", "field number",
    "field date", "field moment", "field text",
    "from a kind of subject", "where of subjects", "by a field of subjects", "field of subjects", "level of model",
    "score of model", "level is known", "level is one of", "roll-up share", "roll-up count", "roll-up mean level",
    "roll-up mean score", "second model", "of another model",
    "target for one", "standard", "standard for one", "meets standard", "standard met", "standard not met",
    # overrides
    "aim", "aim for one", "answer from",
    "extends", "change model", "change criterion", "change action", "change metric", "add criterion", "in level",
    "moved to a level",
    "waive criterion", "remove criterion", "without", "until", "waiver over", "waiver's last day",
    "criterion is waived", "waived counts as unmet", "waived is left out",
    # names across packs
    "metric of two packs", "segment of two packs", "party of two packs", "theme of two packs",
    "objective of two packs", "scale of two packs", "table with its pack", "model with its pack",
    # plugins
    "plugin function over rows", "plugin function of a row", "score by", "level by a scorer that rises",
    "level by a scorer that may fall",
    "rule", "rule when", "severity", "finding", "rule action", "confidence with a margin",
    "segment", "segment as a condition", "by segment", "theme", "words", "mentions",
    "objective", "objective supports", "metric supports", "criterion supports",
    "stop at first unmet", "aspect stops", "withheld when", "level at most",
    "aspect withheld when", "aspect level at most", "criterion here", "criterion below",
    "criterion at or below", "every level below", "share of criteria", "is at least POINT", "is POINT",
    "reached when one", "reached when … and", "partly counts as met", "should counts as met",
    "should counts as met with justification", "suggested counts as met", "obligation must", "obligation should",
    "obligation suggested", "obligation must not", "criterion is POINT", "any criterion", "every criterion",
    "criterion of aspect", "without evidence", "score starts at", "score at least", "score at most",
    "score bound when", "score is share of points", "aspect score starts at", "aspect round", "aspect policies",
    "aspect of a second root", "deducts", "deducts when", "level score", "level of aspect", "score at a level",
    "score of aspect",
    # data
    "missing value", "missing value that may not be", "subject without rows", "unlisted subject",
    "table without a source", "no answer", "answer not applicable", "answer off the scale",
    "answer blank or unknown", "answer without date", "answer after the assessment date",
    "answer at the edge of its review", "row at the assessment date or after",
    # what comes out
    "outcome met", "outcome partly", "outcome unmet", "outcome unknown", "outcome not applicable", "outcome waived",
    "level without waivers", "level 0",
    "level 1", "level 2", "level 3", "level 4", "level 5", "could be one level", "could be several levels",
    "rule is True", "rule is False", "rule is None",
    "withheld", "aspect withheld", "aspect not withheld where it could be",
    "score", "no score", "metric known", "metric unknown", "metric suppressed", "metric below its minimum sample",
    "interval", "group of missing values", "value exactly on a target",
)  # fmt: skip
"""None of these may be missing from more than 99 in 100 programs."""


def outcomes_of(file: ast.File, result: OracleResult) -> set[str]:
    """What came out of a program, in words to count."""
    words: set[str] = set()
    for subject in result.values():
        for name, figure in subject.metrics.items():
            words |= set(of_figure(figure))
            words |= {"value exactly on a target" for bound in bounds_of(file, name) if figure.value == bound}
        for name, reached in subject.standards.items():
            if subject.metrics[name].value is not None:
                words.add("standard met" if reached is not None else "standard not met")
        for listing in subject.listings.values():
            words |= {"group of missing values" for group in listing if group is None}
        words |= {f"rule is {truth}" for truth in subject.rules.values()}
        for name, model in subject.models.items():
            words |= {f"outcome {outcome}" for outcome in model.outcomes.values()}
            words.add(f"level {model.level}")
            if model.without_waivers not in (None, model.level):
                words.add("level without waivers")
            words |= {"withheld"} if model.withheld else set()
            words |= withheld_aspects(file, name, model)
            words |= {"no score" if score is None else "score" for score in model.scores.values()}
            if model.could_be is not None:
                one = model.could_be.low == model.could_be.high
                words.add("could be one level" if one else "could be several levels")
    return words


def withheld_aspects(file: ast.File, name: str, result: ModelResult) -> set[str]:
    """Whether a line that withholds an aspect's result did so, and whether one did not."""
    model = next(d for d in file.declarations if isinstance(d, ast.Model) and d.name.text == name)
    given = [aspect.name.text in result.aspect_levels for aspect in model.aspects if aspect.withheld is not None]
    return {"aspect not withheld where it could be" if each else "aspect withheld" for each in given}


def bounds_of(file: ast.File, name: str) -> list[Fraction]:
    """The targets of a metric as values."""
    metric = next(d for d in file.declarations if isinstance(d, ast.Metric) and d.name.text == name)
    values = [value_of(target.quantity, lambda ref: None, date.min) for target in metric.targets]
    return [value for value in values if isinstance(value, Fraction)]


def of_figure(figure: Figure) -> Iterator[str]:
    """What one figure adds to the count."""
    if figure.suppressed:
        yield "metric suppressed"
    elif figure.value is not None:
        yield "metric known"
    else:
        yield "metric below its minimum sample" if "needed" in figure.unknown else "metric unknown"
    if figure.low is not None:
        yield "interval"


def compared(seeds: range) -> list[str]:
    """Hold both against each other for every seed: every difference, and every program that is none, in words."""
    wrong: list[str] = []
    for seed in seeds:
        made = with_repeats(program(seed))
        try:
            rules = compiled(with_twin(made, texts(made)))
        except CxError as invalid:
            wrong.append(f"seed {seed} is not valid: {invalid}")
            continue
        result = evaluate([tree(made)], for_oracle(made), made.as_of)
        wrong += [f"seed {seed}: {difference}" for difference in differences(made, result, rules)]
    return wrong


@pytest.mark.parametrize(
    "start",
    [pytest.param(s, marks=[pytest.mark.nightly] if s >= DAILY else []) for s in range(0, NORMAL, BLOCK)],
)
def test_engine_equals_oracle(start: int) -> None:
    wrong = compared(range(start, start + BLOCK))
    assert not wrong, f"{len(wrong)} differences:\n" + "\n".join(wrong[:MOST_SHOWN])


@pytest.mark.nightly
@pytest.mark.parametrize("start", range(NIGHTLY_FROM, NIGHTLY_FROM + NIGHTLY, 10 * BLOCK))
def test_engine_equals_oracle_on_many(start: int) -> None:
    wrong = compared(range(start, start + 10 * BLOCK))
    assert not wrong, f"{len(wrong)} differences:\n" + "\n".join(wrong[:MOST_SHOWN])


def test_every_function_clause_and_outcome_occurs(tally: Counter[str]) -> None:
    for seed in range(NORMAL):
        made = program(seed)
        file = tree(made)
        result = evaluate([file], for_oracle(made), made.as_of)
        tally.update(made.used | outcomes_of(file, result) | words_of(made) | {"programs"})
    rare = sorted(f"{tally[word] / NORMAL:.1%} {word}" for word in OCCUR if tally[word] < FEWEST * NORMAL)
    assert not rare, f"too rare in {NORMAL} programs: {rare}"
