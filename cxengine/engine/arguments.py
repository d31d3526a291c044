"""What callers of Python give, checked where it comes in, before anything is read. All raise CxError."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.lang.dates import day_written

if TYPE_CHECKING:
    from cxengine.engine.history.read import Given
    from cxengine.engine.load import Progress
    from cxengine.engine.measure import Asked
    from cxengine.engine.rule_sets import Where

Day = date | str | None
"""A day, also as ISO text: ``2026-03-31``."""
Words = str | Iterable[str]
"""Names; one alone may stand without brackets."""

_DAY = 'Write `{0}=date(2026, 3, 31)` or `{0}="2026-03-31"`.'
_EXAMPLES = {"subjects": "service:libraries", "metrics": "satisfaction", "by": "channel"}


def day(argument: str, given: Any) -> date | None:
    """A day as a date. A time of day is refused: whether it counts is the caller's to say."""
    if given is None:
        return None
    if isinstance(given, datetime):
        raise _wrong(f"`{argument}` is of type {_kind(given)}, and a day is needed.", f"Write `{argument}=….date()`.")
    if isinstance(given, date):
        return given
    if isinstance(given, str):
        if (read := day_written(given)) is not None:
            return read
        said = f"`{argument}` is “{given[:40]}”, which is no day written as year, month, day."
        raise _wrong(said, _DAY.format(argument))
    raise _wrong(f"`{argument}` is of type {_kind(given)}, and a day is needed.", _DAY.format(argument))


def words(argument: str, given: Any) -> tuple[str, ...]:
    """Names in the order given, each once; a bare text is one name."""
    if isinstance(given, str):
        return (given,)
    listed = isinstance(given, Iterable) and not isinstance(given, Mapping | bytes)
    read = tuple(given) if listed else (given,)
    for each in read:
        if not isinstance(each, str):
            said = f"`{argument}` holds something of type {_kind(each)}, and names are needed, as text."
            raise _wrong(said, f'Write `{argument}=["{_EXAMPLES[argument]}"]`, or leave it out.')
    return tuple(dict.fromkeys(read))


def asked(metrics: Any, by: Any, subjects: Any, *, what_hides: bool = False) -> Asked:
    """What is to be measured."""
    from cxengine.engine.measure import Asked

    return Asked(
        metrics=words("metrics", metrics), by=words("by", by), subjects=words("subjects", subjects),
        what_hides=what_hides,
    )  # fmt: skip


def tables(given: Any) -> Mapping[str, Any] | None:
    """The data by the name of what they fill."""
    if given is None or (isinstance(given, Mapping) and all(isinstance(name, str) for name in given)):
        return given
    said = "names something other than text" if isinstance(given, Mapping) else f"is of type {_kind(given)}"
    help = 'Name the table of each: `sources={"responses": rows, "service": services}`.'
    raise _wrong(f"`sources` {said}, and data by the names of tables are needed.", help)


def records(given: Any) -> Given | None:
    """Records of earlier assessments: a folder, or several as values."""
    if given is None or isinstance(given, str | Path):
        return given
    if isinstance(given, Iterable) and not isinstance(given, Mapping | bytes):
        return tuple(given)
    help = "Write `history=[assessment.record.to_dict()]`, or name a folder of records."
    raise _wrong(f"`history` is of type {_kind(given)}, and a list of records is needed.", help)


def rules(given: Any) -> Where:
    """Where rules lie, or their texts by file name."""
    if isinstance(given, str) and "\n" in given:
        said = "`compile` is given the text of rules, and takes a text as the name of a folder, a file or a pack."
        raise _wrong(said, 'Give the text a file name: `compile({"rules.cx": text})`.')
    if isinstance(given, str | Path):
        return given
    if not isinstance(given, Mapping):
        help = 'Name a folder, a rule file or a bundled pack, or give texts: `compile({"rules.cx": text})`.'
        raise _wrong(f"`compile` is given something of type {_kind(given)}, and rules are needed.", help)
    for name, text in given.items():
        if not isinstance(name, str) or not isinstance(text, str):
            strange = name if not isinstance(name, str) else text
            help = "Bytes of a file become text with `.decode()`."
            raise _wrong(f"The rules `{name}` hold something of type {_kind(strange)}, and text is needed.", help)
    if not given:
        help = 'Write `compile({"rules.cx": text})`.'
        raise CxError([Diagnostic(code="nothing-to-read", message="No text of rules is given.", help=help)])
    return given


def callback(argument: str, given: Any) -> Progress | None:
    """A function that is called with what is being done, or None."""
    if given is None or callable(given):
        return given  # type: ignore[no-any-return]
    said = f"`{argument}` is of type {_kind(given)}, and a function of one text is needed."
    raise _wrong(said, f"Write `{argument}=print`.")


def _kind(given: object) -> str:
    return f"`{type(given).__name__}`"


def _wrong(message: str, help: str) -> CxError:
    return CxError([Diagnostic(code="wrong-argument", message=message, help=help)])
