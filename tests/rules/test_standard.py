"""The standard measures on data: satisfaction by hour, weekday, channel and staff group, and a group that is small."""

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
                "recommend": None, "easy": None, "effort": None, "comment": None,
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
