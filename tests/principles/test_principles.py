"""What the language promises, a test for each."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import cxengine

END = date(2019, 3, 31)
HEAD = """pack p: Principles
version 1 from 2018-04-01
subject service: Service
  field a is yes_no, may be missing
  field b is yes_no, may be missing
scale satisfaction 1 to 5, higher is better: How satisfied were you?
scale ease 1 to 7, higher is better: How easy was it?
scale likelihood 0 to 10, higher is better: How likely are you to recommend us?
scale ten 1 to 10, higher is better: How likely, from 1 to 10?
category channel: Channel
  option web: Online
  option phone: By phone
table responses: Answers
  key id
  field id is text
  field service is service
  field answered_on is date
  field satisfied is satisfaction, may be missing
  field easy is ease, may be missing
  field recommend is likelihood, may be missing
  field ten is ten, may be missing
  field channel is channel, may be missing
  field cost is money, may be missing
  field email is text, personal, may be missing
  publish groups of at least 3
"""
SERVICE = {"id": "s", "title": "Service"}
FIELDS = ("satisfied", "easy", "recommend", "ten", "channel", "cost", "email")


def metric(formula: str, *lines: str) -> str:
    """A metric `m` over the answers."""
    return "\n".join(["metric m: M", "  from responses", f"  formula {formula}", *(f"  {line}" for line in lines), ""])


def model(*criteria: str, lines: Sequence[str] = ()) -> str:
    """A model with one level; each criterion is its clause."""
    made = ["model x for service: X", *(f"  {line}" for line in lines), "level 1: One"]
    for number, clause in enumerate(criteria, 1):
        made += [f"  criterion 1.{number}: Number {number}", f"    {clause}"]
    return "\n".join(made) + "\n"


def assessed(
    text: str,
    rows: Sequence[Mapping[str, Any]] = (),
    services: Sequence[Mapping[str, Any]] = (SERVICE,),
    answers: Sequence[Mapping[str, Any]] = (),
    as_of: date = END,
) -> cxengine.Assessment:
    """The assessment of a text with rows of answers."""
    empty = dict.fromkeys(FIELDS)
    sources = {
        "responses": [
            {"id": f"r{n}", "service": "s", "answered_on": END, **empty, **row} for n, row in enumerate(rows)
        ],
        "service": [{"a": None, "b": None, **service} for service in services],
        "answers": list(answers),
    }
    return cxengine.compile({"principles.cx": HEAD + text}).assess(sources, as_of=as_of)


def figure(text: str, rows: Sequence[Mapping[str, Any]]) -> Any:
    """The metric `m` of the service: the exact figure."""
    found = {said.metric: said.measured for said in assessed(text, rows)["service:s"].metrics}
    return found["m"]


def refused(text: str) -> list[cxengine.Diagnostic]:
    """The errors of a text."""
    with pytest.raises(cxengine.CxError) as caught:
        cxengine.compile({"principles.cx": HEAD + text})
    return [d for d in caught.value.diagnostics if d.severity == "error"]


def outcomes(result: cxengine.Assessment, service: str = "s") -> dict[str, str]:
    """Criterion to outcome."""
    return {c.criterion: c.outcome for c in result[f"service:{service}"]["x"].criteria}


# ---------------------------------------------------------------- 1 total


def test_total_nothing_refers_to_itself() -> None:
    circles = (
        "metric m: M\n  formula n + 1\nmetric n: N\n  formula m + 1\n",
        model("when criterion 1.2 is met", "when criterion 1.1 is met"),
        model("when criterion 1.1 is met"),
    )
    for text in circles:
        assert refused(text)


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 300 + "a is yes" + ")" * 300,
        " and ".join(["a is yes"] * 5000),
        "m > " + " + ".join(["1"] * 5000),
        "m > " + "9" * 5000,
    ],
    ids=["nesting", "conditions", "sums", "digits"],
)
def test_total_size_is_bounded(condition: str) -> None:
    """Whatever is written, there is a result or a diagnostic with a place; never an exhausted stack."""
    text = metric("count") + model(f"when {condition}")
    try:
        assessed(text, [{}] * 3)
    except cxengine.CxError as error:
        assert all(d.span.line > 0 for d in error.diagnostics)


# ---------------------------------------------------------------- 2 closed world


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        (metric("share(satisfid >= 4)"), "satisfied"),
        (metric("share(channel is phne)"), "phone"),
        (metric("coutn"), "count"),
        (metric("count") + model("when mm >= 3", "when m >= 3"), "m"),
        (model("ask: So?").replace("for service", "for servce"), "service"),
        (model("ask: So?\n    scale satisfacton"), "satisfaction"),
    ],
)
def test_closed_world_a_misspelt_name_is_an_error(wrong: str, meant: str) -> None:
    found = refused(wrong)
    assert any(meant in f"{d.message} {d.help} {d.replacement}" for d in found), [str(d) for d in found]


def test_closed_world_a_misspelt_source_is_an_error() -> None:
    program = cxengine.compile({"principles.cx": HEAD})
    with pytest.raises(cxengine.CxError) as caught:
        program.assess({"respones": []}, as_of=END)
    assert "responses" in caught.value.diagnostics[0].help


# ---------------------------------------------------------------- 3 Kleene outcomes

TRUTHS = (True, False, None)
SAID = {True: "met", False: "unmet", None: "unknown"}


def kleene_and(a: bool | None, b: bool | None) -> bool | None:
    """The smaller of the two, where unknown lies between."""
    order = (False, None, True)
    return order[min(order.index(a), order.index(b))]


def kleene_or(a: bool | None, b: bool | None) -> bool | None:
    """The larger of the two."""
    order = (False, None, True)
    return order[max(order.index(a), order.index(b))]


def test_kleene_truth_tables() -> None:
    text = model(
        "when a is yes and b is yes",
        "when a is yes or b is yes",
        "when not a is yes",
        "when not (a is yes and b is yes)",
        "when a is known",
        "when a is unknown",
        "when criterion 1.1 is met",
        "when criterion 1.1 is unknown",
    )
    services = [
        {"id": f"s{n}", "title": "S", "a": a, "b": b} for n, (a, b) in enumerate(itertools.product(TRUTHS, TRUTHS))
    ]
    result = assessed(text, services=services)
    for service in services:
        a, b = service["a"], service["b"]
        both = kleene_and(a, b)  # type: ignore[arg-type]
        expected = {
            "1.1": both,
            "1.2": kleene_or(a, b),  # type: ignore[arg-type]
            "1.3": None if a is None else not a,
            "1.4": None if both is None else not both,
            "1.5": a is not None,
            "1.6": a is None,
            "1.7": both,
            "1.8": both is None,
        }
        got = outcomes(result, str(service["id"]))
        assert got == {criterion: SAID[truth] for criterion, truth in expected.items()}, service


def test_kleene_more_that_is_met_never_lowers_a_level_and_knowing_more_narrows_the_range() -> None:
    text = """model x for service: X
