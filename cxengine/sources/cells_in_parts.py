"""Cells of a large source that come some rows at a time, to columns whose types are those of all rows together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from cxengine.host.contracts import Binding, ParquetFile, Problem, RawTable
from cxengine.sources.cells import Shape, shape_of, typed_as
from cxengine.sources.headings import find_heading
from cxengine.sources.put_aside import About, put_aside
from cxengine.sources.told import rows_words


@attrs.frozen(kw_only=True, eq=False)
class SomeRows:
    """``cells`` gives those under a heading; ``headings`` are all that these rows have.

    ``problems`` and ``rejected`` are of these rows and those before.
    """

    count: int
    headings: tuple[str, ...]
    cells: Callable[[str], Sequence[object]]
    numbers: Any = None
    problems: tuple[Problem, ...] = ()
    rejected: int = 0


class _Otherwise(Exception):
    """Rows that came later show that columns are of other types."""


class CellsInParts:
    """Puts rows aside that ``read`` gives as often as it is asked for, ``wanted`` columns of them.

    Types are those that the first rows have; where later ones show others, it is begun again with what is known then.
    """

    def __init__(self, binding: Binding, read: Callable[[], Iterator[SomeRows]], wanted: Sequence[str]) -> None:
        self._binding, self._read, self._wanted = binding, read, wanted
        self._headings: dict[str, None] = {}
        self._shapes: dict[str, Shape] = {}

    def put_aside(self, about: Callable[[tuple[str, ...]], About]) -> ParquetFile:
        """The rows; ``about`` is asked when all headings are known."""
        while True:
            try:
                return put_aside(self._binding, self._parts, lambda: about(tuple(self._headings)))
            except _Otherwise:
                continue

    def _parts(self) -> Iterator[RawTable]:
        rejected = 0
        begun: Mapping[str, Any] | None = self._kinds() if self._headings else None
        for some in self._read():
            self._look(some)
            if begun is None:
                begun = self._kinds()
            elif begun != self._kinds():
                self._look_at_all()
                raise _Otherwise
            yield attrs.evolve(self._typed(some), rejected=some.rejected - rejected)
            rejected = some.rejected

    def _look_at_all(self) -> None:
        rows = 0
        for some in self._read():
            self._look(some)
            rows += some.count
            self._binding.tell(f"{rows_words(rows)} looked at")

    def _look(self, some: SomeRows) -> None:
        self._headings |= dict.fromkeys(some.headings)
        for heading in self._columns():
            known = self._shapes.get(heading, Shape())
            self._shapes[heading] = known.beside(shape_of(some.cells(heading)))

    def _columns(self) -> list[str]:
        """The headings of the columns that are wanted, in the order in which they stand."""
        headings = tuple(self._headings)
        found = {at for each in self._wanted if (at := find_heading(each, headings)) is not None}
        return [headings[at] for at in sorted(found)]

    def _kinds(self) -> Mapping[str, tuple[Any, bool]]:
        shapes = {heading: self._shapes.get(heading, Shape()) for heading in self._columns()}
        return {heading: (shape.kind, shape.mixed) for heading, shape in shapes.items()}

    def _typed(self, some: SomeRows) -> RawTable:
        import pyarrow as pa

        typed = {name: typed_as(some.cells(name), self._shapes[name]) for name in self._columns()}
        data = pa.table({name: each.values for name, each in typed.items()} or {"": pa.nulls(some.count)})
        numbers = {name: each.numbers for name, each in typed.items() if each.numbers is not None}
        return RawTable(data=data, row_numbers=some.numbers, numbers=numbers, problems=some.problems)
