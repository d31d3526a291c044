"""Did satisfaction dip, or did a group shout? The change between two dates by hand, in words, and what is refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

import cxengine
from cxengine.diagnostics import CxError
from cxengine.metrics import changes, statistics
from cxengine.metrics.fisher import fisher_chance, strata_chance
from cxengine.metrics.student import student_chance

THEN, ON = date(2018, 3, 31), date(2019, 3, 31)
RULES = """pack made: Made
version 1 from 2017-04-01
subject council: Council
scale five 1 to 5, higher is better: Satisfaction
table replies: Replies
  field council is council
  field on_day is date
  field channel is one of (web, phone)
  field age is number
  field happy is five
segment by_phone: Customers who phone
  from replies
  where channel is phone
segment online: Customers online
  from replies
  where channel is web
metric satisfied: Satisfied customers
  from replies
  where on_day in last {months} months
  formula csat(happy)
  by channel, segment, month of on_day
metric answers: Answers
  from replies
  where on_day in last {months} months
  formula count
  by channel
metric quick: Median age
  from replies
  where on_day in last {months} months
  formula median(age)
  by channel
"""
OLD = """segment old: Over 64
  from replies
  where age >= 65
"""


def answers(day: date, **channels: tuple[int, int]) -> list[dict[str, Any]]:
    """So many happy of so many, by channel."""
    return [
        {"council": "c", "on_day": day, "channel": channel, "age": 40 + 30 * (at % 2), "happy": 5 if at < happy else 2}
        for channel, (happy, n) in channels.items()
        for at in range(n)
    ]


def measured(rows: list[dict[str, Any]], months: int = 12, rules: str = RULES, **asked: Any) -> Any:
    sources = {"replies": rows, "council": [{"id": "c", "title": "Ourtown"}]}
    program = cxengine.compile({"made.cx": rules.format(months=months)})
    return program.metrics(sources, as_of=ON, **{"change_since": THEN, "metrics": ("satisfied",)} | asked)


SHOUTED = answers(date(2018, 1, 5), web=(360, 400), phone=(50, 100)) + answers(
    date(2019, 1, 5), web=(180, 200), phone=(150, 300)
)
DIPPED = answers(date(2018, 1, 5), web=(360, 400), phone=(50, 100)) + answers(
    date(2019, 1, 5), web=(300, 400), phone=(30, 100)
)
HIDDEN_RISE = answers(date(2018, 1, 5), web=(320, 400), phone=(40, 100)) + answers(
    date(2019, 1, 5), web=(195, 200), phone=(165, 300)
)


def test_a_group_shouted() -> None:
    """82% of 500 became 66% of 500, and nobody thinks otherwise: phone is 60% of the answers, and was 20%."""
    whole = measured(SHOUTED, by=("channel",)).changes[0]
    split = whole.splits[0].split
    assert whole.change.moved.by == Fraction(330, 500) - Fraction(410, 500) == split.mix and split.within == 0
    assert {g.label: (g.part_before, g.part_after) for g in split.groups} == {
        ("phone",): (Fraction(1, 5), Fraction(3, 5)), ("web",): (Fraction(4, 5), Fraction(2, 5)),
    }  # fmt: skip
    # 40 points more of those who are 24 points below the middle of both dates, 40 points fewer of those 16 above
    assert {g.label: g.mix for g in split.groups} == {("phone",): Fraction(-96, 1000), ("web",): Fraction(-64, 1000)}
    assert whole.change.significant and not whole.splits[0].within_significant
    assert whole.text == (
        "Satisfied customers: 66.0% on 31 March 2019, down from 82.0% on 31 March 2018, by 16.0 percentage points; "
        "with 95% confidence between −21.3 and −10.6.",
        "That is more than chance: chance alone would give as much less than once in 1,000 times, 4 changes having "
        "been looked at together.",
        "Of the −16.0, −16.0 is a change in who answered and 0.0 is within the groups.",
        "Like with like nothing is more than chance: others were heard, rather than the same people otherwise.",
        "Of who answered, phone moved it most: from 20% to 60% of the answers (−9.6).",
    )


def test_satisfaction_dipped() -> None:
    whole = measured(DIPPED, by=("channel",)).changes[0]
    split = whole.splits[0].split
    assert (split.mix, split.within) == (0, Fraction(-16, 100))
    assert whole.text[3] == (
        "Like with like it fell by 16.0 percentage points, which is more than chance: who answered makes no difference "
        "to it."
    )
    (alone,) = whole.text[4:]
    assert alone.endswith(" by themselves: web, from 90.0% to 75.0% (−12.0); phone, from 50.0% to 30.0% (−4.0).")
    tested = changes.shares((330, 500), (410, 500))
    low, high = statistics.newcombe((330, 500), (410, 500), Fraction(95, 100))
    moved = whole.change.moved
    assert moved.tested == tested and (moved.low, moved.high) == (low, high)
    pairs = ((300, 400, 360, 400, 0.8), (30, 100, 50, 100, 0.2))
    both = ((a + b, n + m, 1 / n + 1 / m, p) for a, n, b, m, p in pairs)
    error = sum(p**2 * hits * (n - hits) / n / (n - 1) * sizes for hits, n, sizes, p in both) ** 0.5
    assert split.tested.z == pytest.approx(-0.16 / error)


def test_a_rise_that_who_answered_hides() -> None:
    whole = measured(HIDDEN_RISE, by=("channel",)).changes[0]
    assert not whole.change.significant and whole.splits[0].within_significant
    assert whole.change.moved.by == 0 and whole.splits[0].split.within > 0
    assert whole.text[0] == "Satisfied customers: 72.0% on 31 March 2019, as on 31 March 2018."
    assert whole.text[2].endswith("which is more than chance: a change in who answered hides it.")
    assert not any("may be chance" in sentence for sentence in whole.text)


LOUDER = {"web": (360, 400), "phone": (6, 10)}, {"web": (360, 400), "phone": (20, 120)}
CANCELLED = {"web": (240, 300), "phone": (150, 300)}, {"web": (150, 300), "phone": (240, 300)}
BOTH_MAYBE = {"web": (170, 200), "phone": (60, 100)}, {"web": (120, 155), "phone": (83, 160)}
SAME_WAY = {"web": (196, 200), "phone": (10, 200)}, {"web": (178, 195), "phone": (5, 205)}
AGAINST = {"web": (300, 500), "phone": (400, 500)}, {"web": (120, 300), "phone": (450, 700)}
SIMPSON = {"web": (320, 400), "phone": (40, 100)}, {"web": (90, 100), "phone": (220, 400)}
NOISE = {"web": (360, 400), "phone": (50, 100)}, {"web": (355, 400), "phone": (53, 100)}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (LOUDER, (
            "Like with like there is no more than chance over all groups together, and yet there is in groups by "
            "themselves.",
            "Of who answered, phone moved it most: from 2% to 23% of the answers (−8.8).",
            "More than chance by itself: phone, from 60.0% to 16.7% (−5.5).",
        )),
        (CANCELLED, (
            "Neither as a whole nor like with like is there more than chance, and yet there is in groups by "
            "themselves.",
            "More than chance by themselves: web, from 80.0% to 50.0% (−15.0); phone, from 50.0% to 80.0% (+15.0).",
        )),
        (BOTH_MAYBE, (
            "Like with like it fell by 7.8 percentage points, which may be chance: whether it is only that others were "
            "heard cannot be told.",
            "Of who answered, phone moved it most: from 33% to 51% of the answers (−2.6).",
            "Within the groups web moved it most: from 85.0% to 77.4% (−4.4).",
        )),
        (SAME_WAY, (
            "Like with like it fell by 4.6 percentage points, which is more than chance, though of the whole alone "
            "that could not be told.",
            "Of who answered, web moved it most: from 50% to 49% of the answers (−0.6).",
            "More than chance by itself: web, from 98.0% to 91.3% (−3.3).",
        )),
        (AGAINST, (
            "Like with like it fell by 17.4 percentage points, which is more than chance, and more than the whole "
            "shows: a change in who answered hides some of it.",
            "Of who answered, web moved it most: from 50% to 30% of the answers (+2.7).",
            "More than chance by themselves: phone, from 80.0% to 64.3% (−9.4); web, from 60.0% to 40.0% (−8.0).",
        )),
        (SIMPSON, (
            "Like with like it rose by 12.5 percentage points, the other way: the change of the whole is that others "
            "were heard.",
            "Of who answered, phone moved it most: from 20% to 80% of the answers (−11.7).",
            "More than chance by themselves: phone, from 40.0% to 55.0% (+7.5); web, from 80.0% to 90.0% (+5.0).",
        )),
        (NOISE, ("Neither as a whole nor like with like is there more than chance.",)),
    ],
)  # fmt: skip
def test_the_words_say_no_more_than_the_answers_do(made: Any, said: tuple[str, ...]) -> None:
    """What each group did is known here: who was louder, what cancels out, what may be chance, what hides what."""
    then, now = made
    rows = answers(date(2018, 1, 5), **then) + answers(date(2019, 1, 5), **now)
    text = measured(rows, by=("channel",)).changes[0].text
    assert text[next(at for at, each in enumerate(text) if each.startswith("Of the ")) + 1 :] == said


def test_groups_of_one_date_only_are_not_held_like_with_like() -> None:
    """A channel that was renamed: nobody knows whether its people think otherwise; 0.0 would say that they do not."""
    renamed = answers(date(2018, 1, 5), web=(360, 400)) + answers(date(2019, 1, 5), phone=(30, 100))
    whole = measured(renamed, by=("channel",)).changes[0]
    assert whole.change.significant and whole.splits == ()
    assert whole.text[2:] == (
        "How much of it is a change in who answered cannot be told: too few groups are shown on both dates.",
    )
    one_stays = [*renamed, *answers(date(2018, 1, 5), phone=(1, 1))]
    assert measured(one_stays, by=("channel",)).changes[0].splits[0].split.within < 0


ROUNDED = RULES.replace("field happy is five", "field happy is five\n  publish counts rounded to 5")


@pytest.mark.parametrize("by", ["channel", "segment"])
def test_rounded_groups_do_not_come_to_the_whole_and_are_not_held_like_with_like(by: str) -> None:
    """33 and 33 of 67 and 67 are printed as 35 of 65: the whole as 65 of 135, so 5 who are not there would be else."""
    then = answers(date(2018, 1, 5), web=(33, 67), phone=(33, 67))
    now = answers(date(2019, 1, 5), web=(20, 67), phone=(20, 67))
    whole = measured([*then, *now], rules=ROUNDED, by=(by,)).changes[0]
    assert whole.splits == () and whole.change.by == pytest.approx(100 * (40 / 135 - 65 / 135), abs=0.05)
    assert whole.text[2:] == (
        "How much of it is a change in who answered cannot be told: numbers of rows are rounded.",
    )


def test_a_count_of_rounded_numbers_that_do_not_fit_is_compared() -> None:
    """18 of whom 7 went, and 11 of whom nobody came: 20, 5 and 10, so that 15 of 10 would have stayed."""
    rows = answers(date(2016, 9, 5), web=(7, 7)) + answers(date(2017, 9, 5), web=(11, 11))
    change = measured(rows, months=24, rules=ROUNDED, metrics=("answers",)).metrics[0].change.moved
    assert (change.by, change.tested) == (-10, changes.counts(0, 10))
    assert change.low < -10 < change.high < 0


def test_few_that_came_and_went_are_counted_exactly() -> None:
    """5 and none: each side alone comes once in 32 times. 0 is within what 4 more may be, so they are not sure."""
    assert changes.counts(5, 0) == changes.Tested(5**0.5, 1 / 16) and changes.counts(0, 6).chance == 1 / 32
    assert changes.counts(4, 4) == changes.counts(0, 0) == changes.Tested(0.0, 1.0)
    assert changes.counts(20, 9).chance == pytest.approx(0.06143, abs=5e-6)  # as R's binom.test(20, 29) prints it
    few, many = changes.counts(530, 470), changes.counts(531, 471)
    assert many.chance == pytest.approx(few.chance, abs=1e-3) and changes.counts(10**7, 10**7).chance == 1
    change = measured(answers(date(2019, 1, 5), web=(4, 4)), metrics=("answers",)).metrics[0].change
    assert change.shown == "+4 (−1 to 10), not sure"


def test_one_odd_answer_of_few_is_not_sure() -> None:
    """1 of 1 after 0 of 100: of 101 answers each may as well be the odd one, so chance gives it once in 101 times."""
    assert changes.shares((1, 1), (0, 100)).chance == pytest.approx(1 / 101)
    assert changes.shares((2, 2), (0, 2)).chance == pytest.approx(1 / 3)  # of six ways to deal two to two and two
    # Fisher (1935): convicted twins of criminals; two-sided as R's fisher.test prints it
    assert fisher_chance((10, 13), (2, 17)) == pytest.approx(0.0005367, abs=5e-8)
    many = changes.shares((5, 20), (20, 40))  # from five expected of either kind on, z
    assert many == changes.tested(5 / 20 - 20 / 40, 25 / 60 * 35 / 60 * (1 / 20 + 1 / 40))
    assert changes.shares((1.9, 2.9), (0.0, 40.0)).chance == pytest.approx(2 / 42)  # weighted: 1 of 2
    assert 0 <= changes.shares((0.4, 0.5), (0.0, 40.0)).chance <= 1
    rows = answers(date(2018, 1, 5), web=(0, 100)) + answers(date(2019, 1, 5), web=(1, 1))
    assert measured(rows).metrics[0].change.chance == pytest.approx(1 / 101, abs=1e-6)


def test_one_odd_answer_within_groups_is_not_sure() -> None:
    """1 of 1 on the web after which 0 of 100 are: one in 101; of the phone nobody is, on either date."""
    rows = answers(date(2018, 1, 5), web=(1, 1), phone=(0, 1)) + answers(date(2019, 1, 5), web=(0, 100), phone=(0, 100))
    within = measured(rows, by=("channel",)).changes[0].splits[0].split.tested
    assert within.z < -9 and within.chance == pytest.approx(1 / 101)
    turned = RULES.replace("formula csat(happy)", "formula 100% - csat(happy)")
    assert measured(rows, by=("channel",), rules=turned).changes[0].splits[0].split.tested.chance == within.chance
    # one of six ways each, so both once in 36 times, and as often the other way
    both = [((0, 2), (2, 2)), ((0, 2), (2, 2))]
    assert strata_chance(both) == pytest.approx(2 / 36) and strata_chance([]) == 1
    assert strata_chance([((10, 13), (2, 17))]) == fisher_chance((10, 13), (2, 17))


@pytest.mark.parametrize("ages", [((1, 2, 3), (0, 2, 4)), ((39, 41), (40, 40 + 1e-6, 40 - 1e-6))])
def test_two_means_of_few_rows_that_are_alike_did_not_move(ages: tuple[tuple[float, ...], ...]) -> None:
    rules = RULES.replace("median(age)", "mean(age)")
    rows = [
        {"council": "c", "on_day": day, "channel": "web", "age": age, "happy": 5}
        for day, of in zip((date(2018, 1, 5), date(2019, 1, 5)), ages, strict=True)
        for age in of
    ]
    change = measured(rows, rules=rules, metrics=("quick",)).metrics[0].change
    assert (change.by, change.chance, change.significant) == (0, 1.0, False)
    assert change.low < 0 < change.high and student_chance(0.0, 3) == 1.0 and student_chance(1e200, 3) == 0.0


def test_many_changes_at_once_make_each_less_sure() -> None:
    rows = answers(date(2018, 1, 5), web=(60, 100), phone=(60, 100)) + answers(
        date(2019, 1, 5), web=(72, 100), phone=(70, 100)
    )
    alone = measured(rows).metrics[0].change
    several = measured(rows, metrics=(), by=()).metrics[0].change
    assert alone.moved == several.moved and alone.chance == alone.chance_of_all < several.chance_of_all
    assert changes.holm([alone.chance, 1.0])[0] == pytest.approx(several.chance_of_all, abs=1e-6)


def test_segments_that_share_nobody_are_taken_together_others_each_by_itself() -> None:
    together = measured(SHOUTED, by=("segment",)).changes[0]
    assert [[g.by["segment"] for g in split.groups] for split in together.splits] == [["by_phone", "online"]]
    assert "Of who answered, Customers who phone moved it most: from 20% to 60% of the answers (−9.6)." in together.text
    rules = RULES.replace("metric satisfied", OLD + "metric satisfied")
    apart = measured(SHOUTED, by=("segment",), rules=rules).changes
    assert [[g.by and g.by["segment"] for g in split.groups] for split in apart[0].splits] == [
        ["by_phone", None], ["online", None], ["old", None],
    ]  # fmt: skip
    ways = [sentence for sentence in apart[0].text if " is a change in who answered and " in sentence]
    assert [sentence.partition(": of the ")[0] for sentence in ways] == [
        f"{title} and everybody else" for title in ("Customers who phone", "Customers online", "Over 64")
    ]


def test_rows_that_count_on_both_dates_are_in_both_errors() -> None:
    """A window of two years: the answers of the first year count twice, and the error is less than of two samples."""
    whole = measured(SHOUTED, months=24).metrics[0]
    before, after = (410, 500), (740, 1000)
    alone = changes.shares(after, before)
    assert whole.change.moved.tested == changes.shares(after, before, 500 / (500 * 1000) ** 0.5)
    assert abs(whole.change.moved.tested.z) > abs(alone.z)
    count = measured(SHOUTED, months=24, metrics=("answers",)).metrics[0].change.moved
    assert (count.by, count.tested.z) == (500, pytest.approx(500**0.5))  # 500 came, and nobody went


def test_the_same_rows_that_only_the_date_turns_are_not_tested() -> None:
    """Cases that were open for a year now and not then: no other rows, and no error that anybody knows."""
    rules = RULES.replace("median(age)", "share(today - on_day > 365 days)")
    rows = answers(date(2017, 12, 5), web=(40, 40)) + answers(date(2018, 1, 5), phone=(60, 60))
    whole = measured(rows, months=36, metrics=("quick",), by=("channel",), rules=rules).changes[0]
    change = whole.change
    assert (change.by, change.chance, change.low, change.significant) == (100, None, None, None) and whole.splits == ()
    assert whole.text[1:] == (
        "How sure that is cannot be told: such a figure has no test.",
        "Nothing of it is a change in who answered: the rows are the same on both dates.",
    )


@pytest.mark.parametrize("metric", ["satisfied", "answers", "quick"])
def test_the_same_rows_on_both_dates_did_not_move(metric: str) -> None:
    """Windows of two years that hold the same answers: no sample was drawn again, so nothing is by chance."""
    rows = answers(date(2018, 1, 5), web=(360, 400), phone=(50, 100))
    found = measured(rows, months=24, metrics=(metric,), by=("channel",))
    whole = found.changes[0]
    assert (whole.change.by, whole.change.low, whole.change.high) == (0, 0, 0)
    assert whole.change.shown.endswith("(the same rows on both dates)")
    assert len(whole.text) == 1 and whole.text[0].endswith(", as on 31 March 2018: the same rows on both dates.")
    assert all(each.change.moved.unmoved for each in found.metrics)
    one_more = measured([*rows, *answers(ON, web=(1, 1))], months=24, metrics=(metric,)).changes[0]
    assert not one_more.change.moved.unmoved and one_more.change.low != 0


def test_the_same_rows_are_not_told_where_numbers_are_rounded() -> None:
    rows = answers(date(2018, 1, 5), web=(360, 400), phone=(50, 100))
    rules = RULES.replace("field happy is five", "field happy is five\n  publish counts rounded to 5")
    change = measured(rows, months=24, rules=rules).metrics[0].change
    assert not change.moved.unmoved and change.low < 0 < change.high


NUMBERS = """pack made: Made
version 1 from 2017-04-01
subject council: Council
scale ten 0 to 10, higher is better: Likelihood
table replies: Replies
  field council is council
  field on_day is date
  field channel is one of (web, phone)
  field took is number, may be missing
  field recommend is ten, may be missing
