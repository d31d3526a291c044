"""Drawings and pages in a real browser: nothing overlaps or is cut off, nothing is complained about."""

from __future__ import annotations

import html
import json
import os
from pathlib import Path
from typing import Any

import pytest

from cxengine.report.journey_map.page import as_page
from cxengine.report.journey_map.svg import as_svg
from tests.report.journey_map.browser import opened, reported
from tests.report.journey_map.drawn import alone, journeys

NAMES = sorted(journeys())
AXE = Path(os.environ.get("CX_TEST_NODE", "")) / "node_modules" / "axe-core" / "axe.min.js"

OVERLAPS = """
const svg = document.querySelector("svg"), found = [];
const place = element => element.getBoundingClientRect(), frame = place(svg);
const named = [...svg.querySelectorAll("text")].map(text => [text.textContent.slice(0, 60), place(text)]);
const boxes = [...svg.querySelectorAll("rect[rx]")].map(place);
const meet = (a, b, by) =>
  a.left < b.right - by && b.left < a.right - by && a.top < b.bottom - by && b.top < a.bottom - by;
named.forEach(([text, box], at) => {
  if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom)
    found.push([text, "is cut off"]);
  named.slice(at + 1).forEach(([other, there]) => { if (meet(box, there, 1)) found.push([text, other]); });
  boxes.forEach(there => {
    const inside = box.left >= there.left - 1 && box.right <= there.right + 1;
    if (meet(box, there, 1) && !inside) found.push([text, "leaves its step"]);
  });
});
boxes.forEach((box, at) => boxes.slice(at + 1).forEach(there => {
  if (meet(box, there, 0)) found.push(["steps", "meet"]);
}));
report(found);
"""
"""The pairs of texts that overlap, and texts that leave the drawing or the step that they stand in."""


@pytest.mark.parametrize("face", ["", "DejaVu Sans"], ids=["the usual letters", "wide letters"])
@pytest.mark.parametrize("name", NAMES)
def test_no_text_overlaps_or_is_cut_off(name: str, face: str, tmp_path: Path) -> None:
    drawing = as_svg(journeys()[name]).partition("?>")[2]
    look = f"<style>text {{ font-family: '{face}' }}</style>" if face else ""
    assert reported(look + drawing, OVERLAPS, tmp_path) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_page_opens_from_a_file_without_a_complaint(name: str, tmp_path: Path) -> None:
    page = tmp_path / "journey.html"
    page.write_text(as_page(alone(journeys()[name])), "utf-8")
    text, complaints = opened(page, tmp_path)
    assert complaints == [] and "Step by step" in text


@pytest.mark.parametrize("name", NAMES)
def test_at_400_percent_only_the_map_scrolls_sideways(name: str, tmp_path: Path) -> None:
    page = as_page(alone(journeys()[name]))
    script = f"""
    const frame = document.createElement("iframe");
    frame.style = "width: 320px; height: 800px; border: 0";
    frame.onload = () => {{
      const inside = frame.contentDocument, shown = inside.documentElement;
      const wide = [...inside.querySelectorAll("h1, h2, h3, h4, h5, p, li, dt, dd")]
        .filter(each => each.getBoundingClientRect().right > 320).map(each => each.textContent);
      const map = inside.querySelector(".sheet");
      report({{page: shown.scrollWidth, wide, map: map.scrollWidth > map.clientWidth, focus: map.tabIndex}});
    }};
    frame.srcdoc = {json.dumps(page).replace("</", "<" + chr(92) + "/")};
    document.body.append(frame);
    """
    assert reported("", script, tmp_path) == {"page": 320, "wide": [], "map": True, "focus": 0}


RUN_AXE = """
const report = value => { document.getElementById("report").textContent = JSON.stringify(value); };
axe.run(document, {exclude: [["#report"]]}).then(found => report(
  found.violations.map(each => ({id: each.id, where: each.nodes.map(node => node.html.slice(0, 120))}))));
"""


def broken_rules(page: str, folder: Path) -> list[dict[str, Any]]:
    """What axe-core finds in a page, without the policy that would keep its script out."""
    path = folder / "page.html"
    axe = AXE.read_text("utf-8").replace("</script", "<\\/script")
    added = f"<pre id='report' aria-hidden='true'></pre><script>{axe}</script><script>{RUN_AXE}</script></body>"
    path.write_text(page.replace('http-equiv="Content-Security-Policy"', 'name="x"').replace("</body>", added), "utf-8")
    text, _ = opened(path, folder, "--virtual-time-budget=30000")
    said = text.rpartition('<pre id="report" aria-hidden="true">')[2].partition("</pre>")[0]
    found: list[dict[str, Any]] = json.loads(html.unescape(said))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_no_barrier(name: str, tmp_path: Path) -> None:
    if not AXE.is_file():
        pytest.skip("needs CX_TEST_NODE: a folder in which `npm install axe-core` was run")
    assert broken_rules(as_page(alone(journeys()[name])), tmp_path) == []


def test_axe_finds_a_barrier_where_there_is_one(tmp_path: Path) -> None:
    if not AXE.is_file():
        pytest.skip("needs CX_TEST_NODE: a folder in which `npm install axe-core` was run")
    page = as_page(alone(journeys()["home_repair"])).replace('lang="en-GB"', "")
    assert [rule["id"] for rule in broken_rules(page, tmp_path)] == ["html-has-lang"]
