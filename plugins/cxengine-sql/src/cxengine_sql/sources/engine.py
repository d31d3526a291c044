"""What differs between databases: how one is reached, and how its rows come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import Binding
from cxengine.host.options import SOURCE_FAILED, Options
from cxengine.source import Span
from cxengine_sql.sources.queries import Column

if TYPE_CHECKING:
    import pyarrow as pa


class Session(Protocol):
    """One read-only transaction."""

    def columns(self, sql: str) -> Sequence[Column]:
        """The columns of a query that gives no rows."""
        ...

    def number(self, sql: str) -> int:
        """The one number that a query gives."""
        ...

    def schema(self, columns: Sequence[Column]) -> pa.Schema:
        """The types in which the columns come."""
        ...

    def stop(self) -> None:
        """Called from another thread: give up what is running."""
        ...

    def batches(self, sql: str, schema: pa.Schema, size: int) -> Iterator[pa.RecordBatch]:
        """The rows of a query, as they come, ``size`` of them at a time at most."""
        ...


class Engine(Protocol):
    """A kind of database. ``dialect`` is what sqlglot calls it; ``keys`` are its own in ``cx.toml``."""

    @property
    def dialect(self) -> str: ...

    @property
    def keys(self) -> tuple[str, ...]: ...

    def place(self, options: Options) -> Any:
        """Where the database is; mistakes go to the options."""
        ...

    def hosts(self, place: Any, environment: Mapping[str, str]) -> frozenset[str]:
        """The machines that are spoken to."""
        ...

    def session(
        self, place: Any, binding: Binding, environment: Mapping[str, str]
    ) -> AbstractContextManager[Session]:
        """Raises CxError (3) where it cannot be reached, now or later."""
        ...


def lost(code: str, message: str, help: str = "", *, span: Span) -> CxError:
    """The error of a database that could not be read."""
    return CxError([Diagnostic(code=code, message=message, help=help, span=span)], SOURCE_FAILED)
