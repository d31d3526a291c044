"""Comparisons that are decided together come to what each comes to by itself."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given, strategies as st

import cxengine
from cxengine.maturity.answers import Answered
from cxengine.maturity.columns import columns_of
from cxengine.maturity.conditions import decider
from cxengine.maturity.evaluate import evaluate_outcomes
from cxengine.maturity.facts import Facts
from cxengine.maturity.ladders import CODES, OPEN, TRUTHS, YES, codes_of, turned_on
from cxengine.maturity.outcome import all_of, any_of, from_truth
from cxengine.metrics.measured import Measured

HEAD = """pack ladders: Ladders
version 1 from 2018-04-01
subject service: Service
table responses: Answers
  field service is service
  field good is yes_no, may be missing
metric m0: M
  from responses
  formula share(good is yes)
metric m1: M
  from responses
  formula share(good is no)
model m for service: M
  level 1: One
"""
BOUNDS = ("0%", "33.3%", "33.34%", "50%", "66.7%", "100%")
VALUES = st.none() | st.fractions(0, 1, max_denominator=3000) | st.sampled_from(
    [Fraction(0), Fraction(333, 1000), Fraction(3334, 10000), Fraction(1, 3), Fraction(1, 2), Fraction(1)]
)  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn) -> str:
    """One to four comparisons, either side first, all or one of them to hold; sometimes a `not` or a criterion.

    Some are of a figure with another, or ask whether it is known: these stand on no ladder.
    """
    def comparison() -> str:
        figure, bound = f"m{draw(st.integers(0, 1))}", draw(st.sampled_from(BOUNDS))
        sides = (figure, bound) if draw(st.booleans()) else (bound, figure)
        return f"{sides[0]} {draw(st.sampled_from(('>=', '<=', '>', '<')))} {sides[1]}"

    others = st.sampled_from(("m0 >= m1", "m1 is known", "m0 is not known"))
    parts = [draw(others) if draw(st.integers(0, 5)) == 0 else comparison() for _ in range(draw(st.integers(1, 4)))]
    if draw(st.integers(0, 4)) == 0:
        parts.append("criterion 1.1 is met")
    if draw(st.integers(0, 4)) == 0:
        parts[0] = f"not ({parts[0]})"
    return draw(st.sampled_from((" and ", " or "))).join(parts)


@given(st.lists(conditions(), min_size=1, max_size=8), VALUES, VALUES)
def test_decided_together_as_one_by_one(written: list[str], first: Fraction | None, second: Fraction | None) -> None:
    asked = "    criterion 1.1: Asked\n      ask: Is it?\n"
    texts = [f"    criterion 1.{n}: C\n      when {text}\n" for n, text in enumerate(written, 2)]
    model = cxengine.compile({"m.cx": HEAD + asked + "".join(texts)}).models[0]
    figures = {"m0": first, "m1": second}
    measured = [Measured(metric=r.name.text, unit="share", value=figures[r.name.text], n=9) for r in model.refs]
    facts = Facts(measured, {}, date(2019, 3, 31))
    now = evaluate_outcomes(model, facts, Answered()).now
    assert list(now.truths) == [atom.run(facts.numbers, facts) for atom in sorted(model.atoms, key=lambda a: a.place)]
    for criterion in model.criteria[1:]:
        assert criterion.when is not None
        assert now.outcomes[criterion.index] == from_truth(decider(criterion.when)(now.truths, now.outcomes))


def test_many_conditions_have_several_numbers() -> None:
    """A thousand at a time, and what is left over: each comes to what it comes to by itself."""
    texts = ("m0 >= 50%", "m0 < 33.3% or m1 <= 66.7%", "m0 is known and m1 > 0%", "not m0 >= 50%", "m1 is known")
    written = "".join(f"    criterion 1.{n}: C\n      when {text}\n" for n, text in enumerate(texts, 1))
    model = cxengine.compile({"m.cx": HEAD + written}).models[0]
    conditions = [criterion.when for criterion in model.criteria] * 501
    columns = columns_of(conditions, model.ladders, len(model.runs))
    assert columns is not None and len(columns.columns) == 3
    for m0, m1 in ((Fraction(1, 2), Fraction(2, 3)), (Fraction(1, 3), None), (None, Fraction(0)), (None, None)):
        figures = {"m0": m0, "m1": m1}
        measured = [Measured(metric=r.name.text, unit="share", value=figures[r.name.text], n=9) for r in model.refs]
        facts = Facts(measured, {}, date(2019, 3, 31))
        now = evaluate_outcomes(model, facts, Answered()).now
        alone = codes_of(run(facts.numbers, facts) for run in model.runs)
        packed = columns.packed(turned_on(model.ladders, measured), alone)
        codes = [byte >> shift & YES for byte in packed for shift in (0, 2, 4, 6)][: len(conditions)]
        own = [c.decide_when(now.truths, now.outcomes) for c in model.criteria if c.decide_when is not None]
        expected = [CODES[truth] if index in columns.simple else OPEN for index, truth in enumerate(own * 501)]
        assert codes == expected


def test_the_bits_of_codes_are_kleene() -> None:
    for one, code in CODES.items():
        for other, other_code in CODES.items():
            assert TRUTHS[code & other_code] is all_of((one, other))
            assert TRUTHS[code | other_code] is any_of((one, other))
