"""What a trial says where it cannot try anything here."""

from __future__ import annotations


class NotTried(Exception):
    """Raised by a trial that needs what is not there: a server, a secret, a system of the author's."""
