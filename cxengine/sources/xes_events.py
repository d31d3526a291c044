"""The events of an XES file (IEEE 1849), read as a stream: no tree is built, and no entity is ever expanded.

Expat reads whatever is well formed. Most files have one element on each line and few different lines, so whole traces
of such lines are read by looking each line up; at the first line that is anything else Expat takes over from the
beginning of that trace. Both ways give the same events.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from itertools import chain, repeat
from xml.parsers import expat

import attrs

from cxengine.sources.packed import Stream

CASE = "case:"
"""Stands before the key of an attribute of a whole trace."""
ROWS = 65_536
"""Events in a batch, about."""
_CHUNK = 1 << 20
_LONGEST = 1 << 26
"""Bytes of one tag, or of one trace that is read by lines."""
_DEEPEST = 200
_VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})
_LINE = re.compile(
    rb'[ \t]*<(?:string|date|int|float|boolean|id) key="[^"<\x00-\x1f]*" value="[^"<\x00-\x1f]*" ?/>[ \t\r]*'
)
_KEPT_LINES = 5_000
"""Lines of one key that are kept to be looked up."""

Columns = dict[str, list[str | None]]


class XesError(Exception):
    """The file is no XES that can be read: a code, what is wrong, and where."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


@attrs.define(kw_only=True)
class Cut:
    """How a file that is cut off ended: in which line, and how many events its last, unfinished trace had."""

    message: str = ""
    events: int = 0


