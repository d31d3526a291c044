"""The attacker adds and takes away any number of lines of metrics that are filtered and split by different fields.

What follows from lines by adding and taking away is what they span: the unknowns are the rows of each service that
agree on all fields, each line is a sum of them, and a group is told where its own sum is one of the lines' sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from itertools import combinations, product
from math import inf
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

import cxengine
from cxengine.engine.assess import Run
from cxengine.engine.engines import engine_of
from cxengine.engine.figures import metric_said
from cxengine.engine.to_json import to_json

LEAST = 5
AS_OF = date(2019, 12, 31)
FIELDS = {
    "ward": ("north", "south", "east", "west"), "channel": ("phone", "web", "post"), "age": ("young", "old", "mid"),
    "kind": ("bins", "roads"), "tenure": ("own", "rent"),
}  # fmt: skip
Row = dict[str, str]
Metrics = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""The conditions of each metric, and by what it is split."""
Figure = Mapping[str, Any]
ALL = "council:c"


def holds(condition: str, row: Row) -> bool:
    """A condition of the metrics, worked out anew."""
    if " or " in condition:
        return any(holds(part, row) for part in condition.split(" or "))
    field, _, wanted = condition.partition(" is ")
    return (row[field] == wanted.removeprefix("not ")) is not wanted.startswith("not ")


def made(seed: int, services: int = 2) -> tuple[Sequence[str], Metrics, list[Row]]:
    """Fields, five to ten metrics and rows."""
    chance = Random(seed)
    fields = chance.sample(list(FIELDS), 3)

    def condition() -> str:
        field = chance.choice(fields)
        return f"{field} is {'not ' if chance.random() < 0.2 else ''}{chance.choice(FIELDS[field])}"

    metrics: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for at in range(chance.randint(5, 10)):
        share = chance.random()
        where: tuple[str, ...] = ()
        if share >= 0.15:
            where = (condition(),)
        if share >= 0.7:
            where = (f"{where[0]} or {condition()}",) if share < 0.85 else (where[0], condition())
        metrics[f"m{at}"] = where, tuple(chance.sample(fields, chance.choice((0, 1, 1, 2, 2, 3))))
    most, rows = chance.choice((8, 15, 30)), list[Row]()
    for service in range(services):
        for values in product(*(FIELDS[field] for field in fields)):
            share = chance.random()
            n = 0 if share < 0.1 else chance.randint(1, 4) if share < 0.2 else chance.randint(5, most)
            rows += [{**dict(zip(fields, values, strict=True)), "service": f"s{service}"} for _ in range(n)]
    return fields, metrics, rows


def figures(fields: Sequence[str], metrics: Metrics, rows: list[Row]) -> list[Figure]:
    """Every figure of every listing."""
    rules = "pack made: Made\nversion 1 from 2018-01-01\nsubject council: Council\nsubject service: Service\n"
    rules += "  belongs to council\ntable calls: Calls\n  field service is service\n"
    rules += "".join(f"  field {field} is one of ({', '.join(FIELDS[field])})\n" for field in fields)
    rules += f"  publish groups of at least {LEAST}\n"
    for name, (where, by) in metrics.items():
        kept = "".join(f"  where {each}\n" for each in where)
        rules += f"metric {name}: M\n  from calls\n{kept}  formula count\n" + (f"  by {', '.join(by)}\n" if by else "")
    program = cxengine.compile({"made.cx": rules})
    services = sorted({row["service"] for row in rows})
    sources = {
        "calls": rows, "service": [{"id": s, "title": s, "parent": "c"} for s in services],
        "council": [{"id": "c", "title": "C"}],
    }  # fmt: skip
    listings = [
        (name, kind, way)
        for name in metrics for kind in ("service", "council")
        for size in range(len(program.names.metrics[name].by) + 1)
        for way in combinations(program.names.metrics[name].by, size)
    ]  # fmt: skip
    with closing(engine_of(program)) as engine:
        run = Run(program, sources, as_of=AS_OF, strict=False, progress=None, engine=engine)
        measured = run.measured((), run.counted, listings)
    return [
        to_json(metric_said(program.names.metrics[listing[0]], figure, run.inputs.tree.records[key], AS_OF))
        for listing in listings
        for key, figure in measured.listing(*listing)
        if key is not None
    ]


