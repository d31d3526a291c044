"""Types of values and conditions: what does not fit is underlined once, with the code."""

from __future__ import annotations

import pytest

from cxengine.lang.functions import FUNCTIONS
from cxengine.lang.names import FunctionMeaning, MetricMeaning, ValueMeaning
from tests.lang.marked import BASE, assert_marked, checked, unmarked

ROWS = [
    # names
    ("formula share(«satisfid» >= 4)", "unknown-name"),
    ("formula share(channel is «fone»)", "no-such-option"),
    ("formula share(channel is one of (web, «fone»))", "no-such-option"),
    ('formula share(channel is «"by phone"»)', "quoted-option"),
    ('formula share(channel is «"Online"»)', "quoted-option"),
    ('formula share(channel is «"Letter"»)', "no-such-option"),
    ('formula share(satisfied is «"very satisfied"»)', "quoted-option"),
    ("formula share(progress is «done»)", "no-such-option"),
    ("formula share(remark is «lost»)", "unknown-name"),
    ("formula share(service is «repairs»)", "unknown-name"),
    ("formula share(ok is «maybe»)", "no-such-option"),
    # scales
    ("formula share(satisfied >= «6»)", "beyond-scale"),
    ("formula share(satisfied is «4.5»)", "beyond-scale"),
    ("formula share(satisfied is one of (4, «8»))", "beyond-scale"),
    ("formula share(«satisfied > easy»)", "mixed-scales"),
    ("formula «mean(satisfied) - mean(easy)»", "mixed-scales"),
    ("formula «(mean(satisfied) + mean(ten))» / 2", "mixed-scales"),
    ("formula «mean(satisfied) * 1 + mean(ten)»", "type-mismatch"),
    ("formula share(«progress >= half»)", "not-ordered"),
    ("formula mean(«progress»)", "no-arithmetic"),
    ("formula sum(«satisfied»)", "no-arithmetic"),
    ("formula nps(«ten»)", "wrong-scale"),
    ("formula nps(«cost»)", "wrong-scale"),
    ("formula csat(«easy»)", "wrong-scale"),
    ("formula ces(«effort»)", "wrong-scale"),
    ("formula ces(«progress»)", "wrong-scale"),
    # units
    ("formula «sum(cost) + mean(minutes)»", "type-mismatch"),
    ("formula share(«cost > answered_on»)", "type-mismatch"),
    ("formula share(cost > «4»)", "wrong-unit"),
    ("formula share(minutes > «4»)", "wrong-unit"),
    ("formula share(«closed_at - answered_on <= 1 month»)", "mixed-durations"),
    ("formula share(answered_on + «1.5 months» < 2026-01-01)", "period-length"),
    ('formula share(«remark > "a"»)', "not-ordered"),
    ("formula share(«ok > yes»)", "not-ordered"),
    ("formula share(«remark is 4»)", "type-mismatch"),
    ("formula «1» - share(ok is yes)", "share-against-number"),
    ("formula share(not «ok»)", "not-a-condition"),
    ("formula share(ok is yes and «minutes»)", "not-a-condition"),
    ("formula share(«remark» in last 12 months)", "date-needed"),
    ("formula share(answered_on in last «12 full days»)", "full-days"),
    # rows and figures
    ("formula «satisfied»", "field-outside-function"),
    ("formula «satisfied» / count", "field-outside-function"),
    ("formula mean(«share(ok is yes)»)", "function-in-row"),
    ("formula count(«count» > 3)", "function-in-row"),
    ("formula «mean(minutes, cost)»", "function-arguments"),
    ("formula «percentile(minutes)»", "function-arguments"),
    ("formula percentile(minutes, «120%»)", "function-arguments"),
    ("formula percentile(minutes, «minutes»)", "function-arguments"),
    ("formula median(«email»)", "personal-published"),
    ("formula median(«progress»)", "no-arithmetic"),
    ("formula distinct(«share(ok is yes)»)", "function-in-row"),
    ("formula «mean»", "function-arguments"),
    ("formula «count of council»", "not-a-metric"),
    ("formula share(«price» > £4)", "metric-in-rows"),
    ("formula count * «price»", "metric-in-rows"),
    ("formula share(«ok of council» is yes)", "not-a-metric"),
    ("formula «count(ok is yes) > 3»", "not-a-figure"),
    ("formula «8»", "not-a-figure"),
    ("formula mean(minutes) * («today» + 2 days)", "date-in-figure"),
    ("formula share(«criterion 1.1 is met»)", "criterion-outside-model"),
    # personal
    ('formula share(«email» is "a@b.c")', "personal-published"),
    ("formula mean(«email»)", "personal-published"),
]


