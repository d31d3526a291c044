"""What ``cx.toml`` says of a service, read and checked."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from cxengine.host.contracts import Binding, Secret
from cxengine.host.options import Options

KEYS = (
    "url", "entity_set", "key", "filter", "labels", "track_changes", "page_size", "time_zone", "token", "tenant",
    "client_id", "client_secret", "token_url", "scope", "timeout",
)  # fmt: skip
NAME = re.compile(r"[^\W\d]\w*(/[^\W\d]\w*)*")
"""A property, or one of what a property leads to."""
_URL = 'Write the root of the service: `url = "https://enfield.crm11.dynamics.com/api/data/v9.2"`.'
_LOGIN = "https://login.microsoftonline.com"


@attrs.frozen(kw_only=True)
class Login:
    """Client credentials (RFC 6749, 4.4), and where they are changed for a token."""

    token_url: str
    client_id: str
    client_secret: Secret
    scope: str


@attrs.frozen(kw_only=True)
class Settings:
    """One entity set of one service."""

    url: str
    entity_set: str
    key: tuple[str, ...]
    filter: str
    labels: frozenset[str]
    """Properties of which the label is wanted in place of the number (Dataverse's formatted values)."""
    track_changes: bool
    page_size: int
    zone: ZoneInfo
    token: Secret | None
    login: Login | None
    timeout: int | None
    """Seconds that the service may say nothing; None for the usual time."""

    @property
    def hosts(self) -> frozenset[str]:
        """The service, and who gives tokens for it."""
        login = {urlsplit(self.login.token_url).netloc} if self.login is not None else set()
        return frozenset({urlsplit(self.url).netloc, *login})

    def origin(self, wanted: tuple[str, ...]) -> str:
        """Tells the states of one question from those of another."""
        said = (self.url, self.entity_set, self.filter, self.key, wanted)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def settings_of(binding: Binding) -> Settings:
    """Raises CxError (2) with every mistake in the keys of the binding."""
    options = Options(binding, KEYS)
    url = options.address("url", _URL)
    settings = Settings(
        url=url,
        entity_set=options.needed("entity_set", 'Write its name, in the plural: `entity_set = "incidents"`.'),
        key=options.texts("key"),
        filter=options.text("filter"),
        labels=frozenset(options.texts("labels")),
        track_changes=options.flag("track_changes"),
        page_size=options.number("page_size", 5_000, 1, 50_000),
        zone=_zone(options),
        token=options.secret("token"),
        login=_login(options, url),
        timeout=options.number("timeout", 40, 1, 3600) if "timeout" in binding.options else None,
    )
    if not settings.key:
        options.wrong("key", "`key` says which property tells the rows apart.", 'Write `key = "incidentid"`.',
                      code="wrong-value" if "key" in binding.options else "missing-key")  # fmt: skip
    if settings.entity_set and not NAME.fullmatch(settings.entity_set):
        options.wrong("entity_set", f"`{settings.entity_set}` is no name of an entity set.")
    if settings.token is not None and settings.login is not None:
        options.wrong("token", "Both `token` and client credentials are given.", "Keep one of the two.")
    options.refuse()
    return settings


def _login(options: Options, url: str) -> Login | None:
    given = {key for key in ("tenant", "client_id", "client_secret", "token_url") if key in options.binding.options}
    if not given:
        return None
    tenant, secret = options.text("tenant"), options.secret("client_secret")
    usual = f"{_LOGIN}/{tenant}/oauth2/v2.0/token"
    token_url = usual if "token_url" not in given else options.address("token_url", f'Write it as in "{usual}".')
    help = 'Client credentials are `tenant`, `client_id` and `client_secret = { env = "NAME" }`.'
    if "token_url" not in given and not re.fullmatch(r"[\w.-]+", tenant):
        options.wrong("tenant", "`tenant` is no id or name of a tenant.", help)
    client = options.needed("client_id", help)
    if secret is None:
        if "client_secret" not in given:
            options.needed("client_secret", help)
        return None
    parts = urlsplit(url)
    scope = options.text("scope", f"{parts.scheme}://{parts.netloc}/.default")
    return Login(token_url=token_url, client_id=client, client_secret=secret, scope=scope)


def _zone(options: Options) -> ZoneInfo:
    name = options.text("time_zone", "Europe/London")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        options.wrong("time_zone", f"`{name}` is no time zone.", "Write it as in `Europe/London`.")
        return ZoneInfo("UTC")
