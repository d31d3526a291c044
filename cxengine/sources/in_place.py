"""Tables of an engine that counts them where they are: which rows fit is asked by counting, and none is fetched.

What is asked depends on what is found. One pass counts the rows of each subject and, set apart by why, those that do
not fit; where it is known what else is to be counted of the table, in the same pass. Only where a column is spelled
otherwise than the rule file has it, its different values are asked for too, and read exactly as those of a file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from cxengine import plan
from cxengine.diagnostics import CxError, Diagnostics
from cxengine.host.contracts import Binding, LoadedTable, LoadReport, PlacedField, PlacedRows, PlacedTable, Problem
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.metrics.reject import CODE
from cxengine.metrics.sql import APART
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

    ``rejecting`` are the table's own conditions on which it takes no row, with their reasons; ``ahead`` says what is
    going to be counted of it.
    """

    table: ast.Table
    names: Names
    placed: PlacedTable
    binding: Binding
    rejecting: tuple[tuple[plan.Row, str], ...] = ()
    ahead: tuple[plan.Scan, ...] = ()

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
    if looked.settle(looked.suspected(counted)):
        counted = looked.counted()
    problems: tuple[Problem, ...] = ()
    if counted.fitting < counted.rows:
        problems = looked.problems()
        looked.leave_out()
    _refuse_repeated_keys(bound, looked.rows, counted.fitting)
    report = LoadReport(
        table=bound.table.name.text,
        plugin=bound.binding.plugin,
        rows=counted.rows,
        rejected=counted.rows - counted.fitting,
        problems=problems,
        notes=(f"Its rows were counted where they are, in {bound.placed.name}.",),
    )
    data = attrs.evolve(looked.rows, num_rows=counted.fitting, about=counted.about, answers=counted.answers)
    return LoadedTable(name=bound.table.name.text, data=data, report=report)


def _placings(bound: Bound, found: Diagnostics) -> tuple[Placing, ...] | None:
    """Each field with its column; None where one is not there, which goes to ``found``."""
    if bound.binding.choices or bound.binding.files or bound.binding.layout != "list":
        raise NotInPlace("its rows are put together of several columns or files")
    if bound.binding.absent:
        raise NotInPlace("some of its fields have no column")
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
    """How many rows there are and how many of them fit; which subjects they are about; what else was counted of them.

    ``ids`` are of all rows, ``about`` and ``answers`` of those that fit.
    """

    rows: int
    fitting: int
    ids: Mapping[str, frozenset[str | None]]
    about: Mapping[str, Mapping[str | None, int]]
    answers: Mapping[plan.Scan, pa.Table]


