"""One rule for one subject: whether it finds something, why, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs

from cxengine.findings.compiled import CompiledRule
from cxengine.maturity.because import Because, Run
from cxengine.maturity.facts import Facts
from cxengine.maturity.operands import Operand, attribute_words, masks
from cxengine.maturity.outcome import Truth
from cxengine.maturity.results import Outside, outside_figure
from cxengine.maturity.words import Style, shown
from cxengine.metrics.suppress import PROTECTING

_PLAIN = Style("number", 1)


@attrs.frozen(kw_only=True, eq=False)
class Judged:
    """What a rule comes to: ``truth`` None where it could not be worked out, and then nothing is found."""

    rule: CompiledRule
    because: Because
    text: str

    @property
    def truth(self) -> Truth:
        """Whether it finds something."""
        return self.because.truth


def judge(rule: CompiledRule, facts: Facts, others: Mapping[str, Outside]) -> Judged:
    """A rule on the facts of one subject, and on what its models came to, by name."""
    facts = facts.extended([outside_figure(ref, others) for ref in rule.results]) if rule.results else facts
    truths = [run(facts.numbers, facts) for run in rule.runs]
    because = rule.tell.tell(Run(facts, truths, ()))
    return Judged(rule=rule, because=because, text=said(rule, facts))


def said(rule: CompiledRule, facts: Facts) -> str:
    """The words of the finding with its figures: of one that is hidden or unknown it says only that, and why."""
    return "".join(part if isinstance(part, str) else _figure(part, facts) for part in rule.words)


def _figure(operand: Operand, facts: Facts) -> str:
    if masks(facts, operand.metrics):
        return f"(a figure that is {PROTECTING})"
    value = operand.read(facts)
    recorded = operand.ref is not None and not operand.metrics
    if isinstance(value, Fraction) and not recorded:
        return shown(value, operand.style or _PLAIN)
    if value is not None:
        return attribute_words(value, operand.style)
    reasons = [facts.measured[slot] for slot in operand.metrics]
    if any(each.open for each in reasons):
        return f"(unknown: from {reasons[0].low:.0f} to {reasons[0].high:.0f})"
    reasons = [each for each in reasons if each.value is None]
    hidden = [each for each in reasons if each.suppressed]
    why = (hidden or reasons)[0].unknown if reasons else "not recorded"
    return f"({'a figure that is hidden' if hidden else 'unknown'}: {why})"
