"""One connection for one run: read-only, and in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import Binding
from cxengine_sql.sources.postgres import Address, reached, told

if TYPE_CHECKING:
    import pyarrow as pa

OLDEST = 140_000
"""PostgreSQL 14: from here on parts of dates are exact."""
_TOO_LARGE = ("22003", "22008")
"""Numbers and dates out of range."""


@attrs.define(kw_only=True)
class Session:
    """A connection that is opened when it is first needed. All that is asked sees the rows of one moment."""

    place: Address
    engine: Binding
    """``[engine]`` of ``cx.toml``, as far as it says where the database is."""
    environment: Mapping[str, str] = attrs.field(repr=False)
    icu: bool = attrs.field(default=False, init=False)
    """Whether the database has the collations of ICU; known once it was asked."""
    _connection: Any = attrs.field(default=None, init=False, repr=False)

    def ask(self, statement: str, about: str) -> pa.Table:
        """What a statement gives. Raises CxError (3), where a number is too large in words about ``about``."""
        address, host, secret = reached(self.place, self.engine, self.environment)
        with told(host, secret, self.engine):
            with self._open(address).cursor() as cursor:
                return _answer(cursor, statement, about)

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self, address: str) -> Any:
        import adbc_driver_postgresql.dbapi as driver

        if self._connection is None:
            self._connection = driver.connect(address, autocommit=True)  # the driver leaves transactions to us
            with self._connection.cursor() as cursor:
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SET LOCAL TIME ZONE 'UTC'")
                cursor.execute(f"SET LOCAL statement_timeout = {self.place.minutes * 60_000}")
                # few groups pass between processes, of which PostgreSQL expects many
                cursor.execute("SET LOCAL parallel_tuple_cost = 0.02")
                cursor.execute(_KNOWN)
                version, self.icu = cursor.fetchone()
                cursor.execute("SAVEPOINT asked")
            if version < OLDEST:
                raise _failed("engine-failed", "This PostgreSQL is older than 14, and would not reckon dates exactly.")
        return self._connection


_KNOWN = (
    "SELECT current_setting('server_version_num')::int, "
    "EXISTS (SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu')"
)


def _answer(cursor: Any, statement: str, about: str) -> pa.Table:
    import adbc_driver_manager as manager

    try:
        cursor.execute(statement)
        return cursor.fetch_arrow_table()
    except manager.Error as error:
        if error.sqlstate in _TOO_LARGE:
            cursor.execute("ROLLBACK TO SAVEPOINT asked")  # what is asked next sees the same rows
            raise too_large(about) from None
        raise


def too_large(about: str) -> CxError:
    """The error of a number with more digits than can be passed on."""
    message = f"a number worked out from {about} is too large to be exact"
    return _failed("number-too-large", message, "Look for a figure in the data that is far too large.")


def _failed(code: str, message: str, help: str = "") -> CxError:
    return CxError([Diagnostic(code=code, message=message, help=help)], 3)
