"""What people call a step: by its title, and by its name too where several steps share the title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import attrs

from cxengine.report.wording import Result, counted, listed

MOST = 6
"""Steps that one line names."""


@attrs.frozen
class Called:
    """Titles by name."""

    titles: Mapping[str, str]

    def plain(self, name: str) -> str:
        """``Research``, ``Contact the surgery (step_5)``."""
        return f"{self._title(name)}{self._name(name)}"

    def quoted(self, name: str) -> str:
        """``“Research”``, ``“Contact the surgery” (step_5)``."""
        return f"“{self._title(name)}”{self._name(name)}"

    def which(self, names: Iterable[str], total: int) -> str:
        """Some of ``total`` steps in quotation marks: the first few, and how many more; or every step."""
        named = list(names)
        if len(named) > 1 and len(named) == total:
            return "every step"
        return listed([self.quoted(name) for name in named], most=MOST)

    def _title(self, name: str) -> str:
        return self.titles.get(name) or name

    def _name(self, name: str) -> str:
        shared = Counter(self.titles.values())[self._title(name)] > 1
        return f" ({name})" if shared and self._title(name) != name else ""


def steps_called(steps: Iterable[Result]) -> Called:
    """The steps of a journey."""
    return Called({step["step"]: step["title"] for step in steps})


def made_of(journey: Result) -> str:
    """``made of “Getting a discount” by 1 change``, of a journey that changes another; else empty."""
    if not journey["changes"]:
        return ""
    changes = counted(len(journey["changed"]), "change")
    return f"made of “{journey['changes_title'] or journey['changes']}” by {changes}"
