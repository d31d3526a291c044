"""What an officer reads: everything the result says is there, and it fits."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from cxengine.report.certainty import range_sentence
from cxengine.report.proposals import most_useful
from cxengine.report.text import draw_assessment
from tests.report.sample import action, assessment, criterion, model


def drawn(result: dict[str, object], width: int = 80) -> str:
    buffer = io.StringIO()
    draw_assessment(result, Console(file=buffer, width=width, highlight=False), "enfield")
    return buffer.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = drawn(assessment(), width).splitlines()
    assert [line for line in lines if len(line) > width and "  cx " not in line] == []


def test_a_narrow_terminal_hides_no_criterion() -> None:
    assert drawn(assessment(), 50).count("3.4") == drawn(assessment(), 100).count("3.4")


@pytest.mark.parametrize(
    "words",
    [
        "Enfield · assessed on 31 March 2019",
        "enfield 2018.1",
        "2 Invested",
        "Housing repairs: 2, could be 3 once 3.4 is answered",
        "Parking: 0, could be up to 2 once 1.1 is answered and 2.6 can be worked out",
        "1 of 3 levels is certain: Libraries.",
        "£4,000 (estimate)",
        "37 of 48,211 rows rejected",
        "csat: 12 answers, 30 needed – Parking",
        "Parking, 1.1: stale since 1 January 2019",
        "cx explain service:housing_repairs 3.4 --project enfield",
    ],
)
def test_it_says(words: str) -> None:
    assert words in drawn(assessment())


def test_a_figure_that_a_source_gives_is_not_called_an_estimate() -> None:
    text = drawn(assessment())
    survey = text[text.index("Survey customers") : text.index("Hold a monthly")]
    assert "estimate" not in survey


def test_nothing_left_out_is_said_in_words() -> None:
    result = assessment() | {"sources": []}
    for subject in result["subjects"]:
        subject["metrics"] = []
        for one in subject["models"]:
            one["criteria"] = [c for c in one["criteria"] if c["outcome"] != "unknown"]
    assert "Nothing: every row, figure and answer was used." in drawn(result)


def test_a_project_without_subjects_says_so() -> None:
    assert "No subject is listed" in drawn(assessment() | {"subjects": [], "actions": []})


@pytest.mark.parametrize(
    ("low", "high", "sentence"),
    [
        (2, 3, "2, could be 3 once 3.1 is answered"),
        (2, 4, "2, could be up to 4 once 3.1 is answered"),
        (0, 2, "2, could be as low as 0"),
        (1, 3, "2, could be from 1 to 3 once 3.1 is answered"),
    ],
)
def test_a_range_in_words(low: int, high: int, sentence: str) -> None:
    assert range_sentence(model(2, "Invested", low, high, [criterion("3.1", 3, "unknown", "no answer")])) == sentence


def test_a_wide_range_is_marked() -> None:
    wide = model(2, "Invested", 2, 4, [])
    wide["could_be"]["exact"] = False
    assert "wide estimate" in range_sentence(wide)


def test_what_is_depended_on_stands_before_what_needs_it() -> None:
    chosen = [one["action"] for one in most_useful(assessment())]
    assert chosen.index("ask") < chosen.index("use")


def test_what_clears_the_way_alone_goes_first() -> None:
    result = assessment()
    result["subjects"][0]["models"][0]["to_next"] = {"level": 3, "unmet": ["3.9"], "unknown": []}
    result["actions"].append(action("last", "The one thing missing", ["3.9"], ["housing_repairs"]))
    assert most_useful(result, 1)[0]["action"] == "last"


def test_no_more_than_asked_and_none_twice() -> None:
    result = assessment()
    names = [f"step{number}" for number in range(9)]
    result["actions"] = [
        action(name, name, ["2.1"], ["libraries"], depends_on=names[:position]) for position, name in enumerate(names)
    ]
    assert [one["action"] for one in most_useful(result)] == names[:5]


def shared(places: int, differ: list[str], answered: list[str]) -> list[dict[str, object]]:
    """Subjects that two people answer about; the first differs in each criterion that is named."""
    subjects = []
    for place in range(places):
        of_it = differ if place == 0 else []
        agreement = {"answered": answered if place != 1 else ["self"], "could_answer": 2, "compared": 5 * (place != 1)}
        agreement |= {"agreed": (5 - len(of_it)) * (place != 1), "differ": of_it, "on_disagreement": "lowest"}
        answers = [{"assessor_title": who, "answer": "met", "outcome": "met"} for who in answered]
        criteria = [criterion(number, 1, "met") | {"answers": answers} for number in ("1.1", "1.2")]
        outcome = model(1, "Interested", 1, 1, criteria) | {"agreement": agreement}
        subjects.append({"kind": "service", "id": f"s{place}", "title": f"Service {place}", "models": [outcome]})
        subjects[-1] |= {"metrics": [], "findings": [], "undecided": []}
    return subjects


def test_how_far_many_assessors_agree_is_summed_up() -> None:
    few = drawn(assessment() | {"subjects": shared(8, ["1.2"], ["self", "peer"])})
    assert "1.2: self “met”, peer “met”; the lowest counts" in few and "agree on 5 of 5" in few
    three = drawn(assessment() | {"subjects": shared(2, ["1.2"], ["self", "peer", "auditor"])})
    assert "1.2: “met” from self, peer and auditor; the lowest counts" in three
    many = drawn(assessment() | {"subjects": shared(9, ["1.2"], ["self", "peer"])})
    assert "the assessors agree on 39 of 40 criteria; the lowest counts" in " ".join(many.split())
    assert "Service 0: they differ on 1.2" in many
    assert "for Service 1 only self answered" in many
    assert "Service 2: " not in many.partition("Who answered")[2].partition("What would help")[0]


def test_a_short_title_leaves_room_for_every_heading() -> None:
    outcome = model(2, "Developing", 2, 2, [])
    outcome["level"]["band"] = "RIS stage 1"
    subject = {"kind": "operator", "id": "one", "title": "Highways England", "models": [outcome], "metrics": []}
    text = drawn(assessment() | {"subjects": [subject | {"findings": [], "undecided": []}]})
    assert "Next level needs\n" in text


def test_what_waits_for_figures_is_not_to_be_answered() -> None:
    outcome = model(0, "", 0, 1, [criterion("1.1", 1, "unknown"), criterion("1.2", 1, "unknown")])
    outcome["criteria"][0]["because"]["missing"] = ["csat"]
    outcome["criteria"][1]["because"]["missing"] = ["an answer"]
    outcome["to_next"] = {"level": 1, "unmet": [], "unknown": ["1.1", "1.2"]}
    assert "answer 1.2; figures for 1.1" in " ".join(drawn(of_one(outcome)).split())


def of_one(outcome: dict[str, object]) -> dict[str, object]:
    """An assessment of one subject under one model."""
    subject = {"kind": "council", "id": "one", "title": "Our council", "models": [outcome], "metrics": []}
    return assessment() | {"subjects": [subject | {"findings": [], "undecided": []}]}


def test_aspects_and_levels_of_one_subject_make_a_grid() -> None:
    def cell(number: str, level: int, aspect: str, outcome: str, *said: tuple[str, str]) -> dict[str, object]:
        answers = [{"assessor_title": "A", "answer": point, "outcome": of_it} for point, of_it in said]
        return criterion(number, level, outcome) | {"aspect": aspect, "answers": answers}

    rated = cell("1.1", 1, "culture", "partly", ("some_progress", "partly"), ("strength", "met"))
    several = [cell("2.1", 2, "culture", "met"), cell("2.2", 2, "culture", "unmet")]
    outcome = model(0, "", 0, 0, [rated, *several, cell("1.2", 1, "design", "unmet")])
    outcome["aspects"] = [
        {"aspect": "culture", "title": "Culture", "level": 0},
        {"aspect": "design", "title": "Design", "level": 1},
    ]
    lines = [line.split() for line in drawn(of_one(outcome)).splitlines()]
    assert ["Aspect", "1", "Interested", "2", "Invested", "Reaches"] in lines
    assert ["Culture", "some", "progress", "1", "of", "2", "met", "none", "yet"] in lines
    assert ["Design", "unmet", "–", "1"] in lines
    two = assessment() | {"subjects": [*of_one(outcome)["subjects"], *of_one(outcome)["subjects"]]}  # type: ignore[misc]
    assert "Reaches" not in drawn(two)


def test_a_grid_cuts_no_word_and_is_left_out_where_one_would_not_fit() -> None:
    result = assessment()
    result["subjects"] = result["subjects"][:1]
    [model] = result["subjects"][0]["models"]
    model["aspects"] = [{"aspect": "insight", "title": "Customer Understanding", "level": 1, "score": None}]
    model["levels"] = {"1": "Communicated", "2": "Institutionalised", "3": "Extraordinarily widespread"}
    for each in model["criteria"]:
        each |= {"aspect": "insight", "answers": []}
    for width in range(40, 120):
        grid = drawn(result, width).partition("\nAspect")[2].partition("\n\n")[0]
        assert "…" not in grid
        assert bool(grid) == (width >= len("Understanding  Communicated  Institutionalised  Extraordinarily  Reaches"))


def test_a_model_without_levels_shows_its_score_alone() -> None:
    text = drawn(of_one(model(0, "", 0, 0, []) | {"levels": {}, "score": 0.29}))
    assert "Our council   0.29" in text
    assert "none yet" not in text and "certain" not in text and "highest" not in text


def test_a_score_that_is_unknown_stays_in_its_column_with_the_reason() -> None:
    lacking = {"score": None, "score_unknown": "1 criterion is unknown"}
    for levels in ({}, {"levels": {}}):
        text = drawn(of_one(model(0, "", 0, 0, []) | lacking | levels))
        assert " Score" in text and "–" in text and "No score for Our council: 1 criterion is unknown" in text
    without = drawn(of_one(model(0, "", 0, 0, []) | lacking | {"score_unknown": None}))
    assert " Score" not in without and "No score" not in without


def test_of_one_level_no_count_is_said() -> None:
    one = assessment()
    one["subjects"] = one["subjects"][:1]
    said = drawn(one)
    assert " of 1 level" not in said


def test_a_wide_terminal_names_every_criterion_before_the_next_level() -> None:
    result = assessment()
    before = [str(number) for number in range(21, 33)]
    result["subjects"][0]["models"][0]["to_next"] |= {"unmet": before, "unknown": []}
    assert "21 22 23 +9" in drawn(result, 80)
    assert " ".join(before) in drawn(result, 120)
