"""A source as ``cx.toml`` binds it, read twice: what is not as a source promises. No message shows a value."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import attrs

from cxengine.diagnostics import CxError
from cxengine.engine.trials.not_tried import NotTried
from cxengine.engine.trials.readings import BATCH_ROWS, ROWS, Reading, reading_of, secrets_of
from cxengine.host.contracts import Binding, Reader, State, StreamingReader
from cxengine.sources.headings import find_heading, suggestion

READ = "can be read"
"""The first trial; of the others nothing can be said where it fails."""
_SHORTEST = 4
"""Characters that a value must have to be looked for in what is told: a shorter one stands there by chance."""
_MOST_VALUES = 2_000


@attrs.define(kw_only=True, eq=False, slots=False)
class BoundSource:
    """A source with its binding. ``personal`` are the headings of personal fields, ``named`` those of all fields."""

    reader: Reader
    binding: Binding
    wanted: tuple[str, ...]
    personal: frozenset[str]
    seconds: float
    failed: CxError | None = None
    """Why it could not be read, once that was tried."""

    @cached_property
    def first(self) -> Reading:
        """The first reading. Raises NotTried where it failed."""
        if self.failed is None:
            try:
                return self._again()
            except CxError as error:
                self.failed = error
        raise NotTried("it could not be read")

    @property
    def came(self) -> str:
        """How many rows the first reading gave, in words; nothing where it failed."""
        if self.failed is not None:
            return ""
        rows = self.first.rows.num_rows
        return f"{rows:,} row{'' if rows == 1 else 's'}" if self.first.whole else f"the first {rows:,} rows"

    def trials(self) -> dict[str, Callable[[], Iterator[str]]]:
        """What is tried, each with a function that gives its faults."""
        tried = {
            READ: self.reading_faults,
            "has schema and rows that agree": self.schema_faults,
            "gives the same rows again": self.replay_faults,
            "tells no secret and no personal value": self.telling_faults,
        }
        if isinstance(self.reader, StreamingReader):
            tried["has keys that are unique"] = self.key_faults
            tried["can go on"] = self.state_faults
        return tried

    def reading_faults(self) -> Iterator[str]:
        """Why no row comes, in the source's own words."""
        try:
            _ = self.first
        except NotTried:
            assert self.failed is not None
            said = " ".join(f"{each.message} {each.help}".strip() for each in self.failed.diagnostics)
            yield self._without_secrets(said)

    def schema_faults(self) -> Iterator[str]:
        """Headings that are wanted and not there, or stand twice; batches that are larger than asked for."""
        first = self.first
        names = first.rows.column_names
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            yield f"the heading `{name}` stands twice"
        for name in self.wanted:
            if find_heading(name, names) is None:
                yield f"`{name}` is wanted and not given. {suggestion(name, first.headings)[1]}".strip()
        for name in first.key:
            if name not in names:
                yield f"the key `{name}` is not among its headings"
        if first.largest > BATCH_ROWS:
            yield f"a batch has {first.largest:,} rows, and {BATCH_ROWS:,} were asked for at most"

    def key_faults(self) -> Iterator[str]:
        """Rows without a key, and rows that differ and have one key."""
        first = self.first
        if not first.key:
            raise NotTried("it declares no key")
        if not set(first.key) <= set(first.rows.column_names):
            raise NotTried("the key is not among its headings")
        said, seen, differ, without = " and ".join(f"`{name}`" for name in first.key), dict[Any, str](), 0, 0
        for key, row in _keyed(first):
            without += None in key
            differ += seen.setdefault(key, row) != row
        if without:
            yield f"{without:,} of {first.rows.num_rows:,} rows have no {said}"
        if differ:
            yield f"{differ:,} of {first.rows.num_rows:,} rows have the {said} of an earlier row and differ from it"

    def replay_faults(self) -> Iterator[str]:
        """A second reading that has another schema or other rows."""
        first = self.first
        try:
            second = self._again()
        except CxError as error:
            yield f"the second reading failed: {self._without_secrets(error.diagnostics[0].message)}"
            return
        if not first.rows.schema.equals(second.rows.schema):
            yield "the second reading has other headings or types than the first"
            return
        other, of = _different(first, second)
        if other:
            yield f"{other:,} of {of:,} rows are others in the second reading; if they changed meanwhile, run again"

    def state_faults(self) -> Iterator[str]:
        """States that do not survive being written, or that nothing can be gone on from."""
        assert isinstance(self.reader, StreamingReader)
        first = self.first
        if not self.reader.capabilities.incremental:
            raise NotTried("it is read whole each time")
        if not first.states:
            yield "no batch carries a state"
            return
        for number, state in enumerate(first.states, 1):
            if not _survives(dict(state)):
                yield f"the state of batch {number} does not survive being written as JSON"
                return
        further = [state for state in first.states if state]
        if not further:
            return
        try:
            self._again(further[0], most=1)
        except CxError as error:
            yield f"it does not go on from its own state: {self._without_secrets(error.diagnostics[0].message)}"

    def telling_faults(self) -> Iterator[str]:
        """Secrets and values of personal fields in logs, in what is printed, in states, problems and errors."""
        secrets, values = self._secrets(), dict[str, set[str]]()
        try:
            told = list(self.first.told)
            values = {name: _texts(self.first, name) for name in self.personal}
        except NotTried:
            assert self.failed is not None
            told = [f"{each.message} {each.help}" for each in self.failed.diagnostics]
        if not secrets and not any(values.values()):
            raise NotTried("it has neither a secret nor a value of a personal field")
        everything = "\n".join(told)
        yield from (f"what `{name}` holds is told" for name, value in secrets.items() if value in everything)
        for name, texts in sorted(values.items()):
            if any(text in everything for text in texts):
                yield f"a value of `{name}`, which is personal, is told"

    def _again(self, state: State | None = None, most: int = ROWS) -> Reading:
        return reading_of(
            self.reader, self.binding, self.wanted, self.seconds, personal=self.personal, state=state, most=most
        )

    def _secrets(self) -> dict[str, str]:
        names = {secret.env for secret in secrets_of(self.binding.options)}
        return {name: value for name in sorted(names) if len(value := os.environ.get(name, "")) >= _SHORTEST}

    def _without_secrets(self, said: str) -> str:
        for name, value in self._secrets().items():
            said = said.replace(value, f"[{name}]")
        return said


