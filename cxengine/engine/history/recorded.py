"""An assessment as a record: what a project keeps of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.engine.history.digests import with_digest
from cxengine.engine.history.fingerprints import Fingerprints
from cxengine.engine.said.levels import ModelSaid
from cxengine.engine.said.record import (
    Flaw,
    LevelRecorded,
    ModelRecorded,
    OutcomeRecorded,
    PackRecorded,
    Record,
    ResultRecorded,
    RuleRecorded,
    SourceRecorded,
    SubjectRecorded,
    WaiverRecorded,
)
from cxengine.maturity.judged import Judged

if TYPE_CHECKING:
    from cxengine.engine.assessment import Assessment
    from cxengine.engine.program import Program
    from cxengine.maturity.compiled import CompiledModel


def record_of(program: Program, assessment: Assessment) -> Record:
    """Levels, outcomes, what was answered and when, waivers, and the digests of rules and sources."""
    prints = Fingerprints(program.names)
    return with_digest(Record(
        digest="",
        project=assessment.project,
        as_of=assessment.as_of,
        engine=assessment.engine,
        language=assessment.language,
        packs=tuple(PackRecorded(name=p.name, version=p.version, digest=p.digest) for p in assessment.packs),
        sources=tuple(SourceRecorded(table=s.table, digest=s.digest) for s in assessment.sources if s.plugin),
        models=tuple(_model(model, prints) for model in program.models),
        subjects=tuple(
            SubjectRecorded(
                kind=subject.kind, id=subject.id, title=subject.title,
                models=tuple(_result(model) for model in subject.models),
            )
            for subject in assessment.subjects
            if subject.models
        ),
    ))  # fmt: skip


def _model(model: CompiledModel, prints: Fingerprints) -> ModelRecorded:
    return ModelRecorded(
        model=model.key,
        title=model.declared.title,
        digest=prints.model(model.declared),
        levels=tuple(LevelRecorded(number=each.number, name=each.declared.title) for each in model.levels),
        criteria=tuple(
            RuleRecorded(
                criterion=each.id, level=each.level, digest=prints.criterion(model.declared, each.declared),
                title=each.declared.title,
            )
            for each in model.criteria
        ),
    )  # fmt: skip


def _result(model: ModelSaid) -> ResultRecorded:
    without = model.without_waivers
    return ResultRecorded(
        model=model.model,
        level=model.level.number if model.level is not None else None,
        withheld=model.withheld is not None,
        could_be_from=model.could_be.from_,
        could_be_to=model.could_be.to,
        score=model.score,
        without_waivers=without.number if without is not None else None,
        waivers=tuple(
            WaiverRecorded(criterion=each.criterion, until=each.until, because=each.because) for each in model.waivers
        ),
        criteria=_outcomes(model),
    )


def _outcomes(model: ModelSaid) -> tuple[OutcomeRecorded, ...]:
    result = model.result
    assert result is not None, "a record is made of a result, and not of its JSON"
    judged = result.outcomes.judged
    found: list[OutcomeRecorded] = []
    for index, criterion in enumerate(model.criteria):
        answered = judged.get(index)
        days = [each.answer.on for each in _each(answered) if each.answer is not None and each.answer.on is not None]
        found.append(
            OutcomeRecorded(
                criterion=criterion.criterion, outcome=criterion.outcome, answer=_answer(answered),
                on=max(days, default=None), flaw=_flaw(answered),
            )
        )  # fmt: skip
    return tuple(found)


def _each(judged: Judged | None) -> tuple[Judged, ...]:
    return () if judged is None else judged.parts or (judged,)


def _answer(judged: Judged | None) -> str | None:
    """``met``, or where several assessors answer ``self met, peer partly``; the points, never who chose them."""
    said = [
        f"{each.assessor} {each.said}" if judged is not None and judged.parts and each.assessor else each.said
        for each in _each(judged)
        if each.said is not None
    ]
    return ", ".join(said) or None


def _flaw(judged: Judged | None) -> Flaw | None:
    parts = _each(judged)
    if any(each.stale for each in parts):
        return "out_of_date"
    return "without_proof" if any(each.lacks_proof for each in parts) else None
