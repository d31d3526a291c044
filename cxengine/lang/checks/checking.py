"""What the modules of the checker share while one set of rule files is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.functions import Estimator
from cxengine.lang.lookup import Lookup
from cxengine.lang.names import Meaning, MetricMeaning, Names, Value
from cxengine.lang.types import ANY, Type
from cxengine.source import Span

BELONGS_TO_NOTHING = "belongs-to-nothing"
"""What is said once of a kind of subject, however many lines ask what it is a part of."""
MOST_NESTED_KINDS = 20
"""Kinds of subject that may stand above one another."""


class Checking:
    """The names, where problems go, and the tables that are being filled. Lives for one call of ``check``."""

    def __init__(self, files: Sequence[ast.File], names: Names, found: Diagnostics) -> None:
        self.names = names
        self.found = found
        self.lookup = Lookup(files, found)
        self.meanings = cast("dict[Span, Meaning]", names.meanings)
        self.expressions: dict[Span, Type] = {}
        self.metric_types: dict[str, Type] = {}
        self.metric_kinds: dict[str, frozenset[str] | None] = {}
        """The subject kinds that each metric can be worked out for; None where that cannot be said."""
        self.of_levels: set[str] = set()
        """The metrics that rest on levels or scores of subjects."""
        self.estimators: dict[str, Estimator] = {}
        self.values: dict[Type, Mapping[str, Value]] = {}
        """The named values of each type that was asked for."""
        self.titles: dict[Type, Mapping[str, tuple[Value, str]]] = {}
        """By folded name or title."""
        self._above: dict[str, tuple[str, ...]] = {}
        self._below: dict[str, frozenset[str]] = {}
        self.said: set[tuple[str, ...]] = set()
        """What is reported at its first place only: a code and the names that it is about."""
        self.calendar_told = any(pack.calendar is not None for pack in names.packs)
        """A pack names a calendar; where there is none all the same, that is reported already."""
        self._tables_of_field: dict[str, str] | None = None

    def error(self, code: str, span: Span, message: str, help: str = "", *, replacement: str | None = None) -> None:
        """Report an error."""
        self.found.error(code, span, message, help, replacement=replacement)

    def kinds_above(self, kind: str) -> tuple[str, ...]:
        """The kinds that a kind of subject belongs to, nearest first; no more than may be nested."""
        if kind not in self._above:
            found: list[str] = []
            subject = self.names.subjects.get(kind)
            while subject is not None and subject.belongs_to is not None and len(found) < MOST_NESTED_KINDS:
                if subject.belongs_to.text in found:
                    break
                found.append(subject.belongs_to.text)
                subject = self.names.subjects.get(subject.belongs_to.text)
            self._above[kind] = tuple(found)
        return self._above[kind]

    def kinds_below(self, kind: str) -> frozenset[str]:
        """The kinds that are this one or belong to it."""
        if not self._below:
            below: dict[str, set[str]] = {}
            for other in self.names.subjects:
                for above in (other, *self.kinds_above(other)):
                    below.setdefault(above, set()).add(other)
            self._below = {above: frozenset(others) for above, others in below.items()}
        return self._below.get(kind, frozenset())

    def table_with_field(self, word: str) -> str | None:
        """The first table that has a field of this name."""
        if self._tables_of_field is None:
            self._tables_of_field = {}
            for table in self.names.tables.values():
                for field in table.fields:
                    self._tables_of_field.setdefault(field.name.text, table.name.text)
        return self._tables_of_field.get(word)

    def metric_of(self, expr: ast.Expr) -> ast.Metric | None:
        """The metric that a reference stands for, once its type has been worked out."""
        meaning = self.meanings.get(expr.span)
        if isinstance(expr, ast.Ref) and isinstance(meaning, MetricMeaning):
            return meaning.metric
        return None

    def needs_interval(self, metric: ast.Metric, span: Span) -> bool:
        """Whether a metric has an interval; else reported at the place that asks for one."""
        word = metric.name.text
        if self.estimators.get(word) != "none" or self.metric_types.get(word) == ANY:
            return True
        self.error(
            "no-interval",
            span,
            f"The metric `{word}` has no confidence interval",
            "A share (`share`, `csat`, `ces`), a net score (`nps`) and a `mean` have one, alone, with numbers as in "
            "`2 * mean(x)`, and added up over the same rows as in `share(a) - share(b)`. Take `with confidence` out, "
            "or compare a share.",
        )
        return False
