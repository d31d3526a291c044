"""What the docs say is so: examples check, paths exist, every code is explained, commands run."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import cxengine
from cxengine.diagnostic_codes import CODES
from cxengine.engine.source_tables import BUILT_IN, COMMON
from tests.docs.documented import Block, blocks, markdown_files
from tests.docs.reference_tables import LANGUAGE, with_tables

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = markdown_files([ROOT / "README.md", ROOT / "docs"])
EXAMPLES = blocks(LANGUAGE, "cx")
BASE = next(block for block in EXAMPLES if block.language == "cx base")


def checked(block: Block) -> set[str]:
    """The codes of the errors in an example, read together with the ground that it stands on."""
    texts = {"base.cx": BASE.body}
    if block != BASE:
        texts["example.cx"] = block.body
    try:
        cxengine.compile(texts)
    except cxengine.CxError as error:
        return {diagnostic.code for diagnostic in error.diagnostics if diagnostic.severity == "error"}
    return set()


@pytest.mark.parametrize("block", [b for b in EXAMPLES if "error" not in b.language], ids=lambda b: f"line {b.line}")
def test_an_example_of_the_language_checks(block: Block) -> None:
    assert checked(block) == set()


@pytest.mark.parametrize("block", [b for b in EXAMPLES if "error" in b.language], ids=lambda b: f"line {b.line}")
def test_a_wrong_example_is_refused_with_the_code_it_names(block: Block) -> None:
    assert checked(block) == {block.language.split()[2]}


def test_the_tables_of_the_reference_are_those_of_the_engine() -> None:
    text = LANGUAGE.read_text("utf-8")
    assert text == with_tables(text), "run `python -m tests.docs.reference_tables`"


def test_each_code_has_a_section_and_each_section_a_code() -> None:
    page = (ROOT / "docs" / "diagnostics.md").read_text("utf-8")
    sections = re.findall(r"^## ([a-z0-9-]+)$", page, re.MULTILINE)
    assert sections == sorted(CODES), "run `python -m tests.docs.code_sections`"
    for code, text in CODES.items():
        assert text in page, code


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_is_named_exists(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    found = re.findall(r"`([\w.-]+(?:/[\w.*-]*)+)`", text)
    named = {path for path in found if not path.startswith(("data/", "our-requests/"))}
    missing = {path for path in named if not list(ROOT.glob(path.rstrip("/")))}
    assert missing == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        place, _, anchor = target.partition("#")
        there = (page.parent / place) if place else page
        assert there.exists(), f"{page.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", there.read_text("utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in slugs, f"{page.name}: {target}"


def test_every_code_that_the_engine_gives_is_in_the_table() -> None:
    given = re.compile(r'(?:\.(?:error|warning)\(\s*|\bcode=)"([a-z0-9-]+)"')
    used = {code for path in (ROOT / "cxengine").rglob("*.py") for code in given.findall(path.read_text("utf-8"))}
    assert used - set(CODES) == set()


def test_every_key_of_cx_toml_is_explained() -> None:
    page = (ROOT / "docs" / "cx-toml.md").read_text("utf-8")
    keys = {"name", "as_of", "packs", "plugins", "keep_in", *COMMON, *(key for own in BUILT_IN.values() for key in own)}
    assert {key for key in keys if f"| `{key}`" not in page and f", `{key}`" not in page} == set()
    for block in blocks(ROOT / "docs" / "cx-toml.md", "toml"):
        assert set(tomllib.loads(block.body)) <= {"project", "sources", "population", "engine"}


@pytest.mark.parametrize("page", [p for p in PAGES if p.name != "history.md"], ids=lambda page: page.name)
def test_examples_in_python_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of ``history.md`` run in ``test_history_example.py``, where what they give is compared."""
    monkeypatch.chdir(ROOT)
    for block in blocks(page, "python"):
        exec(compile(block.body, f"{page.name}:{block.line}", "exec"), {})
