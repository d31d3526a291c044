"""Answers in a grid, a row for each criterion and a column for each subject, made a row for each answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from cxengine.host.contracts import Binding, Problem, RawTable
from cxengine.lang.names import Names
from cxengine.sources.columns import as_text
from cxengine.sources.failures import failure
from cxengine.sources.headings import find_heading
from cxengine.sources.synthetic import ANSWER_FIELDS
from cxengine.subjects import SubjectTree
from cxengine.suggest import did_you_mean, nearest

if TYPE_CHECKING:
    import pyarrow as pa

GRID = "grid"


@attrs.frozen
class Grid:
    """Finds the columns of subjects, by ``kind:id``, id or title. ``names`` gives each spelling its subject."""

    names: dict[str, str]

    @classmethod
    def of(cls, tree: SubjectTree, names: Names) -> Grid:
        """For the listed subjects of the kinds that models assess."""
        kinds = {model.subject.text for model in names.models.values()}
        found: dict[str, str] = {}
        for key, record in tree.records.items():
            if key.kind in kinds:
                for spelling in (str(key), key.id, record.title):
                    found.setdefault(spelling, str(key))
        return cls(found)

    def wanted(self) -> tuple[str, ...]:
        """Every heading that a subject could stand under."""
        return tuple(self.names)

    def listed(self, raw: RawTable, binding: Binding) -> RawTable:
        """A row for each filled cell under a subject; the other columns are repeated."""
        import numpy as np
        import pyarrow as pa

        own = {binding.columns.get(name, name) for name in ANSWER_FIELDS if name not in ("subject", "answer")}
        headings = tuple(raw.data.column_names)
        kept = [index for each in own if (index := find_heading(each, headings)) is not None]
        columns = {
            index: subject for spelling, subject in self.names.items()
            if (index := find_heading(spelling, headings)) is not None and index not in kept
        }  # fmt: skip
        pieces, rows = [], []
        numbers = np.arange(1, raw.data.num_rows + 1) if raw.row_numbers is None else raw.row_numbers
        for index in sorted(columns):
            answers = _text(raw.data.column(index))
            filled = np.flatnonzero(np.asarray(answers.is_valid()))
            piece = raw.data.select([headings[each] for each in kept]).take(filled)
            subject = pa.array([columns[index]] * len(filled), pa.string())
            piece = piece.append_column("subject", subject).append_column("answer", answers.take(filled))
            pieces.append(piece)
            rows.append(filled)
        if not pieces:
            name = binding.paths[0].name if binding.paths else binding.table
            help = f"Head each column of answers with the id or the title of one. {did_you_mean('', self.names)}"
            place = binding.place("layout")
            raise failure("missing-column", f"`{name}` has no column for a subject.", help.strip(), place)
        order = np.concatenate(rows)
        return attrs.evolve(
            raw,
            data=pa.concat_tables(pieces),
            headings=(*(headings[each] for each in kept), "subject", "answer"),
            row_numbers=numbers[order],
            numbers={name: mask[order] for name, mask in raw.numbers.items()},
            problems=(*raw.problems, *self._near_misses(raw, {headings[index] for index in columns}, own)),
        )

    def _near_misses(self, raw: RawTable, taken: set[str], own: Iterable[str]) -> Iterable[Problem]:
        """Columns that are no subject's, where a subject is spelt nearly so. Others are notes for people."""
        for heading in raw.headings:
            if heading not in taken and find_heading(heading, tuple(own)) is None and nearest(heading, self.names):
                help = did_you_mean(heading, self.names)
                message = f"The column `{heading}` is no subject's, and is passed over. {help}"
                yield Problem(code="unlisted-subject", message=message, count=raw.data.num_rows)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Answers as text; null where a cell is blank."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = as_text(column)
    if text is None:
        text = column.cast(pa.string())
    plain = pc.utf8_trim_whitespace(text.cast(pa.string()))
    return pc.if_else(pc.equal(plain, ""), pa.scalar(None, pa.string()), plain)
