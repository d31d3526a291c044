"""Metrics over drawn rows for ``BackendSuite``: rule text, rows, and what the reference makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from cxengine.diagnostics import Diagnostics
from cxengine.lang.parse import parse
from cxengine.source import Source
from cxengine.testing.oracle import OracleData, OracleSubject, evaluate

AS_OF = date(2026, 3, 31)
SUBJECTS = ("libraries", "parking", "waste")
METRICS = 30
ROWS = 60
HEAD = """pack trial: Trial
version 1 from 2020-01-01
subject service: Service
scale satisfaction 1 to 5, higher is better: How satisfied were you?
scale likelihood 0 to 10, higher is better: How likely are you to recommend us?
table answers_given: Answers
  field service is service
  field given_on is date, may be missing
  field satisfied is satisfaction, may be missing
  field recommend is likelihood, may be missing
  field channel is one of (web, phone), may be missing
  field done is yes_no, may be missing
  field cost is number, 2 decimals, may be missing
"""
CONDITIONS = (
    "satisfied >= 4", "recommend <= 6", "channel is web", "channel is not phone", "done is yes", "cost > 10.25",
    "satisfied is known", "cost is unknown", "given_on in last 12 months", "given_on < 2025-12-24",
    "cost + 1 >= satisfied * 3",
)  # fmt: skip
FORMULAS = (
    "count", "count({c})", "share({c})", "mean(cost)", "sum(cost)", "mean(satisfied)", "median(cost)",
    "percentile(recommend, 90%)", "distinct(channel)", "nps(recommend)", "csat(satisfied)", "sum(cost) / count({c})",
    "mean(cost / satisfied)", "share({c}) - share({d})",
)  # fmt: skip


def rule_text(seed: int) -> str:
    """A table and metrics over it: every function once at least, under drawn conditions."""
    random = Random(f"metrics {seed}")
    parts = [HEAD]
    for number in range(METRICS):
        formula = FORMULAS[number % len(FORMULAS)].format(c=_condition(random), d=_condition(random))
        wheres = [f"  where {_condition(random)}" for _ in range(random.randint(0, 2))]
        lines = [f"metric m{number}: Metric {number}", "  from answers_given", *wheres, f"  formula {formula}"]
        parts.append("\n".join(lines) + "\n")
    return "".join(parts)


def drawn_rows(seed: int) -> list[dict[str, Any]]:
    """Rows in which one value of six is missing, and the last subject has none at all."""
    random = Random(f"rows {seed}")

    def value(drawn: Any) -> Any:
        return None if random.random() < 1 / 6 else drawn

    return [
        {
            "service": random.choice(SUBJECTS[:-1]),
            "given_on": value(AS_OF - timedelta(days=random.randint(-3, 500))),
            "satisfied": value(random.randint(1, 5)),
            "recommend": value(random.randint(0, 10)),
            "channel": value(random.choice(("web", "phone"))),
            "done": value(random.random() < 0.5),
            "cost": value(Fraction(random.randint(-500, 5000), 100)),
        }
        for _ in range(ROWS)
    ]


def expected(text: str, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Fraction | None]:
    """By subject and metric, what the reference says."""
    found = Diagnostics()
    file = parse(Source("trial.cx", text), found)
    found.stop_if_errors()
    subjects = [OracleSubject(kind="service", id=name) for name in SUBJECTS]
    results = evaluate([file], OracleData(tables={"answers_given": list(rows)}, subjects=subjects), AS_OF)
    return {
        (key[1], name): figure.value for key, result in results.items() for name, figure in result.metrics.items()
    }


def _condition(random: Random) -> str:
    first = random.choice(CONDITIONS)
    if random.random() < 0.3:
        first = f"{first} {random.choice(('and', 'or'))} {random.choice(CONDITIONS)}"
    return f"not ({first})" if random.random() < 0.2 else first
