"""Enrichers, renderers and scorers of plugins in an assessment."""

from __future__ import annotations

from pathlib import Path

import pytest

import cxengine
from cxengine.cli import run

PLUGIN = '''
from fractions import Fraction

import cxengine
from cxengine.host.contracts import Enricher, Enrichment, Renderer, Scorer


@cxengine.hookimpl
def cx_enrichers():
    def enrich(actions):
        return {each.id: Enrichment(owner="Jo, Digital", cost=Fraction(1250), note="From HR")
                for each in actions if each.action == "causes"}

    return {"hr": Enricher(doc="d", enrich=enrich), "broken": Enricher(doc="d", enrich=lambda actions: 1 // 0)}


@cxengine.hookimpl
def cx_renderers():
    def titles(result):
        print("printed while it renders")
        return "\\n".join(subject["title"] for subject in result["subjects"])

    every = frozenset({"assessment"})
    return {"titles": Renderer(results=every, doc="d", render=titles),
            "raw": Renderer(results=every, doc="d", render=lambda result: b"\\x00\\x01"),
            "failing": Renderer(results=every, doc="d", render=lambda result: 1 // 0)}
'''


@pytest.fixture
def council(tmp_path: Path) -> Path:
    folder = tmp_path / "council"
    assert run(["init", str(folder)]) == 0
    (folder / "ours.py").write_text(PLUGIN)
    toml = folder / "cx.toml"
    toml.write_text(toml.read_text().replace("[project]\n", '[project]\nplugins = ["./ours.py"]\n'))
    return folder


def test_enrichers_say_who_does_an_action_and_what_it_costs(council: Path) -> None:
    result = cxengine.compile(council).assess()
    enriched = [action for action in result.actions if action.action == "causes"]
    others = [action for action in result.actions if action.action != "causes"]
    assert enriched and others
    for action in enriched:
        assert (action.owner_title, action.cost, action.cost_estimate) == ("Jo, Digital", 1250, False)
        assert "From HR" in action.notes and action.estimate == action.effort_estimate
    assert all(action.owner_title != "Jo, Digital" and "From HR" not in action.notes for action in others)
    (problem,) = result.plugins.problems
    assert "ZeroDivisionError" in problem.reason
    assert [(each.kind, each.name) for each in problem.unknown] == [("enrichment", "broken")]


def test_renderers_are_further_forms(council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["assess", str(council), "--format", "titles"]) == 3  # an enricher failed, and the result is given
    printed = capsys.readouterr()
    assert printed.out == "Libraries\nParking\nWaste and recycling\n" and "printed while it renders" in printed.err
    assert run(["assess", str(council), "--format", "raw"]) == 2 and "--out FILE" in capsys.readouterr().err
    run(["assess", str(council), "--format", "raw", "--out", str(tmp_path / "raw")])
    assert (tmp_path / "raw").read_bytes() == b"\x00\x01"
    assert run(["assess", str(council), "--format", "failing"]) == 3
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert run(["assess", str(council), "--format", "title"]) == 2
    assert "Did you mean `titles`?" in capsys.readouterr().err
    assert run(["metrics", str(council), "--format", "titles"]) == 2
