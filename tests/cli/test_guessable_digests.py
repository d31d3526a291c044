"""Who records data with small groups is told, once, that its digests can be guessed at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROJECT = """[project]
name = "P"
as_of = "2019-12-31"
{key}
[sources.replies]
path = "replies.csv"
[sources.service]
path = "services.csv"
"""
RULES = """pack made: Made
version 1 from 2018-01-01
subject service: Service
table replies: Answers
  field service is service
  publish groups of at least 5
metric all: Answers
  from replies
  formula count
model good for service: Good
  level 1: Some
    criterion 1.1: Many
      when all >= 10
"""
KEY = 'digest_key = { env = "CX_DIGESTS" }'


@pytest.mark.parametrize(("few", "key", "told"), [(3, "", True), (20, "", False), (3, KEY, False)])
def test_it_is_said_where_the_record_is_written(
    tmp_path: Path, cx: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, few: int, key: str, told: bool
) -> None:
    monkeypatch.setenv("CX_DIGESTS", "a secret of more than sixteen characters")
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "cx.toml").write_text(PROJECT.format(key=key))
    (folder / "made.cx").write_text(RULES)
    (folder / "services.csv").write_text("id,title\ns0,S0\ns1,S1\n")
    (folder / "replies.csv").write_text("service\n" + "s0\n" * 20 + "s1\n" * few)
    said = [cx("assess", str(folder), *more) for more in ((), ("--record",), ("--record",))]
    assert [each.code for each in said] == [0, 0, 0]
    assert ["digest-guessable" in each.err for each in said] == [False, told, False]
