"""Each word and each line of each shipped pack left out in turn: what is noticed, and where the messages lead.

Prints shares, and the mutants whose messages lead astray. ``CX_EVERY=1`` tries all; by default every seventh.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from cxengine.engine.rules import RuleSet
from cxengine.resources import bundled_pack, bundled_packs
from tests.lang.mutants import Mutant, Verdict, judged, lines_left_out, pack_rules, words_left_out

EVERY = int(os.environ.get("CX_EVERY", "7"))
SHOWN = int(os.environ.get("CX_SHOWN", "40"))


@pytest.mark.benchmark
@pytest.mark.parametrize("made", [words_left_out, lines_left_out], ids=["words", "lines"])
def test_where_messages_lead(made: Callable[[str, RuleSet], Iterator[Mutant]]) -> None:
    seen: Counter[str] = Counter()
    astray: list[Verdict] = []
    for name in bundled_packs():
        pack = bundled_pack(name)
        assert pack is not None
        rules = pack_rules(pack)
        for verdict in judged(rules, islice(made(name, rules), 0, None, EVERY)):
            count(seen, verdict)
            if verdict.leading != verdict.messages:
                astray.append(verdict)
    print(f"\n{seen['mutants']} mutants, {seen['noticed']} noticed ({seen['noticed'] / seen['mutants']:.1%})")
    print(f"first message leads to the change: {seen['first'] / seen['noticed']:.1%} of the noticed")
    print(f"messages that lead to the change:  {seen['leading'] / seen['messages']:.1%} of {seen['messages']}")
    print(f"one message only:                  {seen['one'] / seen['noticed']:.1%} of the noticed")
    for verdict in astray[:SHOWN]:
        mutant = verdict.mutant
        print(f"  {mutant.filename}:{mutant.line} without {mutant.left_out.strip()!r}")
        for message in verdict.messages:
            mark = " " if message in verdict.leading else "!"
            print(f"    {mark} {message.span.filename}:{message.span.line} {message.message}")
    assert seen["leading"] >= 0.99 * seen["messages"]


def count(seen: Counter[str], verdict: Verdict) -> None:
    """Adds one mutant to the figures."""
    seen["mutants"] += 1
    if verdict.messages:
        seen["noticed"] += 1
        seen["messages"] += len(verdict.messages)
        seen["leading"] += len(verdict.leading)
        seen["first"] += verdict.messages[0] in verdict.leading
        seen["one"] += len(verdict.messages) == 1
