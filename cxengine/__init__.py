"""Rules as code for customer experience in local government.

Importing this package loads nothing else of it: each name below is fetched when it is first used.
"""

from __future__ import annotations

from cxengine._version import __version__

TYPE_CHECKING = False
"""As in ``typing``, which is not worth its time at start."""
if TYPE_CHECKING:
    from typing import Any

    from cxengine.diagnostics import CxError, Diagnostic, Diagnostics, UnknownNameError
    from cxengine.engine.assessment import Assessment
    from cxengine.engine.program import Program, compile
    from cxengine.host.hookspecs import hookimpl

__all__ = [
    "Assessment",
    "CxError",
    "Diagnostic",
    "Diagnostics",
    "Program",
    "UnknownNameError",
    "__version__",
    "compile",
    "hookimpl",
]

_HOMES = {
    "Assessment": "cxengine.engine.assessment",
    "CxError": "cxengine.diagnostics",
    "Diagnostic": "cxengine.diagnostics",
    "Diagnostics": "cxengine.diagnostics",
    "Program": "cxengine.engine.program",
    "UnknownNameError": "cxengine.diagnostics",
    "compile": "cxengine.engine.program",
    "hookimpl": "cxengine.host.hookspecs",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cxengine' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return list(__all__)
