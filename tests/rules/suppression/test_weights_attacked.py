"""The attacker knows the population, and so what answers count for: he looks for the numbers of answers that fit."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from cxengine.cli import run

LEAST = 5
PROJECT = """[project]
name = "Made"
as_of = "2019-12-31"
[sources.replies]
path = "replies.csv"
[sources.service]
path = "services.csv"
[population.replies]
{population}
"""
RULES = f"""pack made: Made
version 1 from 2018-01-01
subject service: Service
scale five 1 to 5, higher is better: Satisfaction
table replies: Answers
  field service is service
  field channel is one of (web, phone)
  field age is one of (young, old)
  field urgent is yes_no
  field satisfied is five
  publish groups of at least {LEAST}
"""
FIELDS = ("service", "channel", "age", "urgent", "satisfied")
Group = tuple[Sequence[str], int]
Figures = Mapping[tuple[str, str, str], Mapping[str, Any]]
"""By metric, service and group."""


def figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], population: str, metrics: str, groups: Sequence[Group],
    by: Sequence[str] = (),
) -> Figures:  # fmt: skip
    """What `cx metrics` prints, as it is and split."""
    lines = [",".join(values) for values, n in groups for _ in range(n)]
    services = sorted({values[0] for values, _ in groups})
    tmp_path.joinpath("cx.toml").write_text(PROJECT.format(population=population))
    tmp_path.joinpath("made.cx").write_text(RULES + metrics)
    tmp_path.joinpath("replies.csv").write_text("\n".join([",".join(FIELDS), *lines]))
    tmp_path.joinpath("services.csv").write_text("\n".join(["id,title", *(f"{s},{s}" for s in services)]))
    found: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for split in ([], *([word for each in split.split() for word in ("--by", each)] for split in by)):
        run(["metrics", str(tmp_path), "--format", "json", *split])
        for each in json.loads(capsys.readouterr().out)["metrics"]:
            found[each["metric"], each["subject"].removeprefix("service:"), " ".join(each["by"].values())] = each
    return found


SHARE = """metric everyone: Answers
  from replies
  formula count
  by channel, age
metric urgent_phone: Urgent by phone
  from replies
  formula share(channel is phone and urgent is yes)
  shown as percent, 3 decimals
"""
PEOPLE = {"young": 3000, "old": 7000}


@pytest.mark.parametrize(
    ("young", "old", "web"),
    [((2, 13), (0, 35), (15, 35)), ((1, 14), (1, 34), (6, 34)), ((1, 11), (8, 52), (7, 33))],
    ids=("all alike", "few and many", "few of one cell"),
)
def test_few_do_not_follow_from_a_weighted_share_beside_numbers_of_answers(
    young: tuple[int, int], old: tuple[int, int], web: tuple[int, int], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """By phone and not urgent, and urgent by phone, of each age; and by web of each age."""
    truth = {"young": young, "old": old}
    groups: list[Group] = [
        (("s0", "phone", age, urgent, "4"), n)
        for age, both in truth.items()
        for urgent, n in zip(("no", "yes"), both, strict=True)
    ]
    groups += [(("s0", "web", age, "no", "4"), n) for age, n in zip(truth, web, strict=True)]
    population = "age = { young = 3000, old = 7000 }"
    found = figures(tmp_path, capsys, population, SHARE, groups, ("channel", "age", "channel age"))
    answers = {age: sum(truth[age]) + n for age, n in zip(truth, web, strict=True)}
    weights = {age: PEOPLE[age] / 10000 / answers[age] for age in PEOPLE}
    share = found["urgent_phone", "s0", ""]
    fit = [
        (one, other)
        for one, other in product(range(sum(young) + 1), range(sum(old) + 1))
        if share["suppressed"]
        or abs(100 * (one * weights["young"] + other * weights["old"]) - share["value"]) < 0.00051
    ]
    phones = {each: found.get(("everyone", "s0", each)) for each in ("phone", "phone young", "phone old")}
    hidden = {each for each, line in phones.items() if line is None or line["suppressed"]}
    few: dict[str, set[int]] = {
        "phone": {sum(young) + sum(old) - one - other for one, other in fit},
        "phone young": {sum(young) - one for one, _ in fit}, "phone old": {sum(old) - other for _, other in fit},
    }  # fmt: skip
    told = {each: left for each, left in few.items() if each not in hidden and len(left) == 1 and 0 < max(left) < LEAST}
    assert (young[1], old[1]) in fit and not told, (told, share["value"])
    assert any(not line["suppressed"] for line in found.values())


HAPPY = """metric happy: Happy
  from replies
  formula csat(satisfied)
  by channel
metric answers: Answers
  from replies
  formula count
  by channel
"""
BOTH = [(web, phone) for web, phone in product(range(LEAST), repeat=2) if 0 < web + phone < LEAST]


def happy(web: int, phone: int) -> tuple[float, float]:
    """What is printed of s0, where everybody gave so many answers: of its 20 by web 15 are happy, by phone 5."""
    one, other = 0.1 * (web + phone) / web, 0.9 * (web + phone) / phone
    value = (15 * one + 5 * other) / (20 * one + 20 * other)
    return round(100 * value, 1), round((20 * one + 20 * other) ** 2 / (20 * one**2 + 20 * other**2), 1)


@pytest.mark.parametrize("few", BOTH)
def test_weights_do_not_tell_how_many_answered_of_a_hidden_service(
    few: tuple[int, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    groups: list[Group] = [
        (("s0", channel, "old", "no", "5" if good else "1"), n)
        for channel, ends in (("web", (15, 5)), ("phone", (5, 15)))
        for good, n in zip((True, False), ends, strict=True)
    ]
    groups += [(("s1", channel, "old", "no", "3"), n) for channel, n in zip(("web", "phone"), few, strict=True)]
    population = "channel = { web = 1000, phone = 9000 }"
    found = figures(tmp_path, capsys, population, HAPPY, groups, ("channel",))
    shown = found["happy", "s0", ""]
    fit = [
        each
        for each in BOTH
        if shown["suppressed"] or happy(20 + each[0], 20 + each[1]) == (shown["value"], round(shown["effective"], 1))
    ]
    assert few in fit and len({sum(each) for each in fit}) > 1, (fit, shown["value"])
    assert not found["answers", "s0", ""]["suppressed"] and found["answers", "s1", ""]["suppressed"]


def test_a_weighted_figure_stays_where_another_service_may_have_had_the_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    groups: list[Group] = [
        ((service, channel, "old", "no", good), n)
        for service, n in (("s0", 20), ("s1", 1), ("s2", 30), ("s3", 12))
        for channel, good in product(("web", "phone"), ("5", "2"))
    ]
    found = figures(tmp_path, capsys, "channel = { web = 1000, phone = 9000 }", HAPPY, groups)
    hidden = {service for metric, service, _ in found if metric == "happy" and found[metric, service, ""]["suppressed"]}
    assert hidden == {"s1", "s3"}