@pytest.mark.parametrize(("formula", "code"), ROWS, ids=[unmarked(formula) for formula, _ in ROWS])
def test_in_a_metric_over_rows(formula: str, code: str) -> None:
    assert_marked(f"{BASE}metric m: M\n  from responses\n  {formula}\n", code)


CONDITIONS = [
    ("when «cssat» is known", "unknown-name"),
    ("when «has_phone»", "not-a-condition"),
    ("when «csat»", "not-a-condition"),
    ("when csat meets target\n      and «price»", "not-a-condition"),
    ("when csat >= «80»", "share-against-number"),
    ("when csat >= «5 points»", "wrong-unit"),
    ("when net >= «10%»", "wrong-unit"),
    ("when «csat > net»", "type-mismatch"),
    ("when csat - csat 12 months ago >= «5%»", "wrong-unit"),
    ("when budget > «4000»", "wrong-unit"),
    ("when region is «nrth»", "no-such-option"),
    ("when «net» meets target", "no-target"),
    ("when csat meets «good»", "unknown-name"),
    ("when «budget» meets target", "not-a-metric"),
    ("when «csat meets target with 20% confidence»", "confidence-level"),
    ("when «csat >= 90% with 99.999% confidence»", "confidence-level"),
    ("when «price» > £4 with 95% confidence", "no-interval"),
    ("when «csat > csat of council * 2 with 95% confidence»", "confidence-needs-metric"),
    ("when «budget > £4 with 95% confidence»", "confidence-needs-metric"),
    ("when csat «12 hours» ago > 80%", "period-unit"),
    ("when csat of «counsil» > 80%", "unknown-name"),
    ("when csat of «supplier» > 80%", "not-belonging"),
    ("when «residents» > 3", "wrong-subject"),
    ("when «spent» > £3", "wrong-subject"),
    ("when «share(satisfied >= 4)» > 80%", "rows-needed"),
    ("when «count» > 3", "rows-needed"),
    ("when «satisfied» >= 4", "field-outside-table"),
    ("when «csat(ok is yes, cost > £1)» > 80%", "function-arguments"),
    ("when csat(«chanel» is phone) > 80%", "unknown-name"),
    ("when csat(channel is «fone») > 80%", "no-such-option"),
    ("when csat(«email» is remark) > 80%", "personal-published"),
    ("when criterion «1.4» is met", "unknown-name"),
    ("when criterion «1.1» is met", "circular-criteria"),
    ("applies when «has_phone»\n    ask: Is it?", "not-a-condition"),
]


@pytest.mark.parametrize(("clause", "code"), CONDITIONS, ids=[unmarked(clause) for clause, _ in CONDITIONS])
def test_in_a_criterion(clause: str, code: str) -> None:
    text = f"{BASE}model m for service: M\nlevel 1: One\n  criterion 1.1: First\n    {clause}\n"
    assert_marked(text + "  criterion 1.2: Second\n    ask: Is it?\n", code)


SOUND = [
    "formula count",
    "formula count / count(ok is yes)",
    "formula share(satisfied >= 4) + 5 points",
    "formula share(ok is yes) / 2",
    "formula mean(closed_at - answered_on)",
    "formula sum(cost) / count",
    "formula mean(satisfied) - 1",
    "formula median(satisfied)",
    "formula percentile(closed_at - answered_on, 90%)",
    "formula distinct(email) / count",
    "formula distinct(progress)",
    "formula count(email is known)",
    "formula share(answered_on in last 2 full weeks)",
    "formula share(closed_at <= answered_on + 1 month)",
    'formula share(how is "by post")',
    "formula share(satisfied is one of (4, 5) or progress is one of (half, full))",
    "formula share(minutes > 2 hours)",
    'formula share(remark is "Lost" and not ok is no)',
    "formula share(recommend >= 9) - share(recommend <= 6)",
]


@pytest.mark.parametrize("formula", SOUND)
def test_sound_formulas_are_left_alone(formula: str) -> None:
    _, types, found = checked(f"{BASE}metric m: M\n  from responses\n  {formula}\n")
    assert found == ()
    assert str(types.metrics["m"]) != "anything"


def test_types_of_figures() -> None:
    formulas = {
        "share(ok is yes)": "a percentage",
        "nps(recommend)": "a difference in points",
        "csat(satisfied) - ces(easy)": "a difference in points",
        "csat(satisfied) / ces(easy)": "a number",
        "sum(cost) * 5%": "an amount of money",
        "mean(minutes)": "a length of time in days",
        "mean(satisfied)": "an answer on the scale `satisfaction`",
        "mean(satisfied) / 5": "a number",
    }
    for formula, said in formulas.items():
        _, types, found = checked(f"{BASE}metric m: M\n  from responses\n  formula {formula}\n")
        assert (found, str(types.metrics["m"])) == ((), said)


