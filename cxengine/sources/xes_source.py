"""Reads the events of an XES file as rows: a column for each wanted attribute, ``case:`` before those of traces."""

from __future__ import annotations

from collections.abc import Sequence

from cxengine.host.contracts import Binding, RawTable
from cxengine.sources.failures import digest_of_file, failure, unchanged
from cxengine.sources.packed import BROKEN, broken, opened
from cxengine.sources.xes_events import Columns, Cut, XesError, xes_events


def read_xes(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """Read the one file of a binding, which may be packed with gzip. Rows count events from 1.

    Raises CxError (3) where it is no XES or is cut off.
    """
    import pyarrow as pa

    path, span, cut = binding.paths[0], binding.place("path"), Cut()
    keys = tuple(dict.fromkeys(wanted))
    with unchanged(path, span), opened(path) as stream:
        try:
            batches = [_table(batch) for batch in xes_events(stream, keys, cut)]
        except XesError as error:
            raise refused(path.name, error, binding) from None
        except BROKEN:
            raise broken(path, span) from None
    if cut.message:
        raise failure("cut-off", f"`{path.name}` is cut off: {cut.message}.", "Fetch or export it again.", span)
    data = pa.concat_tables(batches)
    held = [key for key in keys if data.column(key).null_count < data.num_rows or not data.num_rows]
    return RawTable(data=data.select(held), digest=digest_of_file(path))


def _table(columns: Columns) -> object:
    import pyarrow as pa

    return pa.table({key: pa.array(values, pa.string()) for key, values in columns.items()})


def refused(name: str, error: XesError, binding: Binding) -> Exception:
    """The error of a file that is no XES."""
    said = "" if error.code == "source-too-big" else " cannot be read as XES:"
    return failure(error.code, f"`{name}`{said} {error.message}.", "", binding.place("path"))
