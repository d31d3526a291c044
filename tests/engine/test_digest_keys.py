"""Digests of data with a secret of the project: nobody without it can try guesses against them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine.diagnostics import CxError

SECRET = "a secret of more than sixteen characters"
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


@pytest.fixture
def project(tmp_path: Path) -> Callable[[str], Path]:
    """A project whose table lies in two files, with a line more in ``[project]``."""

    def write(line: str) -> Path:
        (tmp_path / "cx.toml").write_text(
            f'[project]\nname = "P"\nas_of = "2019-12-31"\n{line}\n[sources.replies]\npaths = ["a.csv", "b.csv"]\n'
            '[sources.service]\npath = "services.csv"\n'
        )
        (tmp_path / "made.cx").write_text(RULES)
        (tmp_path / "services.csv").write_text("id,title\ns0,S0\n")
        for name in ("a.csv", "b.csv"):
            (tmp_path / name).write_text("service\n" + "s0\n" * 20)
        return tmp_path

    return write


def digests(folder: Path) -> list[str]:
    """Every digest of data that a result has."""
    said = cxengine.compile(folder).assess().to_dict()
    return [each["digest"] for source in said["sources"] for each in (source, *source["files"]) if each["digest"]]


def test_with_a_secret_no_digest_is_the_plain_one(
    project: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = digests(project(""))
    content = (project("") / "services.csv").read_bytes()
    assert "sha256:" + hashlib.sha256(content).hexdigest() in plain and len(plain) == 4
    monkeypatch.setenv("CX_DIGESTS", SECRET)
    keyed = digests(project('digest_key = { env = "CX_DIGESTS" }'))
    made = [hmac.new(SECRET.encode(), each.encode(), hashlib.sha256).hexdigest() for each in plain]
    assert keyed == [f"hmac-sha256:{each}" for each in made]


@pytest.mark.parametrize(("value", "said"), [("", "is not set"), ("short", "is shorter than 16 characters")])
def test_a_secret_that_is_not_there_stops_the_run(
    project: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, value: str, said: str
) -> None:
    monkeypatch.setenv("CX_DIGESTS", value)
    with pytest.raises(CxError, match=f"`CX_DIGESTS`, which holds `digest_key`, {said}") as raised:
        digests(project('digest_key = { env = "CX_DIGESTS" }'))
    assert raised.value.exit_code == 3


def test_a_secret_that_is_written_out_is_refused_and_not_repeated(project: Callable[[str], Path]) -> None:
    with pytest.raises(CxError, match="is a secret, and stands written out") as raised:
        cxengine.compile(project(f'digest_key = "{SECRET}"'))
    assert SECRET not in str(raised.value)


def test_a_record_from_before_the_secret_is_not_taken_for_other_data(
    project: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cxengine.engine.history.causes import data_changed, tables_changed

    def recorded(folder: Path) -> Any:
        return cxengine.compile(folder).assess().record

    before = recorded(project(""))
    monkeypatch.setenv("CX_DIGESTS", SECRET)
    after = recorded(project('digest_key = { env = "CX_DIGESTS" }'))
    assert (tables_changed(before, after), data_changed(before, after)) == ((), None)
    assert (tables_changed(after, after), data_changed(after, after)) == ((), False)
    folder = project('digest_key = { env = "CX_DIGESTS" }')
    (folder / "services.csv").write_text("id,title\ns0,Other\n")
    assert tables_changed(after, recorded(folder)) == ("service",)


def test_what_is_hidden_is_chosen_by_another_secret_that_is_made_of_it(
    project: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cxengine.metrics import measure

    keys: list[bytes | None] = []
    decide = measure.decisions

    def noted(*given: Any, **more: Any) -> Any:
        keys.append(more["key"])
        return decide(*given, **more)

    monkeypatch.setattr(measure, "decisions", noted)
    for line, secret in (("", SECRET), ('digest_key = { env = "CX_DIGESTS" }', SECRET), (None, SECRET + "!")):
        monkeypatch.setenv("CX_DIGESTS", secret)
        digests(project(line) if line is not None else project('digest_key = { env = "CX_DIGESTS" }'))
    plain, one, other = keys
    assert plain is None and one and other and one != other and SECRET.encode() not in one
