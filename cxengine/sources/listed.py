"""Who is assessed: the listed subjects, and data about those that are not listed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import FIRST_ROWS, Binding, FileRows, LoadedTable, LoadReport, PlacedRows, Problem
from cxengine.host.plugin_host import Host
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.masking import MOST_EXAMPLES, shown
from cxengine.sources import advice
from cxengine.sources.columns import IN_MEMORY, Reading, spread
from cxengine.sources.problem_rows import ProblemRows
from cxengine.sources.synthetic import SUBJECT_FIELDS, load_any, records, subjects_table
from cxengine.subjects import AttributeValue, SubjectKey, SubjectRecord, SubjectTree
from cxengine.suggest import did_you_mean, nearest

if TYPE_CHECKING:
    import pyarrow as pa

_READING = Reading(optional=frozenset({"title", "parent"}), exact={"id": (), "parent": ()})


def load_subjects(
    kind: str,
    source: Binding | object,
    names: Names,
    *,
    host: Host,
    found: Diagnostics,
    parents: Collection[str] | None = None,
) -> tuple[tuple[SubjectRecord, ...], LoadReport]:
    """Read the subjects of a kind: id and, where they are there, title and parent; and each field of the kind.

    ``parents`` are the ids of the kind it belongs to: one that is not among them is a problem, and the subject
    then belongs to none; None leaves that unchecked. A field whose value does not fit is a problem, and unknown.
    Where no row names a parent and there is only one, all belong to it. Raises CxError (3) where the source failed.
    """
    subject = names.subjects[kind]
    reading = attrs.evolve(_READING, loose=frozenset(field.name.text for field in subject.fields))
    loaded = load_any(subjects_table(subject), names, source, host=host, found=found, reading=reading)
    if loaded is None:
        return (), LoadReport(table=kind, plugin=source.plugin if isinstance(source, Binding) else IN_MEMORY)
    above = None if subject.belongs_to is None else subject.belongs_to.text
    rows = records(loaded)
    only = _only_parent(rows, parents)
    unknown = ProblemRows()
    read: list[SubjectRecord] = []
    for row, values in rows:
        parent = values.get("parent") or only
        if above is not None and parents is not None and parent is not None and parent not in parents:
            message = f"There is no {above} {shown(parent)} to belong to. {did_you_mean(parent, parents)}".strip()
            unknown.add("unknown-parent", message, row)
            parent = None
        elif above is not None and parents and parent is None:
            message = f"It names no {above} that it belongs to: column `parent` gives its id."
            unknown.add("no-parent", message, row)
        read.append(
            SubjectRecord(
                key=SubjectKey(kind, values["id"]),
                title=values.get("title") or values["id"],
                parent=None if above is None or parent is None else SubjectKey(above, parent),
                attributes=_attributes(values, subject),
            )
        )
    report = attrs.evolve(loaded.report, problems=(*loaded.report.problems, *unknown.problems()))
    if only is not None and above is not None and read:
        report = attrs.evolve(report, notes=(*report.notes, f"All belong to the only {above}, `{only}`."))
    return tuple(read), report


def load_all_subjects(
    sources: Mapping[str, Binding | object], names: Names, *, host: Host, found: Diagnostics
) -> tuple[SubjectTree, tuple[LoadReport, ...]]:
    """Read the subjects of every kind that has a source, those above first."""
    listed: list[SubjectRecord] = []
    reports: list[LoadReport] = []
    for kind in sorted(sources, key=lambda kind: (len(names.parents(kind)), kind)):
        above = names.subjects[kind].belongs_to
        parents = None if above is None else [record.key.id for record in listed if record.key.kind == above.text]
        read, report = load_subjects(kind, sources[kind], names, host=host, found=found, parents=parents)
        listed += read
        reports.append(report)
    return SubjectTree(listed), tuple(reports)


def unlisted(
    loaded: LoadedTable, field: ast.Field, kind: str, tree: SubjectTree, binding: Binding | None = None
) -> Problem | None:
    """Rows about subjects of the kind that are not listed, as a problem of the load report; None without any.

    The subjects are named, but not those of a personal field.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    titles = {key.id: record.title for key, record in sorted(tree.records.items()) if key.kind == kind}
    ids = list(titles)
    name = field.name.text
    if isinstance(loaded.data, FileRows) and loaded.data.values[name].issubset(ids):
        return None
    if isinstance(loaded.data, PlacedRows):
        strangers = {id: n for id, n in loaded.data.about[name].items() if id is not None and id not in set(ids)}
        return _strangers(field, kind, titles, strangers, sum(strangers.values()), (), binding)
    listed = pa.array(ids, pa.string())
    count, found = 0, set[str]()
    rows: list[int] = []
    for numbers, values in loaded.chunks(name):
        strange = _strange(values, listed)
        if not strange.any():
            continue
        places = numbers[strange]
        count += len(places)
        rows += places[: FIRST_ROWS - len(rows)].tolist()
        found.update(pc.unique(values.filter(pa.array(strange))).to_pylist())
    return _strangers(field, kind, titles, found, count, tuple(rows), binding)


