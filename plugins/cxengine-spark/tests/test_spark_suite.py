"""The suite for backends, with its rows on a live Spark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from cxengine.host.contracts import Backend, PlacedTable
from cxengine.testing import BackendSuite
from cxengine_spark.backend import connect
from tests.backends.put import Put

from .running import needs_spark


@needs_spark
@pytest.mark.filterwarnings("ignore")
class TestSpark(BackendSuite):
    seeds = (0,)

    @pytest.fixture
    def backend(self, spark: Any) -> Iterator[Backend]:
        engine = connect({}, {})

        def put(table: pa.Table) -> PlacedTable:
            placed = engine.look(spark.createDataFrame(table))
            assert placed is not None
            return placed

        yield Put(engine, put)
        engine.close()
