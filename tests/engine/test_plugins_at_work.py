"""Enrichers, renderers and scorers of plugins in an assessment."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine.cli import run
from cxengine.engine.explanation import explain
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


def test_effort_of_an_enricher_moves_dates_as_that_of_the_rules_does(tmp_path: Path) -> None:
    """Ten days in place of two, and what waits for them; a month runs by the calendar, so many days do not."""
    actions = """
    action first: First
      effort 2 days, estimate
      costs £10, estimate
    action then: Then
      effort 1 month
      after first
      not before 2026-04-10
    action beside: Beside
      effort 3 days
"""
    (tmp_path / "ours.py").write_text(PLUGIN.split("@cxengine")[0] + """
@cxengine.hookimpl
def cx_enrichers():
    def enrich(actions):
        return {each.id: Enrichment(effort_days=Fraction(10)) for each in actions if each.action == "first"}
    return {"hr": Enricher(doc="d", enrich=enrich)}
""")
    text = RULES.format(score="").replace("  round half up to 1 decimals\n", "").replace("    weight 2\n", actions)
    unmet = [{**ANSWERS[0], "answer": "unmet"}]
    subjects = {"service": [{"id": "parking", "title": "Parking"}], "answers": unmet}

    def planned(rules: str, names: list[str]) -> Any:
        program = cxengine.compile({"r.cx": rules}, host=engine_host(names, rules=Rules(folder=tmp_path)))
        return {each.action: each for each in program.assess(subjects, as_of=date(2026, 3, 31)).actions}

    plain, by_rules = planned(text, []), planned(text.replace("2 days, estimate", "10 days"), [])
    enriched = planned(text, ["./ours.py"])
    assert {name: (each.starts, each.due) for name, each in enriched.items()} == {
        name: (each.starts, each.due) for name, each in by_rules.items()
    }
    assert plain["then"].starts == date(2026, 4, 10) and enriched["then"].starts == date(2026, 4, 15)
    assert enriched["first"].due == date(2026, 4, 14) and enriched["beside"].due == plain["beside"].due
    first = enriched["first"]
    assert (first.effort_days, first.effort_from, first.effort_estimate) == (10, "hr", False)
    assert (first.cost_from, first.cost_estimate, first.estimate) == (None, True, True)


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
            **{name: scorer(score, name == "steps", "level") for name, score in LEVELS.items()}}


def steps(given):
    # as many levels as the share of points is of all of them, rounded down
    known = [each.value for each in given.criteria if each.value is not None]
    return (0, *given.levels)[int(sum(known) / len(known) * len(given.levels))] if known else None


LEVELS = {
    "steps": steps, "odd": lambda given: given.levels[sum(each.outcome == "met" for each in given.criteria) % 2],
    "seventh": lambda given: 7, "hurt": lambda given: 1 // 0, "mute": lambda given: None,
}
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


LEVELLED = """pack council: Council
version 1 from 2026-01-01
uses plugin our_scores
subject service: Service
model maturity for service: Maturity
  {line}
aspect people: People
criterion general: In general
  aspect people
  ask: G?
level 1: Listens
  criterion 1.1: A
    aspect people
    ask: A?
level 2: Acts
  {when}
  criterion 2.1: B
    aspect people
    ask: B?
level 3: Leads
model upon for service: Upon it
level 1: Stands on it
  when level of maturity >= 2
