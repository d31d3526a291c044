"""The few different texts of a csv column, told apart by their bytes as numbers, so that each is decoded once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.sources.csv_grid import LONGEST, Words

if TYPE_CHECKING:
    import pyarrow as pa

_SLOTS = 17
"""Bits of a place in a list of texts, at most: some hundred texts seldom share one."""
_FEWEST = 100
"""Texts that are numbered in one byte."""
MOST_KNOWN = 1024
"""Texts above which two would always share a place."""
_TRIES = 64
_WORD = 8


@attrs.frozen(kw_only=True, eq=False)
class Known:
    """Texts that were met, each with a place of its own, which follows from its bytes."""

    words: Words
    texts: pa.StringArray
    factors: tuple[Any, ...]
    bits: int
    places: Any

    def found(self, words: Words) -> pa.DictionaryArray | None:
        """Where the known texts stand among some; None where one of those is not known."""
        import numpy as np
        import pyarrow as pa

        if len(words) != len(self.words):
            return None
        numbers = self.places.take(_place(words, self.factors, self.bits))
        if any((mine.take(numbers) != theirs).any() for mine, theirs in zip(self.words, words, strict=True)):
            return None
        small = numbers.astype(np.int8, copy=False) if self.kind.index_type == pa.int8() else numbers
        return pa.DictionaryArray.from_arrays(pa.array(small), self.texts, safe=False)

    @property
    def kind(self) -> pa.DictionaryType:
        """The type of what is found: its numbers of texts are as small as can be, for there are many."""
        import pyarrow as pa

        return pa.dictionary(pa.int8() if len(self.texts) <= _FEWEST else pa.int16(), pa.string())


def known(texts: pa.StringArray, encoding: str) -> Known | None:
    """What tells these texts, which are all different; None where they are too many, or one of them is too long."""
    import numpy as np

    if not 0 < len(texts) <= MOST_KNOWN:
        return None
    told = "\0".join(texts.to_pylist()).encode(encoding).split(b"\0")
    longest = max(map(len, told))
    if longest > LONGEST:
        return None
    count = max(1, -(-longest // _WORD))
    words = tuple(np.ascontiguousarray(np.array(told, f"S{_WORD * count}").view("<u8").reshape(-1, count).T))
    # a short list stays near the processor; one of a third of the pairs is free of clashes in every few tries
    bits = min(_SLOTS, (len(texts) ** 2 // 3).bit_length() + 1)
    for factors in _factors(count):
        taken = _place(words, factors, bits)
        if len(np.unique(taken)) == len(taken):
            places = np.zeros(1 << bits, np.int16)
            places[taken] = np.arange(len(taken), dtype=np.int16)
            return Known(words=words, texts=texts, factors=factors, bits=bits, places=places)
    return None


def _factors(count: int) -> Iterator[tuple[Any, ...]]:
    """Odd numbers that words are multiplied by until no two texts share a place."""
    import numpy as np

    chance = np.random.default_rng(0)
    for _ in range(_TRIES):
        yield tuple(chance.integers(1 << 63, size=count, dtype=np.uint64) * np.uint64(2) + np.uint64(1))


def _place(words: Words, factors: tuple[Any, ...], bits: int) -> Any:
    """The highest bits of a sum of products, which all bytes have a part in."""
    import numpy as np

    mixed = words[0] * factors[0]
    for word, factor in zip(words[1:], factors[1:], strict=True):
        mixed += word * factor
    mixed >>= np.uint64(64 - bits)
    return mixed.view(np.int64)


def told_apart(words: Words, encoding: str) -> pa.DictionaryArray:
    """Texts to the different ones and where they stand."""
    import numpy as np
    import pyarrow as pa

    kind = pa.uint64() if len(words) == 1 else pa.binary(_WORD * len(words))
    letters = pa.py_buffer(words[0] if len(words) == 1 else np.stack(words, axis=1))
    encoded = pa.Array.from_buffers(kind, len(words[0]), [None, letters]).dictionary_encode()
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
