"""The building blocks: the toolkit's and the report's words, and levels worked out again from the files alone."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import cxengine

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "rules" / "building_blocks"
DATA = PACK / "data"
SEEDS = ROOT.parent / "shared" / "seeds"
TOOLKIT, REPORT = SEEDS / "000_98d7c20e9a3f6991.txt", SEEDS / "001_d60b778ab1e07017.txt"
here = pytest.mark.skipif(not TOOLKIT.exists(), reason="the documents are not here: ../shared/seeds is absent")

ACTIONS = 54

# --- The documents' words ------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """One space between words, none in words broken at a line's end, straight apostrophes, no full stop at the end."""
    text = re.sub(r"\s+", " ", text).strip().replace("’", "'").replace("“", '"').replace("”", '"')
    return re.sub(r"([a-z])- (?=[a-z])", r"\1-", text).removesuffix(".")


def rules(name: str) -> str:
    return (PACK / f"{name}.cx").read_text(encoding="utf-8")


@cache
def toolkit() -> str:
    return plain(TOOLKIT.read_text(encoding="utf-8"))


@cache
def report() -> str:
    return plain(REPORT.read_text(encoding="utf-8"))


def criteria() -> list[dict[str, str]]:
    """Each criterion of ``practice``: id, title, aspect and where it stands."""
    pattern = r"    criterion (?P<id>\S+): (?P<title>.+)\n      aspect (?P<aspect>\w+)\n      note: (?P<note>.+)\n"
    return [match.groupdict() for match in re.finditer(pattern, rules("practice"))]


@here
def test_criteria_are_in_the_words_of_the_document_they_name() -> None:
    assert len(criteria()) == len(re.findall(r"^    criterion ", rules("practice"), flags=re.MULTILINE)) == 79
    for criterion in criteria():
        said = report() if criterion["note"].startswith("Report") else toolkit()
        assert plain(criterion["title"]).lower() in said.lower(), criterion


@here
def test_actions_are_in_the_words_of_a_document() -> None:
    actions = re.findall(r"^      action \w+: (.+)$", rules("practice"), flags=re.MULTILINE)
    assert len(actions) == len(set(actions)) == ACTIONS
    for title in actions:
        assert plain(title.removeprefix("Values: ")).lower() in f"{toolkit()} {report()}".lower(), title


@here
def test_every_recommendation_of_the_report_is_a_criterion_of_its_block() -> None:
    blocks = re.split(r"Recommendations:?\s*\n", REPORT.read_text(encoding="utf-8").split("\nConclusion\n")[0])[1:]
    names = ("collaboration", "branding", "data_driven", "empowerment", "culture")
    found = 0
    for name, block in zip(names, blocks, strict=True):
        own = [c for c in criteria() if c["aspect"] == name and c["note"].startswith("Report")]
        titles = [plain(c["title"]).lower() for c in own]
        for bullet in re.split(r"^ u  ", block, flags=re.MULTILINE)[1:]:
            found += 1
            assert any(title in plain(bullet).lower() for title in titles), bullet
    assert found == 14


@here
def test_every_step_of_cultural_change_is_a_criterion() -> None:
    text = TOOLKIT.read_text(encoding="utf-8").rsplit("CHANGING MINDSETS", 1)[1].split("Changing a culture", 1)[0]
    printed = re.split(r"^(\d+)\. ", text, flags=re.MULTILINE)[1:]
    steps = {int(n): plain(step) for n, step in zip(printed[::2], printed[1::2], strict=True)}
    ours = {}
    for criterion in criteria():
        if step := re.search(r"Roadmap for Cultural Change, step (\d+):", criterion["note"]):
            ours[int(step[1])] = plain(criterion["title"])
    assert ours == steps and len(steps) == 11


@here
def test_every_bullet_of_the_roadmap_is_a_criterion_of_its_stage() -> None:
    text = TOOLKIT.read_text(encoding="utf-8").split("prioritise different initiatives.", 1)[1].split("FIX THE", 1)[0]
    printed = [plain(bullet) for bullet in text.split("•")[1:]]
    ours = [c for c in criteria() if "Customer Experience Roadmap" in c["note"]]
    assert sorted(plain(c["title"]) for c in ours) == sorted(printed)
    firsts = {"Constantly": 2, "Enhanced and": 3}
    stage, stages = 1, {}
    for bullet in printed:
        stage = next((n for words, n in firsts.items() if bullet.startswith(words)), stage)
        stages[bullet] = stage
    assert {plain(c["title"]): int(c["id"][0]) for c in ours} == stages


