"""What is read of a database, as ``cx.toml`` says it."""

from __future__ import annotations

import hashlib
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs
import sqlglot
from sqlglot import exp

from cxengine.host.options import Options

KEYS = ("table", "query", "key", "increment", "overlap", "time_zone")
_HELP = 'Write `table = "public.cases"`, or `query = "SELECT …"`.'
_CHANGING = (
    exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Alter, exp.Command, exp.Into, exp.Lock,
    exp.Set, exp.TruncateTable,
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Asked:
    """A table or a query. ``increment`` is a column that only rises; with ``overlap`` a reading goes back so far."""

    relation: exp.Expr
    said: str
    """What it is, for people."""
    key: tuple[str, ...] = ()
    increment: str = ""
    overlap: int = 0
    """Of numbers so many, of moments so many seconds."""
    time_zone: str = "Europe/London"

    @property
    def origin(self) -> str:
        """Tells states of one table or query from those of another."""
        text = repr((self.relation.sql(), self.increment, self.key))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def asked_of(options: Options, dialect: str) -> Asked:
    """Reads the keys; mistakes go to the options."""
    given = {key for key in ("table", "query") if key in options.binding.options}
    if len(given) != 1:
        said = "both `table` and `query`" if given else "neither `table` nor `query`"
        options.wrong("table", f"`[sources.{options.binding.table}]` has {said}, and one is needed.", _HELP)
    table, query = options.text("table"), options.text("query")
    is_query = "query" in options.binding.options
    relation = _parsed(options, query, dialect) if is_query else _table(options, table)
    asked = Asked(
        relation=relation,
        said="query" if is_query else f"table `{table}`",
        key=options.texts("key"),
        increment=options.text("increment"),
        overlap=options.number("overlap", 0, 0, 10**12),
        time_zone=options.text("time_zone", "Europe/London"),
    )
    if asked.overlap and not (asked.key and asked.increment):
        options.wrong("overlap", "`overlap` reads rows again, which only `increment` and `key` can tell apart.",
                      'Write the columns of the key, as in `key = ["id"]`.')  # fmt: skip
    _check_zone(options, asked.time_zone)
    return asked


def _check_zone(options: Options, name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        options.wrong("time_zone", f"`{name}` is no time zone.", "Write it as in `Europe/London`.")


def _table(options: Options, name: str) -> exp.Expr:
    """A table by its name, each part of which is taken as it is written."""
    parts = [part.strip().strip('"[]`') for part in name.split(".")]
    if "table" in options.binding.options and (len(parts) > 3 or not all(parts)):
        options.wrong("table", f"`{name}` is no name of a table.", _HELP)
    names = [exp.Identifier(this=part, quoted=True) for part in reversed(parts)]
    return exp.Table(**dict(zip(("this", "db", "catalog"), names, strict=False)))


def _parsed(options: Options, query: str, dialect: str) -> exp.Expr:
    """The one query that the text is, and nothing that changes the database."""
    try:
        statements = [each for each in sqlglot.parse(query, read=dialect) if each is not None]
    except sqlglot.errors.SqlglotError as error:
        first = getattr(error, "errors", None) or [{}]
        words = str(first[0].get("description") or "it is not SQL").rstrip(".")
        where = f", near `{near}`" if (near := first[0].get("highlight")) else ""
        options.wrong("query", f"`query` cannot be read: {words[:1].lower()}{words[1:]}{where}.")
        return exp.Select()
    if len(statements) != 1 or not isinstance(statements[0], exp.Query) or statements[0].find(*_CHANGING):
        options.wrong("query", "`query` is something else than one `SELECT`.", "cx only reads.")
        return exp.Select()
    return statements[0]
