"""PostgreSQL over ADBC: Arrow from the server's own binary form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import attrs

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, Secret
from cxengine.host.options import Options, revealed
from cxengine_sql.sources.engine import Session, lost
from cxengine_sql.sources.queries import Column, Kind

if TYPE_CHECKING:
    import pyarrow as pa

_HELP = 'Write `host`, `database`, `user` and `password`, or the whole address as `connection = { env = "…" }`.'
_ROWS_PER_SLICE = 4 << 20
"""Bytes that the driver gathers before it hands rows on."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@attrs.frozen(kw_only=True)
class Address:
    """Where a database is: in one secret, or in its parts."""

    connection: Secret | None = None
    host: str = ""
    port: int = 5432
    database: str = ""
    user: str = ""
    password: Secret | None = None
    tls: str = "verify-full"
    minutes: int = 10


@attrs.frozen
class Postgres:
    """PostgreSQL from version 12 on."""

    dialect: str = "postgres"
    keys: tuple[str, ...] = ("connection", "host", "port", "database", "user", "password", "tls", "minutes")

    def place(self, options: Options) -> Address:
        """From ``connection`` alone, or from the other keys."""
        whole, host = options.secret("connection"), options.text("host")
        if whole is None and not options.found.has_errors and not (host and "database" in options.binding.options):
            options.wrong("host", f"`[sources.{options.binding.table}]` does not say where its database is.", _HELP,
                          code="missing-key")  # fmt: skip
        here = host in _LOOPBACK or host.startswith("/")
        return Address(
            connection=whole,
            host=host,
            port=options.number("port", 5432, 1, 65_535),
            database=options.text("database"),
            user=options.text("user"),
            password=options.secret("password"),
            tls=options.word("tls", ("verify-full", "verify-ca", "require", "off"), "off" if here else "verify-full"),
            minutes=options.number("minutes", 10, 1, 1_440),
        )

    def hosts(self, place: Address, environment: Mapping[str, str]) -> frozenset[str]:
        """The server, also where only the secret names it."""
        if place.connection is None:
            return frozenset({f"{place.host}:{place.port}"})
        return frozenset({_host_of(place.connection.reveal(environment) or "")})

    @contextmanager
    def session(self, place: Address, binding: Binding, environment: Mapping[str, str]) -> Iterator[Session]:
        """A transaction that sees one state of the database and cannot change it."""
        import adbc_driver_postgresql.dbapi as driver

        address, host, secret = reached(place, binding, environment)
        with told(host, secret, binding):
            with driver.connect(address) as connection, connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute(f"SET LOCAL statement_timeout = {place.minutes * 60_000}")
                cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(_ROWS_PER_SLICE)})
                yield _Session(cursor)


def reached(place: Address, binding: Binding, environment: Mapping[str, str]) -> tuple[str, str, str]:
    """The address with its password, the server in it, and the variable that holds the secret.

    Raises CxError (3) where a variable is not set.
    """
    wanted = [("connection", place.connection), ("password", place.password)]
    found = revealed(wanted, binding, environment)
    address = found.get("connection") or _address(place, found.get("password", ""))
    held = place.connection or place.password
    return address, _host_of(address), held.env if held is not None else ""


def _address(place: Address, password: str) -> str:
    """libpq's own form, with every value in quotes."""
    parts = {
        "host": place.host, "port": str(place.port), "dbname": place.database, "user": place.user,
        "password": password, "sslmode": "disable" if place.tls == "off" else place.tls, "connect_timeout": "20",
        "application_name": "cxengine",
    }  # fmt: skip
    return " ".join(f"{name}='{_escaped(value)}'" for name, value in parts.items() if value)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _host_of(address: str) -> str:
    """Host and port in an address of either form; nothing else of it."""
    if "://" in address:
        parts = urlsplit(address)
        return f"{parts.hostname or 'localhost'}:{parts.port or 5432}"
    said = dict(re.findall(r"(host|port)\s*=\s*'?([^'\s]+)", address))
    return f"{said.get('host', 'localhost')}:{said.get('port', '5432')}"


