"""Every hook is documented as it is, and some real plugin of this repository uses it."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from cxengine.host import hookspecs
from cxengine.host.kinds import KINDS

ROOT = Path(__file__).resolve().parent.parent.parent
HOOKS = {name: hook for name, hook in vars(hookspecs).items() if name.startswith("cx_")}
PAGE = (ROOT / "docs" / "plugins.md").read_text("utf-8")


def signature(name: str) -> str:
    hook = HOOKS[name]
    return f"{name}{inspect.signature(hook)}".replace("'", "")


def test_there_are_at_most_eight_and_each_has_a_kind() -> None:
    assert len(HOOKS) <= 8 and {kind.hook for kind in KINDS} == set(HOOKS)


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_a_hook_is_documented_with_its_own_signature(name: str) -> None:
    documented = re.findall(rf"^\| `({name}\(.*?)` \|", PAGE, re.MULTILINE)
    assert documented == [signature(name)]
    assert (HOOKS[name].__doc__ or "").strip()


def test_the_guide_names_no_hook_that_is_not() -> None:
    assert set(re.findall(r"\bcx_[a-z]+(?=\()", PAGE)) == set(HOOKS)


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_a_hook_is_used_by_a_real_plugin_with_its_signature(name: str) -> None:
    used = re.compile(rf"^@hookimpl\ndef {re.escape(signature(name))}:", re.MULTILINE)
    code = [*(ROOT / "cxengine").rglob("*.py"), *(ROOT / "plugins").glob("*/src/**/*.py")]
    assert any(used.search(path.read_text("utf-8")) for path in code), f"no plugin here offers {name}"
