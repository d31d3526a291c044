"""Answers that count by whom they stand for: margins in ``cx.toml``, and a known number of people."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rich.console import Console

import cxengine
from cxengine.diagnostics import CxError
from cxengine.engine.assessment import Measurement
from cxengine.engine.run import explain_project
from cxengine.metrics import statistics
from cxengine.report.figures import draw_metrics
from cxengine.testing.oracle.weights import weighted, weighted_place, weighted_sum, weights_of

WORKED = Path(__file__).parents[3] / "shared" / "data" / "statistics" / "cx_statistics.json"
P95 = Fraction(95, 100)
ON = date(2019, 3, 31)
RULES = """pack made: Made
version 1 from 2017-04-01
subject council: Council
subject service: Service
  belongs to council
scale five 1 to 5, higher is better: Satisfaction
scale ten 0 to 10, higher is better: Likelihood
table replies: Replies
  field service is service
  field channel is one of (web, phone, post), may be missing
  field works is yes_no
  field happy is five, may be missing
  field recommend is ten, may be missing
  field took is number, may be missing{more}
metric satisfied: Satisfied
  from replies
  formula csat(happy)
  target at least 50%
  by channel
metric net: Net promoter score
  from replies
  formula nps(recommend)
metric took_long: How long it took
  from replies
  formula mean(took)
metric blended: Happy, less half of those who are not
  from replies
  formula 0.75 * csat(happy) - 0.5 * share(happy is 1)
metric longer: How long it took, twice
  from replies
  formula mean(took) * 3 - mean(took)
metric middle: In the middle
  from replies
  formula median(took)
metric nine_in_ten: Nine in ten
  from replies
  formula percentile(took, 90%)
metric a_point: How long for a point
  from replies
  formula mean(took / recommend)
metric total: How long together
  from replies
  formula sum(took)
metric points_owed: Of how many points together
  from replies
  formula sum(took / recommend)
metric answers: Answers
  from replies
  formula count
metric ways: Ways of getting in touch
  from replies
  formula distinct(channel)
metric two_times: Twice as long
  formula took_long * 2
metric each_way: How long for each way of getting in touch
  formula total / ways