def _strange(values: pa.ChunkedArray | pa.Array, listed: pa.StringArray) -> Any:
    """A mask of the ids that are not listed; those of a dictionary are looked up once each."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(values, pa.ChunkedArray):
        return np.concatenate([np.zeros(0, bool), *(_strange(chunk, listed) for chunk in values.chunks)])
    if isinstance(values, pa.DictionaryArray):
        return spread(_strange(values.dictionary, listed), values, False)
    return np.asarray(pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=listed))))


def _strangers(
    field: ast.Field, kind: str, titles: Mapping[str, str], found: Collection[str], count: int, rows: tuple[int, ...],
    binding: Binding | None,
) -> Problem | None:  # fmt: skip
    if not count:
        return None
    words = "." if field.personal else f": {_meant(sorted(found), titles, field.name.text, kind, binding)}"
    message = f"Data about a subject (`{kind}`) that is not listed{words}"
    return Problem(code="unlisted-subject", message=message, count=count, rows=rows)


def _meant(
    names: Sequence[str], titles: Mapping[str, str], field: str, kind: str, binding: Binding | None
) -> str:  # fmt: skip
    """The first of these names, and the ids that are meant where a title or another spelling stands in their place."""
    near = {name: id for name in names[:MOST_EXAMPLES] if (id := _id_of(name, titles, kind)) is not None}
    if len(names) == 1 and not near:
        return f"{shown(names[0])}. {did_you_mean(names[0], titles)}".rstrip()
    said = dict.fromkeys(map(shown, names[:MOST_EXAMPLES]))
    more = f" and {len(names) - MOST_EXAMPLES} more" if len(names) > MOST_EXAMPLES else ""
    ids = ", ".join(f"`{id}`" for id in dict.fromkeys(near.values()))
    help = f" Did you mean {ids}? {advice.for_subjects(near.items(), field, binding)}".rstrip() if near else ""
    return f"{', '.join(said)}{more}.{help}"


def _id_of(name: str, titles: Mapping[str, str], kind: str) -> str | None:
    """The id whose title this is, or which is spelt most like it; the kind may stand before it, as in answers."""
    written, colon, rest = name.partition(":")
    name = rest if colon and written.strip().casefold() == kind.casefold() else name
    folded = name.strip().casefold()
    of_title = (id for id, title in titles.items() if title.strip().casefold() == folded)
    return next(of_title, None) or nearest(name, titles)


def misdirected(binding: Binding, field: str, kind: str, tree: SubjectTree) -> list[Problem]:
    """What ``values`` of ``cx.toml`` turns into a subject that is not listed; nothing where none of the kind is."""
    ids = sorted(key.id for key in tree.records if key.kind == kind)
    return [
        Problem(
            code="unknown-option",
            message=f"`[sources.{binding.table}.values.{field}]` turns `{spelling}` into `{meant}`, "
            f"and no {kind} `{meant}` is listed. {did_you_mean(meant, ids)}".strip(),
        )
        for spelling, meant in sorted(binding.values.get(field, {}).items())
        if ids and meant.strip() not in ids
    ]


def _only_parent(rows: list[tuple[int, Mapping[str, Any]]], parents: Collection[str] | None) -> str | None:
    if parents is None or len(parents) != 1 or any(values.get("parent") for _, values in rows):
        return None
    return next(iter(parents))


def _attributes(values: Mapping[str, Any], subject: ast.Subject) -> dict[str, AttributeValue]:
    minutes = {
        f.name.text for f in subject.fields if isinstance(f.type, ast.NamedType) and f.type.name.text == "minutes"
    }
    return {
        name: _canonical(value, Fraction(1, 1440) if name in minutes else Fraction(1))
        for name, value in values.items()
        if name not in SUBJECT_FIELDS and value is not None
    }


def _canonical(value: str | bool | int | Decimal | date, unit: Fraction) -> AttributeValue:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    return Fraction(value) * unit
