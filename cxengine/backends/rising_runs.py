"""Values that are too many for the memory, put aside in a file: some rows at a time, by group and in rising order.

What is asked of them later (a median, a number of different values) goes through the file and holds little of it. The
file is mapped into memory, where the system keeps of it what there is room for, and may be removed once it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from cxengine import plan
from cxengine.backends.streamed import streamed
from cxengine.metrics import sql
from cxengine.metrics.exact import exact
from cxengine.metrics.tally import ABOUT, REACHED, RUN, codes

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_KEY = "key"
_A_ROW = 256
"""Bytes of memory for each value of a row until it is put aside: a quarter is for these, the rest the database's."""
_TOGETHER = 1 << 18
"""Rows that come together."""
_LOOKED_AT = 1 << 16
"""Rows that are looked at to see how many values to expect."""
_FEW = 1 << 16
"""So many groups have numbers of 16 bits, by which numpy orders much faster."""


def put_aside(connection: duckdb.DuckDBPyConnection, scan: plan.Tallies, folder: Path, memory: int) -> pa.Table | None:
    """An answer in runs of rising values, in a file of a folder; rows take ``memory`` bytes at most at a time.

    A row for each run: ``g0 …``, and the columns of ``cxengine.metrics.tally``. Numbers are read in one query, texts
    each in one of its own, in order, and numbered. None where values have no order that is exact, as quotients, or a
    number has more than 64 bits. Raises OSError where the file cannot be written, and what the database raises.
    """
    import pyarrow as pa

    if any(tally.over is not None for tally in scan.aggregates):
        return None
    places = range(len(scan.aggregates))
    kinds = connection.sql(sql.rendered(sql.untallied(scan, places))).types[len(scan.groups) :]
    texts = [at for at, kind in zip(places, kinds, strict=True) if kind.id in ("varchar", "enum")]
    numbers = [at for at in places if at not in texts]
    keys = _Keys(len(scan.groups))
    file = folder / f"values {uuid4().hex}.arrow"  # one that was mapped before is still read from
    run = pa.large_list(pa.int64())
    schema = pa.schema([(_KEY, pa.int64()), (ABOUT, pa.int64()), (RUN, run), (REACHED, run)])
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for about in [*([numbers] if numbers else []), *([at] for at in texts)]:
            query = sql.rendered(sql.untallied(scan, about, in_order=about[0] in texts))
            with streamed(connection.sql(query), _TOGETHER) as (_, rows):
                batches = _numbered(rows, f"v{about[0]}") if about[0] in texts else rows
                for gathered in _some_at_a_time(batches, about, keys, memory // (_A_ROW * len(about))):
                    for at, (groups, values) in gathered.items():
                        if values.dtype == object:
                            return None
                        writer.write_batch(pa.record_batch(_runs(groups, values, at), schema=schema))
    with pa.memory_map(str(file)) as source:
        return keys.named(pa.ipc.open_file(source).read_all())


def mostly_different(connection: duckdb.DuckDBPyConnection, scan: plan.Tallies) -> bool:
    """Whether values differ from row to row as far as the first rows show, so that to count each is of no use."""
    import pyarrow.compute as pc

    places = range(len(scan.aggregates))
    found = connection.sql(sql.rendered(sql.untallied(scan, places).limit(_LOOKED_AT, copy=False))).to_arrow_table()
    return any(2 * pc.count_distinct(found.column(f"v{at}")).as_py() > _LOOKED_AT for at in places)


class _Keys:
    """Groups of rows, each with a number."""

    def __init__(self, width: int) -> None:
        self._width, self._known = width, dict[tuple[Any, ...], int]()
        self._kinds: list[pa.DataType] = []

    def of(self, batch: pa.RecordBatch) -> Any:
        """The number of each row's group."""
        import numpy as np
        import pyarrow as pa

        columns = [batch.column(f"g{at}") for at in range(self._width)]
        self._kinds = [column.type for column in columns]
        index: Any = np.zeros(batch.num_rows, np.int64)
        names: list[tuple[Any, ...]] = [()]
        for column in columns:
            numbers, values = codes(pa.chunked_array([column]))
            said = [*values, None]  # a missing value is number -1, the last
            pairs = index * len(said) + numbers % len(said)
            there = np.flatnonzero(np.bincount(pairs))
            place = np.zeros(len(names) * len(said), np.int64)
            place[there] = np.arange(len(there))
            names = [(*names[pair // len(said)], said[pair % len(said)]) for pair in there.tolist()]
            index = place[pairs]
        numbered = [self._known.setdefault(name, len(self._known)) for name in names]
        return np.array(numbered, np.int64)[index]

    def named(self, found: pa.Table) -> pa.Table:
        """An answer with the groups' values in place of their numbers."""
        import pyarrow as pa

        places = found.column(_KEY).to_numpy()
        for at, kind in enumerate(self._kinds):
            values = pa.array([key[at] for key in self._known], kind)
            found = found.append_column(f"g{at}", values.take(pa.array(places)))
        return found.drop_columns(_KEY)


def _numbered(batches: Iterable[pa.RecordBatch], name: str) -> Iterator[pa.RecordBatch]:
    """Rows in the order of a text, with the number of the text in its place."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    last, number = pa.array([None], pa.string()), 0
    for batch in batches:
        at = batch.column_names.index(name)
        texts = batch.column(at).cast(pa.string())
        before = pa.concat_arrays([last, texts[:-1]])
        new = np.asarray(pc.fill_null(pc.not_equal(texts, before), True))  # before the first there is none
        numbers = number + np.cumsum(new)
        last, number = texts[-1:], int(numbers[-1])
        yield batch.set_column(at, name, pa.array(numbers, pa.int64(), mask=np.asarray(texts.is_null())))


def _some_at_a_time(
    batches: Iterable[pa.RecordBatch], about: Sequence[int], keys: _Keys, most: int
) -> Iterator[dict[int, tuple[Any, Any]]]:
    """Of each tally the groups and the values of some rows, until there are no more."""
    import numpy as np

    held: dict[int, list[tuple[Any, Any]]] = {at: [] for at in about}
    rows = 0

    def together() -> dict[int, tuple[Any, Any]]:
        parts = {at: [part for part in parts if len(part[0])] for at, parts in held.items()}
        return {at: tuple(map(np.concatenate, zip(*each, strict=True))) for at, each in parts.items() if each}  # type: ignore[misc]

    for batch in batches:
        if not batch.num_rows:
            continue
        groups = keys.of(batch)
        kind = np.uint16 if groups.max() < _FEW else np.uint32
        for at in about:
            values, there = _whole(batch.column(f"v{at}"))
            held[at].append((groups[there].astype(kind), values))
        rows += batch.num_rows
        if rows >= most:
            yield together()
            held, rows = {at: [] for at in about}, 0
    yield together()


def _whole(column: pa.Array) -> tuple[Any, Any]:
    """The whole numbers of the rows that have one, days and moments as theirs, and which rows these are."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_date(column.type) or pa.types.is_boolean(column.type):
        column = column.cast(pa.int32())
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    return exact(pa.chunked_array([column.drop_null()])), np.asarray(column.is_valid())


def _runs(groups: Any, values: Any, about: int) -> list[pa.Array]:
    """A run of rising values for each group, as the columns of an answer."""
    import numpy as np
    import pyarrow as pa

    sizes = np.bincount(groups)
    values = values[np.argsort(groups, kind="stable")]
    ends = np.cumsum(sizes)
    for start, end in zip((ends - sizes).tolist(), ends.tolist(), strict=True):
        values[start:end].sort()
    last = np.ones(len(values), bool)  # of its group the last row with its value
    np.not_equal(values[1:], values[:-1], out=last[:-1])
    present = np.flatnonzero(sizes)
    last[ends[present] - 1] = True
    places = np.flatnonzero(last)
    offsets = np.concatenate([[0], np.searchsorted(places, ends[present])])
    reached = places + 1 - np.repeat(ends[present] - sizes[present], np.diff(offsets))
    begins = pa.array(offsets, pa.int64())
    lists = [pa.LargeListArray.from_arrays(begins, pa.array(each)) for each in (values[places], reached)]
    return [pa.array(present), pa.array(np.full(len(present), about)), *lists]
