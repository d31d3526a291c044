"""Each command on the starter project: exit codes, streams and formats as docs/json.md says."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest


def test_a_newcomer_gets_from_nothing_to_levels(cx, starter: Path) -> None:
    for command in (["check"], ["test"], ["assess"], ["metrics"]):
        done = cx(*command, "council")
        assert (done.code, done.err) == (0, ""), command
        assert done.out
    done = cx("explain", "service:waste", "1.2", "--project", "council")
    assert done.code == 0
    assert "3 answers, 5 needed" in done.out


def test_init_writes_over_nothing(cx, starter: Path) -> None:
    (starter / "cx.toml").write_text("mine", "utf-8")
    (starter / "service.cx").unlink()
    before = sorted(path.name for path in starter.rglob("*"))
    done = cx("init", "council")
    assert done.code == 2
    assert "council/cx.toml" in done.err
    assert (starter / "cx.toml").read_text("utf-8") == "mine"
    assert sorted(path.name for path in starter.rglob("*")) == before


def test_the_project_is_found_from_a_folder_within(cx, starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(starter / "data")
    assert json.loads(cx("assess", "--format", "json").out)["project"] == "Our council"


def test_assess_as_json(cx, starter: Path) -> None:
    result = json.loads(cx("assess", "council", "--format", "json").out)
    assert (result["schema"], result["as_of"], result["as_of_given"]) == ("cxengine.assessment/1", "2026-03-31", True)
    models = {subject["id"]: subject["models"][0] for subject in result["subjects"]}
    levels = {name: (model["level"]["number"], model["could_be"]["to"]) for name, model in models.items()}
    assert levels == {"libraries": (2, 2), "parking": (1, 1), "waste": (0, 2)}


def test_assess_as_csv_and_markdown(cx, starter: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(cx("assess", "council", "--format", "csv").out)))
    assert [(row["id"], row["level"]) for row in rows] == [("libraries", "2"), ("parking", "1"), ("waste", "0")]
    assert "| Libraries |" in cx("assess", "council", "--format", "markdown").out


def test_signs_that_turn_a_line_about_are_marked_where_people_read(cx, starter: Path) -> None:
    services = starter / "data" / "services.csv"
    services.write_text(services.read_text("utf-8").replace("Libraries", "\u202eLib\u200braries"), "utf-8")
    for form in ("text", "markdown"):
        assert "\ufffdLib\ufffdraries" in cx("assess", "council", "--format", form).out


def test_assess_one_subject_on_another_day(cx, starter: Path) -> None:
    done = cx("assess", "council", "--subject", "service:parking", "--as-of", "2026-06-30", "--format", "json")
    result = json.loads(done.out)
    assert ([subject["id"] for subject in result["subjects"]], result["as_of"]) == (["parking"], "2026-06-30")


@pytest.mark.parametrize(("level", "code"), [("0", 0), ("1", 1), ("2", 1)])
def test_fail_below(cx, starter: Path, level: str, code: int) -> None:
    done = cx("assess", "council", "--fail-below", level)
    assert (done.code, "Waste" in done.out) == (code, True)


def test_metrics_of_one_name(cx, starter: Path) -> None:
    result = json.loads(cx("metrics", "council", "--metric", "csat", "--format", "json").out)
    assert result["schema"] == "cxengine.metrics/1"
    figures = {metric["subject"]: (metric["n"], metric["value"]) for metric in result["metrics"]}
    assert figures == {"service:libraries": (9, 88.9), "service:parking": (7, 42.9), "service:waste": (3, None)}


def test_an_unknown_metric_is_refused_with_a_suggestion(cx, starter: Path) -> None:
    done = cx("metrics", "council", "--metric", "csta")
    assert (done.code, done.out) == (2, "")
    assert "csat" in done.err


def test_a_metric_that_is_called_by_its_title_is_named(cx, starter: Path) -> None:
    done = cx("metrics", "council", "--metric", "satisfied customers")
    assert done.code == 2
    assert "`satisfied customers` is its title. Did you mean `csat`?" in " ".join(done.err.split())


def test_a_table_whose_first_line_is_lost_is_told_of_in_the_rules_alone(cx, starter: Path) -> None:
    rules = starter / "service.cx"
    rules.write_text(rules.read_text("utf-8").replace("table responses: Survey answers\n", ""), "utf-8")
    done = cx("check", "council")
    assert done.code == 1
    assert "`table NAME: TITLE` missing" in " ".join(done.err.split()) and "1 problem in 1 file" in done.err


@pytest.mark.parametrize("name", ["1.2", "maturity", "csat", "survey"])
def test_explain_every_kind_of_thing(cx, starter: Path, name: str) -> None:
    result = json.loads(cx("explain", "service:waste", name, "--project", "council", "--format", "json").out)
    assert (result["schema"], result["subject"]) == ("cxengine.explanation/1", "service:waste")
    assert result["name"].endswith(name)
    assert result["tree"]["text"]


@pytest.mark.parametrize("stage", ["ast", "names", "types", "plan", "sql"])
def test_explain_a_stage(cx, starter: Path, stage: str) -> None:
    done = cx("explain", "--stage", stage, "--project", "council")
    assert done.code == 0
    assert "responses" in done.out or "csat" in done.out


def test_tests_of_a_pack_that_is_extended_are_said_not_to_run(cx, starter: Path) -> None:
    (starter / "ours").mkdir()
    own = "pack ours: Ours\nversion 1 from 2026-01-01\nextends starter 1\nremove criterion 2.2\n  because: Not ours\n"
    (starter / "ours/ours.cx").write_text(own, "utf-8")
    done = cx("test", "council")
    assert "No tests are written" in done.out
    said = " ".join(done.err.split())
    assert "service.cx are not run: they hold for the pack `starter` as it stands alone" in said
    assert "Looked for tests in" in said and "ours.cx." in said


def test_a_failing_test_is_a_finding(cx, starter: Path) -> None:
    rules = starter / "service.cx"
    rules.write_text(rules.read_text("utf-8").replace("expect level 2", "expect level 1"), "utf-8")
    done = cx("test", "council")
    assert (done.code, "1 failed" in done.out) == (1, True)
    result = json.loads(cx("test", "council", "--format", "json").out)
    assert (result["passed"], result["failed"], result["tests"][0]["outcome"]) == (0, 1, "failed")


def test_check_as_json(cx, starter: Path) -> None:
    assert json.loads(cx("check", "council", "--format", "json").out) == []
    rules = starter / "service.cx"
    rules.write_text(rules.read_text("utf-8").replace("formula csat(satisfied)", "formula csat(satisfeid)"), "utf-8")
    done = cx("check", "council", "--format", "json")
    problem = json.loads(done.out)[0]
    line = rules.read_text("utf-8").splitlines().index("  formula csat(satisfeid)") + 1
    assert (done.code, problem["location"]["line"], problem["severity"]) == (1, line, "error")
    assert "satisfied" in problem["help"]
    assert problem["filename"].endswith("service.cx")


def test_every_bundled_pack_checks(cx) -> None:
    for name in ("starter", "enfield"):
        done = cx("check", name)
        assert (done.code, done.err) == (0, ""), name


@pytest.mark.parametrize("name", ["2", "level 2", "survey", "name_lead"])
def test_explain_levels_and_actions_that_are_not_proposed(cx, starter: Path, name: str) -> None:
    done = cx("explain", "service:libraries", name, "--project", "council")
    assert done.code == 0
    assert ("not proposed, because" in " ".join(done.out.split())) == (name in ("survey", "name_lead"))


def test_files_given_together_are_one_set_of_rules(cx, tmp_path: Path) -> None:
    (tmp_path / "a.cx").write_text("pack p: P\nversion 1 from 2026-01-01\nsubject service: Service\n", "utf-8")
    (tmp_path / "b.cx").write_text("table contacts: Contacts\n  field service is service\n", "utf-8")
    assert cx("check", "b.cx").code == 1
    done = cx("check", "a.cx", "b.cx")
    assert (done.code, done.out) == (0, "2 rule files checked: no problems\n")


def test_a_file_of_a_project_stands_for_the_project(cx, starter: Path) -> None:
    (starter / "more.cx").write_text("party extra: Extra\n", "utf-8")
    done = cx("check", "council/more.cx")
    assert (done.code, done.out) == (0, "2 rule files checked: no problems\n")
    assert "belongs to the project in `council`" in done.err


def test_data_are_no_rule_file(cx, starter: Path) -> None:
    done = cx("check", "council/data/survey.csv")
    assert (done.code, done.out) == (2, "")
    assert "not a rule file" in done.err


def test_who_is_below_is_named(cx, starter: Path) -> None:
    done = cx("assess", "council", "--fail-below", "2", "--format", "json")
    assert (done.code, done.err) == (1, "Below level 2: Parking (1) and Waste and recycling (0).\n")


def test_tables_have_headings_without_rows(cx, starter: Path) -> None:
    headings = {name: cx(name, "council", "--format", "csv").out.splitlines()[0] for name in ("assess", "metrics")}
    services = starter / "data" / "services.csv"
    services.write_text(services.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    assert cx("assess", "council", "--format", "csv").out.splitlines()[0] == headings["assess"]
    assert cx("metrics", "council", "--format", "csv").out.splitlines()[0] == headings["metrics"]


def test_answers_that_cannot_be_used_are_counted_and_told_with_what_to_write(cx, starter: Path) -> None:
    (starter / "data" / "answers.csv").write_text(
        "subject,criterion,answer,by,on\nservice:libraries,1.1,met,Jo,09.02.26\n"
        "service:libraries,2.2,met,Jo,2026-01-15\nservice:parkng,1.1,met,Jo,2026-02-02\n"
        "service:parking,2.2,nonsense,Jo,2026-02-02\nservice:parking,9.9,met,Jo,2026-02-02\n"
    )
    said = " ".join(cx("assess", "council").out.split())
    assert "answers: 2 of 5 answers rejected, 2 more cannot be used" in said
    assert "`on` is not a date: `09.02.26`. Write it as `2026-02-09`, or say with `dates` in cx.toml" in said
    assert "There is no service `parkng`. Did you mean `parking`? (row 4)" in said and "(row 5)" in said


def test_of_a_subject_only_the_id_is_compared(cx, starter: Path) -> None:
    def said(subject: str) -> str:
        return " ".join(cx("explain", subject, "2.1", "--project", "council").err.split())

    assert "Known here: `service:libraries`, `service:parking`, `service:waste`." in said("service:nowhere")
    assert "Did you mean `service:waste`?" in said("service:wste")


def test_a_dimension_that_no_metric_has_leads_to_the_line_to_write(cx, starter: Path) -> None:
    ran = cx("metrics", "council", "--by", "month")
    said = " ".join(ran.err.split())
    assert ran.code == 2
    assert "in the metric `csat` with a line `by month of answered_on`, and ask for `month of answered_on`." in said
    rules = (starter / "service.cx").read_text("utf-8")
    (starter / "service.cx").write_text(rules.replace("  needs 5", "  by month of answered_on\n  needs 5"))
    assert "Did you mean `month of answered_on`?" in " ".join(cx("metrics", "council", "--by", "month").err.split())
    assert cx("metrics", "council", "--by", "month of answered_on").code == 0


def test_a_level_is_asked_for_by_its_number(cx, starter: Path) -> None:
    ran = cx("assess", "council", "--fail-below", "two")
    assert ran.code == 2 and "'two' is not a level. Write its number, like 2." in " ".join(ran.err.split())
    assert cx("assess", "council", "--fail-below", "2").code == 1
