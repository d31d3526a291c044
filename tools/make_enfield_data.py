"""Makes the sample data of ``rules/enfield/data``: no row of it is about a real person, contact or answer.

    python tools/make_enfield_data.py            writes the files again
    python tools/make_enfield_data.py DIRECTORY  writes them there

Standard library only. One seed, and only ``Random.random()`` is drawn from, which Python promises to keep, so every
run writes the same bytes. The annual totals are those that the strategy prints for 2017/18 (page 7) where it prints
one, and ours where ``volumes_2017_18`` says so; the assessors' answers are in ``make_enfield_answers.py``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

from make_enfield_answers import answer_rows

SEED = 2018
SEED_OF_FURTHER_QUESTIONS = 2022
"""Q6 to Q10 have a stream of their own."""
SAMPLE = 100
"""Every hundredth contact stands in the contact files; everything else is written in full."""

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "rules" / "enfield" / "data"

Row = Sequence[object]
T = TypeVar("T")

COUNCILS: list[Row] = [("id", "title"), ("enfield", "Enfield Council")]
DIRECTORATES: list[Row] = [
    ("id", "title", "parent"),
    ("place", "Place", "enfield"),
    ("people", "People", "enfield"),
    ("resources", "Resources", "enfield"),
    ("chief_executive", "Chief Executive's", "enfield"),
]
SERVICES: list[Row] = [
    ("id", "title", "parent", "chooses_digital", "journey"),
    ("housing_repairs", "Council housing repairs", "place", "yes", "repair"),
    ("waste", "Waste and recycling", "place", "yes", ""),
    ("planning", "Planning and regulatory services", "place", "yes", "planning_application"),
    ("council_tax", "Council tax", "resources", "yes", ""),
    ("benefits", "Housing benefit and council tax support", "resources", "yes", ""),
    ("contact_centre", "Customer contact centre", "resources", "yes", "repair"),
    ("libraries", "Libraries", "resources", "yes", ""),
    ("adult_social_care", "Adult social care", "people", "yes", ""),
    ("childrens_services", "Children's services", "people", "", ""),
    ("hr_recruitment", "HR recruitment (internal)", "chief_executive", "no", "new_member_of_staff"),
]
CUSTOMER_JOURNEYS: list[Row] = [
    ("id", "title", "parent"),
    ("repair", "I want a repair to my Council home", "enfield"),
    ("planning_application", "I want to make a planning application", "enfield"),
    ("new_member_of_staff", "I want to recruit and induct a new member of staff", "enfield"),
]
"""Printed by the strategy (page 5); which services they run through is ours."""

# Contacts in 2017/18 by service and channel. Printed by the strategy: 575,411 telephone calls for General Enquiries,
# Council Housing and Community Housing; 168,000 complex calls about housing benefit, council tax and business rates;
# 35,000 Environment Services transactions; 1,239,000 library visits; 102,500 Enfield Connected accounts. Ours: how
# the first two divide, one online request a year for each account, one call a year about waste for roughly every
# fourth of the 124,500 households, four contacts for each of the 10,000 persons of Adult Social Care, six for each of
# the 2,700 children and young people, and the contacts of HR recruitment.
VOLUMES_2017_18: dict[tuple[str, str], int] = {
    ("contact_centre", "phone"): 356_755,
    ("housing_repairs", "phone"): 218_656,
    ("council_tax", "phone"): 96_000,
    ("benefits", "phone"): 72_000,
    ("planning", "web"): 26_000,
    ("planning", "post"): 9_000,
    ("libraries", "face_to_face"): 1_239_000,
    ("council_tax", "web"): 35_000,
    ("waste", "web"): 30_000,
    ("housing_repairs", "web"): 20_000,
    ("benefits", "web"): 17_500,
    ("waste", "phone"): 32_250,
    ("adult_social_care", "phone"): 28_000,
    ("adult_social_care", "face_to_face"): 12_000,
    ("childrens_services", "phone"): 16_200,
    ("hr_recruitment", "web"): 2_400,
}
CHANGE_2018_19 = {"phone": 96, "web": 115, "face_to_face": 98, "post": 88}
"""Contacts of 2018/19 for every 100 of the year before: ours."""
MONTH_WEIGHTS = (9, 9, 8, 8, 7, 8, 9, 8, 6, 9, 8, 11)
"""April to March; March has the council tax bills."""

AVOIDABLE = {
    "housing_repairs": 0.34, "waste": 0.22, "planning": 0.29, "council_tax": 0.18, "benefits": 0.31,
    "contact_centre": 0.19, "libraries": 0.02, "adult_social_care": 0.27, "childrens_services": 0.25,
    "hr_recruitment": 0.40,
}  # fmt: skip

# Approximately 3,500 complaints a year (printed); how they divide, and the percentages answered within 14 days in
# 2017/18 and in 2018/19, are ours.
COMPLAINTS = {
    "housing_repairs": (1150, 68, 74), "waste": (780, 91, 94), "planning": (240, 62, 66),
    "council_tax": (430, 87, 95), "benefits": (340, 79, 82), "contact_centre": (210, 91, 96),
    "libraries": (67, 97, 98), "adult_social_care": (160, 84, 86), "childrens_services": (120, 77, 80),
    "hr_recruitment": (3, 100, 100),
}  # fmt: skip

HALF_YEARS = (
    (date(2016, 10, 1), date(2017, 3, 31)),
    (date(2017, 4, 1), date(2017, 9, 30)),
    (date(2017, 10, 1), date(2018, 3, 31)),
    (date(2018, 4, 1), date(2018, 9, 30)),
    (date(2018, 10, 1), date(2019, 3, 31)),
)
# Answers to the first question in each half year, and the percentage of them that are 4 or 5.
SURVEYED = {
    "housing_repairs": (220, (61, 60, 62, 63, 66)), "waste": (260, (80, 81, 84, 85, 86)),
    "planning": (90, (55, 56, 58, 57, 62)), "council_tax": (200, (74, 76, 80, 83, 88)),
    "benefits": (160, (70, 70, 69, 71, 70)), "contact_centre": (420, (70, 72, 78, 84, 88)),
    "libraries": (300, (86, 87, 90, 92, 95)), "adult_social_care": (45, (71, 73, 73, 71, 73)),
    "childrens_services": (8, (62, 62, 75, 62, 75)), "hr_recruitment": (3, (67, 67, 67, 67, 67)),
}  # fmt: skip

EXPORT_HEADINGS = (
    "Response ID", "Service area", "Completed on", "How did you get in touch?",
    "Q1. How satisfied were you with the overall experience? (1-5)",
    "Q2. How would you rate your overall experience today?",
    "Q3. Would you recommend our services? (0-10)",
    "Q4. How easy was it for you to resolve your issue? (1-7)",
    "Q5. Were you able to complete the purpose of your visit today?",
    "Q6. How much better (or worse) was your experience compared to what you expected? (1-10)",
    "Q7. How flexible were we at providing an answer to complex questions? (1-5)",
    "Q8. We were friendly and helpful (1-5)",
    "Q9. We were honest and respectful (1-5)",
    "Q10. We were professional and courteous (1-5)",
    "Email (optional)",
)  # fmt: skip
EXPORT_CHANNELS = {"web": "Online form", "phone": "Telephone", "face_to_face": "In person", "post": "By letter"}

# For each satisfaction answer: the other answers that go with it, each as likely as it is often written.
RATED = {5: ("Excellent", "Excellent", "Good"), 4: ("Good", "Good", "Excellent"), 3: ("Fair", "Good"),
         2: ("Fair", "Poor"), 1: ("Poor",)}  # fmt: skip
RECOMMEND = {5: (10, 10, 9, 9, 8), 4: (9, 8, 8, 7, 7, 6), 3: (7, 6, 6, 5), 2: (5, 4, 3, 2), 1: (3, 2, 1, 0, 0)}
EASY = {5: (7, 7, 6, 6), 4: (6, 5, 5, 6, 4), 3: (5, 4, 4, 3), 2: (4, 3, 2), 1: (3, 2, 1, 1)}
COMPLETED = {5: ("Yes",), 4: ("Yes", "Yes", "Yes", "Partially"), 3: ("Yes", "Partially", "No"),
             2: ("Partially", "No"), 1: ("No",)}  # fmt: skip
EXPECTED = {5: (10, 9, 8, 8), 4: (8, 7, 7, 6), 3: (6, 5, 5), 2: (5, 4, 3), 1: (3, 2, 1)}
FLEXIBLE = {5: (5, 5, 4), 4: (4, 4, 3), 3: (4, 3, 3, 2), 2: (3, 2), 1: (2, 1)}
PROMISE = {5: (5, 5, 4), 4: (5, 4, 4), 3: (4, 4, 3, 3), 2: (4, 3, 2), 1: (3, 2, 1)}


class Draws:
    """Draws from one seeded stream through ``random()`` alone."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def below(self, end: int) -> int:
        return int(self._random.random() * end)

    def one_of(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.below((last - first).days + 1))


