"""The lines of a changed block: those of the override in place of all that have the same word."""

from __future__ import annotations

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import BlockRow
from cxengine.lang.constructs import TABLE
from cxengine.source import Span
from cxengine.suggest import did_you_mean

_PROOFS = ("evidence", "justification", "link", "plan")


def word_of(clause: ast.Clause) -> str:
    """The word by which a clause takes the place of others: each proof has its own."""
    if isinstance(clause.value, ast.Proof):
        return f"{clause.value.kind} required"
    return clause.word


def changed(
    old: ast.Written, override: ast.Override, found: Diagnostics, *, incomplete: bool
) -> tuple[ast.Written, tuple[str, ...]]:
    """The lines after a ``change``, and the words whose lines were written or taken out.

    ``incomplete``: a line of the files did not parse, and may have stood in the override.
    """
    given = tuple(dict.fromkeys(word_of(clause) for clause in override.lines.clauses))
    gone = _taken_out(old, override, found)
    out = {*given, *gone}
    kept = [clause for clause in old.clauses if word_of(clause) not in out]
    lines = attrs.evolve(
        old,
        title=override.title or old.title,
        clauses=(*kept, *override.lines.clauses),
        blocks={**old.blocks, **override.lines.blocks},
    )
    title = ("title",) if override.title else ()
    moved = ("in level",) if override.level is not None else ()
    words = (*title, *moved, *given, *override.lines.blocks, *gone)
    if not words and not override.without and not incomplete:
        found.error(
            "changes-nothing",
            override.span,
            f"`change {override.kind} {override.name}` changes nothing",
            f"Write below it the lines that {override.kind} {override.name} should have, or `without` and a word.",
        )
    if not incomplete:
        _check_needed(old, lines, override, found)
    return lines, words


def _taken_out(old: ast.Written, override: ast.Override, found: Diagnostics) -> tuple[str, ...]:
    row = TABLE[old.kind].row
    there = {word_of(clause) for clause in old.clauses}
    gone: list[str] = []
    for without in override.without:
        meant = _meant(without.words, row)
        taken = sorted(meant & there)
        gone += taken
        if not meant:
            found.error(
                "nothing-to-take-out",
                without.span,
                f"No line of a {old.kind} begins with `{without.words}`",
                did_you_mean(without.words, _words(there)) or "Write the first word of the line.",
            )
        elif not taken:
            has = ", ".join(f"`{word}`" for word in sorted(there)) or "none"
            found.error(
                "nothing-to-take-out",
                without.span,
                f"{old.kind.capitalize()} {old.name} has no `{without.words}` line to take out",
                f"Its lines are {has}.",
            )
    return tuple(gone)


def _words(there: set[str]) -> set[str]:
    return there | {word.split()[0] for word in there}


def _meant(written: str, row: BlockRow) -> set[str]:
    """The words of clauses that begin as written: `review` is `review every`, `lower` is `higher is better`."""
    spelt = [("note", "note"), *((form, row.word) for row in row.clauses for form in (row.word, row.form))]
    if "required" in row.words:
        spelt += [(f"{proof} required", f"{proof} required") for proof in _PROOFS]
    found = {word for form, word in spelt if form == written or form.startswith((f"{written} ", f"{written}:"))}
    return {written} if written in found else found


def _check_needed(old: ast.Written, lines: ast.Written, override: ast.Override, found: Diagnostics) -> None:
    """A changed block still has what one of its kind needs, and one only of what excludes another.

    What the block itself lacked is reported where it is declared.
    """
    row = TABLE[lines.kind].row
    words = {clause.word for clause in lines.clauses}
    before = {clause.word for clause in old.clauses}
    what = f"{override.kind} {override.name}"
    for clause in row.clauses:
        if clause.often in "!+" and clause.word in before - words:
            place = _without(override, clause.word)
            help = f"Write `{clause.form}` in place of the `without` line."
            found.error("missing-clause", place, f"Without its `{clause.word}` line {what} says nothing", help)
    both = [word for word in row.needs_one if word in words]
    if len(both) > 1:
        written = [clause.word for clause in override.lines.clauses]
        stays = next((word for word in both if word not in written), both[0])
        message = f"{what.capitalize()} would have both {' and '.join(f'`{word}`' for word in both)}"
        found.error("repeated-clause", override.span, message, f"Write `without {stays}` as well.")
    elif row.needs_one and not both and before.intersection(row.needs_one):
        either = " or ".join(f"`{row.words[word].form}`" for word in row.needs_one)
        message = f"{what.capitalize()} would have neither {' nor '.join(f'`{word}`' for word in row.needs_one)}"
        found.error("missing-clause", _without(override, *row.needs_one), message, f"Write {either} below it.")


def _without(override: ast.Override, *words: str) -> Span:
    return next((w.span for w in override.without if any(word.startswith(w.words) for word in words)), override.span)
