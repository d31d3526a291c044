"""The attacker reads what every command prints, in every format: any number said of a hidden figure is taken for it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from cxengine.cli import run

from . import town
from .attacker import recovered
from .printed import criteria_met, grid, of_grid, of_screen, of_sentences
from .reading import Read, Told

SEEDS = (22, 23)
BY = ((), ("channel",))
SUBJECTS = (*(f"service:{service}" for service in town.SERVICES), "council:t")
PARENTS = {f"service:{service}": "council:t" for service in town.SERVICES}
TITLES = {service.title(): f"service:{service}" for service in town.SERVICES} | {"Town": "council:t"}
TOLD = {
    "answers": Told("a year", town.LEAST, counts=True),
    "happy": Told("a year", town.LEAST, share=True),
    "promoting": Told("a year", town.LEAST),
}
Run = Callable[..., str]


@pytest.fixture
def cx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in the project's folder and gives all that it prints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "240")

    def printed(*arguments: str, both: bool = True) -> str:
        capsys.readouterr()
        run(list(arguments))
        out, err = capsys.readouterr()
        return out + err if both else out

    return printed


def split(by: tuple[str, ...]) -> Iterator[str]:
    for word in by:
        yield from ("--by", word)


def figures(cx: Run) -> Read:
    """All figures of the date, as JSON has them, and what follows from the outcomes of criteria."""
    found = Read(TOLD, PARENTS)
    for by in BY:
        found.figures(json.loads(cx("metrics", *split(by), "--format", "json", both=False))["metrics"])
    found.hang_together()
    return found


def outcomes(found: Read, subject: dict[str, Any]) -> int:
    """What is said of a figure by what is made of it: nothing but whether there is one may be said of a hidden one."""
    place = f"{subject['kind']}:{subject['id']}", frozenset()
    decided = {c["criterion"]: c["outcome"] for model in subject["models"] for c in model["criteria"]}
    for criterion, metric, least in (("1.1", "happy", 0.5), ("1.9", "happy", 0.5), ("1.2", "answers", None)):
        rests, outcome = ("n", metric, place), decided.get(criterion)
        if outcome not in ("met", "unmet"):
            continue
        sign = 1.0 if outcome == "met" else -1.0
        if least is None:
            found.known.narrow(rests, *((10, float("inf")) if outcome == "met" else (0, 9)))
        else:
            terms = ((("hits", metric, place), sign), (rests, -sign * least))
            found.known.weighted.append((terms, 0.0))
    if decided.get("1.3") == "met":
        found.known.narrow(("n", "happy", place), 1, float("inf"))
    return len(decided)


def told_of(node: Any, word: str) -> list[str]:
    """What stands under a key, anywhere in JSON."""
    if isinstance(node, dict):
        own = [str(node[word])] if isinstance(node.get(word), str | int | float) else []
        return own + [each for value in node.values() for each in told_of(value, word)]
    return [each for value in node for each in told_of(value, word)] if isinstance(node, list) else []


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_that_is_printed_gives_a_hidden_figure_away(
    seed: int, tmp_path: Path, cx: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    town.write(tmp_path, seed)
    found = figures(cx)
    hidden = found.first | found.second | found.withheld
    assert not recovered(found.known, hidden)
    said = json.loads(cx("assess", "--format", "json", both=False))
    looked_at = sum(outcomes(found, subject) for subject in said["subjects"])
    for by, output_format in product(BY, ("csv", "markdown")):
        rows = grid(cx("metrics", *split(by), "--format", output_format, both=False), output_format, TITLES)
        looked_at += of_grid(found, rows, by)
    for by in BY:
        looked_at += of_screen(found, cx("metrics", *split(by), both=False), TITLES, by)
    few = [subject for subject in SUBJECTS if any(cell[2] == (subject, frozenset()) for cell in hidden)]
    assert few, "some figure of a whole subject is hidden, so that criteria and rules are about hidden ones"
    for subject, name in product(few[:3], town.NAMES):
        looked_at += explained(cx, found, subject, name)
    looked_at += sentences(cx, found)
    told = {read["rows"] for read in said["sources"] if read["table"] == "replies"}
    assert rows_read(cx, few[0]) <= told, "no command tells the number of rows where the load report does not"
    broken = recovered(found.known, hidden)
    with capsys.disabled():
        print(
            f"\nEverything printed, {seed}: {sum(map(len, found.places.values()))} cells, {len(found.first)} hidden "
            f"first, {len(found.second)} hidden second, {len(found.withheld)} withheld, {looked_at} places read, "
            f"{len(broken)} recovered"
        )
    assert not broken and len(hidden) > 10 and looked_at > 200


def test_the_attacker_would_notice(tmp_path: Path, cx: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a number said beside a hidden figure, in a reason or a table, it would be taken for it."""
    town.write(tmp_path, SEEDS[1])
    for module, name in (("cxengine.maturity.operands", "metric_words"), ("cxengine.report.figures", "value_words")):
        with monkeypatch.context() as changed:
            found = figures(cx)
            before = dict(found.known.ends)
            changed.setattr(f"{module}.{name}", lambda *_, **__: "happy (7 of 30)")
            explained(cx, found, "service:waste", "good")
            of_screen(found, cx("metrics", both=False), TITLES, ())
            assert found.known.ends != before, name


