"""The attacker has the program and makes its choice again: how few there are must not follow from what it hides.

Of a service with few answers he tries every way they may lie by channel, with what the others then must have, and rules
out those of which something else would be published, figures, reasons and lines alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest

import cxengine

LEAST = 5
CHANNELS = ("chat", "phone", "post", "web")
PROGRAM = cxengine.compile(
    {
        "made.cx": f"""pack made: Made
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
table replies: Answers
  field service is service
  field channel is one of ({", ".join(CHANNELS)})
  publish groups of at least {LEAST}
metric answers: Answers
  from replies
  formula count
  by channel
"""
    }
)
Answers = tuple[int, ...]
"""Of a service by channel."""
OTHERS: Mapping[str, Answers] = {"taxes": (20, 30, 9, 40), "waste": (25, 10, 31, 12)}
Published = Mapping[tuple[str, str | None], int | str]
"""For each service or the council, and each channel or all: the number, or why there is none; in one line under ''."""


def published(parks: Answers, others: Mapping[str, Answers]) -> Published:
    """What two runs publish of a small service beside others."""
    held = {"parks": parks, **others}
    rows = [
        {"service": service, "channel": channel}
        for service, answers in held.items()
        for channel, n in zip(CHANNELS, answers, strict=True)
        for _ in range(n)
    ]
    sources = {
        "replies": rows, "council": [{"id": "c", "title": "C"}],
        "service": [{"id": service, "title": service, "parent": "c"} for service in held],
    }  # fmt: skip
    found: dict[tuple[str, str | None], int | str] = {}
    for by in ((), ("channel",)):
        for figure in PROGRAM.metrics(sources, by=by, as_of="2019-12-31").to_dict()["metrics"]:
            channel = figure["by"].get("channel", "") if by else None
            found[figure["subject"].split(":")[1], channel] = figure["unknown"] or figure["n"]
    return found


def fitting(said: Published, parks: Answers) -> list[tuple[Answers, Mapping[str, Answers]]]:
    """Every way the small service's answers may lie, and what others then have, as far as numbers tell."""
    found = []
    for tried in product(range(LEAST), repeat=len(CHANNELS)):
        held = {service: list(answers) for service, answers in OTHERS.items()}
        for at, channel in enumerate(CHANNELS):
            unknown = [service for service in OTHERS if isinstance(said[service, channel], str)]
            if unknown:  # what the small one does not have, another has
                held[unknown[0]][at] += parks[at] - tried[at]
        same = all(
            tried[at] + sum(answers[at] for answers in held.values())
            == parks[at] + sum(answers[at] for answers in OTHERS.values())
            for at in range(len(CHANNELS))
        )
        if same and 0 < sum(tried) < LEAST:
            found.append((tried, {service: tuple(answers) for service, answers in held.items()}))
    return found


ONE_EACH = [tuple(int(at < n) for at in range(len(CHANNELS))) for n in range(1, LEAST)]


@pytest.mark.parametrize("parks", [*ONE_EACH, (0, 0, 4, 0)], ids=str)
def test_nobody_who_makes_the_choice_again_knows_how_few_there_are(parks: Answers) -> None:
    said = published(parks, OTHERS)
    assert isinstance(said["parks", None], str)
    possible = fitting(said, parks)
    assert (parks, dict(OTHERS)) in possible
    left = [tried for tried, others in possible if published(tried, others) == said]
    assert parks in left and len({sum(tried) for tried in left}) > 1, (said, left)


@pytest.mark.parametrize("parks", ONE_EACH, ids=str)
def test_a_reason_says_nothing_but_that_there_are_few(parks: Answers) -> None:
    """Of four answers as of one: however each stands alone in its group."""
    said = published(parks, OTHERS)
    assert said["parks", None] == said["parks", ""] == f"fewer than {LEAST} in the group"
    assert isinstance(said["c", None], int), "the whole is shown"
