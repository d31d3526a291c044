"""Plugins are loaded one at a time; one that fails is named with its reason, and the rest goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from importlib.metadata import EntryPoint, distributions
from pathlib import Path
from typing import Any

import pytest

from cxengine.engine.source_options import BUILT_IN
from cxengine.host.contracts import Binding, RawTable
from cxengine.host.hookspecs import API, hookimpl
from cxengine.host.plugin_host import Host, Rules
from cxengine.sources.builtin import standard_host

HEAD = "from cxengine import hookimpl\nfrom cxengine.host.contracts import *\nfrom fractions import Fraction\n"
HOOK = HEAD + "@hookimpl\n"
SCORER = "Scorer(gives='score', low=Fraction({low}), high=Fraction(1), monotone=True, doc='d', score=len)"
FUNCTION = ("Function(kind='{kind}', parameters=('{parameter}',), result='{result}', doc='d', usage='u(x)', "
            "examples=(1,), lower=len, reference=len)")  # fmt: skip


def function(kind: str = "aggregate", parameter: str = "any", result: str = "number") -> str:
    return FUNCTION.format(kind=kind, parameter=parameter, result=result)


FAULTS = {
    "misspelt": (HOOK + "def cx_source():\n    return {}\n", "`cx_source`, which cx does not know. Did you mean `cx_s"),
    "importing": ("import no_such_module_at_all\n", "cannot be imported: ModuleNotFoundError"),
    "broken_python": ("def (:\n", "cannot be imported: SyntaxError"),
    "leaving": ("import sys\nsys.exit(4)\n", "SystemExit"),
    "raising": (HOOK + "def cx_sources():\n    raise KeyError('k')\n", "`cx_sources` failed: KeyError: 'k'"),
    "leaving_late": (HOOK + "def cx_sources():\n    raise SystemExit(1)\n", "SystemExit"),
    "taken": (HOOK + "def cx_sources():\n    return {'csv': print}\n", "a source `csv`, and `files` already does"),
    "wrong": (HOOK + "def cx_sources():\n    return ['csv']\n", "a mapping from names is needed"),
    "no_reader": (HOOK + "def cx_sources():\n    return {'x': 1}\n", "a reader is needed"),
    "arguments": (
        HOOK + "def cx_sources(more):\n    return {}\n", "its hook `cx_sources` takes `more`, and is given nothing",
    ),
    "hookless": ("x = 1\n", "it has no hook"),
    "newer": (HOOK + f"def cx_sources():\n    return {{}}\nCX_API = {API + 1}\n", "Take a newer cx"),
    "older": (HOOK + "def cx_sources():\n    return {}\nCX_API = 0\n", "a newer version of the plugin"),
    "odd_api": (HOOK + "def cx_sources():\n    return {}\nCX_API = '1.0'\n", "a whole number is needed"),
    "hanging": (HEAD + "import threading\nthreading.Event().wait(20)\n", "cannot be imported: it said nothing for"),
    "hanging_late": (
        HOOK + "def cx_sources():\n    import time\n    time.sleep(20)\n", "`cx_sources` failed: it said nothing for",
    ),
    "no_scorer": (HOOK + "def cx_scorers():\n    return {'s': len}\n", "`Scorer` is needed"),
    "no_range": (HOOK + f"def cx_scorers():\n    return {{'s': {SCORER.format(low=2)}}}\n", "from 2 to 1"),
    "bad_name": (HOOK + f"def cx_scorers():\n    return {{'S-1': {SCORER.format(low=0)}}}\n", "is a small letter"),
    "a_word": (HOOK + f"def cx_functions():\n    return {{'mean': {function()}}}\n", "has that word already"),
    "odd_type": (HOOK + f"def cx_functions():\n    return {{'f': {function(parameter='colour')}}}\n", "colour"),
    "odd_kind": (HOOK + f"def cx_functions():\n    return {{'f': {function(kind='global')}}}\n", "`scalar`"),
    "a_condition": (HOOK + f"def cx_functions():\n    return {{'f': {function(result='condition')}}}\n", "condition"),
    "patching": ("import json\njson.dumps = print\n" + HOOK + "def cx_sources():\n    return {}\n", "`json.dumps`"),
    "interrupting": (HEAD + "raise KeyboardInterrupt\n", "it raised KeyboardInterrupt"),
    "ending": (HOOK + "def cx_sources():\n    raise GeneratorExit\n", "it raised GeneratorExit"),
    "memory": (HEAD + "raise MemoryError\n", "MemoryError"),
    "deep": (HOOK + "def cx_sources():\n    return cx_sources()\n", "maximum recursion depth"),
    "no_folder": (HOOK + "def cx_packs():\n    return {'p': RulePack(folder='/nowhere/p', doc='d')}\n", "is no folder"),
}  # fmt: skip
GOOD = HOOK + "def cx_sources():\n    return {'good': print}\n"


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EntryPoint]]:
    """Every module as a plugin of a distribution of its own, version 1.2."""
    points: list[EntryPoint] = []
    for name, text in {"good": GOOD, **{name: text for name, (text, _) in FAULTS.items()}}.items():
        (tmp_path / f"cxtest_{name}.py").write_text(text)
        monkeypatch.delitem(sys.modules, f"cxtest_{name}", raising=False)
        about = tmp_path / f"cx_{name}-1.2.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: cx-{name}\nVersion: 1.2\n")
        (about / "entry_points.txt").write_text(f"[cxengine]\n{name} = cxtest_{name}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for found in distributions(path=[str(tmp_path)]):
        points += found.entry_points
    yield points
    for name in [each for each in sys.modules if each.startswith("cxtest_")]:
        del sys.modules[name]


def test_each_failure_is_named_and_the_rest_goes_on(offered: list[EntryPoint]) -> None:
    import cxengine.sources.builtin as built_in

    names = [*FAULTS, "god", "good"]
    host = Host(names, built_in={"files": built_in}, offered=lambda: offered, rules=Rules(seconds=0.5))
    assert set(host.sources) == {*BUILT_IN, "good"} and host.plugins == ("files", "good")
    assert not host.scorers and not host.functions and not host.packs
    problems = {problem.name: problem for problem in host.problems}
    assert set(problems) == {*FAULTS, "god"}
    for name, (_, words) in FAULTS.items():
        assert words in problems[name].reason, (name, problems[name].reason)
        assert (problems[name].distribution, problems[name].version) == (f"cx-{name}", "1.2")
        assert problems[name].message.startswith(f"The plugin `{name}` (cx-{name} 1.2) is left out: ")
    assert "Did you mean `good`?" in problems["god"].reason


def test_what_loaded_is_told(offered: list[EntryPoint]) -> None:
    (loaded,) = Host(["cx_good"], offered=lambda: offered).loaded
    assert (loaded.name, loaded.distribution, loaded.version, loaded.api) == ("good", "cx-good", "1.2", API)
    assert loaded.hooks == ("cx_sources",) and loaded.offers == {"sources": ("good",)}


def test_only_plugins_that_are_named_are_loaded(offered: list[EntryPoint]) -> None:
    assert Host((), offered=lambda: offered).plugins == ()
    Host(["good"], offered=lambda: offered)
    assert "cxtest_leaving" not in sys.modules and "cxtest_good" in sys.modules


def test_only_plugins_that_are_allowed_are_loaded(offered: list[EntryPoint]) -> None:
    for allowed, plugins in ((None, ("good",)), (["cx-good"], ("good",)), (["other"], ()), ([], ())):
        host = Host(["good"], offered=lambda: offered, rules=Rules(allowed=allowed))
        assert host.plugins == plugins
        assert plugins or "`CX_PLUGINS` does not allow it" in host.problems[0].reason
        sys.modules.pop("cxtest_good", None)
    assert "cxtest_good" not in sys.modules


def test_a_name_that_two_distributions_offer(offered: list[EntryPoint]) -> None:
    again = EntryPoint("good", "cxtest_wrong", "cxengine")
    host = Host(["good"], offered=lambda: [*offered, again])
    assert host.plugins == () and "more than one" in host.problems[0].message


def test_a_plugin_of_one_file(tmp_path: Path) -> None:
    more = "from dataclasses import dataclass\n@dataclass\nclass A:\n    a: 'int' = 1\n"
    (tmp_path / "ours.py").write_text(GOOD + more)
    (tmp_path / "half.py").write_text("import no_such_module_at_all\n")
    host = Host(["./ours.py", "half.py", "./our.py", "a.txt/"], rules=Rules(folder=tmp_path), offered=list)
    assert host.plugins == ("./ours.py",) and set(host.sources) == {"good"}
    reasons = [problem.reason for problem in host.problems]
    assert "no_such_module" in reasons[0] and "Did you mean `ours.py`?" in reasons[1] and "no Python file" in reasons[2]
    assert not [name for name in sys.modules if name.startswith("cxengine_file_half")]
    assert "belongs to a project" in Host(["./ours.py"], offered=list).problems[0].reason


def test_two_hosts_share_nothing(offered: list[EntryPoint]) -> None:
    class Plugin:
        @hookimpl
        def cx_sources(self) -> Mapping[str, Any]:
            def read(binding: Binding, wanted: object) -> RawTable:
                raise NotImplementedError

            return {"mine": read}

    first, second = Host(built_in={"a": Plugin()}), Host(["good"], offered=lambda: offered)
    assert set(first.sources) == {"mine"} and set(second.sources) == {"good"}
    assert set(standard_host().sources) == set(BUILT_IN)


def test_a_plugin_that_hangs_is_left_in_a_thread_that_ends_with_the_program(offered: list[EntryPoint]) -> None:
    Host(["hanging_late"], offered=lambda: offered, rules=Rules(seconds=0.2))
    left = [thread for thread in threading.enumerate() if thread.name == "cxengine plugin"]
    assert left and all(thread.daemon for thread in left)


def test_what_a_plugin_replaced_is_put_back(offered: list[EntryPoint]) -> None:
    import json

    kept = json.dumps
    assert Host(["patching"], offered=lambda: offered).problems and json.dumps is kept


def test_a_thread_that_a_plugin_starts_ends_with_the_program(tmp_path: Path) -> None:
    waiting = "import threading\nevent = threading.Event()\nthreading.Thread(target=event.wait, name='ours').start()\n"
    (tmp_path / "ours.py").write_text(waiting + GOOD)
    host = Host(["./ours.py"], rules=Rules(folder=tmp_path), offered=list)
    (started,) = [thread for thread in threading.enumerate() if thread.name == "ours"]
    assert host.plugins == ("./ours.py",) and started.daemon
    [module for name, module in sys.modules.items() if name.startswith("cxengine_file_ours")][-1].event.set()


def test_distributions_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One in which a letter is not UTF-8 keeps no other from being found, and is named."""
    monkeypatch.syspath_prepend(str(tmp_path))
    head = b"Metadata-Version: 2.1\nName: cx-odd-%s\nVersion: 1.2\n"
    for name, about, points in (
        ("about", head % b"about" + b"Author: Jos\xe9\n", b"[cxengine]\nodd_about = cxtest_odd\n"),
        ("points", head % b"points", b"[console_scripts]\nx = y:z\n[cxengine]\n; Jos\xe9\nodd_points = cxtest_odd\n"),
        ("nothing", None, b"[cxengine]\nodd_nothing = cxtest_odd_too\n"),
    ):
        folder = tmp_path / f"cx_odd_{name}-1.2.dist-info"
        folder.mkdir()
        (folder / "entry_points.txt").write_bytes(points)
        if about is not None:
            (folder / "METADATA").write_bytes(about)
    (tmp_path / "cxtest_odd.py").write_text(GOOD)
    (tmp_path / "cxtest_odd_too.py").write_text(GOOD.replace("'good'", "'other'"))
    host = Host(["odd_about", "odd_points", "odd_nothing", "cx-odd-nothing"])
    assert [(each.name, each.distribution, each.version) for each in host.loaded] == [
        ("odd_points", "cx-odd-points", "1.2"), ("odd_nothing", "cx_odd_nothing", "1.2"),
    ]  # fmt: skip
    (problem,) = host.problems
    assert (problem.name, problem.distribution, problem.version) == ("odd_about", "cx_odd_about", "1.2")
    assert "UnicodeDecodeError" in problem.reason
