"""What the modules of the checker share while one set of rule files is checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.functions import Estimator
from cxengine.lang.lookup import Lookup
from cxengine.lang.names import Meaning, MetricMeaning, Names
from cxengine.lang.types import ANY, Type
from cxengine.source import Span


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
        self.estimators: dict[str, Estimator] = {}
        self._tables_of_field: dict[str, str] | None = None

    def error(self, code: str, span: Span, message: str, help: str = "", *, replacement: str | None = None) -> None:
        """Report an error."""
        self.found.error(code, span, message, help, replacement=replacement)

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
            "Only a single share (`share`, `csat`, `ces`) or a net score (`nps`) has one. "
            "Take `with confidence` out, or compare a share.",
        )
        return False
