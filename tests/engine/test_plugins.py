"""Plugins in a project: what they add works in results, and what a failed one makes unknown is said."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine.cli import run
from cxengine.engine.hosting import ALLOWED

OURS = '''
import os
import sys

import cxengine
from cxengine.host.contracts import Function, RawTable
from cxengine.lang.functions import Example

print("printed at import")
os.write(1, b"written below Python\\n")
sys.stdout.flush()


def function(lower, kind="aggregate", parameters=("scale",), result="share"):
    return Function(kind=kind, parameters=parameters, result=result, doc="Ours.", usage="f(x)",
                    examples=(Example(formula="f(x)", values=(5, 1), result="50%"),), lower=lower, reference=len)


@cxengine.hookimpl
def cx_functions():
    print("printed in a hook")
    return {
        "very": function(lambda rows, x: rows.share(rows.compare(x, "=", rows.number(5)))),
        "gap": function(lambda rows, x, y: rows.combine(rows.mean(x), "-", rows.mean(y)),
                        parameters=("number", "number"), result="number"),
        "twice": function(lambda rows, x: rows.arithmetic(x, "*", rows.number(2)), "scalar", ("number",), "number"),
        "either": function(lambda rows, x: rows.some(rows.compare(x, "<=", rows.number(2)),
                           rows.compare(x, ">=", rows.number(4))), "scalar", ("scale",), "condition"),
        "broken": function(lambda rows, x: 1 // 0),
    }


@cxengine.hookimpl
def cx_sources():
    def read(binding, wanted):
        import pyarrow as pa
        print("printed while it read")
        if binding.options.get("fails"):
            raise ConnectionError("nobody answers")
        return RawTable(data=pa.table({"service": ["parking"] * 4, "answered_on": ["2026-03-01"] * 4,
                                       "satisfied": ["5", "5", "1", "3"]}))
    return {"ours": read}
'''
RULES = """pack council: Council
version 1 from 2026-01-01
subject service: Service
scale satisfaction 1 to 5, higher is better: How satisfied were you?
table responses: Answers
  field service is service
  field answered_on is date
  field satisfied is satisfaction, may be missing
metric very_satisfied: Very satisfied
  from responses
  formula very(satisfied)
metric doubled: Twice the average
  from responses
  where either(satisfied)
  formula mean(twice(satisfied))
metric nothing: No difference
  from responses
  formula gap(satisfied, satisfied)
metric fails: One that fails
  from responses
  formula broken(satisfied)
metric rests: One that rests on it
  formula 100% - fails
metric plain: Plain
  from responses
  formula csat(satisfied)
model maturity for service: Maturity
level 1: Listens
  criterion 1.1: Rests on what fails
    when rests >= 50 points
  criterion 1.2: Rests on what does not
    when plain >= 10%
"""
TOML = """[project]
name = "Council"
as_of = "2026-03-31"
plugins = ["./ours.py"]
[sources.service]
plugin = "csv"
path = "services.csv"
[sources.responses]
plugin = "ours"
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.delenv(ALLOWED, raising=False)

    def written(*, toml: str = TOML, rules: str = RULES, plugin: str = OURS) -> Path:
        (tmp_path / "cx.toml").write_text(toml)
        (tmp_path / "rules.cx").write_text(rules)
        (tmp_path / "ours.py").write_text(plugin)
        (tmp_path / "services.csv").write_text("id,title\nparking,Parking\n")
        return tmp_path

    return written


def metrics(result: dict[str, Any]) -> dict[str, Any]:
    return {metric["metric"]: metric for metric in result["subjects"][0]["metrics"]}


def test_functions_of_a_plugin_give_figures(write: Write) -> None:
    result = cxengine.compile(write()).assess().to_dict()
    made = {name: metric["value"] for name, metric in metrics(result).items()}
    # 5, 5, 1 and 3: half are 5; 10, 10 and 2 are twice those that are 2 or less or 4 or more
    assert made == {"very_satisfied": 50.0, "doubled": 7.3, "nothing": 0, "fails": None, "rests": None, "plain": 50.0}
    assert metrics(result)["fails"]["unknown"].startswith("the plugin `./ours.py` failed: a lowering failed: ZeroDiv")
    (loaded,), (problem,) = result["plugins"]["loaded"], result["plugins"]["problems"]
    assert loaded["hooks"] == ["cx_functions", "cx_sources"] and loaded["files"] == ["ours.py"]
    unknown = [(each["kind"], each["subject"], each["name"]) for each in problem["unknown"]]
    parking = "service:parking"
    assert unknown == [("metric", parking, "fails"), ("metric", parking, "rests"),
                       ("criterion", parking, "council.maturity 1.1")]  # fmt: skip


