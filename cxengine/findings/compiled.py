"""A rule made ready for evaluation: its condition, and the figures in what it says."""

from __future__ import annotations

import attrs

from cxengine.lang import ast
from cxengine.lang.names import Names, PartMeaning, Types
from cxengine.maturity.because import Teller
from cxengine.maturity.comparing import Conditions
from cxengine.maturity.conditions import Compare, teller
from cxengine.maturity.operands import Operand
from cxengine.maturity.results import ResultRef


@attrs.frozen(kw_only=True, eq=False)
class CompiledRule:
    """Everything of a rule that does not depend on a subject. ``words`` are what it says, figures between them."""

    key: str
    declared: ast.Rule
    tell: Teller
    runs: tuple[Compare, ...]
    """How each comparison is evaluated, by its place."""
    words: tuple[str | Operand, ...]
    refs: tuple[ast.Ref, ...]
    """The metrics it reads, by slot."""
    results: tuple[ResultRef, ...]
    """The levels and scores of models that it reads; their slots come after those of the metrics."""

    @property
    def others(self) -> frozenset[str]:
        """The models that it asks for."""
        meanings = (ref.meaning for ref in self.results)
        return frozenset(meant.model.name.text for meant in meanings if not isinstance(meant, PartMeaning))


def compile_rule(rule: ast.Rule, names: Names, types: Types, key: str) -> CompiledRule:
    """Compiles a rule that was checked."""
    assert rule.when is not None
    written = rule.finding or (rule.title,)
    conditions = Conditions(names, types, conditions=[rule.when, *(p for p in written if not isinstance(p, str))])
    tell = teller(conditions.compile(rule.when))
    words = tuple(part if isinstance(part, str) else conditions.operands.of(part) for part in written)
    return CompiledRule(
        key=key,
        declared=rule,
        tell=tell,
        runs=tuple(atom.run for atom in conditions.atoms.values()),
        words=words,
        refs=tuple(conditions.operands.refs),
        results=tuple(conditions.operands.results.values()),
    )
