"""SQL Server, of which no server runs here: what is sent to the driver and what becomes of its answers and errors."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, ReadContext, Secret
from cxengine_sql.sources import database_sources

SOURCE: Any = database_sources()["sqlserver"]
OPTIONS = {
    "host": "sql.example", "database": "cases", "user": "reader", "password": Secret("CX_PASSWORD"),
    "table": "dbo.Cases", "increment": "rv", "key": ["id"],
}  # fmt: skip
COLUMNS = [("id", 3), ("status", 1), ("rv", 2)]
ROWS = [(n, "open", bytes([0, 0, 0, 0, 0, 0, 0, n])) for n in range(1, 6)]


@attrs.define
class Driver:
    """Stands in the place of pymssql: keeps what is sent, answers with made rows, or fails with a number."""

    fault: int = 0
    sent: list[str] = attrs.field(factory=list)
    said: dict[str, Any] = attrs.field(factory=dict)
    rows: list[Any] = attrs.field(factory=list)
    description: list[Any] = attrs.field(factory=list)
    NUMBER: Any = SimpleNamespace(value=3)
    DECIMAL: Any = SimpleNamespace(value=5)
    DATETIME: Any = SimpleNamespace(value=4)
    BINARY: Any = SimpleNamespace(value=2)
    Error: Any = RuntimeError

    def connect(self, **said: Any) -> Driver:
        self.said = said
        return self

    def __enter__(self) -> Driver:
        return self

    def __exit__(self, *raised: object) -> None:
        self.sent.append("(closed)")

    def cursor(self) -> Driver:
        return self

    def rollback(self) -> None:
        self.sent.append("(rolled back)")

    def execute(self, sql: str) -> None:
        self.sent.append(sql)
        if self.fault and sql.startswith("SELECT"):
            raise RuntimeError(self.fault, b"canary of a person")
        self.description = [(name, code, None) for name, code in COLUMNS]
        self.rows = [] if "TOP 0" in sql else [(0,)] if "COUNT" in sql else [(*row, row[2]) for row in ROWS]

    def fetchall(self) -> list[Any]:
        return self.rows

    def fetchone(self) -> Any:
        return self.rows[0]

    def fetchmany(self, size: int) -> list[Any]:
        taken, self.rows = self.rows[:size], self.rows[size:]
        return taken


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    made = Driver()
    monkeypatch.setitem(sys.modules, "pymssql", made)  # type: ignore[arg-type]
    return made


def read(**context: Any) -> tuple[list[dict[str, Any]], list[Any]]:
    given = ReadContext(environment={"CX_PASSWORD": "canary"}, batch_rows=2, **context)
    bound = Binding(table="cases", plugin="sqlserver", options=OPTIONS)
    batches = list(SOURCE.open(bound, ("id", "status"), given).batches)
    return [row for batch in batches for row in batch.data.to_pylist()], batches


def test_what_is_sent_and_what_becomes_of_it(driver: Driver) -> None:
    rows, batches = read()
    assert rows == [{"id": str(n), "status": "open"} for n in range(1, 6)]
    assert batches[-1].state["after"] == "0000000000000005"
    assert driver.said["read_only"] and driver.said["encryption"] == "require" and driver.said["password"] == "canary"
    assert driver.sent[-2:] == ["(rolled back)", "(closed)"]
    read(state=batches[-1].state)
    (asked,) = [sql for sql in driver.sent if "0x0000000000000005" in sql]
    assert asked.startswith("SELECT [asked].[id] AS [id], [asked].[status] AS [status], [asked].[rv] AS [cx increment]")
    assert all(sql.startswith(("SELECT", "SET TRANSACTION", "(")) for sql in driver.sent)


@pytest.mark.parametrize(("fault", "code"), [
    (18456, "source-refused"), (229, "source-refused"), (208, "source-reply"), (207, "source-reply"),
    (20002, "source-unreachable"), (1205, "source-failed"),
])  # fmt: skip
def test_what_goes_wrong_is_told(driver: Driver, fault: int, code: str) -> None:
    driver.fault = fault
    with pytest.raises(CxError) as caught:
        read()
    assert caught.value.exit_code == 3 and caught.value.diagnostics[0].code == code
    assert "canary" not in str([each.to_dict() for each in caught.value.diagnostics])


def test_without_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymssql", None)  # type: ignore[arg-type]
    with pytest.raises(CxError) as caught:
        read()
    assert "pip install 'cxengine-sql[sqlserver]'" in caught.value.diagnostics[0].help
