"""The few actions that would help most, in an order in which they can be done."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cxengine.report.journey_map.step_words import length
from cxengine.report.section import draw_section
from cxengine.report.wording import Result, counted, day, listed, number, quantity, subject_title

if TYPE_CHECKING:
    from rich.console import Console

MOST = 5
MOST_WITHOUT = 3
"""Criteria without an action that are named; the rest is counted."""
REACH = {
    "organisation": "for the whole organisation, needed by {names}",
    "department": "for the departments of {names}",
    "team": "for the teams of {names}",
    "individual": "for individuals in {names}",
}
"""Where an action improves things, in words; elsewhere it is for the subjects themselves."""


def draw_proposals(result: Result, console: Console, most: int = MOST) -> None:
    """Title, owner, dates, for whom, effort and cost; ``estimate`` where no source gives the figure."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    chosen, without = most_useful(result, most), without_action(result)
    if not chosen and not without:
        return
    total = len(together(result))
    draw_section(console, "What would help most" + (f" ({len(chosen)} of {total} actions)" if total > most else ""))
    titles = titles_of(result)
    listing = Table.grid(padding=(0, 1, 0, 0))
    for position, action in enumerate(chosen, 1):
        listing.add_row(f"{position}.", Text(str(action["title"]), style="bold"))
        for line in (_who_and_when(action), for_whom(action, titles, most=3), how_much(action)):
            if line:
                listing.add_row("", Text(line))
    if chosen:
        console.print(Padding(listing, (0, 0, 0, 1)))
    for line in without:
        console.print(Padding(Text(line), (0, 0, 0, 1)))


def without_action(result: Result) -> list[str]:
    """The criteria that are not met before someone's next level, and for which the rules write no action: the most in
    the way first."""
    met = {
        ((who["kind"], who["id"]), m["model"], m["criterion"])
        for action in result["actions"]
        for who in action["for"]
        for m in action["meets"]
    }
    blocked: dict[tuple[str, str, str], list[str]] = {}
    for subject in result["subjects"]:
        for model in subject["models"]:
            titles = {each["criterion"]: each["title"] for each in model["criteria"]}
            for id in model["to_next"]["unmet"] if not model["to_next"].get("accepted") else ():
                if ((subject["kind"], subject["id"]), model["model"], id) not in met:
                    named = blocked.setdefault((model["model"], id, titles.get(id, "")), [])
                    named.append(subject_title(subject))
    order = sorted(blocked.items(), key=lambda each: -len(each[1]))
    lines = [
        f"No action is written for {id}{f' ({title})' if title else ''}, which stands before the next level of "
        f"{listed(names, most=3)}."
        for (_, id, title), names in order[:MOST_WITHOUT]
    ]
    if len(order) > MOST_WITHOUT:
        lines.append(f"Nor for {counted(len(order) - MOST_WITHOUT, 'more criterion', 'more criteria')}.")
    return lines


def together(result: Result) -> list[Result]:
    """One entry for an action that several subjects share: for all of them, from the first start to the last due.

    Those for whom it is beyond the level aimed at are an entry of their own, unless it is done once for all.
    """
    groups: dict[str, list[Result]] = {}
    for action in result["actions"]:
        groups.setdefault(_key(action), []).append(action)
    key_of = {action["id"]: key for key, group in groups.items() for action in group}
    merged: list[Result] = []
    for key, group in groups.items():
        dues = [action["due"] for action in group if action.get("due")]
        merged.append(
            {
                **group[0],
                "id": key,
                "for": [who for action in group for who in action["for"]],
                "beyond_for": [who for action in group if action.get("beyond_aim") for who in action["for"]],
                "starts": min(action["starts"] for action in group),
                "due": max(dues) if len(dues) == len(group) else None,
                "group": group,
                "owners": list(dict.fromkeys(owner for owner in map(owner_of, group) if owner is not None)),
                "efforts": figures_of(group, "effort_days"),
                "costs": figures_of(group, "cost"),
                "beyond_aim": all(action.get("beyond_aim") for action in group),
                "same_dates": len({(action["starts"], action["due"]) for action in group}) == 1,
                "depends_on": list(dict.fromkeys(key_of[d] for a in group for d in a["depends_on"] if d in key_of)),
            }
        )
    return merged


def most_useful(result: Result, most: int = MOST) -> list[Result]:
    """Those that clear most of what stands before someone's next level; what they depend on stands before them.

    An action counts one over the number of things that stand in the way, for each level that it helps on. One that is
    beyond the level aimed at comes after all others.
    """
    actions = {str(action["id"]): action for action in together(result)}
    worth = {key: _worth(action, result) for key, action in actions.items()}
    last = {key: action["beyond_aim"] for key, action in actions.items()}
    ranked = sorted(actions, key=lambda key: (last[key], -worth[key], actions[key].get("due") or "9999", key))
    chosen: dict[str, Result] = {}
    for key in ranked:
        for step in _with_what_it_needs(key, actions):
            if len(chosen) < most:
                chosen.setdefault(step, actions[step])
    return list(chosen.values())


def _key(action: Result) -> str:
    """The same for an action of a model or a rule, whoever it is for; another where that one does not aim as high."""
    journey = action.get("journey")
    owners = [f"{m['model']}/{m['criterion']}" for m in action["meets"]]
    owners = owners or [str(journey["journey"] if journey else action.get("rule"))]
    beyond = ["beyond the aim"] if action.get("beyond_aim") and action.get("at") != "organisation" else []
    return ",".join([str(action["action"]), *owners, *beyond])