metric took_long: How long it took
  from replies
  where on_day in last 12 months
  formula mean(took)
  by channel
metric net: Net promoter score
  from replies
  where on_day in last 12 months
  formula nps(recommend)
  by channel
"""


def numbers(metric: str, then: list[tuple[str, int]], now: list[tuple[str, int]]) -> Any:
    """The change as a whole and by channel, of numbers given with their channel."""
    field = "took" if metric == "took_long" else "recommend"
    rows = [
        {"council": "c", "on_day": day, "channel": channel, field: number}
        for day, given in ((date(2018, 1, 5), then), (date(2019, 1, 5), now))
        for channel, number in given
    ]
    return measured(rows, rules=NUMBERS, metrics=(metric,), by=("channel",))


@pytest.mark.parametrize(("then", "now"), [([3], [5]), ([3, 3, 3], [5, 5, 5]), ([3], [5, 6, 7])])
def test_so_few_rows_that_they_tell_nothing_of_one_another_are_not_sure(then: list[int], now: list[int]) -> None:
    """Rows that are all alike have no error of their own, which is not to say that the next row were like them."""
    found = numbers("took_long", [("web", x) for x in then], [("web", x) for x in now])
    change = found.changes[0].change
    assert (change.significant, change.chance, change.low) == (None, None, None) and change.by > 0
    assert change.shown.endswith(", too few to tell how sure")
    assert found.changes[0].text[1] == "How sure that is cannot be told from so few rows."
    more = numbers("took_long", [("web", 1)], [("web", 1), ("phone", 2)]).changes[0]
    assert more.text[2].startswith("Of the +0.5, ") and more.text[3].startswith("Neither as a whole nor like with like")


def test_few_means_are_tested_by_student_s_t() -> None:
    """Digits of Welch's test, and with 30 on both dates those of z."""
    few = changes.means((16 / 3, 1 / 3, 3), (10 / 3, 1 / 3, 3))
    assert few is not None and (few.z, few.chance) == (pytest.approx(18**0.5), pytest.approx(0.0132355, abs=1e-7))
    found = numbers("took_long", [("web", x) for x in (3, 4, 3)], [("web", x) for x in (5, 6, 5)]).changes[0].change
    assert found.chance == pytest.approx(few.chance, abs=1e-6)
    reach = 2.7764451 * 2**0.5 / 3  # the t of four degrees of freedom
    assert (found.moved.low, found.moved.high) == pytest.approx((2 - reach, 2 + reach))
    unlike = changes.means((5.0, 9.0, 4), (2.0, 1.0, 25))
    assert unlike is not None and unlike.chance == pytest.approx(student_chance(3 / (9 / 4 + 1 / 25) ** 0.5, 3))
    many = changes.means((4.0, 1.0, 30), (3.7, 1.5, 30))
    assert many is not None and many == changes.tested(4.0 - 3.7, 1 / 30 + 1.5 / 30)


