"""From pieces of a source to an event log: labels to numbers, rows that say too little left out and listed, sorted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.diagnostics import Diagnostic
from cxengine.host.contracts import FIRST_ROWS, Problem
from cxengine.logs.columns import LABELS, Columns
from cxengine.logs.event_log import EventLog, Labelled
from cxengine.logs.times import Times
from cxengine.sources.encodings import marked_text

if TYPE_CHECKING:
    import pyarrow as pa

COMPLETE = "complete"
"""The lifecycle of an event that counts as a step: XES (IEEE 1849), the standard transitional model."""


class Gathering:
    """Takes the pieces of one source, in the order of its rows."""

    def __init__(self, name: str, columns: Columns, roles: tuple[str, ...], dates: tuple[str, ...]) -> None:
        self._name = name
        self._columns = columns
        self._labels: dict[str, list[pa.Array]] = {role: [] for role in LABELS if role in roles}
        self._times = Times(columns.time, dates)
        self._order: list[pa.Array] | None = [] if "order" in roles else None
        self._numbers: list[Any] = []
        self.problems: list[Problem] = []
        self.rejected = 0
        self.notes: dict[str, None] = {}
        self.failure: Diagnostic | None = None

    def add(self, columns: Mapping[str, pa.ChunkedArray], row_numbers: Any) -> None:
        """Columns by what they hold, with the numbers of their rows as a person counts them (numpy)."""
        import pyarrow as pa

        for role, pieces in self._labels.items():
            column = columns[role]
            if not pa.types.is_dictionary(column.type):
                column = (column if pa.types.is_string(column.type) else column.cast(pa.string())).dictionary_encode()
            pieces += column.chunks
        self._times.add(columns["time"])
        if self._order is not None:
            self._order += columns["order"].chunks
        self._numbers.append(row_numbers)

    def finish(self) -> EventLog:
        """The log. Raises CxError (3) where its times cannot be read."""
        import numpy as np

        numbers = np.concatenate(self._numbers) if self._numbers else np.zeros(0, np.int64)
        self._numbers.clear()
        coded = {role: _coded(self._labels.pop(role), many=role == "case") for role in list(self._labels)}
        time, timed = self._times.finish()
        good = np.ones(len(numbers), bool)
        for role in ("case", "activity"):
            said = f"nothing in `{getattr(self._columns, role)}`"
            good &= self._reject(coded[role].codes < 0, numbers, "missing-value", said, good)
        said = f"no time in `{self._columns.time}` that can be read"
        good &= self._reject(~timed, numbers, "not-a-date", said, good)
        order = None
        if self._order is not None:
            order, ordered = _numbers_of(self._order)
            said = f"no number in `{self._columns.order}`"
            good &= self._reject(~ordered, numbers, "not-a-number", said, good)
        rows = len(numbers) + self.rejected - int((~good).sum())
        del numbers
        return self._sorted(coded, time, order, good, rows)

    def _reject(self, bad: Any, numbers: Any, code: str, what: str, good: Any) -> Any:
        """Which rows are not bad; those that are, and were not before, are counted and listed."""
        new = bad & good
        count = int(new.sum())
        if count:
            listed = tuple(numbers[new][:FIRST_ROWS].tolist())
            self.problems.append(Problem(code=code, message=f"Rows with {what}.", count=count, rows=listed))
            self.rejected += count
        return ~bad

    def _sorted(self, coded: dict[str, Labelled], time: Any, order: Any, good: Any, rows: int) -> EventLog:
        import numpy as np

        kept, set_aside, never = _steps(coded, good)
        if not kept.all():
            coded = {role: attrs.evolve(each, codes=each.codes[kept]) for role, each in coded.items()}
            time, order = time[kept], None if order is None else order[kept]
        case, activity = coded.pop("case"), coded.pop("activity")
        place: Any
        by_case = None if _rising(case.codes) else np.argsort(case.codes, kind="stable")
        backwards = 0 if order is not None else _backwards(case.codes, time, by_case)
        if order is not None:
            place = np.lexsort((order, case.codes))
            backwards = _backwards(case.codes, time, place)
        else:
            place = np.lexsort((time, case.codes)) if backwards else by_case
        if place is not None:
            case = attrs.evolve(case, codes=case.codes[place])
            activity, time = attrs.evolve(activity, codes=activity.codes[place]), time[place]
            order = order[place] if order is not None else None
            coded = {role: attrs.evolve(each, codes=each.codes[place]) for role, each in coded.items()}
        starts, labels = _cases(case)
        activity = _used(activity)
        return EventLog(
            name=self._name,
            starts=starts,
            case_labels=labels,
            activity=activity.codes,
            activities=activity.labels,
            time=time,
            also={role: each for role, each in coded.items() if role != "lifecycle"},
            rows=rows,
            ordered=order is not None,
            tied=_tied(starts, time if order is None else order),
            backwards=backwards,
            set_aside=set_aside,
            never_complete=never,
            rejected=self.rejected,
            problems=tuple(self.problems),
            notes=tuple(self.notes),
            failure=self.failure,
        )


def _coded(pieces: list[pa.Array], *, many: bool = False) -> Labelled:
    """Numbers for labels, in the order in which they first appear; white space around a label does not count.

    The labels of ``many`` stay in Arrow where they can, for there may be as many as rows.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pieces:
        return Labelled(codes=np.zeros(0, np.int32), labels=())
    whole = pa.chunked_array(pieces).unify_dictionaries().combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    trimmed = pc.utf8_trim_whitespace(whole.dictionary)
    plain = pc.and_(pc.equal(trimmed, whole.dictionary), pc.not_equal(trimmed, ""))
    if many and pc.all(pc.and_(plain, pc.utf8_is_printable(trimmed))).as_py():
        return Labelled(codes=codes, labels=trimmed)
    labels = [marked_text(text) for text in trimmed.to_pylist()]
    numbers = {label: number for number, label in enumerate(dict.fromkeys(label for label in labels if label))}
    if len(numbers) < len(labels):
        new = np.array([numbers.get(label, -1) for label in labels] + [-1], np.int32)
        codes = new[codes]
    return Labelled(codes=codes, labels=tuple(numbers))


