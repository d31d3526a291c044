"""The names that files go by: those of bundled packs are the same on every machine, and lead back to their texts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import cxengine
from cxengine.engine.explanation import explain
from cxengine.engine.shown_paths import file_shown_as, shown_path
from cxengine.resources import bundled_pack

END = date(2019, 10, 31)
OWN = "pack borough: A borough\nversion 2019.1 from 2019-04-01\nextends enfield 2018.1\n"


def in_pack(name: str) -> Path:
    folder = bundled_pack("enfield")
    assert folder is not None
    return folder / name


def test_a_pack_is_named_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path(in_pack("maturity.cx")) == "enfield/maturity.cx"
    assert shown_path(in_pack("cx.toml")) == "enfield/cx.toml"
    assert file_shown_as("enfield/maturity.cx") == in_pack("maturity.cx")
    assert shown_path(tmp_path / "a" / "own.cx") == "a/own.cx"
    outside = tmp_path.parent / "elsewhere.cx"
    assert shown_path(outside) == outside.as_posix()
    assert shown_path(in_pack("data/answers.csv")) == in_pack("data/answers.csv").as_posix()


def test_in_its_own_folder_a_file_needs_no_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(in_pack(""))
    assert shown_path(in_pack("maturity.cx")) == "maturity.cx"


def test_a_folder_of_the_same_name_keeps_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "enfield").mkdir()
    (tmp_path / "enfield" / "maturity.cx").write_text(OWN)
    assert shown_path(in_pack("maturity.cx")) == in_pack("maturity.cx").as_posix()
    assert file_shown_as("enfield/maturity.cx") == Path("enfield/maturity.cx")


@pytest.mark.parametrize("name", ["own.cx", "enfield/maturity.cx"])
def test_texts_under_the_name_of_a_pack_stay_apart_from_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = cxengine.compile({name: OWN}).assess({"service": [{"id": "a", "title": "A"}]}, as_of=END)
    source = explain(found, "service:a", "1.4").tree.source
    shown = "enfield/maturity.cx" if name == "own.cx" else in_pack("maturity.cx").as_posix()
    assert source is not None and source.filename == shown


def test_a_whole_assessment_names_no_place_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = cxengine.compile("neighbour").assess()
    assert str(in_pack("").parent) not in json.dumps(found.to_dict(), default=str)
    assert {each.filename for each in found.overrides} == {"neighbour/overrides.cx"}
