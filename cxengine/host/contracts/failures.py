"""How a plugin's fault is told: by its name, its distribution and version, and the reason."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class PluginProblem:
    """Why a plugin, or one thing that it offers, does not take part."""

    name: str
    distribution: str | None = None
    version: str | None = None
    reason: str
    in_run: bool = False
    """Whether it was loaded, and failed while it worked."""

    @property
    def message(self) -> str:
        """One sentence for people."""
        known = [part for part in (self.distribution, self.version) if part is not None]
        origin = f" ({' '.join(known)})" if known else ""
        what = "failed" if self.in_run else "is left out"
        return f"The plugin `{self.name}`{origin} {what}: {self.reason}"


class PluginFailure(Exception):
    """Raised at the border where a plugin raised, hung, or gave what it must not; it says which and why."""

    def __init__(self, problem: PluginProblem) -> None:
        super().__init__(problem.reason)
        self.problem = problem