def _numbers_of(pieces: list[pa.Array]) -> tuple[Any, Any]:
    """A column of whole or decimal numbers, and which cells are ones."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    column = pa.chunked_array(pieces).combine_chunks() if pieces else pa.array([], pa.int64())
    if pa.types.is_string(column.type) or pa.types.is_dictionary(column.type):
        text = pc.utf8_trim_whitespace(column.cast(pa.string()))
        number = pc.match_substring_regex(text, r"^[+-]?\d{1,15}(\.\d{1,9})?$").fill_null(False)
        column = pc.if_else(number, text, pa.scalar(None, pa.string()))
        whole = not pc.any(pc.match_substring(column, ".")).as_py()
        column = column.cast(pa.int64() if whole else pa.float64())
    valid = np.asarray(column.is_valid())
    values = column.fill_null(0).to_numpy(zero_copy_only=False)
    return values, valid


def _steps(coded: dict[str, Labelled], good: Any) -> tuple[Any, dict[str, int], tuple[str, ...]]:
    """Which rows are steps; how many are not, by lifecycle; and activities that have no other.

    Where no event is marked as complete, every one is a step.
    """
    import numpy as np

    lifecycle = coded.get("lifecycle")
    if lifecycle is None:
        return good, {}, ()
    complete = [number for number, label in enumerate(lifecycle.labels) if label.casefold() == COMPLETE]
    if not complete:
        return good, {}, ()
    step = good & np.isin(lifecycle.codes, [-1, *complete])
    other = good & ~step
    counts = np.bincount(lifecycle.codes[other] + 1, minlength=len(lifecycle.labels) + 1)[1:].tolist()
    aside = {label: int(n) for label, n in zip(lifecycle.labels, counts, strict=True) if n}
    activity = coded["activity"]
    never = set(np.unique(activity.codes[other]).tolist()) - set(np.unique(activity.codes[step]).tolist())
    return step, aside, tuple(activity.labels[number] for number in sorted(never))


def _rising(codes: Any) -> bool:
    return bool((codes[1:] >= codes[:-1]).all())


def _backwards(case: Any, time: Any, place: Any) -> int:
    if place is not None:
        case, time = case[place], time[place]
    return int(((case[1:] == case[:-1]) & (time[1:] < time[:-1])).sum())


def _cases(case: Labelled) -> tuple[Any, pa.Array]:
    """Where each case begins, and the labels of those that are left."""
    import numpy as np
    import pyarrow as pa

    codes = case.codes
    firsts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1]))) if len(codes) else np.zeros(0, np.int64)
    starts = np.append(firsts, len(codes)).astype(np.int64)
    return starts, pa.array(case.labels, pa.string()).take(pa.array(codes[firsts]))


def _used(held: Labelled) -> Labelled:
    """Without the labels that no event has any more."""
    import numpy as np

    used = np.unique(held.codes)
    if len(used) == len(held.labels):
        return held
    new = np.zeros(len(held.labels), np.int32)
    new[used] = np.arange(len(used), dtype=np.int32)
    return Labelled(codes=new[held.codes], labels=tuple(held.labels[number] for number in used.tolist()))


def _tied(starts: Any, key: Any) -> Any:
    import numpy as np

    tied = np.zeros(len(key), bool)
    tied[1:] = key[1:] == key[:-1]
    tied[starts[:-1]] = False
    return tied
