"""A generated pack beside another one that declares the same names: every line of it says which pack is meant.

The slow evaluator is given the pack as it stands alone, with its plain names, so that it knows nothing of this.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection

from .programs import Program

OWN, TWIN = "made", "twin"
EVERY = 5
"""One program in so many has a twin."""
TWINS = "twin/twin.cx"

HEAD = f"pack {TWIN}: Of the same names\nversion 1.0 from 2018-04-01\ntable decoys: Decoys\n  field worth is number\n"
DECOYS = {
    "metric": "metric {name}: A decoy\n  from decoys\n  where worth > 1\n  formula count\n  target at most 1\n",
    "segment": "segment {name}: A decoy\n  from decoys\n  where worth > 2\n",
    "party": "party {name}: A decoy\n",
    "theme": "theme {name}: A decoy\n  words: e\n",
    "objective": "objective {name}: A decoy\n",
    "scale": "scale {name} 3 to 9, lower is better: A decoy\n",
}
"""What the twin declares beside each thing of the pack: alike in name, and in nothing else."""

_HEAD = re.compile(r"^(metric|segment|party|theme|objective|scale|model|table) (\w+)", re.MULTILINE)
_KIND = re.compile(r"(?<=belongs to )\w+$|(?<= of )(?:council|directorate|service)\b|(?<=^  from )\w+$")
_FIELD = re.compile(r"^  field (\w+) is", re.MULTILINE)
_TYPED = re.compile(r"^ +(scale|field) ")
_OF_PLUGIN = re.compile(r"^ +(score|level) by ")
_FOR_KIND = re.compile(r"(?<= for )\w+$")


def has_twin(program: Program) -> bool:
    """Whether the program is given one."""
    return program.seed % EVERY == 0


def words_of(program: Program) -> set[str]:
    """What a twin adds to the count: what stands in two packs and is named with its own."""
    text = with_twin(program, {"": program.text})[""]
    both = {kind for kind, name in _HEAD.findall(program.text) if kind in DECOYS and f"{OWN}.{name}" in text}
    one = {kind for kind, name in _HEAD.findall(program.text) if kind not in DECOYS and f"{OWN}.{name}" in text}
    return {f"{kind} of two packs" for kind in both} | {f"{kind} with its pack" for kind in one}


def plain(name: str) -> str:
    """A name as the pack alone has it."""
    return name.removeprefix(f"{OWN}.")


def with_twin(program: Program, texts: dict[str, str]) -> dict[str, str]:
    """The texts of a program and of its twin; these alone where it has none."""
    if not has_twin(program):
        return texts
    declared = dict[str, str]()
    for kind, name in _HEAD.findall(program.text):
        declared.setdefault(name, kind)
    twin = HEAD + "".join(DECOYS[kind].format(name=name) for name, kind in declared.items() if kind in DECOYS)
    chance = random.Random(program.seed)
    must = {name for name, kind in declared.items() if kind in DECOYS}
    fields = set(_FIELD.findall(program.text))
    typed, named = _any_of(declared), _any_of(declared.keys() - fields)

    def say(match: re.Match[str]) -> str:
        return f"{OWN}.{match[0]}" if match[0] in must or chance.random() < 0.5 else match[0]

    own = "\n".join(_said(line, typed if _TYPED.match(line) else named, say) for line in program.text.split("\n"))
    own = own.replace("\nversion 1.0 from 2018-04-01\n", f"\nversion 1.0 from 2018-04-01\nuses {TWIN} 1.0\n", 1)
    return {TWINS: twin, **{name: own if text == program.text else text for name, text in texts.items()}}


def _any_of(names: Collection[str]) -> re.Pattern[str]:
    """Any of these names where it stands by itself."""
    return re.compile(rf'(?<![\w."])(?:{"|".join(sorted(names))})(?![\w."])')


def _said(line: str, named: re.Pattern[str], say: Callable[[re.Match[str]], str]) -> str:
    """A line in which names of things say their pack; prose stays, but for what stands in braces."""
    before, colon, after = line.partition(":")
    if _OF_PLUGIN.match(line):
        return line
    if not colon:
        return _typed(line, named, say) if line.startswith("  field") else _KIND.sub(say, named.sub(say, line))
    if before.strip() == "finding":
        return before + colon + re.sub(r"\{[^}]*\}", lambda m: named.sub(say, m[0]), after)
    words = before.split(" ")
    if _HEAD.match(line) or words[0] == "rule":
        return _FOR_KIND.sub(say, before) + colon + after
    return before + colon + after


def _typed(line: str, named: re.Pattern[str], say: Callable[[re.Match[str]], str]) -> str:
    """A field, of which the type may be a thing of the pack."""
    name, word, kind = line.partition(" is ")
    return name + word + named.sub(say, kind)
