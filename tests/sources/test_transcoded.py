"""Large texts in any encoding, written in UTF-8 some bytes at a time, are what reading them whole gives."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import attrs
import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, ParquetFile, RawTable
from cxengine.source import NOWHERE
from cxengine.sources import csv_in_parts, lines, transcoded
from cxengine.sources.csv_in_parts import read_any_csv
from cxengine.sources.encodings import as_utf8, marked
from cxengine.sources.look import not_text
from cxengine.sources.transcoded import Text

SIGNS = "aé\u0081Å€\n\r\a\x7f\u009b\ufffdИ漢\U0001f6b2;\"\ufeff "
ENCODINGS = (
    None, "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "UTF-16BE", "utf-32", "latin-1", "cp1252", "mac_roman", "cp037",
    "cp1251", "shift_jis", "gb18030", "iso2022_jp", "utf-7", "ascii",
)  # fmt: skip


def written(path: Path, encoding: str | None) -> tuple[Any, ...] | None:
    """What comes of it: the text and its notes, or what is told; None where it is left to be read whole."""
    text = Text(path=path, name=path.name, span=NOWHERE, encoding=encoding, tell=lambda said: None)
    made = path.with_name("made")
    try:
        notes = text.into(made, marking=True)
    except CxError as error:
        return tuple(attrs.astuple(each) for each in error.diagnostics)
    return None if notes is None else (made.read_bytes(), *notes)


def whole(path: Path, encoding: str | None) -> tuple[Any, ...]:
    try:
        body, notes = as_utf8(path.read_bytes(), path.name, encoding, NOWHERE)
    except CxError as error:
        return tuple(attrs.astuple(each) for each in error.diagnostics)
    if b"\0" in body:
        error = not_text(body[: body.index(b"\0")].count(b"\n") + 1, path.read_bytes(), path.name, NOWHERE)
        return tuple(attrs.astuple(each) for each in error.diagnostics)
    body, steers = marked(body)
    return (body, *notes, *([transcoded.STEERED] if steers else []))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_pieces_of_any_length_are_the_whole(
    encoding: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, came = tmp_path / "a.csv", 0
    for seed in range(150):
        chance = random.Random(seed)
        monkeypatch.setattr(transcoded, "PIECE", chance.randint(1, 9))
        text = "".join(chance.choices(SIGNS[: chance.randint(1, len(SIGNS))], k=chance.randint(3, 30)))
        given = chance.choice(("utf-8", "utf-16", "utf-8-sig", "mac_roman")) if encoding is None else encoding
        content = text.encode(given, "ignore")
        path.write_bytes(content[: len(content) - chance.choice((0, 0, 0, 1))])
        found = written(path, encoding)
        if found is not None:
            came += 1
            assert found == whole(path, encoding), (seed, encoding)
    assert came > 90


@pytest.mark.parametrize("encoding", ["utf-16", "UTF16", "utf_16", "utf-32", "U32"])
def test_without_a_mark_pieces_are_in_the_order_of_the_machine(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for text in ("id,name\n1,café\n2,漢\n", "i"):
        path.write_bytes(text.encode(encoding)[len("".encode(encoding)) :])  # of no text there is the mark
        said = f"Read as {encoding}, as cx.toml says."
        assert written(path, encoding) == whole(path, encoding) == (text.encode(), said)


def test_what_cannot_be_decoded_some_at_a_time_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\n1\n")
    for encoding in ("base64", "no-such", "unicode_escape", "raw_unicode_escape", "idna", "punycode"):
        assert written(path, encoding) is None
    path.write_bytes("\ufeff\ufeffa".encode())
    assert written(path, None) is None and written(path, "utf-8") is None


def large(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    for module, name, value in (
        (lines, "SMALL", 0), (lines, "BLOCK", 64), (lines, "FIRST", 64), (csv_in_parts, "MOST_ODD", 0),
        (transcoded, "PIECE", piece),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (b"a;b\n1;2\n3;\0\n", {}), ("a;b\n1;é\n".encode("utf-16-le"), {}), (b"PK\x03\x04 xl/ \0\xff", {}),
        (b"%PDF\xff\0", {}),
        (b"a;b\n1;\xff\n", {"encoding": "utf-8"}), (b"a;b\n1;\xff\n", {"encoding": "ascii"}),
        (b"a;b\n1;\xff\n", {"encoding": "no-such"}), (b"a\x1fb\n1\x1f2\n", {"delimiter": "\x1f"}),
        (b"a\x1fb\n1\x1f2\n", {}), (b"\xff\xfe\0", {}), (b'a;b\n1;"\x07\n2;3\n', {}), (b" \n\x07", {}),
    ],
)  # fmt: skip
def test_odd_files_are_told_and_read_as_of_the_whole(
    content: bytes, options: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    def came() -> Any:
        try:
            read = read_any_csv(Binding(table="t", plugin="csv", paths=(path,), options=options), ("a", "b"))
        except CxError as error:
            return [attrs.astuple(each) for each in error.diagnostics]
        raw = read if isinstance(read, RawTable) else read.read()
        return raw.data.to_pydict(), raw.notes, raw.problems, raw.digest

    as_whole = came()
    for piece in (1, 3, 1000):
        large(monkeypatch, piece)
        assert came() == as_whole


def test_a_file_in_another_encoding_is_never_held_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large(monkeypatch, 100)
    monkeypatch.setattr(csv_in_parts, "read_whole", None)
    path = tmp_path / "a.csv"
    for encoding, options in (("utf-16", {}), ("latin-1", {"encoding": "latin-1"}), ("cp1252", {})):
        path.write_bytes(("a;b\n" + "\"é\";ÿ\n" * 200).encode(encoding))
        made = read_any_csv(Binding(table="t", plugin="csv", paths=(path,), options=options), ("a", "b"))
        assert isinstance(made, ParquetFile) and made.num_rows == 200
        assert set(made.read().data.column("b").to_pylist()) == {"ÿ"}
