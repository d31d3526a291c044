"""``cx plugins check --source``: a source is read as a project binds it, and each of these is not as it promised."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxengine.cli import run
from cxengine.engine.plugin_checks import Check, plugins_checked

PROJECT = """[project]
name = "T"
plugins = ["./ours.py"]
[sources.contacts]
plugin = "ours"
token = { env = "OUR_TOKEN" }
columns = { mail = "E-mail" }
"""
RULES = """pack t: T
version 1 from 2026-01-01
table contacts: Contacts
  key id
  field id is text
  field mail is text, personal
"""
PLUGIN = '''
import itertools, logging, time
import cxengine
import pyarrow as pa
from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import Batch, SourceCapabilities, Stream

count, readings = 3, itertools.count()
key, incremental = ("id",), True


def schema(turn):
    return pa.schema([("id", pa.string()), ("E-mail", pa.string())])


def row(n, turn):
    return {{"id": f"R{{n}}", "E-mail": f"p{{n}}@example.org"}}


def state(n):
    return {{"n": n}}


def before(token, context):
    pass


{changed}


class Ours:
    capabilities = SourceCapabilities(incremental=incremental, key=key)

    def hosts(self, binding):
        return frozenset()

    def open(self, binding, wanted, context):
        turn, given = next(readings), schema(0)
        before(binding.options["token"].reveal(context.environment), context)
        given = schema(turn)
        first = context.state["n"] + 1 if context.state else 0
        batches = (
            Batch(data=pa.RecordBatch.from_pylist([row(n, turn)], schema=given), state=state(n))
            for n in range(first, count)
        )
        return Stream(schema=given, batches=batches)


@cxengine.hookimpl
def cx_sources():
    return {{"ours": Ours()}}
'''
TOKEN = "canary-of-a-token"


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUR_TOKEN", TOKEN)


def project(folder: Path, changed: str = "") -> Path:
    hangs = "[engine]\nplugin_seconds = 2\n" if "sleep" in changed else ""
    (folder / "cx.toml").write_text(f"{PROJECT}{hangs}", "utf-8")
    (folder / "rules.cx").write_text(RULES, "utf-8")
    (folder / "ours.py").write_text(PLUGIN.format(changed=changed), "utf-8")
    return folder


def tried(folder: Path, changed: str = "") -> dict[str, Check]:
    checks = plugins_checked(project(folder, changed), [], ["contacts"]).checks
    assert {check.plugin for check in checks} == {"./ours.py"}
    return {check.what.removeprefix("source ours of `contacts` "): check for check in checks}


def test_a_source_that_keeps_its_promises(tmp_path: Path) -> None:
    found = tried(tmp_path)
    assert {check.outcome for check in found.values()} == {"passed"} and len(found) == 6
    assert found["can be read"].message == "3 rows"


def test_no_more_than_ten_thousand_rows_are_read(tmp_path: Path) -> None:
    """An endless source, whose last rows differ each time, is read to the bound and no further."""
    changed = "count = 10**9\n\ndef row(n, turn):\n    assert n < 10_000\n    return {'id': str(n), 'E-mail': None}"
    found = tried(tmp_path, changed)
    assert {check.outcome for check in found.values()} == {"passed"}, found
    assert found["can be read"].message == "the first 10,000 rows"


BROKEN = {
    "a heading that is lacking": (
        "def schema(turn):\n    return pa.schema([('id', pa.string()), ('Email', pa.string())])",
        "has schema and rows that agree", "`E-mail` is wanted and not given. Did you mean `Email`?",
    ),
    "a key that is lacking": ("key = ('nr',)", "has schema and rows that agree", "the key `nr` is not among"),
    "a key that is empty": (
        "def row(n, turn):\n    return {'id': None if n else 'a', 'E-mail': ''}",
        "has keys that are unique", "2 of 3 rows have no `id`",
    ),
    "rows that differ with one key": (
        "def row(n, turn):\n    return {'id': 'a', 'E-mail': str(n)}",
        "has keys that are unique", "2 of 3 rows have the `id` of an earlier row and differ from it",
    ),
    "other rows": (
        "def row(n, turn):\n    return {'id': str(n), 'E-mail': str(turn)}",
        "gives the same rows again", "3 of 3 rows are others in the second reading",
    ),
    "other headings": (
        "def schema(turn):\n    text = pa.large_string() if turn else pa.string()\n"
        "    return pa.schema([('id', pa.string()), ('E-mail', text)])",
        "gives the same rows again", "other headings or types",
    ),
    "a second reading that fails": (
        "def before(token, context):\n    if next(times):\n        1 // 0\n\ntimes = itertools.count()",
        "gives the same rows again", "the second reading failed: The source `ours` failed: ZeroDivisionError",
    ),
    "a personal value in a log": (
        "def row(n, turn):\n    logging.getLogger('x').debug('p%d@example.org', n)\n"
        "    return {'id': f'R{n}', 'E-mail': f'p{n}@example.org'}",
        "tells no secret and no personal value", "a value of `E-mail`, which is personal, is told",
    ),
    "a secret that is printed": (
        "def before(token, context):\n    print('with', token)",
        "tells no secret and no personal value", "what `OUR_TOKEN` holds is told",
    ),
    "a personal value in a state": (
        "def state(n):\n    return {'n': n, 'last': f'p{n}@example.org'}",
        "tells no secret and no personal value", "a value of `E-mail`",
    ),
    "a state that is no JSON": ("def state(n):\n    return {'n': n, 1: 2}", "can go on", "written as JSON"),
    "no state": ("def state(n):\n    return None", "can go on", "no batch carries a state"),
    "a state that is refused": (
        "def before(token, context):\n    assert not context.state, 'no'", "can go on", "does not go on from its own",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_as_promised_is_told_without_a_value(tmp_path: Path, name: str) -> None:
    changed, what, words = BROKEN[name]
    found = tried(tmp_path, changed)
    assert found[what].outcome == "failed" and words in found[what].message, found[what]
    said = " ".join(check.message for check in found.values())
    assert TOKEN not in said and "@example.org" not in said


LOST = {
    "raises": ("def before(token, context):\n    raise ValueError(token)", "ValueError: [OUR_TOKEN]"),
    "refuses in words": (
        "def before(token, context):\n"
        "    raise CxError([Diagnostic(code='source-refused', message='No.', help='Ask them.')], 3)", "No. Ask them.",
    ),
    "hangs": ("def before(token, context):\n    time.sleep(30)", "it said nothing for 2 seconds"),
    "gives what is no batch": ("Batch = dict", "batch 1 is a dict, and a Batch is needed"),
    "gives what is no stream": ("Stream = dict", "`open` gave a dict, and a Stream is needed"),
    "ends the program": ("def before(token, context):\n    raise SystemExit(4)", "it ended the program with 4"),
}  # fmt: skip


@pytest.mark.parametrize("name", LOST)
def test_a_source_that_cannot_be_read_is_named_and_nothing_else_is_tried_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    changed, words = LOST[name]
    folder = project(tmp_path, changed)
    code = run(["plugins", "check", "--source", "contacts", "--format", "json", "--project", str(folder)])
    printed = capsys.readouterr()
    first, *others = json.loads(printed.out)["checks"]
    assert (code, first["outcome"]) == (3, "failed") and words in first["message"], first
    leaks = {each["what"].partition("` ")[2]: each["outcome"] for each in others if each["outcome"] != "not_tried"}
    assert set(leaks) <= {"tells no secret and no personal value"} and TOKEN not in printed.out + printed.err


@pytest.mark.parametrize(("arguments", "words"), [
    (("--source", "contact"), "Did you mean `contacts`?"),
    (("ours", "--source", "visits"), "which `cx` offers"),
])  # fmt: skip
def test_what_cannot_be_meant_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    folder = project(tmp_path)
    (folder / "cx.toml").write_text(f'{PROJECT}[sources.visits]\nplugin = "csv"\npath = "v.csv"\n', "utf-8")
    (folder / "rules.cx").write_text(f"{RULES}table visits: Visits\n  field id is text\n", "utf-8")
    (folder / "v.csv").write_text("id\n1\n", "utf-8")
    code = run(["plugins", "check", *arguments, "--project", str(folder)])
    assert code == 2 and words in capsys.readouterr().err
    assert run(["plugins", "check", "--source", "visits", "--project", str(folder)]) == 0


@pytest.mark.parametrize("command", ["list", "check"])
def test_plugins_are_waited_for_as_long_as_the_project_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    folder = project(tmp_path, "time.sleep(30)")
    names = ["./ours.py"] if command == "check" else []
    code = run(["plugins", command, *names, "--project", str(folder), "--format", "json"])
    assert code != 0 and "it said nothing for 2 seconds" in capsys.readouterr().out
