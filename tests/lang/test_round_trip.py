"""What is written is what is read."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from cxengine.lang import ast
from tests.lang.printing import expression
from tests.lang.reading import EXPRESSIONS, at, clean, formula, nodes

SAMPLE = (Path(__file__).parent / "sample.cx").read_text(encoding="utf-8")

names = st.sampled_from(["csat", "nps", "channel", "when", "share", "_x1", "level_2"]).map(ast.Name)
figures = st.decimals(min_value=0, max_value=10**6, places=2).map(Fraction)
periods = st.builds(ast.Period, st.integers(1, 40).map(Fraction), st.sampled_from(["day", "month", "year", "minute"]))
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
words = st.text(st.characters(exclude_characters='"\n\r', exclude_categories=("Cs", "Cc")), max_size=9).map(ast.Text)
literals = st.one_of(
    figures.map(ast.Number),
    figures.map(lambda value: ast.Percent(value / 100)),
    figures.map(lambda value: ast.Points(value / 100)),
    figures.map(ast.Money),
    days.map(ast.Day),
    st.just(ast.Today()),
    words,
    periods.map(ast.Duration),
)
sure = st.none() | st.sampled_from([Fraction(9, 10), Fraction(19, 20)])


def _references(inner: st.SearchStrategy[ast.Expr]) -> st.SearchStrategy[ast.Ref]:
    arguments = st.none() | st.lists(inner, min_size=1, max_size=2).map(tuple)
    return st.builds(ast.Ref, names, arguments, st.none() | names, st.none() | periods | days)


def _larger(inner: st.SearchStrategy[ast.Expr]) -> st.SearchStrategy[ast.Expr]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    options = st.lists(names.map(ast.Ref) | words | figures.map(ast.Number), min_size=1, max_size=3).map(tuple)
    criteria = st.sampled_from(["3.4", "SM-A-1", "say_what", "7"]).map(ast.Name)
    outcomes = st.sampled_from(["met", "partly", "unmet", "unknown", "known", "not applicable"])
    answers = st.sampled_from(["partly", "some", "4", "62.5%", "2018-03-31"])
    return st.one_of(
        _references(inner),
        st.builds(ast.Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(ast.Negative, inner),
        st.builds(ast.Compare, st.sampled_from(["<", "<=", ">", ">="]), inner, inner, sure),
        st.builds(ast.Is, inner, inner, st.booleans()),
        st.builds(ast.OneOf, inner, options, st.booleans()),
        st.builds(ast.IsKnown, inner, st.booleans()),
        st.builds(ast.CriterionIs, criteria, outcomes, st.booleans()),
        st.builds(ast.CriterionIs, criteria, answers, st.booleans(), st.just(True)),
        st.builds(ast.InLast, inner, periods, st.booleans()),
        st.builds(ast.MeetsTarget, _references(inner), sure),
        st.builds(ast.Not, inner),
        st.builds(ast.And, several),
        st.builds(ast.Or, several),
    )


expressions = st.recursive(literals | _references(literals), _larger, max_leaves=12)


@given(expressions)
def test_every_expression_reads_back(node: ast.Expr) -> None:
    assert formula(expression(node)) == node


@given(expressions)
def test_every_span_is_the_text_of_its_node(node: ast.Expr) -> None:
    text = f"metric m: M\n\tformula {expression(node)}"
    for part in nodes(clean(text).declarations[0]):
        if isinstance(part, EXPRESSIONS):
            assert formula(at(text, part.span)) == part
        elif isinstance(part, ast.Name):
            assert at(text, part.span) == part.text


def test_every_span_of_the_sample_is_its_text() -> None:
    seen = 0
    for declaration in clean(SAMPLE).declarations:
        for part in nodes(declaration):
            if isinstance(part, ast.Name):
                assert at(SAMPLE, part.span) == part.text
            elif isinstance(part, EXPRESSIONS):
                assert formula(at(SAMPLE, part.span)) == part
                seen += 1
            elif isinstance(part, ast.Period):
                assert at(SAMPLE, part.span).replace("full ", "").startswith(str(part.count))
    assert seen > 40


@pytest.mark.parametrize(
    "changed",
    [
        SAMPLE.replace("\n", "\r\n"),
        SAMPLE.replace("\n", "\r"),
        "\ufeff" + SAMPLE,
        "\n".join(line.strip() for line in SAMPLE.split("\n")),
        SAMPLE.replace("  ", "\t"),
        SAMPLE.replace("\n", "  \n"),
        SAMPLE.replace("\n", "\n# remark: of nobody\n\n"),
    ],
    ids=["crlf", "cr", "byte order mark", "no indentation", "tabs", "trailing space", "comments"],
)
def test_how_the_lines_are_kept_does_not_matter(changed: str) -> None:
    assert clean(changed) == clean(SAMPLE)
