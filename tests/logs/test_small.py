"""Groups of cases that are too small are hidden, and what is shown tells of no small one."""

from __future__ import annotations

from hypothesis import given, strategies as st

from cxengine.lang.publishing import Policy
from cxengine.logs.small import hidden_groups

COUNTS = st.lists(st.integers(0, 30), max_size=8)


@given(COUNTS, st.integers(2, 12))
def test_what_is_hidden_together_is_several_groups_and_not_few_cases(counts: list[int], least: int) -> None:
    hidden = hidden_groups(counts, Policy(least=least))
    small = {place for place, count in enumerate(counts) if 0 < count < least}
    assert small <= hidden and bool(hidden) == bool(small)
    others = [place for place, count in enumerate(counts) if place not in hidden and count >= least]
    together = sum(counts[place] for place in hidden)
    assert not hidden or not others or (len(hidden) > 1 and together >= least)


@given(COUNTS)
def test_without_a_policy_everything_is_shown(counts: list[int]) -> None:
    assert hidden_groups(counts, None) == frozenset()


def test_no_more_is_hidden_than_must_be() -> None:
    assert hidden_groups([50, 20, 4, 30], Policy(least=5)) == {2, 1}
    assert hidden_groups([50, 4, 4], Policy(least=5)) == {1, 2}
    assert hidden_groups([50, 20], Policy(least=5)) == frozenset()