def months(first_year: int) -> list[date]:
    """The first days of the twelve months of a financial year, April to March."""
    return [date(first_year + (month > 12), (month - 1) % 12 + 1, 1) for month in range(4, 16)]


def by_month(total: int) -> list[int]:
    """The total divided over the months by their weights, adding up exactly."""
    weights, cuts, so_far = sum(MONTH_WEIGHTS), [0], 0
    for weight in MONTH_WEIGHTS:
        so_far += weight
        cuts.append(total * so_far // weights)
    return [after - before for before, after in zip(cuts, cuts[1:], strict=False)]


def monthly_volumes() -> list[tuple[str, date, str, int]]:
    """Service, month, channel and contacts, for 2017/18 and 2018/19."""
    found = []
    for (service, channel), contacts in VOLUMES_2017_18.items():
        for year, total in ((2017, contacts), (2018, contacts * CHANGE_2018_19[channel] // 100)):
            for month, count in zip(months(year), by_month(total), strict=True):
                found.append((service, month, channel, count))
    return sorted(found, key=lambda row: (row[1], row[0], row[2]))


def volume_rows() -> list[Row]:
    rows: list[Row] = [("service", "month", "channel", "contacts")]
    return rows + [(service, f"{month:%Y-%m}", channel, count) for service, month, channel, count in monthly_volumes()]


def last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def contact_reason(draws: Draws, service: str, channel: str) -> str:
    share = AVOIDABLE[service] * (0.8 if channel == "web" else 1.0)
    return draws.one_of(("chasing",) * 5 + ("again",) * 3 + ("passed_on",) * 2) if draws.chance(share) else "new"


def call_minutes(draws: Draws, channel: str) -> str:
    if channel != "phone" or draws.chance(0.03):
        return ""
    half_minutes = 4 + draws.below(12) + draws.below(12)
    return f"{half_minutes / 2:.1f}"


def contact_rows(draws: Draws) -> dict[int, list[Row]]:
    """Every hundredth contact of each service and channel, by financial year, in the order of the days."""
    counted: dict[tuple[str, str], int] = {}
    sampled: list[tuple[date, str, str, str, str]] = []
    for service, month, channel, count in monthly_volumes():
        before = counted.get((service, channel), 0)
        counted[service, channel] = before + count
        for _ in range((before + count) // SAMPLE - before // SAMPLE):
            day = draws.day(month, last_day(month))
            reason, minutes = contact_reason(draws, service, channel), call_minutes(draws, channel)
            sampled.append((day, service, channel, reason, minutes))
    head: Row = ("contact_id", "service", "received_on", "channel", "reason", "minutes")
    files: dict[int, list[Row]] = {2017: [head], 2018: [head]}
    for number, (day, service, channel, reason, minutes) in enumerate(sorted(sampled), start=1):
        year = 2017 if day < date(2018, 4, 1) else 2018
        files[year].append((f"C{number:05d}", service, day.isoformat(), channel, reason, minutes))
    # A contact whose reason was not logged: rejected, since `reason` may not be missing.
    files[2018].append(("C99999", "waste", "2019-03-29", "phone", "", "4.5"))
    return files


def complaint_rows(draws: Draws) -> list[Row]:
    found: list[tuple[date, str, str]] = []
    for service, (count, before, after) in COMPLAINTS.items():
        for year, percent in ((2017, before), (2018, after)):
            first, last = date(year, 4, 1), date(year + 1, 3, 31)
            for number in range(count):
                received = draws.day(first, last)
                # Exactly this percentage of the year's complaints is answered within 14 days.
                in_time = (number + 1) * percent // 100 > number * percent // 100
                answered = received + timedelta(days=1 + draws.below(14) if in_time else 15 + draws.below(45))
                open_still = answered > date(2019, 3, 31) or (not in_time and draws.chance(0.1))
                found.append((received, service, "" if open_still else answered.isoformat()))
    rows: list[Row] = [("complaint_id", "service", "received_on", "answered_on")]
    for number, (received, service, answered_on) in enumerate(sorted(found), start=1):
        rows.append((f"K{number:04d}", service, received.isoformat(), answered_on))
    # Answered before it was received: rejected by the rule in records.cx.
    rows.append(("K9999", "planning", "2019-02-20", "2019-02-02"))
    return rows


def survey_channel(draws: Draws, service: str, satisfied: int | None) -> str:
    """A channel that the service has; satisfied customers come a little more often from the first of them."""
    channels = [channel for owner, channel in VOLUMES_2017_18 if owner == service] or ["phone"]
    channels = sorted(channels, key=lambda channel: channel != "web")
    if len(channels) > 1 and satisfied is not None and satisfied >= 4 and draws.chance(0.2):
        return channels[0]
    return draws.one_of(channels)


def survey_scores(draws: Draws, count: int, percent: int) -> list[int | None]:
    """So many answers from 1 to 5, exactly the rounded percentage of them 4 or 5, and one in 25 more left blank."""
    good = (count * percent + 50) // 100
    scores: list[int | None] = [draws.one_of((4, 4, 4, 5, 5)) for _ in range(good)]
    scores += [draws.one_of((3, 3, 3, 3, 3, 2, 2, 2, 1, 1)) for _ in range(count - good)]
    return scores + [None] * (count // 25)


def survey_answer(draws: Draws, service: str, day: date, score: int | None) -> list[object]:
    """One exported row, without its id. Who leaves the first question blank answers the others as a 3 would."""
    like = 3 if score is None else score
    return [
        service,
        f"{day:%d/%m/%Y}",
        EXPORT_CHANNELS[survey_channel(draws, service, score)],
        "" if score is None else score,
        "" if draws.chance(0.08) else draws.one_of(RATED[like]),
        "" if draws.chance(0.12) else draws.one_of(RECOMMEND[like]),
        "" if draws.chance(0.10) else draws.one_of(EASY[like]),
        "" if draws.chance(0.20) else draws.one_of(COMPLETED[like]),
        f"resident{draws.below(90000) + 10000}@example.org" if draws.chance(0.15) else "",
    ]


def further_answers(draws: Draws, score: int | None) -> list[object]:
    """Q6 to Q10 of one exported row."""
    like = 3 if score is None else score
    return [
        "" if draws.chance(0.15) else draws.one_of(EXPECTED[like]),
        "" if draws.chance(0.40) else draws.one_of(FLEXIBLE[like]),
        *("" if draws.chance(0.12) else draws.one_of(PROMISE[like]) for _ in range(3)),
    ]


# Rows that the load must not take, each for its own reason: a score of 11 on 0 to 10, a day that does not exist, a
# channel nobody declared, an id that was there before; and one about a service that is not listed.
BAD_SURVEY_ROWS: list[Row] = [
    ("R90001", "libraries", "12/02/2019", "In person", 5, "Excellent", 11, 7, "Yes", 9, 5, 5, 5, 5, ""),
    ("R90002", "planning", "31/02/2019", "Online form", 2, "Poor", 3, 2, "No", 4, 2, 4, 4, 4, ""),
    ("R90003", "waste", "14/02/2019", "WhatsApp", 4, "Good", 8, 6, "Yes", 7, 4, 4, 4, 4, ""),
    ("R00017", "council_tax", "15/02/2019", "Telephone", 3, "Fair", 6, 4, "Partially", 5, 3, 4, 3, 4, ""),
    ("R90005", "parking", "18/02/2019", "Online form", 2, "Fair", 4, 3, "No", 4, 2, 3, 4, 4, ""),
]


def survey_rows(draws: Draws) -> list[Row]:
    answers: list[tuple[date, int, list[object]]] = []
    further = Draws(SEED_OF_FURTHER_QUESTIONS)
    for service, (count, percents) in SURVEYED.items():
        for (first, last), percent in zip(HALF_YEARS, percents, strict=True):
            for score in survey_scores(draws, count, percent):
                day = draws.day(first, last)
                *printed, email = survey_answer(draws, service, day, score)
                answers.append((day, len(answers), [*printed, *further_answers(further, score), email]))
    rows: list[Row] = [EXPORT_HEADINGS]
    for number, (_, _, answer) in enumerate(sorted(answers, key=lambda found: found[:2]), start=1):
        rows.append((f"R{number:05d}", *answer))
    return rows + BAD_SURVEY_ROWS


def write(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def main(target: Path = TARGET) -> None:
    draws = Draws(SEED)
    contacts = contact_rows(draws)
    write(target / "councils.csv", COUNCILS)
    write(target / "directorates.csv", DIRECTORATES)
    write(target / "services.csv", SERVICES)
    write(target / "customer_journeys.csv", CUSTOMER_JOURNEYS)
    write(target / "volumes.csv", volume_rows())
    write(target / "contacts_2017_18.csv", contacts[2017])
    write(target / "contacts_2018_19.csv", contacts[2018])
    write(target / "complaints.csv", complaint_rows(draws))
    write(target / "survey_export.csv", survey_rows(draws))
    write(target / "answers.csv", answer_rows())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
