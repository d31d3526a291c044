"""Journeys step by step, for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.called import made_of
from cxengine.report.journey_map.sheet_drawing import Map, map_of
from cxengine.report.journey_map.step_words import QUESTIONS, emotion_sign, finding_words
from cxengine.report.journey_map.told import StepTold, experience_words, stages_told
from cxengine.report.journeys import draw_line
from cxengine.report.section import draw_section
from cxengine.report.wording import NO_DATE, Result, day, listed

if TYPE_CHECKING:
    from rich.console import Console

_STEPS_ACROSS = 20
"""Steps of one curve; a longer journey has several below one another."""
_LABELS = 15


def draw_shown(result: Result, console: Console) -> None:
    """Each journey: what it is, its steps with all that is said of them, the curve of feelings, findings, questions."""
    from rich.text import Text

    if not result["journeys"]:
        console.print("There is no journey in these rules.")
    for place, journey in enumerate(result["journeys"]):
        if place:
            console.print()
        console.print(Text(f"{journey['title']} ({journey['journey']})", style="bold"))
        _draw_journey(journey, console)
    if result["as_of"] is not None:
        console.print()
        date = f"Figures as of {day(result['as_of'])}."
        console.print(Text(date if result["as_of_given"] else f"{date} {NO_DATE}", style="dim"))
        for source in result["sources"]:
            for problem in source["problems"]:
                draw_line(f"{source['table']}: {problem['message']}", console, 2)


def _draw_journey(journey: Result, console: Console) -> None:
    drawn = map_of(journey)
    made = f", {made_of(journey)}" if journey["changes"] else ""
    draw_line(f"For {journey['for']['title']}{made}: {experience_words(journey['experience'])}.", console, 2)
    if journey["draft"]:
        draw_line(f"Draft: {journey['draft']}", console, 2)
    for text in journey["persona"]:
        draw_line(f"Who travels: {text}", console, 2)
    for stage in stages_told(journey, drawn):
        if stage.title is not None:
            draw_section(console, stage.title)
            draw_line(f"{stage.about[:1].upper()}{stage.about[1:]}.", console, 2)
        for step in stage.steps:
            _draw_step(step, console)
    _draw_curve(journey, drawn, console)
    if journey["findings"]:
        draw_section(console, "What may be redundant")
        for place, finding in enumerate(journey["findings"], start=1):
            draw_line(f"F{place}  {finding_words(finding)}", console, 2)
    if journey["readiness"]:
        draw_section(console, "How ready people are")
        for text in journey["readiness"]:
            draw_line(text, console, 2)
    _draw_questions(journey, drawn, console)


def _draw_step(step: StepTold, console: Console) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console.print()
    console.print(Text(f"  {step.number}. {step.title}", style="bold"))
    table = Table.grid(padding=(0, 1))
    table.add_column(width=_LABELS)
    table.add_column()
    for label, said in step.rows:
        for place, text in enumerate(said):
            table.add_row(Text("" if place else label, style="dim"), Text(text))
    table.add_row(Text(""), Text(step.leads, style="dim"))
    console.print(Padding(table, (0, 0, 0, 5)))


def _draw_curve(journey: Result, drawn: Map, console: Console) -> None:
    """A number for each step at the height of how people feel. Nothing where no step says."""
    felt = {
        column.number: column.step["emotion"]["value"]
        for column in drawn.way.columns
        if column.step is not None and column.number is not None and column.step["emotion"] is not None
    }
    if not felt:
        return
    draw_section(console, "How people feel, by step")
    total = len(drawn.numbers)
    for first in range(1, total + 1, _STEPS_ACROSS):
        here = range(first, min(first + _STEPS_ACROSS, total + 1))
        if first > 1:
            console.print()
        for value in (2, 1, 0, -1, -2):
            row = "".join(f"{number if felt.get(number) == value else '·':>3}" for number in here)
            console.print(f"  {emotion_sign(value):>2} {row}", highlight=False)


def _draw_questions(journey: Result, drawn: Map, console: Console) -> None:
    """The six questions: what is answered, and for which steps each is open."""
    draw_section(console, "Six questions to each step")
    for word, question in QUESTIONS.items():
        open_ = []
        answers = []
        for step in journey["steps"]:
            said = next(each for each in step["questions"] if each["question"] == word)
            number = drawn.numbers[step["step"]]
            if said["answer"] is None:
                open_.append(str(number))
            else:
                answers.append(f"step {number}, {'yes' if said['answer'] else 'no'}: {said['text']}".rstrip(": "))
        steps = f"{'step' if len(open_) == 1 else 'steps'} {listed(open_)}"
        still = "for every step" if len(open_) == len(journey["steps"]) else f"for {steps}"
        draw_line(f"{question} {f'Open {still}.' if open_ else 'Answered for every step.'}", console, 2)
        for text in answers:
            draw_line(f"- {text}", console, 4)
