"""Grammar and bundled packs are found beside the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxengine import resources


def test_packs_of_the_checkout() -> None:
    for name in resources.bundled_packs():
        folder = resources.bundled_pack(name)
        assert folder is not None and (folder / "cx.toml").is_file()
    assert {"enfield", "standard"} <= set(resources.bundled_packs())
    assert resources.bundled_pack("../tests") is None
    assert resources.bundled_pack("nowhere") is None


def test_every_folder_of_rules_is_a_bundled_pack() -> None:
    rules = Path(__file__).parent.parent / "rules"
    folders = {path.parent.name for path in rules.glob("*/*.cx")}
    assert sorted(folders - {"calendars"}) == list(resources.bundled_packs())


def test_a_wheel_carries_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "cxengine" / "_data"
    (data / "grammars").mkdir(parents=True)
    for name in resources.GRAMMAR_FILES:
        (data / "grammars" / name).write_text(name, encoding="utf-8")
    (data / "rules" / "mine").mkdir(parents=True)
    (data / "rules" / "mine" / "cx.toml").write_text("")
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "cxengine")
    assert resources.grammar_text() == "\n".join(resources.GRAMMAR_FILES)
    assert resources.bundled_packs() == ("mine",)
