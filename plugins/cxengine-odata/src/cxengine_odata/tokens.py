"""Client credentials changed for a token that is good for a while."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

import attrs

from cxengine_odata.settings import Login
from cxengine_web import Web, failed


@attrs.frozen
class Token:
    """What is sent with each question, and for how many seconds it is good."""

    value: str = attrs.field(repr=False)
    seconds: float


TokenCall = Callable[[Login, str, Web], Token]
"""Login, the value of its secret, and what asks its host, to a token."""


def token_base(login: Login) -> str:
    """Scheme, host and port of who gives tokens."""
    parts = urlsplit(login.token_url)
    return f"{parts.scheme}://{parts.netloc}"


def client_credentials(login: Login, secret: str, web: Web) -> Token:
    """The call of RFC 6749, 4.4. Raises CxError (3) where no token is given."""
    body = urlencode({
        "grant_type": "client_credentials", "client_id": login.client_id, "client_secret": secret, "scope": login.scope,
    })  # fmt: skip
    reply = web.post(
        urlsplit(login.token_url).path, body.encode(), "application/x-www-form-urlencoded", accepted=frozenset({400})
    )
    if reply.status >= 400:
        help = f"They are `client_id` and what `{login.client_secret.env}` holds."
        raise failed("source-refused", f"`{reply.host}` gives no token for these credentials.", help, reply.span)
    value = reply.json()
    token = value.get("access_token") if isinstance(value, dict) else None
    if not isinstance(token, str) or not token:
        raise reply.odd("answers without a token")
    seconds = value.get("expires_in", 300)
    return Token(token, float(seconds) if isinstance(seconds, int | str) and str(seconds).isdecimal() else 300.0)
