"""Plugins are loaded one at a time; one that fails is named with its reason, and the rest goes on."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from cxengine.engine.source_options import BUILT_IN
from cxengine.host.contracts import Binding, RawTable
from cxengine.host.hookspecs import hookimpl
from cxengine.host.plugin_host import Host
from cxengine.sources.builtin import standard_host

HOOK = "from cxengine.host.hookspecs import hookimpl\n@hookimpl\n"
MODULES = {
    "cxtest_good": HOOK + "def cx_sources():\n    return {'good': print}\n",
    "cxtest_misspelt": HOOK + "def cx_source():\n    return {}\n",
    "cxtest_import": "import no_such_module_at_all\n",
    "cxtest_exit": "import sys\nsys.exit(4)\n",
    "cxtest_raises": HOOK + "def cx_sources():\n    raise KeyError('k')\n",
    "cxtest_taken": HOOK + "def cx_sources():\n    return {'csv': print}\n",
    "cxtest_wrong": HOOK + "def cx_sources():\n    return ['csv']\n",
    "cxtest_arguments": HOOK + "def cx_sources(more):\n    return {}\n",
}


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[EntryPoint]:
    for name, text in MODULES.items():
        (tmp_path / f"{name}.py").write_text(text)
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    return [EntryPoint(name.removeprefix("cxtest_"), name, "cxengine") for name in MODULES]


def test_each_failure_is_named_and_the_rest_goes_on(offered: list[EntryPoint]) -> None:
    import cxengine.sources.builtin as built_in

    names = [*(name.removeprefix("cxtest_") for name in sorted(MODULES, reverse=True)), "god"]
    host = Host(names, built_in={"files": built_in}, offered=lambda: offered)
    assert set(host.sources) == {*BUILT_IN, "good"} and host.plugins == ("files", "good")
    reasons = {problem.message.split("`")[1]: problem.message for problem in host.problems}
    assert set(reasons) == set(names) - {"good"}
    expected = {"misspelt": "`cx_sources`", "import": "no_such_module_at_all", "exit": "SystemExit",
                "raises": "KeyError", "taken": "`files` already does", "wrong": "a mapping from names is needed",
                "arguments": "more", "god": "Did you mean `good`?"}  # fmt: skip
    assert all(words in reasons[name] for name, words in expected.items()), reasons
    assert {problem.name for problem in host.problems} == set(names) - {"good"}


def test_only_plugins_that_are_named_are_loaded(offered: list[EntryPoint]) -> None:
    assert Host((), offered=lambda: offered).plugins == ()
    Host(["good"], offered=lambda: offered)
    assert "cxtest_exit" not in sys.modules and "cxtest_good" in sys.modules


def test_a_name_that_two_distributions_offer(offered: list[EntryPoint]) -> None:
    again = EntryPoint("good", "cxtest_wrong", "cxengine")
    host = Host(["good"], offered=lambda: [*offered, again])
    assert host.plugins == () and "more than one" in host.problems[0].message


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
