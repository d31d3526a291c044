"""The load report of a table whose files were read: what each gave, and what is wrong with rows."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from cxengine.host.contracts import CountedNote, FileRead, LoadReport, Problem
from cxengine.lang import ast
from cxengine.sources.columns import IN_MEMORY
from cxengine.sources.failures import digest_of_all
from cxengine.sources.pieces import Piece
from cxengine.sources.same_files import said_of_same_files
from cxengine.sources.typed import Part


def report_of(
    table: ast.Table, parts: Sequence[Part], plugin: str, found: Sequence[Problem], read: Sequence[Piece] = ()
) -> LoadReport:
    """What is said of rows that are already left out of the parts, and of those that were ``found`` afterwards.

    ``read`` are the files that the parts come from.
    """
    problems = [problem for part in parts for problem in part.all_problems()]
    if len(parts) > 1:
        problems = [_named(problem, part.name) for part in parts for problem in part.all_problems()]
    if read:
        digests, rows = [part.digest for part in parts], [part.rows for part in parts]
        problems += said_of_same_files(read, digests, rows, keyed=bool(table.key))
    problems += found
    count = sum(part.rows for part in parts)
    if not count:
        said = "No row is given." if plugin == IN_MEMORY else "There are no rows."
        problems.append(Problem(code="no-rows", message=said))
    return LoadReport(
        table=table.name.text,
        plugin=plugin,
        rows=count,
        files=_files(parts),
        rejected=sum(part.rejected for part in parts) + sum(problem.count for problem in found),
        digest=digest_of_all([part.digest for part in parts]),
        problems=tuple(problems),
        notes=notes_of([(part.name, part.notes) for part in parts]),
    )


def notes_of(files: Sequence[tuple[str, Sequence[str]]]) -> tuple[str, ...]:
    """Each note once; of several files that it does not hold of alike, with the names of those that it is about."""
    found: dict[str, list[str]] = {}
    for name, notes in files:
        for note in dict.fromkeys(notes):
            found.setdefault(note, []).append(name)
    return tuple(note if len(names) == len(files) else _of_some(note, names) for note, names in found.items())


def _of_some(note: str, names: Sequence[str]) -> str:
    if any(f"`{name.partition(', sheet ')[0]}`" in note for name in names):
        return note
    form = ", ".join(names).replace("{", "{{").replace("}", "}}") + ": {}"
    return note.put(form) if isinstance(note, CountedNote) else form.format(note)


def said_of_key(table: ast.Table) -> str:
    """What is said of a row whose key stands in an earlier one."""
    key = ", ".join(f"`{name}`" for name in table.key)
    return f"The key {key} stands in an earlier row; the first row with it is kept."


def _files(parts: Sequence[Part]) -> tuple[FileRead, ...]:
    """What each file gave, where there are several."""
    if len(parts) < 2:
        return ()
    return tuple(
        FileRead(name=part.name, rows=part.rows, rejected=part.rejected, digest=part.digest) for part in parts
    )


def _named(problem: Problem, file: str) -> Problem:
    if f"`{file}`" in problem.message:
        return problem
    return attrs.evolve(problem, message=f"{file}: {problem.message}")
