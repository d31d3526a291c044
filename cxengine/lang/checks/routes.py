"""What holds on every way through a journey: parts meet as they parted, and what is needed has been given."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.cycles import path_in_words
from cxengine.lang.flows.flow import Flow, must
from cxengine.source import Span


def check_routes(journey: ast.Journey, flow: Flow, checking: Checking) -> bool:
    """Whether nothing is wrong. The flow has no circle, and every step is reached."""
    before = len(checking.found)
    _check_meetings(journey, flow, checking)
    if journey.changes is None:
        _check_parts_meet(flow, checking)
    _check_items(journey, flow, checking)
    return len(checking.found) == before


def _place(journey: ast.Journey, span: Span) -> Span:
    """Where a mistake is told: in a journey made by changes, at its own name."""
    return span if journey.changes is None else journey.name.span


# ---- partings and meetings


def dominators(flow: Flow) -> dict[str, str | None]:
    """For each step the last one that every way to it passes (Cooper, Harvey and Kennedy, 2001); None for the first."""
    depth: dict[str, int] = {}
    above: dict[str, str | None] = {}
    for name in flow.order():
        found: str | None = None
        for place, other in enumerate(flow.before[name]):
            found = other if place == 0 else common(found, other, above, depth)
        above[name] = found
        depth[name] = depth[found] + 1 if found is not None else 0
    return above


def common(one: str | None, other: str | None, above: Mapping[str, str | None], depth: Mapping[str, int]) -> str | None:
    """The last step that every way to either passes."""
    while one != other and one is not None and other is not None:
        if depth[one] >= depth[other]:
            one = above[one]
        else:
            other = above[other]
    return one if one == other else None


def _check_meetings(journey: ast.Journey, flow: Flow, checking: Checking) -> None:
    above = dominators(flow)
    depth: dict[str, int] = {}
    for name in flow.order():
        parent = above[name]
        depth[name] = depth[parent] + 1 if parent is not None else 0
    for name, before in flow.before.items():
        joint = flow.joins[name]
        if joint is None or name in flow.silent:
            continue
        for place, one in enumerate(before):
            parted = {other: _parted(one, other, flow, above, depth) for other in before[place + 1 :]}
            others = [other for other, how in parted.items() if how not in (joint, None)]
            if others:
                _disagree(journey, flow, name, (one, others[0]), checking)
                break


def _parted(
    one: str, other: str, flow: Flow, above: Mapping[str, str | None], depth: Mapping[str, int]
) -> ast.Joint | None:
    """How the ways of two steps parted."""
    where = common(one, other, above, depth)
    return flow.splits[where] if where is not None else None


def _disagree(journey: ast.Journey, flow: Flow, name: str, pair: tuple[str, str], checking: Checking) -> None:
    step, (one, other) = flow.steps[name], pair
    if flow.joins[name] == "and":
        found = f"`{name}` waits for both `{one}` and `{other}`, and no case comes through both"
        help = f"Write `after {one} or {other}`, or part the ways with `and`."
    else:
        found = f"`{name}` comes after one of `{one}` and `{other}`, and every case comes through both"
        help = f"Write `after {one} and {other}`, or part the ways with `or`."
    span = step.after.span if step.after is not None else step.name.span
    checking.error("ways-disagree", _place(journey, span), found, help)


def _check_parts_meet(flow: Flow, checking: Checking) -> None:
    following, bits = flow.following(), flow.bits()
    for name, step in flow.steps.items():
        if flow.splits[name] != "and" or step.then is None:
            continue
        reached = [following[edge.to] | bits[edge.to] for edge in flow.after[name]]
        apart = [
            (flow.after[name][one].to, flow.after[name][other].to)
            for one in range(len(reached))
            for other in range(one + 1, len(reached))
            if not reached[one] & reached[other]
        ]
        if apart:
            one_way, other_way = apart[0]
            checking.found.warning(
                "never-meet",
                step.then.span,
                f"What begins with `{one_way}` and what begins with `{other_way}` go side by side and never meet",
                f"The journey ends in each. A step that waits for both says `after {one_way} and {other_way}`.",
            )


# ---- items


def _check_items(journey: ast.Journey, flow: Flow, checking: Checking) -> None:
    items = checking.names.items
    bits = {item: 1 << place for place, item in enumerate(items)}
    obtained = {
        name: _bits((*step.gives, *step.asks), bits) for name, step in flow.steps.items() if name not in flow.silent
    }
    given = {item.text for name, step in flow.steps.items() for item in step.gives if name not in flow.silent}
    asked = {item.text for name, step in flow.steps.items() for item in step.asks if name not in flow.silent}
    had = must(flow, obtained)
    for name, step in flow.steps.items():
        for item in step.needs if name not in flow.silent else ():
            declared = items.get(item.text)
            if declared is None or had[name] & bits[item.text]:
                continue
            if item.text not in given and declared.held_by is not None:
                continue
            if item.text not in given | asked:
                _never_given(journey, name, item, checking)
            else:
                _not_on_route(journey, flow, name, item, obtained, had, bits[item.text], checking)


def _bits(names: tuple[ast.Name, ...], bits: Mapping[str, int]) -> int:
    found = 0
    for name in names:
        found |= bits.get(name.text, 0)
    return found


def _never_given(journey: ast.Journey, name: str, item: ast.Name, checking: Checking) -> None:
    checking.error(
        "item-never-given",
        _place(journey, item.span),
        f"`{name}` needs `{item}`, which no step gives and nobody has",
        f"Write `gives {item}` in an earlier step, or `held by PARTY` in `item {item}`.",
    )


def _not_on_route(
    journey: ast.Journey,
    flow: Flow,
    name: str,
    item: ast.Name,
    obtained: Mapping[str, int],
    had: Mapping[str, int],
    bit: int,
    checking: Checking,
) -> None:
    route = route_without(flow, name, obtained, had, bit)
    checking.error(
        "item-missing",
        _place(journey, item.span),
        f"`{name}` needs `{item}`, and on this way no step gives it: {path_in_words(route)}",
        f"Write `gives {item}` in a step of that way, or take `{item}` out here.",
    )


def route_without(
    flow: Flow, name: str, obtained: Mapping[str, int], had: Mapping[str, int], bit: int
) -> tuple[str, ...]:
    """A way to a step on which an item is not obtained for certain."""
    route = [name]
    while flow.before[route[-1]]:
        options = flow.before[route[-1]]
        lacking = [
            other
            for other in options
            if not (had[other] | (0 if flow.optional(other) else obtained.get(other, 0))) & bit
        ]
        route.append((lacking or list(options))[0])
    return tuple(reversed(route))
