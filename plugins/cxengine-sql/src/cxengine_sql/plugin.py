"""What this distribution offers to cxengine."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.host.contracts import BackendOffer, Reader
from cxengine.host.hookspecs import hookimpl
from cxengine_sql.counting.backend import KEYS, connect, explain
from cxengine_sql.sources import database_sources

CX_API = 1


@hookimpl
def cx_sources() -> Mapping[str, Reader]:
    """A table or a query of PostgreSQL, SQL Server or SQLite."""
    return database_sources()


@hookimpl
def cx_backends() -> Mapping[str, BackendOffer]:
    """PostgreSQL, which counts rows where they are."""
    doc = "Counts the rows of PostgreSQL tables in the database; only grouped counts leave it."
    return {"postgres": BackendOffer(doc=doc, options=KEYS, connect=connect, explain=explain)}
