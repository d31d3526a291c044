"""What the attacker knows besides what is published."""

from __future__ import annotations

import pytest

from cxengine.metrics.measure import Measurements


@pytest.fixture(autouse=True)
def which_groups_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups of few people are published in one line; the attacker is given which they are, as if each had its own."""
    monkeypatch.setattr(Measurements, "told", Measurements.listing)
