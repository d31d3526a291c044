"""A million rows of csv in Windows-1252 with day/month dates to metrics, beside polars reading the same file cleaned.

Polars is given the same rows in UTF-8 with ISO dates, and options spelt as the rules spell them, and works out the same
figures. Run it by hand: ``python -m tests.benchmarks.bench_csv [ROWS]``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

import cxengine
from tests.benchmarks.bench_metrics import Timing, timed

ROWS, TIMES, SEED = 1_000_000, 15, 20180331
AS_OF = date(2019, 12, 31)
SPELT = {"web": "Café website", "phone": "Téléphone", "post": "Lettre", "counter": "Guichet – comptoir"}
RULES = """pack bench: Answers of a large council
version 1 from 2018-01-01
subject service: Service
scale five 1 to 5, higher is better: Satisfaction
scale ten 0 to 10, higher is better: Likelihood
table replies: Replies
  field service is service
  field answered_on is date
  field channel is one of (web, phone, post, counter)
  field satisfied is five, may be missing
  field recommend is ten, may be missing
  field minutes is number, 1 decimal, may be missing
metric csat: Satisfied
  from replies
  where answered_on in last 12 months
  formula csat(satisfied)
metric net: Net promoter score
  from replies
  where answered_on in last 12 months
  formula nps(recommend)
metric by_phone: Phone
  from replies
  where answered_on in last 12 months
  formula share(channel is phone)
metric length: Minutes
  from replies
  where answered_on in last 12 months
  formula mean(minutes)
metric replies_given: Replies
  from replies
  where answered_on in last 12 months
  formula count
"""
TOML = """[project]
name = "Bench"
[sources.service]
path = "services.csv"
[sources.replies]
path = "export.csv"
dates = "%d/%m/%Y"
[sources.replies.values.channel]
{values}
"""


def made(folder: Path, rows: int) -> None:
    """The export as a survey tool writes it, the same rows cleaned, and the project."""
    chance = Random(SEED)
    days = [date(2018, 1, 1) + timedelta(days=at) for at in range(730)]
    dirty, clean = ["service,answered_on,channel,satisfied,recommend,minutes"], []
    clean.append(dirty[0])
    for _ in range(rows):
        service, day, channel = f"s{chance.randrange(40)}", chance.choice(days), chance.choice(tuple(SPELT))
        rest = f"{chance.choice(('', 1, 2, 3, 4, 5))},{chance.choice(('', *range(11)))},{chance.randrange(600) / 10}"
        dirty.append(f"{service},{day:%d/%m/%Y},{SPELT[channel]},{rest}")
        clean.append(f"{service},{day.isoformat()},{channel},{rest}")
    (folder / "export.csv").write_text("\n".join(dirty) + "\n", "cp1252")
    (folder / "cleaned.csv").write_text("\n".join(clean) + "\n", "utf-8")
    (folder / "services.csv").write_text("id,title\n" + "".join(f"s{at},S{at}\n" for at in range(40)), "utf-8")
    (folder / "rules.cx").write_text(RULES, "utf-8")
    values = "\n".join(f'"{spelt}" = "{name}"' for name, spelt in SPELT.items())
    (folder / "cx.toml").write_text(TOML.format(values=values), "utf-8")


def ours(folder: Path) -> Any:
    return cxengine.compile(folder).figures(as_of=AS_OF)


def peer(folder: Path) -> Any:
    return (
        pl.read_csv(folder / "cleaned.csv", try_parse_dates=True)
        .filter(pl.col("answered_on").is_between(date(2019, 1, 1), AS_OF))
        .group_by("service")
        .agg(
            (pl.col("satisfied") >= 4).mean().alias("csat"),
            ((pl.col("recommend") >= 9).cast(pl.Int8) - (pl.col("recommend") <= 6).cast(pl.Int8)).mean().alias("net"),
            (pl.col("channel") == "phone").mean().alias("by_phone"),
            pl.col("minutes").mean().alias("length"),
            pl.len().alias("replies_given"),
        )
        .sort("service")
    )


def bench(rows: int) -> None:
    """Takes turns, prints the middle of both times and their ratios; the figures must be the same."""
    works: dict[str, Callable[[Path], Any]] = {"cxengine": ours, "polars on the cleaned file": peer}
    took: dict[str, list[Timing]] = {name: [] for name in works}
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made(folder, rows)
        for _ in range(TIMES):
            for name, work in works.items():
                taken, results[name] = timed(work, folder)
                took[name].append(taken)
    csat = {row["id"]: row["value"] for row in results["cxengine"].to_pylist() if row["metric"] == "csat"}
    theirs = results["polars on the cleaned file"]
    assert all(abs(csat[row["service"]] - row["csat"]) < 1e-12 for row in theirs.to_dicts())
    print(f"\n{rows:,} rows of csv in cp1252 with day/month dates, to metrics with intervals")
    (wall, own), (peer_wall, peer_own) = (
        [statistics.median(each) for each in zip(*taken, strict=True)] for taken in took.values()
    )
    print(f"cxengine {wall:.3f} s, {own:.3f} s of processor")
    print(f"polars on the cleaned file {peer_wall:.3f} s, {peer_own:.3f} s of processor")
    print(f"ratio {wall / peer_wall:.2f}, of processor time {own / peer_own:.2f}")


@pytest.mark.benchmark
def test_a_million_rows_of_csv() -> None:
    bench(ROWS)


if __name__ == "__main__":
    bench(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