"""
SOURCES = '''[project]
name = "Made"
[sources.replies]
path = "replies.csv"
[sources.service]
path = "services.csv"
[sources.council]
path = "councils.csv"
'''
FIELDS = ("service", "channel", "works", "happy", "recommend", "took")
MARGINS = {"channel": {"web": 600, "phone": 300, "post": 100}, "works": {"yes": 550, "no": 450}}


def measured(
    folder: Path, rows: Sequence[Mapping[str, Any]], population: str, more: str = "", **asked: Any
) -> Measurement:
    """The figures of a project with these rows."""
    (folder / "cx.toml").write_text(SOURCES + population, "utf-8")
    (folder / "made.cx").write_text(RULES.format(more=more), "utf-8")
    (folder / "councils.csv").write_text("id,title\nc,C\n", "utf-8")
    (folder / "services.csv").write_text("id,title,parent\na,A,c\nb,B,c\n", "utf-8")
    with (folder / "replies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows({name: "" if row.get(name) is None else row[name] for name in FIELDS} for row in rows)
    return cxengine.compile(folder).metrics(as_of=ON, **asked)


def toml(margins: Mapping[str, Mapping[str, int]], total: int | None = None) -> str:
    lines = ["[population.replies]", *([f"total = {total}"] if total is not None else [])]
    for field, groups in margins.items():
        lines.append(f"{field} = {{ {', '.join(f'{group} = {people}' for group, people in groups.items())} }}")
    return "\n".join(lines) + "\n"


def row(service: str, channel: str | None, happy: int | None, works: str = "yes", **more: Any) -> dict[str, Any]:
    return {"service": service, "channel": channel, "works": works, "happy": happy, **more}


def text(found: Measurement) -> str:
    """The figures as a terminal shows them, on one line."""
    written = StringIO()
    draw_metrics(found.to_dict(), Console(width=80, file=written))
    return " ".join(written.getvalue().split())


def figures(found: Measurement) -> dict[tuple[str, str], Any]:
    return {(each.metric, str(each.subject)): each for each in found.metrics}


def test_a_group_that_answered_too_much_counts_for_what_it_is(tmp_path: Path) -> None:
    """80 of 100 answers come by phone, and 30 of 100 people phone: 20% and 90% make 0.3·20 + 0.7·90 = 69%."""
    rows = [row("a", "phone", 5 if at < 16 else 1) for at in range(80)] + [
        row("a", "web", 5 if at < 18 else 1) for at in range(20)
    ]
    margins = {"channel": {"web": 700, "phone": 300}}
    plain = figures(measured(tmp_path, rows, ""))["satisfied", "council:c"]
    found = measured(tmp_path, rows, toml(margins))
    said = figures(found)["satisfied", "council:c"]
    assert (plain.value, plain.status, plain.effective) == (34, "unmet", None)
    assert (said.value, said.status, said.n) == (69, "met", 100)
    effective = (80 * 3.75 + 20 * 35) ** 2 / (80 * 3.75**2 + 20 * 35**2)
    assert said.effective == round(effective, 1)
    low, high = statistics.wilson(0.69 * effective, effective, P95)
    assert (said.measured.low, said.measured.high) == pytest.approx((low, high), abs=1e-9)
    assert said.shown == "69.0% (100 rows, weighted, as sure as 39, 95% interval 53.3 to 81.2)"
    (uneven,) = (p for s in found.sources for p in s.problems)
    assert uneven.code == "uneven-weights" and uneven.message.startswith("`satisfied`")
    assert figures(found)["answers", "council:c"].value == 100  # rows are rows
    printed = text(found)
    assert "100 (as 39)" in printed and printed.count("(as 39): the answers are weighted to the population") == 1
    assert "weighted to the population" not in text(measured(tmp_path, rows, ""))


def test_metrics_whose_answers_stand_for_unequal_numbers_are_named(tmp_path: Path) -> None:
    """Those of one sentence stand in one line; a line of its own has who has fewer answers."""
    rows = [row("a", "phone", 5, recommend=9, took=3 if at else None) for at in range(80)]
    rows += [row("a", "web", 5, recommend=9, took=3) for _ in range(20)]
    found = measured(tmp_path, rows, toml({"channel": {"web": 700, "phone": 300}}))
    said = [p.message for s in found.sources for p in s.problems if p.code == "uneven-weights"]
    assert len(said) == len({*said}) == 2
    (all_answers,) = (each for each in said if ": answers stand for" in each and "100 are" in each)
    (fewer,) = (each for each in said if "99 are" in each)
    assert "`satisfied`" in all_answers and "`net`" in all_answers and "`took_long`" not in all_answers
    assert "`took_long`" in fewer and "`satisfied`" not in fewer


def test_the_published_raked_mean(tmp_path: Path) -> None:
    """641.23, as R's survey package prints for the schools of California."""
    if not WORKED.exists():
        pytest.skip(f"{WORKED} is not here")
    case = json.loads(WORKED.read_text("utf-8"))["raking_r_survey"]
    channel = {"E": "web", "H": "phone", "M": "post"}
    rows = []
    for name, cell in case["cells"].items():
        kind, wide = name.split("/")
        whole, rest = divmod(int(cell["sum_api00"]), cell["n"])
        rows += [row("a", channel[kind], None, wide.lower(), took=whole + (at < rest)) for at in range(cell["n"])]
    margins = {
        "channel": {channel[kind]: people for kind, people in case["margins"]["stype"].items()},
        "works": {word.lower(): people for word, people in case["margins"]["sch_wide"].items()},
    }
    found = figures(measured(tmp_path, rows, toml(margins)))
    said = found["took_long", "council:c"]
    assert f"{float(said.measured.value):.2f}" == f"{case['published']['mean_api00']:.2f}" == "641.23"
    assert said.measured.weighing.effective == pytest.approx(case["recomputed"]["kish_neff"], abs=1e-6)
    rows = []
    for name, cell in case["cells"].items():
        kind, wide = name.split("/")
        whole, rest = divmod(int(cell["sum_enroll"]), cell["n"])
        rows += [row("a", channel[kind], None, wide.lower(), took=whole + (at < rest)) for at in range(cell["n"])]
    pupils = figures(measured(tmp_path, rows, toml(margins)))["total", "council:c"].measured
    schools = sum(margins["works"].values())
    assert round(pupils.value * schools / pupils.n) == case["published"]["total_enroll"] == 3647280


def score_of(own: Sequence[Any], everybody: Sequence[Any]) -> tuple[float, float]:
    """Of so many answers as the weighted ones are as sure as, and three more: 3/4 at -0.5, 3/4 at 0.75, 3/2 between."""
    all_weights = weights_of([groups for groups, _ in everybody], MARGINS)
    weights = [weight for weight, each in zip(all_weights, everybody, strict=True) if each in own]
    heavy, numbers = sum(weights), [float(number) for _, number in own]
    sure = heavy**2 / sum(w * w for w in weights)
    mean = sum(w * x for w, x in zip(weights, numbers, strict=True)) / heavy
    more = ((-0.5, 0.75), (0.125, 1.5), (0.75, 0.75))
    both = [*((x, w / heavy * sure) for w, x in zip(weights, numbers, strict=True)), *more]
    centre = sum(x * w for x, w in both) / (sure + 3)
    reach = 1.959963984540054 * (sum(w * (x - centre) ** 2 for x, w in both) / (sure + 3) ** 2) ** 0.5
    return min(max(centre - reach, -0.5), mean), max(min(centre + reach, 0.75), mean)