def test_three_promoters_of_three_are_as_sure_as_their_interval_says() -> None:
    """By themselves three that are all alike have no error; with what is added to them they have."""
    change = numbers("net", [("web", 10)] * 3, [("web", 8)] * 3).changes[0].change
    assert change.significant is False and change.low < 0 < change.high
    assert changes.net_promoters((0, 0, 3), (3, 0, 3)).z == pytest.approx(-0.5 / (0.25 / 6 + 0.5 / 6) ** 0.5)
    plain = changes.net_promoters((9, 3, 30), (15, 3, 30))
    assert plain == changes.tested(6 / 30 - 12 / 30, (12 / 30 - 0.04) / 30 + (18 / 30 - 0.16) / 30)


@pytest.mark.parametrize("many", [(1000, 0, 1000), (900, 0, 1000)])
def test_a_score_is_not_surely_higher_because_few_answers_lean_to_the_middle(many: tuple[int, int, int]) -> None:
    """A score of 100 after one of 100, and one of 90: with what is added to a single answer they would be higher."""
    assert changes.net_promoters(many, (1, 0, 1)) == changes.Tested(0.0, 1.0)
    assert changes.net_promoters((1, 0, 1), (0, many[0], 1000)).z > 0


def test_one_row_of_each_group_on_each_date_is_not_taken_for_sure() -> None:
    """A group that gave one number then and one now has no error on either date, and yet one of the two."""
    groups = ("web", "phone")
    then, now = [(g, x) for g in groups for x in (1, 9)], [(g, x) for g in groups for x in (2, 9)]
    split = numbers("took_long", [("web", 3), ("phone", 9)], [("web", 5), ("phone", 10)]).changes[0].splits[0]
    assert split.within == 1.5 and not split.within_significant
    # variances of 2 and ½ among the numbers of both dates, doubled in a difference, of which each is half of the whole
    assert split.split.tested.z == pytest.approx(1.5 / ((2 + 0.5) * 2 / 4) ** 0.5)
    assert not numbers("took_long", then, now).changes[0].splits[0].within_significant


