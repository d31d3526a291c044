"""The worked example of the reference: a journey rated from 1 to 5, with a band, by what its services meet."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import cxengine

REFERENCE = Path(__file__).parents[2] / "docs" / "language.md"
HEAD = "pack p: Rated\nversion 1 from 2018-04-01\n"


def example() -> str:
    """The text as it stands in the reference."""
    found = re.search(r"```cx\n(subject life_event:.*?)```", REFERENCE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return HEAD + found[1]


@pytest.mark.parametrize(
    ("answers", "level", "band"),
    [
        ("ny nn", 1, "Weak"),  # (1/2 + 0) / 2 = 0.25
        ("yn ny", 3, "Fair"),  # (1/2 + 1/2) / 2 = 0.5, exactly on the bound
        ("yy ny", 4, "Strong"),  # (1 + 1/2) / 2 = 0.75
        ("yy yy", 5, "Strong"),
        ("yy nn", 3, "Fair"),  # one service that does everything does not carry the other
        ("nn nn", 1, "Weak"),
    ],
)
def test_a_journey_is_rated_by_its_services(answers: str, level: int, band: str) -> None:
    given = [
        {"kind": "contact_point", "subject": f"c{place}", "criterion": id, "answer": "met" if said == "y" else "unmet"}
        for place, said_of in enumerate(answers.split())
        for id, said in zip(("1.1", "1.2"), said_of, strict=True)
    ]
    sources = {
        "life_event": [{"id": "bereavement", "title": "Bereavement"}],
        "contact_point": [{"id": f"c{n}", "title": f"C{n}", "life_event": "bereavement"} for n in range(2)],
        "answers": given,
    }
    program = cxengine.compile({"rated.cx": example()})
    said = program.assess(sources, as_of=date(2019, 3, 31))["life_event:bereavement"]["journey_rating"]
    assert said.level is not None
    assert (said.level.number, said.level.band) == (level, band)
    assert (said.could_be.from_, said.could_be.to) == (level, level)