level 1: One
  criterion 1.1: A
    ask: A?
  criterion 1.2: B
    ask: B?
level 2: Two
  criterion 2.1: C
    ask: C?
  criterion 2.2: D
    when criterion 1.1 is met and criterion 2.1 is met
      or criterion 1.2 is met
"""
    asked, said = ("1.1", "1.2", "2.1"), ("unmet", "unknown", "met")
    ways = list(itertools.product(said, repeat=3))
    ids = {way: "-".join(way) for way in ways}
    answers = [
        {"kind": "service", "subject": ids[way], "criterion": criterion, "answer": answer, "on": END}
        for way in ways
        for criterion, answer in zip(asked, way, strict=True)
    ]
    result = assessed(text, services=[{"id": i, "title": i} for i in ids.values()], answers=answers)
    found = {way: result[f"service:{ids[way]}"]["x"] for way in ways}
    for way, place in itertools.product(ways, range(3)):
        here = found[way]
        assert here.level is not None and here.could_be.from_ <= here.level.number <= here.could_be.to
        for better in ("unknown", "met"):
            if said.index(better) > said.index(way[place]):
                more = found[(*way[:place], better, *way[place + 1 :])]
                assert more.level is not None and more.level.number >= here.level.number
        if way[place] == "unknown":
            for filled in ("met", "unmet"):
                known = found[(*way[:place], filled, *way[place + 1 :])].could_be
                assert here.could_be.from_ <= known.from_ <= known.to <= here.could_be.to


# ---------------------------------------------------------------- 4 scale types


@pytest.mark.parametrize(
    "wrong",
    [
        metric("share(satisfied >= easy)"),
        metric("mean(satisfied + easy)"),
        metric("nps(ten)"),
        metric("nps(satisfied)"),
        metric("csat(easy)"),
        metric("ces(ten)"),
        metric("share(satisfied >= 6)"),
        metric("share(satisfied >= 4)") + model("when m >= 80"),
        metric("share(satisfied >= 4)", "target at least 80"),
        metric("sum(cost)") + model("when m + 3 days > £5"),
        metric("mean(cost)") + model("when m > 5"),
        metric("share(answered_on - answered_on > 3 months)"),
        metric("share(channel >= web)"),
        metric("sum(satisfied)"),
    ],
)
def test_scale_types_do_not_mix(wrong: str) -> None:
    assert refused(wrong)


@pytest.mark.parametrize("right", ["nps(recommend)", "csat(satisfied)", "ces(easy)", "mean(ten)"])
def test_scale_types_published_measures_take_the_scale_they_are_published_for(right: str) -> None:
    assert cxengine.compile({"principles.cx": HEAD + metric(right)})


# ---------------------------------------------------------------- 6 exact


def test_exact_89_95_percent_does_not_meet_90() -> None:
    rows = [{"satisfied": 5}] * 1799 + [{"satisfied": 1}] * 201
    text = metric("share(satisfied >= 4)", "target at least 90%", "shown as percent")
    text += model("when m meets target", "when m >= 90%", "when m >= 89.95%")
    result = assessed(text, rows)
    assert outcomes(result) == {"1.1": "unmet", "1.2": "unmet", "1.3": "met"}
    assert result["service:s"].metrics[0].measured.value == Fraction(1799, 2000)  # type: ignore[union-attr]


def test_exact_a_score_is_rounded_once() -> None:
    """A council printed 90.32 − 9.68 = 80.64 for 28 and 3 of 31, whose exact value is 80.645…"""
    rows = [{"recommend": 10}] * 28 + [{"recommend": 2}] * 3
    text = metric("nps(recommend)", "shown as points, 2 decimals")
    said = assessed(text, rows)["service:s"].metrics[0]
    assert said.measured.value == Fraction(25, 31)  # type: ignore[union-attr]
    assert said.value == 80.65


def test_exact_pence_add_up() -> None:
    rows = [{"cost": Decimal("0.10")}] * 3 + [{"cost": Decimal("0.20")}] * 3
    text = metric("sum(cost)", "target at most £0.90") + model("when m meets target", "when m is £0.90")
    assert outcomes(assessed(text, rows)) == {"1.1": "met", "1.2": "met"}


def test_exact_thirds_are_thirds() -> None:
    rows = [{"satisfied": 5}] * 1 + [{"satisfied": 1}] * 2
    text = metric("share(satisfied >= 4)") + "metric n: N\n  formula m * 3\n" + model("when n is 100%")
    assert outcomes(assessed(text, rows)) == {"1.1": "met"}


# ---------------------------------------------------------------- 7 no clock

CLOCKS = re.compile(
    r"\bdate\.today\(|\bdatetime\.(now|today|utcnow)\(|\btime\.(time|time_ns|localtime|gmtime|monotonic)\("
    r"|^\s*(import|from) (time|random|locale)\b|current_date|current_timestamp",
    re.MULTILINE,
)
OUTSIDE = re.compile(r"^\s*(import|from) (os|socket|subprocess)\b|\bopen\(", re.MULTILINE)
MAY_READ = {"lang/parse.py", "lang/cache.py", "lang/cache_folder.py"}
"""These read the grammar and keep parsed files between runs, which never changes a result."""


def test_no_clock_is_read_by_language_metrics_or_models() -> None:
    home = Path(cxengine.__file__).parent
    found = []
    for folder in ("lang", "metrics", "maturity", "actions", "journeys"):
        for path in sorted((home / folder).rglob("*.py")):
            name, text = path.relative_to(home).as_posix(), path.read_text("utf-8")
            matches = [*CLOCKS.finditer(text), *([] if name in MAY_READ else OUTSIDE.finditer(text))]
            found += [f"{name}: {match[0].strip()}" for match in matches]
    assert not found


TEXT_WITH_DATES = metric("share(satisfied >= 4)", "target at least 50%") + model(
    "when m meets target and today >= 2019-03-31", "ask: So?\n    review every 1 month"
)


def with_dates() -> dict[str, Any]:
    """A result in which windows, reviews and `today` take part."""
    answers = [{"kind": "service", "subject": "s", "criterion": "1.2", "answer": "met", "on": date(2019, 2, 28)}]
    return assessed(TEXT_WITH_DATES, [{"satisfied": 5}] * 4, answers=answers).to_dict()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system has no time zones to set")
def test_no_clock_moves_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoClock(date):
        @classmethod
        def today(cls) -> NoClock:
            raise AssertionError("the clock was read")

    first = with_dates()
    monkeypatch.setattr("cxengine.engine.assess.date", NoClock)
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert with_dates() == first
    monkeypatch.undo()
    time.tzset()


# ---------------------------------------------------------------- 5 reasons are made in the evaluation


def test_reasons_come_with_the_outcome() -> None:
    rows = [{"satisfied": 5}] * 6 + [{"satisfied": 1}] * 4 + [{}] * 2
    text = metric("share(satisfied >= 4)", "target at least 80%", "shown as percent")
    text += model("when m meets target", "when m >= 50%", "ask: So?", "when a is yes")
    found = {c.criterion: c for c in assessed(text, rows)["service:s"]["x"].criteria}
    unmet = found["1.1"].because
    assert (unmet.value, unmet.target, unmet.gap, unmet.n) == (60, 80, 20, 10)
    assert "60" in unmet.text and "80" in unmet.text and unmet.expr == "m meets target"
    assert found["1.2"].because.gap == 0
    assert found["1.3"].because.missing and found["1.4"].because.missing
    assert all(c.because.text for c in found.values())


def test_reasons_follow_the_data() -> None:
    text = metric("count") + model("when m >= 5")
    said = {n: assessed(text, [{}] * n)["service:s"]["x"].criteria[0].because.text for n in (4, 6)}
    assert "4" in said[4] and "6" in said[6] and said[4] != said[6]


# ---------------------------------------------------------------- missing is not zero and not false


def test_missing_is_not_zero() -> None:
    rows = [{"cost": Decimal(10)}, {"cost": Decimal(20)}, {"cost": Decimal(30)}, {"cost": None}, {"cost": None}]
    mean = figure(metric("mean(cost)"), rows)
    assert (mean.value, mean.n, mean.excluded) == (20, 3, 2)
    nothing = figure(metric("mean(cost)"), [{"cost": None}] * 4)
    assert nothing.value is None and nothing.unknown
    assert figure(metric("sum(cost)"), [{"cost": None}] * 4).value is None


def test_missing_is_not_false() -> None:
    rows = [{"channel": "web"}] * 3 + [{"channel": "phone"}] * 3 + [{"channel": None}] * 4
    assert figure(metric("share(channel is not web)"), rows).value == Fraction(1, 2)
    assert figure(metric("share(not channel is web)"), rows).value == Fraction(1, 2)
    assert figure(metric("count(channel is unknown)"), rows).value == 4


def test_missing_data_is_unknown_and_says_why() -> None:
    text = metric("count") + model("when m >= 5", "when m is known", "ask: So?")
    result = assessed(text, [{"service": "another"}])
    said = result["service:s"].metrics[0]
    assert said.value is None and said.unknown
    assert outcomes(result) == {"1.1": "unknown", "1.2": "unmet", "1.3": "unknown"}
    level = result["service:s"]["x"]
    assert level.level is not None and level.level.number == 0
    assert (level.could_be.from_, level.could_be.to) == (0, 1)


# ---------------------------------------------------------------- 8 personal data


@pytest.mark.parametrize(
    "wrong",
    [metric('share(email is "a@b.uk")'), metric("count", "by email"), metric("count", 'where email is "a@b.uk"')],
)
def test_personal_fields_are_not_published(wrong: str) -> None:
    assert refused(wrong)


def test_personal_fields_may_be_counted() -> None:
    rows = [{"email": "a@b.uk"}] * 4 + [{"email": None}] * 3
    assert figure(metric("count(email is known)"), rows).value == 4


def test_personal_small_groups_are_hidden_everywhere() -> None:
    text = metric("share(satisfied >= 4)") + model("when m >= 50%")
    result = assessed(text, [{"satisfied": 5}] * 2)
    said = result["service:s"].metrics[0]
    assert said.suppressed
    assert [said.value, said.n, said.low, said.high, said.measured.hits] == [None] * 5  # type: ignore[union-attr]
    assert outcomes(result) == {"1.1": "unknown"}
    assert result["service:s"]["x"].criteria[0].because.n is None


# ---------------------------------------------------------------- 9 rules have dates


def test_dates_of_targets_decide_which_one_is_in_force() -> None:
    rows = [{"satisfied": 5}] * 8 + [{"satisfied": 1}] * 2
    text = metric("share(satisfied >= 4)", "target at least 80% from 2018-04-01", "target at least 85% from 2020-04-01")
    text += model("when m meets target")
    days = {date(2018, 3, 31): "unknown", date(2018, 4, 1): "met", date(2020, 3, 31): "met", date(2020, 4, 1): "unmet"}
    for day, expected in days.items():
        assert outcomes(assessed(text, rows, as_of=day)) == {"1.1": expected}, day