def test_what_is_sure_alone_and_not_among_many_says_so() -> None:
    rows = answers(date(2018, 1, 5), web=(60, 100), phone=(60, 100)) + answers(
        date(2019, 1, 5), web=(71, 100), phone=(69, 100)
    )
    whole = measured(rows, metrics=(), by=()).changes[0]
    assert whole.change.low > 0 and whole.change.chance < 0.05 < whole.change.chance_of_all
    assert whole.text[1] == (
        "Alone it would count as surely more than chance; but 2 changes were looked at together, and one as striking "
        "comes among them by chance about once in 14 times."
    )


def test_rounded_parts_that_do_not_add_up_say_so_once() -> None:
    """81.06% less 75.42% is 5.64: 5.6, and 81.1 less 75.4 is 5.7."""
    rows = answers(date(2018, 1, 5), web=(5000, 6629), phone=(0, 0)) + answers(date(2019, 1, 5), web=(5374, 6630))
    whole = measured(rows, by=("channel",)).changes[0]
    assert sum(sentence.count("(figures are rounded)") for sentence in whole.text) == 1
    assert "(figures are rounded)" not in " ".join(measured(DIPPED, by=("channel",)).changes[0].text)


def test_figures_without_a_test_or_a_mix_say_so() -> None:
    median = measured(SHOUTED, metrics=("quick",), by=("channel",)).changes[0]
    assert median.change.significant is None and not median.splits
    assert median.text[1:] == (
        "How sure that is cannot be told: such a figure has no test.",
        "How much of it is a change in who answered cannot be told of such a figure.",
    )
    number = measured(SHOUTED, metrics=("answers",), by=("channel",)).changes[0]
    assert number.text[-1] == "A number has no mix: what each group came to differs adds up to it."


