"""Databases as sources: a table or a query, read in batches and never written to."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.host.contracts import Reader
from cxengine_sql.sources.postgres import Postgres
from cxengine_sql.sources.source import Database
from cxengine_sql.sources.sqlite import Sqlite
from cxengine_sql.sources.sqlserver import SqlServer


def database_sources() -> Mapping[str, Reader]:
    """One for each kind of database."""
    return {
        "postgres": Database(Postgres()),
        "sqlite_query": Database(Sqlite()),
        "sqlserver": Database(SqlServer()),
    }
