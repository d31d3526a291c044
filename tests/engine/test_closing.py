"""What a run had open is closed after it, whatever else fails to close."""

from __future__ import annotations

from functools import partial

import pytest

from cxengine.backends.duckdb import DuckDBBackend
from cxengine.engine.engines import Engine


@pytest.mark.parametrize("failing", [(), ("first",), ("second",), ("first", "third")])
def test_all_are_closed_and_the_first_error_is_told(failing: tuple[str, ...]) -> None:
    closed: list[str] = []

    def closing(name: str) -> None:
        closed.append(name)
        if name in failing:
            raise OSError(name)

    here = DuckDBBackend()
    names = ("first", "second", "third")
    engine = Engine(here=here, runs=here, closing=tuple(partial(closing, name) for name in names))
    if failing:
        with pytest.raises(OSError, match=failing[0]) as told:
            engine.close()
        assert [note.count("third") for note in getattr(told.value, "__notes__", [])] == [1] * (len(failing) - 1)
    else:
        engine.close()
    assert tuple(closed) == names
