"""Who is assessed. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import attrs

AttributeValue = str | bool | Fraction | date
"""Canonical value of a subject's field, a length of time in days; an absent key is a missing value."""


class SubjectKey(NamedTuple):
    """A subject's kind and id: ``("service", "housing_repairs")``."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@attrs.frozen(kw_only=True)
class SubjectRecord:
    """One listed subject: its title, whom it belongs to and its attributes by field name."""

    key: SubjectKey
    title: str
    parent: SubjectKey | None = None
    attributes: Mapping[str, AttributeValue] = attrs.field(factory=dict)


class SubjectTree:
    """The listed subjects, in the order listed, and who belongs to whom."""

    def __init__(self, records: Iterable[SubjectRecord]) -> None:
        self.records: dict[SubjectKey, SubjectRecord] = {record.key: record for record in records}
        self._children: dict[SubjectKey, list[SubjectKey]] = {}
        for record in self.records.values():
            if record.parent is not None:
                self._children.setdefault(record.parent, []).append(record.key)

    def ancestor(self, key: SubjectKey, kind: str) -> SubjectKey | None:
        """The subject of the kind that this one belongs to, itself included."""
        seen: set[SubjectKey] = set()
        here: SubjectKey | None = key
        while here is not None and here not in seen:
            if here.kind == kind:
                return here
            seen.add(here)
            record = self.records.get(here)
            here = record.parent if record is not None else None
        return None

    def below(self, key: SubjectKey, kind: str) -> tuple[SubjectKey, ...]:
        """Every subject of the kind that belongs to this one, at any depth, itself included."""
        found: list[SubjectKey] = []
        waiting, seen = [key], {key}
        while waiting:
            here = waiting.pop()
            if here.kind == kind:
                found.append(here)
            for child in self._children.get(here, ()):
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
        return tuple(sorted(found))
