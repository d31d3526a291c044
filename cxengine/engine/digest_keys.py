"""A secret with which digests of data are made, so that nobody without it can try guesses against them."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.source_options import with_secrets
from cxengine.engine.toml_reading import Table
from cxengine.host.contracts import Secret
from cxengine.source import Span
from cxengine.sources.failures import SOURCE_FAILED

KEY = "digest_key"
PLAIN = "sha256:"
"""How a digest begins that takes no secret."""
SHORTEST = 16
"""Characters: a shorter secret could be tried out as well as the data."""


@attrs.frozen
class DigestKey:
    """The secret as ``cx.toml`` names it, and where. Never holds its value."""

    secret: Secret
    place: Span

    def keyed(self, environment: Mapping[str, str]) -> Callable[[str], str]:
        """What makes of a plain digest one that takes the secret. Raises CxError (3) where it is not set, or short."""
        value = self._value(environment)

        def keyed(digest: str) -> str:
            made = hmac.new(value, digest.encode(), sha256).hexdigest()
            return f"hmac-sha256:{made}" if digest else ""

        return keyed

    def of_hiding(self, environment: Mapping[str, str]) -> bytes:
        """Another secret, made of this one, by which is chosen what is hidden. Raises CxError as ``keyed`` does."""
        return hmac.digest(self._value(environment), b"what is hidden", sha256)

    def _value(self, environment: Mapping[str, str]) -> bytes:
        value = (self.secret.reveal(environment) or "").strip()
        if len(value) < SHORTEST:
            name = self.secret.env
            what = f"is shorter than {SHORTEST} characters" if value else "is not set"
            message = f"The environment variable `{name}`, which holds `{KEY}`, {what}."
            help = f"Set `{name}` before cx is started, for example to what `openssl rand -hex 32` prints once."
            missing = Diagnostic(code="secret-missing", message=message, help=help, span=self.place)
            raise CxError([missing], SOURCE_FAILED)
        return value.encode()


def plain(digest: str) -> str:
    """A digest as it is, where a project has no secret for them."""
    return digest


def read_digest_key(project: Table) -> DigestKey | None:
    """``digest_key`` of ``[project]``; None where there is none, and an error where it is written out."""
    value = with_secrets(project.values.get(KEY))
    if value is None or isinstance(value, Secret):
        return DigestKey(value, project.place(KEY)) if value is not None else None
    project.found.error(
        "wrong-value", project.place(KEY), f"`{KEY}` is a secret, and stands written out.",
        f'Put it into an environment variable: `{KEY} = {{ env = "NAME" }}`. Change it if others saw it.',
    )  # fmt: skip
    return None
