"""One metric over many groups at once: columns of values with what they rest on, and their intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from cxengine import plan
from cxengine.lang import ast
from cxengine.metrics import formula as tree, statistics, suppress
from cxengine.metrics.affine import statistic
from cxengine.metrics.finish import DEFAULT_CONFIDENCE, of_score, of_weighted, shrinks, too_few
from cxengine.metrics.formula import NO_ANSWERS, Worked
from cxengine.metrics.gathered import Place, Rolled
from cxengine.metrics.lower import Lowered
from cxengine.metrics.measured import Turned
from cxengine.metrics.pooled import Listed, Pool
from cxengine.metrics.tally import Tally
from cxengine.subjects import SubjectKey


@attrs.frozen(kw_only=True, eq=False)
class Figures:
    """A metric's groups in order.

    Columns are numpy arrays. Unknown is NaN in ``value`` and -1 in ``n``; hidden is -1 in ``excluded`` too.
    """

    metric: str
    places: tuple[Place, ...]
    value: Any
    n: Any
    excluded: Any
    low: Any
    high: Any
    suppressed: Any
    unknown: list[str | None]


def columns(
    lowered: Lowered, rolled: Rolled, kept: Any, places: tuple[Place, ...], work: Callable[[int], Worked],
    masked: Mapping[int, str], asked: Sequence[int | None],
) -> Figures:  # fmt: skip
    """The metric for the groups ``places`` at the positions ``kept``; ``work`` gives one group's value if needed.

    Those at the places ``masked`` are hidden as well, for the reason given. ``asked`` are the people that each is of,
    where that is known.
    """
    import numpy as np

    rounded = lowered.policy is not None and lowered.policy.round_to is not None
    made = _from_leaf(lowered.formula, rolled, kept) if rolled.totals and not rounded else None
    if made is None:
        worked = [work(int(at)) for at in kept]
        made = _from_worked(worked)
        asked = [w.population if p is None else p for p, w in zip(asked or [None] * len(worked), worked, strict=True)]
    value, n, excluded, unknown, hidden, ends = made
    needs, policy = lowered.metric.needs, lowered.policy
    least = policy.least if policy is not None and not rounded else 1
    small = (n > 0) & (n < least)
    if isinstance(lowered.formula, tree.Count) and rolled.totals:
        counted = rolled.totals[lowered.formula.hits][kept]
        small = small | ((counted > 0) & (counted < least))
    for at in np.flatnonzero(hidden | small).tolist():
        unknown[at] = (unknown[at] if hidden[at] else None) or suppress.reason(policy)
    hidden = hidden | small
    for at in np.flatnonzero((n >= 0) & (n < (needs or 0)) & ~np.isnan(value) & ~hidden).tolist():
        value[at], unknown[at] = np.nan, too_few(int(n[at]), needs or 0)
    for at, why in masked.items():
        if suppress.says_less(why) or not hidden[at]:
            hidden[at], unknown[at] = True, why
    value[hidden], n[hidden], excluded[hidden] = np.nan, -1, -1
    low, high = _intervals(lowered.metric, None if lowered.complete else ends, ~np.isnan(value), len(places))
    if ends is not None and ends.estimator != "count" and any(people is not None for people in asked):
        factor = np.array([1.0 if p is None else shrinks(int(rows), p) for rows, p in zip(n, asked, strict=True)])
        low, high = value - (value - low) * factor, value + (high - value) * factor
    return Figures(
        metric=lowered.metric.name.text, places=places, value=value, n=n, excluded=excluded, low=low, high=high,
        suppressed=hidden, unknown=unknown,
    )  # fmt: skip


def pooled(made: Figures, listed: Listed, whys: Mapping[Pool, str]) -> Figures:
    """The same with a hidden row for each pool instead of the groups that are not listed, by subject."""
    import numpy as np

    kept = [at for at, place in enumerate(made.places) if place in listed.places]
    dimensions = len(made.places[0][1]) if made.places else 0
    more = [(pool.key, pool.as_group(dimensions)) for pool in listed.pools]
    places = (*(made.places[at] for at in kept), *more)
    order = sorted(range(len(places)), key=lambda at: places[at][0] or SubjectKey("", ""))

    def put(column: Any, hidden: float) -> Any:
        return np.concatenate([column[kept], np.full(len(more), hidden, dtype=column.dtype)])[order]

    unknown = [*(made.unknown[at] for at in kept), *(whys[pool] for pool in listed.pools)]
    return Figures(
        metric=made.metric, places=tuple(places[at] for at in order), value=put(made.value, np.nan), n=put(made.n, -1),
        excluded=put(made.excluded, -1), low=put(made.low, np.nan), high=put(made.high, np.nan),
        suppressed=put(made.suppressed, True), unknown=[unknown[at] for at in order],
    )  # fmt: skip


@attrs.frozen(eq=False)
class _Ends:
    """What intervals are made of: of a statistic, and how the figures are made of it."""

    estimator: str
    hits: Any
    misses: Any
    n: Any
    turned: Turned | None = None


_Made = tuple[Any, Any, Any, list[str | None], Any, _Ends | None]


def _from_leaf(formula: tree.Formula, rolled: Rolled, at: Any) -> _Made | None:
    """Columns straight from the totals, for a formula that is one function; None for others."""
    import numpy as np

    def total(aggregate: Any) -> Any:
        return rolled.totals[aggregate][at]

    size = len(at)
    unknown: list[str | None] = [None] * size
    none_hidden = np.zeros(size, dtype=bool)
    match formula:
        case tree.Count(hits, kept, unclear):
            excluded = total(unclear) if unclear is not None else np.zeros(size, dtype=np.int64)
            found = total(hits)
            ends: _Ends | None = _Ends("count", found, found, found)
            return found.astype(np.float64), total(kept).copy(), excluded.copy(), unknown, none_hidden, ends
        case tree.Share(hits, known, kept):
            found, n = total(hits), total(known)
            value = _divided(found, n, unknown)
            return value, n.copy(), total(kept) - n, unknown, none_hidden, _Ends("share", found, found, n)
        case tree.Net(promoters, detractors, known, kept):
            up, down, n = total(promoters), total(detractors), total(known)
            value = _divided(up - down, n, unknown)
            return value, n.copy(), total(kept) - n, unknown, none_hidden, _Ends("nps", up, down, n)
        case tree.Mean(aggregate, known, kept, factor) | tree.Sum(aggregate, known, kept, factor):
            n, rows = total(known), total(kept)
            per_row = isinstance(formula, tree.Mean)
            squares = formula.squares if isinstance(formula, tree.Mean) else None
            amounts = total(aggregate)
            if isinstance(aggregate, plan.TallyWhere):
                amounts = [each.sum if isinstance(each, Tally) else Fraction(each) for each in amounts]
            spread = _variances(amounts, total(squares), n, factor) if squares is not None else None
            value = np.empty(size, dtype=np.float64)
            above, below = factor.numerator, factor.denominator
            for place, (amount, count, lines) in enumerate(zip(amounts, n, rows, strict=True)):
                if count == 0 and (per_row or lines):
                    value[place], unknown[place] = np.nan, NO_ANSWERS
                elif isinstance(amount, Fraction):
                    value[place] = float(amount * factor / int(count if per_row else 1))
                else:  # whole numbers: Python's division of them is correctly rounded
                    value[place] = int(amount) * above / (below * int(count) if per_row else below)
            ends = _Ends("mean", value.copy(), spread, n) if spread is not None else None
            return value, n.copy(), rows - n, unknown, none_hidden, ends
    return None


def _variances(totals: Any, squares: Any, n: Any, factor: Fraction) -> Any:
    """The variance of one row in each group; NaN where there are fewer than two."""
    import numpy as np

    found = np.full(len(n), np.nan)
    scale = factor**2
    for at, (amount, square, count) in enumerate(zip(totals.tolist(), squares.tolist(), n.tolist(), strict=True)):
        if count > 1:  # whole numbers: Python's division of them is correctly rounded
            above = (square * count - amount * amount) * scale.numerator
            found[at] = above / (count * (count - 1) * scale.denominator)
    return found


def _divided(above: Any, below: Any, unknown: list[str | None]) -> Any:
    import numpy as np

    empty = below == 0
    for at in np.flatnonzero(empty):
        unknown[at] = NO_ANSWERS
    return np.where(empty, np.nan, above / np.where(empty, 1, below))


def _from_worked(worked: list[Worked]) -> _Made:
    import numpy as np

    value = np.array([np.nan if w.value is None else float(w.value) for w in worked], dtype=np.float64)
    n = np.array([-1 if w.n is None else w.n for w in worked], dtype=np.int64)
    excluded = np.array([w.excluded for w in worked], dtype=np.int64)
    hidden = np.array([w.suppressed for w in worked], dtype=bool)
    unknown = [w.unknown if w.value is None else None for w in worked]
    return value, n, excluded, unknown, hidden, _ends_of(worked, value, n)


def _ends_of(worked: list[Worked], value: Any, n: Any) -> _Ends | None:
    """What intervals are made of, where all groups have one of the same kind."""
    import numpy as np

    kinds = {w.estimator for w in worked if w.value is not None}
    some = kinds - {"none"}
    if len(some) != 1 or (len(kinds) > 1 and not some & {"score", "mean"}):
        return None
    kind = some.pop()
    turned = next((w.turned for w in worked if w.turned is not None), None)
    if turned is not None:
        worked = [statistic(w) for w in worked]
        value = np.array([np.nan if w.value is None else float(w.value) for w in worked], dtype=np.float64)
    if kind == "score" or any(w.weighing is not None for w in worked):
        each = "weighted" if any(w.weighing is not None for w in worked) else kind
        return _Ends(each, np.array([*worked, None], dtype=object)[:-1], value, value, turned)
    if kind == "count":
        return _Ends(kind, value.copy(), value, value, turned)
    if kind == "mean":
        spread = [np.nan if w.variance is None else float(w.variance) for w in worked]
        return _Ends(kind, value.copy(), np.array(spread, dtype=np.float64), n.copy(), turned)
    hits, misses = (np.array([getattr(w, name) or 0 for w in worked]) for name in ("hits", "misses"))
    return _Ends(kind, hits, misses, n.copy(), turned)


def _intervals(metric: ast.Metric, ends: _Ends | None, known: Any, size: int) -> tuple[Any, Any]:
    import numpy as np

    low, high = np.full(size, np.nan), np.full(size, np.nan)
    if ends is None or not known.any():
        return low, high
    estimator, hits, misses, n = ends.estimator, ends.hits, ends.misses, ends.n
    confidence = metric.confidence if metric.confidence is not None else DEFAULT_CONFIDENCE
    if estimator in ("weighted", "score"):
        of = of_weighted if estimator == "weighted" else of_score
        for at in np.flatnonzero(known).tolist():
            if (found := of(hits[at], confidence)) is not None:
                low[at], high[at] = found
    elif estimator == "count":
        low[known], high[known] = statistics.byar_each(hits[known], confidence)
    elif estimator == "mean":
        known = known & (n > 1)
        low[known], high[known] = statistics.mean_interval_each(hits[known], misses[known], n[known], confidence)
    elif estimator == "share":
        low[known], high[known] = statistics.wilson_each(hits[known], n[known], confidence)
    else:
        low[known], high[known] = statistics.net_promoter_each(hits[known], misses[known], n[known], confidence)
    return (low, high) if ends.turned is None else ends.turned.ends(low, high)


def to_arrow(listings: Sequence[tuple[Figures, tuple[str, ...]]]) -> Any:
    """All listings under one another: metric, kind, id, a column for each dimension, and the figures."""
    import numpy as np
    import pyarrow as pa

    labels = list(dict.fromkeys(label for _, dimensions in listings for label in dimensions))
    parts: list[Mapping[str, Any]] = []
    cached: dict[int, Mapping[str, Any]] = {}
    for figures, dimensions in listings:
        about = cached.get(id(figures.places)) or _places(figures.places, dimensions, labels)
        cached[id(figures.places)] = about  # metrics that keep the same groups share them
        size = len(figures.places)
        parts.append(
            {
                "metric": pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, dtype=np.int32)), [figures.metric]),
                **about,
                "value": pa.array(figures.value, mask=np.isnan(figures.value)),
                "n": _counts(figures.n),
                "excluded": _counts(figures.excluded),
                "low": pa.array(figures.low, mask=np.isnan(figures.low)),
                "high": pa.array(figures.high, mask=np.isnan(figures.high)),
                "suppressed": pa.array(figures.suppressed),
                "unknown": pa.array(figures.unknown, pa.string()),
            }
        )
    if not parts:
        return pa.table({})
    return pa.concat_tables([pa.table(part) for part in parts]).unify_dictionaries()


def _counts(column: Any) -> Any:
    """Whole numbers, those that are not told null."""
    import numpy as np
    import pyarrow as pa

    whole = column.astype(np.int64)
    return pa.array(whole, mask=whole < 0)


def _places(places: Sequence[Place], dimensions: tuple[str, ...], labels: Sequence[str]) -> Mapping[str, Any]:
    import pyarrow as pa

    found: dict[str, Any] = {
        "kind": pa.array([key.kind if key is not None else None for key, _ in places], pa.string()),
        "id": pa.array([key.id if key is not None else None for key, _ in places], pa.string()),
    }
    for label in labels:
        at = dimensions.index(label) if label in dimensions else None
        values = [None if at is None else group[at] for _, group in places]
        found[label] = pa.array(values, pa.string())
    return found
