"""Standards of a metric, and targets of single subjects: in results, conditions, reasons and worked cases."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

import cxengine
from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explanation import explain
from cxengine.engine.rule_tests import run_tests
from cxengine.report.figures import draw_metrics
from cxengine.report.rows import metric_rows

RULES = """pack p: Tried
version 1 from 2018-04-01
subject council: Council
subject service: Service
  belongs to council
scale satisfaction 1 to 5, higher is better: How satisfied were you?
table answers_given: Answers
  field service is service
  field said is satisfaction
metric csat: Satisfied
  from answers_given
  formula csat(said)
{lines}
model m for service: M
  level 1: One
    criterion 1.1: Enough
      when {when}
{tests}"""
END = date(2019, 3, 31)
BOTH = ("standard good at least 60%", "standard very_good at least 90%")


def compiled(*lines: str, when: str = "csat meets good", tests: str = "") -> cxengine.Program:
    return cxengine.compile({"p.cx": RULES.format(lines="\n".join(f"  {x}" for x in lines), when=when, tests=tests)})


def sources(**shares: int) -> dict[str, Any]:
    """Services of one council, each with ten answers, of which so many are satisfied; none for a negative number."""
    rows = [
        {"service": id, "said": 5 if n < share else 1} for id, share in shares.items() for n in range(10) if share >= 0
    ]
    services = [{"id": id, "title": id.title(), "parent": "c"} for id in shares]
    return {"answers_given": rows, "service": services, "council": [{"id": "c", "title": "C"}]}


def assessed(*lines: str, when: str = "csat meets good", as_of: date = END, **shares: int) -> cxengine.Assessment:
    return compiled(*lines, when=when).assess(sources(**shares), as_of=as_of)


def outcomes(assessment: cxengine.Assessment, *ids: str) -> list[str]:
    return [assessment[f"service:{id}"]["m"].criteria[0].outcome for id in ids]


def standard(assessment: cxengine.Assessment, id: str) -> str | None:
    return assessment[f"service:{id}"].metrics[0].standard


def test_the_highest_that_is_met_and_the_bound_itself_is() -> None:
    found = assessed(*BOTH, a=5, b=6, c=8, d=9, e=-1)
    assert [standard(found, id) for id in "abcde"] == [None, "good", "good", "very_good", None]
    assert outcomes(found, *"abcde") == ["unmet", "met", "met", "met", "unknown"]
    said = found.to_dict()["subjects"]
    metric = next(s for s in said if s["id"] == "b")["metrics"][0]
    assert metric["standards"] == [
        {"standard": "good", "bound": "at least", "at": 60, "met": True},
        {"standard": "very_good", "bound": "at least", "at": 90, "met": False},
    ]
    unknown = next(s for s in said if s["id"] == "e")["metrics"][0]["standards"]
    assert [each["met"] for each in unknown] == [None, None]


def test_a_lower_figure_may_be_the_better_one() -> None:
    found = assessed("standard good at most 60%", "standard very_good at most 10%", a=7, b=6, c=1)
    assert [standard(found, id) for id in "abc"] == [None, "good", "very_good"]
    assert found["service:a"].metrics[0].lower_is_better


def test_a_standard_has_dates_and_is_unknown_before_the_first() -> None:
    lines = ("standard good at least 60% from 2019-01-01", "standard good at least 80% from 2019-04-01")
    found = [assessed(*lines, as_of=date(2019, month, 1), a=7) for month in (1, 4)]
    assert [outcomes(each, "a") for each in found] == [["met"], ["unmet"]]
    early = assessed(*lines, as_of=date(2018, 12, 31), a=7)
    assert outcomes(early, "a") == ["unknown"]
    assert "no standard “good” was in force yet" in early["service:a"]["m"].criteria[0].because.text


def test_surely_so_with_a_confidence() -> None:
    sure = "csat meets good with 95% confidence"
    found = assessed(*BOTH, when=sure, a=7, b=10)
    assert outcomes(found, "a", "b") == ["unmet", "met"]
    text = found["service:a"]["m"].criteria[0].because.text
    assert text.endswith("is at least 60%, which is “good”, but not with 95% confidence: it may be chance")


@pytest.mark.parametrize(("when", "own"), [("csat meets target", "target"), ("csat meets good", "standard good")])
def test_ones_own_goes_before_that_of_all(when: str, own: str) -> None:
    lines = (f"{own} at least 60%", f"{own} at least 90% for service b", f"{own} at least 20% for service z")
    found = assessed(*lines, when=when, a=7, b=7)
    assert outcomes(found, "a", "b") == ["met", "unmet"]
    assert [(d.code, d.message) for d in found.diagnostics] == [
        ("unknown-subject", f"no service `z` is listed, so nobody has this {own.split()[0]}")
    ]
    late = (f"{own} at least 60% from 2018-01-01", f"{own} at least 90% for service b from 2019-03-31")
    assert outcomes(assessed(*late, when=when, as_of=date(2019, 3, 30), b=7), "b") == ["met"]
    assert outcomes(assessed(*late, when=when, as_of=date(2019, 3, 31), b=7), "b") == ["unmet"]


def test_a_target_of_one_alone_says_nothing_of_the_others() -> None:
    found = assessed("target at least 50% for service b", when="csat meets target", a=7, b=7)
    assert outcomes(found, "a", "b") == ["unknown", "met"]
    assert "no target is set for it" in found["service:a"]["m"].criteria[0].because.text
    a, b = (found[f"service:{id}"].metrics[0] for id in "ab")
    assert (a.target, a.status, a.target_own, b.target, b.status, b.target_own) == (None, None, False, 50, "met", True)


def test_the_figure_of_another_is_measured_against_what_that_one_aims_at() -> None:
    lines = ("target at least 60%", "target at least 80% for council c")
    assert outcomes(assessed(*lines, when="csat of council meets target", a=7), "a") == ["unmet"]


def read(result: dict[str, Any]) -> list[str]:
    console = Console(file=StringIO(), width=160)
    draw_metrics(result, console)
    assert isinstance(console.file, StringIO)
    return [" ".join(line.split()) for line in console.file.getvalue().splitlines()]


def test_what_people_read() -> None:
    rows = read(compiled(*BOTH).metrics(sources(a=5, b=6, c=10), as_of=END).to_dict())
    assert "Standards: good at least 60%, very good at least 90%" in rows
    assert "A 50.0% 10 23.7 to 76.3 none yet" in rows
    assert "C 100.0% 10 72.2 to 100.0 very good" in rows


def test_what_people_read_where_one_is_measured_otherwise() -> None:
    own = ("target at least 70% for service b", "standard good at least 55% for service b")
    lines = (*BOTH, "target at least 50%", *own)
    result = compiled(*lines).metrics(sources(a=5, b=6, c=10), as_of=END).to_dict()
    rows = read(result)
    assert "A 50.0% 10 23.7 to 76.3 at least 50%: met none yet (good: at least 60%)" in rows
    assert "B 60.0% 10 31.3 to 83.2 at least 70% (its own): not met good (very good: at least 90%)" in rows
    assert not any("Standards:" in row for row in rows)
    assert "C 100.0% 10 72.2 to 100.0 at least 50%: met very good" in rows
    assert [row["standard"] for row in metric_rows(result) if row["subject"] != "council:c"] == [
        None, "good", "very_good"
    ]  # fmt: skip


def test_the_reason_of_the_figure_names_each_standard() -> None:
    program = compiled(*BOTH, "target at least 70% for service b")
    found = program.assess(sources(b=6), as_of=END)
    nodes = explain(found, "service:b", "csat", RuleBook.of(program.names, ())).tree.because
    assert [node.text for node in nodes][-3:] == [
        "its own target at least 70%: not met",
        "standard good, at least 60%: met",
        "standard very good, at least 90%: not met",
    ]


CASES = """test csat: Of everybody
  given csat is 70% of 10
  expect standard of csat is good