def _worth(action: Result, result: Result) -> Fraction:
    helped = {(s["kind"], s["id"]) for s in action["for"] if action["beyond_aim"] or s not in action["beyond_for"]}
    met = {(m["model"], m["criterion"]) for m in action["meets"]}
    worth = Fraction(len(helped), 1000)
    for subject in result["subjects"]:
        for model in subject["models"] if (subject["kind"], subject["id"]) in helped else ():
            unmet = model["to_next"]["unmet"] if not model["to_next"].get("accepted") else ()
            if any((model["model"], criterion) in met for criterion in unmet):
                worth += Fraction(1, len(unmet) + len(model["to_next"]["unknown"]))
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


def owner_of(action: Result) -> str | None:
    """Who does it, as it is shown."""
    return action.get("owner_title") or action.get("owner")


def figures_of(group: list[Result], figure: str) -> list[float]:
    """The least and the most that it is; one where it is the same for all, none where no action has it."""
    known = [action[figure] for action in group if action.get(figure) is not None]
    return sorted({min(known), max(known)}) if known else []


def titles_of(result: Result) -> dict[tuple[str, str], str]:
    """How those are called whom actions are for."""
    titles = {(s["kind"], s["id"]): subject_title(s) for s in result["subjects"]}
    return titles | {("journey", journey["journey"]): f"“{journey['title']}”" for journey in result.get("journeys", ())}


def _who_and_when(action: Result) -> str:
    return f"{listed(action['owners'], most=3) or no_owner(action)} · {when(action)}"


def when(action: Result) -> str:
    """``1 April 2019 to 19 April 2019``; of several with dates of their own ``from 1 April 2019, all by …``."""
    start = day(action["starts"])
    if not action.get("due"):
        return f"from {start}"
    due = day(action["due"])
    return f"{start} to {due}" if action["same_dates"] else f"from {start}, all by {due}"


def no_owner(action: Result) -> str:
    """That nobody is named who would do it, and of a step that is to change where the rules would name one."""
    of_step = action.get("journey") and not action.get("rule")
    return "no owner named (write `owner` in the step)" if of_step else "no owner named"


def for_whom(action: Result, titles: dict[tuple[str, str], str], *, most: int = 0) -> str:
    """``for the teams of Parking and Libraries (criterion 4.3)``; with ``most`` so many names, the rest counted.

    Of what is done once for all, those for whom it is beyond the level aimed at are named apart.
    """
    beyond = action["beyond_for"] if not action["beyond_aim"] else []
    names, further = (
        [titles.get((s["kind"], s["id"]), s["id"]) for s in some]
        for some in ([s for s in action["for"] if s not in beyond], beyond)
    )
    criteria = list(dict.fromkeys(m["criterion"] for m in action["meets"]))
    reason = f"criterion {listed(criteria)}" if criteria else str(action["because"]).removesuffix(".")
    whom = REACH.get(action["at"], "for {names}").format(names=listed(names, most=most))
    rest = f"; for {listed(further, most=most)} beyond the level aimed at" if further else ""
    return f"{whom} ({reason}){rest}"


def how_much(action: Result) -> str:
    """``5 days of work (estimate) · £500 each``; empty where nothing is known of it."""
    parts = []
    parts += [words for words in (effort_words(action), cost_words(action)) if words is not None]
    if parts and len(action["for"]) > 1:
        parts[-1] += ", once for all" if action["at"] == "organisation" else " each"
    if action.get("only_with_investment"):
        parts.append("only with investment")
    saved = savings(action["saves"]) if action.get("saves") else ""
    parts += [saved] if saved else []
    if action.get("beyond_aim"):
        parts.append("beyond the level aimed at")
    return " · ".join(parts)


def effort_words(action: Result) -> str | None:
    """``5 to 20 days of work (by hr)``; None where nothing is known of it."""
    if not action["efforts"]:
        return None
    least = f"{number(action['efforts'][0])} to " if len(action["efforts"]) > 1 else ""
    return least + counted_days(action["efforts"][-1]) + marked(action, "effort")


def cost_words(action: Result) -> str | None:
    """``£4,000 a year (estimate)``; None where nothing is known of it."""
    if not action["costs"]:
        return None
    yearly = " a year" if action.get("cost_a_year") else ""
    return " to ".join(quantity(cost, "£") for cost in action["costs"]) + yearly + marked(action, "cost")


def savings(saves: Result) -> str:
    """``each case takes 1 contact, 10 minutes of work and £5 less``; empty where nothing is known to be saved.

    Work takes time from begin to end too: that time is said where it is longer.
    """
    days, work = saves["days"] or 0, saves["effort_days"] or 0
    parts = [counted(saves["contacts"], "contact")] if saves["contacts"] else []
    parts += [f"{length(days)} from begin to end"] if days > work else []
    parts += [f"{length(work)} of work"] if work else []
    parts += [quantity(saves["cost"], "£")] if saves["cost"] else []
    return f"each case takes {listed(parts)} less" if parts else ""


def counted_days(days: float) -> str:
    """``1 day of work``, ``7.5 days of work``."""
    return (counted(int(days), "day") if float(days).is_integer() else f"{days:,} days") + " of work"


def marked(action: Result, figure: str) -> str:
    """`` (estimate)`` where no source gives the figure, `` (by hr)`` where an enricher of that name does."""
    group = action.get("group") or [action]
    sources = sorted({str(each[f"{figure}_from"]) for each in group if each.get(f"{figure}_from")})
    said = [f"by {listed(sources)}"] if sources else []
    said += ["estimate"] if any(each[f"{figure}_estimate"] for each in group) else []
    return f" ({', '.join(said)})" if said else ""
