"""What is wrong with data and answers: told with its rows, and with ``--strict`` an error each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import cxengine
from cxengine.engine.assessment import Assessment
from cxengine.engine.said.criteria import CriterionSaid

END = date(2024, 6, 30)
RULES = """pack p: Pack
  version 1 from 2020-01-01
subject council: Council
subject service: Service
  belongs to council
  field online is yes_no
table survey: Survey
  key id
  field id is number
  field service is service
  field answered_on is date
metric asked: Asked
  from survey
  where answered_on in last 12 months
  formula count
model mature for service: Maturity
  level 1: One
    criterion 1.1: First
      ask: Is it so?
    criterion 1.2: Second
      ask: And so?
    criterion 1.3: Third
      when asked >= 1 or online is yes
"""
TOML = """[sources.council]
path = "council.csv"
[sources.service]
path = "services.csv"
[sources.survey]
path = "survey.csv"
[sources.answers]
path = "answers.csv"
"""
GOOD = {
    "council.csv": "id,title\nc,Council\n",
    "services.csv": "id,title,parent,online\nbins,Waste,c,yes\nparks,Parks,c,no\n",
    "survey.csv": "id,service,answered_on\n1,bins,2024-01-31\n2,parks,2024-01-31\n",
    "answers.csv": "subject,criterion,answer,on\nservice:bins,1.1,met,2024-01-31\n",
}


def program(folder: Path, toml: str = TOML, **changed: str) -> cxengine.Program:
    (folder / "rules.cx").write_text(RULES)
    (folder / "cx.toml").write_text(toml)
    for name, text in GOOD.items():
        (folder / name).write_text(text + changed.get(name.removesuffix(".csv"), ""))
    return cxengine.compile(folder)


def problems(found: Assessment, table: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(p.code, p.rows) for source in found.sources if source.table == table for p in source.problems]


def criterion(found: Assessment, service: str, id: str) -> CriterionSaid:
    model = next(subject for subject in found.subjects if subject.id == service).models[0]
    return next(each for each in model.criteria if each.criterion == id)


@pytest.mark.parametrize(
    ("table", "row", "code", "number"),
    [
        ("survey", "3,bin,2024-01-31", "unlisted-subject", 4),
        ("survey", "3,bins,2024-07-01", "after-assessment-date", 4),
        ("survey", "2,bins,2024-01-31", "duplicate-key", 4),
        ("survey", "3,bins,soon", "not-a-date", 4),
        ("answers", "service:bins,1.2,perhaps,2024-01-31", "answer-not-usable", 3),
        ("answers", "service:bins,1.2,not applicable,2024-01-31", "answer-not-usable", 3),
        ("answers", "service:bins,1.1,unmet,2024-01-31", "contradicting-answers", 3),
        ("answers", "service:bins,1.2,met,2024-07-01", "answer-after-assessment-date", 3),
        ("answers", "service:bin,1.1,met,2024-01-31", "unlisted-subject", 3),
        ("answers", "service:bins,7.7,met,2024-01-31", "unknown-criterion", 3),
        ("service", "roads,Roads,d,yes", "unknown-parent", 4),
        ("service", "bins,Bins again,c,yes", "duplicate-key", 4),
        ("service", "roads,Roads,c,maybe", "not-yes-no", 4),
    ],
)
def test_each_problem_is_an_error_when_strict(
    tmp_path: Path, table: str, row: str, code: str, number: int
) -> None:
    made = program(tmp_path, **{"services" if table == "service" else table: row + "\n"})
    assert code in dict(problems(made.assess(as_of=END), table))
    with pytest.raises(cxengine.CxError) as caught:
        made.assess(as_of=END, strict=True)
    (one,) = caught.value.diagnostics
    assert (caught.value.exit_code, one.code, one.severity) == (3, code, "error")
    assert f"`{table}`" in one.message and str(number) in one.message.partition("(row")[2]


def test_good_data_are_strict_enough(tmp_path: Path) -> None:
    assert program(tmp_path).assess(as_of=END, strict=True).diagnostics == ()


def test_a_subject_stays_when_a_field_of_it_does_not_fit(tmp_path: Path) -> None:
    found = program(tmp_path, services="roads,Roads,c,maybe\nlibs,Libraries,c,\n").assess(as_of=END)
    assert {subject.id for subject in found.subjects if subject.kind == "service"} == {"bins", "parks", "roads", "libs"}
    assert problems(found, "service") == [("not-yes-no", (4,)), ("missing-value", (5,))]
    assert criterion(found, "roads", "1.3").outcome == "unknown"


def test_the_last_answer_that_is_not_blank_counts(tmp_path: Path) -> None:
    blank = "service:bins,1.1,,2024-02-01\nservice:parks,1.1,,2024-02-01\nservice:bins,1.2,met,2024-01-01\n"
    found = program(tmp_path, answers=blank + "service:bins,1.2,unknown,2024-02-01\n").assess(as_of=END)
    assert criterion(found, "bins", "1.1").outcome == "met"
    assert "not answered" in criterion(found, "parks", "1.1").because.text
    assert criterion(found, "bins", "1.2").outcome == "unknown"
    assert problems(found, "answers") == []


def test_answers_that_differ_on_one_day(tmp_path: Path) -> None:
    more = "service:bins,1.1,unmet,2024-01-31\nservice:parks,1.1,yes,2024-01-31\nservice:parks,1.1,met,2024-01-31\n"
    found = program(tmp_path, answers=more).assess(as_of=END)
    assert problems(found, "answers") == [("contradicting-answers", (2, 3))]
    assert criterion(found, "bins", "1.1").outcome == "unmet"


def test_an_answer_after_the_assessment_date_is_told(tmp_path: Path) -> None:
    found = program(tmp_path, answers="service:bins,1.2,met,2024-07-01\n").assess(as_of=END)
    second = criterion(found, "bins", "1.2")
    assert (second.outcome, second.evidence) == ("unknown", ())
    assert "answered on 1 July 2024, after the assessment date" in second.because.text


def test_rows_after_the_assessment_date_are_told_with_their_rows(tmp_path: Path) -> None:
    found = program(tmp_path, survey="3,bins,2024-07-01\n4,bins,2025-07-01\n").assess(as_of=END)
    (problem,) = next(source for source in found.sources if source.table == "survey").problems
    assert (problem.rows, problem.message) == (
        (4, 5),
        "2 rows have `answered_on` after the assessment date 30 June 2024; measures with `in last` leave them out.",
    )


def test_a_spelling_that_stands_for_nobody(tmp_path: Path) -> None:
    toml = TOML + '[sources.survey.values.service]\n"Refuse" = "bin"\n'
    (problem,) = (
        p for s in program(tmp_path, toml).assess(as_of=END).sources if s.table == "survey" for p in s.problems
    )
    assert problem.code == "unknown-option" and "`Refuse` into `bin`" in problem.message
    assert "`bins`" in problem.message and "[sources.survey.values.service]" in problem.message


def test_a_source_that_failed_is_bound(tmp_path: Path) -> None:
    made = program(tmp_path)
    (tmp_path / "survey.csv").write_text("")
    third = criterion(made.assess(as_of=END), "parks", "1.3")
    assert "the source of table survey failed" in str(third.because) and "no source bound" not in str(third.because)


def test_nobody_listed_is_a_warning(tmp_path: Path) -> None:
    toml = TOML.replace('[sources.service]\npath = "services.csv"\n', "")
    warned = [d for d in program(tmp_path, toml).assess(as_of=END).diagnostics if d.code == "no-subjects"]
    assert len(warned) == 1 and "[sources.service]" in warned[0].message


def test_a_file_without_any_heading_of_the_table_is_told_once(tmp_path: Path) -> None:
    made = program(tmp_path)
    (tmp_path / "survey.csv").write_text("Survey 2024,,\n" + GOOD["survey.csv"])
    with pytest.raises(cxengine.CxError) as caught:
        made.assess(as_of=END)
    (one,) = caught.value.diagnostics
    assert "`Survey 2024`" in one.message and "write `header_rows = 2` in `[sources.survey]`" in one.help


def test_the_separator_line_of_excel_is_passed_over(tmp_path: Path) -> None:
    made = program(tmp_path)
    (tmp_path / "survey.csv").write_text("sep=;\n" + GOOD["survey.csv"].replace(",", ";") + "3;bins;soon\n")
    survey = next(s for s in made.assess(as_of=END).sources if s.table == "survey")
    assert [(p.code, p.rows) for p in survey.problems] == [("not-a-date", (5,))]
    assert survey.rows == 3 and any("sep=" in note for note in survey.notes)


def test_whom_a_spelling_stands_for_is_said_as_it_can_be_written(tmp_path: Path) -> None:
    more = "3,BINS,2024-01-31\n4,Service:bins,2024-01-31\n5,bins,2024-01-31\n"
    (told,) = (p for s in program(tmp_path, survey=more).assess(as_of=END).sources for p in s.problems)
    assert told.count == 2
    assert told.message.endswith('Did you mean `bins`? If so, say it under `[sources.survey.values.service]`: '
                                 '`"BINS" = "bins"`.')  # fmt: skip
    head, line = told.message.split("`")[-4], told.message.split("`")[-2]
    found = program(tmp_path, f'{TOML}{head}\n{line}\n"Service:bins" = "bins"\n', survey=more).assess(as_of=END)
    assert problems(found, "survey") == []


def test_where_nobody_is_listed_rows_count_for_the_whole_and_it_is_not_said_that_they_count_for_nobody(
    tmp_path: Path,
) -> None:
    made = program(tmp_path)
    for name in ("services", "council"):
        (tmp_path / f"{name}.csv").write_text(GOOD[f"{name}.csv"].partition("\n")[0] + "\n")
    found = made.metrics(as_of=END)
    assert [(each.subject, each.value) for each in found.metrics] == [(None, 2)]
    (survey,) = (each for each in found.sources if each.table == "survey")
    assert survey.problems == ()
    assert survey.notes == ("No service is listed: the rows count for the project as a whole.",)
