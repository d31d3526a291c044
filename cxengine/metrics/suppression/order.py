"""What is hidden first where there is a choice, by a key that readers do not have.

Whoever has this program can make the choice again for each table that fits what is printed, and rule out those of which
other figures would be hidden. So where a project has a secret, what hiding a figure costs is taken 1 to 16 times, by a
keyed digest of whom the figure is of (HMAC with SHA-256, RFC 2104): the same in each run, and not to be made again.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from cxengine.metrics.suppression.cells import Box, Cells


class Order:
    """The costs of one table's figures."""

    def __init__(self, cells: Cells, key: bytes) -> None:
        self._key = key
        self._views = cells.views()
        self._labels = [{number: label for (_, label), number in axis.labels.items()} for axis in cells.axes]
        self._times: dict[Box, int] = {}

    def dearer(self, box: Box, cost: int) -> int:
        """The cost, 1 to 16 times."""
        times = self._times.get(box)
        if times is None:
            times = self._times[box] = self._of(box)
        return cost * times >> 8

    def _of(self, box: Box) -> int:
        """From 256 to 4095; twice as much is as often as half."""
        labels = [known[number] for known, number in zip(self._labels, box[2:], strict=True)]
        whom = repr((box[0], self._views[box[1]], labels))
        digest = hmac.digest(self._key, whom.encode(), sha256)
        return 256 + digest[0] << digest[1] % 4
