"""``FunctionSuite``: functions come out as their examples say, and equal their lowering."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import cxengine
from cxengine.engine.hosting import engine_host
from cxengine.engine.trials.functions import example_faults, lowering_faults
from cxengine.host.contracts import Function
from cxengine.host.plugin_host import Host


class FunctionSuite:
    """Inherit, and override the fixture ``functions``. ``seeds`` are those that cases are drawn from."""

    seeds = (0, 1, 2)

    @pytest.fixture
    def functions(self) -> Mapping[str, Function]:
        """The functions, as ``cx_functions`` gives them."""
        raise NotImplementedError("override the fixture `functions`: it gives what `cx_functions` gives")

    @pytest.fixture
    def host(self, functions: Mapping[str, Function]) -> Host:
        """A host with these functions. They must be such as it takes."""

        class Offering:
            @cxengine.hookimpl
            def cx_functions(self) -> Mapping[str, Function]:
                return functions

        host = engine_host(also={"tried": Offering()})
        assert not host.problems, host.problems[0].reason
        return host

    def test_examples_come_out_as_written(self, functions: Mapping[str, Function], host: Host) -> None:
        """Each example is what it says."""
        for name, function in functions.items():
            fault = next(example_faults(name, function, host), None)
            assert fault is None, f"{name}: {fault}"

    def test_functions_equal_their_lowering(self, functions: Mapping[str, Function], host: Host) -> None:
        """On drawn rows the engine gives exactly what the reference gives."""
        for name, function in functions.items():
            for seed in self.seeds:
                fault = next(lowering_faults(name, function, host, seed=seed), None)
                assert fault is None, f"{name}: {fault}"
