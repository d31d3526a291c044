"""Flags of a suite: which of its tests are asked of a plugin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Test = TypeVar("Test", bound=Callable[..., Any])


def asked_where(flag: str) -> Callable[[Test], Test]:
    """Marks a test that stands only where the class that inherits sets this flag."""

    def mark(test: Test) -> Test:
        test.__dict__["asked_where"] = flag
        return test

    return mark


class Flagged:
    """A suite whose flags are class attributes. Tests of a flag that is not set are taken out of the class."""

    def __init_subclass__(cls, **named: Any) -> None:
        super().__init_subclass__(**named)
        if Flagged in cls.__bases__:
            return  # the suite itself has all of them
        for name in dir(cls):
            flag = getattr(getattr(cls, name), "asked_where", None)
            if flag is not None and not getattr(cls, flag):
                setattr(cls, name, None)
