"""What tests of rule files, of plugins and of the engine lean on. Nothing here takes part in an assessment.

Each name is fetched when it is first used: the suites need pytest, the oracle does not.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cxengine.testing.suites.backends import BackendSuite
    from cxengine.testing.suites.finders import FinderSuite
    from cxengine.testing.suites.functions import FunctionSuite
    from cxengine.testing.suites.rows import SourceCase
    from cxengine.testing.suites.scorers import ScorerSuite
    from cxengine.testing.suites.served import Answered, Asked, Served
    from cxengine.testing.suites.sources import SourceSuite

__all__ = [
    "Answered",
    "Asked",
    "BackendSuite",
    "FinderSuite",
    "FunctionSuite",
    "ScorerSuite",
    "Served",
    "SourceCase",
    "SourceSuite",
]

_HOMES = {
    "Answered": "served",
    "Asked": "served",
    "BackendSuite": "backends",
    "FinderSuite": "finders",
    "FunctionSuite": "functions",
    "ScorerSuite": "scorers",
    "Served": "served",
    "SourceCase": "rows",
    "SourceSuite": "sources",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cxengine.testing' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"cxengine.testing.suites.{_HOMES[name]}"), name)