@attrs.frozen
class _Session:
    cursor: Any

    def columns(self, sql: str) -> Sequence[Column]:
        """Names and types; what Arrow would hold in no type that is read exactly comes as text."""
        self.cursor.execute(sql)
        schema = self.cursor.fetch_record_batch().schema
        return tuple(_column(field) for field in schema)

    def stop(self) -> None:
        """The server is asked to."""
        self.cursor.adbc_cancel()

    def number(self, sql: str) -> int:
        """The first cell."""
        self.cursor.execute(sql)
        return int(self.cursor.fetchone()[0])

    def schema(self, columns: Sequence[Column]) -> pa.Schema:
        """What the columns come as once those of other kinds are text."""
        import pyarrow as pa

        own = {"zoned": pa.timestamp("us"), "other": pa.string(), "exact": pa.string()}
        return pa.schema([(c.heading, own.get(c.kind) or pa.type_for_alias(c.type)) for c in columns])

    def batches(self, sql: str, schema: pa.Schema, size: int) -> Iterator[pa.RecordBatch]:
        """As the server sends them, cut where they are longer than wanted."""
        self.cursor.execute(sql)
        with self.cursor.fetch_record_batch() as reader:
            for batch in reader:
                plain = type(batch).from_arrays(batch.columns[: len(schema)], schema=schema)
                for start in range(0, plain.num_rows, size):
                    yield plain.slice(start, size)


def _column(field: pa.Field) -> Column:
    import pyarrow as pa

    kinds: dict[pa.DataType, tuple[Kind, str]] = {
        pa.int16(): ("number", "int16"), pa.int32(): ("number", "int32"), pa.int64(): ("number", "int64"),
        pa.float32(): ("number", "float"), pa.float64(): ("number", "double"), pa.bool_(): ("text", "bool"),
        pa.date32(): ("day", "date32"), pa.timestamp("us"): ("moment", "timestamp[us]"),
    }  # fmt: skip
    if field.type in kinds:
        kind, type = kinds[field.type]
        return Column(name=field.name, kind=kind, type=type)
    if pa.types.is_timestamp(field.type):
        return Column(name=field.name, kind="zoned", type="timestamp[us]")
    if pa.types.is_string(field.type):
        return Column(name=field.name, kind="text", type="string")
    exact = getattr(field.type, "type_name", "") == "numeric"
    return Column(name=field.name, kind="exact" if exact else "other")


_LINE = ("connect", "server closed", "translate host name", "could not receive", "no COPY in progress")
_CODES: Mapping[str, tuple[str, str]] = {
    "42P01": ("source-reply", "has no such table"),
    "42703": ("source-reply", "has no such column"),
    "42601": ("source-reply", "cannot read the query"),
    "42501": ("source-refused", "does not let us read this"),
    "25006": ("source-refused", "was asked to change something, which cx never does"),
    "57014": ("source-busy", "took longer than `minutes` allows"),
    "53300": ("source-busy", "has no connection left"),
}
_SAID: Mapping[str, str] = {
    "in a read-only transaction": "25006", "canceling statement due to statement timeout": "57014",
    "permission denied": "42501",
}  # fmt: skip
"""Codes by what is said in the middle of the rows, where the driver gives none."""


@contextmanager
def told(host: str, secret: str, binding: Binding) -> Iterator[None]:
    """What the driver raises inside this, in words and as CxError (3)."""
    import adbc_driver_manager as manager
    import pyarrow as pa

    try:
        yield
    except manager.Error as error:
        raise _in_words(error, host, secret, binding) from None
    except (OSError, pa.ArrowException) as error:  # so the driver raises what comes in the middle of the rows
        raise _in_words(error, host, secret, binding) from None


def _in_words(error: Any, host: str, secret: str, binding: Binding) -> CxError:
    said, span = str(error), binding.place("connection") if secret else binding.place()
    state = getattr(error, "sqlstate", None) or next((each for words, each in _SAID.items() if words in said), "")
    code, words = _CODES.get(state, ("", ""))
    if code:
        detail = re.search(r"ERROR:\s+(.+)", said)
        named = f": {detail.group(1).strip()}" if detail is not None else ""
        return lost(code, f"The database at `{host}` {words}{named}.", span=span)
    if "authentication failed" in said or "password" in said or "no pg_hba.conf entry" in said:
        help = f"They are those in `{secret}`." if secret else "None are given."
        return lost("source-refused", f"The database at `{host}` does not take the credentials.", help, span=span)
    if "does not exist" in said:
        return lost("source-refused", f"There is no such database or user at `{host}`.", span=span)
    if "SSL" in said or "certificate" in said:
        help = "Ask who runs it for the certificate; `tls` says what is checked."
        return lost("source-refused", f"The database at `{host}` cannot be trusted over TLS.", help, span=span)
    if any(words in said for words in _LINE):
        help = "Is the address right, and may this machine reach it? Run again later; what other sources gave is kept."
        message = f"The database at `{host}` cannot be reached, or cut the line."
        return lost("source-unreachable", message, help, span=span)
    return lost("source-failed", f"The database at `{host}` failed: {type(error).__name__}.", span=span)
