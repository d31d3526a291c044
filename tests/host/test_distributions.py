"""Which package brings a plugin, a source or a backend that somebody names without having it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cxengine.host.distributions import OFFERS, how_to_have, not_installed

PLUGINS = Path(__file__).resolve().parent.parent.parent / "plugins"


def test_every_distribution_with_a_plugin_is_known_and_offers_what_is_said() -> None:
    declared = {}
    for file in PLUGINS.glob("*/pyproject.toml"):
        project = tomllib.loads(file.read_text("utf-8"))["project"]
        for name in project.get("entry-points", {}).get("cxengine", {}):
            declared[name] = project["name"]
    assert declared == {name: f"cxengine-{name}" for name in OFFERS}
    for plugin, offers in OFFERS.items():
        written = "".join(path.read_text("utf-8") for path in (PLUGINS / f"cxengine-{plugin}" / "src").rglob("*.py"))
        assert [name for name in offers if f'"{name}": ' not in written] == []


@pytest.mark.parametrize(
    ("word", "installed", "said"),
    [
        ("survey", (), "it is not installed. Did you mean `surveys`? `pip install cxengine-surveys` installs it."),
        ("survey", ("surveys",), "it is not installed. Did you mean `surveys`?"),
        ("sql", (), "it is not installed. `pip install cxengine-sql` installs it."),
        ("cxengine-sql", (), "it is not installed. `pip install cxengine-sql` installs it."),
        ("postgres", (), "it is not installed. Did you mean `sql`? `pip install cxengine-sql` installs it."),
        ("our_wrds", ("our_words",), "it is not installed. Did you mean `our_words`?"),
        ("xyzzy", ("our_words",), "it is not installed. Installed are `our_words`."),
        ("xyzzy", (), "it is not installed; no plugin is."),
    ],
)
def test_a_plugin_that_is_not_installed(word: str, installed: tuple[str, ...], said: str) -> None:
    assert not_installed(word, installed) == said


def test_how_to_have_what_a_plugin_offers() -> None:
    said = 'It comes with cxengine-sql: `pip install cxengine-sql`, and `plugins = ["odata", "sql"]` in `[project]`.'
    assert how_to_have("postgresql", ("odata",)) == how_to_have("sqlserver", ("odata", "sql")) == said
    assert how_to_have("csv") == ""
