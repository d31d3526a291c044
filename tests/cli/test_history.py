"""Recording assessments and looking back: what the commands write, print, and refuse."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from cxengine.resources import bundled_pack
from tests.engine.write_schemas import schema

from .conftest import Ran

THEN, NOW = "2026-02-28", "2026-03-31"


def files(project: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (project / "history").glob("*")}


def record(cx: Callable[..., Ran], as_of: str, *more: str) -> Ran:
    return cx("assess", "council", "--as-of", as_of, "--record", *more)


def answered(project: Path, said: str) -> None:
    """What one service answers to everything, from 2026 on."""
    answers = project / "data" / "answers.csv"
    head, *lines = answers.read_text("utf-8").splitlines()
    place = head.split(",").index("answer")
    cells = [line.split(",") for line in lines]
    changed = [",".join([*row[:place], said, *row[place + 1 :]]) for row in cells]
    answers.write_text("\n".join([head, *changed]) + "\n", "utf-8")


def test_a_record_is_written_once_and_never_over(cx: Callable[..., Ran], starter: Path) -> None:
    ran = record(cx, NOW)
    assert ran.code == 0 and "Recorded in council/history/2026-03-31.json." in ran.err
    assert [*files(starter)] == ["2026-03-31.json"]
    before = files(starter)
    again = record(cx, NOW)
    assert again.code == 0 and "has this assessment already" in again.err and files(starter) == before
    answered(starter, "unmet")
    other = record(cx, NOW)
    assert other.code == 2 and "code: record-exists" in other.err and files(starter) == before
    assert other.out.startswith("Our council"), "the result is printed all the same"


def test_a_run_that_fails_records_nothing(cx: Callable[..., Ran], starter: Path) -> None:
    record(cx, THEN)
    before = files(starter)
    (starter / "data" / "survey.csv").write_bytes(b"")
    ran = record(cx, NOW)
    assert ran.code == 2 and "not-recorded" in ran.err and files(starter) == before


@pytest.mark.parametrize(
    "arguments",
    [("starter", "--record"), ("council", "--record", "--subject", "service:libraries")],
    ids=["a bundled pack", "a part"],
)
def test_what_may_not_be_recorded_is_refused(cx: Callable[..., Ran], starter: Path, arguments: tuple[str, ...]) -> None:
    ran = cx("assess", *arguments)
    assert ran.code == 2 and ran.out == "" and not (starter / "history").exists()


def test_what_cannot_be_written_leaves_nothing_behind(cx: Callable[..., Ran], starter: Path) -> None:
    (starter / "history").write_text("a file in the way", "utf-8")
    ran = record(cx, NOW)
    assert ran.code == 2 and "Traceback" not in ran.err
    assert (starter / "history").read_text("utf-8") == "a file in the way"


def test_out_does_not_write_over_a_record(cx: Callable[..., Ran], starter: Path) -> None:
    record(cx, THEN)
    before = files(starter)
    ran = cx("assess", "council", "--as-of", NOW, "--out", f"council/history/{THEN}.json")
    assert ran.code == 2 and files(starter) == before


def test_what_changed_is_shown_and_why(cx: Callable[..., Ran], starter: Path) -> None:
    record(cx, THEN)
    answered(starter, "unmet")
    short = cx("assess", "council", "--as-of", NOW).out
    assert "Since the record of 28 February 2026" in short
    full = cx("assess", "council", "--as-of", NOW, "--compared-with", THEN).out
    assert "What changed from 28 February 2026 to 31 March 2026" in full and "before “met”" in " ".join(full.split())
    markdown = cx("assess", "council", "--as-of", NOW, "--format", "markdown").out
    assert "## Since the record of 28 February 2026" in markdown
    assert cx("assess", "council", "--as-of", NOW, "--compared-with", "2024-01-01").code == 2


def test_history_needs_nothing_but_the_records(cx: Callable[..., Ran], starter: Path) -> None:
    assert "Nothing is recorded" in cx("history", "council").out
    record(cx, THEN)
    answered(starter, "unmet")
    record(cx, NOW)
    for data in (starter / "data").iterdir():
        data.unlink()
    ran = cx("history", "council")
    assert ran.code == 0 and "2 assessments recorded, 28 February 2026 to 31 March 2026" in ran.out
    value = json.loads(cx("history", "council", "--format", "json").out)
    jsonschema.Draft202012Validator(schema("history-1")).validate(value)
    assert [each["as_of"] for each in value["records"]] == [THEN, NOW]
    assert cx("history", "council", "--since", NOW).code == 2
    assert cx("history", "council", "--subject", "service:libary").code == 2


def test_a_damaged_record_is_told_and_the_rest_is_shown(cx: Callable[..., Ran], starter: Path) -> None:
    record(cx, THEN)
    record(cx, NOW)
    broken = starter / "history" / f"{THEN}.json"
    broken.write_text(broken.read_text("utf-8")[:500], "utf-8")
    before = files(starter)
    for command in (("history", "council"), ("assess", "council", "--as-of", "2026-06-30", "--record")):
        ran = cx(*command)
        assert ran.code in (2, 3) and "history-damaged" in ran.err and ran.out and files(starter) == before


def test_explanations_say_how_it_stood(cx: Callable[..., Ran], starter: Path) -> None:
    record(cx, THEN)
    answered(starter, "unmet")
    asked = ("explain", "service:libraries", "--project", "council", "--as-of", NOW)
    level = " ".join(cx(*asked[:2], "level", *asked[2:]).out.split())
    assert "held from 28 February 2026, lost on 31 March 2026" in level
    criterion = " ".join(cx(*asked[:2], "2.2", *asked[2:]).out.split())
    assert "since 28 February 2026: met → not met: answered “unmet” on 15 January 2026; before “met”" in criterion


def test_waivers_stand_in_the_history(cx: Callable[..., Ran], tmp_path: Path) -> None:
    shutil.copytree(bundled_pack("neighbour"), tmp_path / "council")
    shutil.copytree(bundled_pack("enfield"), tmp_path / "enfield")
    toml = tmp_path / "council" / "cx.toml"
    record(cx, "2019-12-31")
    record(cx, "2020-01-01")
    printed = " ".join(cx("history", "council").out.split())
    assert toml.is_file() and "Libraries 1 to 5 * 0 to 5 – Parking none yet none yet –" in printed
    assert "“1 to 5” is not certain, for something was unknown" in printed
    assert "1.4 was waived until 31 December 2019: The digital maturity tool is being replaced" in printed
    assert "Libraries. Customer experience maturity was not certain (1 to 5); not certain now: 0 to 5." in printed
    assert "fell" not in printed and "lost" not in printed and "on both dates" not in printed
    assert "waived → unknown: its waiver no longer holds" in printed or "waived → not met" in printed
    after = " ".join(cx("assess", "council", "--as-of", "2020-01-02").out.split())
    assert "Since the record of 1 January 2020 No level changed. No criterion came out otherwise." in after
