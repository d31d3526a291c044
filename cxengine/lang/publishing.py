"""Which groups of people are too small to be published: policies that others have published, and a table's own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from cxengine.lang import ast


@attrs.frozen(kw_only=True)
class Policy:
    """What may be said of a group of so many people.

    A group of 1 to ``least`` - 1 is hidden, and shown as ``sign`` where that is given. With ``round_to`` all other
    counts are rounded to the nearest multiple of it, half of it up; with ``half_even`` to the multiple that is even.
    """

    least: int = 1
    round_to: int | None = None
    sign: str | None = None
    half_even: bool = False

    def hides(self, count: int) -> bool:
        """Whether a group is too small to be shown. No people at all may be."""
        return 0 < count < self.least

    def shown(self, count: int) -> int:
        """The count as it is printed where it is not hidden."""
        if self.round_to is None:
            return count
        whole, rest = divmod(count, self.round_to)
        at_half = whole % 2 == 1 if self.half_even else True
        up = 2 * rest > self.round_to or (2 * rest == self.round_to and at_half)
        return (whole + up) * self.round_to


@attrs.frozen(kw_only=True)
class NamedPolicy:
    """A policy that others have published, and where."""

    policy: Policy
    doc: str


POLICIES: Mapping[str, NamedPolicy] = MappingProxyType(
    {
        "nhs_friends_and_family": NamedPolicy(
            policy=Policy(least=5, sign="*"),
            doc="1 to 4 hidden, and what would give them away: NHS England, Friends and Family Test.",
        ),
        "gp_patient_survey": NamedPolicy(
            policy=Policy(least=10),
            doc="Fewer than 10 hidden: GP Patient Survey, analysis tool.",
        ),
        "nhs_digital": NamedPolicy(
            policy=Policy(least=8, round_to=5, sign="*"),
            doc="1 to 7 hidden, others rounded to 5: NHS Digital, Hospital Episode Statistics from September 2018.",
        ),
        "mod": NamedPolicy(
            policy=Policy(least=5, round_to=5, sign="~"),
            doc="0 shown, under 5 hidden, others rounded to 5: Ministry of Defence, rounding policy of 2009.",
        ),
        "dasa": NamedPolicy(
            policy=Policy(round_to=10, half_even=True),
            doc="Rounded to 10, numbers that end in 5 to 20: Defence Analytical Services and Advice.",
        ),
    }
)


def policy_of(table: ast.Table) -> Policy | None:
    """What a table says of small groups; None where it says nothing, and everything is published."""
    named = POLICIES.get(table.publish_as.text) if table.publish_as is not None else None
    policy = named.policy if named is not None else Policy()
    if table.publish_at_least is not None:
        policy = attrs.evolve(policy, least=table.publish_at_least)
    if table.counts_rounded_to is not None:
        policy = attrs.evolve(policy, round_to=table.counts_rounded_to, half_even=False)
    return policy if policy != Policy() else None
