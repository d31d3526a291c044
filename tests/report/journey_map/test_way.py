"""The order of steps, and how a way is cut into sheets."""

from __future__ import annotations

import pytest

from cxengine.report.journey_map.sheets import ACROSS, sheets
from cxengine.report.journey_map.way import way_of
from tests.report.journey_map.drawn import journeys

NAMES = sorted(journeys())


@pytest.mark.parametrize("name", NAMES)
def test_every_arrow_leads_on_and_every_edge_is_drawn_once(name: str) -> None:
    journey = journeys()[name]
    way = way_of(journey)
    names = [column.name for column in way.columns]
    places = {each["step"]: each for each in journey["steps"]}
    places |= {each["junction"]: each for each in journey["junctions"]}
    edges = {(name, leads["to"], leads["share"]) for name, place in places.items() for leads in place["then"]}
    assert {(names[a.start], names[a.end], a.share) for a in way.arrows} == edges
    assert all(arrow.start < arrow.end for arrow in way.arrows)
    assert len(way.arrows) == len(edges)


@pytest.mark.parametrize("name", NAMES)
def test_arrows_over_each_column_are_counted(name: str) -> None:
    way = way_of(journeys()[name])
    for column in range(len(way.columns) + 1):
        assert way.over[column] == sum(arrow.start < column <= arrow.end for arrow in way.arrows)


@pytest.mark.parametrize("name", NAMES)
def test_sheets_hold_every_step_once_and_fit_on_a_page(name: str) -> None:
    way = way_of(journeys()[name])
    cut = sheets(way)
    assert [column for sheet in cut for column in range(sheet.first, sheet.last + 1)] == list(range(len(way.columns)))
    assert all(sheet.width <= ACROSS for sheet in cut)
    for sheet in cut:
        inner = [a for a in sheet.arrows if sheet.first <= a.start and a.end <= sheet.last]
        assert len(inner) + len([a for a in sheet.arrows if a not in inner]) == len(sheet.wires)


def test_the_seven_steps_of_the_toolkit_stand_on_one_sheet() -> None:
    assert len(sheets(way_of(journeys()["council_tax_discount"]))) == 1


def test_steps_of_a_stage_stand_together_and_in_the_order_of_the_file() -> None:
    way = way_of(journeys()["extension"])
    assert [stage for stage, _, _ in way.runs()] == [stage["stage"] for stage in journeys()["extension"]["stages"]]
    assert [column.number for column in way.columns] == list(range(1, 41))


def test_a_choice_without_one_of_its_steps_keeps_the_place_where_ways_part() -> None:
    journey = journeys()["forked_better"]
    way = way_of(journey)
    (dot,) = [column for column in way.columns if column.number is None]
    at = way.columns.index(dot)
    assert dot.name == "c" and way.splits[at] == "or"
    assert [column.number for column in way.columns if column.number is not None] == [1, 2, 3, 4, 5, 6]
    assert len([arrow for arrow in way.arrows if at in (arrow.start, arrow.end)]) == 3
