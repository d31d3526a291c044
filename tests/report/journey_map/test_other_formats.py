"""Mermaid and DOT as their own parsers read them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cxengine.report.journey_map.dot import as_dot
from cxengine.report.journey_map.mermaid import as_mermaid
from tests.report.journey_map.drawn import journeys

NAMES = sorted(journeys())
NODE_FOLDER = os.environ.get("CX_TEST_NODE", "")


def understood(texts: list[str]) -> list[dict[str, Any]]:
    """What the real parser of Mermaid makes of each text. Skips where it is not installed."""
    node = shutil.which("node")
    if node is None or not (Path(NODE_FOLDER) / "node_modules" / "mermaid").is_dir() or not NODE_FOLDER:
        pytest.skip("needs node, and CX_TEST_NODE: a folder in which `npm install mermaid jsdom` was run")
    script = Path(__file__).with_name("parse_mermaid.mjs")
    done = subprocess.run(
        [node, str(script), NODE_FOLDER], input=json.dumps(texts), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_mermaid_reads_every_journey_as_it_is() -> None:
    for name, read in zip(NAMES, understood([as_mermaid(journeys()[name]) for name in NAMES]), strict=True):
        journey = journeys()[name]
        assert "error" not in read, (name, read)
        steps, places = journey["steps"], [*journey["steps"], *journey["junctions"]]
        splits = sum(len(place["then"]) > 1 for place in places)
        joins = sum(len(place["after"]) > 1 for place in places)
        assert len(read["nodes"]) == len(places) + splits + joins
        edges = sum(len(place["then"]) for place in places)
        assert read["edges"] == edges + splits + joins + sum(len(step["repeats"]) for step in steps)
        assert read["groups"] == len(journey["stages"])


def graph(text: str) -> dict[str, Any]:
    """What Graphviz makes of a text. Skips where it is not installed."""
    dot = shutil.which("dot")
    if dot is None:
        pytest.skip("needs `dot` of Graphviz")
    done = subprocess.run([dot, "-Tdot_json"], input=text, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and not done.stderr, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_graphviz_reads_every_journey_as_it_is(name: str) -> None:
    journey = journeys()[name]
    read = graph(as_dot(journey))
    labels = [each.get("label", "") for each in read["objects"] if "nodes" not in each]
    for number, step in enumerate(journey["steps"], start=1):
        title = " ".join(step["title"].split()).replace("\\", "\\\\")
        assert any(label.startswith(f"{number}. {title}") for label in labels), labels
    assert sum(each["name"].startswith("cluster") for each in read["objects"]) == len(journey["stages"])


def test_nothing_that_is_written_becomes_markup_in_mermaid() -> None:
    text = as_mermaid(journeys()["nasty"])
    assert "<script" not in text and "`" not in text.partition("subgraph")[2]
    assert not [line for line in text.splitlines() if line.count('"') % 2]
