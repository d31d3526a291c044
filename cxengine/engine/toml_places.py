"""Where each key stands in a TOML text: the standard library's reader does not say."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable

from cxengine.source import Span

Path = tuple[str, ...]

_KEY = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
_STRING = re.compile(r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*\'''', re.S)
_SCALAR = re.compile(r"[^,\]}#\n\r]+")
_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")


def places(filename: str, text: str) -> dict[Path, Span]:
    """The place of each key and table head by its path. The text must be valid TOML; elements of lists
    have paths with their index as text: ``("project", "packs", "0")``, which is the place of the value.
    """
    return _Scan(filename, text).run()


def value_places(filename: str, text: str) -> dict[Path, Span]:
    """The place of the value of each key by its path. The text must be valid TOML."""
    scan = _Scan(filename, text)
    scan.run()
    return scan.values


def _in_lists(head: Path, listed: dict[Path, int]) -> Path:
    """With the index of the last table where a part of the head is a list of tables."""
    for length in range(len(head) - 1, 0, -1):
        if head[:length] in listed:
            return (*head[:length], str(listed[head[:length]]), *head[length:])
    return head


class _Scan:
    def __init__(self, filename: str, text: str) -> None:
        self.filename, self.text, self.at = filename, text, 0
        self.found: dict[Path, Span] = {}
        self.values: dict[Path, Span] = {}
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def run(self) -> dict[Path, Span]:
        head: Path = ()
        implied: dict[Path, Span] = {}  # tables that only stand as the first part of another's head
        listed: dict[Path, int] = {}  # of lists of tables, how many heads there were
        while self._skip():
            if self.text[self.at] == "[":
                width = 2 if self.text.startswith("[[", self.at) else 1
                start, self.at = self.at, self.at + width
                head = self._keys()
                self.at += width
                if width == 2:
                    listed[head] = listed.get(head, -1) + 1
                    implied.setdefault(head, self._span(start, self.at))
                    head = (*head, str(listed[head]))
                else:
                    head = _in_lists(head, listed)
                self.found.setdefault(head, self._span(start, self.at))
                for length in range(1, len(head)):
                    implied.setdefault(head[:length], self._span(start, self.at))
            else:
                self._pair(head)
        return {**implied, **self.found}

    def _skip(self) -> bool:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at < len(self.text)

    def _keys(self) -> Path:
        keys: list[str] = []
        while True:
            match = _KEY.match(self.text, self.at)
            if match is None:
                self.at += 1
                return tuple(keys)
            self.at = match.end()
            keys.append(match[1].strip("\"'") if match[1][0] in "\"'" else match[1])
            if not self.text.startswith(".", self.at):
                return tuple(keys)
            self.at += 1

    def _pair(self, head: Path) -> None:
        start = self.at
        keys = self._keys()
        end = start + len(self.text[start : self.at].rstrip())
        for length in range(1, len(keys) + 1):
            self.found.setdefault(head + keys[:length], self._span(start, end))
        self.at += 1  # the sign between key and value
        self._skip()
        self._value(head + keys)

    def _value(self, path: Path) -> None:
        start = self.at
        opening = self.text[start : start + 1]
        if opening == "{":
            self._members(path, "}", self._pair)
        elif opening == "[":
            count = iter(range(len(self.text)))
            self._members(path, "]", lambda inner: self._value((*inner, str(next(count)))))
        else:
            match = _STRING.match(self.text, start) or _SCALAR.match(self.text, start)
            self.at = match.end() if match else start + 1
        span = self._span(start, start + len(self.text[start : self.at].rstrip()))
        self.found.setdefault(path, span)
        self.values.setdefault(path, span)

    def _members(self, path: Path, closing: str, member: Callable[[Path], None]) -> None:
        self.at += 1
        while self._skip() and self.text[self.at] != closing:
            if self.text[self.at] == ",":
                self.at += 1
            else:
                member(path)
        self.at += 1

    def _span(self, start: int, end: int) -> Span:
        (line, column), (end_line, end_column) = self._where(start), self._where(end)
        return Span(self.filename, line, column, end_line, end_column)

    def _where(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1
