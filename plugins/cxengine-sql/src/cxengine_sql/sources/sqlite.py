"""SQLite through the standard library, opened for reading only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import attrs

from cxengine.host.contracts import Binding
from cxengine.host.options import Options
from cxengine_sql.sources.cells import as_text, fetched
from cxengine_sql.sources.engine import Session, lost
from cxengine_sql.sources.queries import Column

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen
class Sqlite:
    """A file, named by ``path``."""

    dialect: str = "sqlite"
    keys: tuple[str, ...] = ()

    def place(self, options: Options) -> Path | None:
        """The one file of the binding."""
        if len(options.binding.paths) != 1:
            message = f"`[sources.{options.binding.table}]` does not say which file."
            options.wrong("path", message, 'Write `path = "data/….sqlite"`.', code="missing-key")
            return None
        return options.binding.paths[0]

    def hosts(self, place: Path | None, environment: Mapping[str, str]) -> frozenset[str]:
        """None."""
        return frozenset()

    @contextmanager
    def session(self, place: Path, binding: Binding, environment: Mapping[str, str]) -> Iterator[Session]:
        """A transaction on the file."""
        import sqlite3

        span = binding.place("path")
        address = f"file:{quote(place.absolute().as_posix())}?mode=ro"
        try:
            with closing(sqlite3.connect(address, uri=True, check_same_thread=False)) as connection:
                connection.text_factory = lambda text: text.decode("utf-8", "replace")
                connection.execute("PRAGMA trusted_schema = OFF")
                connection.execute("PRAGMA query_only = ON")
                connection.execute("BEGIN")
                yield _Session(connection)
        except (sqlite3.Error, OverflowError, UnicodeError) as error:
            words = " ".join(str(error).split())
            raise lost("source-reply", f"`{place.name}` cannot be read: {words}.", span=span) from None


@attrs.frozen
class _Session:
    connection: Any

    def columns(self, sql: str) -> Sequence[Column]:
        """Names; the type of a column is that of each of its values."""
        names = [str(each[0]) for each in self.connection.execute(sql).description]
        return tuple(Column(name=name, kind="any") for name in names)

    def stop(self) -> None:
        """At the next step."""
        self.connection.interrupt()

    def number(self, sql: str) -> int:
        """The first cell."""
        return int(self.connection.execute(sql).fetchone()[0])

    def schema(self, columns: Sequence[Column]) -> pa.Schema:
        """Text."""
        return as_text(columns)

    def batches(self, sql: str, schema: pa.Schema, size: int) -> Iterator[pa.RecordBatch]:
        """As they are fetched."""
        return fetched(self.connection.execute(sql), schema, size)
