"""The source as cx sees it: what it can do, whom it asks, and a stream for each reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

import attrs

from cxengine.host.contracts import Binding, ReadContext, SourceCapabilities, Stream
from cxengine.host.options import revealed
from cxengine.sources.headings import find_heading
from cxengine_open311.columns import Resource
from cxengine_open311.reading import Reading
from cxengine_open311.settings import Settings, settings_of
from cxengine_web import Credentials, Patience, Web


def _now() -> datetime:
    return datetime.now(UTC)


@attrs.frozen
class Open311:
    """One list of Open311 servers. ``clock`` says where the last window ends where ``cx.toml`` does not."""

    resource: Resource
    clock: Callable[[], datetime] = _now
    patience: Patience = attrs.field(factory=Patience)

    @property
    def capabilities(self) -> SourceCapabilities:
        """Lists with a date can go on from an earlier reading."""
        return SourceCapabilities(incremental=bool(self.resource.dated), key=(self.resource.key,), http=True)

    def hosts(self, binding: Binding) -> frozenset[str]:
        """The one server that ``url`` names."""
        return frozenset({urlsplit(settings_of(binding).url).netloc})

    def open(self, binding: Binding, wanted: Sequence[str], context: ReadContext) -> Stream:
        """Begin to read; nothing is asked before the first batch is."""
        settings = settings_of(binding)
        reading = Reading(
            resource=self.resource,
            settings=settings,
            web=_web(settings, binding, context, self.patience),
            wanted=_columns(wanted, self.resource),
            context=context,
            now=self.clock(),
        )
        return Stream(
            schema=reading.schema, batches=reading.batches(), problems=reading.problems, notes=reading.notes
        )


def _web(settings: Settings, binding: Binding, context: ReadContext, patience: Patience) -> Web:
    keys = revealed([("key", settings.key)], binding, context.environment)
    held = {"api_key": keys["key"]} if keys else {}
    in_query = settings.key_in == "query"
    return Web(
        settings.url,
        credentials=Credentials(
            query=held if in_query else {},
            headers={} if in_query else {"Authorization": f"Bearer {keys['key']}"} if keys else {},
            names=settings.key.env if settings.key is not None else "",
        ),
        patience=patience.with_timeout(settings.timeout),
        span=binding.place("url"),
        cancelled=context.cancelled,
        wait=context.wait,
    )


def _columns(wanted: Sequence[str], resource: Resource) -> tuple[str, ...]:
    """The key and the wanted fields; a wanted name that GeoReport does not have is one of this server's own."""
    found = [(find_heading(name, resource.fields), name) for name in wanted]
    return tuple(dict.fromkeys((resource.key, *(name if at is None else resource.fields[at] for at, name in found))))