class _Gathered:
    """Whole traces, as columns of the wanted attributes: those of the trace and of its events."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self.of_event = {key: at for at, key in enumerate(key for key in wanted if not key.startswith(CASE))}
        self.of_trace = {
            key.removeprefix(CASE): at for at, key in enumerate(key for key in wanted if key.startswith(CASE))
        }
        self.blank: tuple[None, ...] = (None,) * len(self.of_event)
        self._wanted = tuple(wanted)
        self._cells: list[str | None] = []
        self._events = 0
        self._traces: list[tuple[list[str | None], int]] = []

    @property
    def full(self) -> bool:
        return self._events >= ROWS

    def trace(self, own: list[str | None], cells: list[str | None], events: int) -> None:
        """Take a whole trace; ``cells`` are those of its events, one event after the other."""
        self._cells += cells
        self._events += events
        self._traces.append((own, events))

    def take(self) -> Columns:
        """The columns gathered since the last time."""
        width = len(self.of_event)
        columns: Columns = {}
        for key in self._wanted:
            if key.startswith(CASE):
                at = self.of_trace[key.removeprefix(CASE)]
                columns[key] = list(chain.from_iterable(repeat(own[at], n) for own, n in self._traces))
            else:
                columns[key] = self._cells[self.of_event[key] :: width]
        self._cells, self._events, self._traces = [], 0, []
        return columns


class _Tree:
    """What Expat calls for each tag."""

    def __init__(self, gathered: _Gathered) -> None:
        self.gathered = gathered
        self.depth = 0
        self.encoding: str | None = None
        self.root = "log"
        self._own: list[str | None] = []
        self.events = 0
        self._cells: list[str | None] = []
        self._event: list[str | None] | None = None
        self._in_trace = False
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = _refuse_types
        self.parser.EntityDeclHandler = _refuse_types
        self.parser.XmlDeclHandler = self._declared

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        self.encoding = encoding

    def _start(self, name: str, given: list[str]) -> None:
        depth = self.depth
        self.depth = depth + 1
        local = name if ":" not in name else name.rpartition(":")[2]
        if depth == 0:
            self.root = name
            if local != "log":
                raise XesError("not-xes", f"its outermost element is `{name}`, not `log`")
        if depth > _DEEPEST:
            raise XesError("not-xes", f"its elements stand more than {_DEEPEST} deep in each other")
        if local in _VALUES:
            if self._event is not None and depth == 3:
                slots, held = self.gathered.of_event, self._event
            elif self._in_trace and depth == 2:
                slots, held = self.gathered.of_trace, self._own
            else:
                return
            said = dict(zip(given[::2], given[1::2], strict=True))
            at = slots.get(said.get("key", ""))
            if at is not None:
                held[at] = said.get("value")
        elif local == "event" and depth == 2 and self._in_trace:
            self._event = list(self.gathered.blank)
        elif local == "trace" and depth == 1:
            self._in_trace = True
            self._own, self._cells, self.events = [None] * len(self.gathered.of_trace), [], 0

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.depth == 2 and self._event is not None:
            self._cells += self._event
            self.events += 1
            self._event = None
        elif self.depth == 1 and self._in_trace:
            self._in_trace = False
            self.gathered.trace(self._own, self._cells, self.events)
            self._cells, self.events = [], 0


def _refuse_types(*_: object) -> None:
    raise XesError("xml-entities", "it declares a document type or entities, which no event log needs")


def xes_events(stream: Stream, wanted: Sequence[str], cut: Cut) -> Iterator[Columns]:
    """The events of all whole traces, some at a time: a column for each wanted key, with ``case:`` for those of traces.

    Where the file ends too soon, ``cut`` says so and what was whole is given. Raises XesError.
    """
    gathered = _Gathered(wanted)
    reading = _Reading(stream, gathered, cut)
    for _ in reading.run():
        if gathered.full:
            yield gathered.take()
    yield gathered.take()


class _Reading:
    def __init__(self, stream: Stream, gathered: _Gathered, cut: Cut) -> None:
        self._stream = stream
        self._gathered = gathered
        self._cut = cut
        self._lines_before = 0
        self._fed = 0
        self._lines: dict[bytes, _Hit] = {}
        self._starts: set[bytes] = set()
        self._ends: set[bytes] = set()
        self._slots: dict[bytes, _Slot] = {}

    def _read(self) -> bytes:
        return self._stream.read(_CHUNK)

    def run(self) -> Iterator[None]:
        """Yields after each chunk."""
        tree = _Tree(self._gathered)
        head = self._read()
        at = head.find(b"<trace")
        start = head.rfind(b"\n", 0, at) + 1
        if at < 0 or head[start:at].strip() or not _plain(head[:start]):
            yield from self._by_tree(tree, head)
            return
        self._feed(tree, head[:start])
        if tree.depth != 1 or (tree.encoding or "utf-8").casefold() not in ("utf-8", "utf8", "us-ascii", "ascii"):
            yield from self._by_tree(tree, head[start:])
            return
        self._lines_before = head.count(b"\n", 0, start)
        rest = yield from self._by_lines(head[start:])
        begin = f"<{tree.root}>".encode()
        tree = _Tree(self._gathered)
        tree.parser.Parse(begin, False)
        self._fed = len(begin)
        yield from self._by_tree(tree, rest)

    def _by_lines(self, buffer: bytes) -> Generator[None, None, bytes]:
        """Read whole traces line by line; gives what is left."""
        while True:
            end = buffer.rfind(b"</trace>")
            if end >= 0:
                end = buffer.find(b"\n", end) + 1
            if end > 0:
                lines = buffer[: end - 1].split(b"\n")
                left = self._whole_traces(lines)
                if left is not None:
                    self._lines_before += left
                    return b"\n".join(lines[left:]) + b"\n" + buffer[end:]
                self._lines_before += len(lines)
                buffer = buffer[end:]
                yield
            more = self._read()
            if not more or len(buffer) > _LONGEST:
                return buffer + more
            buffer += more

    def _whole_traces(self, lines: list[bytes]) -> int | None:
        """Read lines that are whole traces; at the first other line, the number of the one its trace begins with."""
        blank, of_trace = self._gathered.blank, len(self._gathered.of_trace)
        known = self._lines
        began: int | None = None
        base = -1  # where the cells of the event begin that the line is in; -1 outside of events
        events = 0
        cells: list[str | None] = []
        own: list[str | None] = []
        for number, line in enumerate(lines):
            if line in known:
                tag, at_event, at_trace, value = known[line]
            else:
                hit = self._learn(line)
                if hit is None:
                    return number if began is None else began
                tag, at_event, at_trace, value = hit
            if tag == _ATTRIBUTE:
                if base >= 0:
                    if at_event is not None:
                        cells[base + at_event] = value
                elif began is None:
                    return number
                elif at_trace is not None:
                    own[at_trace] = value
            elif tag == _EVENT and began is not None and base < 0:
                base = len(cells)
                cells += blank
            elif tag == _EVENT_END and base >= 0:
                events += 1
                base = -1
            elif tag == _TRACE and began is None:
                began, own, cells, events = number, [None] * of_trace, [], 0
            elif tag == _TRACE_END and began is not None and base < 0:
                self._gathered.trace(own, cells, events)
                began = None
            elif tag != _BLANK:
                return number if began is None else began
        return began

    def _learn(self, line: bytes) -> _Hit | None:
        """What a line is; None where only Expat can tell."""
        parts = line.split(b'"')
        slot = self._slots.get(parts[1]) if len(parts) == 5 else None
        if slot is not None and parts[0] in self._starts and parts[2] == b" value=" and parts[4] in self._ends:
            text = parts[3].decode("utf-8", "replace")
            if text.isprintable() and "<" not in text and "&" not in text and "\ufffd" not in text:
                hit = (_ATTRIBUTE, slot.of_event, slot.of_trace, text)
                if slot.lines < _KEPT_LINES:  # what differs in nearly every line is not worth keeping
                    slot.lines += 1
                    self._lines[line] = hit
                return hit
        tag = _TAGS.get(line.strip())
        if tag is None:
            if _LINE.fullmatch(line) is None:
                return None
            try:
                key, text = _read_line(line)
            except (UnicodeError, expat.ExpatError):
                return None
            slot = _Slot(self._gathered.of_event.get(key), self._gathered.of_trace.get(key))
            if len(parts) == 5 and b"&" not in parts[1]:
                self._starts.add(parts[0])
                self._ends.add(parts[4])
                self._slots[parts[1]] = slot
            return (_ATTRIBUTE, slot.of_event, slot.of_trace, text)
        self._lines[line] = tag
        return tag

    def _by_tree(self, tree: _Tree, chunk: bytes) -> Iterator[None]:
        while chunk:
            self._feed(tree, chunk)
            if self._cut.message:
                return
            yield
            chunk = self._read()
        self._feed(tree, b"", last=True)
        yield

    def _feed(self, tree: _Tree, chunk: bytes, *, last: bool = False) -> None:
        self._fed += len(chunk)
        try:
            tree.parser.Parse(chunk, last)
        except expat.ExpatError as error:
            line = error.lineno + self._lines_before
            words = expat.ErrorString(error.code)
            if not last or tree.depth == 0:
                raise XesError("not-xes", f"it is no well-formed XML: {words}, in line {line}") from None
            self._cut.message = f"it ends in line {line}, in the middle"
            self._cut.events = tree.events
        if self._fed - tree.parser.CurrentByteIndex > _LONGEST:
            raise XesError("source-too-big", f"has a tag of more than {_LONGEST >> 20} MB")


def _plain(head: bytes) -> bool:
    """Whether no comment, instruction or quoted piece of text is open at the end."""
    return all(head.rfind(begin) <= head.rfind(end) for begin, end in ((b"<!--", b"-->"), (b"<![", b"]]>")))


def _read_line(line: bytes) -> tuple[str, str]:
    """Key and value of a line that holds one attribute. Raises ExpatError."""
    found: list[str] = []
    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.StartElementHandler = lambda name, given: found.extend(given)
    parser.Parse(line, True)
    return found[1], found[3]


@attrs.define
class _Slot:
    """Where the values of a key go, of events and of traces; None where nobody wants them."""

    of_event: int | None
    of_trace: int | None
    lines: int = 0


_ATTRIBUTE, _EVENT, _EVENT_END, _TRACE, _TRACE_END, _BLANK = range(6)
_Hit = tuple[int, int | None, int | None, str | None]
_TAGS: dict[bytes, _Hit] = {
    b"<event>": (_EVENT, None, None, None),
    b"</event>": (_EVENT_END, None, None, None),
    b"<trace>": (_TRACE, None, None, None),
    b"</trace>": (_TRACE_END, None, None, None),
    b"": (_BLANK, None, None, None),
}
