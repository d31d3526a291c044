"""The few actions that would help most, in an order in which they can be done."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cxengine.report.section import draw_section
from cxengine.report.wording import Result, counted, day, listed, quantity, subject_title

if TYPE_CHECKING:
    from rich.console import Console

MOST = 5


def draw_proposals(result: Result, console: Console, most: int = MOST) -> None:
    """Title, owner, due date, for whom, effort and cost; ``estimate`` where no source gives the figure."""
    from rich.padding import Padding
    from rich.text import Text

    chosen = most_useful(result, most)
    if not chosen:
        return
    total = len(result["actions"])
    draw_section(console, "What would help most" + (f" ({len(chosen)} of {total} actions)" if total > most else ""))
    titles = {(s["kind"], s["id"]): subject_title(s) for s in result["subjects"]}
    for position, action in enumerate(chosen, 1):
        console.print(Padding(Text.assemble(f"{position}. ", (str(action["title"]), "bold")), (0, 0, 0, 1)))
        for line in (_who_and_when(action), _for_whom(action, titles), _how_much(action)):
            if line:
                console.print(Padding(Text(line), (0, 0, 0, 4)))


def most_useful(result: Result, most: int = MOST) -> list[Result]:
    """Those that clear most of what stands before someone's next level; what they depend on stands before them.

    An action counts one over the number of things that stand in the way, for each level that it helps on.
    """
    actions = {str(action["id"]): action for action in result["actions"]}
    worth = {key: _worth(action, result) for key, action in actions.items()}
    ranked = sorted(actions, key=lambda key: (-worth[key], actions[key].get("due") or "9999", key))
    chosen: dict[str, Result] = {}
    for key in ranked:
        for step in _with_what_it_needs(key, actions):
            if len(chosen) < most:
                chosen.setdefault(step, actions[step])
    return list(chosen.values())


def _worth(action: Result, result: Result) -> Fraction:
    helped = {(s["kind"], s["id"]) for s in action["for"]}
    met = {(m["model"], m["criterion"]) for m in action["meets"]}
    worth = Fraction(0)
    for subject in result["subjects"]:
        if (subject["kind"], subject["id"]) not in helped:
            continue
        worth += Fraction(1, 1000)
        for model in subject["models"]:
            to_next = model.get("to_next") or {}
            unmet = list(to_next.get("unmet", ()))
            if any((model["model"], criterion) in met for criterion in unmet):
                worth += Fraction(1, len(unmet) + len(to_next.get("unknown", ())))
    return worth


def _with_what_it_needs(key: str, actions: dict[str, Result]) -> list[str]:
    """The action and all that it depends on, each before what needs it."""
    order: list[str] = []
    waiting, opened = [key], set[str]()
    while waiting:
        here = waiting[-1]
        needs = [k for k in actions[here].get("depends_on", ()) if k in actions and k not in order and k not in opened]
        opened.add(here)
        if needs:
            waiting.extend(reversed(needs))
        else:
            waiting.pop()
            if here not in order:
                order.append(here)
    return order


def _who_and_when(action: Result) -> str:
    owner = action.get("owner_title") or action.get("owner")
    parts = [str(owner) if owner else "no owner named"]
    if action.get("starts") and action.get("due"):
        parts.append(f"{day(action['starts'])} to {day(action['due'])}")
    elif action.get("due"):
        parts.append(f"by {day(action['due'])}")
    return " · ".join(parts)


def _for_whom(action: Result, titles: dict[tuple[str, str], str]) -> str:
    names = [titles.get((s["kind"], s["id"]), s["id"]) for s in action["for"]]
    criteria = list(dict.fromkeys(m["criterion"] for m in action["meets"]))
    return f"for {listed(names, most=3)}" + (f" (criterion {listed(criteria)})" if criteria else "")


def _how_much(action: Result) -> str:
    parts = []
    if action.get("effort_days") is not None:
        parts.append(counted_days(action["effort_days"]) + marked(action, "effort"))
    if action.get("cost") is not None:
        yearly = " a year" if action.get("cost_a_year") else ""
        parts.append(quantity(action["cost"], "£") + yearly + marked(action, "cost"))
    if action.get("only_with_investment"):
        parts.append("only with investment")
    return " · ".join(parts)


def counted_days(days: float) -> str:
    """``1 day of work``, ``7.5 days of work``."""
    return (counted(int(days), "day") if float(days).is_integer() else f"{days:,} days") + " of work"


def marked(action: Result, figure: str) -> str:
    """`` (estimate)`` where no source gives the figure."""
    own = action.get(f"{figure}_estimate")
    return " (estimate)" if (action.get("estimate") if own is None else own) else ""
