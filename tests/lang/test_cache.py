"""Parsed files kept between runs make no difference but time."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from cxengine.diagnostics import Diagnostic, Diagnostics
from cxengine.lang import ast, cache, parse as parsing
from cxengine.lang.cache import parse_cached
from cxengine.lang.cache_folder import cache_folder
from cxengine.source import Source
from tests.lang.test_round_trip import SAMPLE

BROKEN = SAMPLE.replace("needs 30 answers", "needs many answers")


def _read(text: str, folder: Path | None) -> tuple[ast.File, tuple[Diagnostic, ...]]:
    found = Diagnostics()
    return parse_cached(Source("rules.cx", text), found, folder), tuple(found)


def _places(node: object) -> str:
    return repr(pickle.dumps(node))


@pytest.mark.parametrize("text", [SAMPLE, BROKEN], ids=["right", "broken"])
def test_the_second_reading_is_the_first(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    direct = _read(text, None)
    assert _read(text, tmp_path) == direct
    monkeypatch.setattr(cache, "parse", lambda *_: pytest.fail("parsed again"))
    again = _read(text, tmp_path)
    assert again == direct
    assert [d.name.span for d in again[0].declarations] == [d.name.span for d in direct[0].declarations]


def test_another_text_is_another_file(tmp_path: Path) -> None:
    assert _read(SAMPLE, tmp_path) != _read(BROKEN, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("torn", [b"", b"x", b"\x80\x05", None, "half"])
def test_a_torn_file_is_ignored(torn: bytes | str | None, tmp_path: Path) -> None:
    direct = _read(SAMPLE, tmp_path)
    (kept,) = tmp_path.iterdir()
    content = kept.read_bytes()
    kept.write_bytes(content[: len(content) // 2] if torn == "half" else content[::-1] if torn is None else torn)
    assert _read(SAMPLE, tmp_path) == direct


def test_a_foreign_file_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Foreign:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "ran",))

    _read(SAMPLE, tmp_path)
    (kept,) = tmp_path.iterdir()
    body = pickle.dumps((Foreign(), ()))
    kept.write_bytes(cache.hashlib.sha256(body).digest() + body)
    _read(SAMPLE, tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    parsing._reader.cache_clear()
    _read(SAMPLE, None)
    (parser,) = (tmp_path / "cxengine").iterdir()
    parser.write_bytes(pickle.dumps({"data": {}, "memo": Foreign()}))
    parsing._reader.cache_clear()
    _read(SAMPLE, None)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["Path", "sha256", "attrs", "split_lines"])
def test_only_classes_of_the_tree_are_read(name: str) -> None:
    for module in ("cxengine.source", "cxengine.sources.load", "cxengine.lang.ast.declarations", "pathlib"):
        with pytest.raises((pickle.UnpicklingError, AttributeError)):
            cache._Reader(cache.io.BytesIO(b"")).find_class(module, name)


def test_a_folder_that_cannot_be_used_is_no_matter(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert _read(SAMPLE, file) == _read(SAMPLE, file / "below") == _read(SAMPLE, None)


def test_the_parser_is_kept_and_a_torn_one_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    direct = _read(SAMPLE, None)
    for content in (None, b"", b"\x80\x05torn"):
        folder = cache_folder()
        assert folder is not None and folder.stat().st_mode & 0o777 == 0o700
        for kept in folder.iterdir():
            assert content is not None
            kept.write_bytes(content)
        parsing._reader.cache_clear()
        assert _read(SAMPLE, None) == direct
        (kept,) = folder.iterdir()
        assert len(kept.read_bytes()) > 10_000


def test_a_folder_of_others_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "cxengine").mkdir()
    (tmp_path / "cxengine").chmod(0o777)
    assert cache_folder() is None