def rows_read(cx: Run, subject: str) -> set[int]:
    """How many rows are said to have been read where a figure is explained."""
    found = (re.findall(r"([\d,]+) rows were read", cx("explain", subject, metric)) for metric in TOLD)
    return {int(number.replace(",", "")) for numbers in found for number in numbers}


def explained(cx: Run, found: Read, subject: str, name: str) -> int:
    """What ``cx explain`` says of a figure, or of what is made of it, as text and as JSON."""
    text = cx("explain", subject, name, both=False)
    if not text or "nothing-to-explain" in text:
        return 0
    as_json = name in (*town.METRICS, "good")
    tree = json.loads(cx("explain", subject, name, "--format", "json", both=False)) if as_json else {}
    if name in town.METRICS:
        of_sentences(found, text, subject, (name,))
        for key in ("value", "n", "low", "high", "text"):
            of_sentences(found, " ".join(told_of(tree["tree"], key)), subject, (name,))
    for line in [*text.splitlines(), *told_of(tree, "text")]:
        named = [metric for metric in TOLD if f"{metric} " in line and name not in town.METRICS]
        of_sentences(found, line, subject, named)
    lines = [line for line in text.splitlines() if line.lstrip("│├└─ ")[:4].rstrip() in town.CRITERIA]
    counted = [sum(each) for each in zip(*criteria_met(text), strict=True)]
    assert counted in ([], [sum(": met" in line for line in lines), len(lines)]), "counts say no more than outcomes do"
    return 1


def sentences(cx: Run, found: Read) -> int:
    """The lines of ``cx assess`` and of what comes of a record and of a comparison that are about one subject."""
    read = 0
    texts = [cx("assess", *more) for more in ((), ("--format", "markdown"), ("--format", "csv"), ("--record",))]
    texts += [cx("history"), cx("journey", "show"), cx("journey", "check")]
    for line in (line for text in texts for line in text.splitlines()):
        for title, subject in TITLES.items():
            if title in line:
                rest, *answers = re.split(r" of (?=[\d,]+ answers)", line)  # the finding names two figures
                of_sentences(found, " ".join(answers), subject, ["answers"])
                of_sentences(found, rest, subject, [m for m in TOLD if m in line or town.TITLES[m] in line])
                read += 1
    changed = cx("metrics", "--change-since", "2018-12-31", both=False)
    for line in changed.split("\n\n")[1].splitlines():
        for title, subject in TITLES.items():
            if line.strip().startswith(f"{title}. "):
                now = re.split("(?:down|up) from", line)[0]
                of_sentences(found, now, subject, [m for m in TOLD if town.TITLES[m] in line])
                read += 1
    return read
