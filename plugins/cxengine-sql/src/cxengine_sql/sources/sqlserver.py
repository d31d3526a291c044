"""SQL Server over pymssql, whose wheels bring all that they need.

No server has run this: its SQL is checked as text, no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.host.contracts import Binding, Secret
from cxengine.host.options import Options, revealed
from cxengine_sql.sources.cells import as_text, fetched
from cxengine_sql.sources.engine import Session, lost
from cxengine_sql.sources.queries import Column, Kind

if TYPE_CHECKING:
    import pyarrow as pa

_HELP = 'Write it as in `host = "sql.example.org"`, with `database`, `user` and `password = { env = "…" }`.'
_LOGIN_FAILED = 18456
_NO_PERMISSION = 229
_NO_TABLE, _NO_COLUMN = 208, 207


@attrs.frozen(kw_only=True)
class Address:
    """Where a database is."""

    host: str
    port: int
    database: str
    user: str
    password: Secret | None
    minutes: int


@attrs.frozen
class SqlServer:
    """SQL Server from 2016 on, and Azure SQL."""

    dialect: str = "tsql"
    keys: tuple[str, ...] = ("host", "port", "database", "user", "password", "minutes")

    def place(self, options: Options) -> Address:
        """From its parts."""
        return Address(
            host=options.needed("host", _HELP),
            port=options.number("port", 1433, 1, 65_535),
            database=options.needed("database", _HELP),
            user=options.needed("user", _HELP),
            password=options.secret("password"),
            minutes=options.number("minutes", 10, 1, 1_440),
        )

    def hosts(self, place: Address, environment: Mapping[str, str]) -> frozenset[str]:
        """The server."""
        return frozenset({f"{place.host}:{place.port}"})

    @contextmanager
    def session(self, place: Address, binding: Binding, environment: Mapping[str, str]) -> Iterator[Session]:
        """A transaction that is never committed, on a connection that says it only reads."""
        driver = _driver(binding)
        found = revealed([("password", place.password)], binding, environment)
        try:
            with driver.connect(
                server=place.host, port=str(place.port), database=place.database, user=place.user,
                password=found.get("password", ""), appname="cxengine", login_timeout=20, timeout=place.minutes * 60,
                read_only=True, encryption="require", use_datetime2=True,
            ) as connection:  # fmt: skip
                cursor = connection.cursor()
                cursor.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
                yield _Session(cursor, driver)
                connection.rollback()
        except driver.Error as error:
            raise _in_words(error, place, binding) from None


def _driver(binding: Binding) -> Any:
    try:
        import pymssql
    except ImportError:
        help = "Install it with `pip install 'cxengine-sql[sqlserver]'`."
        raise lost("source-failed", "The driver for SQL Server is not installed.", help, span=binding.place()) from None
    return pymssql


def _in_words(error: Any, place: Address, binding: Binding) -> Exception:
    """By the number that the server gives; the driver's own words may repeat what was sent."""
    number = next((each for each in error.args if isinstance(each, int)), 0)
    where, span = f"The database at `{place.host}:{place.port}`", binding.place("host")
    held = f"They are those in `{place.password.env}`." if place.password is not None else "None are given."
    match number:
        case n if n == _LOGIN_FAILED:
            return lost("source-refused", f"{where} does not take the credentials.", held, span=span)
        case n if n == _NO_PERMISSION:
            return lost("source-refused", f"{where} does not let us read this.", held, span=span)
        case n if n in (_NO_TABLE, _NO_COLUMN):
            what = "table" if n == _NO_TABLE else "column"
            return lost("source-reply", f"{where} has no such {what}.", span=binding.place("table"))
        case n if n >= 20_000:
            help = "Is the address right, and may this machine reach it? Run again later."
            return lost("source-unreachable", f"{where} cannot be reached, or cut the line.", help, span=span)
        case n:
            return lost("source-failed", f"{where} failed with error {n}.", span=span)


@attrs.frozen
class _Session:
    cursor: Any
    driver: Any

    def columns(self, sql: str) -> Sequence[Column]:
        """Names, and what the driver says of their types."""
        self.cursor.execute(sql)
        kinds: dict[Any, Kind] = {
            self.driver.NUMBER.value: "number", self.driver.DECIMAL.value: "number",
            self.driver.DATETIME.value: "moment", self.driver.BINARY.value: "version",
        }  # fmt: skip
        described = list(self.cursor.description)
        self.cursor.fetchall()
        return tuple(Column(name=str(name), kind=kinds.get(code, "text")) for name, code, *_ in described)

    def stop(self) -> None:
        """The driver cannot; the server gives up after ``minutes``."""

    def number(self, sql: str) -> int:
        """The first cell."""
        self.cursor.execute(sql)
        return int(self.cursor.fetchone()[0])

    def schema(self, columns: Sequence[Column]) -> pa.Schema:
        """Text, and bytes for row versions."""
        return as_text(columns)

    def batches(self, sql: str, schema: pa.Schema, size: int) -> Iterator[pa.RecordBatch]:
        """As they are fetched."""
        self.cursor.execute(sql)
        return fetched(self.cursor, schema, size)
