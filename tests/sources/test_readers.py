"""Sources of plugins that give whole tables: watched for silence, also those whose files have parts."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, PartedReader
from cxengine.host.plugin_host import Host, Rules
from cxengine.sources.readers import readers_of

PLUGIN = """
import time
import cxengine
import pyarrow as pa
from cxengine.host.contracts import RawTable

class Book:
    def __call__(self, binding, wanted):
        if binding.options.get("hangs") == "call":
            time.sleep(30)
        return RawTable(data=pa.table({"id": [binding.options["part"]]}))

    def parts(self, binding):
        if binding.options.get("hangs") == "parts":
            time.sleep(30)
        if binding.options.get("fails"):
            raise KeyError("no such sheet")
        return (("one", binding),)

def plain(binding, wanted):
    time.sleep(30)

@cxengine.hookimpl
def cx_sources():
    return {"book": Book(), "plain": plain}
"""


def host(folder: Path, seconds: float) -> Host:
    (folder / "our.py").write_text(PLUGIN, "utf-8")
    made = Host(["./our.py"], rules=Rules(folder=folder, seconds=seconds))
    assert not made.problems
    return made


def bound(plugin: str, **options: object) -> Binding:
    return Binding(table="cases", plugin=plugin, options={"part": "one", **options})


def test_parts_are_read(tmp_path: Path) -> None:
    reader = readers_of(host(tmp_path, 60))["book"]
    assert isinstance(reader, PartedReader)
    ((name, part),) = reader.parts(bound("book"))
    assert name == "one" and reader(part, ()).data.equals(pa.table({"id": ["one"]}))


@pytest.mark.parametrize(("hangs", "words"), [("call", "hangs"), ("parts", "hangs"), ("fails", "KeyError")])
def test_parts_that_hang_or_fail_are_a_lost_source(tmp_path: Path, hangs: str, words: str) -> None:
    reader = readers_of(host(tmp_path, 3))["book"]
    assert isinstance(reader, PartedReader)
    binding = bound("book", fails=True) if hangs == "fails" else bound("book", hangs=hangs)
    with pytest.raises(CxError) as raised:
        reader.parts(binding)
        reader(binding, ())
    assert raised.value.exit_code == 3 and words in raised.value.diagnostics[0].message


def test_a_reader_that_hangs_is_a_lost_source(tmp_path: Path) -> None:
    with pytest.raises(CxError, match="The source `plain` hangs"):
        readers_of(host(tmp_path, 3))["plain"](bound("plain"), ())
