"""What an assessment says, as frozen values: the Python result and, key for key, the JSON of ``cx assess``.

Numbers are rounded here, once. Fields marked ``python_only`` do not appear in the JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import attrs

from cxengine.engine.journeys_said import JourneySaid
from cxengine.engine.to_json import named, python_only, to_json

if TYPE_CHECKING:
    import pyarrow

    from cxengine.diagnostics import Diagnostic
    from cxengine.findings.judged import Judged
    from cxengine.maturity.evaluate import ModelResult
    from cxengine.metrics.measured import Measured

Number = int | float
OutcomeWord = Literal["met", "partly", "unmet", "unknown", "not_applicable", "waived"]


@attrs.frozen(kw_only=True)
class PackUsed:
    """A rule pack that took part, with the digest of its text."""

    name: str
    version: str | None
    digest: str
    title: str
    effective: date | None
    cites: tuple[str, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class OverrideSaid:
    """What a pack says about the pack that it extends: ``lines`` are the words whose lines it wrote or took out."""

    what: Literal["changed", "added", "waived", "removed"]
    kind: str
    name: str
    title: str
    lines: tuple[str, ...]
    until: date | None
    pack: str
    because: str
    filename: str
    line: int


@attrs.frozen(kw_only=True)
class ProblemSaid:
    """A problem of a source's data; ``rows`` are the first row numbers, ``count`` is how many there are."""

    code: str
    message: str
    rows: tuple[int, ...]
    count: int


@attrs.frozen(kw_only=True)
class FileUsed:
    """One of several files, or sheets, that fill a table."""

    name: str
    rows: int
    rejected: int
    digest: str


@attrs.frozen(kw_only=True)
class SourceUsed:
    """What was read for a table. ``plugin`` is None where nothing fills it; ``files`` where there are several."""

    table: str
    plugin: str | None
    rows: int
    rejected: int
    digest: str
    problems: tuple[ProblemSaid, ...]
    notes: tuple[str, ...]
    files: tuple[FileUsed, ...] = ()


