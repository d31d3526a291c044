"""The lines that a block was made of, and what overrides leave on what they touch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import attrs

from cxengine.lang.ast.expressions import Name, spanned
from cxengine.source import Span

Verb = Literal["change", "add", "waive", "remove"]


@attrs.frozen
class Clause:
    """``needs 30 answers``: the word that the table of blocks knows it by, and what it says."""

    word: str
    value: Any
    span: Span


@attrs.frozen(kw_only=True)
class Written:
    """A block as lines: its head, its clauses in order, and by kind the declarations that stand in it.

    From these an override makes the declaration anew, with its own lines in place of some.
    """

    kind: str
    name: Name
    title: str
    values: Mapping[str, Any]
    span: Span
    clauses: tuple[Clause, ...]
    blocks: Mapping[str, tuple[Any, ...]]


@attrs.frozen
class PackPin:
    """``extends enfield 2018.1``, ``uses standard 1``: another pack in exactly this version."""

    name: Name
    version: str
    span: Span = spanned()


@attrs.frozen(kw_only=True)
class Overridden:
    """What one override did: ``lines`` are the words whose lines it wrote or took out; ``span`` is its head line."""

    verb: Verb
    kind: str
    name: str
    title: str
    pack: str
    because: str
    lines: tuple[str, ...] = ()
    until: date | None = None
    span: Span = spanned()


@attrs.frozen
class Waiver:
    """``waive criterion 1.4`` with ``until``: set aside up to and including that day."""

    until: date
    because: str
    pack: str
    span: Span = spanned()
