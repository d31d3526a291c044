"""The suite for backends, with its rows in a live PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pytest

from cxengine.host.contracts import Backend, Binding, PlacedTable, Secret
from cxengine.testing import BackendSuite
from cxengine_sql.counting.backend import connect
from cxengine_sql.served import cluster
from tests.backends.put import Put

from .databases import needs_postgres


@needs_postgres
class TestPostgres(BackendSuite):
    @pytest.fixture
    def backend(self) -> Iterator[Backend]:
        import adbc_driver_postgresql.dbapi as driver

        with cluster() as served:
            environment = {"CX_TEST_POSTGRES": served.address()}
            engine = connect({"connection": Secret("CX_TEST_POSTGRES")}, environment)

            def put(table: pa.Table) -> PlacedTable:
                engine.close()  # what comes after its moment it would not see
                with driver.connect(served.address(), autocommit=True) as connection, connection.cursor() as cursor:
                    cursor.adbc_ingest("given", table, mode="replace")
                placed = engine.look(Binding(table="given", plugin="postgres", options={"table": "public.given"}))
                assert placed is not None
                return placed

            yield Put(engine, put)
            engine.close()
