"""What people should know of the tests that a run of ``cx test`` does not find or does not run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxengine.lang.effective import stands_alone
from cxengine.lang.packs import Packs

if TYPE_CHECKING:
    from cxengine.engine.program import Program

_TEST = re.compile(r"^[ \t]*test[ \t]", re.MULTILINE)

MOST_FILES = 8
"""So many files are named in one note."""


def tests_left_out(program: Program) -> Iterator[str]:
    """A note for each pack of the project's own with tests that are not run, since another of its packs extends it."""
    packs = Packs(program.files)
    texts = {source.filename: source.text for source in program.rules.sources}
    told: dict[str, list[str]] = {}
    for file in program.files:
        pack = packs.of(file.filename)
        own = file.filename not in program.rules.brought
        if own and pack is not None and not stands_alone(file, packs, program.rules.brought):
            if _TEST.search(texts.get(file.filename, "")):
                told.setdefault(pack.name.text, []).append(file.filename)
    for name, files in told.items():
        yield (
            f"The tests in {_listed(files)} are not run: they hold for the pack `{name}` as it stands alone, and "
            "another pack here extends or uses it. Write tests of the whole in a file of that pack."
        )


def files_looked_at(program: Program) -> str:
    """A note that names the files in which tests were looked for."""
    packs, brought = Packs(program.files), program.rules.brought
    files = [file.filename for file in program.files if stands_alone(file, packs, brought)]
    return f"Looked for tests in {_listed(files)}." if files else "No rule file here is of a pack of its own."


def _listed(files: list[str]) -> str:
    more = len(files) - MOST_FILES
    return ", ".join(files[:MOST_FILES]) + (f" and {more} more" if more > 0 else "")
