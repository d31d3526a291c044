"""What a model does with an outcome that is neither met nor unmet, and with duties that need not be met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import attrs

from cxengine.lang import ast
from cxengine.maturity.outcome import Truth

Duty = Literal["unmet", "met", "met with justification"]


@attrs.frozen(kw_only=True)
class Policies:
    """The policies for one criterion, of its aspect and its model; the defaults are those of the language.

    ``should`` and ``suggested`` say what an answer that falls short counts as. ``empty_level`` None: passed over.
    """

    unknown: ast.PolicyValue = "unknown"
    not_applicable: ast.PolicyValue = "left out"
    waived: ast.PolicyValue = "left out"
    partly: ast.PolicyValue = "unmet"
    should: Duty = "unmet"
    suggested: Duty = "unmet"
    empty_level: ast.PolicyValue | None = None

    @property
    def unknown_as(self) -> Truth:
        """What an unknown criterion is in conditions."""
        return {"met": True, "unmet": False}.get(self.unknown)

    def of_outcome(self, outcome: str) -> ast.PolicyValue | None:
        """What an outcome counts as; None where it is met or unmet already."""
        match outcome:
            case "unknown":
                return self.unknown
            case "not_applicable":
                return self.not_applicable
            case "waived":
                return self.waived
            case "partly":
                return None if self.partly == "unmet" else self.partly
            case _:
                return None

    def excuses(self, obligation: ast.Obligation, proofs: frozenset[str]) -> bool:
        """Whether an answer that falls short is taken as enough."""
        duty = self.should if obligation == "should" else self.suggested if obligation == "suggested" else "unmet"
        return duty == "met" or (duty == "met with justification" and "justification" in proofs)


_FIELDS: Mapping[ast.PolicyFor, str] = {
    "unknown": "unknown", "not applicable": "not_applicable", "waived": "waived", "partly": "partly",
    "should": "should", "suggested": "suggested", "empty level": "empty_level",
}  # fmt: skip


def policies_of(lines: Iterable[ast.Policy], base: Policies | None = None) -> Policies:
    """The policies that lines say, over those of ``base``."""
    said = {
        _FIELDS[line.about]: f"{line.value} with justification" if line.justified else line.value for line in lines
    }
    return attrs.evolve(base or Policies(), **said)  # type: ignore[arg-type]