class Told:
    """What all lines together tell of the rows of each service that agree on all fields."""

    def __init__(self, fields: Sequence[str], metrics: Metrics, rows: list[Row], found: list[Figure]) -> None:
        self.fields, self.metrics = fields, metrics
        there: dict[tuple[str, str, tuple[str, ...]], set[tuple[str, ...]]] = {}
        for figure in found:
            by = sorted((figure["by"] or {}).items())
            there.setdefault((figure["metric"], figure["subject"], tuple(f for f, _ in by)), set()).add(
                tuple(value for _, value in by)
            )
        kinds = {tuple(row[field] for field in fields) for row in rows}
        possible = product(sorted({row["service"] for row in rows}), sorted(kinds))
        self.kinds = [
            kind for service, values in possible
            for kind in [{**dict(zip(fields, values, strict=True)), "service": service}]
            if not self._is_missing(kind, there)
        ]  # fmt: skip
        people = Counter(tuple(row[field] for field in (*fields, "service")) for row in rows)
        self.sizes = np.array([people[tuple(kind[field] for field in (*fields, "service"))] for kind in self.kinds])
        lines: dict[bytes, Any] = {}
        for figure in found:
            line = self.line(figure["metric"], figure["subject"], figure["by"] or {})
            if not figure["suppressed"]:
                assert figure["n"] == line @ self.sizes
                lines[line.tobytes()] = line
        told = np.array([*lines.values(), np.zeros(len(self.kinds))], float)
        _, size, spanned = np.linalg.svd(told, full_matrices=False)
        self._spanned = spanned[size > 1e-8]

    def _is_missing(self, kind: Row, there: Mapping[tuple[str, str, tuple[str, ...]], set[tuple[str, ...]]]) -> bool:
        """Whether some figure would be there if anybody were of the kind."""
        return any(
            tuple(kind[field] for field in way) not in there.get((name, subject, way), ())
            for name, (where, by) in self.metrics.items() if all(holds(each, kind) for each in where)
            for size in range(len(by) + 1) for way in combinations(sorted(by), size)
            for subject in (f"service:{kind['service']}", ALL)
        )  # fmt: skip

    def line(self, metric: str | None, subject: str, by: Mapping[str, str]) -> Any:
        """Which kinds a figure counts; of no metric all."""
        where = self.metrics[metric][0] if metric is not None else ()
        return np.array([
            subject in (ALL, f"service:{kind['service']}")
            and all(kind[field] == value for field, value in by.items())
            and all(holds(each, kind) for each in where)
            for kind in self.kinds
        ])  # fmt: skip

    def follows(self, line: Any) -> bool:
        """Whether how many are of these kinds follows."""
        return bool(np.linalg.norm(line - self._spanned.T @ (self._spanned @ line)) < 1e-6)

    def few(self) -> Iterator[tuple[str, Row, Any]]:
        """Fewer than the least of a service or of all, by some fields."""
        for subject in (ALL, *sorted({f"service:{kind['service']}" for kind in self.kinds})):
            for size in range(len(self.fields) + 1):
                for way in combinations(self.fields, size):
                    for values in sorted({tuple(kind[field] for field in way) for kind in self.kinds}):
                        by = dict(zip(way, values, strict=True))
                        line = self.line(None, subject, by)
                        if 0 < line @ self.sizes < LEAST:
                            yield subject, by, line


def attacked(seed: int, services: int = 2) -> Counter[str]:
    fields, metrics, rows = made(seed, services)
    found = figures(fields, metrics, rows)
    told = Told(fields, metrics, rows, found)
    hidden = [figure for figure in found if figure["suppressed"]]
    for figure in hidden:
        assert not told.follows(told.line(figure["metric"], figure["subject"], figure["by"] or {})), (seed, figure)
    few = list(told.few())
    for subject, by, line in few:
        assert not told.follows(line), (seed, subject, by)
    withheld = sum(figure["unknown"].startswith("not published") for figure in hidden)
    return Counter(figures=len(found), hidden=len(hidden), withheld=withheld, few=len(few))


