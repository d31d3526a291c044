"""Every form of a line, and the node that it becomes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from cxengine.lang import ast
from tests.lang.reading import clean, formula, only, read

N = ast.Name


def R(name: str) -> ast.Ref:
    return ast.Ref(N(name))


def number(value: int) -> ast.Number:
    return ast.Number(Fraction(value))


EXPRESSIONS: list[tuple[str, Any]] = [
    ("8", number(8)),
    ("1.5", ast.Number(Fraction(3, 2))),
    ("80%", ast.Percent(Fraction(4, 5))),
    ("12.5%", ast.Percent(Fraction(1, 8))),
    ("5 points", ast.Points(Fraction(1, 20))),
    ("1 point", ast.Points(Fraction(1, 100))),
    ("£4,000.50", ast.Money(Fraction(8001, 2))),
    ("£4000", ast.Money(Fraction(4000))),
    ("2019-03-31", ast.Day(date(2019, 3, 31))),
    ("today", ast.Today()),
    ('"Closed - no action"', ast.Text("Closed - no action")),
    ("7 days", ast.Duration(ast.Period(Fraction(7), "day"))),
    ("1 quarter", ast.Duration(ast.Period(Fraction(1), "quarter"))),
    ("count", R("count")),
    ("isle", R("isle")),
    ("notable", R("notable")),
    ("share(satisfied >= 4)", ast.Ref(N("share"), (ast.Compare(">=", R("satisfied"), number(4)),))),
    ("csat(channel is phone)", ast.Ref(N("csat"), (ast.Is(R("channel"), R("phone")),))),
    ("csat of council", ast.Ref(N("csat"), of=N("council"))),
    ("csat 12 months ago", ast.Ref(N("csat"), at=ast.Period(Fraction(12), "month"))),
    ("csat of council on 2019-03-31", ast.Ref(N("csat"), of=N("council"), at=date(2019, 3, 31))),
    ("-8", ast.Negative(number(8))),
    ("a - b - 1", ast.Arithmetic("-", ast.Arithmetic("-", R("a"), R("b")), number(1))),
    ("a + b * 2", ast.Arithmetic("+", R("a"), ast.Arithmetic("*", R("b"), number(2)))),
    ("(a + b) / 2", ast.Arithmetic("/", ast.Arithmetic("+", R("a"), R("b")), number(2))),
    ("a < 3", ast.Compare("<", R("a"), number(3))),
    ("a > b with 95% confidence", ast.Compare(">", R("a"), R("b"), Fraction(19, 20))),
    ("a is b", ast.Is(R("a"), R("b"))),
    ("a is not b", ast.Is(R("a"), R("b"), negated=True)),
    ("a is yes", ast.Is(R("a"), R("yes"))),
    ("a is one of (b, \"c\", 3)", ast.OneOf(R("a"), (R("b"), ast.Text("c"), number(3)))),
    ("a is not one of (b)", ast.OneOf(R("a"), (R("b"),), negated=True)),
    ("a is known", ast.IsKnown(R("a"), known=True)),
    ("a is not known", ast.IsKnown(R("a"), known=False)),
    ("a is unknown", ast.IsKnown(R("a"), known=False)),
    ("a is not unknown", ast.IsKnown(R("a"), known=True)),
    ("d in last 12 months", ast.InLast(R("d"), ast.Period(Fraction(12), "month"))),
    ("d in last 2 full weeks", ast.InLast(R("d"), ast.Period(Fraction(2), "week"), full=True)),
    ("csat meets target", ast.MeetsTarget(R("csat"))),
    ("csat of council meets good", ast.MeetsTarget(ast.Ref(N("csat"), of=N("council")), None, N("good"))),
    ("csat meets target with 95% confidence", ast.MeetsTarget(R("csat"), Fraction(19, 20))),
    ("criterion 3.4 is met", ast.CriterionIs(N("3.4"), "met")),
    ("criterion SM-A-1 is not not   applicable", ast.CriterionIs(N("SM-A-1"), "not applicable", negated=True)),
    ("criterion say_what is known", ast.CriterionIs(N("say_what"), "known")),
    ("score of people at level 2", ast.Ref(N("score"), of=N("people"), level=2)),
    ("score of level 2", ast.Ref(N("score"), level=2)),
    ("level of base", ast.Ref(N("level"), of=N("base"))),
    ("criterion 3.4 is some", ast.CriterionIs(N("3.4"), "some")),
    ("criterion 3.4 is 4", ast.CriterionIs(N("3.4"), "4")),
    ("criterion 3.4 is at   least some", ast.CriterionIs(N("3.4"), "some", at_least=True)),
    ("criterion 3.4 is not at least 62.50%", ast.CriterionIs(N("3.4"), "62.5%", negated=True, at_least=True)),
    ("criterion 3.4 is at least 2018-03-31", ast.CriterionIs(N("3.4"), "2018-03-31", at_least=True)),
    ("any criterion is at least 3", ast.EachCriterion(every=False, outcome="3", at_least=True)),
    ("any criterion is met", ast.EachCriterion(every=False, outcome="met")),
    (
        "every other criterion of people is not some without evidence",
        ast.EachCriterion(
            every=True, outcome="some", other=True, aspect=N("people"), negated=True, without="evidence"
        ),
    ),
    ("not a is b", ast.Not(ast.Is(R("a"), R("b")))),
    ("a and b and c", ast.And((R("a"), R("b"), R("c")))),
    ("a or b and c", ast.Or((R("a"), ast.And((R("b"), R("c")))))),
    ("(a or b) and c", ast.And((ast.Or((R("a"), R("b"))), R("c")))),
    ("not (a or b)", ast.Not(ast.Or((R("a"), R("b"))))),
    ("a\n    and b\n# why\n\n    or c", ast.Or((ast.And((R("a"), R("b"))), R("c")))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "node"), EXPRESSIONS, ids=[text for text, _ in EXPRESSIONS])
def test_expressions(text: str, node: ast.Expr) -> None:
    assert formula(text) == node


MODEL = "model m for service: M\n"
CRITERION = "level 1: One\n criterion 1.1: First\n  ask: Is it?\n"
CSAT = R("csat")

CLAUSES: list[tuple[str, str, str, Any]] = [
    # head, line, attribute, value
    ("pack p: P", "version 2018.1 from 2018-04-01", "version", "2018.1"),
    ("pack p: P", "version 2018.1 from 2018-04-01", "effective", date(2018, 4, 1)),
    ("pack p: P", "cites: A\nmore: B\ncites: C", "cites", ("A", "B", "C")),
    ("pack p: P", "note: It's \"fine\" # here: and there ", "notes", ('It\'s "fine" # here: and there',)),
    ("subject s: S", "belongs to council", "belongs_to", N("council")),
    ("subject s: S", "field a is yes_no", "fields", (ast.Field(name=N("a"), type=ast.NamedType(N("yes_no"))),)),
    ("scale s 1 to 7: S", "", "higher_is_better", None),
    ("scale s 1 to 7, lower is better: S", "", "higher_is_better", False),
    ("scale s 0 to 10, higher is better: S", "", "high", 10),
    ("scale s 0 to 10: S", "point 1: One", "points", (ast.Point(name=N("1"), title="One"),)),
    ("scale s: S", "point p is 0.5: P", "points", (ast.Point(name=N("p"), title="P", value=Fraction(1, 2)),)),
    ("scale s: S", "point L up to 85%: L", "points", (ast.Point(name=N("L"), title="L", up_to=Fraction(17, 20)),)),
    ("category c: C", "option n_a: N/A", "options", (ast.Option(name=N("n_a"), title="N/A"),)),
    ("table t: T\n field x is text", "key a, b\nkey c", "key", (N("a"), N("b"), N("c"))),
    ("table t: T\n field x is text", "publish groups of at least 10", "publish_at_least", 10),
    ("table t: T\n field x is text", "publish counts rounded to 5", "counts_rounded_to", 5),
    ("table t: T\n field x is text", "publish as mod", "publish_as", ast.Name("mod")),
    ("table t: T", "field a is text, personal, may be missing", "fields", (
        ast.Field(name=N("a"), type=ast.NamedType(N("text")), personal=True, may_be_missing=True),)),
    ("table t: T", "field a is number, 2 decimals", "fields", (
        ast.Field(name=N("a"), type=ast.NamedType(N("number")), decimals=2),)),
    ("table t: T", 'field a is one of (yes, "not yet")', "fields", (
        ast.Field(name=N("a"), type=ast.ListType(("yes", "not yet"))),)),
    ("table t: T\n field x is text", "reject when a < b: Too early", "rejections", (
        ast.Rejection(ast.Compare("<", R("a"), R("b")), "Too early"),)),
    ("metric k: K\n formula csat", "from t", "table", N("t")),
    ("metric k: K\n formula csat", "for service", "subject", N("service")),
    ("metric k: K\n formula csat", "where a is b\nwhere c", "where", (ast.Is(R("a"), R("b")), R("c"))),
    ("metric k: K", "formula csat", "formula", CSAT),
    ("metric k: K\n formula csat", "target at least 80%\ntarget at most -5 points from 2018-04-01", "targets", (
        ast.Target("at least", ast.Percent(Fraction(4, 5))),
        ast.Target("at most", ast.Negative(ast.Points(Fraction(1, 20))), date(2018, 4, 1)),)),
    ("metric k: K\n formula csat", 'target at least 80% for service "b 2" from 2018-04-01', "targets", (
        ast.Target("at least", ast.Percent(Fraction(4, 5)), date(2018, 4, 1), N("service"), N("b 2")),)),
    ("metric k: K\n formula csat", "standard good at least 80% for service parking", "standards", (
        ast.Standard(N("good"), ast.Target(
            "at least", ast.Percent(Fraction(4, 5)), kind=N("service"), subject=N("parking"))),)),
    ("metric k: K\n formula csat", "needs 30 answers", "needs", 30),
    ("metric k: K\n formula csat", "by channel, month of d\nby month", "by", (
        ast.Dimension(N("channel")), ast.Dimension(N("d"), "month"), ast.Dimension(N("month")))),
    ("metric k: K\n formula csat", "confidence 90%", "confidence", Fraction(9, 10)),
    ("metric k: K\n formula csat", "shown as points from -100 to 100, 1 decimal", "shown",
        ast.Shown("points", Fraction(-100), Fraction(100), 1)),
    ("metric k: K\n formula csat", "shown as money, 2 decimals", "shown", ast.Shown("money", decimals=2)),
    ("metric k: K\n formula csat", "lower is better", "lower_is_better", True),
    ("metric k: K\n formula csat", "higher is better", "lower_is_better", False),
    (MODEL, "reached when every criterion at or below is met", "reached", (ast.Demand("at or below", ast.Need()),)),
    (MODEL, "reached when every criterion here is at least L\n and every criterion below is F", "reached", (
        ast.Demand("here", ast.Need("L", at_least=True)), ast.Demand("below", ast.Need("F")))),
    (MODEL, "reached when at least 80% of criteria here are met and every level below is reached", "reached", (
        ast.Demand("here", ast.Need(), Fraction(4, 5)), ast.LevelsBelow())),
    (MODEL, "stop at first unmet", "stops", True),
    (MODEL, "withheld when csat", "withheld", CSAT),
    (MODEL, "level at most 1 when csat\nlevel at most 0 when csat", "caps", (ast.Cap(1, CSAT), ast.Cap(0, CSAT))),
    (MODEL, "should counts as met with justification\nsuggested counts as met", "policies", (
        ast.Policy("should", "met", justified=True), ast.Policy("suggested", "met"))),
    (MODEL, "partly counts as met\nwaived is left out", "policies", (
        ast.Policy("partly", "met"), ast.Policy("waived", "left out"))),
    (MODEL, "unknown counts as unknown", "policies", (ast.Policy("unknown", "unknown"),)),
    (MODEL, "unknown is left out", "policies", (ast.Policy("unknown", "left out"),)),
    (MODEL, "not applicable counts as met", "policies", (ast.Policy("not applicable", "met"),)),
    (MODEL, "not applicable is left out", "policies", (ast.Policy("not applicable", "left out"),)),
    (MODEL, "empty level counts as unmet", "policies", (ast.Policy("empty level", "unmet"),)),
    (MODEL, "scale s", "scale", N("s")),
    (MODEL, "assess a, b first", "assess_first", (N("a"), N("b"))),
    (MODEL, "aim level 3", "aims", (ast.Aim(3),)),
    (MODEL, "aim level 3 by 2020-03-31", "aims", (ast.Aim(3, by=date(2020, 3, 31)),)),
    (MODEL, "aim level 2 for service bin-rounds", "aims", (ast.Aim(2, N("service"), N("bin-rounds")),)),
    (MODEL, 'aim level 2 for service "b 2"', "aims", (ast.Aim(2, N("service"), N("b 2")),)),
    (MODEL, "assessed by self, peer", "assessors", (N("self"), N("peer"))),
    (MODEL, "on disagreement take lowest", "disagreement", N("lowest")),
    (MODEL, "score is share met", "score", "share met"),
    (MODEL, "round half up to 2 decimals", "round_to", ast.RoundTo("half up", 2)),
    (MODEL, "aspect a: A\n means: x\n more: y\n in b\n weight 1.5\n score is mean", "aspects", (
        ast.Aspect(name=N("a"), title="A", means=("x", "y"), parent=N("b"), weight=Fraction(3, 2), score="mean"),)),
    (MODEL, "band silver 3 to 4: Silver\nband gold 5: Gold", "bands", (
        ast.Band(name=N("silver"), title="Silver", low=3, high=4),
        ast.Band(name=N("gold"), title="Gold", low=5, high=5))),
    (MODEL, "phase a: A", "phases", (ast.Phase(name=N("a"), title="A"),)),
    (MODEL, "level 3: L\n means: x\n when csat\n only with investment", "levels", (
        ast.Level(name=N("3"), title="L", number=3, means=("x",), when=CSAT, only_with_investment=True),)),
    (MODEL, "criterion PA1.1: C\n when csat", "criteria", (ast.Criterion(name=N("PA1.1"), title="C", when=CSAT),)),
    ("test m: T", "expect level 1, could be 2", "expects", (ast.ExpectLevel(1, 2),)),
    ("test m: T", "expect level 0", "expects", (ast.ExpectLevel(0),)),
    ("test m: T", "expect band silver", "expects", (ast.ExpectBand(N("silver")),)),
    ("test m: T", "expect criterion 3.6 is not applicable", "expects", (
        ast.ExpectCriterion(N("3.6"), "not applicable"),)),
    ("test m: T", "expect action a\nexpect no action b", "expects", (
        ast.ExpectAction(N("a")), ast.ExpectAction(N("b"), absent=True))),
    ("test m: T", "expect score is 0.5", "expects", (ast.ExpectScore(None, ast.Number(Fraction(1, 2)), 1),)),
    ("test m: T", "expect score of a at level 2 is 2 of 4\nexpect no score of level 1", "expects", (
        ast.ExpectScore(N("a"), number(2), 0, 2, Fraction(4)), ast.ExpectScore(None, None, 0, 1))),
    (MODEL, "score starts at 110", "starts_at", Fraction(110)),
    (MODEL, "score at least 0\nscore at most 99% when csat", "bounds", (
        ast.ScoreBound("at least", number(0)), ast.ScoreBound("at most", ast.Percent(Fraction(99, 100)), CSAT))),
    (MODEL, "score is share of points", "score", "share of points"),
    ("test m: T", "expect score of a is 50.25%", "expects", (
        ast.ExpectScore(N("a"), ast.Percent(Fraction(201, 400)), 2),)),
    ("test m: T", "expect no score of a\nexpect no score", "expects", (
        ast.ExpectScore(N("a"), None), ast.ExpectScore(None, None))),
    ("test m: T", "expect standard of csat is good", "expects", (ast.ExpectStandard(N("csat"), N("good")),)),
    ("test m: T", "expect no standard of csat", "expects", (ast.ExpectStandard(N("csat"), None),)),
    ("test m: T", "expect aim is on  the way", "expects", (ast.ExpectAim("on the way"),)),
    ("test m: T", "expect no aim", "expects", (ast.ExpectAim(None),)),
    ("test m: T", "expect csat is 86%", "expects", (ast.ExpectMetric(CSAT, ast.Percent(Fraction(43, 50)), 0),)),
    ("test m: T", "expect csat is -5.25 points", "expects", (
        ast.ExpectMetric(CSAT, ast.Negative(ast.Points(Fraction(21, 400))), 2),)),
    ("test m: T", "expect csat of council is unknown", "expects", (
        ast.ExpectMetric(ast.Ref(N("csat"), of=N("council")), None),)),
    ("test m: T", "expect withheld\nexpect level of a is 2", "expects", (
        ast.ExpectWithheld(), ast.ExpectLevelOf(N("a"), 2))),
    ("test m: T", "expect suppressed csat", "expects", (ast.ExpectSuppressed(N("csat")),)),
    ("test m: T\nexpect level 1", "given answers 1.1 to 3.5 are met", "givens", (
        ast.GivenAnswers(N("1.1"), N("3.5"), "met"),)),
    ("test m: T\nexpect level 1", "given answer a is not applicable on 2018-05-01 with link and evidence", "givens", (
        ast.GivenAnswers(N("a"), None, "not applicable", date(2018, 5, 1), ("link", "evidence")),)),
    ("test m: T\nexpect level 1", "given answer a is 85%\ngiven answer b is 4", "givens", (
        ast.GivenAnswers(N("a"), None, Fraction(17, 20)), ast.GivenAnswers(N("b"), None, "4"))),
    ("test m: T\nexpect level 1", "given csat 12 months ago is 86% of 400", "givens", (
        ast.GivenFact(ast.Ref(N("csat"), at=ast.Period(Fraction(12), "month")), ast.Percent(Fraction(43, 50)), 400),)),
    ("test m: T\nexpect level 1", "given a is yes\ngiven b is unknown\ngiven c is -5 points", "givens", (
        ast.GivenFact(R("a"), R("yes")), ast.GivenFact(R("b"), None),
        ast.GivenFact(R("c"), ast.Negative(ast.Points(Fraction(1, 20)))))),
    ("test m: T\nexpect level 1", "given level of base is 2\ngiven score of base is 50%", "givens", (
        ast.GivenResult("level", N("base"), number(2)),
        ast.GivenResult("score", N("base"), ast.Percent(Fraction(1, 2))))),
    ("test m: T\nexpect level 1", "given today is 2020-06-01", "givens", (ast.GivenToday(date(2020, 6, 1)),)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "line", "attribute", "value"), CLAUSES, ids=[line or head for head, line, *_ in CLAUSES]
)
def test_clauses(head: str, line: str, attribute: str, value: object) -> None:
    assert getattr(only(f"{head}\n{line}"), attribute) == value


OF_CRITERION: list[tuple[str, str, Any]] = [
    ("aspect a", "aspect", N("a")),
    ("more: Say when.", "ask", "Is it?\n\nSay when."),
    ("applies when csat", "applies", CSAT),
    ("not applicable allowed", "not_applicable_allowed", True),
    ("evidence required\njustification required when not applicable", "proofs", (
        ast.Proof("evidence"), ast.Proof("justification", "not applicable"))),
    ("link required when unmet", "proofs", (ast.Proof("link", "unmet"),)),
    ("plan of at least 5 characters required when unmet", "proofs", (ast.Proof("plan", "unmet", 5),)),
    ("target at least some", "target", ast.Target("at least", R("some"))),
    ("target at least 4", "target", ast.Target("at least", number(4))),
    ("unmet when a is b", "unmet", ast.Is(R("a"), R("b"))),
    ("review every 12 months", "review", ast.Period(Fraction(12), "month")),
    ("scale s", "scale", N("s")),
    ("obligation must not", "obligation", "must not"),
    ("deducts 5\ndeducts 0.5 when partly", "deductions", (
        ast.Deduction(Fraction(5)), ast.Deduction(Fraction(1, 2), "partly"))),
    ("aspect a\naspect b", "aspects", (N("a"), N("b"))),
    ("obligation should", "obligation", "should"),
    ("weight 2", "weight", Fraction(2)),
]  # fmt: skip


@pytest.mark.parametrize(("line", "attribute", "value"), OF_CRITERION, ids=[line for line, *_ in OF_CRITERION])
def test_clauses_of_criterion(line: str, attribute: str, value: object) -> None:
    model = only(f"{MODEL}{CRITERION}{line}")
    assert getattr(model.levels[0].criteria[0], attribute) == value


OF_ACTION: list[tuple[str, dict[str, Any]]] = [
    ("owner head", {"owner": N("head")}),
    ("at team", {"at": "team"}),
    ("effort 20 days", {"effort": ast.Period(Fraction(20), "day"), "effort_estimate": False}),
    ("effort 3 weeks, estimate", {"effort": ast.Period(Fraction(3), "week"), "effort_estimate": True}),
    ("costs £4,000", {"cost": Fraction(4000), "cost_a_year": False, "cost_estimate": False}),
    ("costs £5 a year, estimate", {"cost": Fraction(5), "cost_a_year": True, "cost_estimate": True}),
    ("when criterion 1.2 is met", {"when": ast.CriterionIs(N("1.2"), "met", False)}),
    ("after a and b", {"after": (N("a"), N("b"))}),
    ("not before 2019-01-01", {"not_before": date(2019, 1, 1)}),
    ("phase p", {"phase": N("p")}),
    ("only with investment", {"only_with_investment": True}),
    ("note: x", {"notes": ("x",)}),
]


@pytest.mark.parametrize(("line", "values"), OF_ACTION, ids=[line for line, _ in OF_ACTION])
def test_clauses_of_action(line: str, values: dict[str, object]) -> None:
    action = only(f"{MODEL}{CRITERION}action a: A\n{line}").levels[0].criteria[0].actions[0]
    assert {name: getattr(action, name) for name in values} == values


def test_a_word_of_cx_may_name_a_field() -> None:
    file = clean("table t: T\n field channel is text\n field when is text\n field target is text\n field month is date")
    assert [field.name.text for field in file.declarations[0].fields] == ["channel", "when", "target", "month"]  # type: ignore[union-attr]


def test_a_block_ends_where_one_of_its_own_or_an_outer_kind_begins() -> None:
    model = only(
        f"{MODEL}criterion 0.1: None\n when csat\n{CRITERION}action a: A\naction b: B\n"
        "criterion 1.2: Second\n ask: Is it?\nlevel 2: Two\n criterion 2.1: Third\n ask: Is it?"
    )
    assert [criterion.name.text for criterion in model.criteria] == ["0.1"]
    assert [[c.name.text for c in level.criteria] for level in model.levels] == [["1.1", "1.2"], ["2.1"]]
    assert [a.name.text for a in model.levels[0].criteria[0].actions] == ["a", "b"]


def test_the_place_of_a_declaration_is_its_head_line() -> None:
    metric = only("# remark\n\n  metric m: Many words  \n  formula count\n")
    assert metric.span == ("rules.cx", 3, 3, 3, 23)
    assert metric.name.span == ("rules.cx", 3, 10, 3, 11)


def test_the_place_of_a_condition_on_several_lines() -> None:
    model = only(f"{MODEL}level 1: One\n  when a is b\n    # remark\n    and c is d  \n")
    assert model.levels[0].when.span == ("rules.cx", 3, 8, 5, 15)
    assert model.levels[0].when.parts[1].span == ("rules.cx", 5, 9, 5, 15)


def test_an_empty_text_is_a_file_without_blocks() -> None:
    assert read("")[0].declarations == read("\n# only a remark\n\n")[0].declarations == ()
