"""A million rows from a source plugin, beside the client library alone: time and memory.

Each reading has a process of its own, one after the other in turn; the medians of the times, without imports, and the
highest memory of any are printed. Asserts no times.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cxengine_sql.served import Cluster, cluster, programs
from tests.benchmarks.readings import Readings

ROWS, RUNS = 1_000_000, 5
COLUMNS = ("id", "service", "opened_on", "closed_at", "minutes", "channel")
SETUP = f"""
CREATE TABLE cases AS SELECT n::bigint AS id, 'service_' || n % 40 AS service,
  DATE '2020-01-01' + n % 1500 AS opened_on, TIMESTAMP '2020-01-01' + n * INTERVAL '1 minute' AS closed_at,
  (n % 900)::int AS minutes,
  (ARRAY['web', 'phone', 'post'])[1 + n % 3] AS channel FROM generate_series(1, {ROWS}) AS n;
ALTER TABLE cases ADD PRIMARY KEY (id);
ANALYZE cases
"""
BARE = """
import adbc_driver_postgresql.dbapi as driver
begun = time.perf_counter()
with driver.connect(address) as connection, connection.cursor() as cursor:
    cursor.execute("SELECT " + ", ".join(columns) + " FROM cases")
    for batch in cursor.fetch_record_batch():
        rows += batch.num_rows
"""
PLUGIN = """
from cxengine.host.contracts import Binding, ReadContext, Secret
from cxengine_sql.sources import database_sources
options = {"connection": Secret("ADDRESS"), "table": "cases", **more}
binding = Binding(table="cases", plugin="postgres", options=options)
context = ReadContext(environment={"ADDRESS": address})
import adbc_driver_postgresql.dbapi, pyarrow.parquet, duckdb
from cxengine.sources.streams import read_stream
begun = time.perf_counter()
"""
STREAM = PLUGIN + """
for batch in database_sources()["postgres"].open(binding, columns, context).batches:
    rows += batch.data.num_rows
"""
KEPT = PLUGIN + """
rows = read_stream(database_sources()["postgres"], binding, columns, context, 60).num_rows
"""
READINGS = {
    "the client library, ADBC": (BARE, {}),
    "the plugin": (STREAM, {}),
    "the plugin, in the order of an increment": (STREAM, {"increment": "id", "key": ["id"]}),
    "the plugin, kept for the engine": (KEPT, {}),
}
pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed: `apt-get install postgresql`"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    import adbc_driver_postgresql.dbapi as driver

    with cluster("shared_buffers=512MB", "max_wal_size=4GB") as made:
        with driver.connect(made.address(), autocommit=True) as connection, connection.cursor() as cursor:
            for statement in SETUP.strip().split(";\n"):
                cursor.execute(statement)
        yield made


def test_a_million_rows(server: Cluster) -> None:
    readings = Readings()
    for _ in range(RUNS):
        for name, (body, more) in READINGS.items():
            assert readings.run(name, body, {"address": server.address(), "columns": COLUMNS, "more": more}) == ROWS
    readings.tell(f"{ROWS:,} rows of {len(COLUMNS)} columns from PostgreSQL")
