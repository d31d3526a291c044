"""What tests do to a PostgreSQL of their own, and what skips them where there is none."""

from __future__ import annotations

import os
from typing import Any

import attrs
import pytest

from cxengine_sql.served import Cluster, programs

MISSING = programs() is None and os.environ.get("CX_TEST_ENGINES") != "required"
needs_postgres = pytest.mark.skipif(MISSING, reason="PostgreSQL is not installed: `apt-get install postgresql`")
CX_TOML = """[project]
name = "In a database"
plugins = ["sql"]
[engine]
backend = "postgres"
connection = { env = "CX_TEST_POSTGRES" }
"""


@attrs.frozen
class Database:
    """One that scripts are run in."""

    served: Cluster

    @property
    def address(self) -> str:
        return self.served.address()

    def script(self, text: str) -> Any:
        """Runs statements, each as it is, and gives the first value of the last."""
        import adbc_driver_postgresql.dbapi as driver

        with driver.connect(self.address, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": "false"})
            for statement in filter(str.strip, text.split(";\n")):
                cursor.execute(statement)
            row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None
