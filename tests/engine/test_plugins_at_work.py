"""Enrichers, renderers and scorers of plugins in an assessment."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine.cli import run
from cxengine.engine.hosting import engine_host
from cxengine.host.plugin_host import Rules

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


SCORERS = """
@cxengine.hookimpl
def cx_scorers():
    def share(given):
        counted = [each for each in given.criteria if each.outcome in ("met", "partly", "unmet")]
        met = sum(each.weight for each in counted if each.outcome == "met")
        return Fraction(met, sum(each.weight for each in counted)) * 10 if counted else None

    def scorer(score, monotone=True, gives="score"):
        return Scorer(gives=gives, low=Fraction(0), high=Fraction(10), monotone=monotone, doc="d", score=score)

    return {"tenths": scorer(share), "wild": scorer(share, monotone=False), "failing": scorer(lambda given: 11),
            "steps": scorer(share, gives="level")}
"""
RULES = """pack council: Council
version 1 from 2026-01-01
uses plugin our_scores
subject service: Service
model maturity for service: Maturity
  {score}
  round half up to 1 decimals
level 1: Listens
  criterion 1.1: A
    ask: A?
    weight 2
  criterion 1.2: B
    ask: B?
  criterion 1.3: C
    ask: C?
"""
ANSWERS = [{"subject": "parking", "kind": "service", "criterion": f"1.{at}", "answer": answer, "on": "2026-03-01"}
           for at, answer in enumerate(("met", "unmet"), 1)]  # fmt: skip


def scored(tmp_path: Path, score: str, answers: int = 2) -> tuple[Any, cxengine.Assessment]:
    (tmp_path / "our_scores.py").write_text(PLUGIN.split("@cxengine")[0] + SCORERS)
    host = engine_host(["./our_scores.py"], rules=Rules(folder=tmp_path))
    assert host.loaded
    program = cxengine.compile({"rules.cx": RULES.format(score=score)}, host=host)
    sources = {"service": [{"id": "parking", "title": "Parking"}], "answers": ANSWERS[:answers]}
    result = program.assess(sources, as_of=date(2026, 3, 31))
    return result["service:parking"]["maturity"], result


def test_a_scorer_gives_the_score_and_its_range(tmp_path: Path) -> None:
    model, _ = scored(tmp_path, "score by tenths")
    # 2 of 3 by weight are met of what is known; the third could be met (3 of 4) or not (2 of 4)
    assert (model.score, model.score_from, model.score_to) == (6.7, 0, 10)
    assert (model.score_could_be.from_, model.score_could_be.to) == (5, 7.5)
    wide, _ = scored(tmp_path, "score by wild")
    assert wide.score == 6.7 and (wide.score_could_be.from_, wide.score_could_be.to) == (0, 10)


def test_a_scorer_that_fails_leaves_the_score_unknown(tmp_path: Path) -> None:
    model, result = scored(tmp_path, "score by failing")
    assert model.score is None and "11, which is not between 0 and 10" in model.score_unknown
    (problem,) = result.plugins.problems
    assert [(each.kind, each.name) for each in problem.unknown] == [("score", "council.maturity")]
    assert model.level is not None and result.exit_code() == 3


def test_mistakes_with_a_scorer(tmp_path: Path) -> None:
    for score, words in (("score by tenth", "Did you mean `tenths`?"), ("score by steps", "gives levels"),
                         ("score by tenths\n  score is mean", "in two ways")):  # fmt: skip
        with pytest.raises(cxengine.CxError) as raised:
            scored(tmp_path, score)
        (found,) = [each for each in raised.value.diagnostics if each.severity == "error"]
        assert found.code == "score-by" and words in f"{found.message} {found.help}"


def test_a_scorer_of_a_plugin_that_is_left_out() -> None:
    program = cxengine.compile({"rules.cx": RULES.format(score="score by tenths")})
    model = program.assess({"service": [{"id": "p", "title": "P"}]}, as_of=date(2026, 3, 31))["service:p"]["maturity"]
    assert model.score is None and "there is no scorer `tenths`: The plugin `our_scores`" in model.score_unknown