def _keyed(reading: Reading) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Each row as text, with its key."""
    for row in reading.rows.to_pylist():
        yield tuple(row[name] for name in reading.key), repr(row)


def _different(first: Reading, second: Reading) -> tuple[int, int]:
    """How many rows of the first reading are others in the second, and of how many that can be told."""
    if first.whole and second.whole:
        before, after = (Counter(map(repr, each.rows.to_pylist())) for each in (first, second))
        return max((before - after).total(), (after - before).total()), first.rows.num_rows
    if not first.key:
        raise NotTried(f"there are more than {ROWS:,} rows, and without a key their order may be another each time")
    rows, again = dict(_keyed(first)), dict(_keyed(second))
    both = rows.keys() & again.keys()
    return sum(rows[key] != again[key] for key in both), len(both)


def _survives(state: dict[str, Any]) -> bool:
    try:
        return bool(json.loads(json.dumps(state)) == state)
    except (TypeError, ValueError):
        return False


def _texts(reading: Reading, name: str) -> set[str]:
    """Different texts of a column that are long enough to be told from what stands anywhere."""
    at = find_heading(name, reading.rows.column_names)
    if at is None:
        return set()
    values = reading.rows.column(at).unique().to_pylist()
    texts = (str(value).strip() for value in values if value is not None)
    return set([text for text in texts if len(text) >= _SHORTEST][:_MOST_VALUES])
