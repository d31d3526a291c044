"""Writes the sample event log of repairs, ``rules/journeys/data/repairs.csv``: made, of nobody and of no repair.

python tools/make_repair_log.py    the same bytes each time
"""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "rules" / "journeys" / "data" / "repairs.csv"
CASES, SEED = 120, 2018
AREAS = {"north": 52, "east": 44, "south": 20, "islands": 4}
"""Cases of each area; the last are too few to be published."""

REPORT, DECIDE, SAFE = "Report the fault", "Decide how urgent it is", "Make it safe at once"
AGREE, MEND, CHASE = "Agree a time", "Mend it", "Ring to ask how far it has got"


def way(chance: random.Random) -> list[str]:
    """What is done in one case: mostly as designed, some with calls, a second visit, no decision, or no end."""
    urgent = chance.random() < 0.2
    steps = [REPORT, DECIDE, SAFE if urgent else AGREE, MEND]
    if not urgent and chance.random() < 0.25:
        steps.insert(3, CHASE)
    if chance.random() < 0.15:
        steps += [AGREE, MEND]
    if chance.random() < 0.08:
        steps.remove(DECIDE)
    if chance.random() < 0.06:
        steps = steps[: steps.index(MEND)]
    return steps


def rows() -> list[list[str]]:
    """One for each event, by case."""
    chance = random.Random(SEED)
    areas = [area for area, n in AREAS.items() for _ in range(n)]
    chance.shuffle(areas)
    made = []
    for number, area in enumerate(areas, 1):
        moment = datetime(2018, 4, 2, 9) + timedelta(hours=chance.randrange(24 * 180))
        channel = chance.choice(["web", "web", "phone"])
        for activity in way(chance):
            reason = {REPORT: "asking_for", CHASE: "chasing"}.get(activity, "")
            by = "phone" if activity == CHASE else channel if activity in (REPORT, AGREE) else "visit"
            officer = f"officer {chance.randrange(1, 6)}"
            made.append([f"R{number:03}", activity, f"{moment:%Y-%m-%d %H:%M}", officer, by, reason, area])
            days = {REPORT: 0.2, DECIDE: 0.5, SAFE: 4, AGREE: 9, CHASE: 3, MEND: 5}[activity]
            moment += timedelta(minutes=round(days * 1440 * chance.uniform(0.4, 1.6)))
    return made


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", "activity", "time", "officer", "channel", "reason", "area"])
        writer.writerows(rows())
