"""`cx explain SUBJECT METRIC`: what a figure is made of, and nothing of a figure that is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest

import cxengine
from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explaining.tree import Node
from cxengine.engine.explanation import explain

END = date(2019, 3, 31)
RULES = """pack made: Made
version 1 from 2017-04-01
subject service: Service
scale ten 0 to 10, higher is better: Likelihood
scale five 1 to 5, higher is better: Satisfaction
table answers_given: Answers
  field service is service
  field on_day is date
  field phone is yes_no
  field recommend is ten, may be missing
  field happy is five, may be missing
  field took is number, may be missing
{publish}metric net: Net promoter score
  from answers_given
  where on_day in last 12 months
    and phone is yes
  formula nps(recommend)
metric satisfied: Satisfied
  from answers_given
  formula csat(happy)
  needs 2 answers
metric long: Took longer than 5
  from answers_given
  formula share(took > 5)
metric time: How long it took
  from answers_given
  formula mean(took)
metric slowest: How long the slowest tenth took
  from answers_given
  formula percentile(took, 90%)
metric answers: Answers
  from answers_given
  formula count
metric each: Minutes for an answer
  from answers_given
  formula sum(took) / count
metric gap: Between the two
  formula long - satisfied
"""
ROWS = [(10, 5, 4), (9, 4, 6), (3, 2, 7), (8, None, None), (None, 1, 5), (10, 5, 6), (2, 4, 8), (9, 3, 2), (5, 5, 3),
        (10, 4, 9), (7, 1, 1)]  # fmt: skip


def explained(name: str, *, publish: str = "", rows: Sequence[tuple[Any, Any, Any]] = tuple(ROWS)) -> Node:
    program = cxengine.compile({"p.cx": RULES.format(publish=publish)})
    given = [
        {"service": "s", "on_day": END, "phone": True, "recommend": r, "happy": h, "took": t} for r, h, t in rows
    ] + [{"service": "s", "on_day": date(2018, 3, 31), "phone": True, "recommend": 0, "happy": None, "took": None}]
    given += [{**each, "service": "t"} for each in given for _ in range(3)]
    services = [{"id": id, "title": id.upper()} for id in "st"]
    result = program.assess({"service": services, "answers_given": given}, as_of=END)
    return explain(result, "service:s", name, RuleBook.of(program.names, program.rules.sources)).tree


def below(node: Node) -> Iterator[Node]:
    yield node
    for part in node.because:
        yield from below(part)


def said(node: Node, *kinds: str) -> list[str]:
    return [each.text for each in node.because if each.kind in kinds]


MADE_OF = ("numerator", "denominator", "part", "working", "calculation")


@pytest.mark.parametrize(
    ("name", "made_of"),
    [
        ("net", ["numerator: 5 promoters, answers of 9 to 10 to recommend, less 3 detractors, answers of 0 to 6",
                 "denominator: 10 answers", "(5 − 3) / 10 × 100 = 20 points"]),
        ("satisfied", ["numerator: 6 answers of 4 to 5 to happy", "denominator: 10 answers to happy", "6 / 10 = 60%"]),
        ("long", ["numerator: 5 rows in which took > 5",
                  "denominator: 10 rows in which that is known", "5 / 10 = 50%"]),
        ("time", ["numerator: took comes to 51 in all",
                  "denominator: 10 rows in which took is known", "51 / 10 = 5.1"]),
        ("slowest", ["the value 90% of the way from the least took to the greatest, of 10 rows in order; between two "
                     "rows in proportion"]),
        ("each", ["sum(took): 51", "count: 12", "51 / 12 = 4.3"]),
        ("gap", ["long: 50.0% (5 of 10, 95% interval 23.7 to 76.3)",
                 "satisfied: 60.0% (6 of 10, 95% interval 31.3 to 83.2)",
                 "50% - 60% = −10 points"]),
    ],
)  # fmt: skip
def test_what_a_figure_is_made_of(name: str, made_of: list[str]) -> None:
    assert said(explained(name), *MADE_OF) == made_of


def test_what_a_figure_rests_on() -> None:
    tree = explained("net")
    assert said(tree, "line", "table", "window", "filter", "rows", "interval") == [
        "formula nps(recommend)",
        "from answers_given: 48 rows were read, 0 rejected",
        "where on_day in last 12 months: 1 April 2018 to 31 March 2019, both in",
        "where phone is yes",
        "10 rows count; 1 left out because `recommend` is missing",
        "95% interval: −30.3 points to 61.1 points, by the adjusted Wald interval",
    ]
    [window] = [node for node in tree.because if node.kind == "window"]
    assert (window.from_, window.to) == (date(2018, 4, 1), END)
    assert "needs 2 answers" in said(explained("satisfied"), "line")


def test_a_figure_of_several_figures_says_a_number_of_rows_where_all_rest_on_the_same() -> None:
    assert explained("gap").text == "Between the two: −10.0 points (10 rows, 95% interval −39.4 to 24.0)"
    tree = explained("gap", rows=[*ROWS, (1, 3, None)])
    assert tree.text == "Between the two: −4.5 points"
    assert not said(tree, "rows")


PUBLISH = "  publish groups of at least {least}\n"


@pytest.mark.parametrize("name", ["net", "satisfied", "long", "time", "slowest", "answers", "each", "gap"])
def test_of_a_hidden_figure_there_is_no_number(name: str) -> None:
    tree = explained(name, publish=PUBLISH.format(least=20))
    for node in below(tree):
        assert node.kind not in (*MADE_OF, "rows", "weights", "interval"), node.text
        assert (node.value, node.n) == (None, None)
    assert "publish groups of at least 20" in said(tree, "line") or name == "gap"


def test_where_small_groups_are_hidden_no_total_is_told_that_is_not_published_elsewhere() -> None:
    published = PUBLISH.format(least=2)
    assert said(explained("time", publish=published), *MADE_OF) == [
        "the mean of took over 10 rows in which it is known"
    ]
    assert said(explained("each", publish=published), *MADE_OF) == []
    assert said(explained("long", publish=published), "numerator") == ["numerator: 5 rows in which took > 5"]


def test_too_few_answers_leave_nothing_to_work_out() -> None:
    tree = explained("satisfied", rows=[(1, 5, 1)])
    assert said(tree, *MADE_OF) == []
    assert said(tree, "rows") == ["1 row counts; 1 left out because `happy` is missing"]


def test_what_another_pack_changed_is_told_with_the_figure() -> None:
    own = "pack own: Own\nversion 1 from 2017-04-01\nextends made 1\nchange metric satisfied\n  needs 1 answers\n"
    texts = {"made/p.cx": RULES.format(publish=""), "own/o.cx": f"{own}  because: Few answer\n"}
    program = cxengine.compile(texts)
    rows = [{"service": "s", "on_day": END, "phone": True, "recommend": 9, "happy": 5, "took": 1}]
    result = program.assess({"service": [{"id": "s", "title": "S"}], "answers_given": rows}, as_of=END)
    tree = explain(result, "service:s", "satisfied", RuleBook.of(program.names, program.rules.sources)).tree
    [told] = [node for node in below(tree) if node.text.startswith("changed by")]
    assert told.text == "changed by `own` (needs): Few answer"
    assert told.source is not None and (told.source.filename, told.source.line) == ("own/o.cx", 4)
