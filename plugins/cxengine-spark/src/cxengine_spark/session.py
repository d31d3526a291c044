"""A session of our own beside yours: exact numbers, one time zone, names as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from cxengine.diagnostics import CxError, Diagnostic

if TYPE_CHECKING:
    import pyarrow as pa

SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # what is too large is an error and no null
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.groupByOrdinal": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
}
_TOO_LARGE = (
    "NUMERIC_VALUE_OUT_OF_RANGE", "ARITHMETIC_OVERFLOW", "NUMERIC_OUT_OF_SUPPORTED_RANGE", "DATETIME_OVERFLOW",
)  # fmt: skip


@attrs.define
class Session:
    """Spark, started or joined when it is first needed. One that was running before goes on afterwards."""

    master: str | None = None
    _spark: Any = attrs.field(default=None, init=False, repr=False)
    _views: list[str] = attrs.field(factory=list, init=False)

    def spark(self) -> Any:
        """Our session. Raises CxError (3) where Spark cannot be started."""
        if self._spark is None:
            try:
                self._spark = self._running().newSession()
                for name, value in SETTINGS.items():
                    self._spark.conf.set(name, value)
            except Exception as error:  # Java, py4j and Spark each have failures of their own
                message = f"Spark cannot be started or reached: {said(error)}."
                help = "Is Java 17 installed, and is the address of `master` right?"
                raise CxError([Diagnostic(code="engine-unreachable", message=message, help=help)], 3) from error
        return self._spark

    def _running(self) -> Any:
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.appName("cxengine")
        return (builder.master(self.master) if self.master is not None else builder).getOrCreate()

    def named(self, frame: Any) -> tuple[str, ...]:
        """A name under which our session sees a data frame of any session."""
        name = f"cx_{id(self):x}_{len(self._views)}"
        frame.createOrReplaceGlobalTempView(name)
        self._views.append(name)
        return ("global_temp", name)

    def ask(self, statement: str, about: str) -> pa.Table:
        """The groups that a statement gives. Raises CxError (3), in words about ``about``."""
        from pyspark.errors import PySparkException

        try:
            return self.spark().sql(statement).toArrow()
        except PySparkException as error:
            raise _failure(error, about) from error

    def close(self) -> None:
        """Forget the names that were given."""
        for name in self._views:
            self._spark.catalog.dropGlobalTempView(name)
        self._views.clear()


def too_large(about: str) -> CxError:
    """The error of a number with more digits than can be passed on."""
    message = f"a number worked out from {about} is too large to be exact"
    help = "Look for a figure in the data that is far too large."
    return CxError([Diagnostic(code="number-too-large", message=message, help=help)], 3)


def _failure(error: Any, about: str) -> CxError:
    condition = error.getCondition() or ""
    words = str(error)
    if any(each in condition or f"[{each}" in words for each in _TOO_LARGE):
        return too_large(about)
    return failed(f"Spark could not count {about}: {said(error)}.")


def failed(message: str, help: str = "") -> CxError:
    """The error of a table that Spark does not have, or cannot count."""
    return CxError([Diagnostic(code="engine-failed", message=message, help=help)], 3)


def said(error: BaseException) -> str:
    """What an error says, in one line and without Java's list of places."""
    first = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return " ".join(first.split())[:300].removesuffix(".")
