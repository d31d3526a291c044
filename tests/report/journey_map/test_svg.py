"""Drawings as text: well-formed, told in words, and safe whatever is written into a rule file."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree as etree

import pytest

from cxengine.report.journey_map.pen import NAMESPACE
from cxengine.report.journey_map.svg import as_svg
from tests.report.journey_map.drawn import journeys

NAMES = sorted(journeys())
SHAPES = {"svg", "title", "desc", "g", "rect", "circle", "path", "polygon", "text", "tspan"}


def drawing(name: str) -> etree.Element:
    """A journey's SVG, read again."""
    return etree.fromstring(as_svg(journeys()[name]))


def words(element: etree.Element) -> str:
    """All that is written in it, in one line."""
    return " ".join(" ".join(element.itertext()).split())


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_shapes_and_words_only(name: str) -> None:
    root = drawing(name)
    assert {element.tag for element in root.iter()} <= {f"{{{NAMESPACE}}}{shape}" for shape in SHAPES}
    used = {attribute for element in root.iter() for attribute in element.attrib}
    assert not {each for each in used if each.startswith("on") or each in ("style", "href", "class")}


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_has_a_title_and_the_journey_in_words(name: str) -> None:
    root, journey = drawing(name), journeys()[name]
    known = {element.attrib["id"]: element for element in root if "id" in element.attrib}
    title, told = (known[part] for part in root.attrib["aria-labelledby"].split())
    assert root.attrib["role"] == "img" and title.tag.endswith("}title") and told.tag.endswith("}desc")
    for number in range(1, len(journey["steps"]) + 1):
        assert f"Step {number}, " in words(told)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "nasty"])
def test_everything_that_a_workshop_writes_is_drawn(name: str) -> None:
    root, journey = drawing(name), journeys()[name]
    drawn = Counter("".join("".join(text.itertext()).split()) for text in root.iter(f"{{{NAMESPACE}}}text"))
    for step in journey["steps"]:
        said = [step["title"], step["goal"], step["action"], step["touchpoint"], *step["pains"], *step["opportunities"]]
        said += [step["emotion"]["text"]] if step["emotion"] else []
        for text in filter(None, said):
            assert drawn["".join(text.split())], text
    for stage in journey["stages"]:
        assert any("".join(stage["title"].split()) in text for text in drawn)


def test_nothing_that_is_written_becomes_markup() -> None:
    text = as_svg(journeys()["nasty"])
    assert "<script" not in text and "alert(1)" in text


def test_signs_that_xml_has_no_place_for_are_marked() -> None:
    journey = {**journeys()["home_repair"], "title": "Null \x00, bell \x07, half \ud800"}
    assert "Null \ufffd, bell \ufffd, half \ufffd" in words(etree.fromstring(as_svg(journey)))


def test_findings_stand_where_they_are_and_say_what_could_go() -> None:
    text = words(drawing("council_tax_discount"))
    assert "F1, F2 " in text and "F1, F2: could go" in text
    assert "Certain, duplicate step: “Contact the GP surgery” (step_5)" in text


def test_no_colour_carries_a_meaning() -> None:
    for name in NAMES:
        for element in drawing(name).iter():
            for looks in ("fill", "stroke"):
                colour = element.attrib.get(looks, "none")
                assert colour == "none" or colour[1:3] == colour[3:5] == colour[5:7], colour


def test_the_curve_of_feelings_goes_up_and_down_as_people_feel() -> None:
    root = drawing("council_tax_discount")
    marks = {t.text: float(t.attrib["y"]) for t in root.iter(f"{{{NAMESPACE}}}text") if t.text in ("−1", "0", "+1")}
    assert marks["+1"] < marks["0"] < marks["−1"]


def test_the_curve_is_dashed_over_a_step_that_does_not_say() -> None:
    def curve(name: str) -> list[str]:
        paths = drawing(name).iter(f"{{{NAMESPACE}}}path")
        return [path.attrib.get("stroke-dasharray", "") for path in paths if path.attrib["stroke-width"] == "2"]

    assert curve("council_tax_discount") == [""] * 6
    assert curve("council_tax_discount_to_be") == ["", "", "", "4 4"]
