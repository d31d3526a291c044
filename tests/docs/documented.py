"""The commands and examples that stand in the README and in docs/, as the tests and ``.ci/run`` take them out.

    python tests/docs/documented.py set-up N README.md    print the Nth block marked ``sh``
    python tests/docs/documented.py run FILE_OR_FOLDER…   run each ``$ command`` of the blocks marked ``console``
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_BLOCK = re.compile(r"^```(?P<language>[^\n`]*)\n(?P<body>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: the words after the fence, its text, and the line its text starts in."""

    path: Path
    line: int
    language: str
    body: str


class Command(NamedTuple):
    """A ``$ command`` and the output printed below it. ``fails`` is the exit code in ``$ command  # exit 1``."""

    block: Block
    text: str
    output: str
    exit_code: int


def blocks(path: Path, language: str) -> list[Block]:
    """The fenced blocks of a Markdown file whose first word after the fence is this one."""
    text = path.read_text("utf-8")
    return [
        Block(path, text.count("\n", 0, found.start("body")) + 1, found["language"].strip(), found["body"])
        for found in _BLOCK.finditer(text)
        if found["language"].split()[:1] == [language]
    ]


def commands(path: Path) -> Iterator[Command]:
    """The commands of the blocks marked ``console``, in order."""
    for block in blocks(path, "console"):
        for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            text, _, code = line.partition("  # exit ")
            yield Command(block, text, output, int(code or 0))


def markdown_files(where: list[Path]) -> list[Path]:
    """The files, and the Markdown files of the folders, sorted."""
    return sorted(found for path in where for found in (path.rglob("*.md") if path.is_dir() else [path]))


def _run(where: list[Path]) -> int:
    ran, wrong = 0, 0
    for path in markdown_files(where):
        for command in commands(path):
            done = subprocess.run(command.text, shell=True, capture_output=True, text=True, encoding="utf-8")
            ran += 1
            if done.returncode != command.exit_code:
                wrong += 1
                print(f"{path}:{command.block.line}: `{command.text}` gave {done.returncode}")
                print(done.stdout + done.stderr)
    print(f"{ran} documented commands ran, {wrong} went wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1] == "set-up":
        print(blocks(Path(sys.argv[3]), "sh")[int(sys.argv[2]) - 1].body, end="")
    else:
        sys.exit(_run([Path(name) for name in sys.argv[2:]]))
