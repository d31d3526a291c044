"""Comparisons that are decided together come to what each comes to by itself."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given, strategies as st

import cxengine
from cxengine.maturity.answers import Answered
from cxengine.maturity.conditions import decider
from cxengine.maturity.evaluate import evaluate_outcomes
from cxengine.maturity.facts import Facts
from cxengine.maturity.ladders import CODES, TRUTHS
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
    """One to four comparisons, either side first, all or one of them to hold; sometimes a `not` or a criterion."""
    def comparison() -> str:
        figure, bound = f"m{draw(st.integers(0, 1))}", draw(st.sampled_from(BOUNDS))
        sides = (figure, bound) if draw(st.booleans()) else (bound, figure)
        return f"{sides[0]} {draw(st.sampled_from(('>=', '<=', '>', '<')))} {sides[1]}"

    parts = [comparison() for _ in range(draw(st.integers(1, 4)))]
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


def test_the_bits_of_codes_are_kleene() -> None:
    for one, code in CODES.items():
        for other, other_code in CODES.items():
            assert TRUTHS[code & other_code] is all_of((one, other))
            assert TRUTHS[code | other_code] is any_of((one, other))
