"""GOV.UK Forms: csv files with a reference, one more file for each version of a form whose questions changed."""

from __future__ import annotations

from collections.abc import Sequence

from cxengine.host.contracts import Binding, RawTable
from cxengine.sources.headings import find_heading
from cxengine_surveys.exports import each_text, not_that_tool, own_keys, read_export

_NEEDED = ("Reference", "Submission reference")
_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def read_govuk_forms(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """Every column. A tab (0x09) that was put before a cell so that it is no formula is taken off again."""
    own_keys(binding)
    raw = read_export(binding, 1)
    if all(find_heading(name, raw.headings) is None for name in _NEEDED):
        raise not_that_tool(binding, "GOV.UK Forms", _NEEDED[0], raw.headings)
    return each_text(raw, without_tab)


def without_tab(cell: str) -> str:
    """The cell as it was typed."""
    return cell[1:] if cell.startswith("\t") and cell[1:].startswith(_SIGNS) else cell
