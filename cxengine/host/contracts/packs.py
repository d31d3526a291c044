"""Rule packs that a plugin brings."""

from __future__ import annotations

from pathlib import Path

import attrs


@attrs.frozen(kw_only=True)
class RulePack:
    """A folder with rule files, under the name that its ``pack`` line gives it."""

    folder: Path
    doc: str
