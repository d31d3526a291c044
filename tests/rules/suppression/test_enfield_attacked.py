"""The attacker on the Enfield pack: every figure of every listing, the criteria and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine.engine.program import Program

from .attacker import recovered
from .reading import Read, Told

PACK = Path(__file__).resolve().parents[3] / "rules" / "enfield"
DATES = [date(2018, 9, 30), date(2019, 3, 31)]
TOLD = {
    "customers_satisfied": Told("answers of a year", 10, share=True),
    "found_it_easy": Told("answers of a year", 10, share=True),
    "rated_good": Told("answers of a year", 10, share=True),
    "visit_completed": Told("answers of a year", 10, share=True),
    "customers_dissatisfied": Told("answers of a year", 10, share=True),
    "found_us_flexible": Told("answers of a year", 10, share=True),
    "visit_partly": Told("answers of a year", 10, share=True),
    "promise_friendly": Told("answers of a year", 10, share=True),
    "promise_honest": Told("answers of a year", 10, share=True),
    "promise_professional": Told("answers of a year", 10, share=True),
    "net_promoter": Told("answers of a year", 10),
    "complaints_received": Told("complaints of a year", 5, counts=True),
    "complaints_in_time": Told("complaints of a year that are due", 5, share=True),
    "avoidable_contact": Told("contacts of a year", 10, share=True),
    "call_length": Told("calls of a year", 10),
}


@cache
def program() -> Program:
    return cxengine.compile(PACK)


@cache
def read(as_of: date) -> Read:
    """Everything that the commands print for a date."""
    said = program().assess(as_of=as_of).to_dict()
    parents = {f"{s['kind']}:{s['id']}": s["parent"] for s in said["subjects"]}
    found = Read(TOLD, parents)
    for subject in said["subjects"]:
        found.figures(subject["metrics"])
    by_word: dict[str, list[str]] = {}
    for name in TOLD:
        for dimension in program().names.metrics[name].by:
            by_word.setdefault(dimension.label, []).append(name)
    for size in (1, 2):
        for by in combinations(by_word, size):
            if set.intersection(*(set(by_word[word]) for word in by)):
                found.figures(program().metrics(by=by, as_of=as_of).to_dict()["metrics"])
    found.hang_together()
    for subject in said["subjects"]:
        outcomes(found, subject)
    return found


def outcomes(found: Read, subject: dict[str, Any]) -> None:
    """What the computed criteria say of the figures behind them."""
    place = f"{subject['kind']}:{subject['id']}", frozenset()
    met = {c["criterion"] for model in subject["models"] for c in model["criteria"] if c["outcome"] == "met"}
    needs = {"2.6": ("customers_satisfied", "found_it_easy"), "3.6": ("customers_satisfied", "complaints_in_time")}
    for criterion, metrics in needs.items():
        for name in metrics if criterion in met else ():
            cell = ("n", name, place)
            if name != "complaints_in_time" and cell not in found.first:
                found.known.narrow(cell, 30, float("inf"))
    if "3.6" in met:
        for name, target in (("customers_satisfied", 0.8), ("complaints_in_time", 0.9)):
            terms = ((("hits", name, place), 1.0), (("n", name, place), -target))
            found.known.weighted.append((terms, 0.0))


@pytest.mark.parametrize("as_of", [pytest.param(DATES[0], marks=pytest.mark.nightly), *DATES[1:]])
def test_no_hidden_figure_can_be_worked_out(as_of: date, capsys: pytest.CaptureFixture[str]) -> None:
    found = read(as_of)
    hidden = found.first | found.second | found.withheld
    broken = recovered(found.known, hidden)
    with capsys.disabled():
        cells = sum(len(places) for places in found.places.values())
        print(
            f"\nEnfield {as_of}: {cells} cells, {len(found.first)} hidden first, {len(found.second)} hidden second, "
            f"{len(broken)} recovered"
        )
    assert not broken
    assert len(found.first) > 20 and len(found.second) > 10


@pytest.mark.parametrize("as_of", DATES)
def test_reasons_do_not_say_what_the_figures_hide(as_of: date) -> None:
    said = program().assess(as_of=as_of).to_dict()
    looked_at = 0
    for subject in said["subjects"]:
        key = f"{subject['kind']}:{subject['id']}"
        texts = [*strings(subject["models"]), *strings([a for a in said["actions"] if key in str(a)])]
        for metric in subject["metrics"]:
            if metric["suppressed"]:
                figure = re.compile(rf"\b{metric['metric']} -?£?[\d,.]+(%| \(| points| days| minutes)")
                assert not [text for text in texts if figure.search(text)], (subject["id"], metric["metric"])
                looked_at += any(metric["metric"] in text for text in texts)
    assert looked_at > 2


def strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(each)
