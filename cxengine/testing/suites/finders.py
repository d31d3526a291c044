"""``FinderSuite``: finders find what they declare, in the journey that they are given, each time the same."""

from __future__ import annotations

import pytest

from cxengine.engine.trials.finders import finder_faults, journeys
from cxengine.host.contracts import Finder, JourneyGiven


class FinderSuite:
    """Inherit, and override the fixtures ``finder`` and ``found_in``."""

    seeds = (0, 1)

    @pytest.fixture
    def finder(self) -> Finder:
        """The finder, as ``cx_finders`` gives it."""
        raise NotImplementedError("override the fixture `finder`: it gives a Finder")

    @pytest.fixture
    def found_in(self) -> JourneyGiven:
        """A journey in which it finds something."""
        raise NotImplementedError("override the fixture `found_in`: a journey in which it finds something")

    def test_it_finds_something(self, finder: Finder, found_in: JourneyGiven) -> None:
        """In the journey of its author."""
        assert finder.find(found_in), "it finds nothing in the journey of its author"

    def test_findings_are_such_as_it_declares(self, finder: Finder, found_in: JourneyGiven) -> None:
        """Of its kinds, of steps of the journey, with words, and the same each time."""
        for seed in self.seeds:
            fault = next(finder_faults(finder, [found_in, *journeys(seed)]), None)
            assert fault is None, fault
