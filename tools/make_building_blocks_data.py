"""Makes the sample data of ``rules/building_blocks/data``: no row of it is about a real council or leader.

    python tools/make_building_blocks_data.py            writes the files again
    python tools/make_building_blocks_data.py DIRECTORY  writes them there

Standard library only. Nothing is drawn at random here: each letter below is one answer.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "rules" / "building_blocks" / "data"
Row = Sequence[object]

LEADERS = {
    "place": "Director of place",
    "customer": "Head of customer services",
    "people": "Head of human resources",
    "digital": "Head of digital",
}

# Five blocks, in the order of the toolkit, for each of the three stages. S strength, P some progress, C challenge.
RATINGS = {
    "place": "SSPSS PPPPC CCCCC",
    "customer": "SSSSS PPSPC CPCCC",
    "people": "SSPSS PPPSC CCCPC",
    "digital": "SSSSS SPSPP CCPCC",
}
WORDS = {"S": "strength", "P": "some_progress", "C": "challenge"}

# The criteria of the three stages in the order of the rule file. M met, P partly, U unmet, ? not known yet.
IN_PLACE = (
    "MMMMMMMMMMMMM" "MMMMMMMMM",
    "PMUMPMPMUPPMUUPMPU" "UPUMPUPUMPMUMPUMUP",
    "UPUPUPUUPUUPUUPUU" "UUPP",
)
IN_PLACE_WORDS = {"M": "met", "P": "partly", "U": "unmet", "?": "unknown"}

# The seven questions of the checklist. A answered, B begun, N not yet, - not asked again for more than a year.
CHECKLIST = {"place": "ABAABAA", "customer": "AAAAAAA", "people": "BNABAB-", "digital": "BBANNBN"}
QUESTIONS = ("stakeholders", "values", "data", "shoes", "employees", "start", "three_years")
CHECKLIST_WORDS = {"A": "answered", "B": "begun", "N": "not_yet", "-": "answered"}


def answers() -> Iterator[Row]:
    yield ("subject", "model", "criterion", "answer", "by", "on")
    for leader, letters in RATINGS.items():
        for stage, blocks in enumerate(letters.split(), 1):
            for block, letter in enumerate(blocks, 1):
                said = WORDS[letter]
                yield (f"leader:{leader}", "heat_map", f"h{stage}.{block}", said, "", "2020-11-16")
    for stage, letters in enumerate(IN_PLACE, 1):
        for number, letter in enumerate(letters, 1):
            said = IN_PLACE_WORDS[letter]
            yield ("council:sample", "practice", f"{stage}.{number}", said, "Customer data lead", "2020-12-07")
    for leader, letters in CHECKLIST.items():
        for question, letter in zip(QUESTIONS, letters, strict=True):
            day = "2019-10-01" if letter == "-" else "2020-12-14"
            yield (f"leader:{leader}", "checklist", question, CHECKLIST_WORDS[letter], "", day)


def write(folder: Path, name: str, rows: Iterable[Row]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "councils", [("id", "title"), ("sample", "Sample council")])
    write(folder, "leaders", [("id", "title", "parent"), *((key, title, "sample") for key, title in LEADERS.items())])
    write(folder, "answers", answers())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
