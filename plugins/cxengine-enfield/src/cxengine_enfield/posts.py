"""Who does what: the post behind a party of the pack, for the council as a whole or for one service.

The list is a sketch for the sample data; a council puts its own in ``posts.csv``, or asks its HR system here.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from cxengine.host.contracts import ActionGiven, Enricher, Enrichment


@cache
def posts() -> Mapping[tuple[str, str], str]:
    """By party and service; the service is empty for the council as a whole."""
    text = (files("cxengine_enfield") / "posts.csv").read_text("utf-8")
    return {(row["party"], row["service"]): row["post"] for row in csv.DictReader(text.splitlines())}


def owners(actions: tuple[ActionGiven, ...]) -> Mapping[str, Enrichment]:
    """The post for each action whose owner is a party that the list knows."""
    known = posts()
    found: dict[str, Enrichment] = {}
    for action in actions:
        service = action.subject_id if action.subject_kind == "service" else ""
        post = known.get((action.owner or "", service)) or known.get((action.owner or "", ""))
        if post is not None:
            found[action.id] = Enrichment(owner=post)
    return found


POSTS = Enricher(doc="The post that each action belongs to, from the council's list of posts.", enrich=owners)
