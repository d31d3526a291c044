"""The built-in sources, offered as a plugin offers its own."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from cxengine.host.contracts import SourceReader
from cxengine.host.hookspecs import hookimpl
from cxengine.host.plugin_host import Host
from cxengine.sources.csv_in_parts import read_any_csv
from cxengine.sources.duckdb_source import read_duckdb
from cxengine.sources.json_source import read_json
from cxengine.sources.parquet_source import read_parquet
from cxengine.sources.sqlite_source import read_sqlite
from cxengine.sources.xes_source import read_xes
from cxengine.sources.xlsx_source import read_xlsx


@hookimpl
def cx_sources() -> Mapping[str, SourceReader]:
    """Text, columns, workbooks and databases in files."""
    return {
        "csv": read_any_csv,
        "duckdb": read_duckdb,
        "json": read_json,
        "parquet": read_parquet,
        "sqlite": read_sqlite,
        "xes": read_xes,
        "xlsx": read_xlsx,
    }


FILES: Mapping[str, object] = {"files": sys.modules[__name__]}
"""What is built in here, as a host takes it."""


def standard_host(plugins: Iterable[str] = ()) -> Host:
    """A host with the built-in sources and the plugins named."""
    return Host(plugins, built_in=FILES)
