"""What cx finds under the entry point ``enfield``."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.host.contracts import Enricher, Reader, Scorer
from cxengine.host.hookspecs import hookimpl
from cxengine_enfield.contacts import read_contacts
from cxengine_enfield.posts import POSTS
from cxengine_enfield.progress import PROGRESS
from cxengine_enfield.workbook import read_workbook

CX_API = 1


@hookimpl
def cx_sources() -> Mapping[str, Reader]:
    """The extract of the contact system, and the workbook of the self-assessment."""
    return {"enfield_contacts": read_contacts, "enfield_workbook": read_workbook}


@hookimpl
def cx_scorers() -> Mapping[str, Scorer]:
    """How far along the five levels a service is."""
    return {"enfield_progress": PROGRESS}


@hookimpl
def cx_enrichers() -> Mapping[str, Enricher]:
    """The post that each action belongs to."""
    return {"enfield_posts": POSTS}