def test_what_a_plugin_prints_does_not_reach_the_json(write: Write) -> None:
    folder = write()
    for command in ("assess", "metrics"):
        ran = subprocess.run(
            [sys.executable, "-m", "cxengine", command, str(folder), "--format", "json"],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert ran.returncode == 3
        json.loads(ran.stdout)
        for words in ("printed at import", "written below Python", "printed in a hook", "printed while it read"):
            assert words in ran.stderr
    ran = subprocess.run(
        [sys.executable, "-m", "cxengine", "plugins", "list", "--format", "json", "--project", str(folder)],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    taking_part = [each["name"] for each in json.loads(ran.stdout)["loaded"] if each["takes_part"]]
    assert taking_part == ["./ours.py"] and ran.returncode == 0


def test_a_plugin_that_does_not_load_makes_unknown_what_rests_on_it(write: Write) -> None:
    result = cxengine.compile(write(plugin="import no_such_module_at_all\n")).assess()
    assert result.exit_code() == 3
    made = result.to_dict()
    (problem,) = made["plugins"]["problems"]
    assert "no_such_module_at_all" in problem["reason"]
    names = {(each["kind"], each["name"]) for each in problem["unknown"]}
    assert ("source", "responses") in names and ("metric", "very_satisfied") in names
    assert {metric["value"] for metric in metrics(made).values()} == {None}
    assert [c["outcome"] for c in made["subjects"][0]["models"][0]["criteria"]] == ["unknown", "unknown"]


def test_a_source_of_a_plugin_that_fails_loses_itself_only(write: Write) -> None:
    other = TOML.replace('plugin = "ours"\n', 'plugin = "ours"\nfails = true\n')
    result = cxengine.compile(write(toml=other)).assess()
    (problem,) = [p for p in result.plugins.problems if any(u.kind == "source" for u in p.unknown)]
    assert problem.name == "./ours.py" and "nobody answers" in problem.reason
    assert result.exit_code() == 3 and result["service:parking"].title == "Parking"


def test_the_environment_may_allow_no_plugin(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write()
    monkeypatch.setenv(ALLOWED, "")
    result = cxengine.compile(folder).assess()
    assert result.plugins.loaded == () and "CX_PLUGINS" in result.plugins.problems[0].reason
    monkeypatch.setenv(ALLOWED, "other, ours.py")
    assert [each.name for each in cxengine.compile(folder).plugins.loaded] == ["./ours.py"]


def test_a_strict_run_refuses_a_plugin_that_fails(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    for plugin in (OURS, "1 +\n"):
        assert run(["assess", str(write(plugin=plugin)), "--strict-plugins"]) == 3
        printed = capsys.readouterr()
        assert printed.out == "" and "./ours.py" in printed.err


def test_a_plugin_that_is_not_named_is_left_alone(write: Write) -> None:
    folder = write(toml=TOML.replace('plugins = ["./ours.py"]\n', "").replace('"ours"', '"csv"\npath = "services.csv"'))
    with pytest.raises(cxengine.CxError) as raised:
        cxengine.compile(folder)
    assert "There is nothing called `very`" in str([each.message for each in raised.value.diagnostics])


def test_a_rule_file_names_a_plugin(write: Write) -> None:
    rules = RULES.replace("version 1 from 2026-01-01\n", "version 1 from 2026-01-01\nuses plugin our_words\n")
    program = cxengine.compile({"rules.cx": rules})
    (problem,) = program.plugins.problems
    assert problem.name == "our_words" and "not installed" in problem.reason
    assert program.names.packs[0].plugins[0].text == "our_words"


MISTAKES = {
    "formula very(satisfied, satisfied)": "takes an answer on a range in its brackets, here are 2",
    "formula very(answered_on)": "takes an answer on a range here, and this is a date",
    "formula twice(satisfied)": "has a value in each row",
    "formula mean(very(satisfied))": "is worked out over many rows",
    "formula vary(satisfied)": "Did you mean `very`?",
    "formula very(satisfied) of service": "is a function",
}  # fmt: skip


@pytest.mark.parametrize("line", MISTAKES)
def test_a_mistake_with_a_function_is_explained(line: str, write: Write) -> None:
    folder = write(rules=RULES.replace("formula very(satisfied)", line))
    with pytest.raises(cxengine.CxError) as raised:
        cxengine.compile(folder)
    (found,) = raised.value.diagnostics
    assert MISTAKES[line] in f"{found.message} {found.help}"


def test_a_lock_lets_only_what_was_locked_take_part(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write()
    assert run(["plugins", "lock", "--project", str(folder)]) == 0 and "1 plugin locked" in capsys.readouterr().out
    assert cxengine.compile(folder).plugins.problems == ()
    (folder / "ours.py").write_text(OURS + "\n")
    assert "are not those of `cx.plugins.lock`" in cxengine.compile(folder).plugins.problems[0].reason
    (folder / "cx.plugins.lock").write_text("# nothing\n")
    assert "does not stand in" in cxengine.compile(folder).plugins.problems[0].reason
    (folder / "cx.plugins.lock").write_text("[[plugin]\n")
    with pytest.raises(cxengine.CxError) as raised:
        cxengine.compile(folder)
    assert raised.value.diagnostics[0].code == "plugin-lock"


def test_what_is_not_installed_is_told_at_its_place_with_the_package_that_brings_it(write: Write) -> None:
    named = TOML.replace('["./ours.py"]', '["./ours.py", "survey"]')
    diagnostics = cxengine.compile(write(toml=named)).assess().diagnostics
    columns = {each.message: each.span.column for each in diagnostics if each.span.line == 4}
    assert [at for said, at in columns.items() if "`pip install cxengine-surveys`" in said] == [25], columns
    assert set(columns.values()) == {12, 25}, "and the one that failed while it worked"
    with pytest.raises(cxengine.CxError) as raised:
        cxengine.compile(write(toml=named)).assess(strict_plugins=True)
    assert {each.span.line for each in raised.value.diagnostics} == {4}
    for wrong in (TOML.replace('"ours"', '"postgres"'), TOML + '[engine]\nbackend = "postgres"\n'):
        with pytest.raises(cxengine.CxError) as raised:
            cxengine.compile(write(toml=wrong))
        assert '`plugins = ["./ours.py", "sql"]`' in raised.value.diagnostics[0].help


def test_engine_keys(write: Write) -> None:
    good = TOML + '[engine]\nbackend = "duckdb"\nmemory = "1GiB"\nthreads = 1\nplugin_seconds = 5\n'
    program = cxengine.compile(write(toml=good))
    assert program.plugins.seconds == 5 and program.assess().subjects
    for bad, code in (('backend = "dukdb"', "unknown-backend"), ("plugin_seconds = 0", "wrong-value"),
                      ("memry = 1", "unknown-key")):  # fmt: skip
        with pytest.raises(cxengine.CxError) as raised:
            cxengine.compile(write(toml=TOML.replace('"./ours.py"', "") + f"[engine]\n{bad}\n", rules="pack a: A\n"))
        assert code in {each.code for each in raised.value.diagnostics}
        if code == "wrong-value":
            said = {each.message for each in raised.value.diagnostics}
            assert "`plugin_seconds` takes a number of seconds, more than 0, and 0 was found." in said
    for memory, threads in (('"2 gigs"', '"two"'), ("2", "0"), ('"much"', "true")):
        with pytest.raises(cxengine.CxError) as raised:
            cxengine.compile(write(toml=TOML + f"[engine]\nmemory = {memory}\nthreads = {threads}\n"))
        lines = (TOML + "[engine]\n").count("\n")
        told = {each.span.line - lines: each.help for each in raised.value.diagnostics if each.code == "wrong-value"}
        assert "`memory = \"2GiB\"`" in told[1] and "`threads = 2`" in told[2] and len(told) == 2


def test_the_list_says_what_loads_and_what_does_not(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write()
    assert run(["plugins", "list", "--project", str(folder)]) == 0
    assert "./ours.py takes part in this project" in capsys.readouterr().out
    write(plugin="import no_such_module_at_all\n")
    assert run(["plugins", "list", "--project", str(folder), "--format", "json"]) == 3
    problems = {each["name"]: each for each in json.loads(capsys.readouterr().out)["problems"]}
    assert set(problems["./ours.py"]) == {"name", "distribution", "version", "reason"}
    assert run(["plugins", "lock", "--project", str(folder)]) == 3 and not (folder / "cx.plugins.lock").exists()


def test_a_check_says_which_promise_is_broken(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write()
    assert run(["plugins", "check", "--project", str(folder), "--format", "json"]) == 1
    checks = {each["what"]: each for each in json.loads(capsys.readouterr().out)["checks"]}
    assert checks["loads"]["outcome"] == "passed"
    broken = checks["functions broken equals its reference"]
    assert broken["outcome"] == "failed" and "ZeroDivisionError" in broken["message"]
    assert checks["sources ours gives rows"]["outcome"] == "not_tried"
    assert run(["plugins", "check", "our_plugin", "--project", str(folder)]) == 1
    assert "there is no such plugin" in capsys.readouterr().out
