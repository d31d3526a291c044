"""What people answered, and where several of them agree and differ, as they stand in an assessment."""

from __future__ import annotations

from cxengine.engine.said.criteria import AnswerSaid, EvidenceSaid
from cxengine.engine.said.levels import AgreementSaid
from cxengine.maturity.answers import Answer
from cxengine.maturity.evaluate import ModelResult
from cxengine.maturity.judged import Judged
from cxengine.maturity.pooling import differ


def evidence_said(judged: Judged | None) -> tuple[EvidenceSaid, ...]:
    """What was recorded with the answer to one criterion, or with each of several people's answers."""
    if judged is None:
        return ()
    return tuple(
        EvidenceSaid(text=_proofs(each.answer), by=each.answer.by, on=each.answer.on, stale=each.stale)
        for each in judged.parts or (judged,)
        if each.answer is not None
    )


def answers_said(judged: Judged | None) -> tuple[AnswerSaid, ...]:
    """Each assessor's answer to one criterion; none where a model does not name assessors."""
    return tuple(
        AnswerSaid(
            assessor=each.assessor or "",
            assessor_title=each.assessor_title,
            answer=each.said,
            given=each.given,
            outcome=each.outcome,
            on=each.answer.on if each.answer is not None else None,
            because=each.text,
        )
        for each in (judged.parts if judged is not None else ())
    )


def agreement_said(result: ModelResult) -> AgreementSaid | None:
    """Where the assessors of a model agree and differ; None where it names none."""
    declared, model = result.outcomes.model.declared, result.outcomes.model
    if not declared.assessors:
        return None
    parts = {model.criteria[index].id: judged.parts for index, judged in result.outcomes.judged.items()}
    compared = {id: given for id, given in parts.items() if sum(each.outcome != "unknown" for each in given) > 1}
    differing = tuple(id for id, given in compared.items() if differ(given))
    who = dict.fromkeys((part.assessor or "", part.assessor_title) for given in parts.values() for part in given)
    return AgreementSaid(
        assessors=tuple(name.text for name in declared.assessors),
        on_disagreement=declared.disagreement.text if declared.disagreement is not None else None,
        could_answer=result.outcomes.could_answer,
        answered=tuple(title for _, title in who),
        compared=len(compared),
        agreed=len(compared) - len(differing),
        differ=differing,
    )


def _proofs(answer: Answer) -> str:
    texts = (answer.evidence, answer.justification, answer.link, answer.plan, answer.note)
    return "; ".join(text for text in texts if text.strip())