"""


def levelled(folder: Path, line: str, when: str = "", *, met: int = 2, answers: int = 2) -> cxengine.Assessment:
    """Of three criteria the first ``met`` are, and ``answers`` are answered."""
    (folder / "our_scores.py").write_text(PLUGIN.split("@cxengine")[0] + SCORERS)
    host = engine_host(["./our_scores.py"], rules=Rules(folder=folder))
    program = cxengine.compile({"rules.cx": LEVELLED.format(line=line, when=when)}, host=host)
    given = [{**ANSWERS[0], "criterion": name, "answer": "met" if at < met else "unmet"}
             for at, name in enumerate(("general", "1.1", "2.1"))][:answers]  # fmt: skip
    sources = {"service": [{"id": "parking", "title": "Parking"}], "answers": given}
    return program.assess(sources, as_of=date(2026, 3, 31))


def test_a_scorer_says_the_level(tmp_path: Path) -> None:
    """Two of three are met: two thirds of three levels. A level above may be reached once the third is met, too."""
    sure = levelled(tmp_path, "level by steps", answers=3)["service:parking"]["maturity"]
    assert (sure.level.number, sure.could_be.from_, sure.could_be.to, sure.could_be.exact) == (2, 2, 2, True)
    assert (sure.to_next.level, sure.to_next.unmet) == (3, ("2.1",)) and sure.aspects[0].level == 2
    open_ = levelled(tmp_path, "level by steps")
    model = open_["service:parking"]["maturity"]
    # of what is known all is met; the third may be met or not
    assert (model.level.number, model.could_be.from_, model.could_be.to, model.could_be.exact) == (3, 2, 3, True)
    assert open_["service:parking"]["upon"].level.number == 1 and not open_.plugins.problems


def test_the_models_own_lines_stand_above_a_scorer(tmp_path: Path) -> None:
    held = levelled(tmp_path, "level by steps", "when criterion 2.1 is met", answers=3)["service:parking"]["maturity"]
    assert held.level.number == 1 and held.could_be.exact
    capped = levelled(tmp_path, "level by steps\n  level at most 1 when criterion 1.1 is met", met=3, answers=3)
    assert capped["service:parking"]["maturity"].level.number == 1
    withheld = levelled(tmp_path, "level by steps\n  withheld when criterion 1.1 is met")
    model = withheld["service:parking"]["maturity"]
    assert model.level is None and model.withheld and model.level_unknown is None


def test_a_scorer_that_may_fall_is_tried_every_way(tmp_path: Path) -> None:
    """With two met it says the first level, with three the second: known only by trying."""
    model = levelled(tmp_path, "level by odd")["service:parking"]["maturity"]
    assert (model.level.number, model.could_be.from_, model.could_be.to, model.could_be.exact) == (1, 1, 2, True)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("seventh", "is 7, and the model has the levels 1, 2, 3"), ("hurt", "ZeroDivisionError"),
     ("mute", "`mute` gives no level: 1 criterion is unknown")],
)  # fmt: skip
def test_a_scorer_that_says_no_level(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, reason: str
) -> None:
    result = levelled(tmp_path, f"level by {name}")
    model = result["service:parking"]["maturity"]
    assert model.level is None and model.withheld is None and reason in model.level_unknown
    assert (model.could_be.from_, model.could_be.to, model.could_be.exact) == (0, 3, False)
    above = result["service:parking"]["upon"]
    assert above.level.number == 0 and above.could_be.to == 1
    unknown = [(each.kind, each.name) for problem in result.plugins.problems for each in problem.unknown]
    assert unknown == ([] if name == "mute" else [("level", "council.maturity")])
    assert result.exit_code() == (0 if name == "mute" else 3)


def test_why_a_level_is_what_a_scorer_says(tmp_path: Path) -> None:
    tree = explain(levelled(tmp_path, "level by steps"), "service:parking", "maturity").tree
    assert tree.expr == "level by steps" and "level 3 (Leads)" in tree.text
    assert "`steps` of the plugin `./our_scores.py` says level 3: d" in [each.text for each in tree.because]
    lost = explain(levelled(tmp_path, "level by hurt"), "service:parking", "maturity").tree
    assert "level not known, because a level failed: ZeroDivisionError" in lost.text


def test_mistakes_with_a_scorer(tmp_path: Path) -> None:
    for score, words in (("score by tenth", "Did you mean `tenths`?"), ("score by steps", "Write `level by steps`."),
                         ("score by tenths\n  score is mean", "in two ways")):  # fmt: skip
        with pytest.raises(cxengine.CxError) as raised:
            scored(tmp_path, score)
        (found,) = [each for each in raised.value.diagnostics if each.severity == "error"]
        assert found.code == "score-by" and words in f"{found.message} {found.help}"


@pytest.mark.parametrize(
    ("line", "words"),
    [("level by step", "Did you mean `steps`?"), ("level by tenths", "Write `score by tenths`."),
     ("level by nobody", "uses plugin NAME"),
     ("level by steps\n  reached when every criterion at or below is met", "in two ways"),
     ("level by steps\n  empty level counts as met", "no level is empty")],
)  # fmt: skip
def test_mistakes_with_a_scorer_of_levels(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(cxengine.CxError) as raised:
        levelled(tmp_path, line)
    (found,) = [each for each in raised.value.diagnostics if each.severity == "error"]
    assert found.code == "level-by" and words in f"{found.message} {found.help}"


def test_a_model_without_levels_has_none_to_say(tmp_path: Path) -> None:
    bare = "level by steps\n  score by tenths\ncriterion only: Only\n  ask: Q?\nmodel other for service: Other"
    with pytest.raises(cxengine.CxError) as raised:
        levelled(tmp_path, bare)
    assert "has no levels that `steps` could give" in str(raised.value)


def test_a_scorer_of_a_plugin_that_is_left_out() -> None:
    program = cxengine.compile({"rules.cx": RULES.format(score="score by tenths")})
    model = program.assess({"service": [{"id": "p", "title": "P"}]}, as_of=date(2026, 3, 31))["service:p"]["maturity"]
    assert model.score is None and "there is no scorer `tenths`: The plugin `our_scores`" in model.score_unknown
    program = cxengine.compile({"rules.cx": RULES.format(score="level by steps\n  score is mean")})
    result = program.assess({"service": [{"id": "p", "title": "P"}]}, as_of=date(2026, 3, 31))
    (problem,) = result.plugins.problems
    assert "there is no scorer `steps`" in result["service:p"]["maturity"].level_unknown
    assert [(each.kind, each.name) for each in problem.unknown] == [("level", "council.maturity")]
