"""Columns give way without cutting a word, and a table says once what holds of all its rows."""

from __future__ import annotations

import io

from rich.console import Console

from cxengine.report.columns import fitting, widths
from cxengine.report.figures import draw_metrics, in_common
from tests.report.sample import metric


def test_the_widest_gives_way_first_and_words_are_cut_only_where_even_they_do_not_fit() -> None:
    rows = [["For", "Channel"], ["Housing benefit", "face to face"]]
    assert widths(rows, 29) == [15, 12]
    assert widths(rows, 25) == [11, 12]
    assert widths(rows, 16) == fitting(rows, 16) == [7, 7]
    assert fitting(rows, 15) is None and widths(rows, 15) == [6, 7]


def test_what_gives_way_makes_the_table_the_fewest_lines_longer() -> None:
    """One column stands in two lines, so that the others may too; none stands in four."""
    rows = [
        ["For", "Age", "n", "Change"],
        ["North Council", "65 and over", "156 (as 156)", "+17.2 (−13.7 to 17.8), not sure"],
    ]
    assert widths(rows, 46, whole=[2]) == [7, 6, 12, 15]


def test_what_is_whole_does_not_give_way() -> None:
    rows = [["Value", "Interval"], ["a b c d e f", "77.7 to 86.2"]]
    assert fitting(rows, 19, whole=[1]) == [5, 12]
    assert fitting(rows, 18, whole=[1]) is None and fitting(rows, 15) == [5, 8]


def test_a_target_of_all_rows_is_said_once_above_them() -> None:
    rows = [
        metric("csat", 82.3, subject=f"service:{name}", subject_title=name, by={"channel": "face_to_face"})
        for name in ("Libraries", "Parking")
    ]
    rows[1] |= {"value": -3.5, "low": -7.25, "high": 1.0, "shown": "-3.50%", "status": "unmet"}
    drawn = io.StringIO()
    result = {"as_of": "2019-03-31", "metrics": rows, "sources": [], "changes": []}
    draw_metrics(result, Console(file=drawn, width=80))
    text = drawn.getvalue()
    assert text.count("at least 80%") == 1 and "not met" in text and "face to face" in text
    assert "Not weighted" not in text
    assert "−3.50%" in text and "−7.25 to 1.00" in text and "-" not in text.replace("95%", "")


def test_what_is_not_weighted_says_so_above_its_rows() -> None:
    for weighted, said in (("none", ["Not weighted"]), ("part", ["Weighted in part"]), ("all", []), (None, [])):
        assert in_common([metric("rows", 40, weighted=weighted)]) == said
