"""One Spark for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .running import started


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    session = started(str(tmp_path_factory.mktemp("warehouse")))
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