test csat: Of one
  given service is b
  given csat is 70% of 10
  expect no standard of csat
test m: Of one, too
  given service is "b"
  given csat is 70% of 10
  expect criterion 1.1 is unmet
test m: Of everybody, too
  given csat is 70% of 10
  expect criterion 1.1 is met
test m: Of the council that one belongs to
  given council is b
  given csat is 70% of 10
  expect criterion 1.1 is met
"""


def test_worked_cases_say_whom_they_are_about() -> None:
    lines = (*BOTH, "standard good at least 80% for service b")
    results = run_tests(compiled(*lines, tests=CASES))
    assert results.failed == 0, [test.message for test in results.tests]
    wrong = CASES.replace("is good", "is very_good").replace("no standard of csat", "standard of csat is good")
    messages = [test.message for test in run_tests(compiled(*lines, tests=wrong)).tests]
    assert "expected standard very_good; it is good: csat 70.0%" in messages[0]
    assert "expected standard good; it is none: csat 70.0%" in messages[1]


AIMS = """test m: {title}
  given service is {id}
  given today is {day}
  given csat is {share}% of 10
  expect {aim}
"""


@pytest.mark.parametrize(
    ("id", "day", "share", "aim"),
    [
        ("a", "2019-01-01", 70, "aim is reached"),
        ("a", "2019-03-31", 50, "aim is on the way"),
        ("a", "2019-04-01", 50, "aim is overdue"),
        ("b", "2019-04-01", 50, "aim is on the way"),
    ],
)
def test_a_worked_case_expects_where_an_aim_stands(id: str, day: str, share: int, aim: str) -> None:
    def failures(expected: str, aims: str = "  aim level 1 by 2019-03-31\n  aim level 1 for service b\n") -> list[str]:
        rules = RULES.replace("model m for service: M\n", f"model m for service: M\n{aims}")
        tests = AIMS.format(title="T", id=id, day=day, share=share, aim=expected)
        text = rules.format(lines="\n".join(f"  {x}" for x in BOTH), when="csat meets good", tests=tests)
        return [test.message for test in run_tests(cxengine.compile({"p.cx": text})).tests if test.message]

    assert failures(aim) == []
    assert failures("no aim") == [f"line 25: expected no aim; level 1 is aimed at, and it is {aim[7:]}"]
    assert failures("no aim", "  aim level 1 for service z\n") == []


@pytest.mark.parametrize(
    ("lines", "tests", "code", "said"),
    [
        (("standard good at least 60%", "standard fine at least 60%"), "", "standard-order",
         "`fine` would ask for no more than `good`, which is at least 60%"),
        (("standard good at least 60%", "standard fine at least 70%", "standard fine at least 50% for service b"), "",
         "standard-order", "`fine` would ask for no more than `good`"),
        (("standard good at least 60%", "standard fine at most 70%"), "", "standard-order",
         "All standards of a metric look the same way"),
        (("standard good at least 60%", "standard Good at least 70%"), "", "names-differ-in-case", "Write both alike"),
        (("standard good at least 60%", "standard good at least 70%"), "", "target-twice", "Keep one of them"),
        (("standard good at least 60",), "", "share-against-number", "`60%`"),
        (("standard good at least 160%",), "", "outside-range", "0% to 100%"),
        (("standard good at least 60%", "standard target at least 70%"), "", "reserved-word", "target_standard"),
        (("standard good at least 60%", "target at least 5% for servise b"), "", "unknown-name", "`service`"),
        (("standard good at least 60%", "target at least 5% for satisfaction b"), "", "unknown-name", "satisfaction"),
        (("standard goof at least 60%",), "", "unknown-name", "Did you mean `goof`?"),
        (("standard good at least 60%",), "test csat: T\n  given csat is 3%\n  expect standard of csat is god\n",
         "unknown-name", "Did you mean `good`?"),
        (("standard good at least 60%",), "test csat: T\n  given csat is 3%\n  expect aim is reached\n",
         "test-of-metric", "where a model is tried"),
        (("standard good at least 60%",), "test m: T\n  given csat is 3%\n  expect aim is reached\n",
         "no-aim", "aim level 3"),
        (("standard good at least 60%",), "test m: T\n  given service is 3%\n  expect level 1\n",
         "given-subject", "no id of a service"),
        (("standard good at least 60%",), "test m: T\n  given service is a of 30\n  expect level 1\n",
         "given-subject", "only its id can be given"),
        (("standard good at least 60%",), "test csat: T\n  given service is a\n  given council is c\n"
         "  expect csat is unknown\n", "given-subject", "write a test of its own"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[-1],
)  # fmt: skip
def test_mistakes(lines: tuple[str, ...], tests: str, code: str, said: str) -> None:
    with pytest.raises(cxengine.CxError) as caught:
        compiled(*lines, tests=tests)
    assert [d.code for d in caught.value.diagnostics] == [code]
    assert said in caught.value.diagnostics[0].message + caught.value.diagnostics[0].help


def test_a_kind_for_which_there_is_no_figure_has_no_target() -> None:
    rules = RULES.replace("pack p", "subject team: Team\n  belongs to service\npack p")
    with pytest.raises(cxengine.CxError) as caught:
        line, when = "  target at least 5% for team b", "csat meets target"
        cxengine.compile({"p.cx": rules.format(lines=line, when=when, tests="")})
    assert [d.code for d in caught.value.diagnostics] == ["target-for"]
    message = caught.value.diagnostics[0].message
    assert message.endswith("is worked out for a council or a service, and this is for a team")