@here
def test_the_checklist_asks_the_printed_questions_and_no_others() -> None:
    text = TOOLKIT.read_text(encoding="utf-8").rsplit("A Personal Leadership Checklist", 1)[1]
    printed = plain(text.split("A Roadmap for Cultural Change", 1)[0])
    asked = re.findall(r"^    ask: (.+)$", rules("checklist"), flags=re.MULTILINE)
    assert len(asked) == 7
    assert " ".join(asked) == printed


@here
def test_blocks_stages_and_ratings_are_the_toolkits() -> None:
    for name in ("heat_map", "practice"):
        blocks = re.findall(r"^  aspect \w+: (.+)\n    means: (.+)$", rules(name), flags=re.MULTILINE)
        assert len(blocks) == 5
        stages = re.findall(r"^  level \d: (.+)\n    means: (.+)$", rules(name), flags=re.MULTILINE)
        assert [words for words, _ in stages] == ["Fix the basics", "Deliver consistently", "Customer excellence"]
        for title, meaning in (*blocks, *stages):
            assert title.lower() in toolkit().lower()
            assert plain(meaning) in toolkit()
    ratings = re.findall(r"^  point \w+: (.+)$", rules("heat_map"), flags=re.MULTILINE)
    assert len(ratings) == 3 and all(plain(rating) in toolkit() for rating in ratings)


def test_what_no_document_prints_is_an_estimate() -> None:
    figures = re.findall(r"^        (?:effort|costs) .+$", rules("practice"), flags=re.MULTILINE)
    assert len(figures) == 2 * ACTIONS and all(figure.endswith(", estimate") for figure in figures)


# --- Levels worked out again, from the files alone -----------------------------------------------------------------

LOWEST_FIRST = ["challenge", "some_progress", "strength"]


@cache
def rows() -> list[dict[str, str]]:
    with (DATA / "answers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def model(subject: str, name: str) -> Any:
    return cxengine.compile(PACK).assess()[subject][f"building_blocks.{name}"]


def test_the_script_writes_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "make_building_blocks_data.py", tmp_path], check=True, timeout=60)
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    assert made == {path.name: path.read_bytes() for path in DATA.glob("*.csv")}


def stage(good: dict[int, bool]) -> int:
    return max((n for n in range(1, 4) if all(good[lower] for lower in range(1, n + 1))), default=0)


def test_the_heat_map() -> None:
    lowest: dict[str, int] = {}
    for row in rows():
        if row["model"] == "heat_map":
            rating = LOWEST_FIRST.index(row["answer"])
            lowest[row["criterion"]] = min(rating, lowest.get(row["criterion"], rating))
    said = model("council:sample", "heat_map")
    assert len(lowest) == 15
    by_block = {k: stage({n: lowest[f"h{n}.{k}"] == 2 for n in (1, 2, 3)}) for k in range(1, 6)}
    assert [aspect.level for aspect in said.aspects] == list(by_block.values())
    assert said.level.number == min(by_block.values()) == 0
    per_block = [sum(lowest[f"h{n}.{k}"] for n in (1, 2, 3)) / 6 for k in range(1, 6)]
    assert said.score == pytest.approx(sum(per_block) / 5, abs=1e-6)
    assert {c.criterion: c.outcome for c in said.criteria} == {
        cell: ("unmet", "partly", "met")[rating] for cell, rating in lowest.items()
    }


def test_good_practice() -> None:
    met = {row["criterion"]: row["answer"] == "met" for row in rows() if row["model"] == "practice"}
    said = model("council:sample", "practice")
    assert said.level.number == stage({n: all(m for c, m in met.items() if int(c[0]) == n) for n in (1, 2, 3)}) == 1
    assert said.score == pytest.approx(sum(met.values()) / len(met), abs=1e-6)


def test_the_checklist_of_each_leader() -> None:
    leaders = {row["subject"] for row in rows() if row["model"] == "checklist"}
    assert len(leaders) == 4
    for leader in leaders:
        mine = [row for row in rows() if (row["model"], row["subject"]) == ("checklist", leader)]
        fresh = [row for row in mine if row["answer"] == "answered" and row["on"] > "2019-12-31"]
        assert model(leader, "checklist").score == pytest.approx(len(fresh) / 7, abs=1e-6)
