"""The three lists that a server gives, with the fields of GeoReport v2 and of FixMyStreet's extension."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Resource:
    """One list: its path, its fields, which of them tell its rows apart and which are moments."""

    path: str
    said: str
    key: str
    fields: tuple[str, ...]
    moments: tuple[str, ...] = ()
    dated: str = ""
    """The moment that windows of time select by; empty where a server gives the whole list at once."""


REQUESTS = Resource(
    path="requests",
    said="requests",
    key="service_request_id",
    fields=(
        "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
        "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
        "address", "address_id", "zipcode", "lat", "long", "media_url",
    ),
    moments=("requested_datetime", "updated_datetime", "expected_datetime"),
    dated="requested_datetime",
)  # fmt: skip

UPDATES = Resource(
    path="servicerequestupdates",
    said="updates",
    key="update_id",
    fields=("update_id", "service_request_id", "status", "updated_datetime", "description", "media_url"),
    moments=("updated_datetime",),
    dated="updated_datetime",
)

SERVICES = Resource(
    path="services",
    said="services",
    key="service_code",
    fields=("service_code", "service_name", "description", "metadata", "type", "keywords", "group"),
)
