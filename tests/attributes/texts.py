"""The small programs in which attributes are shown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.needs.rows import rows

from .outcome import Text

HERE = Path(__file__).parent
BEGINS = "@@ "
PAGES = ("structure", "answers", "scoring", "people", "meanings", "levels")


@cache
def texts() -> tuple[Text, ...]:
    """The rule files beside this with data, and the rows of ``tests/needs`` with their test blocks alone."""
    pages = (row for page in PAGES for row in rows(page))
    return (
        *(Text(path.stem, tuple(files_of(path))) for path in sorted(HERE.glob("*.cx"))),
        *(Text(f"needs: {row.item}", tuple(row.texts(whole=True).items()), with_data=False) for row in pages),
    )


def files_of(path: Path) -> Iterator[tuple[str, str]]:
    """The rule files that stand in one, each after a line `@@ FOLDER/NAME`; without such a line it is one itself."""
    whole = path.read_text("utf-8")
    if not whole.startswith(BEGINS):
        yield path.name, whole
        return
    for part in whole.split(BEGINS)[1:]:
        name, _, text = part.partition("\n")
        yield name, text
