"""The distinct sequences of activities of a log, and which case has which. All else is counted on these."""

from __future__ import annotations

from typing import Any

import attrs

from cxengine.logs.event_log import EventLog

_SEED = 20110915


@attrs.frozen(kw_only=True, eq=False)
class Variants:
    """Sequences one after the other in ``activity``, from ``starts[i]`` to ``starts[i + 1]``; the most frequent first.

    Of equally frequent ones the first is that whose activities come first by name. Arrays are numpy's.
    """

    starts: Any
    activity: Any
    cases: Any
    """How many cases have each."""
    of_case: Any
    """The variant of each case of the log."""
    labels: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.cases)

    @property
    def variant(self) -> Any:
        """The variant of each place in ``activity``."""
        import numpy as np

        return np.repeat(np.arange(self.count), np.diff(self.starts))

    def codes(self, number: int) -> tuple[int, ...]:
        """The activities of a variant by number."""
        return tuple(self.activity[self.starts[number] : self.starts[number + 1]].tolist())

    def steps(self, number: int) -> tuple[str, ...]:
        """The activities of a variant by name."""
        return tuple(self.labels[code] for code in self.codes(number))


def variants(log: EventLog) -> Variants:
    """The variants of a log."""
    return variants_of(log.starts, log.activity, log.activities)


def variants_of(starts: Any, activity: Any, labels: tuple[str, ...]) -> Variants:
    """The variants of cases that lie one after the other."""
    import numpy as np

    group, first = _alike(starts, activity, len(labels))
    cases = np.bincount(group, minlength=len(first))
    lengths = np.diff(starts)[first]
    own = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    sequences = activity[_spread(starts[first], lengths)]
    order = _by_frequency(cases, own, sequences, labels)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    lengths = lengths[order]
    return Variants(
        starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        activity=sequences[_spread(own[:-1][order], lengths)],
        cases=cases[order],
        of_case=rank[group],
        labels=labels,
    )


def _spread(firsts: Any, lengths: Any) -> Any:
    """The places from each first one on, as many as its length says."""
    import numpy as np

    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(firsts - (ends - lengths), lengths)


def _alike(starts: Any, activity: Any, count: int) -> tuple[Any, Any]:
    """A group for each case, and a case of each group: the cases of a group have the same sequence.

    Sequences are told apart by a hash of 64 bits; that all cases of a group are in fact alike is then compared, and
    where two sequences share a hash they are told apart by their bytes.
    """
    import numpy as np

    chance = np.random.default_rng(_SEED)
    words = chance.integers(1, 2**63, count + 1, np.uint64) | np.uint64(1)
    lengths = np.diff(starts)
    place = np.arange(len(activity)) - np.repeat(starts[:-1], lengths)
    powers = np.full(int(lengths.max(initial=1)), 0x9E3779B97F4A7C15, np.uint64).cumprod(dtype=np.uint64)
    hashes = np.zeros(len(lengths), np.uint64)
    if len(activity):
        hashes = np.add.reduceat(words[activity] * powers[place], starts[:-1])
    hashes ^= lengths.astype(np.uint64) * words[-1]
    _, first, group = np.unique(hashes, return_index=True, return_inverse=True)
    example = first[group]
    same = np.array_equal(lengths[example], lengths) and np.array_equal(
        activity, activity[place + np.repeat(starts[:-1][example], lengths)]
    )
    return (group, first) if same else _alike_by_bytes(starts, activity)


def _alike_by_bytes(starts: Any, activity: Any) -> tuple[Any, Any]:
    import numpy as np

    seen: dict[bytes, int] = {}
    first: list[int] = []
    group = np.empty(len(starts) - 1, np.int64)
    for case, (start, end) in enumerate(zip(starts[:-1], starts[1:], strict=True)):
        number = seen.setdefault(activity[start:end].tobytes(), len(seen))
        if number == len(first):
            first.append(case)
        group[case] = number
    return group, np.array(first, np.int64)


def _by_frequency(cases: Any, starts: Any, activity: Any, labels: tuple[str, ...]) -> Any:
    """The variants in the order of Variants."""
    import numpy as np

    names = {label: place for place, label in enumerate(sorted(labels))}
    by_name = np.array([names[label] for label in labels], np.int64)[activity] if labels else activity
    sequences = [by_name[start:end].tolist() for start, end in zip(starts[:-1], starts[1:], strict=True)]
    return np.array(sorted(range(len(sequences)), key=lambda n: (-int(cases[n]), sequences[n])), np.int64)


def with_ties_reversed(log: EventLog) -> Variants:
    """The variants if all events that nothing orders had happened the other way round."""
    import numpy as np

    group = np.cumsum(~log.tied)
    firsts = np.flatnonzero(~log.tied)
    lasts = np.append(firsts[1:], len(log.tied)) - 1
    mirrored = firsts[group - 1] + lasts[group - 1] - np.arange(len(log.tied)) if len(log.tied) else group
    return variants_of(log.starts, log.activity[mirrored], log.activities)
