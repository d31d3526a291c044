"""What cx finds under the entry point ``odata``."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.host.contracts import Reader
from cxengine.host.hookspecs import hookimpl
from cxengine_odata.source import OData

CX_API = 1


@hookimpl
def cx_sources() -> Mapping[str, Reader]:
    """An entity set of a service that speaks OData v4, such as Dataverse."""
    return {"odata": OData()}
