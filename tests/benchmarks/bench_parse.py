"""How long 10,000 lines of rules take: parsed and checked cold, and parsed again from the cache."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cxengine.diagnostics import Diagnostics
from cxengine.lang.cache import parse_cached
from cxengine.lang.check import check
from cxengine.lang.parse import parse
from cxengine.lang.resolve import resolve
from cxengine.lang.vocabulary import Vocabulary
from cxengine.source import Source

pytestmark = pytest.mark.benchmark

LINES = 10_000

SHARED = """\
pack big: A large set of rules
version 1.0 from 2020-01-01
subject council: Council
subject service: Service area
  belongs to council
  field has_phone_line is yes_no
party head: Head of service
category channel: How the customer got in touch
  option web: Online
  option phone: Phone
scale satisfaction 1 to 5, higher is better: How satisfied were you?
table answers: Survey answers
  key answer_id
  field answer_id is text
  field service is service
  field answered_on is date
  field channel is channel, may be missing
  field satisfied is satisfaction, may be missing
  publish groups of at least 10
"""
PART = """\
# Part {n} of the rules, as an analyst would write it
metric csat_{n}: Satisfied customers of part {n}
  from answers
  where answered_on in last 12 months
    and channel is one of (web, phone)
  formula share(satisfied >= 4)
  target at least 80% from 2018-04-01
  target at least 85% from 2020-04-01
  needs 30 answers
  by channel, month of answered_on
  shown as percent, 1 decimal
  note: Asked at the end of each contact, whether by phone or online
model maturity_{n} for service: Maturity of part {n}
  reached when every criterion at or below is met
  unknown counts as unmet
  not applicable is left out
  score is mean
  aspect culture: Culture and organisation
    means: Hires and trains employees to deliver a positive customer experience
  level 1: Interested
    means: Customer experience is important but understanding is to be developed
    criterion 1.1: Culture audit completed, self-assessed using the values
      aspect culture
      ask: Has the team completed the culture self-assessment this year?
      evidence required when met
      review every 12 months
      action audit_{n}: Run the culture self-assessment with every team
        owner head
        effort 20 days
        costs £4,000, estimate
    criterion 1.2: Measures are used to determine business interventions
      aspect culture
      when csat_{n} meets target with 95% confidence
        and csat_{n} > csat_{n} 12 months ago
        or has_phone_line is yes
          and csat_{n}(channel is phone) >= csat_{n} of council - 5 points
test maturity_{n}: A service that measures and acts
  given answer 1.1 is met on 2019-12-01 with evidence
  given csat_{n} is 86% of 400
  expect level 0, could be 1
"""


def rules() -> str:
    """LINES lines of rules in which nothing is wrong but that the models all have the same criteria."""
    parts = (LINES - SHARED.count("\n")) // PART.count("\n")
    return SHARED + "".join(PART.replace("{n}", str(n)) for n in range(parts))


def timed(work: Callable[[], object]) -> float:
    """The shortest of three runs, in seconds of the processor, so that other work on the machine counts less."""
    spans = []
    for _ in range(3):
        start = time.process_time()
        work()
        spans.append(time.process_time() - start)
    return min(spans)


def test_ten_thousand_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = Source("big.cx", rules())
    count = source.text.count("\n")
    found = Diagnostics()
    file = parse(source, found)
    assert tuple(found) == ()

    def checked() -> None:
        files = (parse(source, found),)
        check(files, resolve(files, Vocabulary(), found), found)

    parsing = timed(lambda: parse(source, Diagnostics()))
    checking = timed(checked)
    assert parse_cached(source, found, tmp_path) == file
    kept = timed(lambda: parse_cached(source, Diagnostics(), tmp_path))
    with capsys.disabled():
        print(f"\nparse, cold        {count / parsing:8,.0f} lines/s  {parsing:6.2f} s for {count:,} lines")
        print(f"parse and check    {count / checking:8,.0f} lines/s  {checking:6.2f} s")
        print(f"parse, from cache  {count / kept:8,.0f} lines/s  {kept:6.2f} s  ({parsing / kept:.1f} times as fast)")
    assert file.declarations
