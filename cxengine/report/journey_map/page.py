"""Journeys as a page that works from a file: the drawings, and the same in words, in order.

There is no script and nothing is fetched; the policy at the top of the page says so, and a browser holds it to that.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from xml.etree import ElementTree as etree

from cxengine.report.called import made_of
from cxengine.report.journey_map import step_words
from cxengine.report.journey_map.page_style import STYLE
from cxengine.report.journey_map.pen import sane
from cxengine.report.journey_map.sheet_drawing import Map, map_of
from cxengine.report.journey_map.step_words import QUESTIONS
from cxengine.report.journey_map.svg import drawings, svg_of_part
from cxengine.report.journey_map.told import StageTold, StepTold, experience_words, stages_told
from cxengine.report.wording import NO_DATE, Result, day, listed


def as_page(result: Result) -> str:
    """The page of ``cx journey show --format html``: every journey of the result."""
    journeys = result["journeys"]
    titles = [journey["title"] or journey["journey"] for journey in journeys]
    page = etree.Element("html", lang="en-GB")
    _add_head(page, titles[0] if len(titles) == 1 else f"Journeys: {result['project'] or listed(titles)}")
    body = etree.SubElement(page, "body")
    _add(body, "a", "Go to the steps in words", href="#in-words-1" if journeys else "#top", class_="skip")
    main = _add(body, "main", id="top")
    if len(journeys) > 1:
        _add(main, "h1", f"Journeys: {result['project']}" if result["project"] else "Journeys")
        links = _add(_add(main, "nav", aria_label="Journeys on this page"), "ul")
        for number, title in enumerate(titles, start=1):
            _add(_add(links, "li"), "a", title, href=f"#journey-{number}")
    if not journeys:
        _add(main, "p", "There is no journey in these rules.")
    for number, journey in enumerate(journeys, start=1):
        _add_journey(main, journey, number, top=1 if len(journeys) == 1 else 2)
    _add_data(main, result)
    return "<!DOCTYPE html>\n" + etree.tostring(page, encoding="unicode", method="html") + "\n"


def _add_head(page: etree.Element, title: str) -> None:
    head = _add(page, "head")
    _add(head, "meta", charset="utf-8")
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    _add(head, "meta", http_equiv="Content-Security-Policy", content=policy)
    _add(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _add(head, "title", title)
    _add(head, "style", STYLE)


def _add_journey(main: etree.Element, journey: Result, number: int, *, top: int) -> None:
    drawn = map_of(journey)
    article = _add(main, "article", id=f"journey-{number}", aria_labelledby=f"title-{number}")
    _add(article, f"h{top}", journey["title"] or journey["journey"], id=f"title-{number}")
    _add_about(article, journey)
    _add(article, f"h{top + 1}", "The map", class_="beside")
    _add(article, "p", "What the map shows is said in words below it, step by step.", class_="beside")
    for place, (about, draw) in enumerate(drawings(drawn), start=1):
        name = f"map-{number}-{place}"
        part = _add(article, "div", role="region", tabindex="0", aria_label=f"Map: {about}", class_=_kind(drawn, place))
        part.append(svg_of_part(drawn, f"Map of the journey. {about}", draw, name).element)
    _add(article, f"h{top + 1}", "Step by step", id=f"in-words-{number}", class_="in-words")
    for stage in stages_told(journey, drawn):
        _add_stage(article, stage, top + 2)
    _add_findings(article, journey, drawn, top + 1)
    _add_questions(article, journey, drawn, top + 1)


def _kind(drawn: Map, place: int) -> str:
    return "sheet overview" if place == 1 and len(drawn.sheets) > 1 else "sheet"


def _add_about(article: etree.Element, journey: Result) -> None:
    said = [f"For {journey['for']['title']}: {experience_words(journey['experience'])}."]
    if journey["changes"]:
        said.append(f"{made_of(journey)[:1].upper()}{made_of(journey)[1:]}.")
    _add(article, "p", " ".join(said))
    if journey["draft"]:
        _add_named(_add(_add(article, "p"), "strong", ""), f"Draft: {journey['draft']}")
    for label, words in (
        ("Who travels", journey["persona"]),
        ("How ready people are", journey["readiness"]),
        ("Changes", [f"{_change(change)}: {change['because']}" for change in journey["changed"]]),
        ("From", journey["cites"]),
        ("Notes", journey["notes"]),
    ):
        _add_list(article, label, words)


def _change(change: Result) -> str:
    steps = listed([f"“{title}”" for title in change["step_titles"]])
    text = f"{change['change'].capitalize()} {steps}"
    return f"{text} into “{change['into_title']}”" if change["into"] else text


def _add_list(article: etree.Element, label: str, words: Sequence[str]) -> None:
    if len(words) == 1:
        paragraph = _add(article, "p")
        _add(paragraph, "strong", f"{label}:").tail = " "
        _add_named(_add(paragraph, "span", ""), words[0])
    elif words:
        _add(_add(article, "p"), "strong", f"{label}:")
        points = _add(article, "ul")
        for text in words:
            _add_named(_add(points, "li", ""), text)


def _add_named(element: etree.Element, text: str) -> None:
    """A text in whose backticks names of files and fields stand."""
    plain, *rest = sane(text).split("`")
    if len(rest) % 2:
        element.text = sane(text)
        return
    element.text = plain
    for name, after in zip(rest[::2], rest[1::2], strict=True):
        _add(element, "code", name).tail = after


def _add_stage(article: etree.Element, stage: StageTold, level: int) -> None:
    if stage.title is not None:
        _add(article, f"h{level}", stage.title)
        _add(article, "p", f"{stage.about[:1].upper()}{stage.about[1:]}.", class_="lived")
    steps = _add(article, "ol", start=str(stage.steps[0].number), class_="steps")
    for step in stage.steps:
        _add_step(_add(steps, "li"), step, level + (stage.title is not None))


def _add_step(item: etree.Element, step: StepTold, level: int) -> None:
    _add(item, f"h{level}", step.title)
    if step.rows:
        rows = _add(item, "dl")
        for label, said in step.rows:
            row = _add(rows, "div")
            _add(row, "dt", label)
            for text in said:
                _add_named(_add(row, "dd", ""), text)
    _add(item, "p", step.leads)


def _add_findings(article: etree.Element, journey: Result, drawn: Map, level: int) -> None:
    _add(article, f"h{level}", "What may be redundant")
    if not journey["findings"]:
        _add(article, "p", "Nothing redundant is found.")
        return
    items = _add(article, "ul", class_="findings")
    for number, finding in enumerate(journey["findings"], start=1):
        item = _add(items, "li")
        steps = listed([f"step {drawn.numbers[step]}" for step in finding["steps"] if step in drawn.numbers])
        _add(item, "strong", f"F{number}, {steps}: ").tail = sane(step_words.finding_words(finding))
        if finding["heuristic"] != "none" and not finding["accepted"]:
            _add(item, "p", f"Known as {finding['heuristic']}. Mind: {finding['drawback']}")


def _add_questions(article: etree.Element, journey: Result, drawn: Map, level: int) -> None:
    _add(article, f"h{level}", "Six questions to each step")
    rows = _add(article, "dl", class_="questions")
    for word, question in QUESTIONS.items():
        open_, answered = [], []
        for step in journey["steps"]:
            number, said = drawn.numbers[step["step"]], _answer(step, word)
            if said["answer"] is None:
                open_.append(str(number))
            else:
                answered.append(f"Step {number}, {'yes' if said['answer'] else 'no'}: {said['text']}".rstrip(": "))
        row = _add(rows, "div")
        _add(row, "dt", question)
        for text in answered:
            _add(row, "dd", text)
        steps = f"{'step' if len(open_) == 1 else 'steps'} {listed(open_)}"
        everywhere = "open for every step" if len(open_) == len(journey["steps"]) else f"open for {steps}"
        _add(row, "dd", f"Still {everywhere}." if open_ else "Answered for every step.")


def _answer(step: Result, word: str) -> Result:
    found: Result = next(each for each in step["questions"] if each["question"] == word)
    return found


def _add_data(main: etree.Element, result: Result) -> None:
    """The date of the figures, and what was left out of them. Nothing where no data was needed."""
    if result["as_of"] is None:
        return
    foot = _add(main, "footer")
    _add(foot, "p", f"Figures as of {day(result['as_of'])}." + ("" if result["as_of_given"] else f" {NO_DATE}"))
    problems = [
        f"{source['table']}: {problem['message']}" for source in result["sources"] for problem in source["problems"]
    ]
    if problems:
        _add_list(foot, "What is to be known of the data", problems)


def _add(parent: etree.Element, tag: str, text: str | None = None, **attributes: str) -> etree.Element:
    """An element with its text; ``class_`` and ``aria_label`` are the attributes ``class`` and ``aria-label``."""
    names = {name.rstrip("_").replace("_", "-"): sane(value) for name, value in attributes.items()}
    element = etree.SubElement(parent, tag, names)
    element.text = sane(text) if text is not None else None
    return element
