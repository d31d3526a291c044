"""GOV.UK Forms: csv files with a reference, one more file for each version of a form whose questions changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from cxengine.host.contracts import Binding, RawTable
from cxengine.sources.headings import find_heading
from cxengine_surveys.exports import not_that_tool, own_keys, read_export

if TYPE_CHECKING:
    import pyarrow as pa

_NEEDED = ("Reference", "Submission reference")
_TAB = r"\A\t([=+\-@\t\r])"
"""A tab before what a spreadsheet takes for the beginning of a formula."""


def read_govuk_forms(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """The wanted columns. A tab (0x09) that was put before a cell so that it is no formula is taken off again."""
    import pyarrow as pa

    own_keys(binding)
    raw = read_export(binding, 1, wanted)
    if all(find_heading(name, raw.headings) is None for name in _NEEDED):
        raise not_that_tool(binding, "GOV.UK Forms", _NEEDED[0], raw.headings)
    columns = {name: _as_typed(raw.data.column(name)) for name in raw.data.column_names}
    return attrs.evolve(raw, data=pa.table(columns) if columns else raw.data)


def _as_typed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(column.type) or not pc.any(pc.starts_with(column, "\t")).as_py():
        return column
    return pc.replace_substring_regex(column, _TAB, r"\1", max_replacements=1)
