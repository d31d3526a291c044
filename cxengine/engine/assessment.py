"""What an assessment says, as frozen values: the Python result and, key for key, the JSON of ``cx assess``.

Its parts stand in ``cxengine/engine/said``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import attrs

from cxengine.diagnostics import Diagnostic, UnknownNameError
from cxengine.engine.said.actions import ActionSaid
from cxengine.engine.said.changes import MovedSaid
from cxengine.engine.said.findings import FindingSaid, ObjectiveSaid, UndecidedSaid, UntracedSaid
from cxengine.engine.said.history import HistorySaid
from cxengine.engine.said.journeys import JourneySaid
from cxengine.engine.said.levels import ModelSaid
from cxengine.engine.said.metrics import MetricSaid
from cxengine.engine.said.plugins import PluginsSaid
from cxengine.engine.said.record import Record
from cxengine.engine.said.sources import OverrideSaid, PackUsed, SourceUsed
from cxengine.engine.to_json import python_only, to_json
from cxengine.suggest import did_you_mean, subject_meant

if TYPE_CHECKING:
    import pyarrow

    from cxengine.findings.judged import Judged
    from cxengine.host.contracts import Renderer


def _unknown(code: str, message: str, help: str) -> UnknownNameError:
    return UnknownNameError([Diagnostic(code=code, message=message, help=help)])


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
        """A model by its key (``enfield.maturity``) or by its name where only one pack has it.

        Raises UnknownNameError, which is a KeyError too.
        """
        named = [said for said in self.models if model in (said.model, said.model.rpartition(".")[2])]
        if len(named) == 1:
            return named[0]
        message = f"`{self.kind}:{self.id}` has no model `{model}`."
        raise _unknown("unknown-model", message, did_you_mean(str(model), [said.model for said in self.models]))


@attrs.frozen(kw_only=True)
class Assessment:
    """The result of ``Program.assess``. Immutable; ``to_dict`` is the JSON."""

    schema: Literal["cxengine.assessment/1"] = "cxengine.assessment/1"
    engine: str
    language: str
    as_of: date
    as_of_given: bool
    change_since: date | None = None
    project: str
    packs: tuple[PackUsed, ...]
    overrides: tuple[OverrideSaid, ...]
    sources: tuple[SourceUsed, ...]
    subjects: tuple[SubjectSaid, ...]
    journeys: tuple[JourneySaid, ...] = ()
    actions: tuple[ActionSaid, ...] = ()
    objectives: tuple[ObjectiveSaid, ...] = ()
    untraced: UntracedSaid = UntracedSaid()
    plugins: PluginsSaid = PluginsSaid()
    renderers: Mapping[str, Renderer] = python_only(MappingProxyType({}))
    """Further forms in which plugins give the result."""
    history: HistorySaid | None = None
    record: Record | None = python_only()
    """What a project keeps of this."""
    diagnostics: tuple[Diagnostic, ...] = python_only(())

    def __getitem__(self, key: str) -> SubjectSaid:
        """A subject by ``kind:id``. Raises UnknownNameError, which is a KeyError too, where it was not assessed."""
        for subject in self.subjects:
            if f"{subject.kind}:{subject.id}" == key:
                return subject
        known = (f"{subject.kind}:{subject.id}" for subject in self.subjects)
        raise _unknown("unknown-subject", f"No subject `{key}` was assessed.", subject_meant(str(key), known))

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
    change_since: date | None = None
    project: str
    metrics: tuple[MetricSaid, ...]
    changes: tuple[MovedSaid, ...] = ()
    sources: tuple[SourceUsed, ...]
    plugins: PluginsSaid = PluginsSaid()
    renderers: Mapping[str, Renderer] = python_only(MappingProxyType({}))
    """Further forms in which plugins give the result."""
    diagnostics: tuple[Diagnostic, ...] = python_only(())

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx metrics --format json`` as Python values."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made

    def exit_code(self) -> int:
        """3 when a source failed, else 0."""
        return 3 if any(diagnostic.severity == "error" for diagnostic in self.diagnostics) else 0
