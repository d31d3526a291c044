"""Whether an assessment may be kept, and where: what ``cx assess --record`` writes."""

from __future__ import annotations

from pathlib import Path

import attrs

from cxengine.diagnostics import Diagnostic
from cxengine.engine.assessment import Assessment
from cxengine.engine.digest_keys import PLAIN
from cxengine.engine.history.read import file_of
from cxengine.engine.history.written import text_of
from cxengine.engine.shown_paths import shown_path
from cxengine.maturity.words import day_words
from cxengine.source import NOWHERE, Span


@attrs.frozen(kw_only=True)
class ToKeep:
    """What is to be written where; ``text`` is None where nothing is, and ``refused`` says why that is a mistake.

    ``hint`` is what the project could do better.
    """

    path: Path
    text: str | None
    note: str
    refused: Diagnostic | None = None
    hint: Diagnostic | None = None


def to_keep(assessment: Assessment, folder: Path) -> ToKeep:
    """What ``--record`` does with an assessment of the project in a folder. Writes nothing.

    A run that lacks a source is not kept, and a record is never written over.
    """
    record = assessment.record
    assert record is not None, "an assessment by this engine has its record"
    path = file_of(folder, record.as_of)
    text, day, shown = text_of(record), day_words(record.as_of), shown_path(path)
    failed = [each for each in assessment.diagnostics if each.severity == "error"]
    if failed:
        return _refused(
            path, "not-recorded", NOWHERE, f"The assessment of {day} was not recorded: {_count(len(failed))} above.",
            "Mend that first. What was recorded before is left as it is.",
        )  # fmt: skip
    if not path.exists():
        return ToKeep(path=path, text=text, note=f"Recorded in {shown}.", hint=_guessable(assessment))
    if _same(path, text):
        return ToKeep(path=path, text=None, note=f"{shown} has this assessment already; nothing was written.")
    return _refused(
        path, "record-exists", Span(shown, 1, 1, 1, 2),
        f"There is a record of {day} already, and this assessment differs from it. It was left as it is.",
        f"To put this one in its place, delete {shown} and run the command again; or assess as of another date.",
    )  # fmt: skip


def _guessable(assessment: Assessment) -> Diagnostic | None:
    """A hint where digests of data that anybody can check stand beside figures that are hidden."""
    hidden = any(figure.suppressed for subject in assessment.subjects for figure in subject.metrics)
    hidden = hidden or any(source.hiding is not None for source in assessment.sources)
    if not hidden or not any(source.digest.startswith(PLAIN) for source in assessment.sources):
        return None
    return Diagnostic(
        code="digest-guessable",
        severity="info",
        message="The record holds plain digests of data in which some groups are too small to be shown",
        help="Who has the rest of such a file could try what a hidden cell holds. In `[project]` of `cx.toml`, "
        'name a secret: `digest_key = { env = "CX_DIGESTS" }`.',
        span=NOWHERE,
    )  # fmt: skip


def _refused(path: Path, code: str, span: Span, message: str, help: str) -> ToKeep:
    return ToKeep(
        path=path, text=None, note="", refused=Diagnostic(code=code, message=message, help=help, span=span)
    )


def _count(errors: int) -> str:
    return "there is an error, told" if errors == 1 else f"there are {errors} errors, told"


def _same(path: Path, text: str) -> bool:
    """Whether a file holds this text, with whatever line ends its system gave it."""
    try:
        return path.read_bytes().replace(b"\r\n", b"\n") == text.encode()
    except OSError:
        return False