@pytest.mark.parametrize("seed", [36, 126, 4, 37], ids=("five lines", "six", "filters that overlap", "and more"))
def test_few_who_follow_from_many_lines(seed: int) -> None:
    assert attacked(seed)["few"]


@pytest.mark.nightly
@pytest.mark.parametrize("services", [2, 3])
def test_nor_any_of_tables_made_by_chance(services: int, capsys: pytest.CaptureFixture[str]) -> None:
    found = sum((attacked(seed, services) for seed in range(100)), Counter[str]())
    with capsys.disabled():
        print(f"\nMany lines, {services} services: {dict(found)}, 0 recovered")
    assert found["few"] > 100 and found["hidden"] > 100


@pytest.mark.nightly
def test_nor_by_bounds_in_whole_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    """Integer programs find the least and the greatest that each hidden number, and each of few, may be."""
    asked = 0
    for seed in range(20):
        fields, metrics, rows = made(seed)
        found = figures(fields, metrics, rows)
        told = Told(fields, metrics, rows, found)
        lines = [told.line(figure["metric"], figure["subject"], figure["by"] or {}) for figure in found]
        low, high = zip(*(ends(figure) for figure in found), strict=True)
        given = LinearConstraint(np.array(lines, float), low, high)
        hidden = [line for line, figure in zip(lines, found, strict=True) if figure["suppressed"]]
        for line in (*hidden, *(line for _, _, line in told.few())):
            least, most = (aimed(sign * line.astype(float), given) for sign in (1, -1))
            assert least is None or most is None or least + most, (seed, line @ told.sizes)
            asked += 1
    with capsys.disabled():
        print(f"\nMany lines, integer programs: {asked} numbers, 0 recovered")
    assert asked > 500


def ends(figure: Figure) -> tuple[float, float]:
    """Between which numbers a figure says that it is."""
    if not figure["suppressed"]:
        return figure["n"], figure["n"]
    why = figure["unknown"]
    return (1, LEAST - 1) if why.startswith("fewer") else (1 if why.startswith("not published") else LEAST, inf)


def aimed(aim: Any, given: LinearConstraint) -> int | None:
    """The least that something may be; None where there is no end, or it takes too long."""
    ones = np.ones(len(aim))
    found = milp(aim, constraints=given, integrality=ones, bounds=Bounds(0, inf), options={"time_limit": 5})
    return round(float(aim @ found.x)) if found.status == 0 else None


def counted(metrics: Metrics, rows: list[Row]) -> dict[tuple[str, tuple[tuple[str, str], ...]], int | None]:
    found = figures(("ward", "age", "kind"), metrics, rows)
    return {(f["metric"], tuple(sorted((f["by"] or {}).items()))): f["n"] for f in found if f["subject"] == "service:s"}


SOUTH_OR_OLD: Metrics = {
    "roads": (("kind is roads",), ("ward",)),
    "south_or_old": (("ward is south or age is old",), ("age", "kind")),
    "south_or_not_young": (("ward is south or age is not young",), ("ward",)),
}


@pytest.mark.parametrize("few", [3, 20])
def test_four_lines_that_are_split_by_different_fields(few: int) -> None:
    """All of the south less its roads, and old ones with bins, less those with bins who are either: both."""
    rows = [
        {"service": "s", "ward": ward, "age": age, "kind": kind}
        for ward in ("north", "south") for age in ("young", "old") for kind in ("bins", "roads")
        for _ in range(few if (ward, age, kind) == ("south", "old", "bins") else 20)
    ]  # fmt: skip
    found = counted(SOUTH_OR_OLD, rows)
    lines = [
        ("south_or_not_young", (("ward", "south"),)), ("roads", (("ward", "south"),)),
        ("south_or_old", (("age", "old"), ("kind", "bins"))), ("south_or_old", (("kind", "bins"),)),
    ]  # fmt: skip
    assert all(found[line] for line in lines) is (few >= LEAST)
    assert len([n for n in found.values() if n]) > len(found) // 3
