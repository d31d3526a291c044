"""When things go wrong: the exit code of the contract, a sentence, no traceback, nothing written over."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cxengine.engine.run as engine
from cxengine.__main__ import main


def broken(project: Path, name: str, old: str, new: str) -> None:
    path = project / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ["asess"],
        ["assess", "--as-of", "2026-3-1"],
        ["assess", "--as-of", "31/03/2026"],
        ["assess", "--subject", "parking"],
        ["assess", "--format", "xml"],
        ["assess", "--fail-below", "high"],
        ["assess", "starter", "--fail-below", "3"],
        ["assess", "no_such_place"],
        ["assess"],
        ["explain", "service:waste"],
        ["assess", "starter", "--subject", "service:wast"],
        ["explain", "service:waste", "9.9", "--project", "starter"],
        ["metrics", "starter", "--by", "chanel"],
        ["check", "no_such_file.cx"],
        ["test", "no_such_file.cx"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(cx, arguments: list[str]) -> None:
    done = cx(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("service.cx", "formula csat(satisfied)", "formula csat(satisfied"),
        ("service.cx", "owner insight", "owner insihgt"),
        ("cx.toml", 'plugin = "csv"', 'plugin = "cvs"'),
        ("cx.toml", "as_of = ", "as_off = "),
        ("cx.toml", "[project]", "[project"),
    ],
)
def test_an_error_in_a_rule_file_or_in_cx_toml(cx, starter: Path, name: str, old: str, new: str) -> None:
    broken(starter, name, old, new)
    for command in ("assess", "metrics"):
        done = cx(command, "council")
        assert (done.code, done.out) == (2, ""), command
        assert name in done.err
        assert "Traceback" not in done.err
    assert cx("check", "council").code == 1


def test_a_source_that_fails_is_3_and_the_rest_is_printed(cx, starter: Path) -> None:
    broken(starter, "data/survey.csv", "waste,17/05/2025,4", '"waste,17/05/2025,4')
    for command in ("assess", "metrics"):
        done = cx(command, "council")
        assert done.code == 3, command
        assert "arking" in done.out
        assert "survey.csv" in done.err


def test_usage_goes_before_a_failed_source_and_that_before_findings(cx, starter: Path) -> None:
    broken(starter, "data/survey.csv", "waste,17/05/2025,4", '"waste,17/05/2025,4')
    assert cx("assess", "council", "--fail-below", "2").code == 3
    broken(starter, "service.cx", "owner insight", "owner insihgt")
    assert cx("assess", "council", "--fail-below", "2").code == 2


def test_strict_refuses_rejected_rows(cx, starter: Path) -> None:
    broken(starter, "data/survey.csv", "waste,17/05/2025,4", "waste,17/05/2025,9")
    assert cx("assess", "council").code == 0
    done = cx("assess", "council", "--strict")
    assert (done.code, "responses" in done.err) == (3, True)


def test_out_is_written_whole(cx, starter: Path, tmp_path: Path) -> None:
    target = tmp_path / "levels.txt"
    target.write_text("old", "utf-8")
    done = cx("assess", "council", "--out", "levels.txt")
    assert (done.code, done.out) == (0, "")
    assert "Our council" in target.read_text("utf-8")
    assert cx("assess", "council").out == target.read_text("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("failure", [RuntimeError("out of luck"), KeyboardInterrupt(), MemoryError()])
def test_a_run_that_fails_leaves_the_file_as_it_was(
    cx, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(engine, "assess_project", fails)
    target = tmp_path / "levels.txt"
    target.write_text("old", "utf-8")
    done = cx("assess", "council", "--out", "levels.txt")
    assert done.code == {RuntimeError: 2, KeyboardInterrupt: 130, MemoryError: 3}[type(failure)]
    assert "Traceback" not in done.err
    assert target.read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "more", "code"),
    [
        ("service.cx", "owner insight", "owner insihgt", (), 2),
        ("cx.toml", "data/survey.csv", "data/surveys.csv", (), 2),
        ("data/survey.csv", "waste,17/05/2025,4", "waste,17/05/2025,9", ("--strict",), 3),
        ("data/survey.csv", "How satisfied were you", "How were you", (), 2),
    ],
    ids=["a rule", "no such file", "a row, strictly", "a column"],
)
def test_what_fails_by_itself_leaves_the_file_as_it_was(
    cx, starter: Path, tmp_path: Path, name: str, old: str, new: str, more: tuple[str, ...], code: int
) -> None:
    target = tmp_path / "earlier.txt"
    assert cx("assess", "council", "--out", "earlier.txt").code == 0
    before = target.read_bytes(), target.stat().st_mtime_ns
    broken(starter, name, old, new)
    for command in ("assess", "metrics"):
        done = cx(command, "council", "--out", "earlier.txt", *more)
        assert (done.code, done.out) == (code, ""), done
        assert (target.read_bytes(), target.stat().st_mtime_ns) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["council", "earlier.txt"]


def test_a_write_that_fails_leaves_the_file_as_it_was(
    cx, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    target = tmp_path / "levels.txt"
    target.write_text("old", "utf-8")
    done = cx("assess", "council", "--out", "levels.txt")
    err = " ".join(done.err.split())
    assert (done.code, "no space left on device. What was there is as it was" in err) == (2, True)
    assert target.read_text("utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["council", "levels.txt"]


def test_what_nobody_foresaw_is_one_sentence_and_a_traceback_only_on_request(
    cx, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(engine, "assess_project", fails)
    done = cx("assess", "council")
    assert done.code == 2
    assert "out of luck" in done.err
    assert "--debug" in done.err
    with pytest.raises(RuntimeError):
        cx("assess", "council", "--debug")


def test_an_interruption_while_modules_are_imported_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def interrupted(name: str, *rest: object) -> object:
        if name == "cxengine.cli":
            raise KeyboardInterrupt
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", interrupted)
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, capsys.readouterr().err) == (130, "Interrupted.\n")


def run_in(folder: Path, arguments: list[str], **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "cxengine", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, env=os.environ | environment)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_a_terminal_that_lacks_letters_stops_nothing(starter: Path, encoding: str) -> None:
    done = run_in(starter, ["assess"], PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert "Our council" in done.stdout.decode(encoding)


def test_the_reader_of_a_pipe_may_leave(starter: Path) -> None:
    command = [sys.executable, "-m", "cxengine", "assess", "--format", "json"]
    with subprocess.Popen(command, cwd=starter, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert said == b""
    assert running.returncode == 0


def test_logs_hold_no_progress_and_no_colour(starter: Path) -> None:
    done = run_in(starter, ["assess"])
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout


@pytest.mark.parametrize("command", ["assess", "metrics", "check", "form"])
def test_a_project_without_rules_is_told_so(cx, tmp_path: Path, command: str) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "cx.toml").write_text('[project]\nname = "Bare"\n', "utf-8")
    done = cx(command, "bare", *(["--out", "f.xlsx"] if command == "form" else []))
    assert (done.code, done.out) == (2, "")
    assert "there is no rule file in `bare`" in done.err and "1 problem" in done.err


def test_a_file_in_place_of_a_project_is_told_with_its_project(cx, starter: Path) -> None:
    done = cx("assess", "council/service.cx")
    assert done.code == 2 and "`council/service.cx` is a file" in done.err and "Write `council`." in done.err


def test_all_that_is_in_the_way_of_a_starter_is_one_problem(cx, starter: Path) -> None:
    done = cx("init", "council")
    assert done.code == 2 and "1 problem" in done.err and done.err.count("council/") == 5


def test_a_command_of_a_group_is_told_with_those_there_are(cx) -> None:
    assert "Did you mean `list`?" in cx("plugins", "lst").err
    err = cx("journey", "map").err
    assert "Known here: `check`, `diff`, `log`, `mine`, `route`, `show`." in " ".join(err.split())
    assert err.startswith("error: No such command") and "`cx journey --help` says more." in err


def test_what_is_open_without_being_unknown_is_waited_for_too(cx, starter: Path) -> None:
    (starter / "data" / "survey.csv").write_text("", "utf-8")
    said = " ".join(cx("assess", "council").out.split())
    assert "Parking: 0, could be 1 once 1.2 can be worked out" in said


@pytest.mark.parametrize("text", ["2026-W14-2", "20260331", "2026-02-30", " 2026-03-31"])
def test_a_day_is_written_as_year_month_and_day(cx: Any, text: str) -> None:
    done = cx("assess", "starter", "--as-of", text)
    assert done.code == 2 and "is not a date. Write year, month and day" in " ".join(done.err.split())
