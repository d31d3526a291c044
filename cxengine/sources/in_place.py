"""Tables of an engine that counts them where they are: which rows fit is asked by counting, and none is fetched.

What is asked depends on what is found. One pass counts the rows of each subject and those that do not fit. Only where
a column is spelled otherwise than the rule file has it, its different values are asked for too, and read exactly as
those of a file; and only where rows do not fit, how many are left out for which reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from cxengine import plan
from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import Binding, LoadedTable, LoadReport, PlacedField, PlacedRows, PlacedTable, Problem
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.metrics.reject import CODE
from cxengine.sources.columns import Wish
from cxengine.sources.headings import find_heading
from cxengine.sources.placed_fields import NotInPlace, Placing, placing
from cxengine.sources.placed_flaws import Flawed, flaws_of, unfit
from cxengine.sources.typed import convert, report_missing

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen(kw_only=True)
class Bound:
    """A rule file's table, the engine's table for it, and what ``cx.toml`` says of that.

    ``rejecting`` are the table's own conditions on which it takes no row, with their reasons.
    """

    table: ast.Table
    names: Names
    placed: PlacedTable
    binding: Binding
    rejecting: tuple[tuple[plan.Row, str], ...] = ()

    def run(self, asked: plan.Pass, rows: PlacedRows) -> pa.Table:
        """What the engine says."""
        (found,) = self.placed.engine.run([asked], {asked.table: rows})
        return found


def rows_in_place(bound: Bound, found: Diagnostics) -> LoadedTable | None:
    """The table, with its rows where they are. Mistakes of ``cx.toml`` go to ``found``, and None is returned.

    Raises NotInPlace, with the reason in words, where rows have to be read to see what they say.
    """
    placings = _placings(bound, found)
    if placings is None:
        return None
    rows = PlacedRows(table=bound.placed, fields={each.name: each.field for each in placings})
    looked = _Looked(bound, placings, rows)
    looked.settle([each for each in placings if not each.as_it_is])
    counted = looked.counted()
    again = [each for each in placings if each.as_it_is and each.few and looked.misspelt(each, counted)]
    if again:
        looked.settle(again)
        counted = looked.counted()
    problems: tuple[Problem, ...] = ()
    total = counted.rows
    if any(counted.unfit):
        problems = looked.problems()
        looked.leave_out()
        counted = looked.counted()
    _refuse_repeated_keys(bound, looked.rows, counted.rows)
    report = LoadReport(
        table=bound.table.name.text,
        plugin=bound.binding.plugin,
        rows=total,
        rejected=total - counted.rows,
        problems=problems,
        notes=(f"Its rows were counted where they are, in {bound.placed.name}.",),
    )
    data = attrs.evolve(looked.rows, num_rows=counted.rows, about=counted.about)
    return LoadedTable(name=bound.table.name.text, data=data, report=report)


def _placings(bound: Bound, found: Diagnostics) -> tuple[Placing, ...] | None:
    """Each field with its column; None where one is not there, which goes to ``found``."""
    if bound.binding.choices or bound.binding.files or bound.binding.layout != "list":
        raise NotInPlace("its rows are put together of several columns or files")
    headings = tuple(bound.placed.schema.names)
    made: list[Placing] = []
    broken = False
    for field in bound.table.fields:
        wish = Wish(table=bound.table.name.text, field=field, binding=bound.binding, found=found)
        heading = bound.binding.columns.get(wish.name, wish.name)
        at = find_heading(heading, headings)
        if at is None:
            report_missing(wish, heading, headings)
            broken = True
        else:
            made.append(placing(field, bound.names, bound.binding, bound.placed, headings[at]))
    return None if broken else tuple(made)


@attrs.frozen(kw_only=True)
class _Counted:
    """How many rows there are, how many each flaw has, and how many are about each subject."""

    rows: int
    unfit: tuple[int, ...]
    about: Mapping[str, Mapping[str | None, int]]


class _Looked:
    """What is known so far of a table's rows."""

    def __init__(self, bound: Bound, placings: Sequence[Placing], rows: PlacedRows) -> None:
        self.bound = bound
        self.placings = placings
        self.rows = rows
        self._table = bound.table.name.text
        self._misread: dict[str, tuple[Flawed, ...]] = {}
        self._subjects = [each for each in placings if each.kind == "subject"]

    def flaws(self) -> tuple[Flawed, ...]:
        """What can be wrong with a row, in the order in which it is told."""
        if self.rows.refused:
            return ()
        found = [
            flaw
            for each in self.placings
            for flaw in (*self._misread.get(each.name, ()), *flaws_of(each, self.bound.placed))
        ]
        found += [Flawed(code=CODE, said=said, row=row) for row, said in self.bound.rejecting]
        return tuple(found)

    def settle(self, placings: Sequence[Placing]) -> None:
        """Ask for the different values of columns, and say what each stands for."""
        if not placings:
            return
        columns = [plan.Column(each.name, "text") for each in placings]
        plain = {each.name: PlacedField(heading=each.field.heading, cast="TEXT") for each in placings}
        asked = plan.Tallies(self._table, (), tuple(plan.TallyWhere(column, plan.ALWAYS) for column in columns))
        answer = self.bound.run(asked, attrs.evolve(self.rows, fields={**self.rows.fields, **plain}))
        fields = dict(self.rows.fields)
        for at, each in enumerate(placings):
            spellings = _values(answer, at)
            fields[each.name], self._misread[each.name] = self._read(each, spellings)
        self.rows = attrs.evolve(self.rows, fields=fields)
        names = {each.name for each in placings}
        self.placings = [attrs.evolve(p, as_it_is=False) if p.name in names else p for p in self.placings]

    def _read(self, each: Placing, spellings: list[str]) -> tuple[PlacedField, tuple[Flawed, ...]]:
        """What the spellings stand for, read as the cells of a file are."""
        import numpy as np
        import pyarrow as pa

        wish = Wish(table=self._table, field=each.declared, binding=self.bound.binding, found=Diagnostics())
        column = convert(pa.chunked_array([pa.array(spellings, pa.string())]), wish, self.bound.names)
        if column is None:
            raise NotInPlace(f"the column `{each.field.heading}` cannot be read as text")
        meant = dict(zip(spellings, column.values.to_pylist(), strict=True))
        wrong = tuple(
            unfit(each, flaw.code, flaw.said, [spellings[place] for place in np.flatnonzero(flaw.rows)])
            for flaw in column.flaws
            if flaw.rows.any()
        )
        return attrs.evolve(each.field, spellings=meant, cast=""), wrong

    def misspelt(self, each: Placing, counted: _Counted) -> bool:
        """Whether a column of few values has some that are not as the rule file has them."""
        if each.kind == "subject":
            ids = [id for id in counted.about[each.name] if id is not None]
            absent = self.bound.binding.missing
            return any(not id or id != id.strip() or id in absent for id in ids)
        flaws = zip(self.flaws(), counted.unfit, strict=True)
        return any(n for flaw, n in flaws if flaw.field == each.name and flaw.code != "missing-value")

    def counted(self) -> _Counted:
        """One pass over the rows."""
        flaws = self.flaws()
        groups = tuple(plan.Group(plan.Column(each.name, "text")) for each in self._subjects)
        counts = tuple(plan.CountWhere(flaw.row) for flaw in flaws)
        together = tuple(dict.fromkeys((_ROWS, *counts)))
        answer = self.bound.run(plan.Scan(self._table, groups, together), self.rows)
        sizes = answer.column("a0").to_pylist()
        about: dict[str, dict[str | None, int]] = {each.name: {} for each in self._subjects}
        for at, each in enumerate(self._subjects):
            for id, size in zip(answer.column(f"g{at}").to_pylist(), sizes, strict=True):
                about[each.name][id] = about[each.name].get(id, 0) + size
        columns = [answer.column(f"a{together.index(count)}").to_pylist() for count in counts]
        return _Counted(rows=sum(sizes), unfit=tuple(sum(each) for each in columns), about=about)

    def problems(self) -> tuple[Problem, ...]:
        """How many rows are left out for each reason; a row for its first."""
        flaws = self.flaws()
        answer = self.bound.run(plan.Patterns(self._table, (), tuple(flaw.row for flaw in flaws)), self.rows)
        counts = [0] * len(flaws)
        width = plan.Patterns.WIDTH
        words = [answer.column(f"p{at}").to_pylist() for at in range((len(flaws) + width - 1) // width)]
        for row, n in enumerate(answer.column("n").to_pylist()):
            bits = sum(word[row] << (at * width) for at, word in enumerate(words))
            counts[(bits & -bits).bit_length() - 1] += n
        return tuple(flaw.problem(n) for flaw, n in zip(flaws, counts, strict=True) if n)

    def leave_out(self) -> None:
        """From now on without the rows that do not fit."""
        self.rows = attrs.evolve(self.rows, refused=tuple(flaw.row for flaw in self.flaws()))


_ROWS = plan.CountWhere(plan.ALWAYS)


def _values(answer: pa.Table, at: int) -> list[str]:
    kept = zip(answer.column(f"v{at}").to_pylist(), answer.column(f"k{at}").to_pylist(), strict=True)
    return sorted(value for value, other in kept if not other and value is not None)


def _refuse_repeated_keys(bound: Bound, rows: PlacedRows, count: int) -> None:
    """Raise NotInPlace where a key stands in several rows: which of them is the first, an engine does not know."""
    key = [name.text for name in bound.table.key]
    columns = {rows.fields[name].heading for name in key}
    if not key or any(known <= columns for known in bound.placed.keys):
        return
    distinct = plan.DistinctWhere(tuple(plan.Column(name, "text") for name in key), plan.ALWAYS)
    answer = bound.run(plan.Scan(bound.table.name.text, (), (distinct,)), rows)
    if answer.column("a0")[0].as_py() != count:
        said = ", ".join(f"`{name}`" for name in key)
        raise NotInPlace(f"some rows have the same key {said}, and only reading them shows which is the first")
