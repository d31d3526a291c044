"""Two assessments held against each other, in lines: in short beside an assessment, in full for ``cx history``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.journeys import draw_line
from cxengine.report.section import draw_section
from cxengine.report.wording import Result, counted, day, level_words, listed, subject_title

if TYPE_CHECKING:
    from rich.console import Console

MOST = 6
"""Names in one line."""
_ORDER = ("rose", "fell", "not_certain", "not_known", "new", "gone")
_SAID = {
    "rose": "Rose", "fell": "Fell", "not_certain": "Not certain that it moved", "not_known": "Withheld then or now",
    "new": "New", "gone": "No longer assessed",
}  # fmt: skip


def compared_title(compared: Result) -> str:
    """``What changed from 30 September 2018 to 31 March 2019``."""
    return f"What changed from {day(compared['from'])} to {day(compared['to'])}"


def since_title(result: Result) -> str:
    """``Since the record of 30 September 2018``."""
    return f"Since the record of {day(result['history']['compared']['from'])}"


def since_lines(result: Result, project: str | None = None) -> list[str]:
    """What moved since an earlier record: levels by name, rules, and which command says why; nothing without one."""
    compared = (result.get("history") or {}).get("compared")
    if compared is None:
        return []
    lines = [*_levels(compared), *_rules(compared)]
    criteria = sum(len(change["criteria"]) for change in compared["results"])
    if not criteria:
        return [*lines, "No criterion came out otherwise."]
    where = f" {project}" if project else ""
    came = f"{counted(criteria, 'outcome of a criterion is', 'outcomes of criteria are')} not as before"
    return [*lines, f"{came}: `cx assess{where} --compared-with {compared['from']}` says why"]


def draw_since(result: Result, console: Console, project: str | None = None, *, in_full: bool = False) -> None:
    """The same on a console; ``in_full`` with each criterion and why."""
    from rich.padding import Padding
    from rich.text import Text

    if in_full and (result.get("history") or {}).get("compared") is not None:
        draw_compared(result["history"]["compared"], console)
        return
    if lines := since_lines(result, project):
        draw_section(console, since_title(result))
    for line in lines:
        console.print(Padding(Text(line.replace("`", "")), (0, 0, 0, 2)))


def draw_compared(compared: Result, console: Console) -> None:
    """Every result that differs, with each criterion and why."""
    from rich.padding import Padding
    from rich.text import Text

    draw_section(console, compared_title(compared))
    for line in (*_rules(compared), *_sources(compared)):
        console.print(Padding(Text(line), (0, 0, 0, 2)))
    for change in compared["results"]:
        head = f"{change['model_title']} {change['text']}{_without(change)}."
        console.print(Padding(Text.assemble((f"{subject_title(change)}. ", "bold"), head), (0, 0, 0, 2)))
        for line in _details(change):
            draw_line(f"- {line}", console, 4)
    if compared["same"]:
        console.print(Padding(Text(_the_same(compared)), (0, 0, 0, 2)))


def _the_same(compared: Result) -> str:
    if not compared["results"]:
        return "Every level and every criterion came out as before."
    return f"{counted(compared['same'], 'other result is', 'other results are')} as before."


def _levels(compared: Result) -> list[str]:
    """A line for each way in which levels moved, model by model."""
    lines: list[str] = []
    models = list(dict.fromkeys(change["model"] for change in compared["results"]))
    for model in models:
        changes = [change for change in compared["results"] if change["model"] == model]
        title = f"{changes[0]['model_title']}: " if len(models) > 1 else ""
        for movement in _ORDER:
            who = [_who(change) for change in changes if change["movement"] == movement]
            if who:
                said = _SAID[movement]
                lines.append(f"{title}{said[:1].lower() + said[1:] if title else said}: {listed(who, most=MOST)}")
        for line in _waivers(changes):
            lines.append(title + line)
    if not any(change["movement"] != "same" for change in compared["results"]):
        lines.insert(0, "No level changed.")
    return lines


def _who(change: Result) -> str:
    """``Libraries (3 Committed → 4 Engaged)``."""
    title = subject_title(change)
    if change["movement"] == "new":
        return f"{title} ({_level(change, 'after')})"
    if change["movement"] == "gone":
        return f"{title} (was {_level(change, 'before')})"
    return f"{title} ({_level(change, 'before')} → {_level(change, 'after')})"


def _level(change: Result, when: str) -> str:
    """``3 Committed``, ``0 to 3`` where it is not certain, ``withheld``."""
    span = change[f"could_be_{when}"]
    if span is None:
        return "withheld"
    if change[when] is None or span["from"] != span["to"]:
        return f"{span['from']} to {span['to']}"
    return level_words(change[when])


def _waivers(changes: list[Result]) -> list[str]:
    lines = []
    for key, said in (("waivers_begun", "waived now"), ("waivers_ended", "no longer waived")):
        found: dict[str, list[str]] = {}
        for change in changes:
            for waiver in change[key]:
                found.setdefault(waiver["criterion"], []).append(subject_title(change))
        lines += [f"{criterion} is {said} ({listed(who, most=3)})" for criterion, who in found.items()]
    return lines


def _without(change: Result) -> str:
    """``(without waivers: from 1 Interested to none yet)``, where that differs and the levels are certain."""
    ends = [change[f"without_waivers_{key}"] or change[key] for key in ("before", "after")]
    if ends == [change["before"], change["after"]] or change["movement"] == "not_certain":
        return ""
    was, now = map(level_words, ends)
    return f" (without waivers: from {was} to {now})" if was != now else f" (without waivers: {now} on both dates)"


def _details(change: Result) -> list[str]:
    lines = [f"{each['criterion']} {each['title']}: {each['text']}" for each in change["criteria"]]
    for waiver in change["waivers_begun"]:
        lines.append(f"{waiver['criterion']} is waived until {day(waiver['until'])}: {waiver['because']}")
    for waiver in change["waivers_ended"]:
        lines.append(f"{waiver['criterion']} was waived until {day(waiver['until'])}: {waiver['because']}")
    if change["rules_changed"]:
        lines.append("How levels are reached is decided otherwise than before.")
    return lines


def _rules(compared: Result) -> list[str]:
    """Which packs are not what they were, and which criteria that makes others."""
    lines: list[str] = []
    for pack in compared["packs"]:
        name, was, now = pack["pack"], pack["before"] or "", pack["after"] or ""
        if pack["movement"] == "changed":
            versions = f"{was} → {now}" if was != now else f"still {now}" if now else "without a version"
            lines.append(f"The rules of {name} have changed ({versions}).")
        else:
            lines.append(f"The rules of {name} {now or was} are {'new' if pack['movement'] == 'new' else 'gone'}.")
    for movement, said in (("changed", "decided otherwise"), ("new", "new"), ("gone", "gone")):
        which = [rule["criterion"] for rule in compared["rules"] if rule["movement"] == movement]
        if which:
            lines.append(f"{counted(len(which), 'criterion is', 'criteria are')} {said}: {listed(which, most=12)}.")
    if compared["packs"] and not compared["rules"]:
        lines.append("No criterion is decided otherwise: only words, actions or figures of the rules are others.")
    if compared["engine_changed"]:
        lines.append("Another version of cx made the later assessment.")
    return lines


def _sources(compared: Result) -> list[str]:
    return [f"Other data than before: {listed(compared['sources'], most=12)}."] if compared["sources"] else []
