"""What the attacker reads off a screen: numbers in tables, and in sentences about a figure of a subject."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .attacker import Cell
from .reading import Place, Read

CELL = re.compile(r"\S+(?: \S+)*")
HEADED = re.compile(r"(?:.* )?\(?(\w+)\)?")
"""A title with the name of the metric in brackets, or the name alone."""
NUMBER = re.compile(r"(?<![\w.,-])-?£?\d[\d,]*(?:\.\d+)?(?![\w]|[.,]\d)")
COLUMNS = ("metric", "as_of", "subject", "subject_title", "value", "unit", "n", "excluded", "suppressed", "unknown")


def grid(text: str, output_format: str, titles: Mapping[str, str]) -> list[Mapping[str, str]]:
    """The rows of the tables of figures as CSV or Markdown, with the headings of the first."""
    if output_format == "csv":
        return list(csv.DictReader(io.StringIO(text)))
    rows: list[Mapping[str, str]] = []
    metric, heads = "", []
    for line in text.replace("\\", "").replace("−", "-").splitlines():
        if headed := HEADED.fullmatch(line.removeprefix("## ")) if line.startswith("## ") else None:
            metric, heads = headed[1], []
        elif line.startswith("| ") and metric:
            cells = [cell.strip() for cell in line.split("|")[1:-1]]
            if not heads:
                heads = ["subject" if head == "For" else head.lower() for head in cells]
            elif cells[0] != "---":
                row = dict(zip(heads, cells, strict=True))
                known = {head: "" if cell == "–" else cell for head, cell in row.items()}
                target = row.get("target", "")
                status = target if target in ("met", "not met") else target.partition(": ")[2]
                rows.append({**known, "subject": titles.get(row["subject"], ""), "metric": metric, "status": status})
    return rows


def of_grid(found: Read, rows: Iterable[Mapping[str, str]], dimensions: Sequence[str]) -> int:
    """Pins what a table shows of each figure; how many figures it has."""
    read = 0
    for row in rows:
        place: Place = row["subject"], frozenset((word, row[word]) for word in dimensions if word in row)
        cell = ("n", row["metric"], place)
        if cell not in found.known.ends:
            continue
        read += 1
        columns = ("value", "n", "excluded", "low", "high", "95% interval", "status")
        told = [row[column] for column in columns if row.get(column)]
        numbers = [each for text in told for each in (numbers_in(text, found) if " group" in text else (text,))]
        if cell in found.first | found.second | found.withheld:
            for number in numbers:
                pin(found, cell, number)
        elif row["n"]:
            n = int(row["n"].replace(",", ""))
            found.known.narrow(cell, n, n)
    return read


def of_screen(found: Read, text: str, titles: Mapping[str, str], dimensions: Sequence[str]) -> int:
    """Pins what the tables of ``cx metrics`` show of each figure; how many lines of figures they have."""
    metric, heads, read, before = "", {}, 0, ""
    for line in with_notes(text.replace("−", "-")):
        if not before and (headed := HEADED.fullmatch(line)):
            metric, heads = headed[1], {}
        elif line.startswith("For  "):
            heads = edges(line)
        elif heads and line.strip() and not line.startswith(("─", "  ")):
            row = in_columns(line, heads)
            by = frozenset((word, row[word.capitalize()]) for word in dimensions if row.get(word.capitalize()))
            cell = ("n", metric, (titles.get(row["For"], ""), by))
            read += 1
            if cell in found.first | found.second | found.withheld:
                told = " ".join(value for name, value in row.items() if name not in ("For", "Target", "Standard"))
                for number in numbers_in(told, found):
                    pin(found, cell, number)
        before = line
    return read


def edges(line: str) -> dict[tuple[str, int], str]:
    """The headings of a table on the screen by where they begin, and by where they end: figures stand at the right."""
    found = list(CELL.finditer(line))
    return {("begins", each.start()): each.group() for each in found} | {
        ("ends", each.end()): each.group() for each in found
    }


def in_columns(line: str, heads: Mapping[tuple[str, int], str]) -> dict[str, str]:
    """The cells of a line by their headings; what stands below none, such as the note of a mark, is `note`."""
    row = dict.fromkeys(heads.values(), "")
    for cell in CELL.finditer(line):
        head = heads.get(("begins", cell.start())) or heads.get(("ends", cell.end())) or "note"
        row[head] = cell.group()
    return row


def with_notes(text: str) -> Iterator[str]:
    """The lines of tables with what stands below a table, `(1) why`, in place of the mark for it."""
    for block in text.split("\n\n"):
        notes = dict(re.findall(r"^(\(\d+\)) (.+)$", block, re.MULTILINE))
        for line in block.splitlines():
            mark = next((mark for mark in notes if f" {mark} " in f"{line} " and not line.startswith(mark)), None)
            yield line if mark is None else f"{line.replace(mark, ' ' * len(mark))}  {notes[mark]}"
        yield ""


def of_sentences(found: Read, text: str, subject: str, metrics: Iterable[str]) -> None:
    """Pins every number that is said of a figure of the subject that is hidden."""
    for metric in metrics:
        cell = ("n", metric, (subject, frozenset()))
        if cell in found.first | found.second | found.withheld:
            for number in numbers_in(text.replace("−", "-"), found):
                pin(found, cell, number)


def numbers_in(text: str, found: Read) -> Iterator[str]:
    """The numbers of a text but those that the rules say, and places in files."""
    plain = re.sub(r"\w+\.cx:\d+(:\d+)?|\d{4}-\d\d-\d\d|\d{1,2} [A-Z][a-z]+ \d{4}", "", text)
    plain = re.sub(r"fewer than \d+ in the group|(at least|at most|above|below) \S+|\d+ of \d+ criteria met", "", plain)
    plain = re.sub(r"[<>]=? \S+|with \d+% confidence|\d+% interval|level \d|\b\d\.\d\b", "", plain)
    plain = re.sub(r"[\d,]+ rows were read, [\d,]+ rejected|in last \d+ months| and \d+ more", "", plain)
    plain = re.sub(r"\d+ of \d+, and \d+ are needed|from \d to \d|\d+ months ago", "", " ".join(plain.split()))
    yield from NUMBER.findall(plain)


def pin(found: Read, cell: Cell, number: str) -> None:
    """A number that was said of a hidden cell is what the attacker takes it for."""
    digits = re.sub(r"[^\d.-]", "", number)
    value = float(digits) if re.fullmatch(r"-?\d+(\.\d+)?", digits) else 0.0
    found.known.ends[cell] = (value, value)


def criteria_met(text: str) -> list[tuple[int, int]]:
    """How many criteria are said to be met of how many, wherever that is said."""
    return [(int(met), int(of)) for met, of in re.findall(r"(\d+) of (\d+) criteria met", text)]
