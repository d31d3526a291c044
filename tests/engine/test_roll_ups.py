"""Service to directorate to council: levels of those below counted in figures that levels above ask for."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

import cxengine
from cxengine.diagnostics import CxError
from cxengine.engine.assessment import Assessment, Measurement
from cxengine.engine.said.metrics import MetricSaid

ON = date(2019, 3, 31)
RULES = """pack rolled: Rolled up
version 1 from 2018-04-01
subject council: Council
subject directorate: Directorate
  belongs to council
subject service: Service
  belongs to directorate
  field open is yes_no, may be missing
  field budget is money, may be missing
metric good: Services at level 2
  from service
  where open is yes
  formula share(level of care >= 2)
  by open
metric settled: Services whose level is known
  from service
  formula share(level of care is known)
metric typical: Typical score
  from service
  formula mean(score of care)
metric spent: Budget of services that are not at level 1
  from service
  where not level of care is 1
  formula sum(budget)
metric ready: Directorates at level 1
  from directorate
  formula share(level of leading >= 1)
model care for service: Care
  score is mean
  level 1: Asking
    criterion 1.1: We ask
      ask: Do we?
  level 2: Acting
    criterion 2.1: We act
      ask: Do we?
model leading for directorate: Leading
  level 1: Most services are good
    criterion 1.1: Half are at level 2
      when good >= 50%
model whole for council: Whole
  level 1: All directorates lead
    criterion 1.1: All lead
      when ready is known and ready >= 100%
"""
ANSWERS = {
    "roads": {"1.1": "met", "2.1": "met"},
    "parks": {"1.1": "met"},
    "refuse": {"1.1": "met", "2.1": "unmet"},
    "schools": {"1.1": "met", "2.1": "met"},
}


def sources() -> dict[str, Any]:
    services = [
        {"id": id, "title": id, "parent": parent, "open": open_, "budget": budget}
        for id, parent, open_, budget in (
            ("roads", "place", True, 100),
            ("parks", "place", True, 200),
            ("refuse", "place", True, 400),
            ("closed", "place", False, 800),
            ("schools", "people", True, None),
        )
    ]
    answers = [
        {"kind": "service", "subject": id, "criterion": criterion, "answer": said, "on": ON}
        for id, given in ANSWERS.items()
        for criterion, said in given.items()
    ]
    return {
        "council": [{"id": "c", "title": "C"}],
        "directorate": [{"id": id, "title": id, "parent": "c"} for id in ("place", "people")],
        "service": services,
        "answers": answers,
    }


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return cxengine.compile({"rolled.cx": RULES}).assess(sources(), as_of=ON)


def metric(assessment: Assessment, subject: str, name: str) -> MetricSaid:
    return next(each for each in assessment[subject].metrics if each.metric == name)


def test_an_open_level_is_left_out_where_it_could_go_either_way(assessment: Assessment) -> None:
    good = metric(assessment, "directorate:place", "good")
    assert (good.value, good.n, good.excluded) == (50, 2, 1)  # roads yes, refuse no, parks may be 1 or 2
    settled = metric(assessment, "directorate:place", "settled")
    assert (settled.value, settled.n, settled.excluded) == (50, 4, 0)


def test_scores_and_budgets_add_up_where_they_are_known(assessment: Assessment) -> None:
    typical = metric(assessment, "council:c", "typical")
    assert (typical.value, typical.n, typical.excluded) == (pytest.approx(0.8, abs=0.05), 3, 2)
    assert metric(assessment, "council:c", "spent").value == 100  # of roads; schools has no budget recorded


def test_there_is_no_interval_where_all_are_counted(assessment: Assessment) -> None:
    good = metric(assessment, "council:c", "good")
    assert (good.value, good.low, good.high) == (66.7, None, None)


def test_levels_roll_up_from_the_lowest_kind_to_the_highest(assessment: Assessment) -> None:
    levels = {
        str(subject.id): subject.models[0].level.number
        for subject in assessment
        if subject.models and subject.models[0].level is not None
    }
    assert (levels["place"], levels["people"], levels["c"]) == (1, 1, 1)
    assert metric(assessment, "council:c", "ready").value == 100


def test_one_subject_alone_still_rests_on_all_below_it(assessment: Assessment) -> None:
    alone = cxengine.compile({"rolled.cx": RULES}).assess(sources(), as_of=ON, subjects=("council:c",))
    assert alone["council:c"].metrics == assessment["council:c"].metrics


def test_a_subject_is_not_counted_for_itself(assessment: Assessment) -> None:
    assert assessment["service:roads"].metrics == ()
    assert {each.metric for each in assessment["directorate:place"].metrics} == {"good", "settled", "typical", "spent"}


def test_named_subjects_are_shown_unless_the_kind_says_otherwise() -> None:
    hidden = RULES.replace("  field open is", "  publish groups of at least 3\n  field open is")
    assessment = cxengine.compile({"rolled.cx": hidden}).assess(sources(), as_of=ON)
    assert metric(assessment, "directorate:place", "good").suppressed
    assert metric(assessment, "directorate:place", "good").value is None


def test_figures_of_the_command_rest_on_the_same_levels() -> None:
    measured = cxengine.compile({"rolled.cx": RULES}).metrics(
        sources(), metrics=("good",), by=("open",), as_of=ON, subjects=("directorate:place",)
    )
    assert [(dict(each.by), each.value) for each in measured.metrics] == [({"open": "yes"}, 50)]


def of_many_aspects(sizes: tuple[int, ...], answer: Any) -> Measurement:
    """Two services with a model of an aspect for each of ``sizes``, which are what its criteria weigh together."""
    lines = ["pack fine: Fine", "version 1 from 2018-04-01", "subject council: Council", "subject service: Service"]
    lines += ["  belongs to council", "model care for service: Care", "  score is mean"]
    lines += [ *(f"  aspect a{at}: Aspect" for at in range(len(sizes))), "  level 1: One"]
    for at, size in enumerate(sizes):
        for part, weight in ((1, 1), (2, size - 1)):
            lines += [f"    criterion 1.{2 * at + part}: X", f"      aspect a{at}"]
            lines += ["      ask: Q?", f"      weight {weight}"]
    lines += ["metric typical: Typical", "  from service", "  formula mean(score of care)", ""]
    answers = [
        {"subject": f"service:{service}", "criterion": f"1.{number}", "answer": answer(service, number)}
        for service in "ab"
        for number in range(1, 2 * len(sizes) + 1)
    ]
    program = cxengine.compile({"made.cx": "\n".join(lines)})
    services = [{"id": each, "title": each, "parent": "c"} for each in "ab"]
    sources = {"council": [{"id": "c", "title": "C"}], "service": services, "answers": answers}
    return program.metrics(sources, as_of=ON)


PRIMES = (89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191)


def test_a_score_of_many_digits_is_counted_exactly() -> None:
    """A mean of means by weights of twelve sums has a denominator of 24 digits."""
    sizes = PRIMES[:12]
    found = of_many_aspects(sizes, lambda service, number: "met" if number % 2 or service == "b" else "unmet")
    mean = sum((Fraction(1, size) for size in sizes), Fraction(0)) / len(sizes)
    assert mean.denominator > 2**63
    assert {each.measured.value for each in found.metrics} == {(mean + 1) / 2}


def test_a_score_of_too_many_digits_is_a_diagnostic() -> None:
    with pytest.raises(CxError) as refused:
        of_many_aspects(PRIMES, lambda service, number: "met" if number % 2 else "unmet")
    (found,) = refused.value.diagnostics
    assert found.code == "number-too-large" and "care" in found.message
