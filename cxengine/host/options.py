"""Reads the keys that a source plugin has of its own in ``[sources.NAME]``, and reports every one that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import attrs

from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.host.contracts import Binding, Secret
from cxengine.suggest import did_you_mean, toml_word

SOURCE_FAILED = 3
"""The exit code of a run that lacks a source."""


@attrs.frozen
class Options:
    """The plugin's own keys of one binding. Ask for each, then ``refuse()`` what was wrong, all of it together."""

    binding: Binding
    known: tuple[str, ...]
    found: Diagnostics = attrs.field(factory=Diagnostics, eq=False)

    def __attrs_post_init__(self) -> None:
        for key in sorted(set(self.binding.options) - set(self.known)):
            message = f"The source `{self.binding.plugin}` has no key `{key}`."
            self.wrong(key, message, did_you_mean(key, self.known), code="unknown-key")

    def wrong(self, key: str, message: str, help: str = "", *, code: str = "wrong-value") -> None:
        """Report something about a key at its place in ``cx.toml``."""
        self.found.error(code, self.binding.place(key), message, help)

    def refuse(self) -> None:
        """Raise CxError (2) with everything that was wrong."""
        self.found.stop_if_errors()

    def text(self, key: str, default: str = "") -> str:
        """A text; ``default`` where it is not given or no text."""
        value = self._of_type(key, str, "a text in quotation marks", default)
        return str(value)

    def needed(self, key: str, help: str) -> str:
        """A text that must be there; empty, and an error, where it is not."""
        if key not in self.binding.options:
            message = f"`[sources.{toml_word(self.binding.table)}]` has no `{key}`."
            self.found.error("missing-key", self.binding.place(), message, help)
            return ""
        return self.text(key)

    def address(self, key: str, help: str) -> str:
        """A web address without the last ``/``. It holds no name or password, and goes over TLS or stays here."""
        given = self.needed(key, help).strip().rstrip("/")
        if not given:
            return ""
        parts = _split(given)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            self.wrong(key, f"`{key}` is no web address.", help)
            return ""
        if "@" in parts.netloc:
            self.wrong(key, f"`{key}` holds a name or a password.", "Give them with `{ env = \"NAME\" }`.")
            return ""
        if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            self.wrong(key, f"`{key}` is not encrypted.", "Write the address with `https://`.")
            return ""
        return given

    def number(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``."""
        value = self.binding.options.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(key, f"`{key}` is a whole number from {low:,} to {high:,}.")
            return default
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """``true`` or ``false``."""
        return bool(self._of_type(key, bool, "`true` or `false`", default))

    def word(self, key: str, words: Sequence[str], default: str) -> str:
        """One of a few words."""
        given = self.text(key, default)
        if given not in words:
            message = f"`{key}` is {' or '.join(f'`{word}`' for word in words)}."
            self.wrong(key, message, did_you_mean(given, words))
            return default
        return given

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one alone."""
        value = self.binding.options.get(key, ())
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(each, str) for each in listed):
            self.wrong(key, f"`{key}` is a list of texts.")
            return ()
        return tuple(listed)

    def mapping(self, key: str) -> Mapping[str, str]:
        """Texts by name: ``{ open = "Open" }``."""
        value = self.binding.options.get(key, {})
        if not isinstance(value, Mapping) or not all(isinstance(each, str) for each in value.values()):
            self.wrong(key, f"`{key}` gives a text for each name.", f'Write `{key} = {{ name = "text" }}`.')
            return {}
        return dict(value)

    def secret(self, key: str) -> Secret | None:
        """A secret by reference; a value written out is refused and not repeated."""
        value = self.binding.options.get(key)
        if value is None or isinstance(value, Secret):
            return value
        help = f'Put it into an environment variable: `{key} = {{ env = "NAME" }}`. Change it if others saw it.'
        self.wrong(key, f"`{key}` is a secret, and stands written out.", help)
        return None

    def _of_type(self, key: str, kind: type, said: str, default: Any) -> Any:
        value = self.binding.options.get(key, default)
        if not isinstance(value, kind):
            self.wrong(key, f"`{key}` is {said}.")
            return default
        return value


def revealed(
    secrets: Iterable[tuple[str, Secret | None]], binding: Binding, environment: Mapping[str, str]
) -> dict[str, str]:
    """The values of secrets by key, without those that ``cx.toml`` does not give.

    Raises CxError (3) naming every variable that is not set.
    """
    values: dict[str, str] = {}
    missing: list[Diagnostic] = []
    for key, secret in secrets:
        if secret is None:
            continue
        value = (secret.reveal(environment) or "").strip()
        if value:
            values[key] = value
            continue
        message = f"The environment variable `{secret.env}`, which holds `{key}`, is not set."
        help = f"Set `{secret.env}` before cx is started; it is never written into `cx.toml`."
        missing.append(Diagnostic(code="secret-missing", message=message, help=help, span=binding.place(key)))
    if missing:
        raise CxError(missing, SOURCE_FAILED)
    return values


def _split(text: str) -> Any:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  (raises for a port that is no number)
    except ValueError:
        return None
    return parts
