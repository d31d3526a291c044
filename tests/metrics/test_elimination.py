"""Few people who follow from sums of groups: the same as trying every set of kinds."""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import Any

import numpy as np
import pytest

from cxengine.metrics.suppression import elimination
from cxengine.metrics.suppression.elimination import PRIME, Sums

LEAST = 5


def spans(told: Any, wanted: Any) -> bool:
    """Whether rows that are added and taken away come to another."""
    return bool(np.linalg.matrix_rank(told) == np.linalg.matrix_rank(np.vstack((told, wanted))))


def sums(told: Any, sizes: Any, free: Any = None, own: Any = None, minded: Any = None) -> Sums:
    none = np.zeros((0, told.shape[1]), bool)
    return Sums(
        told=told, sizes=sizes, least=LEAST, free=none if free is None else free, own=none if own is None else own,
        minded=np.ones(told.shape[1], bool) if minded is None else minded,
    )  # fmt: skip


def drawn(seed: int) -> tuple[Any, Any]:
    chance = Random(seed)
    told = np.array([[chance.random() < 0.5 for _ in range(7)] for _ in range(chance.randint(2, 7))])
    return told, np.array([chance.choice((1, 2, 4, 9, 20)) for _ in range(7)])


def few_of(told: Any, sizes: Any) -> set[frozenset[int]]:
    """Every set of kinds that are few and whose number follows."""
    every = (frozenset(each) for size in range(1, 8) for each in combinations(range(7), size))
    few = (kinds for kinds in every if sum(sizes[at] for at in kinds) < LEAST)
    return {kinds for kinds in few if spans(told, np.array([at in kinds for at in range(7)]))}


def test_nobody_who_follows_is_overlooked() -> None:
    found = 0
    for seed in range(200):
        told, sizes = drawn(seed)
        true = few_of(told, sizes)
        said = sums(told, sizes).few() or []
        assert true <= {each.columns for each in said}, seed
        assert bool(true) or not said or any((told[:, list(each.columns)].sum(axis=1) > 1).any() for each in said)
        for each in said:
            together = sum((times * told[at].astype(object) for at, times in each.times.items()), start=0) % PRIME
            assert set(np.flatnonzero(together)) == each.columns and together @ sizes < LEAST
        found += len(true)
    assert found > 50


def test_who_is_free_to_tell_may_be_few() -> None:
    told = np.array([[1, 1, 1, 0], [1, 0, 0, 0], [1, 1, 0, 1]], bool)
    sizes = np.array([20, 2, 2, 30])
    rest = np.array([[0, 1, 1, 0]], bool)
    assert [each.columns for each in sums(told, sizes).few() or []] == [{1, 2}]
    assert sums(told, sizes, free=rest).few() == [] and sums(told, sizes, own=rest).few() == []
    assert sums(told, sizes, minded=np.array([True, True, False, True])).few() == []


def test_of_whom_nobody_is_there_is_known() -> None:
    """No more than none are of the last two kinds together, so that the second follows from the second sum."""
    told = np.array([[1, 0, 0, 0], [1, 0, 1, 1], [1, 1, 1, 0]], bool)
    assert [each.columns for each in sums(told, np.array([20, 3, 0, 0])).few() or []] == [{1}]


def test_a_group_that_no_sum_is_of_does_not_follow() -> None:
    told, sizes = np.array([[1, 1, 0], [0, 1, 0]], bool), np.array([9, 9, 9])
    assert sums(told, sizes).follow(np.array([[1, 0, 0], [1, 0, 1], [1, 1, 0]], bool)) == [True, False, True]


def test_of_too_many_sums_it_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elimination, "MOST", 1)
    told, sizes = np.array([[1, 1, 0], [0, 1, 1]], bool), np.array([2, 9, 2])
    assert sums(told, sizes).few() is None and sums(told, sizes).follow(told) == [False, False]
