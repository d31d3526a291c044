"""Makes the sample data of ``rules/highways_england/data``: no row of it is about a real supplier or road user.

    python tools/make_highways_england_data.py            writes the files again
    python tools/make_highways_england_data.py DIRECTORY  writes them there

Standard library only. One seed, and only ``Random.random()`` is drawn from, which Python promises to keep, so every
run writes the same bytes. The report prints 22,000 as the size of the insight survey, 89.5% as the satisfied, and 26
suppliers; everything else is made.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from string import ascii_lowercase

SEED = 2020
ANSWERS = 22_000
SATISFIED = 19_690
"""89.5% of the answers."""

TARGET = Path(__file__).resolve().parent.parent / "rules" / "highways_england" / "data"
OPERATOR = "highways_england"
FIRST_DAY = date(2019, 8, 1)
DAYS = 366
"""The twelve months up to the assessment date, 31 July 2020."""

Row = Sequence[object]

# The level that each supplier, from A to Z, is made to be at; -: nothing answered yet.
MADE_LEVELS = "34332443142343323332-33534"
GENEROUS = frozenset("dhkqu")
"""Suppliers that think better of themselves than their peer does of them."""
NO_PEER_YET = frozenset("lx")
ASKED = ("1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2")
SMALL = frozenset("clw")
"""Suppliers with work of less than a million pounds."""
VALUE_NOT_RECORDED = "n"
NOTHING_SHOWN = frozenset({("e", "3.1"), ("p", "2.1")})
"""Answered as in place, without the evidence asked for: by both for E, by the peer only for P."""
OUT_OF_DATE = ("k", "4.2")
LONG_AGO = date(2019, 7, 1)

HEADINGS = ("subject", "model", "criterion", "answer", "assessor", "by", "on", "evidence", "note")
EVIDENCE = {
    "2.1": "Summary of what road users said on each scheme",
    "3.1": "Log of changes, with the feedback behind each and the sign that told road users",
    "5.1": "Design statement, with the insight it began from",
}
OPERATOR_ANSWERS = {
    "1.1": ("met", "The vision and the name of its sponsor"),
    "2.2": ("met", "Monthly digest of what is said online"),
    "3.3": ("met", "Panel report, July 2020"),
    "3.4": ("met", "Vox pops of the spring, with what was learnt"),
    "4.1": ("partly", "Set beside two other industries; nothing agreed yet"),
}


def suppliers(draw: Random) -> Iterator[Row]:
    yield ("id", "title", "parent", "centre", "value_of_work")
    for place, letter in enumerate(ascii_lowercase):
        worth = 200 + int(draw.random() * 700) if letter in SMALL else 1_000 + int(draw.random() * 59_000)
        value = "" if letter == VALUE_NOT_RECORDED else worth * 1_000
        yield (f"supplier_{letter}", f"Supplier {letter.upper()}", OPERATOR, ("north", "south")[place % 2], value)


def answer(made: int, criterion: str, draw: Random) -> str:
    """In place up to the level that the supplier is made to be at, not the next, and now and then part of one above."""
    above = int(criterion[0]) - made
    if above <= 0:
        return "full"
    if above == 1 and criterion.endswith(".2"):
        return "partly" if draw.random() < 0.8 else "none"
    return "partly" if draw.random() < 0.5 / above else "none"


def one_supplier(letter: str, made: int, draw: Random) -> Iterator[Row]:
    day = date(2020, 5, 4) + timedelta(days=int(draw.random() * 40))
    agreed = {criterion: answer(made, criterion, draw) for criterion in ASKED}
    kinder = {criterion: answer(made + 1, criterion, draw) for criterion in ASKED}
    peer = ascii_lowercase[(ascii_lowercase.index(letter) + 7) % 26]
    for assessor, who, on in (("self", letter, day), ("peer", peer, day + timedelta(days=21))):
        if assessor == "peer" and letter in NO_PEER_YET:
            continue
        said = kinder if assessor == "self" and letter in GENEROUS else agreed
        for criterion in ASKED:
            point, evidence, note = said[criterion], EVIDENCE.get(criterion, ""), ""
            if (letter, criterion) in NOTHING_SHOWN and (letter, assessor) != ("p", "self"):
                point, evidence, note = "full", "", "Evidence to follow"
            answered = LONG_AGO if (letter, criterion) == OUT_OF_DATE else on
            shown = evidence if point == "full" else ""
            by = f"Supplier {who.upper()}"
            yield (f"supplier:supplier_{letter}", "supply", criterion, point, assessor, by, answered, shown, note)


def answers(draw: Random) -> Iterator[Row]:
    yield HEADINGS
    for letter, made in zip(ascii_lowercase, MADE_LEVELS, strict=True):
        if made != "-":
            yield from one_supplier(letter, int(made), draw)
    for criterion, (said, evidence) in OPERATOR_ANSWERS.items():
        who = "Customer service delivery"
        yield (f"operator:{OPERATOR}", "network", criterion, said, "", who, date(2020, 7, 6), evidence, "")


def insight(draw: Random) -> Iterator[Row]:
    yield ("response_id", "operator", "answered_on", "centre", "satisfied")
    made = [(FIRST_DAY + timedelta(days=int(draw.random() * DAYS)), draw.random()) for _ in range(ANSWERS)]
    # Those in the south are a little less often satisfied. The least satisfied are exactly as many as printed.
    centres = ["north" if draw.random() < 0.47 else "south" for _ in made]
    southern = {"north": 0.0, "south": 0.012}
    chances = [chance + southern[centre] for (_, chance), centre in zip(made, centres, strict=True)]
    by_chance = sorted(range(ANSWERS), key=chances.__getitem__)
    satisfied = set(by_chance[:SATISFIED])
    for number, ((day, _), centre) in enumerate(zip(made, centres, strict=True)):
        yield (number + 1, OPERATOR, day, centre, "yes" if number in satisfied else "no")


def write(folder: Path, name: str, rows: Iterable[Row]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def main(folder: Path) -> None:
    draw = Random(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "operators", [("id", "title"), (OPERATOR, "Highways England")])
    write(folder, "suppliers", suppliers(draw))
    write(folder, "answers", answers(draw))
    write(folder, "insight", insight(draw))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
