"""The parts of ``docs/language.md`` that are written from the engine's own tables.

python tests/docs/reference_tables.py    writes them anew
"""

from __future__ import annotations

import re
from pathlib import Path

from cxengine.lang.constructs import CONSTRUCTS
from cxengine.lang.functions import FUNCTIONS

LANGUAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "language.md"
OFTEN = {"!": "once", "?": "at most once", "*": "any number", "+": "once or more"}


def block_table() -> str:
    """Every block with its clauses, in the order in which a reader meets them."""
    parts = []
    for construct in CONSTRUCTS:
        row = construct.row
        places = [place or "the file itself" for place in row.within]
        parts.append(f"**`{row.form}`** (in {' or '.join(places)}). {_sentence(row.about)}\n")
        if row.clauses:
            lines = ["| clause | how often | says |", "| --- | --- | --- |"]
            one_of = f"one of `{'`, `'.join(row.needs_one)}`"
            for clause in row.clauses:
                often = one_of if clause.word in row.needs_one else OFTEN[clause.often]
                lines.append(f"| `{clause.form}` | {often} | {clause.about} |")
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def function_table() -> str:
    """Every function with what it takes, what it gives and an example."""
    lines = ["| function | gives | on a scale | example |", "| --- | --- | --- | --- |"]
    for function in FUNCTIONS.values():
        scale = f"{function.scale.low} to {function.scale.high} only" if function.scale else "any"
        gives = str(function.result) if function.result is not None else "the type of what it is given"
        example = function.examples[-1]
        values = ", ".join("missing" if value is None else str(value) for value in example.values)
        said = f"`{example.formula}` over {values} is {example.result}"
        lines.append(f"| `{function.usage}` | {gives}. {_sentence(function.doc)} | {scale} | {said} |")
    return "\n".join(lines) + "\n"


def with_tables(text: str) -> str:
    """The text with the parts between the markers written anew."""
    for name, body in (("blocks", block_table()), ("functions", function_table())):
        pattern = rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)"
        assert re.search(pattern, text, re.DOTALL), f"docs/language.md has no place for {name}"
        text = re.sub(pattern, lambda found, body=body: f"{found[1]}\n{body}\n{found[2]}", text, flags=re.DOTALL)
    return text


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


if __name__ == "__main__":
    LANGUAGE.write_text(with_tables(LANGUAGE.read_text("utf-8")), "utf-8", newline="\n")
