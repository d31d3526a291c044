"""Chance with a memory: draws from a seed, and keeps which words of the language a program has used."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Pen:
    """Writes lines of one rule file. ``used`` are the words that it has."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.used: set[str] = set()
        self.lines: list[str] = []
        self.objectives = False
        """Whether there are objectives to support."""

    def likely(self, share: float) -> bool:
        """True with this probability."""
        return self.chance.random() < share

    def one(self, options: Sequence[T]) -> T:
        """One of them."""
        return self.chance.choice(options)

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        """Some of them, in their order."""
        size = min(len(options), self.chance.randint(least, most))
        chosen = sorted(self.chance.sample(range(len(options)), size))
        return [options[place] for place in chosen]

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends in."""
        return self.chance.randint(low, high)

    def use(self, *words: str) -> None:
        """Note what a program has."""
        self.used.update(words)

    def line(self, text: str, word: str = "") -> None:
        """Write a line; ``word`` is what it is counted as."""
        self.lines.append(text)
        if word:
            self.use(word)
