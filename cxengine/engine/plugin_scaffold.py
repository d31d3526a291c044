"""``cx plugins new``: a distribution that can be installed at once and passes its own tests."""

from __future__ import annotations

import re
from pathlib import Path

from cxengine.diagnostics import CxError, Diagnostic

TEMPLATES = Path(__file__).resolve().parent / "scaffold"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ABOUT = {
    "source": "A source of data for cxengine.",
    "scorer": "A scorer for models of cxengine.",
    "functions": "Functions for rule files of cxengine.",
    "backend": "An engine that counts rows for cxengine.",
}
_RECORDED = {"source": "requests.json", "scorer": "results.json", "functions": "answers.json", "backend": "rows.json"}


def write_plugin(name: str, kind: str, parent: Path) -> Path:
    """Writes the folder ``name`` below ``parent`` and gives its path. Raises CxError where that cannot be."""
    if not _NAME.fullmatch(name):
        raise _refused(f"`{name}` is no name of a distribution", "Write small letters, digits and single hyphens.")
    folder = parent / name
    if folder.exists():
        raise _refused(f"there is a `{folder.as_posix()}` already", "Choose another name, or another --dir.")
    module = name.replace("-", "_")
    words = {"name": name, "module": module, "short": module, "word": module, "about": _ABOUT[kind]}
    words["use"] = _filled(TEMPLATES / kind / "use.txt", words).strip()
    for path, text in _files(kind, module, words).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")
    return folder


def _files(kind: str, module: str, words: dict[str, str]) -> dict[str, str]:
    common, own = TEMPLATES / "common", TEMPLATES / kind
    recorded = _RECORDED[kind]
    files = {
        "pyproject.toml": _filled(common / "pyproject.toml.txt", words),
        "README.md": _filled(common / "README.md.txt", words),
        f"src/{module}/__init__.py": _filled(common / "init.py.txt", words),
        f"src/{module}/py.typed": "",
        f"src/{module}/plugin.py": _filled(own / "plugin.py.txt", words),
        f"tests/test_{module}.py": _filled(own / "test.py.txt", words),
        f"tests/recorded/{recorded}": _filled(own / f"{recorded}.txt", words),
    }
    if kind == "source":
        files[f"src/{module}/source.py"] = _filled(own / "source.py.txt", words)
    return files


def _filled(template: Path, words: dict[str, str]) -> str:
    text = template.read_text("utf-8")
    for word, value in words.items():
        text = text.replace("{{" + word + "}}", value)
    return text


def _refused(message: str, help: str) -> CxError:
    return CxError([Diagnostic(code="plugin-new", message=message, help=help)])
