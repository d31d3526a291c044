"""Every code of the checker is tried by a marked text, and explained."""

from __future__ import annotations

import re
from pathlib import Path

from cxengine.diagnostic_codes import CODES

LANG = Path(__file__).parents[2] / "cxengine" / "lang"
REPORTED = re.compile(
    r"""(?:error|warning)\(\s*"([a-z-]+)"|\bcode(?:: str|, help)? ?= ?"([a-z-]+)"|else "([a-z]+-[a-z-]+)\""""
)


def reported() -> set[str]:
    """The codes that stand in the modules of names and types."""
    modules = [LANG / "check.py", *LANG.glob("checks/*.py"), *LANG.glob("resolve*.py"), LANG / "lookup.py"]
    texts = [module.read_text(encoding="utf-8") for module in modules]
    return {code for text in texts for found in REPORTED.findall(text) for code in found if code}


def test_every_code_is_explained_and_tried() -> None:
    codes = reported()
    assert len(codes) > 80
    assert codes <= set(CODES)
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_check_[!c]*.py"))
    assert {code for code in codes if f'"{code}"' not in tests} == set()
