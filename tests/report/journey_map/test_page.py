"""The page of a journey: one file, no network, no script, and everything in words in order."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from cxengine.report.journey_map.page import as_page
from tests.report.journey_map.drawn import alone, journeys

NAMES = sorted(journeys())


class Reader(HTMLParser):
    """The elements of a page with their attributes, and the words of headings and list items."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._inside and re.fullmatch("h[1-6]", self._inside[-1]):
            level, text = self.headings[-1]
            self.headings[-1] = level, text + data


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_fetched_and_nothing_runs(name: str) -> None:
    text = as_page(alone(journeys()[name]))
    page = Reader(text)
    fetching = {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    assert not {tag for tag, _ in page.elements} & fetching
    for _, attributes in page.elements:
        assert not {each for each in attributes if each.startswith("on") or each in ("src", "style")}
        assert (attributes.get("href") or "#").startswith("#")
    (policy,) = [a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@pytest.mark.parametrize("name", NAMES)
def test_headings_lead_down_one_level_at_a_time(name: str) -> None:
    levels = [level for level, _ in Reader(as_page(alone(journeys()[name]))).headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("name", NAMES)
def test_every_step_stands_in_the_list_in_order(name: str) -> None:
    journey = journeys()[name]
    text = as_page(alone(journey))
    page = Reader(text)
    starts = [int(a["start"] or 0) for tag, a in page.elements if tag == "ol"]
    assert starts[0] == 1 and starts == sorted(starts)
    words = [heading for _, heading in page.headings]
    places = [words.index(step["title"]) for step in journey["steps"]]
    assert len(set(places)) == len({step["title"] for step in journey["steps"]})
    assert text.count("The journey ends here.") == sum(not step["then"] for step in journey["steps"])


def test_ids_are_unique_and_links_lead_somewhere() -> None:
    result = {**alone({}), "journeys": [journeys()[name] for name in NAMES], "project": "All"}
    page = Reader(as_page(result))
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    targets = [(a["href"] or "")[1:] for _, a in page.elements if "href" in a]
    targets += [name for _, a in page.elements for name in (a.get("aria-labelledby") or "").split()]
    assert set(targets) <= set(ids)


def test_the_questions_are_answered_or_open() -> None:
    page = as_page(alone(journeys()["nasty"]))
    assert "Step 3, yes: " in page and "Still open for steps 1, 2 and 4." in page
    assert page.count("Still open for every step.") == 5


def test_a_project_without_journeys_says_so() -> None:
    assert "There is no journey in these rules." in as_page({**alone({}), "journeys": []})


def test_names_in_backticks_are_code_and_an_odd_one_stays() -> None:
    name = next(iter(NAMES))
    journey = alone(journeys()[name])
    journey["journeys"][0] |= {"notes": ["Bound in `cx.toml`, once.", "5` long <b>"]}
    text = as_page(journey)
    assert "<li>Bound in <code>cx.toml</code>, once.</li>" in text and "<li>5` long &lt;b&gt;</li>" in text
    journey["journeys"][0] |= {"notes": ["Bound in `cx.toml`."], "draft": "Of `a.cx`"}
    text = as_page(journey)
    assert "<strong>Notes:</strong> <span>Bound in <code>cx.toml</code>.</span>" in text
    assert "<strong>Draft: Of <code>a.cx</code></strong>" in text
