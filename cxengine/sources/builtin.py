"""The built-in sources, offered as a plugin offers its own."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from cxengine.host.contracts import SourceReader
from cxengine.host.hookspecs import hookimpl
from cxengine.host.plugin_host import Host
from cxengine.sources.csv_source import read_csv
from cxengine.sources.parquet_source import read_parquet


@hookimpl
def cx_sources() -> Mapping[str, SourceReader]:
    """csv and Parquet files."""
    return {"csv": read_csv, "parquet": read_parquet}


def standard_host(plugins: Iterable[str] = ()) -> Host:
    """A host with the built-in sources and the plugins named."""
    return Host(plugins, built_in={"files": sys.modules[__name__]})
