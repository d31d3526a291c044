"""From truths and answers to what each criterion comes to, in an order in which each comes after those it reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.outcome import NOT_APPLICABLE, UNKNOWN, WAIVED, Outcome, Standing, Truth, from_truth, overruled
from cxengine.maturity.stopping import after_stop, goes_on_after

_OPEN = Standing(UNKNOWN)


def settle(
    model: CompiledModel,
    truths: list[Truth],
    answers: Mapping[int, Standing],
    applies: list[Truth],
    waived: Collection[int] = (),
) -> tuple[list[Standing], list[Truth]]:
    """What each criterion comes to, and whether each is asked at all.

    ``answers`` are those to the asked criteria by index. Fills ``applies``, and in ``truths`` the places of what
    conditions ask of answers.
    """
    size = len(model.criteria)
    standings, outcomes = [_OPEN] * size, [UNKNOWN] * size
    asked: list[Truth] = [True] * size
    goes_on: list[Truth] = [True] * size
    stops, tests = model.stops, model.answer_tests
    for index, decide, decide_applies in model.steps:
        if decide is not None:
            here = Standing(from_truth(decide(truths, outcomes)))
        else:
            here = answers.get(index, _OPEN)
            unmet = model.criteria[index].decide_unmet
            if unmet is not None:
                outcome = overruled(here.outcome, unmet(truths, outcomes))
                here = here if outcome == here.outcome else Standing(outcome)
        if decide_applies is not None:
            applies[index] = decided = decide_applies(truths, outcomes)
            if decided is not True:
                here = Standing(NOT_APPLICABLE if decided is False else UNKNOWN)
        if index in waived:
            here = Standing(WAIVED)
        if stops is not None:
            asked[index] = now = stops.asked(index, goes_on)
            outcome = after_stop(here.outcome, now)
            here = here if outcome == here.outcome else Standing(outcome)
            goes_on[index] = goes_on_after(outcome, now, model.criteria[index].policies)
        standings[index], outcomes[index] = here, here.outcome
        if tests is not None:
            for test in tests[index]:
                truths[test.place] = test.test(here)
    return standings, asked


def outcomes_of(standings: Sequence[Standing]) -> list[Outcome]:
    """The outcomes alone."""
    return [standing.outcome for standing in standings]
