"""A small assessment in the form of the JSON contract, with every kind of thing a report has to say."""

from __future__ import annotations

from typing import Any


def criterion(number: str, level: int, outcome: str, text: str = "", expr: str = "") -> dict[str, Any]:
    """One criterion of the sample."""
    because = {"text": text, "expr": expr, "value": None, "target": None, "gap": None, "n": None}
    because |= {"missing": [] if expr else [f"an answer to {number}"]}
    return {"criterion": number, "title": f"Criterion {number}", "level": level, "outcome": outcome, "because": because}


def model(number: int, name: str, low: int, high: int, criteria: list[dict[str, Any]]) -> dict[str, Any]:
    """One model's outcome; what stands before the next level is read off the criteria."""
    ahead = [c for c in criteria if c["level"] <= number + 1]
    return {
        "model": "enfield.maturity",
        "title": "Customer experience maturity",
        "levels": {"1": "Interested", "2": "Invested", "3": "Committed"},
        "level": {"number": number, "name": name, "band": "Bronze" if number else None},
        "could_be": {"from": low, "to": high, "exact": True},
        "score": 2.41,
        "score_from": 0,
        "score_to": 5,
        "aspects": [],
        "criteria": criteria,
        "to_next": {
            "level": number + 1,
            "unmet": [c["criterion"] for c in ahead if c["outcome"] in ("unmet", "partly")],
            "unknown": [c["criterion"] for c in ahead if c["outcome"] == "unknown"],
        },
    }


def metric(name: str, value: float | None, **rest: Any) -> dict[str, Any]:
    """One figure."""
    base = {"metric": name, "by": {}, "value": value, "unit": "%", "n": 311, "excluded": 12, "low": 77.7}
    base |= {"high": 86.2, "confidence": 0.95, "target": 80.0, "status": "met", "suppressed": False, "unknown": None}
    base |= {"subject": "service:parking", "target_bound": "at least", "standards": []}
    base["shown"] = "" if value is None else f"{value}%"
    return base | rest


def action(key: str, title: str, meets: list[str], services: list[str], **rest: Any) -> dict[str, Any]:
    """One action."""
    estimate = rest.get("estimate", True)
    base: dict[str, Any] = {
        "id": key,
        "action": key,
        "effort_estimate": estimate,
        "cost_estimate": estimate,
        "title": title,
        "for": [{"kind": "service", "id": service} for service in services],
        "meets": [{"model": "enfield.maturity", "criterion": number} for number in meets],
        "at": "service",
        "status": "open",
        "owner": "Customer insight team",
        "effort_days": 30,
        "cost": 4000,
        "estimate": True,
        "starts": "2019-04-01",
        "due": "2019-05-10",
        "depends_on": [],
        "phase": "basics",
        "because": "",
    }
    return base | rest


def assessment() -> dict[str, Any]:
    """Three services: one that is certain, one that could rise, one with figures under their minimum."""
    repairs = [
        criterion("1.1", 1, "met"),
        criterion("2.1", 2, "met"),
        criterion("3.4", 3, "unknown", "no answer"),
    ]
    libraries = [
        criterion("1.1", 1, "met"),
        criterion("2.1", 2, "unmet", "answered unmet"),
        criterion("2.6", 2, "unmet", "csat 71.0% (71 of 100) is not at least 80%", "csat meets target"),
        criterion("3.4", 3, "unmet", "answered unmet"),
    ]
    parking = [
        criterion("1.1", 1, "unknown", "stale since 1 January 2019"),
        criterion("2.1", 2, "met"),
        criterion("2.6", 2, "unknown", "csat is unknown: 12 answers, 30 needed", "csat meets target"),
        criterion("3.4", 3, "unmet", "answered unmet"),
    ]
    unknown = {"value": None, "low": None, "high": None, "status": "unknown"}
    subjects = [
        ("housing_repairs", "Housing repairs", model(2, "Invested", 2, 3, repairs), [metric("csat", 82.3)]),
        ("libraries", "Libraries", model(1, "Interested", 1, 1, libraries), [metric("csat", 71.0, status="unmet")]),
        (
            "parking",
            "Parking",
            model(0, "", 0, 2, parking),
            [metric("csat", **unknown, n=12, unknown="12 answers, 30 needed")],
        ),
    ]
    return {
        "schema": "cxengine.assessment/1",
        "engine": "0.1.0",
        "language": "1",
        "as_of": "2019-03-31",
        "project": "Enfield",
        "packs": [{"name": "enfield", "version": "2018.1", "digest": "sha256:00"}],
        "sources": [
            {
                "table": "contacts",
                "plugin": "csv",
                "rows": 48211,
                "rejected": 37,
                "digest": "sha256:00",
                "problems": [
                    {
                        "code": "rejected",
                        "message": "37 rows rejected: closed before it was created",
                        "rows": [12, 98, 204, 311],
                        "count": 37,
                    }
                ],
            }
        ],
        "subjects": [
            {"kind": "service", "id": key, "title": title, "models": [one], "metrics": metrics, "findings": []}
            for key, title, one, metrics in subjects
        ],
        "journeys": [],
        "actions": [
            action("use", "Hold a monthly meeting on the measures", ["2.6"], ["libraries"], depends_on=["ask"]),
            action("ask", "Survey customers after each contact", ["2.1"], ["libraries"], estimate=False),
            action("panel", "Set up a panel of residents", ["3.4"], ["libraries", "parking"]),
        ],
    }
