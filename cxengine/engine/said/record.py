"""What a project keeps of an assessment: levels, outcomes and what decided them, and no figure.

Figures of two dates could be held against each other, and so give away a group that neither date shows; who answered is
nobody's business later. A record therefore holds neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Literal

import attrs

from cxengine.engine.said.words import Number, OutcomeWord
from cxengine.engine.to_json import to_json

RECORD_SCHEMA = "cxengine.record/1"
Flaw = Literal["out_of_date", "without_proof"]
"""Why an answer that was given does not count."""


@attrs.frozen(kw_only=True)
class PackRecorded:
    """A rule pack with the digest of its text."""

    name: str
    version: str | None
    digest: str


@attrs.frozen(kw_only=True)
class SourceRecorded:
    """What was read for a table, by its digest; empty where an engine counts the rows where they are."""

    table: str
    digest: str


@attrs.frozen(kw_only=True)
class LevelRecorded:
    """A level of a model, and what it was called then."""

    number: int
    name: str


@attrs.frozen(kw_only=True)
class RuleRecorded:
    """What decided a criterion then: ``digest`` is over its lines and all that they name, without words for people."""

    criterion: str
    level: int | None
    digest: str
    title: str


@attrs.frozen(kw_only=True)
class ModelRecorded:
    """A model as it was: ``digest`` is over how levels are reached, without the criteria."""

    model: str
    title: str
    digest: str
    levels: tuple[LevelRecorded, ...]
    criteria: tuple[RuleRecorded, ...]

    @cached_property
    def all_rules(self) -> str:
        """One word for what decides the model: the same where how levels are reached and every criterion are."""
        return " ".join((self.digest, *(f"{each.criterion} {each.level} {each.digest}" for each in self.criteria)))


@attrs.frozen(kw_only=True)
class WaiverRecorded:
    """A criterion that was set aside, until when and why."""

    criterion: str
    until: date
    because: str


@attrs.frozen(kw_only=True)
class OutcomeRecorded:
    """How a criterion came out. ``answer`` and ``on`` are what was answered and when, where people were asked."""

    criterion: str
    outcome: OutcomeWord
    answer: str | None = None
    on: date | None = None
    flaw: Flaw | None = None


@attrs.frozen(kw_only=True)
class ResultRecorded:
    """One model's result for one subject; ``level`` is null where it was withheld, or a plugin said none."""

    model: str
    level: int | None
    withheld: bool
    could_be_from: int
    could_be_to: int
    score: Number | None
    without_waivers: int | None
    waivers: tuple[WaiverRecorded, ...]
    criteria: tuple[OutcomeRecorded, ...]

    @property
    def certain(self) -> bool:
        """Whether a level is given, and no way the unknowns could have turned out gives another."""
        return self.level is not None and self.could_be_from == self.could_be_to

    def outcome(self, criterion: str) -> OutcomeRecorded | None:
        """How a criterion came out; None where there was no such one."""
        return self._outcomes.get(criterion)

    @cached_property
    def _outcomes(self) -> Mapping[str, OutcomeRecorded]:
        return {each.criterion: each for each in self.criteria}


@attrs.frozen(kw_only=True)
class SubjectRecorded:
    """One subject with its results."""

    kind: str
    id: str
    title: str
    models: tuple[ResultRecorded, ...]

    @property
    def key(self) -> str:
        """``service:libraries``."""
        return f"{self.kind}:{self.id}"


@attrs.frozen(kw_only=True)
class Record:
    """One assessment as a project keeps it; ``to_dict`` is the JSON. ``digest`` is over all else but ``project``."""

    schema: Literal["cxengine.record/1"] = "cxengine.record/1"
    digest: str
    project: str
    as_of: date
    engine: str
    language: str
    packs: tuple[PackRecorded, ...]
    sources: tuple[SourceRecorded, ...]
    models: tuple[ModelRecorded, ...]
    subjects: tuple[SubjectRecorded, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the file as Python values."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made

    def model(self, key: str) -> ModelRecorded | None:
        """A model by its key; None where there was no such one."""
        return self._models.get(key)

    def result(self, subject: str, model: str) -> ResultRecorded | None:
        """What a model came to for ``kind:id``; None where that was not assessed."""
        return self._results.get((subject, model))

    @cached_property
    def _models(self) -> Mapping[str, ModelRecorded]:
        return {each.model: each for each in self.models}

    @cached_property
    def _results(self) -> Mapping[tuple[str, str], ResultRecorded]:
        return {(subject.key, each.model): each for subject in self.subjects for each in subject.models}
