"""What cx finds under the entry point ``open311``."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.host.contracts import Reader
from cxengine.host.hookspecs import hookimpl
from cxengine_open311.columns import REQUESTS, SERVICES, UPDATES
from cxengine_open311.source import Open311

CX_API = 1


@hookimpl
def cx_sources() -> Mapping[str, Reader]:
    """Requests, the history of their status where a server has it, and the list of services."""
    return {
        "open311": Open311(REQUESTS),
        "open311_updates": Open311(UPDATES),
        "open311_services": Open311(SERVICES),
    }
