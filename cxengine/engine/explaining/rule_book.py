"""The rules of a run as an explanation quotes them: what is declared by name, and the texts of the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import attrs

from cxengine.engine.explaining.tree import Node, place_of
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.source import Source, Span, split_lines


@attrs.frozen(kw_only=True)
class RuleBook:
    """Metrics and tables by name, and the texts by file; of a text that is not at hand a line is told by its word."""

    metrics: Mapping[str, ast.Metric] = MappingProxyType({})
    tables: Mapping[str, ast.Table] = MappingProxyType({})
    texts: Mapping[str, Source] = MappingProxyType({})

    @classmethod
    def of(cls, names: Names, sources: Sequence[Source]) -> RuleBook:
        """The rules of a program."""
        return cls(
            metrics=names.metrics, tables=names.tables, texts={source.filename: source for source in sources}
        )

    def text(self, span: Span) -> str:
        """A stretch of a file in one line; empty where the file is not at hand."""
        source = self.texts.get(span.filename)
        if source is None:
            return ""
        lines = split_lines(source.text)[span.line - 1 : span.end_line]
        if lines:
            lines[-1] = lines[-1][: span.end_column - 1]
            lines[0] = lines[0][span.column - 1 :]
        return " ".join(" ".join(lines).split())

    def lines(self, declared: ast.Declaration, *words: str) -> Iterator[Node]:
        """A node for each line of a declaration that begins with one of these, in the order of the words."""
        for word in words:
            for span in declared.places.get(word, ()):
                yield Node(kind="line", text=self.text(span) or word, source=place_of(span))
