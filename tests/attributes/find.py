"""Looks for a program in which each attribute makes a difference, and writes down where that is.

    python -m tests.attributes.find

What still makes one where ``found.txt`` says it does is kept.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby, repeat

from .found import Found, found, makes_a_difference, standing, tried, write
from .outcome import KINDS, Text
from .texts import texts
from .trees import changes
from .wanted import Wanted, excused, wanted

TRIES, EACH = 40, 4
"""So many changes of an attribute are tried at most in one program, and so many of them in one node."""
ENOUGH = KINDS[:2]
"""Where a difference of these kinds is found, no other is looked for."""
PATIENCE = 4
"""Where another kind is found, a better one is looked for in so many more programs in which the attribute stands."""


def main() -> None:
    """Write what is found; print what is not."""
    known = {str(each.what): each for each in found()}
    groups = [list(same) for _, same in groupby(wanted(), key=lambda each: each.place)]
    with ProcessPoolExecutor(2) as workers:
        kept = [
            each
            for group, made in zip(groups, workers.map(shown, groups, repeat(known)), strict=True)
            for each in told(group, made)
        ]
    write(kept)
    print(Counter(each.kind for each in kept), file=sys.stderr)


def told(group: Sequence[Wanted], made: Mapping[str, Found]) -> list[Found]:
    """What was found, in order; what was not is printed."""
    for each in group:
        if str(each) not in made and not excused(each):
            print(f"{each}: NOT FOUND", flush=True)
    return [made[str(each)] for each in group if str(each) in made]


def shown(group: Sequence[Wanted], known: Mapping[str, Found]) -> dict[str, Found]:
    """For each of some that are wanted of one attribute what shows it: what did before, or what is found now."""
    asked = [each for each in group if not excused(each)]
    kept = {str(each): known[str(each)] for each in asked if str(each) in known}
    kept = {name: each for name, each in kept.items() if makes_a_difference(each) == each.kind}
    left = [each for each in asked if str(each) not in kept]
    return kept | (looked_for(left) if left else {})


def looked_for(left: Sequence[Wanted]) -> dict[str, Found]:
    """For each of them what shows it best."""
    best: dict[str, Found] = {}
    since: Counter[str] = Counter()
    own = [text for text in texts() if text.with_data]
    for text, fold in (*((text, True) for text in texts()), *((text, False) for text in own)):
        missing = [each for each in left if not done(best.get(str(each)), since[str(each)], text)]
        made = list(in_program(text, fold, missing)) if missing else []
        for one in made:
            before = best.get(str(one.what))
            if before is None or KINDS.index(one.kind) < KINDS.index(before.kind):
                best[str(one.what)] = one
        since.update({str(one.what) for one in made})
    return best


def done(best: Found | None, since: int, text: Text) -> bool:
    """Whether a program need not be tried any more."""
    return best is not None and (best.kind in ENOUGH or since >= PATIENCE or not text.with_data)


def in_program(text: Text, fold: bool, left: Sequence[Wanted]) -> Iterator[Found]:
    """What of it one program shows."""
    shown: set[str] = set()
    often: Counter[str] = Counter()
    for change in changes(standing(text, fold), left[0].kind, left[0].field):
        for each in left:
            here = f"{each} {change.path[:-1]}"
            if str(each) in shown or often[str(each)] == TRIES or often[here] == EACH or not each.shown_by(change):
                continue
            often.update((str(each), here))
            kind = tried(text, fold, change)
            if kind is not None:
                yield Found(each, kind, text.name, fold, change.label)
                if kind in ENOUGH:
                    shown.add(str(each))


if __name__ == "__main__":
    main()
