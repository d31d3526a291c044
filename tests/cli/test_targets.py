"""``--out`` never takes what the run reads."""

from __future__ import annotations

from pathlib import Path

import pytest

TARGETS = ["council/cx.toml", "council/service.cx", "council/data/survey.csv", "council/new.cx", "no/such/x.csv"]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "command",
    [
        ["assess", "council"],
        ["metrics", "council"],
        ["explain", "service:waste", "1.2", "--project", "council"],
        ["check", "council"],
        ["check", "council/service.cx"],
        ["test", "council"],
    ],
    ids=" ".join,
)
def test_inputs_are_not_written_over(cx, starter: Path, command: list[str], target: str) -> None:
    before = {path: path.read_bytes() for path in starter.rglob("*") if path.is_file()}
    done = cx(*command, "--out", target)
    assert (done.code, done.out) == (2, "")
    assert target in done.err
    assert ".part" not in done.err
    assert {path: path.read_bytes() for path in starter.rglob("*") if path.is_file()} == before


def test_a_link_to_an_input_is_an_input(cx, starter: Path, tmp_path: Path) -> None:
    (tmp_path / "levels.csv").symlink_to(starter / "data" / "survey.csv")
    assert cx("assess", "council", "--out", "levels.csv").code == 2
