"""Answers, who is assessed, and whether bindings fit the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import Binding
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.source import Span
from cxengine.sources.answers import load_answers
from cxengine.sources.bindings import check_bindings
from cxengine.sources.builtin import standard_host
from cxengine.sources.given import raw_from_object
from cxengine.sources.listed import load_all_subjects, load_subjects, unlisted
from cxengine.sources.load import typed_table
from cxengine.subjects import SubjectKey, SubjectRecord, SubjectTree

RULES = """
subject council: Council
subject service: Service
  belongs to council
  field staff is number, may be missing
  field has_phone is yes_no
  field opened is date, may be missing
scale five 1 to 5: Five
category channel: Channel
  option web: Online form
table contacts: Contacts
  field service is service, may be missing
  field sat is five, may be missing
  field how is channel, may be missing
model mature for service: Maturity
  level 1: One
    criterion 3.1: First
      ask: Is it so?
    criterion 3.10: Tenth
      ask: And this?
    criterion 4.1: Worked out
      when has_phone is yes
model whole for council: The council
  level 1: One
    criterion 9.1: Ninth
      ask: Is it so?
"""


@pytest.fixture
def names(rules: Callable[[str], Names]) -> Names:
    return rules(RULES)


@pytest.fixture
def tree(names: Names) -> SubjectTree:
    sources = {
        "service": [
            {"id": "bins", "title": "Waste", "staff": 3, "has_phone": True},
            {"id": "roads", "has_phone": False},
        ],
        "council": [{"id": "enfield"}],
    }
    tree, _ = load_all_subjects(sources, names, host=standard_host(), found=Diagnostics())
    return tree


def test_subjects_with_titles_parents_and_fields(names: Names, tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text(
        'Id,Name,parent,staff,has_phone,opened\nbins,Waste,enfield,"1,200.5",yes,31/01/2019\nroads,,enfeld,,no,\n'
        "bins,Again,enfield,1,no,\n,None,enfield,1,no,\n"
    )
    binding = Binding(table="service", plugin="csv", paths=(path,), columns={"title": "Name"})
    found = Diagnostics()
    records, report = load_subjects("service", binding, names, host=standard_host(), found=found, parents=["enfield"])
    assert not len(found)
    bins, roads = records
    assert bins.key == SubjectKey("service", "bins") and bins.title == "Waste"
    assert bins.parent == SubjectKey("council", "enfield")
    assert bins.attributes == {"staff": Fraction(2401, 2), "has_phone": True, "opened": date(2019, 1, 31)}
    assert roads.title == "roads" and roads.parent is None and roads.attributes == {"has_phone": False}
    assert (report.rows, report.rejected) == (4, 2)
    assert {p.code: p.rows for p in report.problems} == {
        "missing-value": (5,), "duplicate-key": (4,), "unknown-parent": (3,),
    }  # fmt: skip
    assert "enfield" in next(p.message for p in report.problems if p.code == "unknown-parent")


def test_who_names_no_parent_of_several_is_told(names: Names) -> None:
    rest = {"staff": 1, "has_phone": True, "opened": None}
    rows = [{"id": "bins", "parent": "one", **rest}, {"id": "roads", "parent": None, **rest}]
    for parents, told in ((["one", "two"], [("no-parent", (2,))]), ([], [("unknown-parent", (1,))])):
        found = Diagnostics()
        _, report = load_subjects("service", rows, names, host=standard_host(), found=found, parents=parents)
        assert not len(found)
        assert [(p.code, p.rows) for p in report.problems] == told


def test_all_belong_to_the_only_council(tree: SubjectTree) -> None:
    assert tree.below(SubjectKey("council", "enfield"), "service") == (
        SubjectKey("service", "bins"), SubjectKey("service", "roads"),
    )  # fmt: skip


def test_data_about_the_unlisted(names: Names, tree: SubjectTree) -> None:
    rows = [{"service": each} for each in ("bins", "parks", None, "roads", "parks", "Bins")]
    raw = raw_from_object([{"sat": 1, "how": "web"} | row for row in rows])
    loaded = typed_table(names.tables["contacts"], names, raw, found=Diagnostics())
    assert loaded is not None
    field = next(field for field in names.tables["contacts"].fields if field.name.text == "service")
    problem = unlisted(loaded, field, "service", tree)
    assert problem is not None and problem.code == "unlisted-subject"
    assert problem.count == 3 and problem.rows == (2, 5, 6) and "`parks`" in problem.message
    assert unlisted(loaded, field, "council", tree) is not None


@pytest.mark.parametrize(
    ("written", "help"),
    [
        (["Refuse and bins"], "Did you mean `bins`?"),
        (["BINS", "Road repairs", "xyz"], "Did you mean `bins`, `roads`?"),
        (["xyz", "zzz"], "`xyz`, `zzz`."),
    ],
)
def test_titles_and_spellings_of_the_listed(names: Names, written: list[str], help: str) -> None:
    titles = {"bins": "Refuse and bins", "roads": "Road repairs"}
    listed = SubjectTree(SubjectRecord(key=SubjectKey("service", id), title=titles[id]) for id in titles)
    raw = raw_from_object([{"service": each, "sat": 1, "how": "web"} for each in written])
    loaded = typed_table(names.tables["contacts"], names, raw, found=Diagnostics())
    assert loaded is not None
    field = next(field for field in names.tables["contacts"].fields if field.name.text == "service")
    problem = unlisted(loaded, field, "service", listed)
    assert problem is not None and problem.message.endswith(help)


def test_answers_of_a_file(names: Names, tree: SubjectTree, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(
        "service,criterion,answer,assessor,when,link,note\nbins,3.1, met ,Jo,01/02/2019,http://a.b,n\n"
        "bins,3.10,partly,,13/02/2019,,\nparks,3.1,unmet,,,,\nbins,3.11,met,,,,\nbins,4.1,met,,,,\n,3.1,met,,,,\n"
        "bins,3.1,,,,,\nenfield,9.1,met,,soon,,\nservice: roads,3.1,TRUE,,,,\n"
    )
    binding = Binding(table="answers", plugin="csv", paths=(path,), dates=("%d/%m/%Y",),
                      columns={"subject": "service", "by": "assessor", "on": "when"})  # fmt: skip
    found = Diagnostics()
    answers, report = load_answers(binding, names, host=standard_host(), found=found, tree=tree)
    assert not len(found)
    first = answers[0]
    assert (first.subject, first.criterion, first.answer) == (SubjectKey("service", "bins"), "3.1", "met")
    assert (first.by, first.on, first.link, first.note, first.row) == ("Jo", date(2019, 2, 1), "http://a.b", "n", 2)
    assert [(a.subject.id, a.subject.kind, a.criterion, a.row) for a in answers] == [
        ("bins", "service", "3.1", 2), ("bins", "service", "3.10", 3), ("parks", "service", "3.1", 4),
        ("bins", "service", "3.1", 8), ("roads", "service", "3.1", 10),
    ]  # fmt: skip
    assert answers[3].answer == "" and answers[4].answer == "yes"
    assert (report.rows, report.rejected) == (9, 4)
    assert {p.code: p.rows for p in report.problems} == {
        "missing-value": (7,), "not-a-date": (9,), "unknown-criterion": (5,), "computed-criterion": (6,),
        "unlisted-subject": (4,),
    }  # fmt: skip
    assert "Jo" not in repr(report)


@pytest.mark.parametrize(("criterion", "taken"), [(3.1, None), (3, None), (9.1, "9.1"), (Decimal("9.10"), "9.1")])
def test_a_number_names_a_criterion_only_where_one_has_its_value(
    names: Names, criterion: float | Decimal, taken: str | None
) -> None:
    """3.1 could be 3.1 or 3.10; 9.1 can only be one criterion."""
    found = Diagnostics()
    rows = [{"subject": "enfield", "criterion": criterion, "answer": "met", "kind": "council"}]
    answers, report = load_answers(rows, names, host=standard_host(), found=found)
    assert [answer.criterion for answer in answers] == ([taken] if taken else []) and not found
    assert [p.code for p in report.problems if p.code != "unlisted-subject"] == ([] if taken else ["number-for-name"])


def test_an_answer_to_what_was_removed_is_told_so(names: Names) -> None:
    gone = ast.Overridden(
        verb="remove", kind="criterion", name="9.3", title="", pack="our_town", because="Not for us.",
        span=Span("own.cx", 1, 1, 1, 2),
    )  # fmt: skip
    aspect = attrs.evolve(gone, kind="aspect", name="care")
    rows = [{"subject": "enfield", "criterion": id, "answer": "met", "kind": "council"} for id in ("9.3", "9.4")]
    removed = attrs.evolve(names, removed={"9.3": gone, "9.4": aspect})
    _, report = load_answers(rows, removed, host=standard_host(), found=Diagnostics())
    assert [problem.message for problem in report.problems if problem.code == "unknown-criterion"] == [
        "Criterion 9.3 was removed by `our_town`: Not for us.",
        "Criterion 9.4 was removed by `our_town` with aspect `care`: Not for us.",
    ]


def test_answers_may_be_numbers_and_name_their_model(names: Names) -> None:
    rows = [{"subject": "bins", "criterion": "3.1", "answer": 4, "model": "mature"},
            {"subject": "bins", "criterion": "3.1", "answer": 4, "model": "whole"},
            {"subject": "bins", "criterion": "3.1", "answer": 4, "model": "matur"}]  # fmt: skip
    answers, report = load_answers(rows, names, host=standard_host(), found=Diagnostics())
    assert [(answer.answer, answer.model) for answer in answers] == [("4", "mature")]
    assert [p.code for p in report.problems] == ["unknown-criterion", "unknown-model"]


def test_bindings_that_do_not_fit_the_rules(names: Names) -> None:
    bindings = (
        Binding(table="contact", plugin="csv"),
        Binding(table="contacts", plugin="csv", columns={"servce": "S"}, values={"how": {"Web": "web", "Fax": "wen"}}),
        Binding(table="service", plugin="csv", columns={"title": "T", "staff": "S"}),
        Binding(table="answers", plugin="csv", columns={"on": "When"}, values={"note": {"a": "b"}}),
        Binding(table="contacts", plugin="csv", values={"sat": {"good": "5", "bad": "0"}}),
    )
    found = Diagnostics()
    check_bindings(bindings, names, found)
    assert sorted((d.code, d.help) for d in found) == [
        ("unknown-field", "Did you mean `service`?"),
        ("unknown-option", "Did you mean `web`?"),
        ("unknown-option", "Known here: `1`, `2`, `3`, `4`, `5`."),
        ("unknown-source", "Did you mean `contacts`?"),
    ]
