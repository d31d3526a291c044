"""What is wrong, where, and what to write instead: collected, never printed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import attrs

from cxengine.source import NOWHERE, Span

Severity = Literal["error", "warning", "info"]

MOST_SHOWN = 200
"""Diagnostics kept of one run; the rest is counted in a last line."""


@attrs.frozen(kw_only=True)
class Diagnostic:
    """One problem: a stable code, the place, what was found, and what to write instead."""

    code: str
    severity: Severity = "error"
    message: str
    help: str = ""
    label: str = ""
    """A few words that stand under the underlined text."""
    span: Span = NOWHERE
    replacement: str | None = None
    """Text that would stand right in place of the span, where that is known."""

    @property
    def url(self) -> str:
        """The page of the documentation that explains the code."""
        return f"docs/diagnostics.md#{self.code}"

    def to_dict(self) -> dict[str, object]:
        """The form of ``cx check --format json``."""
        fix = None
        if self.replacement is not None:
            edit = {
                "content": self.replacement,
                "location": {"line": self.span.line, "column": self.span.column},
                "end_location": {"line": self.span.end_line, "column": self.span.end_column},
            }
            fix = {"applicability": "unsafe", "edits": [edit]}
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "help": self.help,
            "filename": self.span.filename,
            "location": {"line": self.span.line, "column": self.span.column},
            "end_location": {"line": self.span.end_line, "column": self.span.end_column},
            "fix": fix,
            "url": self.url,
        }


class CxError(Exception):
    """The run cannot go on; carries every diagnostic that was found until then.

    As text: a line for each, with its place, what to write instead, and its code.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], exit_code: int = 2) -> None:
        self.diagnostics = tuple(diagnostics)
        self.exit_code = exit_code
        super().__init__("\n".join(_line(diagnostic) for diagnostic in self.diagnostics))

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownNameError(CxError, KeyError):
    """A result has nothing of that name: a CxError for who reads the reason, a KeyError for who catches that."""


def _line(told: Diagnostic) -> str:
    place = f"{told.span.filename}:{told.span.line}: " if told.span.filename else ""
    message = told.message if told.message.endswith((".", "?", "!")) else f"{told.message}."
    return f"{place}{message} {told.help}".rstrip() + f" ({told.code})"


class Diagnostics:
    """Collects the problems of one run. Not shared between runs."""

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep one; the same one twice counts once."""
        self._found.setdefault(diagnostic)

    def error(
        self, code: str, span: Span, message: str, help: str = "", *, label: str = "", replacement: str | None = None
    ) -> None:
        """Report what must be mended before anything can be assessed."""
        self.add(
            Diagnostic(code=code, message=message, help=help, label=label, span=span, replacement=replacement)
        )

    def warning(self, code: str, span: Span, message: str, help: str = "", *, label: str = "") -> None:
        """Report what is probably not meant."""
        self.add(Diagnostic(code=code, severity="warning", message=message, help=help, label=label, span=span))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(sorted(self._found, key=lambda d: (d.span, d.severity, d.code, d.message)))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def has_errors(self) -> bool:
        """Whether anything found stops an assessment."""
        return any(d.severity == "error" for d in self._found)

    def stop_if_errors(self, exit_code: int = 2) -> None:
        """Raise CxError with everything found, if there is an error among it."""
        if self.has_errors:
            raise CxError(self, exit_code)

    def shown(self) -> tuple[Diagnostic, ...]:
        """Sorted and cut to MOST_SHOWN, with a last line that counts the rest."""
        found = tuple(self)
        if len(found) <= MOST_SHOWN:
            return found
        rest = Diagnostic(
            code="more-problems",
            severity="info",
            message=f"{len(found) - MOST_SHOWN} more problems are not shown",
            help="Mend these first and check again.",
            span=found[MOST_SHOWN - 1].span,
        )
        return (*found[:MOST_SHOWN], rest)
