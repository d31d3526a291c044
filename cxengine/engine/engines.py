"""The engine that a run counts with: the one in this process, and the one that ``[engine]`` of a ``cx.toml`` names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan
from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.backends import BACKEND, backend_of
from cxengine.host.contracts import Backend, Binding, LoadedTable, PlacedTable, PlacingBackend
from cxengine.lang import ast

if TYPE_CHECKING:
    from datetime import date

    from cxengine.engine.program import Program
    from cxengine.lang.names import Names


@attrs.frozen(kw_only=True)
class Engine:
    """What runs plans. ``placing`` counts rows where they are, ``here`` those that were read; ``runs`` takes any
    question, whoever has the rows.
    """

    here: Backend
    runs: Backend
    placing: PlacingBackend | None = None
    reads_files: bool = True
    soon: Callable[[], None] | None = None
    """What is done where rows are going to be in memory, which ``here`` will count."""
    closing: tuple[Callable[[], None], ...] = ()
    """What is done after the run."""

    def look(self, bound: Any) -> PlacedTable | None:
        """The table of a source, where the engine has it."""
        return self.placing.look(bound) if self.placing is not None else None

    def close(self) -> None:
        """After the run: all that is open, whatever fails. Raises the first error, with a note of the others."""
        failed: list[Exception] = []
        for close in self.closing:
            try:
                close()
            except Exception as error:  # of a plugin, too: the others are closed all the same
                failed.append(error)
        if failed:
            first, *others = failed
            for other in others:
                first.add_note(f"Closing failed once more: {other!r}")
            raise first


def engine_of(program: Program, progress: Callable[[str], None] | None = None) -> Engine:
    """The engine of a program for one run; ``progress`` is told how far long counting is. Raises CxError for one that
    cannot be had.
    """
    from cxengine.backends.dispatch import Dispatch
    from cxengine.backends.duckdb import DuckDBBackend

    backend = backend_of(program, program.plugins)
    if isinstance(backend, PlacingBackend):
        own = DuckDBBackend(tell=progress).for_a_run()
        return Engine(here=own, runs=Dispatch(own), placing=backend, soon=own.soon, closing=(own.close, backend.close))
    if isinstance(backend, DuckDBBackend):
        own = attrs.evolve(backend, tell=progress).for_a_run()
        return Engine(here=own, runs=Dispatch(own), soon=own.soon, closing=(own.close,))
    project = program.rules.project
    offer = program.plugins.backends[project.backend if project is not None else BACKEND]
    return Engine(here=backend, runs=Dispatch(backend), reads_files=offer.reads_files)


def in_place(
    table: ast.Table, names: Names, as_of: date, placed: PlacedTable, bound: Any, found: Diagnostics,
    ahead: Sequence[plan.Scan | plan.Tallies] = (),
) -> LoadedTable | None:  # fmt: skip
    """The table where the engine has it. Raises NotInPlace with the reason where its rows have to be read.

    ``ahead`` is what is going to be counted of all tables.
    """
    from cxengine.metrics.reject import rejecting
    from cxengine.sources.columns import IN_MEMORY
    from cxengine.sources.in_place import Bound, rows_in_place

    binding = bound if isinstance(bound, Binding) else Binding(table=table.name.text, plugin=IN_MEMORY)
    reasons = [rejection.reason for rejection in table.rejections]
    conditions = tuple(zip(rejecting(table, names, as_of), reasons, strict=True))
    own = scans_of(table, ahead)
    return rows_in_place(
        Bound(table=table, names=names, placed=placed, binding=binding, rejecting=conditions, ahead=own), found
    )


def scans_of(table: ast.Table, ahead: Sequence[plan.Scan | plan.Tallies]) -> tuple[plan.Scan, ...]:
    """Those of a table that count."""
    return tuple(scan for scan in ahead if isinstance(scan, plan.Scan) and scan.table == table.name.text)


def not_counted(placed: PlacedTable, reason: str) -> CxError:
    """The error of a table that its engine cannot count, and nobody else can read."""
    message = f"The rows of {placed.name} cannot be counted where they are: {reason}."
    help = "Give the column the type that is needed, in a view or in the query."
    return CxError([Diagnostic(code="not-in-place", message=message, help=help)], exit_code=3)


def with_note(loaded: LoadedTable, note: str) -> LoadedTable:
    """The table, with one more note in its report."""
    return attrs.evolve(loaded, report=attrs.evolve(loaded.report, notes=(*loaded.report.notes, note)))
