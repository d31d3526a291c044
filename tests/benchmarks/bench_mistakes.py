"""Each word and each line of each shipped pack left out in turn: what is noticed, and where the messages lead.

Prints shares for each pack, and the mutants whose messages lead astray. ``CX_EVERY=1`` tries all, some 33,000 words and
4,700 lines in about ten minutes; by default every seventh.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from cxengine.engine.rules import RuleSet
from tests.lang.mutants import Mutant, Verdict, judged, lines_left_out, shipped, words_left_out

EVERY = int(os.environ.get("CX_EVERY", "7"))
SHOWN = int(os.environ.get("CX_SHOWN", "40"))
LEAST = 0.99


@pytest.mark.benchmark
@pytest.mark.parametrize("made", [words_left_out, lines_left_out], ids=["words", "lines"])
def test_where_messages_lead(made: Callable[[str, RuleSet], Iterator[Mutant]]) -> None:
    whole: Counter[str] = Counter()
    short: list[str] = []
    astray: list[Verdict] = []
    print(f"\n{'pack':<18}{'mutants':>9}{'noticed':>9}{'messages':>10}", end="")
    print(f"{'lead there':>12}{'first does':>12}{'one only':>10}")
    for name, rules in shipped().items():
        seen: Counter[str] = Counter()
        for verdict in judged(rules, islice(made(name, rules), 0, None, EVERY)):
            count(seen, verdict)
            if verdict.leading != verdict.messages:
                astray.append(verdict)
        print(row(name, seen), flush=True)
        short += [name] if seen["leading"] < LEAST * seen["messages"] else []
        whole += seen
    print(row("all", whole))
    for verdict in astray[:SHOWN]:
        mutant = verdict.mutant
        print(f"  {mutant.filename}:{mutant.line} without {mutant.left_out.strip()!r}")
        for message in verdict.messages:
            mark = " " if message in verdict.leading else "!"
            print(f"    {mark} {message.span.filename}:{message.span.line} {message.message}")
    assert short == [], "packs of which fewer messages lead to the change than are asked for"


def row(name: str, seen: Counter[str]) -> str:
    """The figures of one pack, the shares in per cent of messages and of noticed mutants."""
    shares = (("leading", "messages", 11), ("first", "noticed", 11), ("one", "noticed", 9))
    said = "".join(f"{100 * seen[part] / seen[of] if seen[of] else 100:>{wide}.1f}%" for part, of, wide in shares)
    return f"{name:<18}{seen['mutants']:>9,}{seen['noticed']:>9,}{seen['messages']:>10,}{said}"


def count(seen: Counter[str], verdict: Verdict) -> None:
    """Adds one mutant to the figures."""
    seen["mutants"] += 1
    if verdict.messages:
        seen["noticed"] += 1
        seen["messages"] += len(verdict.messages)
        seen["leading"] += len(verdict.leading)
        seen["first"] += verdict.messages[0] in verdict.leading
        seen["one"] += len(verdict.messages) == 1
