"""What packs changed, and what they set aside, as it stands in an assessment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from cxengine.engine.said.levels import WaiverSaid
from cxengine.engine.said.sources import OverrideSaid
from cxengine.lang import ast
from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.words import day_words

_WHAT: Mapping[ast.Verb, Literal["changed", "added", "waived", "removed"]] = {
    "change": "changed",
    "add": "added",
    "waive": "waived",
    "remove": "removed",
}


def overrides_said(files: Iterable[ast.File]) -> tuple[OverrideSaid, ...]:
    """Every override, in the order of the files."""
    return tuple(
        OverrideSaid(
            what=_WHAT[done.verb],
            kind=done.kind,
            name=done.name,
            title=done.title,
            lines=done.lines,
            until=done.until,
            pack=done.pack,
            because=done.because,
            filename=done.span.filename,
            line=done.span.line,
        )
        for file in files
        for done in file.overridden
    )


def override_words(done: ast.Overridden) -> str:
    """``changed by `camden` (ask, review every): Residents lead our workshops``. A waiver said so is over."""
    if done.until is not None:
        return f"no longer waived by `{done.pack}`, whose waiver ended on {day_words(done.until)}: {done.because}"
    lines = f" ({', '.join(done.lines)})" if done.lines else ""
    return f"{_WHAT[done.verb]} by `{done.pack}`{lines}: {done.because}"


def waivers_said(model: CompiledModel, indexes: Iterable[int]) -> tuple[WaiverSaid, ...]:
    """The waivers of these criteria."""
    said: list[WaiverSaid] = []
    for index in sorted(indexes):
        criterion = model.criteria[index]
        waiver = criterion.declared.waiver
        if waiver is not None:
            said.append(
                WaiverSaid(
                    criterion=criterion.id,
                    until=waiver.until,
                    because=waiver.because,
                    title=criterion.declared.title,
                    pack=waiver.pack,
                )
            )
    return tuple(said)
