"""The attacker works out of shares, scores and means how many gave which answer, and lays that beside groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from math import sqrt
from statistics import NormalDist
from typing import Any

import pytest
from scipy.stats import t

import cxengine
from cxengine.lang.publishing import POLICIES

LEAST = 5
HEAD = """pack made: Made
version 1 from 2018-01-01
subject council: Council
scale ten 0 to 10, higher is better: Likelihood
scale three 1 to 3, higher is better: Mood
table replies: Answers
  field council is council
  field rude is yes_no
  field slow is yes_no
  field recommend is ten
  field mood is three
"""
Row = Mapping[str, Any]
Figure = Mapping[str, Any]


def rows_of(*counts: tuple[Row, int]) -> list[Row]:
    plain = {"council": "c", "rude": False, "slow": False, "recommend": 5, "mood": 1}
    return [{**plain, **row} for row, n in counts for _ in range(n)]


def figures(rows: list[Row], publish: str, **metrics: str) -> Mapping[str, Figure]:
    """The JSON of each metric; after the formula come its other lines."""
    text = ""
    for name, written in metrics.items():
        formula, *more = written.split("; ")
        where = "".join(f"  {each}\n" for each in more if each.startswith("where"))
        after = "".join(f"  {each}\n" for each in more if not each.startswith("where"))
        text += f"metric {name}: M\n  from replies\n{where}  formula {formula}\n{after}"
    sources = {"replies": rows, "council": [{"id": "c", "title": "C"}]}
    found = cxengine.compile({"made.cx": f"{HEAD}  {publish}\n{text}"}).metrics(sources, as_of="2019-12-31").to_dict()
    return {each["metric"]: each for each in found["metrics"]}


def hits(figure: Figure) -> set[int]:
    """How many may have given the answer, from what is printed of a share or a count."""
    if figure["suppressed"]:
        return set(range(111))
    n = figure["n"]
    if figure["unit"] == "%":
        return {hit for hit in range(n + 1) if abs(100 * hit / n - figure["value"]) < 0.051}
    return {n}


def promoters(figure: Figure) -> set[int]:
    """How many promoters there may be: by the score, and by its interval (adjusted Wald, 3 answers more)."""
    if figure["suppressed"]:
        return set(range(111))
    n, z = figure["n"], NormalDist().inv_cdf(0.975)

    def printed(up: int, down: int) -> tuple[float, float, float]:
        p, d = (up + 0.75) / (n + 3), (down + 0.75) / (n + 3)
        wide = z * sqrt((p + d - (p - d) ** 2) / (n + 3))
        return 100 * (up - down) / n, 100 * (p - d - wide), 100 * (p - d + wide)

    return {up for up, down in product(range(n + 1), repeat=2) if up + down <= n and fits(figure, printed(up, down))}


def threes(figure: Figure) -> set[int]:
    """How many may have said 3 on a scale to 3: by the mean, and by its interval."""
    if figure["suppressed"]:
        return set(range(111))
    n = figure["n"]

    def printed(ones: int, most: int) -> tuple[float, float, float]:
        total, squares = 2 * n - ones + most, 4 * n - 3 * ones + 5 * most
        mean = total / n
        wide = t.ppf(0.975, n - 1) * sqrt((squares / n - mean**2) / (n - 1))
        return mean, mean - wide, mean + wide

    pairs = ((ones, most) for most in range(n + 1) for ones in range(n + 1 - most))
    return {most for ones, most in pairs if fits(figure, printed(ones, most))}


def fits(figure: Figure, printed: Iterable[float]) -> bool:
    told = (figure["value"], figure["low"], figure["high"])
    off = 0.0501 if figure["unit"] == "points" else 0.000501
    return all(abs(own - said) < off for own, said in zip(printed, told, strict=True))


RUDE = rows_of(({"rude": True, "slow": True}, 48), ({"rude": True}, 2), ({"slow": True}, 30), ({}, 30))
KEEN = rows_of(({"recommend": 9}, 40), ({"recommend": 8}, 2), ({"recommend": 7}, 30), ({"recommend": 3}, 28))
MOODS = rows_of(
    ({"mood": 3, "slow": True}, 38), ({"mood": 3}, 2), ({"mood": 2}, 30), ({"mood": 2, "slow": True}, 9), ({}, 21)
)  # fmt: skip
Reads = Callable[[Figure], set[int]]


@pytest.mark.parametrize(
    ("rows", "whole", "of_whole", "part", "of_part"),
    [
        (RUDE, "count(rude is yes)", hits, "share(rude is yes and slow is yes)", hits),
        (KEEN, "count(recommend >= 8)", hits, "nps(recommend)", promoters),
        (KEEN, "count; where recommend >= 8", hits, "nps(recommend)", promoters),
        (MOODS, "mean(mood); shown as number, 3 decimals", threes, "count; where mood is 3; where slow is yes", hits),
    ],
    ids=("count beside share", "count beside score", "score beside where", "mean beside where"),
)
def test_few_of_a_group_of_people_follow_from_no_answers(
    rows: list[Row], whole: str, of_whole: Reads, part: str, of_part: Reads
) -> None:
    found = figures(rows, f"publish groups of at least {LEAST}", whole=whole, part=part)
    few = {one - other for one in of_whole(found["whole"]) for other in of_part(found["part"])}
    assert len(few) > 1, (few, found)
    assert not all(each["suppressed"] for each in found.values())


def test_the_attacker_would_notice() -> None:
    """Where nothing is hidden it is just those numbers that follow."""
    found = figures(KEEN, "publish groups of at least 1", whole="count; where recommend >= 8", part="nps(recommend)")
    assert promoters(found["part"]) == {40} and hits(found["whole"]) == {42}
    found = figures(MOODS, "publish groups of at least 1", mean="mean(mood); shown as number, 3 decimals")
    assert threes(found["mean"]) == {40}


@pytest.mark.parametrize("policy", [*POLICIES, None])
def test_how_many_of_many_gave_one_answer_and_not_another_is_what_a_share_says(policy: str | None) -> None:
    """Two of 110 were told rudely and not slowly: two shares say it, and so does one outright, under each policy."""
    publish = f"publish as {policy}" if policy else f"publish groups of at least {LEAST}"
    shares = {
        "rude": "share(rude is yes)", "both": "share(rude is yes and slow is yes)",
        "rude_only": "share(rude is yes and slow is no)",
    }  # fmt: skip
    found = figures(RUDE, publish, **shares)
    assert not any(each["suppressed"] for each in found.values())
    rounded = POLICIES[policy].policy.round_to if policy else None
    shown = {name: min(hits(each)) for name, each in found.items()}
    if rounded is None:
        assert shown == {"rude": 50, "both": 48, "rude_only": 2}
    else:
        assert all(number % rounded == 0 for number in shown.values())


def test_where_those_few_are_a_group_of_people_not_both_shares_are_published() -> None:
    shares = {"rude": "share(rude is yes)", "both": "share(rude is yes and slow is yes)"}
    for group in ("count(rude is yes and slow is no)", "count; where rude is yes; where slow is no"):
        found = figures(RUDE, f"publish groups of at least {LEAST}", group=group, **shares)
        assert found["group"]["unknown"] == f"fewer than {LEAST} in the group"
        assert len({one - both for one in hits(found["rude"]) for both in hits(found["both"])}) > 1, found
