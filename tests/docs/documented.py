"""Examples that stand in the README and in docs/, as the tests and ``.ci/run`` take them out.

    python tests/docs/documented.py N README.md    print the Nth block marked ``sh``
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

_BLOCK = re.compile(r"^```(?P<language>[^\n`]*)\n(?P<body>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: the words after the fence, its text, and the line its text starts in."""

    path: Path
    line: int
    language: str
    body: str


def blocks(path: Path, language: str) -> list[Block]:
    """The fenced blocks of a Markdown file whose first word after the fence is this one."""
    text = path.read_text("utf-8")
    return [
        Block(path, text.count("\n", 0, found.start("body")) + 1, found["language"].strip(), found["body"])
        for found in _BLOCK.finditer(text)
        if found["language"].split()[:1] == [language]
    ]


def markdown_files(where: list[Path]) -> list[Path]:
    """The files, and the Markdown files of the folders, sorted."""
    return sorted(found for path in where for found in (path.rglob("*.md") if path.is_dir() else [path]))


if __name__ == "__main__":
    print(blocks(Path(sys.argv[2]), "sh")[int(sys.argv[1]) - 1].body, end="")
