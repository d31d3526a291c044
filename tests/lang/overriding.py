"""A pack and one that extends it, read as one set of rules; marks as in ``marked.py``."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.diagnostics import Diagnostic, Diagnostics
from cxengine.lang import ast
from cxengine.lang.check import check
from cxengine.lang.effective import effective
from cxengine.lang.parse import parse
from cxengine.lang.resolve import resolve
from cxengine.lang.vocabulary import VOCABULARY
from cxengine.source import Source

SHARED = """pack shared: Shared
version 1 from 2026-01-01
subject service: Service
party head: Head of service
category channel: Channel
  option web: Online
table responses: Answers
  field service is service
  field channel is channel
  field ok is yes_no
metric csat: Satisfied
  from responses
  formula share(ok is yes)
  target at most 80% from 2026-01-01
  target at most 85% from 2027-01-01
  needs 30 answers
  lower is better
model maturity for service: Maturity
  unknown counts as unmet
  not applicable counts as met
  score is mean
  aspect people: People
  aspect skills: Skills
    in people
  aspect process: Process
level 1: One
  criterion 1.1: Asked
    aspect process
    ask: Is it?
    evidence required when met
    link required
    review every 12 months
    action audit: Audit
      owner head
      costs £4,000 a year, estimate
    action act: Act
  criterion 1.2: Skilled
    aspect skills
    ask: Are they?
    action learn: Learn
  criterion 1.3: Third
    aspect process
    ask: And this?
level 2: Two
  criterion 2.1: Measured
    aspect process
    when csat meets target
"""
OWN = """pack own: Own
version 2 from 2026-04-01
extends shared 1
"""


def folded(texts: Mapping[str, str]) -> tuple[tuple[ast.File, ...], tuple[Diagnostic, ...]]:
    """The files as they hold, and everything that was found in them down to their types."""
    found = Diagnostics()
    files = effective([parse(Source(name, text), found) for name, text in texts.items()], found)
    names = resolve(files, VOCABULARY, found)
    check(files, names, found)
    return files, tuple(found)


def over(text: str, shared: str = SHARED) -> tuple[tuple[ast.File, ...], tuple[Diagnostic, ...]]:
    """The shared pack with a pack of these overrides above it."""
    return folded({"shared/shared.cx": shared, "own/own.cx": OWN + text})


def declared(files: tuple[ast.File, ...]) -> list[ast.TopLevel]:
    """Every declaration but packs, without the traces of overrides."""
    return [plain(each) for file in files for each in file.declarations if not isinstance(each, ast.Pack)]


def plain(node: object) -> object:
    """A node and all in it, without the traces of overrides: as if somebody had written it so."""
    import attrs

    if isinstance(node, tuple):
        return tuple(plain(each) for each in node)
    if not attrs.has(type(node)):
        return node
    slots = {name: plain(getattr(node, name)) for name in attrs.fields_dict(type(node)) if name != "span"}
    if isinstance(node, ast.Declaration):
        slots["overridden"] = ()
    return attrs.evolve(node, **slots)  # type: ignore[misc]