def test_every_reference_has_a_meaning_and_every_expression_a_type() -> None:
    text = (
        f"{BASE}metric m: M\n  from responses\n  where ok is yes and channel is phone\n"
        '  formula share(satisfied is "Satisfied" or progress is half)\n'
        "model x for service: X\nlevel 1: One\n  criterion 1.1: First\n"
        "    when csat(channel is web) > csat of council\n"
    )
    names, types, _ = checked(text)
    meanings = list(names.meanings.values())
    values = [meaning.value for meaning in meanings if isinstance(meaning, ValueMeaning)]
    assert True in values
    assert {"phone", "half", "web"} <= set(map(str, values))
    assert 4 in values
    assert sum(isinstance(meaning, MetricMeaning) for meaning in meanings) == 2
    assert any(isinstance(meaning, FunctionMeaning) for meaning in meanings)
    assert set(names.meanings) <= set(types.expressions)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_examples_of_functions_check(name: str) -> None:
    function = FUNCTIONS[name]
    assert function.doc.endswith(".") and function.examples
    scale = {"nps": "likelihood", "ces": "ease"}.get(name, "satisfaction")
    table = f"table t: T\n  key k\n  field k is text\n  field x is {scale}, may be missing\n"
    if name == "sum":
        table = table.replace(scale, "number")
    for example in function.examples:
        _, _, found = checked(f"{BASE}{table}metric m: M\n  from t\n  formula {example.formula}\n")
        assert found == ()


def test_one_mistake_silences_what_follows_from_it() -> None:
    text = (
        f"{BASE}metric m: M\n  from responses\n  formula mean(«satisfid»)\n  target at least 80\n"
        "metric o: O\n  formula m + £4\n"
        "model x for service: X\nlevel 1: One\n  criterion 1.1: First\n    when o > 3 days with 95% confidence\n"
    )
    _, _, found = checked(unmarked(text))
    assert [d.code for d in found] == ["unknown-name"]


@pytest.mark.parametrize(
    ("formula", "help"),
    [
        ("«max»(waited)", "Write `percentile(waited, 100%)`."),
        ("«Minimum»(waited)", "Write `percentile(waited, 0%)`."),
        ("«stdev»(waited)", "Functions over rows are `count`, `share`, `mean`, `sum`, `median`, `percentile`, "),
    ],
)
def test_a_function_of_spreadsheets_is_told_with_what_there_is(formula: str, help: str) -> None:
    table = "table t: T\n  key k\n  field k is text\n  field waited is minutes, may be missing\n"
    text = unmarked(f"{BASE}{table}metric m: M\n  from t\n  formula {formula}\n")
    (told,) = checked(text)[2]
    assert told.code == "unknown-name" and told.help.startswith(help)
    if "percentile(" in help:
        better = help.split("`")[1]
        assert checked(f"{BASE}{table}metric m: M\n  from t\n  formula {better}\n")[2] == ()


@pytest.mark.parametrize("period", ["4000000 days", "1000000000000 minutes", "9999 years", "500000 quarters"])
def test_a_length_of_time_is_no_longer_than_the_calendar(period: str) -> None:
    table = "table t: T\n  key k\n  field k is text\n  field day is date\n"
    found = checked(f"{BASE}{table}metric m: M\n  from t\n  where day in last {period}\n  formula count\n")[2]
    assert [each.code for each in found] == ([] if period == "9999 years" else ["bad-number"])
    assert not found or found[0].message.startswith(f"{period} are longer than all years")


def test_an_average_may_be_shown_as_percent() -> None:
    table = "table t: T\n  key k\n  field k is text\n  field rate is number, may be missing\n"
    metric = f"{BASE}{table}metric m: M\n  from t\n  formula mean(rate)\n"
    (told,) = checked(f"{metric}  target at least 85%\n")[2]
    assert told.code == "wrong-unit" and "with `formula mean(rate) / 100`" in told.help
    assert checked(f"{metric}  target at least 85%\n  shown as percent\n")[2] == ()
    assert checked(f"{metric.rstrip()} / 100\n  target at least 85%\n  shown as percent\n")[2] == ()
    (told,) = checked(f"{BASE}{table}metric m: M\n  from t\n  formula count\n  shown as percent\n")[2]
    assert told.code == "shown-unit"