class _Looked:
    """What is known so far of a table's rows."""

    def __init__(self, bound: Bound, placings: Sequence[Placing], rows: PlacedRows) -> None:
        self.bound = bound
        self.placings = placings
        self.rows = rows
        self._table = bound.table.name.text
        self._misread: dict[str, tuple[Flawed, ...]] = {}
        self._subjects = [each.name for each in placings if each.kind == "subject"]

    def flaws(self) -> tuple[Flawed, ...]:
        """What can be wrong with a row, in the order in which it is told."""
        found = [
            flaw
            for each in self.placings
            for flaw in (*self._misread.get(each.name, ()), *flaws_of(each, self.bound.placed))
        ]
        found += [Flawed(code=CODE, said=said, row=row) for row, said in self.bound.rejecting]
        return tuple(found)

    def settle(self, placings: Sequence[Placing]) -> bool:
        """Ask for the different values of columns, and say what each stands for; whether any is spelled otherwise."""
        if not placings:
            return False
        columns = [plan.Column(each.name, "text") for each in placings]
        plain = {each.name: PlacedField(heading=each.field.heading, cast="TEXT") for each in placings}
        asked = plan.Tallies(self._table, (), tuple(plan.TallyWhere(column, plan.ALWAYS) for column in columns))
        answer = self.bound.run(asked, attrs.evolve(self.rows, fields={**self.rows.fields, **plain}))
        fields = dict(self.rows.fields)
        names: set[str] = set()
        for at, each in enumerate(placings):
            field, misread = self._read(each, _values(answer, at))
            if misread or not each.as_it_is or _differently(field):
                fields[each.name], self._misread[each.name] = field, misread
                names.add(each.name)
        self.rows = attrs.evolve(self.rows, fields=fields)
        self.placings = [attrs.evolve(p, as_it_is=False) if p.name in names else p for p in self.placings]
        return bool(names)

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
            unfit(each, flaw, [spellings[place] for place in np.flatnonzero(flaw.rows)])
            for flaw in column.flaws
            if flaw.rows.any()
        )
        return attrs.evolve(each.field, spellings=meant, cast=""), wrong

    def suspected(self, counted: _Counted) -> list[Placing]:
        """Columns of few values of which some may not be as the rule file has them."""
        told = {flaw.field for flaw in self.flaws() if flaw.code != "missing-value"}
        amiss = counted.fitting < counted.rows
        return [
            each
            for each in self.placings
            if each.as_it_is
            and each.few
            and (self._untidy(counted.ids[each.name]) if each.kind == "subject" else amiss and each.name in told)
        ]

    def _untidy(self, ids: Collection[str | None]) -> bool:
        absent = self.bound.binding.missing
        return any(id is not None and (not id or id != id.strip() or id in absent) for id in ids)

    def counted(self) -> _Counted:
        """Counts the rows, in the pass in which the first of what is wanted by subject is counted too."""
        by_subject = tuple(plan.Group(plan.Column(name, "text")) for name in self._subjects)
        apart = tuple(flaw.row for flaw in self.flaws())
        ahead = [scan for scan in self.bound.ahead if _names(scan).issuperset(self._subjects)][:1]
        for scan in ahead:
            try:
                return _read_counts(scan, self.bound.run(attrs.evolve(scan, apart=apart), self.rows), self._subjects)
            except CxError as error:  # perhaps of rows that do not fit
                if any(each.code != "number-too-large" for each in error.diagnostics):
                    raise
        alone = plan.Scan(self._table, by_subject, (_ROWS,), apart)
        return _read_counts(alone, self.bound.run(alone, self.rows), self._subjects)

    def problems(self) -> tuple[Problem, ...]:
        """How many rows are left out for each reason: a row for the first of each field, else of the table's own."""
        flaws = self.flaws()
        answer = self.bound.run(plan.Patterns(self._table, (), tuple(flaw.row for flaw in flaws)), self.rows)
        counts = [0] * len(flaws)
        width = plan.Patterns.WIDTH
        words = [answer.column(f"p{at}").to_pylist() for at in range((len(flaws) + width - 1) // width)]
        for row, n in enumerate(answer.column("n").to_pylist()):
            bits = sum(word[row] << (at * width) for at, word in enumerate(words))
            for at in _told_for(flaws, bits):
                counts[at] += n
        return tuple(flaw.problem(n) for flaw, n in zip(flaws, counts, strict=True) if n)

    def leave_out(self) -> None:
        """From now on without the rows that do not fit."""
        self.rows = attrs.evolve(self.rows, refused=tuple(flaw.row for flaw in self.flaws()))


def _told_for(flaws: Sequence[Flawed], bits: int) -> list[int]:
    """Which flaws a row with these is told for, as where rows are read: the table's own are asked of what fits."""
    first: dict[str, int] = {}
    for at, flaw in enumerate(flaws):
        if bits >> at & 1:
            first.setdefault(flaw.field, at)
    return [at for field, at in first.items() if field or len(first) == 1]


_ROWS = plan.CountWhere(plan.ALWAYS)


def _names(scan: plan.Scan) -> set[str]:
    """The columns by whose values rows are gathered."""
    return {group.column.name for group in scan.groups if group.part is None}


def _read_counts(scan: plan.Scan, answer: pa.Table, subjects: Sequence[str]) -> _Counted:
    """What a scan found, its rows that do not fit set apart."""
    fitting = answer
    if APART in answer.column_names:
        import pyarrow.compute as pc

        fitting = answer.filter(pc.invert(answer.column(APART))).drop_columns([APART])
    sizes = f"a{scan.aggregates.index(_ROWS)}"
    ids: dict[str, frozenset[str | None]] = {}
    about: dict[str, dict[str | None, int]] = {}
    for at, group in enumerate(scan.groups):
        if (name := group.column.name) in subjects and group.part is None:
            ids[name] = frozenset(answer.column(f"g{at}").to_pylist())
            about[name] = {}
            for id, n in zip(fitting.column(f"g{at}").to_pylist(), fitting.column(sizes).to_pylist(), strict=True):
                about[name][id] = about[name].get(id, 0) + int(n)
    rows, kept = (sum(map(int, each.column(sizes).to_pylist())) for each in (answer, fitting))
    whole = attrs.evolve(scan, apart=())
    return _Counted(rows=rows, fitting=kept, ids=ids, about=about, answers={whole: fitting})


def _differently(field: PlacedField) -> bool:
    """Whether a value is spelled otherwise than the rule file has it."""
    return any(str(meant) != spelling for spelling, meant in (field.spellings or {}).items())


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
