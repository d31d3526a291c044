"""What is said of how much a table hides, and of what that is for."""

from __future__ import annotations

from collections.abc import Sequence

from cxengine.engine.said.sources import HidingCostSaid, HidingSaid
from cxengine.metrics.suppression.costs import Cost, Hiding
from cxengine.subjects import SubjectKey, SubjectTree


def hiding_said(hiding: Hiding | None, tree: SubjectTree) -> HidingSaid | None:
    """The numbers with a sentence or two; None where there is nothing to say."""
    if hiding is None:
        return None
    return HidingSaid(
        figures=hiding.figures,
        first=hiding.first,
        second=hiding.second,
        withheld=hiding.withheld,
        whole=tuple(map(str, hiding.whole)),
        costs=tuple(HidingCostSaid(leave_out=cost.leave_out, more=cost.more) for cost in hiding.costs or ()),
        text=_text(hiding, tree),
    )


def _text(hiding: Hiding, tree: SubjectTree) -> str:
    hidden = hiding.first + hiding.second + hiding.withheld
    second = hiding.second + hiding.withheld
    it = "it" if hidden == 1 else "they"
    why = f"{it} would tell of few people who are in the rows of one figure and not of another"
    if hiding.first:
        rest = f"{hiding.first:,} {'rests' if hiding.first == 1 else 'rest'} on too few people"
        alone = f"{it} {'rests' if hidden == 1 else 'rest'} on too few people"
        away = "this" if hiding.first == 1 else "these"
        why = f"{rest}, and {second:,} would give {away} away" if second else alone
    whole = f", among them some of {_titles(hiding.whole, tree)} as a whole" if hiding.whole else ""
    found = f"{hidden:,} of all {hiding.figures:,} figures {'is' if hidden == 1 else 'are'} hidden: {why}{whole}."
    if hiding.beyond:
        return f"{found} More could be shown without `by` lines that split most, such as those by month."
    if hiding.costs is None:
        return f"{found} `cx metrics --what-hides` says for which line of the rules."
    return found if not hiding.costs else f"{found} {_without(hiding.costs)}"


def _without(costs: Sequence[Cost]) -> str:
    """What may be left out, and what that would do; the second dearest too."""
    dearest, *others = costs
    more = f"{dearest.more:,} more {'figure' if dearest.more == 1 else 'figures'}"
    also = f"; without {_written(others[0])} it would be {others[0].more:,}" if others else ""
    return f"Without {_written(dearest)} {more} could be shown{also}."


def _written(cost: Cost) -> str:
    word, _, name = cost.leave_out.partition(" ")
    return f"the metric `{name}`" if word == "metric" else f"`{cost.leave_out}`"


def _titles(keys: Sequence[SubjectKey], tree: SubjectTree) -> str:
    titles = [tree.records[key].title or key.id for key in keys[:2]]
    return " and ".join(titles) if len(keys) < 3 else f"{titles[0]} and {len(keys) - 1:,} others"