def test_without_an_earlier_figure_there_is_no_change() -> None:
    said = measured(answers(ON, web=(3, 4)))
    assert said.metrics[0].change.by is None and said.metrics[0].change.unknown == "for the earlier date, no answers"
    assert said.changes[0].text == ("Satisfied customers: the change is unknown: for the earlier date, no answers.",)


ONE_DATE_ONLY = """table letters: Letters
  field council is council
  field on_day is date
  field channel is one of (web, phone, post)
  field paid is money
metric counted: Letters
  from letters
  where on_day in last 12 months
  formula count
  by channel
metric spent: Spent
  from letters
  where on_day in last 12 months
  formula sum(paid)
  by channel
metric dear: Dear ones
  from letters
  where on_day in last 12 months
  formula share(paid > £1)
  by channel
"""


def test_what_there_was_on_one_date_only_is_told_too() -> None:
    """Of 40 letters 30 came by post, which nobody uses any more; of all 40 a year later 25 by phone, which is new."""
    before, after = {"post": 30, "web": 10}, {"phone": 25, "web": 15}
    rows = [
        {"council": "c", "on_day": day, "channel": channel, "paid": 2}
        for day, each in ((date(2018, 1, 5), before), (date(2019, 1, 5), after))
        for channel, n in each.items()
        for _ in range(n)
    ]

    def changes_of(rules: str) -> dict[tuple[str, str], Any]:
        sources = {"letters": rows, "council": [{"id": "c", "title": "Ourtown"}]}
        program = cxengine.compile({"made.cx": RULES.format(months=12) + rules})
        asked = {"metrics": ("counted", "spent", "dear"), "by": ("channel",), "change_since": THEN}
        return {(m.metric, m.by["channel"]): m for m in program.metrics(sources, as_of=ON, **asked).metrics}

    found = changes_of(ONE_DATE_ONLY)
    assert {key: (m.value, m.change.before, m.change.by) for key, m in found.items()} == {
        ("counted", "phone"): (25, 0, 25), ("counted", "post"): (0, 30, -30), ("counted", "web"): (15, 10, 5),
        ("spent", "phone"): (50, 0, 50), ("spent", "post"): (0, 60, -60), ("spent", "web"): (30, 20, 10),
        ("dear", "phone"): (100, None, None), ("dear", "post"): (None, 100, None), ("dear", "web"): (100, 100, 0),
    }  # fmt: skip
    assert found["dear", "phone"].change.unknown == "for the earlier date, no answers"
    small = changes_of(ONE_DATE_ONLY.replace("metric counted", "  publish groups of at least 5\nmetric counted"))
    assert {channel for _, channel in small} == {"phone", "web"}  # who is in no group that is listed is not told


