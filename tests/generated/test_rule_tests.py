"""Test blocks that the oracle wrote pass in the engine."""

from __future__ import annotations

from cxengine.engine.rule_tests import run_tests

from .given import compiled
from .programs import program
from .rule_tests import with_test

SEEDS = range(5000, 5100)


def test_what_the_oracle_expects_of_a_test_block_holds() -> None:
    failed = []
    # a test gives the answers to one model: what another comes to, and figures over that, are unknown in it
    alone = [made for made in map(program, SEEDS) if "second model" not in made.used]
    assert len(alone) > len(SEEDS) / 3
    for made in alone:
        results = run_tests(compiled(with_test(made)))
        assert results.passed + results.failed == 1
        failed += [f"seed {made.seed}: {said.message}" for said in results.tests if said.outcome == "failed"]
    assert not failed, "\n".join(failed[:20])