@pytest.mark.parametrize("seed", range(4))
def test_weighted_figures_are_what_each_answer_s_own_weight_gives(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    rows = [
        row(
            chance.choice("ab"), chance.choice(("web", "web", "phone", "post", None)),
            chance.choice((None, 1, 3, 4, 5)), chance.choice(("yes", "no", "no")),
            recommend=chance.choice((None, *range(11))), took=chance.choice((None, 2, 3, 5, 9, 14)),
        )
        for _ in range(120)
    ]  # fmt: skip
    found = figures(measured(tmp_path, rows, toml(MARGINS)))
    counts = {
        "satisfied": lambda r: None if r["happy"] is None else Fraction(int(r["happy"] >= 4)),
        "net": lambda r: None if r["recommend"] is None else Fraction((r["recommend"] >= 9) - (r["recommend"] <= 6)),
        "took_long": lambda r: None if r["took"] is None else Fraction(r["took"]),
        "blended": lambda r: (
            None if r["happy"] is None else Fraction(3 * (r["happy"] >= 4), 4) - Fraction(int(r["happy"] == 1), 2)
        ),
        "longer": lambda r: None if r["took"] is None else 2 * Fraction(r["took"]),
        "middle": lambda r: None if r["took"] is None else Fraction(r["took"]),
        "nine_in_ten": lambda r: None if r["took"] is None else Fraction(r["took"]),
        "a_point": lambda r: Fraction(r["took"], r["recommend"]) if r["took"] and r["recommend"] else None,
        "total": lambda r: None if r["took"] is None else Fraction(r["took"]),
        "points_owed": lambda r: Fraction(r["took"], r["recommend"]) if r["took"] and r["recommend"] else None,
    }
    sums = ("total", "points_owed")
    places = {"middle": Fraction(1, 2), "nine_in_ten": Fraction(9, 10)}
    for metric, of in counts.items():
        everybody = [
            ({"channel": r["channel"], "works": r["works"], "at": str(at)}, of(r))
            for at, r in enumerate(rows)
            if of(r) is not None
        ]
        for subject in ("council:c", "service:a", "service:b"):
            own = [e for e in everybody if subject[-1] in ("c", rows[int(e[0]["at"])]["service"])]
            said, expected = found[metric, subject].measured, weighted(own, everybody, MARGINS)
            assert expected is not None
            value = weighted_place(own, everybody, MARGINS, places[metric]) if metric in places else expected.value
            value = weighted_sum(own, everybody, MARGINS) if metric in sums else value
            assert float(said.value) == pytest.approx(value, abs=1e-9), (metric, subject)
            assert (said.low is None) == (metric in (*places, *sums, "a_point"))
            if metric == "blended":
                assert (said.low, said.high) == pytest.approx(score_of(own, everybody), abs=1e-9)
            assert (said.weighing.effective, said.n) == (pytest.approx(expected.effective, rel=1e-8), expected.n)
    for metric in sums:
        whole, *parts = (found[metric, who].measured.value for who in ("council:c", "service:a", "service:b"))
        assert float(whole) == pytest.approx(float(sum(parts)), rel=1e-12)


def test_some_of_the_answers_count_for_what_they_do_among_all(tmp_path: Path) -> None:
    """A segment's answers are weighted as in the whole, where its people are as `by` has them, and adds up."""
    random = Random(11)
    rows = [
        row(random.choice("ab"), random.choice(("web", "web", "phone", "post")), random.randint(1, 5),
            random.choice(("yes", "no")), took=random.randint(1, 60))
        for _ in range(120)
    ]  # fmt: skip
    more = "\n" + "\n".join(
        f"segment {name}: {name}\n  from replies\n  where channel is {way}"
        for name, way in (("on_line", "web"), ("phoning", "phone"), ("writing", "post"))
    )
    for name, formula in (("content", "csat(happy)"), ("minutes", "sum(took)"), ("long", "median(took)")):
        more += f"\nmetric {name}: {name}\n  from replies\n  formula {formula}\n  by channel, segment"
    more += "\nmetric apart: apart\n  formula content - content(channel is phone)"
    found = {
        by: measured(tmp_path, rows, toml(MARGINS), more, metrics=("content", "minutes", "long"), by=(by,))
        for by in ("channel", "segment")
    }
    said = {
        by: [(m.metric, m.subject, m.value, m.low, m.high, m.n, m.effective) for m in each.metrics]
        for by, each in found.items()
    }
    assert len(said["segment"]) == 27 and sorted(said["segment"]) == sorted(said["channel"])
    assert not [p.code for s in found["segment"].sources for p in s.problems]
    whole = figures(measured(tmp_path, rows, toml(MARGINS), more))
    parts = [each for each in found["segment"].metrics if each.subject == "council:c"]
    minutes = sum(m.measured.value for m in parts if m.metric == "minutes")
    assert minutes == whole["minutes", "council:c"].measured.value
    phoning = next(m for m in parts if m.metric == "content" and m.by["segment"] == "phoning")
    apart = whole["content", "council:c"].measured.value - phoning.measured.value
    assert whole["apart", "council:c"].measured.value == apart


def test_what_is_not_weighted_says_so(tmp_path: Path) -> None:
    """Numbers of rows and of different values are of the answers as they are, and so is what rests on them in part."""
    rows = [row("a", "web", 5, took=2)] * 30 + [row("a", "phone", 1, took=10)] * 10
    plain = figures(measured(tmp_path, rows, ""))
    assert {said.weighted for said in plain.values()} == {None}
    assert plain["total", "council:c"].shown == "160 (40 rows)" and "weighted" not in plain["ways", "council:c"].shown
    found = figures(measured(tmp_path, rows, toml({"channel": {"web": 500, "phone": 500}})))
    how = {metric: said.weighted for (metric, subject), said in found.items() if subject == "council:c"}
    assert how == {
        **dict.fromkeys(("satisfied", "net", "took_long", "middle", "nine_in_ten", "a_point"), "all"),
        **dict.fromkeys(("blended", "longer"), "all"),
        **dict.fromkeys(("total", "points_owed", "two_times"), "all"),
        **dict.fromkeys(("answers", "ways"), "none"),
        "each_way": "part",
    }
    shown = {metric: said.shown for (metric, subject), said in found.items() if subject == "council:c"}
    assert shown["total"] == "240.0 (40 rows, weighted, as sure as 30)"  # 40 answers of which half took 2 and half 10
    assert shown["answers"].startswith("40 (not weighted") and shown["ways"] == "2 (40 rows, not weighted)"
    assert shown["two_times"] == "12.0 (40 rows, weighted, as sure as 30, 95% interval 9.0 to 15.0)"
    assert "weighted in part" in shown["each_way"]


def test_equal_weights_leave_a_sum_as_it_is(tmp_path: Path) -> None:
    rows = [row("ab"[at % 3 == 0], "web" if at % 2 else "phone", None, took=at) for at in range(12)]
    plain = figures(measured(tmp_path, rows, ""))
    even = figures(measured(tmp_path, rows, toml({"channel": {"web": 500, "phone": 500}})))
    for subject in ("council:c", "service:a", "service:b"):
        assert even["total", subject].measured.value == plain["total", subject].measured.value


def test_a_weighted_mean_is_not_of_rounded_numbers_of_rows(tmp_path: Path) -> None:
    """12 answers of which 7 took 2 and 5 took 10: with rounding to 5 the numbers are rounded, the mean is not."""
    rows = [row("a", "web", None, took=2)] * 7 + [row("a", "phone", None, took=10)] * 5
    rounding = "\n  publish counts rounded to 5"
    said = figures(measured(tmp_path, rows, toml({"channel": {"web": 500, "phone": 500}}), rounding))
    assert said["took_long", "council:c"].measured.value == pytest.approx(6)
    assert said["total", "council:c"].measured.value == pytest.approx(72)


def test_a_weighted_share_is_of_rounded_numbers_throughout(tmp_path: Path) -> None:
    """8 of 8 and 4 of 12 are told as 10 of 10 and 5 of 10; of all 8 and all 12 nobody may come to more than all."""
    rounding, half = "\n  publish counts rounded to 5", toml({"channel": {"web": 500, "phone": 500}})
    web = [row("a", "web", 5, recommend=10)] * 8
    some = [row("a", "phone", 5 if at < 4 else 1, recommend=10 if at < 4 else 0) for at in range(12)]
    said = figures(measured(tmp_path, [*web, *some], half, rounding))
    heavy, light = Fraction(10, 8), Fraction(10, 12)
    share = said["satisfied", "council:c"].measured
    assert float(share.value) == pytest.approx(float((heavy * 10 + light * 5) / (heavy * 10 + light * 10)))
    score = said["net", "council:c"].measured
    assert float(score.value) == pytest.approx(float((heavy * 10 + light * (5 - 10)) / (heavy * 10 + light * 10)))
    every = figures(measured(tmp_path, [*web, *[row("a", "phone", 5, recommend=10)] * 12], half, rounding))
    assert [every[name, "council:c"].value for name in ("satisfied", "net")] == [100, 100]


def test_a_median_of_people_and_not_of_answers(tmp_path: Path) -> None:
    """Nine answers by phone took 10 days and three on the web 2; nine of ten people use the web."""
    rows = [row("a", "phone", None, took=10)] * 9 + [row("a", "web", None, took=2)] * 3
    plain = figures(measured(tmp_path, rows, ""))["middle", "council:c"]
    said = figures(measured(tmp_path, rows, toml({"channel": {"web": 900, "phone": 100}})))["middle", "council:c"]
    assert (plain.value, said.value, said.n, said.low) == (10, 2, 12, None)
    assert "weighted, as sure as 4" in said.shown
    even = figures(measured(tmp_path, rows, toml({"channel": {"web": 250, "phone": 750}})))["middle", "council:c"]
    assert even.measured.value == plain.measured.value


def test_equal_weights_give_what_no_weights_give(tmp_path: Path) -> None:
    """Type 7 with its fractions between two values."""
    rows = [row("a", "web" if at % 2 else "phone", None, took=took) for at, took in enumerate((1, 2, 5, 10, 11, 30))]
    plain = figures(measured(tmp_path, rows, ""))
    even = figures(measured(tmp_path, rows, toml({"channel": {"web": 500, "phone": 500}})))
    for metric in ("middle", "nine_in_ten"):
        assert even[metric, "council:c"].measured.value == plain[metric, "council:c"].measured.value
    assert plain["nine_in_ten", "council:c"].measured.value == Fraction(41, 2)


def test_many_of_a_known_number_were_asked(tmp_path: Path) -> None:
    """Of 400 people 300 answered: the error is √(100/399) of what it is without."""
    rows = [row("a", "web", 5 if at < 210 else 1) for at in range(300)]
    open_ = figures(measured(tmp_path, rows, ""))["satisfied", "council:c"].measured
    found = figures(measured(tmp_path, rows, "[population.replies]\ntotal = 400\n"))
    known = found["satisfied", "council:c"].measured
    factor = (100 / 399) ** 0.5
    assert known.value == open_.value == Fraction(7, 10)
    assert known.low == pytest.approx(0.7 - (0.7 - open_.low) * factor)
    assert known.high == pytest.approx(0.7 + (open_.high - 0.7) * factor)
    assert (found["satisfied", "council:c"].population, found["satisfied", "service:a"].population) == (400, None)
    found = figures(measured(tmp_path, rows, "[population.replies]\ntotal = 300\n"))
    everybody = found["satisfied", "council:c"].measured
    assert everybody.low == everybody.high == 0.7
    found = figures(measured(tmp_path, rows, "[population.replies]\ntotal = 40\n"))
    too_few = found["satisfied", "council:c"].measured
    assert (too_few.low, too_few.high) == (open_.low, open_.high)
    by_service = toml({"service": {"a": 400, "b": 600}})
    assert figures(measured(tmp_path, rows, by_service))["satisfied", "service:a"].population == 400


CERTAIN = """
metric unhappy: Not satisfied
  from replies
  formula 100% - csat(happy)
model sure for council: How sure
  level 1: Sure
    criterion 1.1: At least
      when satisfied >= 70% with 95% confidence
    criterion 1.2: At most
      when unhappy <= 30 points with 95% confidence
    criterion 1.3: More
      when satisfied > 70% with 95% confidence
    criterion 1.4: The target
      when satisfied meets target with 95% confidence
"""


def test_of_everybody_asked_the_figure_is_held_against_a_target_as_it_is(tmp_path: Path) -> None:
    """7 of 10 who are all there are: exactly 70%, which no float is."""
    rows = [row("a", "web", 5 if at < 7 else 1) for at in range(10)]
    measured(tmp_path, rows, "[population.replies]\ntotal = 10\n")
    made = (RULES.format(more="") + CERTAIN).replace("target at least 50%", "target at least 70%")
    (tmp_path / "made.cx").write_text(made, "utf-8")
    (council,) = cxengine.compile(tmp_path).assess(as_of=ON, subjects=("council:c",)).subjects
    outcomes = {each.criterion: each.outcome for each in council.models[0].criteria}
    assert outcomes == {"1.1": "met", "1.2": "met", "1.3": "unmet", "1.4": "met"}


def test_a_number_of_all_is_of_nobody_who_is_one_of_several_at_the_top(tmp_path: Path) -> None:
    """A subject that a margin names is of its own number; of the others at the top nobody knows."""
    rows = [{"service": at, "happy": 5} for at in "aaabbb"]
    services = [{"id": at, "title": at} for at in "ab"]
    text = RULES.format(more="").replace("subject council: Council\n", "").replace("  belongs to council\n", "")
    (tmp_path / "made.cx").write_text(text, "utf-8")
    head = '[project]\nname = "Made"\n[population.replies]\n'
    for population, people in (
        ("total = 700", {"a": None, "b": None}),
        ("service = { a = 300, b = 400 }", {"a": 300, "b": 400}),
        ("total = 700\nservice = { a = 300, b = 400 }", {"a": 300, "b": 400}),
    ):
        (tmp_path / "cx.toml").write_text(f"{head}{population}\n", "utf-8")
        given = [{**each, "channel": "web", "works": "yes"} for each in rows]
        found = cxengine.compile(tmp_path).metrics({"service": services, "replies": given}, as_of=ON)
        of = {name: figures(found)["satisfied", f"service:{name}"].population for name in people}
        assert of == people, population
        arrow = cxengine.compile(tmp_path).figures({"service": services, "replies": given}, as_of=ON).to_pylist()
        low = [each["low"] for each in arrow if each["metric"] == "satisfied"]
        said = [figures(found)["satisfied", f"service:{name}"].measured.low for name in people]
        assert low == pytest.approx(said)


def test_more_answers_than_people_make_nothing_surer(tmp_path: Path) -> None:
    """A number that is too small would else say that everybody was asked."""
    rows = [row("a", "web", 5 if at < 210 else 1) for at in range(300)]
    found = figures(measured(tmp_path, rows, "[population.replies]\ntotal = 299\n"))["satisfied", "council:c"].measured
    assert (found.low, found.high) == statistics.wilson(210, 300, P95)
    told = str(explain_project(tmp_path, "council:c", "satisfied", as_of=ON)[0].to_dict())
    assert "not narrowed, because 300 answers are more than the 299 people" in told
    measured(tmp_path, rows, "[population.replies]\ntotal = 400\n")
    told = str(explain_project(tmp_path, "council:c", "satisfied", as_of=ON)[0].to_dict())
    assert "narrowed because 300 of 400 people answered" in told


@pytest.mark.parametrize(
    "population",
    [
        "", "[population.replies]\ntotal = 400\n", toml({"channel": {"web": 900, "phone": 300}}),
        toml({"channel": {"web": 900, "phone": 300}}, 1200), toml({"service": {"a": 150, "b": 900}}),
    ],
)  # fmt: skip
def test_the_table_of_figures_has_the_same_intervals(population: str, tmp_path: Path) -> None:
    rows = [
        row("ab"[at % 3 == 0], "web" if at % 4 else "phone", 1 + at % 5, recommend=at % 11, took=at % 17)
        for at in range(120)
    ]
    found = figures(measured(tmp_path, rows, population))
    table = cxengine.compile(tmp_path).figures(as_of=ON).to_pylist()
    assert len(table) == len(found)
    for line in table:
        said = found[line["metric"], f"{line['kind']}:{line['id']}"].measured
        assert (line["low"] is None) == (said.low is None), line
        if said.low is not None:
            assert (line["low"], line["high"]) == pytest.approx((said.low, said.high), abs=1e-9), line


def test_groups_that_nobody_answered_of_and_margins_that_do_not_fit_are_said(tmp_path: Path) -> None:
    rows = [row("a", "web", 5, "yes")] * 20 + [row("a", "phone", 1, "no")] * 20
    empty = measured(tmp_path, rows, toml({"channel": {"web": 500, "phone": 400, "post": 100}}))
    (problem,) = [p for s in empty.sources for p in s.problems]
    assert (problem.code, "100 people" in problem.message) == ("empty-margin", True)
    both = toml({"channel": {"web": 500, "phone": 400, "post": 100}, "works": {"yes": 550, "no": 450}})
    rows += [row("a", "web", 1, "no")] * 20 + [row("a", "phone", 5, "yes")] * 20
    beside = measured(tmp_path, rows, both)
    assert [p.code for s in beside.sources for p in s.problems] == ["empty-margin"]
    assert float(figures(beside)["satisfied", "council:c"].measured.value) == pytest.approx(0.55)  # who works is happy
    del rows[40:]
    against = measured(
        tmp_path, rows, toml({"channel": {"web": 500, "phone": 500}, "works": {"yes": 900, "no": 100}}),
    )  # fmt: skip
    said = figures(against)["satisfied", "council:c"]
    assert (said.value, said.unknown) == (None, "no weights make the answers fit the population")
    assert [p.code for s in against.sources for p in s.problems] == ["weights-do-not-fit"]


def test_groups_that_nobody_is_in_at_once_are_said(tmp_path: Path) -> None:
    """Of web and phone, working or not, nobody phones who does not work: raking takes it that nobody does."""
    margins = {"channel": {"web": 500, "phone": 300, "post": 200}, "works": {"yes": 700, "no": 300}}
    rows = [row("a", "web", 5, "yes")] * 20 + [row("a", "web", 1, "no")] * 20
    rows += [row("a", "phone", 1, "yes")] * 20 + [row("a", "post", 5, "yes")] * 20
    found = measured(tmp_path, rows, toml(margins))
    (problem,) = [p for s in found.sources for p in s.problems if "`satisfied`" in p.message]
    assert (problem.code, problem.count) == ("empty-cells", 80)
    assert problem.message.endswith(
        "nobody answered of 2 of 6 groups of `channel` and `works` at once: phone, no; post, no. Weights take it that "
        "no people are of them"
    )
    # all 300 who do not work are of the web: 200 of the web work and are happy, and so are the 200 of post
    assert figures(found)["satisfied", "council:c"].value == 40
    rows += [row("a", "phone", 5, "no"), row("a", "post", 5, "no")]
    full = measured(tmp_path, rows, toml(margins))
    assert "empty-cells" not in [p.code for s in full.sources for p in s.problems]
    hidden = measured(tmp_path, rows[:80], toml(margins), "\n  publish groups of at least 5")
    said = [p.message for s in hidden.sources for p in s.problems if p.code == "empty-cells"]
    assert said == [
        "nobody answered of some groups of `channel` and `works` at once: weights take it that no people are of both"
    ]


def test_answers_that_count_for_very_many_are_said_and_left(tmp_path: Path) -> None:
    """2 of 100 answers stand for a fifth of the people: for 10 average ones each."""
    rows = [row("a", "web", 5)] * 98 + [row("a", "phone", 1)] * 2
    found = measured(tmp_path, rows, toml({"channel": {"web": 800, "phone": 200}}))
    (problem,) = [p for s in found.sources for p in s.problems if p.code == "extreme-weights"]
    assert problem.count == 100 and problem.message.endswith(
        ": 2 of 100 answers count for more than 5 average ones each, and together for 20% of the figure: most those of "
        "phone, for 10.0"
    )
    assert figures(found)["satisfied", "council:c"].value == 80
    even = measured(tmp_path, rows, toml({"channel": {"web": 900, "phone": 100}}))
    assert "extreme-weights" not in [p.code for s in even.sources for p in s.problems]
    hidden = measured(tmp_path, rows, toml({"channel": {"web": 800, "phone": 200}}), "\n  publish groups of at least 2")
    (said,) = [p for s in hidden.sources for p in s.problems if p.code == "extreme-weights"]
    assert said.count is None and "2 of" not in said.message


def test_small_groups_stay_hidden_where_answers_are_weighted(tmp_path: Path) -> None:
    rows = [row("a", channel, 5 if at % 3 else 1) for channel in ("web", "phone", "post") for at in range(30)]
    rows += [row("b", "web", 1)] * 4
    policy = "\n  publish groups of at least 10"
    found = figures(measured(tmp_path, rows, toml({"channel": MARGINS["channel"]}), policy))
    hidden = [found["satisfied", subject] for subject in ("council:c", "service:a", "service:b")]
    assert hidden[2].suppressed and hidden[2].effective is None
    assert sum(figure.suppressed for figure in hidden) >= 2


@pytest.mark.parametrize(
    ("population", "code"),
    [
        ("[population.answers]\ntotal = 3\n", "unknown-population"),
        ("[population.replies]\nchanel = { web = 3 }\n", "unknown-population"),
        ("[population.replies]\nchannel = { wbe = 3 }\n", "unknown-population"),
        ("[population.replies]\nservice = { a = 3, bb = 4 }\n", "unknown-population"),
        ("[population.replies]\ntook = { web = 3 }\n", "unknown-population"),
        ("[population.replies]\nchannel = { web = -3 }\n", "wrong-value"),
        ("[population.replies]\ntotal = 5\nchannel = { web = 3 }\n", "population-sums"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(population: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(CxError) as refused:
        measured(tmp_path, [row("a", "web", 5)], population)
    assert [(d.code, d.span.filename.endswith("cx.toml")) for d in refused.value.diagnostics] == [(code, True)]
    assert refused.value.exit_code == 2


def test_a_subject_that_is_not_listed_is_told_at_its_name(tmp_path: Path) -> None:
    with pytest.raises(CxError) as refused:
        measured(tmp_path, [row("a", "web", 5)], "[population.replies]\nservice = { a = 3, bb = 4 }\n")
    (said,) = refused.value.diagnostics
    line = (tmp_path / "cx.toml").read_text("utf-8").splitlines()[said.span.line - 1]
    assert line[said.span.column - 1 :].startswith("bb = 4")
    assert (said.message, said.help) == (
        "`bb` is none of the subjects that are listed for `service`.", "Did you mean `b`?",
    )  # fmt: skip


@pytest.mark.parametrize(("value", "found"), [("0.5", "0.5"), ("-3", "-3"), ("true", "this is true or false")])
def test_a_number_that_is_none_of_people_is_named(value: str, found: str, tmp_path: Path) -> None:
    with pytest.raises(CxError) as refused:
        measured(tmp_path, [row("a", "web", 5)], f"[population.replies]\ntotal = {value}\n")
    said = found if found.startswith("this") else f"{found} was found"
    assert refused.value.diagnostics[0].message == f"`total` takes a whole number of people, and {said}."


def test_a_listed_subject_without_a_population_is_told_with_its_answers(tmp_path: Path) -> None:
    rows = [row("a", "web", 5)] * 20 + [row("b", "web", 1)] * 7 + [row("b", "web", None)] * 2
    population = toml({"service": {"a": 400}})
    found = measured(tmp_path, rows, population)
    assert [(p.code, p.message, p.count) for s in found.sources for p in s.problems] == [
        ("no-population", "7 answers left out: no population is given for service b", 7)
    ]
    assert figures(found)["satisfied", "service:b"].unknown == "no answers of a group that a population is given for"
    told = str(explain_project(tmp_path, "service:b", "satisfied", as_of=ON)[0].to_dict())
    assert "7 left out because no population is given for service b; 2 left out because `happy` is missing" in told
    hiding = "\n  publish groups of at least 10"
    hidden = measured(tmp_path, rows, population, hiding)
    assert [(p.message, p.count) for s in hidden.sources for p in s.problems if p.code == "no-population"] == [
        ("whoever answered of service b is left out of weighted figures: no population is given for that", 0)
    ]


def test_answers_that_name_no_group_are_told_with_their_number(tmp_path: Path) -> None:
    rows = [row("a", "web", 5)] * 20 + [row("a", None, 1)] * 6 + [row("a", None, None)] * 3 + [row("b", "post", 1)] * 2
    population = toml({"channel": {"web": 400}})
    found = measured(tmp_path, rows, population)
    assert [(p.code, p.message, p.count) for s in found.sources for p in s.problems] == [
        ("no-population", "2 answers left out: no population is given for channel phone, post", 2),
        ("no-population", "6 answers left out of weighted figures, where no `channel` is named", 6),
    ]
    told = str(explain_project(tmp_path, "service:a", "satisfied", as_of=ON)[0].to_dict())
    assert "no population is given for channel phone, channel post, those without `channel`; 3 left out" in told
    hidden = measured(tmp_path, rows, population, "\n  publish groups of at least 10")
    assert ("whoever names no `channel` is left out of weighted figures", 0) in [
        (p.message, p.count) for s in hidden.sources for p in s.problems
    ]


def test_a_change_of_weighted_figures_is_free_of_who_answered(tmp_path: Path) -> None:
    rules = RULES.replace("  field works", "  field on_day is date\n  field works").replace(
        "  formula csat(happy)", "  where on_day in last 12 months\n  formula csat(happy)"
    )
    (tmp_path / "cx.toml").write_text(SOURCES + toml({"channel": {"web": 500, "phone": 500}}), "utf-8")
    (tmp_path / "made.cx").write_text(rules.format(more=""), "utf-8")
    (tmp_path / "councils.csv").write_text("id,title\nc,C\n", "utf-8")
    (tmp_path / "services.csv").write_text("id,title,parent\na,A,c\n", "utf-8")
    text = ["service,channel,on_day,works,happy,recommend,took"]
    for day, web, phone in (("2018-01-05", 400, 100), ("2019-01-05", 200, 300)):
        text += [f"a,web,{day},yes,{5 if at % 10 else 1},," for at in range(web)]
        text += [f"a,phone,{day},yes,{5 if at % 2 else 1},," for at in range(phone)]
    (tmp_path / "replies.csv").write_text("\n".join(text) + "\n", "utf-8")
    made = cxengine.compile(tmp_path).metrics(
        as_of=ON, change_since=date(2018, 3, 31), metrics=("satisfied",), by=("channel",)
    )
    whole = next(each for each in made.changes if each.subject == "council:c")
    assert whole.change.by == 0 and whole.change.significant is False
    assert whole.text[-1] == "Answers are weighted, so that a change in who answered is taken out of it already."
