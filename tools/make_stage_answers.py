"""Makes the sample data of ``rules/journeys/data``: no row of it is about a real person or answer.

    python tools/make_stage_answers.py            writes the file again
    python tools/make_stage_answers.py DIRECTORY  writes it there

Standard library only. One seed, and only ``Random.random()`` is drawn from, so every run writes the same bytes.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from random import Random

SEED = 2008
TARGET = Path(__file__).resolve().parent.parent / "rules" / "journeys" / "data"

STAGES = (
    ("initial_contact", 180, (0.04, 0.07, 0.10, 0.41, 0.38)),
    ("assessment", 150, (0.02, 0.04, 0.08, 0.40, 0.46)),
    ("service_start", 120, (0.08, 0.14, 0.16, 0.38, 0.24)),
    ("review", 90, (0.14, 0.22, 0.20, 0.30, 0.14)),
    ("closure", 7, (0.30, 0.30, 0.10, 0.20, 0.10)),
)
"""Each stage of the guide's journey, how many answered, and the shares of the answers 1 to 5: ours, not the guide's."""


def drawn(chance: Random, shares: tuple[float, ...]) -> int:
    """An answer from 1 to 5."""
    left = chance.random()
    for answer, share in enumerate(shares, start=1):
        left -= share
        if left < 0:
            return answer
    return len(shares)


def main(target: Path) -> None:
    """Writes the answers."""
    chance = Random(SEED)
    rows: list[tuple[object, ...]] = [("answer", "stage", "satisfied")]
    for stage, count, shares in STAGES:
        for number in range(1, count + 1):
            skipped = chance.random() < 0.03
            answer = drawn(chance, shares)
            rows.append((f"{stage}_{number}", stage, "" if skipped else answer))
    with (target / "assessment_answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
