"""What this distribution offers to cxengine."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.host.contracts import Reader
from cxengine.host.hookspecs import hookimpl
from cxengine_sql.sources import database_sources

CX_API = 1


@hookimpl
def cx_sources() -> Mapping[str, Reader]:
    """A table or a query of PostgreSQL, SQL Server or SQLite."""
    return database_sources()
