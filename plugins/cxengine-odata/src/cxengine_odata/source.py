"""The source: pages by their links, and after the first reading only what changed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import attrs

from cxengine.host.contracts import (
    Batch,
    Binding,
    Cancelled,
    ReadContext,
    SourceCapabilities,
    State,
    Stream,
)
from cxengine.host.options import revealed
from cxengine_odata.cells import columns_of
from cxengine_odata.entries import LABEL, Entries, entries_with
from cxengine_odata.pages import Page, page_of
from cxengine_odata.settings import NAME, Settings, settings_of
from cxengine_odata.tokens import TokenCall, client_credentials, token_base
from cxengine_web import Credentials, Patience, Reply, Web

if TYPE_CHECKING:
    import pyarrow as pa

_VERSION = {"Accept": "application/json", "OData-Version": "4.0", "OData-MaxVersion": "4.0"}
_EARLY = 120.0
"""Seconds before its end that a token is changed for a new one."""
_GONE = 410
_MAY_BE = frozenset({400})
"""What is no failure of the service but says something of the question."""


@attrs.frozen
class OData:
    """Entity sets of OData v4 services. ``token`` is the call that changes client credentials for a token."""

    token: TokenCall = client_credentials
    patience: Patience = attrs.field(factory=Patience)

    @property
    def capabilities(self) -> SourceCapabilities:
        """Links lead on after any page; with `track_changes` the last one leads to what changes later."""
        return SourceCapabilities(incremental=True, deletes=True, http=True)

    def hosts(self, binding: Binding) -> frozenset[str]:
        """The service, and who gives tokens for it."""
        return settings_of(binding).hosts

    def open(self, binding: Binding, wanted: Sequence[str], context: ReadContext) -> Stream:
        """Begin to read; nothing is asked before the first batch is."""
        settings = settings_of(binding)
        names = tuple(dict.fromkeys((*settings.key, *(name for name in wanted if NAME.fullmatch(name)))))
        secrets = [("token", settings.token)]
        if settings.login is not None:
            secrets.append(("client_secret", settings.login.client_secret))
        revealed(secrets, binding, context.environment)
        reading = _Reading(
            settings=settings, binding=binding, names=names, context=context, token=self.token,
            entries=entries_with((*settings.key, *names), settings.labels.intersection(names)),
            patience=self.patience.with_timeout(settings.timeout),
        )  # fmt: skip
        return Stream(
            schema=reading.schema, batches=reading.batches(), key=settings.key, notes=lambda: tuple(reading.notes)
        )


@attrs.define(kw_only=True, eq=False)
class _Reading:
    """One reading of an entity set."""

    settings: Settings
    binding: Binding
    names: tuple[str, ...]
    entries: Entries
    context: ReadContext
    token: TokenCall
    patience: Patience
    notes: list[str] = attrs.field(factory=list)
    _web: Web | None = None
    _good_until: float = 0.0
    _was_good: bool = False
    """Whether the service has taken a token."""

    @property
    def schema(self) -> pa.Schema:
        """Text."""
        import pyarrow as pa

        return pa.schema([(name, pa.string()) for name in self.names])

    def batches(self) -> Iterator[Batch]:
        """A page after the other, each with the link to the next as its state; the last with that to what changes."""
        state = self._before()
        with ExitStack() as held:
            while True:
                page = self._page(state, held)
                more = {"next": self._below(page.next)} if page.next else {"delta": self._below(page.delta)}
                after: State = {"of": self.settings.origin(self.names), **more} if any(more.values()) else {}
                yield from self._batches(page, state, after)
                state = after
                if not page.next:
                    return

    def _before(self) -> State:
        given = self.context.state or {}
        return given if given.get("of") == self.settings.origin(self.names) else {}

    def _page(self, state: State, held: ExitStack) -> Page:
        link = state.get("next") or state.get("delta")
        if not isinstance(link, str):
            return page_of(self._first(held), self.entries, self.settings.key)
        reply = self._ask(held, link, None)
        if reply.status == _GONE or reply.status == 400:
            self.notes.append(
                "The service no longer knows how far the last reading got. Everything was read again; a row that was "
                "deleted meanwhile is not told of."
            )
            reply = self._first(held)
        return page_of(reply, self.entries, self.settings.key)

    def _first(self, held: ExitStack) -> Reply:
        query = {"$select": ",".join(dict.fromkeys(name for name in self.names if "/" not in name))}
        expanded: dict[str, list[str]] = {}
        for name in self.names:
            if "/" in name:
                expanded.setdefault(name.split("/")[0], []).append(name.split("/", 1)[1])
        if expanded:
            query["$expand"] = ",".join(f"{name}($select={','.join(inner)})" for name, inner in expanded.items())
        if self.settings.filter:
            query["$filter"] = self.settings.filter
        reply = self._ask(held, self.settings.entity_set, query)
        if reply.status == 404:
            raise reply.odd(f"has no entity set `{self.settings.entity_set}`")
        if reply.status >= 400:
            raise self._not_understood(reply)
        return reply

    def _not_understood(self, reply: Reply) -> Exception:
        """Which of the properties that we asked for the service does not know, where it says so."""
        said = reply.body.decode("utf-8", "replace")
        unknown = [name for name in self.names if re.search(rf"propert[^.]*'{re.escape(name)}'", said)]
        if unknown:
            named = " and ".join(f"`{name}`" for name in unknown)
            help = "Properties have logical names, as in `createdon`; `columns` says which field is which property."
            return reply.odd(f"knows no property {named} of `{self.settings.entity_set}`", help)
        return reply.odd(f"does not understand the question (status {reply.status})", "Is `filter` right?")

    def _ask(self, held: ExitStack, path: str, query: Mapping[str, str] | None) -> Reply:
        prefer = [f"odata.maxpagesize={self.settings.page_size}"]
        if self.settings.track_changes:
            prefer.append("odata.track-changes")
        if self.settings.labels:
            prefer.append(f'odata.include-annotations="{LABEL.removeprefix("@")}"')
        headers = {**_VERSION, "Prefer": ",".join(prefer)}
        renewable = self._was_good and self.settings.login is not None
        reply = self._asking(held).get(path, query, headers, accepted=_MAY_BE | ({401} if renewable else set()))
        if reply.status == 401:  # the token was taken until now: it ran out before its time
            self._web = None
            reply = self._asking(held).get(path, query, headers, accepted=_MAY_BE)
        self._was_good = True
        return reply

    def _asking(self, held: ExitStack) -> Web:
        """Who asks the service, with a token that is still good."""
        if self._web is None or time.monotonic() > self._good_until:
            credentials, seconds = self._credentials()
            self._good_until = time.monotonic() + seconds
            self._web = held.enter_context(self._to(self.settings.url, credentials))
        return self._web

    def _credentials(self) -> tuple[Credentials, float]:
        environment, login = self.context.environment, self.settings.login
        secret = self.settings.token if login is None else login.client_secret
        if secret is None:
            return Credentials(), float("inf")
        value = (secret.reveal(environment) or "").strip()
        seconds = float("inf")
        if login is not None:
            with self._to(token_base(login), Credentials(names=secret.env)) as web:
                token = self.token(login, value, web)
            value, seconds = token.value, max(0.0, token.seconds - _EARLY)
        return Credentials(headers={"Authorization": f"Bearer {value}"}, names=secret.env), seconds

    def _to(self, base: str, credentials: Credentials) -> Web:
        return Web(
            base, credentials=credentials, patience=self.patience, span=self.binding.place("url"),
            cancelled=self.context.cancelled, wait=self.context.wait,
        )  # fmt: skip

    def _below(self, link: str) -> str:
        """A link without the host, so that a state leads nowhere else; from the root of the host."""
        if not link:
            return ""
        ours, theirs = urlsplit(self.settings.url), urlsplit(link)
        if theirs.netloc and (theirs.scheme, theirs.netloc) != (ours.scheme, ours.netloc):
            return link  # which is refused when it is asked for
        whole = theirs.path + (f"?{theirs.query}" if theirs.query else "")
        return f"{ours.scheme}://{ours.netloc}{whole}" if whole.startswith("/") else whole

    def _batches(self, page: Page, before: State, after: State) -> Iterator[Batch]:
        """The rows of a page, so many at a time; only with the last of them is the page read."""
        import pyarrow as pa

        size = self.context.batch_rows
        for start in range(0, max(1, len(page.rows)), size):
            if self.context.cancelled():
                raise Cancelled("reading the page was called off")
            rows = page.rows[start : start + size]
            last = start + size >= len(page.rows)
            columns = columns_of(rows, self.entries, self.names, self.settings.labels, self.settings.zone)
            yield Batch(
                data=pa.RecordBatch.from_arrays(columns, schema=self.schema),
                state=after if last else before,
                deleted=page.deleted if last else (),
            )
