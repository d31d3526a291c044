"""Rows whose key stands in an earlier row, of a file that may be too large for memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

_MEMORY = "512MiB"


def repeated_rows(rows: Path, key: Sequence[str], folder: Path) -> Any:
    """The places (from 0, rising) of these rows in a Parquet file, as a numpy array; none where there is no key.

    A key of which a part is missing is compared like any other value. What memory does not hold goes to ``folder``.
    """
    import duckdb
    import numpy as np

    if not key:
        return np.zeros(0, np.int64)
    names = ['"' + name.replace('"', '""') + '"' for name in key]
    config: dict[str, Any] = {"memory_limit": _MEMORY, "temp_directory": str(folder / "spill")}
    with duckdb.connect(":memory:", config=config) as connection:
        connection.read_parquet(str(rows), file_row_number=True).create_view("rows")
        same = " AND ".join(f"rows.{name} IS NOT DISTINCT FROM twice.{name}" for name in names)
        found = connection.execute(
            f"WITH twice AS (SELECT {', '.join(names)}, min(file_row_number) AS first_row FROM rows "
            f"GROUP BY {', '.join(names)} HAVING count(*) > 1) "
            f"SELECT file_row_number AS place FROM rows JOIN twice ON {same} "
            "WHERE file_row_number > first_row ORDER BY place"
        )
        return found.fetchnumpy()["place"]
