"""Groups of cases that are too small are hidden, and what is shown tells of no small one."""

from __future__ import annotations

from hypothesis import example, given, strategies as st

from cxengine.lang.publishing import Policy
from cxengine.logs.small import StepCases, hidden_groups, hidden_steps

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


WAYS = st.lists(st.tuples(st.integers(1, 30), st.lists(st.sampled_from(range(5)), min_size=3, max_size=3)), max_size=8)
"""Ways through three steps, with how many cases go so: each step is passed by, done, left out, moved or the last."""


def counted(ways: list[tuple[int, list[int]]], shown: list[bool]) -> dict[str, StepCases]:
    """The cases of each step: all, and those of ways that are shown."""

    def of(step: int, *what: int) -> tuple[int, int]:
        cases = [n if way[step] in what else 0 for n, way in ways]
        return sum(cases), sum(n for n, seen in zip(cases, shown, strict=True) if seen)

    return {
        name: StepCases(done=of(step, 1, 4), skipped=of(step, 2), moved=of(step, 3), stops_after=of(step, 4))
        for step, name in enumerate("abc")
    }


@example([(1, [0, 0, 4]), (1, [1, 0, 0]), (1, [4, 0, 0]), (5, [0, 0, 0]), (5, [4, 4, 0]), (6, [1, 0, 0])], 6)
@given(WAYS, st.integers(2, 12))
def test_the_steps_that_are_shown_tell_of_no_few_cases(ways: list[tuple[int, list[int]]], least: int) -> None:
    policy = Policy(least=least)
    cases = [n for n, _ in ways]
    secret = hidden_groups(cases, policy)
    shown = [place not in secret for place in range(len(ways))]
    steps = counted(ways, shown)
    seen = sum(n for n, is_seen in zip(cases, shown, strict=True) if is_seen)
    hidden = hidden_steps(steps, (sum(cases), seen), policy)
    for name in set(steps) - hidden:
        for what in (1, 2, 3, 4):
            among = [at for at, (_, way) in enumerate(ways) if way["abc".index(name)] == what]
            rest = sum(cases[at] for at in among if not shown[at])
            assert not policy.hides(sum(cases[at] for at in among)) and not policy.hides(rest), (name, what)
    stopping = [name for name in steps if steps[name].stops_after[0]]
    kept_back = [name for name in stopping if name in hidden]
    assert len(kept_back) != 1 or stopping == kept_back, "the others give it away"


def test_without_a_policy_every_step_is_shown() -> None:
    steps = {"a": StepCases(done=(1, 1), skipped=(2, 2), moved=(0, 0), stops_after=(1, 1))}
    assert hidden_steps(steps, (3, 3), None) == frozenset()
