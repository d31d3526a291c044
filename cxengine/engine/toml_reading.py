"""Reads the keys of a ``cx.toml`` with their types, and reports every one that is wrong, with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.engine.toml_places import Path, places, value_places
from cxengine.source import Source, Span
from cxengine.suggest import did_you_mean

BACKSLASH = (
    "A backslash means something else between double quotes: write paths with `/`, or put the text in single quotes."
)
_CURLY = "“”„‟‘’‚‛"
_HELP = (
    ("Unescaped '\\'", BACKSLASH),
    ("Invalid hex value", BACKSLASH),
    ("Unterminated string", "Close the text with the quotation mark it was opened with."),
    ("text that is not closed", "Close the text with the quotation mark it was opened with."),
    ("Expected '=' after a key", 'Write `key = "value"`, one to a line.'),
    ("Invalid value", 'Write text in quotation marks, as in `name = "Enfield"`; numbers, true and false without.'),
    ("Invalid initial character for a key part", "A key is letters, digits, `_` and `-`; put any other in quotes."),
    ("Invalid statement", 'A line is `[name]` or `key = "value"`.'),
    ("Expected newline or end of document", "Each key stands on a line of its own."),
    ("Cannot overwrite a value", "This key is given twice: keep one of the two."),
    ("Cannot declare", "This table is given twice: put the keys of both under one head."),
    ("Expected ']' at the end", "Close the head of the table: `[name]`."),
    ("Unclosed array", "Close the list with `]`."),
    ("Unclosed inline table", "Close it with `}`."),
)  # fmt: skip


def read_toml(source: Source, found: Diagnostics) -> Table | None:
    """The whole text as a table; None, and a diagnostic, where it is not TOML."""
    try:
        values = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        _syntax(source, str(error), found)
        return None
    except RecursionError:
        found.error("toml-syntax", Span(source.filename, 1, 1, 1, 2), "The values are nested too deeply to read.")
        return None
    whole = Span(source.filename, 1, 1, 1, 1)
    keys, written = places(source.filename, source.text), value_places(source.filename, source.text)
    return Table(values=values, path=(), places={(): whole, **keys}, value_places=written, found=found)


def _syntax(source: Source, said: str, found: Diagnostics) -> None:
    match = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", said)
    line, column = 1, 1
    if match and match[1]:
        line, column = int(match[1]), int(match[2])
    elif match:
        line = max(1, len(source.text.splitlines()))
        column = max(1, len(source.line(line)))
    words = said[: match.start()] if match else said
    words = words.replace("Illegal character '\\n'", "text that is not closed")
    help = next((help for start, help in _HELP if words.startswith(start)), "")
    if any(sign in source.line(line)[column - 1 : column] for sign in _CURLY):
        words = f"`{source.line(line)[column - 1]}` is a curly quotation mark"
        help = 'Write straight quotation marks: `name = "Enfield"`. Word processors turn them into curly ones.'
    words = re.sub(r"Cannot declare \((.*?),?\) twice", r"\1 is declared twice", words)
    span = Span(source.filename, line, column, line, column + 1)
    found.error("toml-syntax", span, f"This cannot be read as TOML: {words[:1].lower()}{words[1:]}.", help)


@attrs.frozen(kw_only=True)
class Table:
    """One table of the text. Each reading method reports a value of the wrong type and then gives its default."""

    values: Mapping[str, Any]
    path: Path
    places: Mapping[Path, Span]
    found: Diagnostics
    value_places: Mapping[Path, Span] = attrs.field(factory=dict)

    def place(self, *keys: str) -> Span:
        """Where a key under this table stands, or the nearest thing above it."""
        path = self.path + keys
        while path not in self.places:
            path = path[:-1]
        return self.places[path]

    def value_place(self, key: str) -> Span:
        """Where the value of a key under this table stands."""
        return self.value_places.get((*self.path, key)) or self.place(key)

    def local_places(self) -> dict[Path, Span]:
        """Every place under this table, by the rest of its path."""
        size = len(self.path)
        return {path[size:]: span for path, span in self.places.items() if path[:size] == self.path}

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Report each key that is not known here."""
        names = tuple(known)
        for key in self.values:
            if key not in names:
                where = f" in `[{'.'.join(self.path)}]`" if self.path else ""
                message = f"`{key}` is no key that cx knows{where}."
                self.found.error("unknown-key", self.place(key), message, did_you_mean(key, names) or _all(names))

    def wrong(self, key: str, wanted: str, help: str = "") -> None:
        """Report a value that is not of the type wanted."""
        value = self.values[key]
        said = f"this is {_type_words(value)}"
        if isinstance(value, int | float) and not isinstance(value, bool) and "number" in wanted:
            said = f"{value} was found"
        self.found.error("wrong-value", self.place(key), f"`{key}` takes {wanted}, and {said}.", help)

    def text(self, key: str) -> str | None:
        """A text; None where there is none."""
        value = self.values.get(key)
        if isinstance(value, str) and not value.replace("\t", " ").isprintable():
            self.found.error("wrong-value", self.place(key), f"`{key}` holds a sign that cannot be printed.", BACKSLASH)
            return None
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, str):
            self.found.error("wrong-value", self.place(key), f"`{key}` is empty.", "Write something, or leave it out.")
        elif value is not None:
            self.wrong(key, "text in quotation marks")
        return None

    def texts(self, key: str, *, single: bool = False) -> tuple[str, ...]:
        """A list of texts; with ``single``, one text may stand for a list of one."""
        value = self.values.get(key, [])
        if single and isinstance(value, str):
            value = [value]
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        other = next((item for item in value if not isinstance(item, str)), None) if isinstance(value, list) else None
        if isinstance(other, int | float) and not isinstance(other, bool):
            message = f"`{key}` takes a list of texts, and `{other}` in it is a number."
            self.found.error("wrong-value", self.place(key), message, f'Write it in quotation marks: `"{other}"`.')
            return ()
        self.wrong(key, "text, or a list of texts" if single else "a list of texts", f'Write `{key} = ["…"]`.')
        return ()

    def mapping(self, key: str) -> dict[str, str]:
        """Texts by name; whole numbers are taken as they are written."""
        table = self.table(key)
        return table.all_texts() if table is not None else {}

    def all_texts(self) -> dict[str, str]:
        """This table as texts by name."""
        read: dict[str, str] = {}
        for key, value in self.values.items():
            if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
                read[key] = str(value)
            else:
                self.wrong(key, "text in quotation marks")
        return read

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables under this one."""
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            return tuple(
                attrs.evolve(self, values=each, path=(*self.path, key, str(index))) for index, each in enumerate(value)
            )
        self.wrong(key, "a list of tables", f"Write `[[{'.'.join((*self.path, key))}]]` above the keys of each.")
        return ()

    def nested(self, key: str) -> dict[str, dict[str, str]]:
        """Tables of texts by name, by name."""
        table = self.table(key)
        return {} if table is None else {name: table.mapping(name) for name in table.values}

    def with_more(self, more: Table) -> Table:
        """This table with the keys of another in place of its own, and the members of its tables beside its own."""
        values = dict(self.values)
        for key, value in more.values.items():
            both = isinstance(value, dict) and isinstance(values.get(key), dict)
            values[key] = {**values[key], **value} if both else value
        own = {self.path + rest: span for rest, span in more.local_places().items() if rest}
        return attrs.evolve(self, values=values, places={**self.places, **own})

    def table(self, key: str) -> Table | None:
        """A table under this one; None where there is none."""
        value = self.values.get(key)
        if isinstance(value, dict):
            return attrs.evolve(self, values=value, path=(*self.path, key))
        if value is not None:
            self.wrong(key, "keys with values", f'Write `{key} = {{ name = "…" }}`.')
        return None


def _type_words(value: object) -> str:
    words: tuple[tuple[type, str], ...] = (
        (bool, "true or false"), (int, "a number"), (float, "a number"), (str, "text"),
        (list, "a list"), (dict, "a table of keys"),
    )  # fmt: skip
    return next((said for kind, said in words if isinstance(value, kind)), "a date or time")


def _all(names: tuple[str, ...]) -> str:
    return f"Known here: {', '.join(f'`{name}`' for name in names)}."
