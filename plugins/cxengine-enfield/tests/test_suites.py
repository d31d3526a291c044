"""What every scorer promises, of the council's own."""

from __future__ import annotations

import pytest

from cxengine.host.contracts import Scorer
from cxengine.testing import ScorerSuite
from cxengine_enfield.progress import PROGRESS


class TestProgress(ScorerSuite):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return PROGRESS
