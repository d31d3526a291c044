"""What a waiver looks like to those who run the commands, while it holds and after."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

from .conftest import Ran

LAST_DAY, DAY_AFTER = ("--as-of", "2019-12-31"), ("--as-of", "2020-01-01")


def rows(text: str) -> dict[str, dict[str, str]]:
    """The first table of a CSV answer, by the id of the subject."""
    lines = text.splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith("kind,id,"))
    return {row["id"]: row for row in csv.DictReader(StringIO("\n".join(lines[head:]))) if row["model"]}


def test_csv(cx: Callable[..., Ran]) -> None:
    row = rows(cx("assess", "neighbour", *LAST_DAY, "--format", "csv").out)["libraries"]
    assert (row["level"], row["waivers"], row["level_without_waivers"]) == ("1", "1.4 until 2019-12-31", "0")
    row = rows(cx("assess", "neighbour", *DAY_AFTER, "--format", "csv").out)["libraries"]
    assert (row["level"], row["waivers"], row["level_without_waivers"]) == ("0", "", "")


def test_markdown(cx: Callable[..., Ran]) -> None:
    printed = cx("assess", "neighbour", *LAST_DAY, "--format", "markdown").out
    assert "1.4 Digital maturity level determined is waived until 31 December 2019: The digital" in printed
    assert "Without waivers the level of Libraries would be: none yet (could be 0 to 5)." in printed
    printed = cx("assess", "neighbour", *DAY_AFTER, "--format", "markdown").out
    assert "counts again: its waiver ended on 31 December 2019" in printed and "is waived until" not in printed


def test_explain(cx: Callable[..., Ran]) -> None:
    asked = ("explain", "service:libraries", "1.4", "--project", "neighbour")
    printed = " ".join(cx(*asked, *LAST_DAY).out.split())
    assert "waived until 31 December 2019 by `neighbour`: The digital maturity tool is being replaced" in printed
    printed = " ".join(cx(*asked, *DAY_AFTER).out.split())
    assert "determined: unknown" in printed and "waived until" not in printed
    assert "no longer waived by `neighbour`, whose waiver ended on 31 December 2019: The digital" in printed


def test_one_that_is_over_is_a_warning_and_the_run_is_fine(cx: Callable[..., Ran]) -> None:
    for command in ("assess", "check"):
        ran = cx(command, "neighbour", *DAY_AFTER)
        assert ran.code == 0
        assert "code: waiver-over" in ran.err and "neighbour/overrides.cx:8:1: warning" in ran.err
    assert "code: waiver-ends" in cx("check", "neighbour", "--as-of", "2019-12-20").err
