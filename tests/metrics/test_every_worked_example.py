"""Every number of the worked examples is worked out again, to the digits printed; one that is not is named, with why.

The file is gone over leaf by leaf: a number that is added there and nobody works out fails here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import isnan, sqrt
from typing import Any

import pytest

from cxengine.lang.publishing import POLICIES
from cxengine.metrics import changes, statistics, weights
from tests.metrics.test_worked_examples import P95, WORKED, friends_and_family

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, Any]]

WORDS = {"source", "note", "rule", "published_note", "unweighted_note", "_note"}
GIVEN = {
    "wilson": {"x", "n", "confidence"},
    "byar_counts": {"x", "confidence"},
    "nps_adjusted_wald": {"P", "N", "D"},
    "nps_phpoms": {"P", "N", "D"},
    "ces_average": {"counts"},
    "raking_r_survey": {"margins", "n", "sum_api00", "sum_enroll", "base_pw"},
    "suppression": {"input"},
}
"""What the examples start from, by block: a key anywhere on the way to the number."""
NOT_OURS = {
    ("wilson", "max_abs_difference"): "how far the file's own two columns are apart",
    ("byar_counts", "max_abs_difference"): "how far the file's own two columns are apart",
    ("byar_counts", "cases", 6, "published", 0): "no number is printed below zero; the end is 0",
    ("raking_r_survey", "published", "se_linearised"): "needs to know which schools were drawn together",
    ("raking_r_survey", "published", "se_jackknife"): "needs to know which schools were drawn together",
    ("raking_r_survey", "recomputed", "iterations"): "how another program gets there",
}


def wilson(block: Any) -> Found:
    for at, case in enumerate(block["cases"]):
        ends = statistics.wilson(case["x"], case["n"], Fraction(case["confidence"].rstrip("%")) / 100)
        yield from both(("cases", at), ends)


def byar_counts(block: Any) -> Found:
    for at, case in enumerate(block["cases"]):
        confidence = Fraction(case["confidence"].rstrip("%")) / 100
        low, high = statistics.byar(case["x"], confidence)
        if isnan(case["published"][0]):
            yield ("cases", at, "published", 1), high
            yield ("cases", at, "recomputed", 1), high
            yield ("cases", at, "recomputed", 0), min(case["recomputed"][0], low)  # below zero; ours ends at zero
            assert low == 0.0 > case["recomputed"][0]
        else:
            yield from both(("cases", at), (low, high))


def both(path: Path, ends: tuple[float, float]) -> Found:
    for column in ("published", "recomputed"):
        for end, value in enumerate(ends):
            yield (*path, column, end), value


def nps_whuber(block: Any) -> Found:
    score, variance = changes.net_promoter(3, 1, 6)
    yield ("published", "nps"), str(Fraction(score).limit_denominator(99))
    yield ("recomputed", "nps"), score
    yield ("recomputed", "variance"), variance
    yield ("recomputed", "se_at_n324"), sqrt(variance / 324)
    yield ("recomputed", "se_pct_at_n324"), 100 * sqrt(variance / 324)


def nps_cybaea(block: Any) -> Found:
    _, variance = changes.net_promoter(1, 1, 3)
    yield ("recomputed_full_width_times_sqrt_n",), 200 * statistics.quantile(P95) * sqrt(variance)


def nps_two_sample_sigtest(block: Any) -> Found:
    groups = (123, 789, 123 + 456 + 789), (321, 987, 321 + 654 + 987)
    errors = []
    for at, group in enumerate(groups):
        score, variance = changes.net_promoter(*group)
        errors.append(sqrt(variance / group[2]))
        yield (f"nps{at}",), score
        yield (f"var{at}",), variance
        yield (f"se{at}",), errors[at]
    tested = changes.net_promoters(*groups)
    gap = changes.net_promoter(*groups[0])[0] - changes.net_promoter(*groups[1])[0]
    yield ("diff",), gap
    yield ("se_diff",), gap / tested.z
    yield ("z",), tested.z
    yield ("p_two_sided",), tested.chance
    yield ("result_at_2_58",), (tested.z > 2.58) - (tested.z < -2.58)


def nps_adjusted_wald(block: Any) -> Found:
    for at, case in enumerate(block["examples"]):
        n = case["P"] + case["N"] + case["D"]
        centre, variance = statistics.adjusted(case["P"], case["D"], n)
        low, high = statistics.net_promoter(case["P"], case["D"], n, P95)
        yield ("examples", at, "centre"), centre
        yield ("examples", at, "se"), sqrt(variance)
        yield ("examples", at, "lo"), low if case["lo"] > -1 else clamped(low, -1.0, case["lo"])
        yield ("examples", at, "hi"), high if case["hi"] < 1 else clamped(high, 1.0, case["hi"])
        score, own = changes.net_promoter(case["P"], case["D"], n)
        for place, value in enumerate((score, own, sqrt(own / n))):
            yield ("examples", at, "wald", place), value


def clamped(found: float, end: float, beyond: float) -> float:
    """What lies beyond the ends of the scale in the file ends with it here."""
    assert found == end
    return beyond


def nps_phpoms(block: Any) -> Found:
    score = 100 * changes.net_promoter(block["P"], block["D"], block["P"] + block["N"] + block["D"])[0]
    yield ("published",), score
    yield ("recomputed",), score


def ces_average(block: Any) -> Found:
    counts, points = block["counts"], range(1, 8)
    n, total = sum(counts), sum(p * c for p, c in zip(points, counts, strict=True))
    squares = sum(p * p * c for p, c in zip(points, counts, strict=True))
    error = sqrt(Fraction(squares * n - total * total, n * (n - 1)) / n)
    for column in ("published", "recomputed"):
        yield (column, "sum"), total
        yield (column, "mean"), total / n
    yield ("recomputed", "sd"), error * sqrt(n)
    yield ("recomputed", "se"), error
    for end, sign in enumerate((-1, 1)):
        yield ("recomputed", "ci95", end), total / n + sign * statistics.quantile(P95) * error
    yield ("recomputed", "share_5_to_7"), sum(counts[4:]) / n
    for end, value in enumerate(statistics.wilson(sum(counts[4:]), n, P95)):
        yield ("recomputed", "share_wilson95", end), value
    yield ("recomputed", "index_67_minus_123"), 100 * changes.net_promoter(sum(counts[5:]), sum(counts[:3]), n)[0]


def two_proportion_z(block: Any) -> Found:
    tested = changes.shares((140, 200), (255, 340))
    for column in ("published", "recomputed"):
        yield (column, "pooled"), (140 + 255) / (200 + 340)
        yield (column, "se"), (140 / 200 - 255 / 340) / tested.z
        yield (column, "z"), tested.z
    yield ("recomputed", "p_two_sided"), tested.chance


def newcombe_diff_56_70_48_80(block: Any) -> Found:
    ends = statistics.newcombe((56, 70), (48, 80), P95)
    for end, value in enumerate(ends):
        yield ("published", end), value
    for place, value in enumerate((56 / 70 - 48 / 80, *ends)):
        yield ("recomputed", place), value


def raking_r_survey(block: Any) -> Found:
    names, cells = zip(*block["cells"].items(), strict=True)
    answers = [cell["n"] for cell in cells]
    margins = [block["margins"]["stype"], block["margins"]["sch_wide"]]
    raked = weights.rake([tuple(name.split("/")) for name in names], answers, margins)
    people = sum(margins[0].values())
    for name, weight in zip(names, raked.weights, strict=True):
        yield ("cells", name, "weight"), weight
    mean = sum(w * cell["sum_api00"] for w, cell in zip(raked.weights, cells, strict=True)) / people
    enrolled = sum(w * cell["sum_enroll"] for w, cell in zip(raked.weights, cells, strict=True))
    for column in ("published", "recomputed"):
        yield (column, "mean_api00"), mean
        yield (column, "total_enroll"), enrolled
    effective = weights.effective(answers, raked.weights)
    yield ("recomputed", "kish_neff"), effective
    yield ("recomputed", "deff"), sum(answers) / effective
    yield ("recomputed", "unweighted_mean"), sum(cell["sum_api00"] for cell in cells) / sum(answers)


def raking_2x2(block: Any) -> Found:
    seed = [7, 9, 12, 7]
    raked = weights.rake([(r, c) for r in "ab" for c in "xy"], seed, [{"a": 5, "b": 15}, {"x": 10, "y": 10}])
    made = [n * weight for n, weight in zip(seed, raked.weights, strict=True)]
    for at, value in enumerate(made):
        yield ("recomputed", at // 2, at % 2), value
    yield ("odds_ratio_before",), seed[0] * seed[3] / (seed[1] * seed[2])
    yield ("odds_ratio_after",), made[0] * made[3] / (made[1] * made[2])


def suppression(block: Any) -> Found:
    for at, rule in enumerate(block["rules"]):
        example = rule.get("example", {})
        if "input" in example:
            shown = friends_and_family(example["input"])
            for title in example["output"]:
                said = shown[title]
                yield ("rules", at, "example", "output", title), said if said == "*" else int(said)
        elif example:
            policy = POLICIES["mod" if rule["source"].startswith("MOD") else "dasa"].policy
            for count in example:
                said = policy.sign if policy.hides(int(count)) else policy.shown(int(count))
                yield ("rules", at, "example", count), said


BLOCKS: Mapping[str, Callable[[Any], Found]] = {
    each.__name__: each
    for each in (
        wilson, byar_counts, nps_whuber, nps_cybaea, nps_two_sample_sigtest, nps_adjusted_wald, nps_phpoms, ces_average,
        two_proportion_z, newcombe_diff_56_70_48_80, raking_r_survey, raking_2x2, suppression,
    )
}  # fmt: skip


def leaves(value: Any, path: Path = ()) -> Found:
    """Every number or text with the keys that lead to it."""
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(each, (*path, key))
    else:
        yield path, value


def as_printed(found: Any, printed: Any) -> bool:
    """Whether a number is the printed one in all its digits; the last of sixteen may be rounded otherwise."""
    if isinstance(printed, str):
        return bool(found == printed)
    text = repr(printed)
    places = len(text.partition(".")[2].partition("e")[0]) - int(text.partition("e")[2] or 0)
    digits = 0 if isinstance(printed, int) else places
    return abs(found - printed) <= max(0.5 * 10.0**-digits, abs(printed) * 1e-11, 1e-14)


def test_every_number_is_worked_out_again_to_the_digits_printed(capsys: pytest.CaptureFixture[str]) -> None:
    if not WORKED.exists():
        pytest.skip(f"{WORKED} is not here")
    worked = json.loads(WORKED.read_text("utf-8"))
    found = {(name, *path): value for name, block in BLOCKS.items() for path, value in block(worked[name])}
    printed = dict(leaves(worked))
    given = {path for path in printed if WORDS & set(path[-1:]) or GIVEN.get(str(path[0]), set()) & set(path[1:])}
    assert not found.keys() - printed.keys(), "worked out and not in the file"
    left = printed.keys() - found.keys() - given - NOT_OURS.keys()
    assert not left, f"nobody works these out: {sorted(left, key=str)}"
    assert NOT_OURS.keys() <= printed.keys()
    wrong = {path: (value, printed[path]) for path, value in found.items() if not as_printed(value, printed[path])}
    assert not wrong
    with capsys.disabled():
        print(f"\nWorked examples: {len(found)} numbers as printed, {len(NOT_OURS)} named as not ours")