@attrs.frozen(kw_only=True)
class LevelSaid:
    """A level by number, with its name and band where the model gives them."""

    number: int
    name: str | None
    band: str | None
    only_with_investment: bool
    means: tuple[str, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class CouldBe:
    """The level over every way the unknowns could turn out."""

    from_: int = named("from")
    to: int
    exact: bool


@attrs.frozen(kw_only=True)
class ScoreCouldBe:
    """The score over every way the unknowns could turn out."""

    from_: Number = named("from")
    to: Number


@attrs.frozen(kw_only=True)
class WaiverSaid:
    """A criterion that is set aside up to and including a date, by a pack that gives its reason."""

    criterion: str
    until: date
    because: str
    title: str
    pack: str


@attrs.frozen(kw_only=True)
class AspectSaid:
    """One aspect's level and score; ``level`` is null where no level asks for any of its criteria."""

    aspect: str
    title: str
    level: int | None
    score: Number | None
    means: tuple[str, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Reason:
    """Why, in words and figures. ``gap`` is what is still lacking, 0 when nothing is."""

    text: str
    expr: str
    value: Number | None
    target: Number | None
    gap: Number | None
    n: int | None
    missing: tuple[str, ...]


@attrs.frozen(kw_only=True)
class EvidenceSaid:
    """What somebody recorded with an answer."""

    text: str
    by: str | None
    on: date | None
    stale: bool


@attrs.frozen(kw_only=True)
class AnswerSaid:
    """One assessor's answer. ``answer`` is the point of the scale; null where it is none, or of no use."""

    assessor: str
    assessor_title: str
    answer: str | None
    outcome: OutcomeWord
    on: date | None
    because: str


@attrs.frozen(kw_only=True)
class AgreementSaid:
    """Where several assessors agree and differ.

    ``could_answer`` is how many there are and ``answered`` names those who did; ``compared`` counts the criteria that
    at least two of them answered, and ``differ`` lists those with answers that are not the same.
    """

    assessors: tuple[str, ...]
    on_disagreement: str | None
    could_answer: int
    answered: tuple[str, ...]
    compared: int
    agreed: int
    differ: tuple[str, ...]


@attrs.frozen(kw_only=True)
class CriterionSaid:
    """One criterion's outcome."""

    criterion: str
    title: str
    level: int | None
    aspect: str | None
    outcome: OutcomeWord
    because: Reason
    evidence: tuple[EvidenceSaid, ...]
    answers: tuple[AnswerSaid, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class ToNext:
    """What stands between this level and the next; at the top ``level`` is null.

    ``condition`` is the level's own condition where it does not hold for certain."""

    level: int | None
    name: str | None
    only_with_investment: bool
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    condition: Reason | None


@attrs.frozen(kw_only=True)
class CapSaid:
    """A bound on the level while a condition holds. ``certain`` is false where nobody knows whether it does."""

    level: int
    certain: bool
    because: Reason


@attrs.frozen(kw_only=True)
class ModelSaid:
    """One model for one subject."""

    model: str
    title: str
    levels: Mapping[str, str]
    level: LevelSaid | None
    withheld: str | None
    capped: tuple[CapSaid, ...]
    could_be: CouldBe
    waivers: tuple[WaiverSaid, ...]
    expired_waivers: tuple[WaiverSaid, ...]
    without_waivers: LevelSaid | None
    score: Number | None
    score_from: Number | None
    score_to: Number | None
    score_could_be: ScoreCouldBe | None
    score_unknown: str | None
    aspects: tuple[AspectSaid, ...]
    criteria: tuple[CriterionSaid, ...]
    to_next: ToNext
    agreement: AgreementSaid | None
    notes: tuple[str, ...]
    result: ModelResult | None = python_only()

    def criterion(self, id: str) -> CriterionSaid:
        """The criterion of an id; KeyError where there is none."""
        for criterion in self.criteria:
            if criterion.criterion == id:
                return criterion
        raise KeyError(id)


@attrs.frozen(kw_only=True)
class ChangeSaid:
    """How a metric moved between two dates, in its own unit."""

    from_: date = named("from")
    by: Number
    significant: bool


@attrs.frozen(kw_only=True)
class MetricSaid:
    """One figure. ``unknown`` says why ``value`` is null."""

    metric: str
    title: str
    subject: str | None
    subject_title: str | None
    by: Mapping[str, str | None]
    value: Number | None
    unit: str
    n: int | None
    excluded: int
    low: Number | None
    high: Number | None
    confidence: float
    target: Number | None
    target_bound: Literal["at least", "at most"] | None
    status: Literal["met", "unmet"] | None
    suppressed: bool
    unknown: str | None
    lower_is_better: bool
    shown: str
    axis: tuple[Number, ...]
    change: ChangeSaid | None
    notes: tuple[str, ...]
    measured: Measured | None = python_only()


@attrs.frozen(kw_only=True)
class FindingSaid:
    """A rule that found something about a subject."""

    rule: str
    title: str
    severity: Literal["high", "medium", "low"]
    text: str
    because: Reason
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class UndecidedSaid:
    """A rule of which it could not be worked out whether it finds something, and what is missing."""

    rule: str
    title: str
    because: Reason


@attrs.frozen(kw_only=True)
class SubjectSaid:
    """Everything about one subject."""

    kind: str
    id: str
    title: str
    parent: str | None
    models: tuple[ModelSaid, ...]
    metrics: tuple[MetricSaid, ...]
    findings: tuple[FindingSaid, ...] = ()
    undecided: tuple[UndecidedSaid, ...] = ()
    rules: tuple[Judged, ...] = python_only(())

    def __getitem__(self, model: str) -> ModelSaid:
        """A model by its key (``enfield.maturity``) or by its name where only one pack has it."""
        for said in self.models:
            if model in (said.model, said.model.rpartition(".")[2]):
                return said
        raise KeyError(model)


@attrs.frozen(kw_only=True)
class Who:
    """A subject by kind and id."""

    kind: str
    id: str


@attrs.frozen(kw_only=True)
class Meets:
    """The criterion that an action is for."""

    model: str
    criterion: str


@attrs.frozen(kw_only=True)
class ActionSaid:
    """One action for one subject; ``rule`` where one proposes it. ``estimate``: no source gives the effort or cost."""

    id: str
    action: str
    title: str
    for_: tuple[Who, ...] = named("for")
    meets: tuple[Meets, ...]
    rule: str | None
    at: str
    status: Literal["open"]
    owner: str | None
    owner_title: str | None
    effort_days: Number | None
    effort_estimate: bool
    cost: Number | None
    cost_a_year: bool
    cost_estimate: bool
    estimate: bool
    starts: date
    due: date | None
    depends_on: tuple[str, ...]
    phase: str | None
    phase_title: str | None
    only_with_investment: bool
    for_next_level: bool
    because: str
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class ObjectiveSaid:
    """An objective, the wider ones it supports, and what supports it."""

    objective: str
    title: str
    supports: tuple[str, ...]
    objectives: tuple[str, ...]
    metrics: tuple[str, ...]
    criteria: tuple[Meets, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class UntracedSaid:
    """What supports no objective, where objectives are declared."""

    metrics: tuple[str, ...] = ()
    criteria: tuple[Meets, ...] = ()


@attrs.frozen(kw_only=True)
class Assessment:
    """The result of ``Program.assess``. Immutable; ``to_dict`` is the JSON."""

    schema: Literal["cxengine.assessment/1"] = "cxengine.assessment/1"
    engine: str
    language: str
    as_of: date
    as_of_given: bool
    project: str
    packs: tuple[PackUsed, ...]
    overrides: tuple[OverrideSaid, ...]
    sources: tuple[SourceUsed, ...]
    subjects: tuple[SubjectSaid, ...]
    journeys: tuple[JourneySaid, ...] = ()
    actions: tuple[ActionSaid, ...] = ()
    objectives: tuple[ObjectiveSaid, ...] = ()
    untraced: UntracedSaid = UntracedSaid()
    diagnostics: tuple[Diagnostic, ...] = python_only(())

    def __getitem__(self, key: str) -> SubjectSaid:
        """A subject by ``kind:id``; KeyError where it was not assessed."""
        for subject in self.subjects:
            if f"{subject.kind}:{subject.id}" == key:
                return subject
        raise KeyError(key)

    def __iter__(self) -> Iterator[SubjectSaid]:
        return iter(self.subjects)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx assess --format json`` as Python values."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made

    def to_arrow(self) -> pyarrow.Table:
        """A row per subject, model and criterion."""
        import pyarrow

        rows = [
            {
                "kind": subject.kind, "subject": subject.id, "model": model.model,
                "level": model.level.number if model.level else None,
                "could_be_from": model.could_be.from_, "could_be_to": model.could_be.to,
                "criterion": criterion.criterion, "criterion_level": criterion.level, "aspect": criterion.aspect,
                "outcome": criterion.outcome, "because": criterion.because.text,
            }
            for subject in self.subjects for model in subject.models for criterion in model.criteria
        ]  # fmt: skip
        return pyarrow.Table.from_pylist(rows)

    def exit_code(self, fail_below: int | None = None) -> int:
        """3 when a source failed, else 1 when a level is below ``fail_below``, else 0. Models without levels pass."""
        if any(diagnostic.severity == "error" for diagnostic in self.diagnostics):
            return 3
        levels = (model.level for subject in self.subjects for model in subject.models if model.levels)
        below = fail_below is not None and any(level is None or level.number < fail_below for level in levels)
        return 1 if below else 0


@attrs.frozen(kw_only=True)
class Measurement:
    """The result of ``Program.metrics``; ``to_dict`` is the JSON of ``cx metrics``."""

    schema: Literal["cxengine.metrics/1"] = "cxengine.metrics/1"
    as_of: date
    as_of_given: bool
    project: str
    metrics: tuple[MetricSaid, ...]
    sources: tuple[SourceUsed, ...]
    diagnostics: tuple[Diagnostic, ...] = python_only(())

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx metrics --format json`` as Python values."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made

    def exit_code(self) -> int:
        """3 when a source failed, else 0."""
        return 3 if any(diagnostic.severity == "error" for diagnostic in self.diagnostics) else 0
