"""What this distribution offers to cxengine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import BackendOffer, Binding, RawTable, Reader
from cxengine.host.hookspecs import hookimpl
from cxengine_spark.backend import KEYS, connect, explain

CX_API = 1


@hookimpl
def cx_sources() -> Mapping[str, Reader]:
    """A table of Spark, which is never read."""
    return {"spark": refuse}


@hookimpl
def cx_backends() -> Mapping[str, BackendOffer]:
    """Spark, which counts rows where they are."""
    doc = "Counts data frames, tables and Parquet folders on Spark; only groups come to the driver."
    return {"spark": BackendOffer(doc=doc, options=KEYS, connect=connect, explain=explain)}


def refuse(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """Raises CxError (3): rows are counted by Spark and not fetched from it."""
    message = f"`{binding.table}` lies in Spark, whose rows are counted there and not fetched."
    help = 'Write `backend = "spark"` below `[engine]`; subjects and answers come from another source.'
    raise CxError([Diagnostic(code="not-in-place", message=message, help=help, span=binding.place("plugin"))], 3)
