"""Gathers rows under the same problem."""

from __future__ import annotations

from cxengine.host.contracts import FIRST_ROWS, Problem


class ProblemRows:
    """Problems found row by row, told once each with their rows. For one load."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[int]] = {}

    def add(self, code: str, message: str, row: int) -> None:
        """Count a row under a problem."""
        self._rows.setdefault((code, message), []).append(row)

    @property
    def count(self) -> int:
        """Rows counted."""
        return sum(len(rows) for rows in self._rows.values())

    def problems(self) -> tuple[Problem, ...]:
        """In the order first met."""
        return tuple(
            Problem(code=code, message=message, count=len(rows), rows=tuple(rows[:FIRST_ROWS]))
            for (code, message), rows in self._rows.items()
        )
