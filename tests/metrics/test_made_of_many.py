"""Metrics that are made of metrics, each of which names two: no more work than there are metrics."""

from __future__ import annotations

from fractions import Fraction

import pytest

import cxengine

HEAD = """pack t: T
version 1 from 2018-01-01
subject service: Service
table answers_given: Answers
  field service is service
  field happy is yes_no
{publish}metric m0: M
  from answers_given
  formula share(happy is yes) / 1000000
metric n0: N
  from answers_given
  formula count(happy is yes)
"""
ANSWERS = [{"service": "s", "happy": at % 4 > 0} for at in range(40)]


@pytest.mark.parametrize("publish", ["", "  publish groups of at least 5\n"])
def test_each_is_looked_at_once(publish: str) -> None:
    chain = "".join(f"metric m{at}: M\n  formula m{at - 1} + m{at - 2 if at > 1 else 0}\n" for at in range(1, 40))
    doubled = "".join(f"metric n{at}: N\n  formula n{at - 1} + n{at - 1}\n" for at in range(1, 40))
    program = cxengine.compile({"t.cx": HEAD.format(publish=publish) + chain + doubled})
    sources = {"answers_given": ANSWERS, "service": [{"id": "s", "title": "S"}]}
    said = program.metrics(sources, as_of="2018-03-31").metrics
    found = {each.metric: each.measured.value for each in said if each.measured is not None and each.subject}
    sums = [Fraction(1), Fraction(2)]
    while len(sums) < 40:
        sums.append(sums[-1] + sums[-2])
    assert [found[f"n{at}"] for at in range(40)] == [30 * 2**at for at in range(40)]
    assert [found[f"m{at}"] for at in range(40)] == [each * Fraction(3, 4) / 10**6 for each in sums]