def test_few_who_came_between_the_dates_are_not_given_away() -> None:
    """All answers ever, at two dates: six more came. The two figures would tell what those six said."""
    rows = answers(date(2018, 1, 5), web=(30, 50), phone=(30, 50)) + answers(date(2019, 1, 5), web=(6, 6))
    rules = RULES.replace("field happy is five", "field happy is five\n  publish groups of at least 10")
    rules = rules.replace(", month of on_day", "")
    figures = measured(rows, months=36, rules=rules).metrics
    assert figures[0].n == 106 and figures[0].change.before is None and figures[0].change.by is None
    assert figures[0].change.unknown == "for the earlier date, fewer than 10 in the group, or of them between the dates"
    open_ = measured(rows, months=36).metrics[0].change
    assert (open_.n_before, open_.moved.by) == (100, Fraction(66, 106) - Fraction(60, 100))


def test_the_assessment_has_the_change_of_every_metric() -> None:
    sources = {"replies": SHOUTED, "council": [{"id": "c", "title": "Ourtown"}]}
    program = cxengine.compile({"made.cx": RULES.format(months=12)})
    said = program.assess(sources, as_of=ON, change_since=THEN).to_dict()
    satisfied, number, median = said["subjects"][0]["metrics"]
    assert said["change_since"] == "2018-03-31"
    assert (satisfied["change"]["from"], satisfied["change"]["by"], satisfied["change"]["significant"]) == (
        "2018-03-31", -16, True,
    )  # fmt: skip
    assert number["change"]["by"] == 0 and median["change"]["significant"] is None
    assert program.assess(sources, as_of=ON).to_dict()["subjects"][0]["metrics"][0]["change"] is None


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"change_since": ON}, "change-not-earlier"), ({"by": ("month of on_day",)}, "change-by-date")],
)
def test_what_makes_no_sense_is_refused(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(CxError) as refused:
        measured(SHOUTED, **asked)
    assert [d.code for d in refused.value.diagnostics] == [code] and refused.value.diagnostics[0].help


def test_two_rows_alike_on_each_date_are_not_surely_more() -> None:
    """What moved says that so few rows cannot tell; a criterion must not say that they can."""
    few, many = ((1, 1), (2, 2)), ((1,) * 30, (2,) * 30)
    assert [_with_confidence(*each) for each in (few, many, ((2, 2), (2, 2)))] == ["unknown", "met", "unknown"]


def _with_confidence(before: tuple[int, ...], after: tuple[int, ...]) -> str:
    rules = """pack made: Made
version 1 from 2018-01-01
subject service: Service
table visits: Visits
  field service is service
  field day is date
  field length is number
metric usual: Usual
  from visits
  formula mean(length)
  where day in last 12 months
model care for service: Care
  level 1: Longer
    criterion 1.1: Longer
      when usual > usual 12 months ago with 95% confidence
"""
    rows = [
        {"service": "s", "day": day, "length": length}
        for day, lengths in ((date(2018, 6, 1), before), (date(2019, 6, 1), after))
        for length in lengths
    ]
    sources = {"visits": rows, "service": [{"id": "s", "title": "S"}]}
    found = cxengine.compile({"made.cx": rules}).assess(sources, as_of=date(2019, 12, 31))
    return found.subjects[0].models[0].criteria[0].outcome
