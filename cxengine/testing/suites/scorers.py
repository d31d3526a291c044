"""``ScorerSuite``: scorers are bounded, need no order, and are monotone where they say so."""

from __future__ import annotations

import pytest

from cxengine.engine.trials.scorers import bound_faults, monotone_faults, order_faults
from cxengine.host.contracts import Scorer
from cxengine.testing.suites.flags import Flagged, asked_where


class ScorerSuite(Flagged):
    """Inherit, and override the fixture ``scorer``. Set ``monotone`` to False for one that does not declare it."""

    monotone = True
    seeds = (0, 1)

    @pytest.fixture
    def scorer(self) -> Scorer:
        """The scorer, as ``cx_scorers`` gives it."""
        raise NotImplementedError("override the fixture `scorer`: it gives a Scorer")

    def test_the_flag_is_that_of_the_scorer(self, scorer: Scorer) -> None:
        """What it declares and what is asked of it are the same."""
        assert self.monotone == scorer.monotone, f"set `monotone = {scorer.monotone}`: so it is of the scorer"

    def test_it_is_bounded(self, scorer: Scorer) -> None:
        """A number between its bounds, or None, for any outcomes."""
        for seed in self.seeds:
            fault = next(bound_faults(scorer, seed=seed), None)
            assert fault is None, fault

    def test_it_needs_no_order(self, scorer: Scorer) -> None:
        """The order of the criteria makes no difference, nor does a second call."""
        for seed in self.seeds:
            fault = next(order_faults(scorer, seed=seed), None)
            assert fault is None, fault

    @asked_where("monotone")
    def test_better_outcomes_never_make_less(self, scorer: Scorer) -> None:
        """A criterion that is met instead of unmet never makes less of the result."""
        for seed in self.seeds:
            fault = next(monotone_faults(scorer, seed=seed), None)
            assert fault is None, fault
