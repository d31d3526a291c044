"""A small council on disk, with groups of few people in it and something of everything that can be said of a figure."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

SERVICES = ("parks", "waste", "homes", "taxes")
CHANNELS = ("web", "phone", "post")
LEAST = 5
PROJECT = """[project]
name = "Town"
as_of = "2019-12-31"
[sources.replies]
plugin = "csv"
paths = ["a.csv", "b.csv"]
[sources.service]
plugin = "csv"
path = "services.csv"
[sources.council]
plugin = "csv"
path = "council.csv"
"""
RULES = f"""pack town: Town
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
party customer: Customer
scale five 1 to 5, higher is better: Satisfaction
scale ten 0 to 10, higher is better: Likelihood
table replies: Answers
  field service is service
  field channel is one of (web, phone, post)
  field answered_on is date
  field satisfied is five, may be missing
  field recommend is ten, may be missing
  publish groups of at least {LEAST}
metric answers: Number of answers
  from replies
  where answered_on in last 12 months
  formula count
  by channel
metric happy: Happy customers
  from replies
  where answered_on in last 12 months
  formula csat(satisfied)
  by channel
  target at least 60%
  standard good at least 75%
metric promoting: Would recommend us
  from replies
  where answered_on in last 12 months
  formula nps(recommend)
  by channel
metric per_answer: Happy for each answer
  formula happy / answers
metric settled: Services with a level
  from service
  formula share(level of good >= 1)
model good for service: Good services
  aspect mind: Mind
  aspect hand: Hand
  level 0: None
  level 1: Some
    criterion 1.1: Happy enough
      aspect mind
      when happy >= 50%
      action train: Train people
        effort 3 days
    criterion 1.2: Many answers
      aspect hand
      when answers >= 10
    criterion 1.3: Known
      aspect hand
      when happy is known
    criterion 1.4: Rises
      aspect mind
      when happy >= happy 12 months ago
  level 2: More
    criterion 2.1: Promoters
      aspect mind
      when promoting > 10 points with 95% confidence
    criterion 2.2: As the council
      aspect hand
      when happy >= happy of council
    criterion 2.3: On target
      aspect hand
      when happy meets target or happy meets good
model whole for council: The council
  level 1: Some
    criterion 1.8: Services settle
      when settled >= 10%
    criterion 1.9: Happy
      when happy >= 50%
rule unhappy for service: Unhappy
  when happy < 60% or promoting < 0 points
  severity high
  finding: Only {{happy}} of {{answers}} answers
journey asking for customer: Asking for help
  stage first: First
    step call: Calls
      measured by happy
"""
TITLES = {"answers": "Number of answers", "happy": "Happy customers", "promoting": "Would recommend us"}
METRICS = ("answers", "happy", "promoting", "per_answer")
CRITERIA = ("1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3")
NAMES = (*METRICS, "1.1", "1.2", "1.4", "2.1", "2.3", "mind", "good", "unhappy", "train")


def write(folder: Path, seed: int) -> None:
    """The project; of each seed other answers."""
    chance = Random(seed)
    head, lines = "service,channel,answered_on,satisfied,recommend\n", []
    for service in SERVICES:
        for channel in CHANNELS:
            for year in (2018, 2019):
                for _ in range(chance.choice((0, 1, 3, 6, 9, 14, 25, 40))):
                    day = date(year, chance.randrange(1, 13), 3)
                    answers = chance.choice(("", 1, 2, 3, 4, 5, 5)), chance.choice(("", 0, 5, 7, 9, 10, 10))
                    lines.append(",".join(map(str, (service, channel, day, *answers))))
    chance.shuffle(lines)
    half = len(lines) // 2
    wrong = ["parks,fax,2019-01-01,3,3", "nowhere,web,2019-02-02,3,3", ""]
    late = ["parks,web,2020-02-01,5,9", "waste,web,2019-02-01,17,9", ""]
    folder.joinpath("a.csv").write_text(head + "\n".join([*lines[:half], *wrong]))
    folder.joinpath("b.csv").write_text(head + "\n".join([*lines[half:], *late]))
    listed = "".join(f"{service},{service.title()},t\n" for service in SERVICES)
    folder.joinpath("services.csv").write_text("id,title,parent\n" + listed)
    folder.joinpath("council.csv").write_text("id,title\nt,Town\n")
    folder.joinpath("cx.toml").write_text(PROJECT)
    folder.joinpath("town.cx").write_text(RULES)
