"""What else a user would pick to hide small groups of a table of counts, and what the same attacker makes of it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from contextlib import chdir
from math import inf

from tests.rules.suppression import test_fixmystreet_attacked as streets
from tests.rules.suppression.attacker import Cell, Knowledge, recovered
from tests.rules.suppression.reading import Place, Read, Told

DIMENSIONS = ("authority", "category", "year")


def only_small(chosen: tuple[str, ...]) -> str:
    """Every count below the smallest group is hidden, and nothing else."""
    truth = {cell: n for cell, n in streets.true_counts(chosen).items() if n}
    hidden = {cell for cell, n in truth.items() if n < streets.LEAST}
    found = recovered(_knowledge(truth, hidden, chosen, (1, streets.LEAST - 1)), hidden)
    return f"{len(truth):,} cells, {len(hidden):,} hidden first, 0 hidden second, {len(found):,} recovered"


def tau_argus(chosen: tuple[str, ...]) -> str:
    """The modular method of tau-argus, of authorities that are all in one region; says so where it is not installed.

    What it hides may be anything up to twice what it is, or nothing: the widest that its rule for counts takes.
    """
    try:
        from pytauargus import protect
    except ImportError:
        return "not installed (pip install pytauargus)"
    rows = [
        (*cell, 1)
        for cell, n in sorted(streets.counts().items())
        if cell[0] in chosen
        for _ in range(n)
    ]
    columns = dict(zip((*DIMENSIONS, "reports"), map(list, zip(*rows, strict=True)), strict=True))
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder, chdir(folder):  # it leaves its logs where it stands
        table = protect(
            columns, list(DIMENSIONS), response="reports", safety_rules=f"FREQ({streets.LEAST},100)",
            suppress="MOD(1,5,1,0,0)", workdir=folder,
        ).tables[0]  # fmt: skip
    spent = time.process_time() - start
    truth: dict[Cell, int] = {}
    hidden: dict[str, set[Cell]] = {"U": set(), "M": set()}
    for row in table.rows:
        cell = _cell([str(row[name]) for name in DIMENSIONS], chosen)
        if row["reports"]:
            truth[cell] = round(float(row["reports"]))
            hidden.get(str(row["status"]), set()).add(cell)
    secret = hidden["U"] | hidden["M"]
    found = recovered(_knowledge(truth, secret, chosen, (1, inf)), secret)
    return (
        f"{len(truth):,} cells, {len(hidden['U']):,} hidden first, {len(hidden['M']):,} hidden second, "
        f"{len(found):,} recovered ({spent:.0f} s)"
    )


def _cell(codes: list[str], chosen: tuple[str, ...]) -> Cell:
    """The attacker's name of a cell; the total over all authorities is their region."""
    authority, category, year = codes
    subject = f"authority:{authority}" if authority in chosen else f"region:{streets.region(chosen[0])}"
    by = {streets.CATEGORY: category, streets.YEAR: year}
    return "n", "faults", (subject, frozenset((word, code) for word, code in by.items() if _is_a_group(code)))


def _is_a_group(code: str) -> bool:
    return code.strip() not in ("", "Total")


def _knowledge(
    truth: Mapping[Cell, int], hidden: set[Cell], chosen: tuple[str, ...], ends: tuple[float, float]
) -> Knowledge:
    """What a reader of such a table knows: all that is not hidden, and the sums."""
    parents = {f"authority:{name}": f"region:{streets.region(name)}" for name in chosen}
    found = Read({"faults": Told("all", streets.LEAST)}, parents)
    places: set[Place] = {cell[2] for cell in truth}  # type: ignore[index]
    found.places["faults"] = places
    for cell, n in truth.items():
        found.known.ends[cell] = ends if cell in hidden else (n, n)
        found.known.ends["kept", "all", cell[2]] = found.known.ends[cell]  # type: ignore[index]
    found.hang_together()
    return found.known
