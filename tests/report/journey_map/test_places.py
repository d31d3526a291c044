"""Nothing lies on top of anything, in journeys made by chance too: reckoned from the drawing, without a browser."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple
from xml.etree import ElementTree as etree

import pytest

from cxengine.report.journey_map import fit
from cxengine.report.journey_map.pen import INK
from cxengine.report.journey_map.sheet_drawing import map_of
from cxengine.report.journey_map.svg import drawings, svg_of_part
from tests.journeys.journeys_by_chance import journey as by_chance
from tests.report.journey_map.drawn import journeys, shown

NAMES = sorted(journeys())


class Box(NamedTuple):
    """Where something lies."""

    what: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two lie on top of one another by more than a hair."""
        aside = self.left >= other.right - 1 or other.left >= self.right - 1
        return not aside and self.top < other.bottom - 1 and other.top < self.bottom - 1


def parts(journey: dict[str, Any]) -> Iterator[etree.Element]:
    """Each sheet of a journey, and its overview."""
    drawn = map_of(journey)
    for about, draw in drawings(drawn):
        yield svg_of_part(drawn, about, draw, "name").element


def lines_of_text(part: etree.Element) -> Iterator[Box]:
    """Each line, at least as wide as it can be; from the height of a capital to below the line."""
    for text in part.iter("text"):
        size, bold = float(text.attrib["font-size"]), text.attrib.get("font-weight") == "bold"
        y = float(text.attrib["y"])
        rows = list(text) or [text]
        for row in rows:
            y += float(row.attrib.get("dy", 0))
            said = row.text or ""
            wide = fit.width(said, size, bold=bold)
            x = float(row.attrib.get("x", text.attrib["x"]))
            x -= {"middle": wide / 2, "end": wide}.get(text.attrib.get("text-anchor", ""), 0)
            yield Box(said, x, y - 0.75 * size, x + wide, y + 0.2 * size)


def steps(part: etree.Element) -> list[Box]:
    """The boxes of the steps."""
    found = []
    for rect in part.iter("rect"):
        if "rx" in rect.attrib:
            x, y, wide, high = (float(rect.attrib[each]) for each in ("x", "y", "width", "height"))
            found.append(Box("step", x, y, x + wide, y + high))
    return found


def arrows(part: etree.Element) -> Iterator[Box]:
    """Each straight piece of an arrow, as a thin box."""
    for path in part.iter("path"):
        if path.attrib["stroke"] == INK and path.attrib["stroke-width"] == "1.5":
            points = [tuple(map(float, each.split())) for each in re.findall(r"[ML]([^ML]+)", path.attrib["d"])]
            for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
                if (x1, y1) != (x2, y2):
                    assert x1 == x2 or y1 == y2
                    across, down = sorted((x1, x2)), sorted((y1, y2))
                    yield Box("arrow", across[0] - 1.1, down[0] - 1.1, across[1] + 1.1, down[1] + 1.1)


def check(part: etree.Element) -> None:
    """No text meets another, leaves the sheet or is crossed by an arrow; no step meets another or an arrow."""
    texts, boxes, pieces = list(lines_of_text(part)), steps(part), list(arrows(part))
    assert texts and (not boxes or pieces or len(boxes) == 1)
    wide, high = float(part.attrib["width"]), float(part.attrib["height"])
    assert [t for t in texts if t.left < 0 or t.top < 0 or t.right > wide or t.bottom > high] == []
    assert [(a, b) for a, b in combinations(texts, 2) if a.meets(b)] == []
    assert [(a, b) for a, b in combinations(boxes, 2) if a.meets(b)] == []
    inner = [Box("step", b.left + 2, b.top + 2, b.right - 2, b.bottom - 2) for b in boxes]
    assert [(a, b) for a in inner for b in pieces if a.meets(b)] == []
    signs = {"or", "and"}
    assert [(t, a) for t in texts if t.what not in signs for a in pieces if boxes and t.meets(a)] == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_lies_on_top_of_anything(name: str) -> None:
    for part in parts(journeys()[name]):
        check(part)


@pytest.mark.parametrize("seed", range(40))
def test_nothing_lies_on_top_of_anything_in_journeys_made_by_chance(seed: int) -> None:
    chance = random.Random(seed)
    longer = [" for the certificate" * number for number in range(5)]
    rules = re.sub(r"(?m)(step \w+: \w+)$", lambda found: found[1] + chance.choice(longer), by_chance(chance))
    journey = shown({"j.cx": rules})["journeys"][0]
    for step in journey["steps"]:
        step["emotion"] = {"value": chance.randint(-2, 2), "text": "As it is"} if chance.random() < 0.6 else None
        for leads in step["then"]:
            leads["share"] = 50 if len(step["then"]) > 1 else None
    names = [step["step"] for step in journey["steps"]]
    for at in chance.sample(range(len(names)), min(2, len(names))):
        back = {"from": names[chance.randint(0, at)], "share": 10, "why": "Something is missing"}
        journey["steps"][at]["repeats"].append(back)
    for part in parts(journey):
        check(part)
