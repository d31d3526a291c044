"""Test blocks that the oracle wrote pass in the engine."""

from __future__ import annotations

import cxengine
from cxengine.engine.rule_tests import run_tests

from .programs import program
from .rule_tests import with_test

PROGRAMS = range(5000, 5060)


def test_what_the_oracle_expects_of_a_test_block_holds() -> None:
    failed = []
    for seed in PROGRAMS:
        results = run_tests(cxengine.compile(with_test(program(seed))))
        assert results.passed + results.failed == 1
        failed += [f"seed {seed}: {said.message}" for said in results.tests if said.outcome == "failed"]
    assert not failed, "\n".join(failed[:20])
