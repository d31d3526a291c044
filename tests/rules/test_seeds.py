"""Each passage of the source documents that a pack rests on: it is printed there, and the pack has it under its name.

The table is ``seeds.txt``: short passages, the name in the pack, and the line below that name which says it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import attrs
import pytest

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
TABLE = Path(__file__).with_name("seeds.txt")
HEAD = re.compile(
    r"(?P<indent> *)(?:change |waive |add )?(?P<kind>metric|scale|category|subject|party|table|objective|model|level"
    r"|criterion|aspect|band|action|rule|journey|stage|step|point|field|item|test|phase|option) (?P<name>[\w.-]+)"
)
OWNER = {"level": "model", "criterion": "model", "aspect": "model", "band": "model", "action": "model",
         "phase": "model", "point": "scale", "option": "category", "step": "journey", "stage": "journey"}  # fmt: skip
WITHIN = {"model": {"level", "criterion", "aspect", "band", "phase", "action"}, "level": {"criterion", "action"},
          "criterion": {"action"}, "scale": {"point"}, "table": {"field"}, "subject": {"field"},
          "journey": {"stage", "step"}, "stage": {"step"}}  # fmt: skip
"""What may stand in a block, so that its text goes on over it."""


@attrs.frozen
class Row:
    """A row of the table, with the headings that it stands below."""

    line: int
    pack: str
    document: str
    name: str
    passage: str
    said: str


def table() -> Iterator[Row]:
    pack = document = ""
    for number, line in enumerate(TABLE.read_text("utf-8").splitlines(), 1):
        if line.startswith("== "):
            pack, document, _ = (part.strip() for part in line.removeprefix("== ").split("|"))
        elif line and not line.startswith("#"):
            name, passage, said = ([part.strip() for part in line.split(" | ")] + [""])[:3]
            yield Row(number, pack, document, name, passage, said)


ROWS = tuple(table())


# --- The documents -------------------------------------------------------------------------------------------------

FOR_PRINTED = {"\ue248": "ff", "\ue0c4": "fi", "\ue0c5": "fl", "\ue0f0": "fi", "’": "'", "‘": "'", "“": '"', "”": '"'}
"""Letters of the documents' own fonts, and signs that are written otherwise in rule files."""


def plain(text: str) -> str:
    """Small letters, one blank between words, none after a hyphen at a line's end; dashes and bullets are blanks."""
    for sign, letters in FOR_PRINTED.items():
        text = text.replace(sign, letters)
    text = re.sub(r"(?<=[a-z])-\s+(?=[a-z])", "-", text)
    return re.sub(r"\s+", " ", re.sub(r"[–—•]| - ", " ", text)).strip().casefold()


@cache
def document(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return plain(path.read_text("utf-8"))


@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"{SEEDS} is not here")
def test_every_passage_is_printed() -> None:
    assert [f"line {row.line}: {row.passage}" for row in ROWS if plain(row.passage) not in document(row.document)] == []


# --- The packs -----------------------------------------------------------------------------------------------------


@cache
def named(pack: str) -> dict[str, str]:
    """What the pack declares, lists and documents: the name with its kind, and the text of its block."""
    found: dict[str, str] = {}
    folder = ROOT / "rules" / pack
    for path in sorted(folder.glob("*.cx")):
        blocks(path.read_text("utf-8").splitlines(), found)
    for path in sorted((folder / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found[f"rows {path.stem}"] = f"{len(rows):,} rows"
        if rows and {"id", "title"} <= set(rows[0]):
            found |= {f"listed {path.stem}.{row['id']}": row["title"] for row in rows}
    page = (ROOT / "docs" / "packs" / f"{pack}.md").read_text("utf-8")
    steps = re.split(r"\*\*(\d)\. ", page)[1:]
    return found | {f"page {pack}.{n}": text for n, text in zip(steps[::2], steps[1::2], strict=True)}


def blocks(lines: list[str], found: dict[str, str]) -> None:
    """Each block from its head to the next one that does not stand in it."""
    outer: dict[str, str] = {}
    heads = [(place, head) for place, line in enumerate(lines) if (head := HEAD.match(line)) and is_head(line)]
    for index, (place, head) in enumerate(heads):
        kind, name = head["kind"], head["name"]
        owner = next(iter(outer)) if kind == "field" else OWNER.get(kind)
        if owner is None:
            outer = {kind: name}
        whole = f"{outer[owner]}.{name}" if owner in outer else name
        after = (there for there, later in heads[index + 1 :] if later["kind"] not in WITHIN.get(kind, ()))
        found.setdefault(f"{kind} {whole}", "\n".join(lines[place : next(after, len(lines))]))


def is_head(line: str) -> bool:
    """With a colon a word declares, without one it refers; fields, and what an override names, have none."""
    return bool(re.match(r" *field |(?:change|waive|add) ", line)) or ":" in line


def test_every_name_is_in_its_pack_and_says_so() -> None:
    wrong = []
    for row in ROWS:
        block = named(row.pack).get(row.name)
        if block is None:
            wrong.append(f"line {row.line}: {row.pack} has no {row.name}")
        elif plain(row.said) not in plain(block):
            wrong.append(f"line {row.line}: {row.name} of {row.pack} does not say: {row.said}")
    assert wrong == []


def numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


def test_numbers_are_those_of_the_documents() -> None:
    compared = Counter[str]()
    for row in ROWS:
        if numbers(row.passage) and numbers(row.said):
            compared[row.pack] += 1
            assert numbers(row.passage) & numbers(row.said), f"line {row.line}"
    assert set(compared) == {"standard", "enfield", "highways_england"}


def test_titles_are_in_the_words_of_the_passage() -> None:
    """Where a row gives no line, the head of the block, or the line below it, is what the document prints."""
    for row in ROWS:
        if not row.said:
            head = re.findall(r"\w+", plain(" ".join(named(row.pack)[row.name].splitlines()[:2])))
            words = re.findall(r"\w+", plain(row.passage))
            assert set(words) <= set(head), f"line {row.line}"


def test_every_pack_has_rows() -> None:
    packs = {path.stem for path in (ROOT / "docs" / "packs").glob("*.md")}
    assert {row.pack for row in ROWS} == packs
