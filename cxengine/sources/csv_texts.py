"""The few different texts of a csv column, told apart by their bytes as numbers, so that each is decoded once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_SLOTS = 17
"""Bits of a place in a list of texts: some hundred texts seldom share one."""
MOST_KNOWN = 1024
"""Texts above which two would always share a place."""
_TRIES = 64
_WORD = 8


@attrs.frozen(kw_only=True, eq=False)
class Known:
    """Texts that were met, each with a place of its own, which follows from its bytes."""

    words: Any
    texts: pa.StringArray
    factors: Any
    places: Any

    @property
    def count(self) -> int:
        """Eight-byte numbers of which a text is made."""
        return int(self.words.shape[1])

    def found(self, words: np.ndarray[Any, Any]) -> pa.DictionaryArray | None:
        """Where the known texts stand among some; None where one of those is not known."""
        import pyarrow as pa

        if words.shape[1] != self.count:
            return None
        numbers = self.places[_place(words, self.factors)]
        if any((self.words[:, at][numbers] != words[:, at]).any() for at in range(self.count)):
            return None
        return pa.DictionaryArray.from_arrays(pa.array(numbers), self.texts, safe=False)


def known(texts: pa.StringArray, encoding: str) -> Known | None:
    """What tells these texts, which are all different; None where they are too many."""
    import numpy as np

    if not 0 < len(texts) <= MOST_KNOWN:
        return None
    told = "\0".join(texts.to_pylist()).encode(encoding).split(b"\0")
    count = max(1, -(-max(map(len, told)) // _WORD))
    words = np.array(told, f"S{_WORD * count}").view("<u8").reshape(len(told), count)
    for factors in _factors(count):
        taken = _place(words, factors)
        if len(np.unique(taken)) == len(taken):
            places = np.zeros(1 << _SLOTS, np.int32)
            places[taken] = np.arange(len(taken), dtype=np.int32)
            return Known(words=np.asfortranarray(words), texts=texts, factors=factors, places=places)
    return None


def _factors(count: int) -> Iterator[Any]:
    """Odd numbers that words are multiplied by until no two texts share a place."""
    import numpy as np

    chance = np.random.default_rng(0)
    for _ in range(_TRIES):
        yield chance.integers(1 << 63, size=count, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


def _place(words: Any, factors: Any) -> Any:
    """The highest bits of a sum of products, which all bytes have a part in."""
    import numpy as np

    mixed = words[:, 0] * factors[0]
    for at in range(1, len(factors)):
        mixed += words[:, at] * factors[at]
    mixed >>= np.uint64(64 - _SLOTS)
    return mixed.view(np.int64)


def told_apart(words: np.ndarray[Any, Any], encoding: str) -> pa.DictionaryArray:
    """Texts to the different ones and where they stand."""
    import pyarrow as pa

    rows, count = words.shape
    kind = pa.uint64() if count == 1 else pa.binary(_WORD * count)
    encoded = pa.Array.from_buffers(kind, rows, [None, pa.py_buffer(words)]).dictionary_encode()
    different = encoded.dictionary
    texts = _decoded(different.buffers()[1], len(different), encoding)
    return pa.DictionaryArray.from_arrays(encoded.indices, texts, safe=False)


def _decoded(letters: pa.Buffer, size: int, encoding: str) -> pa.StringArray:
    """``size`` texts that lie in equal parts of some bytes, with NUL behind their end."""
    import numpy as np
    import pyarrow as pa

    texts = np.frombuffer(letters, np.uint8).reshape(size, -1)
    if (texts >= 128).any():
        return pa.array([bytes(text).rstrip(b"\0").decode(encoding) for text in texts], pa.string())
    held = texts != 0
    ends = np.concatenate([[0], np.cumsum(held.sum(axis=1))]).astype(np.int32)
    return pa.StringArray.from_buffers(size, pa.py_buffer(ends), pa.py_buffer(texts[held]))
