"""Backends: engines that run plans where the rows are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import attrs

if TYPE_CHECKING:
    import pyarrow as pa

    from cxengine import plan


class Backend(Protocol):
    """Runs plans. One result for each pass, in order, with the columns that ``cxengine.metrics.sql`` names.

    ``tables`` holds by name what each pass is about: an Arrow table, rows in files, or what a source of the same
    plugin left where it is. Counts and sums are exact; rows come back in any order. Raises CxError (3) where the
    engine cannot be reached or refuses.
    """

    def run(self, scans: Sequence[plan.Pass], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        """Runs all of them."""


@attrs.frozen(kw_only=True)
class BackendOffer:
    """One backend. Its name is the key under which ``cx_backends`` offers it, and the word in ``[engine] backend``.

    ``connect`` gets the other keys of ``[engine]`` (secrets as ``Secret``) and the environment; it is called once for
    each run. ``options`` are the keys it knows.
    """

    doc: str
    options: tuple[str, ...] = ()
    reads_files: bool = False
    """Whether rows that stayed in Parquet files may be handed over as they are."""
    connect: Callable[[Mapping[str, Any], Mapping[str, str]], Backend]
    explain: Callable[[plan.Pass], str] | None = None
    """The statement for a pass over a table as the rule file has it, on several lines. It connects to nothing."""
