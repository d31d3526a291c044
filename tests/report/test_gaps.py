"""What was left out: every source is named, whatever is cut."""

from __future__ import annotations

from typing import Any

from cxengine.report.document import as_document
from cxengine.report.findings import undecided_lines
from cxengine.report.gaps import MOST_LINES, by_source, data_gaps, figure_gaps, gaps, many_rejected
from cxengine.report.notes import assessment_notes, measurement_notes
from tests.report.sample import assessment, metric


def source(table: str, problems: int) -> dict[str, Any]:
    found = [{"message": f"dated after 2019-03-31 {n}", "rows": [n], "count": 1} for n in range(1, problems + 1)]
    return {"table": table, "plugin": "csv", "rows": 17, "rejected": problems, "problems": found}


def test_each_source_keeps_its_summary_line() -> None:
    lines = data_gaps({"sources": [source("survey", 20), *(source(f"late{n}", 1) for n in range(3))]})
    assert [line for line in lines if line.endswith("rejected")] == [
        "survey: 20 of 17 rows rejected",
        "late0: 1 of 17 rows rejected",
        "late1: 1 of 17 rows rejected",
        "late2: 1 of 17 rows rejected",
    ]
    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == (
        "and 19 more; --strict tells all that is wrong with rows in words, --format json has all of them"
    )


def test_dates_are_in_words_but_for_what_the_data_hold() -> None:
    one = source("survey", 0) | {"problems": [{"message": "`2019-02-30`: not before 2019-03-31.", "count": 1}]}
    assert data_gaps({"sources": [one]}) == ["survey: `2019-02-30`: not before 31 March 2019"]


def test_a_figure_is_called_by_its_title_and_a_subject_once() -> None:
    subjects = [
        {"kind": "service", "id": name, "title": name, "metrics": [metric("nps", None, title="Score", unknown=reason)]}
        for name, reason in [("A", "no data for A"), ("B", "no data for B")]
    ]
    assert figure_gaps({"subjects": subjects}) == ["Score: no data – A and B"]


def test_notes_beside_tables() -> None:
    result = assessment() | {"as_of_given": False}
    csv = assessment_notes(result, "csv", 2)
    assert csv[0].startswith("contacts: 37 of 48,211 rows rejected; 37 rows rejected: closed before it was created")
    assert csv[1:] == [
        "No date was asked for and cx.toml gives none, so this is as of today.",
        "Below level 2: Libraries (1) and Parking (0).",
    ]
    assert assessment_notes(result, "text", None) == []
    assert len(measurement_notes(result, "json")) == 2
    assert measurement_notes(result, "text") == []


def test_a_document_has_all_three_parts() -> None:
    text = as_document(assessment())
    assert "| Action | For | Owner | When | What it takes |" in text and "| For | Level |" in text
    panel = next(line for line in text.splitlines() if line.startswith("| Set up a panel of residents"))
    assert "£4,000 (estimate)" in panel and panel.count(" | ") == 4
    assert "could_be" not in text and "2019-" not in text
    assert "- contacts: 37 of 48,211 rows rejected" in text[text.index("## What was left out") :]


def test_answers_without_a_population_are_named_before_single_rows() -> None:
    told = {"code": "no-population", "message": "7 answers left out"}
    problems = [{"code": "x", "message": "a row", "rows": [3]}, told]
    source = {"table": "replies", "plugin": "csv", "rows": 9, "problems": problems}
    assert by_source({"sources": [source]})["replies"] == ["replies: 7 answers left out", "replies: a row (row 3)"]


def test_a_tenth_of_a_table_rejected_is_said_with_the_commonest_reason() -> None:
    few = {"code": "x", "message": "rare", "rows": [1], "count": 1}
    most = {"code": "y", "message": "`day` is not a date as `%d/%m/%Y`.", "rows": [2], "count": 134}
    wrong = {"table": "calls", "plugin": "csv", "rows": 212, "rejected": 135, "problems": [few, most]}
    twice = {"code": "contradicting-answers", "message": "two that differ", "rows": [1, 2], "count": 200}
    nobody = {"code": "unlisted-subject", "message": "Not listed: North. Did you mean `north`?", "count": 60}
    sources = [
        wrong | {"problems": [few, most, twice]}, source("survey", 1), wrong | {"table": "all", "rows": 135},
        wrong | {"rows": None}, wrong | {"table": "wards", "rejected": 0, "problems": [nobody]},
    ]  # fmt: skip
    assert many_rejected({"sources": sources}) == [
        "Caution: 135 of 212 rows of calls were rejected, most of them for this: `day` is not a date as `%d/%m/%Y`.",
        "Caution: all 135 rows of all were rejected, most of them for this: `day` is not a date as `%d/%m/%Y`.",
        "Caution: 60 of 212 rows of wards count for nobody: Not listed: North. Did you mean `north`?",
    ]


def test_numbers_of_reasons_that_come_to_more_than_the_rejected_rows_are_said_to() -> None:
    scale = {"code": "outside-scale", "message": "`sat` is not on the scale", "rows": [2, 5], "count": 2}
    late = {"code": "after-assessment-date", "message": "late", "rows": [3], "count": 1}
    calls = {"table": "calls", "plugin": "csv", "rows": 9, "rejected": 2, "problems": [scale, late]}
    again = {"code": "outside-scale", "message": "`nps` is not on the scale", "rows": [2], "count": 1}
    for problems, said in (([scale, late], ""), ([scale, again], " (a row may have several reasons)")):
        (lines,) = by_source({"sources": [calls | {"problems": problems}]}).values()
        assert lines[0] == f"calls: 2 of 9 rows rejected{said}"


def test_a_source_that_a_plugin_lost_is_told_once() -> None:
    lost = {"kind": "source", "subject": None, "name": "calls"}
    plugin = {"name": "web", "distribution": None, "version": None, "reason": "calls: no answer.", "unknown": [lost]}
    said = [{"code": "source-failed", "message": "web failed: no answer.", "rows": (), "count": 0}]
    calls = {"table": "calls", "plugin": "web", "rows": 3, "rejected": 0}
    late = {"code": "late", "message": "late", "rows": (2,), "count": 1}
    result = assessment() | {"plugins": {"problems": [plugin]}, "sources": [calls | {"problems": said}]}
    assert gaps(result)["Plugins"][0] == "web: calls: no answer" and "Data" not in gaps(result)
    assert gaps(result | {"sources": [calls | {"problems": [*said, late]}]})["Data"] == ["calls: late (row 2)"]
    assert data_gaps(result) == ["calls: web failed: no answer"]


def test_a_rule_that_could_not_be_worked_out_is_told_once() -> None:
    rule = {"title": "Worse", "because": {"text": "csat is unknown: 3 answers, 5 needed"}}
    subjects = [{"title": each, "kind": "service", "id": each, "undecided": [rule]} for each in "ABC"]
    told = "“Worse” for A, B and C: csat is unknown: 3 answers, 5 needed"
    assert undecided_lines({"subjects": subjects}) == [told]
