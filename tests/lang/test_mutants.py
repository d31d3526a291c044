"""A word or a line of a shipped pack left out: messages lead to it. The benchmark tries every one of them."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.lang.mutants import judged, lines_left_out, shipped, words_left_out

TRIED = 25


PACKS = shipped()


@pytest.mark.parametrize("name", PACKS)
def test_messages_lead_to_what_was_left_out(name: str) -> None:
    rules = PACKS[name]
    noticed = astray = 0
    for made in (words_left_out, lines_left_out):
        mutants = list(made(name, rules))
        for verdict in judged(rules, islice(mutants, len(mutants) // (2 * TRIED), None, len(mutants) // TRIED)):
            noticed += bool(verdict.messages)
            astray += len(verdict.messages) - len(verdict.leading)
    assert noticed > TRIED // 2
    assert astray <= noticed // 20
