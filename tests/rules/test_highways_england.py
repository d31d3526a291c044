"""The Highways England pack: the report's words, the made data, and levels worked out again from the files alone."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import defaultdict
from datetime import date
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

import cxengine

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "rules" / "highways_england"
DATA = PACK / "data"
REPORT = ROOT.parent / "shared" / "seeds" / "003_68a841ac47bdcbbe.txt"
here = pytest.mark.skipif(not REPORT.exists(), reason="the report's text is not here: ../shared/seeds is absent")
AS_OF = date(2020, 7, 31)

# --- The report's words --------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """One space between words; dashes left out, which the printed lists lose."""
    return re.sub(r"\s+", " ", re.sub(r"[–—-]", " ", text)).strip()


def rules(name: str) -> str:
    return (PACK / f"{name}.cx").read_text(encoding="utf-8")


@here
def test_levels_and_stages_are_those_of_the_report() -> None:
    report = REPORT.read_text(encoding="utf-8")
    table = re.search(r"RIS stage\tHighways England Customer Maturity Level\n((?:.+\n)+)", report)
    assert table is not None
    printed: dict[int, tuple[str, str]] = {}
    for line in table[1].splitlines():
        stage, levels = line.split("\t")
        printed |= {int(n): (name, stage) for n, name in re.findall(r"Level (\d) (\w+)", levels)}
    operator = rules("operator")
    bands: dict[int, str] = {}
    for low, high, stage in re.findall(r"band \w+ (\d)(?: to (\d))?: RIS stage (\d)", operator):
        bands |= dict.fromkeys(range(int(low), int(high or low) + 1), stage)
    for name in ("operator", "suppliers"):
        assert re.findall(r"^  level (\d): (\w+)$", rules(name), flags=re.MULTILINE) == [
            (str(number), printed[number][0]) for number in sorted(printed)
        ]
    assert bands == {number: stage for number, (_, stage) in printed.items()}


@here
def test_steps_and_tools_are_in_the_words_of_the_report() -> None:
    report = plain(REPORT.read_text(encoding="utf-8"))
    titles = dict(re.findall(r"^    criterion (\d\.\d): (.+)$", rules("operator"), flags=re.MULTILINE))
    for quoted in ("1.1", "2.1", "2.2", "3.1", "3.3", "3.4", "4.1", "5.1"):
        assert plain(titles[quoted]) in report, titles[quoted]
    steps = [plain(titles[f"{level}.1"]) for level in range(1, 6)]
    assert " ".join(steps) in report
    for figures in ("90% customer satisfaction", "now on 89.5%", "robust sample size of 22,000", "26 suppliers"):
        assert figures in report


def test_what_is_not_printed_says_so() -> None:
    for name in ("operator", "suppliers"):
        for block in re.split(r"^    criterion ", rules(name), flags=re.MULTILINE)[1:]:
            assert re.search(r"^      note: .*(DRAFT|ours)", block, flags=re.MULTILINE), block
            for figure in re.findall(r"^        (?:effort|costs) .+$", block, flags=re.MULTILINE):
                assert figure.endswith(", estimate"), figure


# --- The made data -------------------------------------------------------------------------------------------------


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_script_writes_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    script = ROOT / "tools" / "make_highways_england_data.py"
    subprocess.run([sys.executable, script, tmp_path], check=True, timeout=60)
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    assert made == {path.name: path.read_bytes() for path in DATA.glob("*.csv")}


def test_the_figures_of_the_report_are_in_the_data() -> None:
    assert len(rows("suppliers")) == 26
    assert {len(row["title"]) for row in rows("suppliers")} == {len("Supplier A")}
    assert len(rows("insight")) == 22_000
    assert sum(row["satisfied"] == "yes" for row in rows("insight")) == 19_690 == round(0.895 * 22_000)


# --- Levels worked out again, from the files alone -----------------------------------------------------------------

NEEDS_EVIDENCE = {"2.1", "3.1", "5.1"}
YEARLY = {"3.1", "4.2"}
CRITERIA = [f"{level}.{n}" for level in range(1, 6) for n in (1, 2)]


def said(row: dict[str, str]) -> bool | None:
    """Whether an answer says that it is in place everywhere; None where it may not be used."""
    too_old = row["criterion"] in YEARLY and date.fromisoformat(row["on"]) <= AS_OF.replace(year=AS_OF.year - 1)
    unproven = row["criterion"] in NEEDS_EVIDENCE and not row["evidence"]
    return None if too_old or unproven else row["answer"] == "full"


def both(one: bool | None, other: bool | None) -> bool | None:
    return False if False in (one, other) else None if None in (one, other) else True


@cache
def could_be() -> dict[str, tuple[int, int]]:
    """For each supplier the lowest and the highest level that its answers leave open."""
    found: dict[str, dict[str, bool | None]] = defaultdict(dict)
    for row in rows("answers"):
        if row["model"] == "supply":
            answers = found[row["subject"]]
            answers[row["criterion"]] = both(answers.get(row["criterion"], True), said(row))
    levels = {}
    for supplier in rows("suppliers"):
        name, worth = f"supplier:{supplier['id']}", supplier["value_of_work"]
        asked = [c for c in CRITERIA if c != "4.1" or not worth or int(worth) >= 1_000_000]
        outcomes = {c: found[name].get(c) for c in asked}
        if not worth and outcomes["4.1"] is not True:
            outcomes["4.1"] = None
        levels[name] = (reached(outcomes, {True}), reached(outcomes, {True, None}))
    return levels


def reached(outcomes: dict[str, bool | None], good: set[bool | None]) -> int:
    return max((n for n in range(1, 6) if all(v in good for c, v in outcomes.items() if int(c[0]) <= n)), default=0)


@cache
def assessed() -> dict[str, Any]:
    said: dict[str, Any] = cxengine.compile(PACK).assess(as_of=AS_OF).to_dict()
    return said


def model(subject: str) -> dict[str, Any]:
    kind, name = subject.split(":")
    found = next(each for each in assessed()["subjects"] if (each["kind"], each["id"]) == (kind, name))
    result: dict[str, Any] = found["models"][0]
    return result


def test_the_levels_of_the_suppliers() -> None:
    for name, (low, high) in could_be().items():
        outcome = model(name)
        assert (outcome["could_be"]["from"], outcome["could_be"]["to"]) == (low, high), name
        assert outcome["level"]["number"] == low, name
    assert {low for low, _ in could_be().values()} == set(range(6))
    assert {name[-1] for name, (low, high) in could_be().items() if low != high} == {"p", "u"}


def test_the_network_rests_on_its_suppliers() -> None:
    figures = {m["metric"]: m for m in assessed()["subjects"][0]["metrics"]}
    ranges = could_be().values()
    known = [low for low, high in ranges if low == high]

    def share(least: int) -> float:
        sure, not_so = sum(low >= least for low, _ in ranges), sum(high < least for _, high in ranges)
        return sure / (sure + not_so)

    by_hand = {"assessed": len(known) / 26, "engaging": share(3), "managing": share(4)}
    for name, figure in by_hand.items():
        assert figures[name]["value"] == pytest.approx(100 * figure, abs=0.05), name
    outcome = model("operator:highways_england")
    assert (outcome["level"]["number"], outcome["level"]["band"]) == (3, "RIS stage 2")


def test_nine_in_ten_is_missed_for_certain() -> None:
    n, hits, z = 22_000, 19_690, 1.959963984540054
    share = hits / n
    middle, half = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    upper = (middle + half) / (1 + z * z / n)
    assert upper < 0.90
    figure = next(m for m in assessed()["subjects"][0]["metrics"] if m["metric"] == "satisfaction")
    assert (figure["value"], figure["n"]) == (89.5, n)
    assert figure["high"] == pytest.approx(100 * upper, abs=0.05)
    assert [found["rule"] for found in assessed()["subjects"][0]["findings"]] == ["highways_england.surely_below"]
