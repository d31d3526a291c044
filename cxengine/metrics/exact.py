"""Columns of an engine's answers as whole numbers, exact whatever their size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def exact(column: pa.ChunkedArray) -> Any:
    """Whole numbers of a result column, nothing as zero. A decimal gives its digits without the point."""
    import numpy as np
    import pyarrow as pa

    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], column.type)
    if pa.types.is_decimal(array.type):
        return _digits(array)
    return array.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)


def _digits(array: Any) -> Any:
    """The unscaled integers of a 128-bit decimal array."""
    import numpy as np

    words = np.frombuffer(array.buffers()[1], dtype="<i8").reshape(-1, 2)[array.offset : array.offset + len(array)]
    low, high = words[:, 0].copy(), words[:, 1].copy()
    if array.null_count:
        gone = np.asarray(array.is_null())
        low[gone], high[gone] = 0, 0
    if bool(((low >> 63) == high).all()):
        return low
    return np.array([(int(h) << 64) | (int(w) & (2**64 - 1)) for w, h in zip(low, high, strict=True)], dtype=object)
