"""The standard measures on data: each figure by hand, satisfaction by what the toolkit asks, a group that is small."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

import cxengine

AS_OF = date(2026, 5, 31)
MONDAY = datetime(2026, 3, 2, 9, 30)
TEAMS = {"desk": 480, "phones": 360}
SMALL = {"evening": 4}
"""How many answers each staff group of the one service has."""
CHANNELS = ("phone", "online")


def answers(teams: dict[str, int]) -> list[dict[str, Any]]:
    """Every third customer is dissatisfied; days run through the week, and hours from 9 to 16."""
    rows: list[dict[str, Any]] = []
    for team, count in teams.items():
        for n in range(count):
            rows.append({
                "response_id": f"{team}{n}", "service": "housing", "team": team, "channel": CHANNELS[n % 2],
                "served_at": MONDAY + timedelta(days=n % 7, hours=n % 8), "satisfied": 2 if n % 3 == 0 else 5,
                "recommend": None, "easy": None, "effort": None, "how_easy": None,
                "comment": None,
            })  # fmt: skip
    return rows


def listed(by: str, teams: dict[str, int]) -> dict[str | None, tuple[float | None, bool]]:
    """Group to figure, and whether it is hidden."""
    sources = {
        "council": [{"id": "c", "title": "C"}],
        "service": [{"id": "housing", "title": "Housing"}],
        "team": [{"id": team, "title": team} for team in teams],
        "responses": answers(teams),
    }
    made = cxengine.compile("standard").metrics(sources, metrics=("satisfied",), by=(by,), as_of=AS_OF)
    return {
        figure.by[by]: (figure.value, figure.suppressed)
        for figure in made.metrics
        if figure.subject == "service:housing" and by in figure.by
    }


def by_hand(of: Any) -> dict[Any, float]:
    groups: dict[Any, list[bool]] = {}
    for row in answers(TEAMS):
        groups.setdefault(of(row), []).append(row["satisfied"] >= 4)
    return {group: 100 * sum(good) / len(good) for group, good in groups.items()}


@pytest.mark.parametrize(
    ("by", "of"),
    [
        ("hour of served_at", lambda row: f"{row['served_at']:%H}:00"),
        ("weekday of served_at", lambda row: f"{row['served_at'].isoweekday()} {row['served_at']:%A}"),
        ("channel", lambda row: row["channel"]),
        ("team", lambda row: row["team"]),
    ],
)
def test_satisfaction_by_what_the_toolkit_asks(by: str, of: Any) -> None:
    shown = {group: value for group, (value, _) in listed(by, TEAMS).items()}
    assert shown == {group: pytest.approx(value, abs=0.05) for group, value in by_hand(of).items()}


def test_a_small_staff_group_is_hidden_and_another_with_it() -> None:
    assert [hidden for _, hidden in listed("team", TEAMS).values()] == [False, False]
    teams = listed("team", {**TEAMS, **SMALL})
    assert teams["evening"] == (None, True)
    assert sum(value is None and hidden for value, hidden in teams.values()) > 1


# --- Each measure once, by hand ------------------------------------------------------------------------------------


def spread(counts: dict[Any, int]) -> list[Any]:
    """``{4: 2, 5: 1}`` as 4, 4, 5."""
    return [value for value, count in counts.items() for _ in range(count)]


def rows(fixed: dict[str, Any], key: str, **counts: dict[Any, int]) -> list[dict[str, Any]]:
    """A row for each answer; every field has as many values as the first."""
    columns = {name: spread(count) for name, count in counts.items()}
    number = len(next(iter(columns.values())))
    assert {len(column) for column in columns.values()} == {number}
    return [{key: str(n), **fixed, **{name: column[n] for name, column in columns.items()}} for n in range(number)]


REASONS = {"new": 40, "change": 10, "chasing": 20, "unclear": 5, "passed_on": 5, "again": 5, "closed_too_early": 3,
           "wrong_place": 2, None: 10}  # fmt: skip
IN_APRIL = {"service": "housing", "counted_in": date(2026, 4, 1)}
SOURCES: dict[str, Any] = {
    "council": [{"id": "c", "title": "C"}],
    "service": [{"id": "housing", "title": "Housing"}],
    "team": [{"id": "desk", "title": "Desk"}],
    "responses": rows(
        {"service": "housing", "team": "desk", "channel": "phone", "served_at": MONDAY, "comment": None}, "response_id",
        satisfied={1: 6, 2: 12, 3: 18, 4: 36, 5: 48},
        recommend={10: 30, 9: 30, 8: 20, 7: 16, 6: 12, 0: 12},
        easy={1: 6, 2: 6, 3: 12, 4: 12, 5: 24, 6: 24, 7: 36},
        effort={1: 36, 2: 36, 3: 24, 4: 12, 5: 12},
        how_easy={1: 12, 2: 12, 3: 24, 4: 36, 5: 36},
    ),
    "contacts": rows(
        {"service": "housing", "channel": "phone", "received_at": MONDAY}, "contact_id",
        reason=REASONS, resolved_at_once={True: 30, False: 10, None: 60},
    ),
    "transactions": [
        {**IN_APRIL, "channel": "online", "started": 1000, "completed": 750, "cost": 640},
        {**IN_APRIL, "channel": "phone", "started": 250, "completed": 250, "cost": 2000},
    ],
    "employee_answers": rows(
        {"service": "housing", "team": "desk", "answered_on": date(2026, 4, 1)}, "response_id",
        engaged={5: 14, 4: 8, 3: 10, 2: 8}, able_to_help={4: 10, 1: 30}, listened_to={5: 30, 3: 10},
        recommend={9: 20, 8: 8, 3: 12},
    ),
}  # fmt: skip
FIGURES = {
    "satisfied": 100 * 84 / 120,
    "satisfaction_score": (6 + 2 * 12 + 3 * 18 + 4 * 36 + 5 * 48) / 120,
    "dissatisfied": 100 * 18 / 120,
    "net_promoter": 100 * (60 - 24) / 120,
    "easy": 100 * 84 / 120,
    "ease_score": (6 + 12 + 36 + 48 + 120 + 144 + 252) / 120,
    "effort_score": (36 + 72 + 72 + 48 + 60) / 120,
    "easy_to_interact": 100 * 72 / 120,
    "avoidable_contact": 100 * 40 / 90,  # of 100 contacts 10 have no reason
    "first_contact_resolution": 100 * 30 / 40,
    "contacts_made": 100,
    "transactions_started": 1250,
    "transactions_completed": 1000,
    "completed_online": 750,
    "transaction_cost": 2640,
    "completion": 80,
    "digital_take_up": 75,
    "cost_per_transaction": 2.64,
    "engaged": 100 * 22 / 40,
    "able_to_help": 100 * 10 / 40,
    "listened_to": 100 * 30 / 40,
    "employee_net_promoter": 100 * (20 - 12) / 40,
    "voices_apart": 70 - 55,
}


def test_every_measure_on_rows() -> None:
    program = cxengine.compile("standard")
    assert set(FIGURES) == set(program.names.metrics)
    made = program.metrics(SOURCES, as_of=AS_OF)
    shown = {figure.metric: figure.value for figure in made.metrics if figure.subject == "service:housing"}
    assert shown == {name: pytest.approx(value, abs=0.051) for name, value in FIGURES.items()}
