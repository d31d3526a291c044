"""Answers in a grid, a row for each criterion and a column for each subject, made a row for each answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
_ALIKE = 0.75
"""How like a subject a heading is spelt that is meant for one: `Libaries` is, and `Date` is not like `waste`."""


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

    def is_laid_out_in(self, headings: Sequence[str]) -> bool:
        """Whether one of the columns is a subject's."""
        return any(find_heading(each, self.wanted()) is not None for each in headings)

    def meant(self, headings: Sequence[str], binding: Binding) -> tuple[str, ...]:
        """The columns that are no subject's and are spelt nearly as one. Others are notes for people."""
        taken = {find_heading(each, headings) for each in (*_own(binding), *self.names)}
        others = (heading for index, heading in enumerate(headings) if index not in taken)
        return tuple(heading for heading in others if heading and nearest(heading, self.names, alike=_ALIKE))

    def listed(self, raw: RawTable, binding: Binding) -> RawTable:
        """A row for each filled cell under a subject; the other columns are repeated.

        What stands under a heading that is spelt nearly as a subject is about one that is not listed.
        """
        import numpy as np
        import pyarrow as pa

        headings = tuple(raw.data.column_names)
        kept = [index for each in _own(binding) if (index := find_heading(each, headings)) is not None]
        columns = {
            index: subject for spelling, subject in self.names.items()
            if (index := find_heading(spelling, headings)) is not None and index not in kept
        }  # fmt: skip
        if columns:
            columns |= {headings.index(each): each for each in self.meant(headings, binding)}
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
            problems=(*raw.problems, *_unheaded(raw)),
        )


def _own(binding: Binding) -> tuple[str, ...]:
    """The headings of what holds for a whole row."""
    return tuple(binding.columns.get(name, name) for name in ANSWER_FIELDS if name not in ("subject", "answer"))


def _unheaded(raw: RawTable) -> Iterator[Problem]:
    """Columns in which something stands in the first rows, but nothing above it."""
    above, below = raw.top[: raw.header_rows], raw.top[raw.header_rows :]
    width = max((len(row) for row in below), default=0)
    filled = [[at < len(row) and bool(row[at].strip()) for at in range(width)] for row in (*above, *below)]
    for at in range(width):
        headed, used = (any(row[at] for row in part) for part in (filled[: len(above)], filled[len(above) :]))
        if used and not headed:
            left = next((row[at - 1] for row in reversed(above) if 0 < at <= len(row) and row[at - 1].strip()), "")
            where = f"A column without a heading, at the right of `{left}`," if left else "A column without a heading"
            message = f"{where} is passed over. Head it with the id or the title of a subject, or empty it."
            yield Problem(code="column-without-heading", message=message)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Answers as text; null where a cell is blank."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = as_text(column)
    if text is None:
        text = column.cast(pa.string())
    plain = pc.utf8_trim_whitespace(text.cast(pa.string()))
    return pc.if_else(pc.equal(plain, ""), pa.scalar(None, pa.string()), plain)
