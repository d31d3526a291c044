"""What moved between two dates: sentences, and what each group adds to a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.figure_words import value_words
from cxengine.report.section import draw_section
from cxengine.report.wording import Result, alike, day, listed, subject_title

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


MOST = 10
"""Changes that an assessment shows."""


def moved_title(result: Result) -> str:
    """``What moved from 31 March 2018 to 31 March 2019``."""
    return f"What moved from {day(result['change_since'])} to {day(result['as_of'])}"


def moved_lines(result: Result, project: str | None = None) -> list[str]:
    """The surest changes of an assessment, how many more there are, and which command shows them.

    Nothing where no date is compared with. ``project`` is what the user typed for it.
    """
    if result.get("change_since") is None:
        return []
    changes = [
        (subject_title(subject), metric, metric["change"])
        for subject in result["subjects"]
        for metric in subject["metrics"]
        if metric.get("change") is not None
    ]
    moved = sorted((each for each in changes if each[2]["by"]), key=_surest)
    lines = [
        f"{metric['title']}, {title}: {change['shown']}; now {value_words(metric)}"
        for title, metric, change in moved[:MOST]
    ]
    unknown = sum(change["by"] is None for _, _, change in changes)
    still = len(changes) - len(moved) - unknown
    rest = [f"{len(moved) - MOST:,} more moved"] if len(moved) > MOST else []
    rest += [f"{still:,} did not move"] if still else []
    rest += [f"{unknown:,} cannot be told"] if unknown else []
    where = f" {project}" if project else ""
    command = f"`cx metrics{where} --change-since {result['change_since']}` shows each"
    return [*lines, f"{', '.join(rest)}; {command}" if rest else command, *([_SURE] if moved else [])]


_SURE = "sure: more than chance, though all these changes were looked at together; not sure: it may be chance"


def _surest(each: tuple[str, Result, Result]) -> tuple[float, float]:
    """Those without a test come last."""
    chances = [each[2][key] for key in ("chance_of_all", "chance")]
    first, second = (2.0 if chance is None else chance for chance in chances)
    return first, second


def draw_moved(result: Result, console: Console, project: str | None = None) -> None:
    """The surest changes of an assessment, a line each."""
    from rich.padding import Padding
    from rich.text import Text

    if lines := moved_lines(result, project):
        draw_section(console, moved_title(result))
    for line in lines:
        console.print(Padding(Text(line.replace("`", "")), (0, 0, 0, 2)))


def draw_changes(result: Result, console: Console) -> None:
    """One paragraph for each metric of each subject, with its groups below where it was taken apart."""
    from rich.padding import Padding
    from rich.text import Text

    if result.get("change_since") is None:
        return
    draw_section(console, moved_title(result))
    for about, moved in told_together(result["changes"]):
        console.print(Padding(Text.assemble((f"{about}. ", "bold"), " ".join(moved["text"])), (0, 0, 0, 2)))
        for split in moved["splits"]:
            console.print(Padding(_groups(split), (0, 0, 0, 4)))


def told_together(changes: list[Result]) -> list[tuple[str, Result]]:
    """Each change with whom it is about; those of whom the very same is said, as one."""
    groups: dict[tuple[str, ...], list[Result]] = {}
    for place, moved in enumerate(changes):
        key = (*moved["text"], str(place)) if moved["splits"] else tuple(moved["text"])
        groups.setdefault(key, []).append(moved)
    return [(listed([_about(moved) for moved in alike]), alike[0]) for alike in groups.values()]


def _about(moved: Result) -> str:
    return str(moved.get("subject_title") or moved.get("subject") or "The project")


def _groups(split: Result) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(", ".join(name.replace("_", " ") for name in split["by"]).capitalize())
    for heading in ("Of the answers", "Then", "Now", "By who answered", "Within"):
        table.add_column(heading, justify="right")
    groups = split["groups"]
    before, after = _pairs([(group["part_before"], group["part"]) for group in groups])
    then, now = _pairs([(group["before"], group["value"]) for group in groups])
    mix, within = _pairs([(each["mix"], each["within"]) for each in (*groups, split)], signs=True)
    for at, group in enumerate(groups):
        parts = f"{before[at]}% to {after[at]}%"
        table.add_row(*map(Text, (group["title"], parts, then[at], now[at], mix[at], within[at])))
    table.add_row(*map(Text, ("together", "", "", "", mix[-1], within[-1])), style="bold")
    return table


def _pairs(pairs: list[tuple[float | None, float | None]], *, signs: bool = False) -> tuple[list[str], list[str]]:
    """Two columns of numbers of one kind; with ``signs`` what is more than nothing has a plus."""
    values = [value for pair in pairs for value in pair]
    said = alike(values)
    if signs:
        said = [f"+{word}" if value and value > 0 else word for word, value in zip(said, values, strict=True)]
    return said[::2], said[1::2]
