"""The proofs of an answer: evidence, justification, link, plan, and which of them it lacks."""

from __future__ import annotations

import re

from cxengine.lang import ast
from cxengine.maturity.answers import Answer
from cxengine.maturity.outcome import Outcome

_LINK = re.compile(r"https?://[^\s/?#.]+\.[^\s/?#]+", re.IGNORECASE)


def lacking(criterion: ast.Criterion, answer: Answer, outcome: Outcome) -> tuple[str, ...]:
    """The proofs that the criterion requires for this outcome and that were not given, in words, by kind."""
    texts = {
        "evidence": answer.evidence.strip(), "justification": answer.justification.strip(),
        "plan": answer.plan.strip(),
    }  # fmt: skip
    missing: dict[str, str] = {}
    for proof in criterion.proofs:
        if proof.when is not None and proof.when.replace(" ", "_") != outcome:
            continue
        held = len(texts[proof.kind]) if proof.kind != "link" else int(_has_link(answer))
        if held < (proof.at_least or 1) and len(missing.get(proof.kind, "")) <= len(required_words(proof)):
            missing[proof.kind] = required_words(proof)
    return tuple(missing[kind] for kind in sorted(missing))


def held(answer: Answer) -> frozenset[str]:
    """The kinds of proof that came with an answer."""
    texts = {"evidence": answer.evidence, "justification": answer.justification, "plan": answer.plan}
    found = {kind for kind, text in texts.items() if text.strip()}
    return frozenset((found | {"link"}) if _has_link(answer) else found)


def required_words(proof: ast.Proof) -> str:
    """``evidence``, ``justification of at least 5 characters``."""
    if proof.at_least is None:
        return proof.kind
    return f"{proof.kind} of at least {proof.at_least} character{'' if proof.at_least == 1 else 's'}"


def _has_link(answer: Answer) -> bool:
    """Whether a web address, with a dot in the name of its site, stands anywhere in what was written."""
    return any(_LINK.search(text) for text in (answer.link, answer.evidence, answer.justification, answer.plan))
