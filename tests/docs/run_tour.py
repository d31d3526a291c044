"""Runs the ``$ cx …`` commands that stand in the docs, and writes their output below them.

python -m tests.docs.run_tour    writes the outputs anew
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.docs.documented import markdown_files

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = markdown_files([ROOT / "README.md", ROOT / "docs"])

_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def output(command: str, folder: Path) -> str:
    """What a command prints in an 80 columns wide pipe, with the exit code that ``# exit N`` announces."""
    text, _, code = command.partition("  # exit ")
    program = re.sub(r"^cx\b", lambda _: f'"{sys.executable}" -m cxengine', text)
    environment = os.environ | {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        program, shell=True, cwd=folder, capture_output=True, text=True, encoding="utf-8", env=environment
    )
    assert done.returncode == int(code or 0), f"`{command}` gave {done.returncode}: {done.stderr}"
    return done.stdout + done.stderr


def with_outputs(page: str, folder: Path) -> str:
    """The page with each command's output as it is now; commands run, and write, in the empty ``folder``."""
    (folder / "rules").symlink_to(ROOT / "rules", target_is_directory=True)

    def block(found: re.Match[str]) -> str:
        commands = re.findall(r"^\$ (.*)$", found[1], re.MULTILINE)
        parts = [f"$ {command}\n{output(command, folder)}" for command in commands]
        return "```console\n" + "".join(parts) + "```"

    return _CONSOLE.sub(block, page)


if __name__ == "__main__":
    for path in PAGES:
        with TemporaryDirectory() as folder:
            path.write_text(with_outputs(path.read_text("utf-8"), Path(folder)), "utf-8", newline="\n")
