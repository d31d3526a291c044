"""Where a project has a secret, what is hidden second is chosen by it: as safe, and nobody else can choose so again."""

from __future__ import annotations

from random import Random
from typing import Any

import attrs
import pytest

from cxengine.metrics import measure
from cxengine.metrics.suppression.decisions import decisions
from tests.benchmarks import bench_replay

from . import test_generated_attacked as generated
from .attacker import Cell, recovered

SEEDS = range(6)


def with_key(monkeypatch: pytest.MonkeyPatch, key: bytes) -> None:
    def decided(*given: Any, **more: Any) -> Any:
        return decisions(*given, **{**more, "key": key})

    monkeypatch.setattr(measure, "decisions", decided)


def hidden(seed: int) -> frozenset[Cell]:
    found = generated.read(seed)
    few = generated.few_in_one_alone(found, seed)
    secret = found.first | found.second | found.withheld
    assert not recovered(found.known, secret | few)
    return frozenset(secret)


def test_a_key_chooses_otherwise_and_the_same_each_time() -> None:
    chance, of = Random(1), bench_replay.layout()
    tables = [tuple(chance.choice(bench_replay.SIZES) for _ in bench_replay.PLACES) for _ in range(12)]
    ways = [attrs.evolve(of, key=key) for key in (b"one" * 11, b"one" * 11, b"two" * 11)]
    one, again, two = ([bench_replay.printed(way, numbers) for numbers in tables] for way in ways)
    assert one == again != two
    assert [few(each) for each in one] == [few(each) for each in two]


def few(shown: bench_replay.Shown) -> set[bench_replay.Place]:
    return {place for place, said in shown.items() if said == "few"}


@pytest.mark.nightly
def test_nothing_follows_where_a_key_chose(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [hidden(seed) for seed in SEEDS]
    with_key(monkeypatch, b"two" * 11)
    assert [hidden(seed) for seed in SEEDS] != plain


@pytest.mark.nightly
def test_who_replays_the_choice_learns_less_where_a_key_made_it(capsys: pytest.CaptureFixture[str]) -> None:
    of = bench_replay.layout()
    plain, keyed = bench_replay.replayed([of]), bench_replay.replayed(bench_replay.keyed(of))
    with capsys.disabled():
        print(f"\nHidden numbers, and those learned by a replay: {plain[2::2]} without a key, {keyed[2::2]} with one")
    assert keyed[4] / keyed[2] < 0.6 * plain[4] / plain[2]
