"""Reasons are worded from what decided, name every figure, and their hints are true when followed."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cxengine.maturity.because import Because

from .assessing import END, asking, assessed, compiled, model_of, outcomes, worked_out

CSAT = """metric csat: Satisfied
  from responses
  formula share(good is yes)
  {lines}
"""


def rows(hits: int, n: int) -> list[dict[str, bool]]:
    """Answers, of which some are good."""
    return [{"good": place < hits} for place in range(n)]


def because(text: str, hits: int, n: int, as_of: date = END) -> Because:
    """Why criterion 1.1 came out as it did."""
    said = model_of(text, rows=rows(hits, n), as_of=as_of)
    assert said.result is not None
    return said.result.outcomes.because(0)


def csat_model(condition: str, *lines: str) -> str:
    """One criterion on the satisfaction metric."""
    return worked_out(condition, above=CSAT.format(lines="\n  ".join(lines)).rstrip())


@pytest.mark.parametrize(
    ("condition", "hits", "n", "figures"),
    [
        ("csat >= 80%", 256, 311, ("82.3%", "256 of 311", "95% interval 77.7 to 86.2", "80%")),
        ("csat >= 80%", 200, 311, ("64.3%", "200 of 311", "80%")),
        ("csat < 50%", 200, 311, ("64.3%", "50%")),
        ("80% <= csat", 200, 311, ("64.3%", "80%")),
        ("csat meets target", 200, 311, ("64.3%", "80%")),
        ("csat > 60% with 95% confidence", 200, 311, ("64.3%", "60%", "not with 95% confidence")),
        ("csat - 5 points >= 80%", 200, 311, ("59.3%", "64.3%", "80%")),
    ],
)
def test_the_reason_contains_the_figures(condition: str, hits: int, n: int, figures: tuple[str, ...]) -> None:
    said = because(csat_model(condition, "target at least 80%"), hits, n)
    for figure in figures:
        assert figure in said.text, said.text
    assert said.details().n in (n, None) and said.details().expr == condition


@pytest.mark.parametrize(("op", "bound"), [(">=", 80), (">", 80), (">=", 81), (">", 99), (">=", 100), (">", 0)])
@pytest.mark.parametrize(("hits", "n"), [(0, 10), (8, 10), (79, 100), (80, 100), (7, 9), (1, 3)])
def test_the_hint_names_the_fewest_answers_that_turn_it(op: str, bound: int, hits: int, n: int) -> None:
    text = csat_model(f"csat {op} {bound}%")
    said = because(text, hits, n)
    if said.truth:
        assert said.would_change == ()
        return
    found = re.search(r": (\d+) more of the (\d+)$", said.would_change[0])
    assert found is not None and int(found[2]) == n
    more = int(found[1])
    assert because(text, hits + more, n).truth is True
    assert because(text, hits + more - 1, n).truth is False


def test_no_hint_asks_for_more_answers_than_there_are() -> None:
    said = because(csat_model("csat > 100%"), 5, 10)
    assert said.would_change == ("csat reaching more than 100%",)


@pytest.mark.parametrize(
    ("condition", "gap"),
    [("csat >= 80%", 30), ("csat <= 40%", 10), ("csat >= 50%", 0), ("csat > 50%", 0), ("csat meets target", 30)],
)
def test_the_gap_is_what_is_lacking(condition: str, gap: float) -> None:
    said = model_of(csat_model(condition, "target at least 80%"), rows=rows(5, 10))
    assert said.criterion("1.1").because.gap == gap


def test_a_figure_past_its_bound_lacks_nothing_though_it_is_not_sure() -> None:
    said = because(csat_model("csat > 60% with 95% confidence"), 200, 311)
    assert (said.truth, said.details().gap) == (False, 0)


def test_a_target_that_is_not_in_force_asks_for_no_figure() -> None:
    text = csat_model("csat meets target", "target at least 80% from 2020-04-01")
    said = because(text, 5, 10)
    assert said.truth is None and said.details().target is None
    assert said.would_change == () and "no target was in force" in said.text
    assert because(text, 5, 10, date(2020, 4, 1)).truth is False


def test_of_two_targets_the_failing_one_is_named() -> None:
    text = csat_model("csat meets target", "target at least 20%", "target at most 60%")
    said = because(text, 9, 10)
    assert "not at most 60%" in said.text and said.would_change == ("csat reaching at most 60%",)
    assert "20%" in because(text, 1, 10).text


def test_the_reason_of_a_negation_is_no_falsehood() -> None:
    text = csat_model("not csat >= 80%")
    failing, holding = because(text, 9, 10), because(text, 5, 10)
    assert (failing.truth, holding.truth) == (False, True)
    assert "is at least 80%" in failing.text and "not so" not in failing.text
    assert "is not at least 80%" in holding.text
    assert failing.would_change and not holding.would_change


def test_unknown_says_what_is_missing() -> None:
    said = because(csat_model("csat >= 80%", "needs 30 answers"), 5, 12)
    assert said.truth is None and said.details().missing == ("csat: 12 answers, 30 needed",)
    assert "12 answers, 30 needed" in said.text


def test_a_missing_attribute_is_named() -> None:
    said = model_of(worked_out("x >= 5 and a is yes"), x=3)
    assert outcomes(said) == {"1.1": "unmet"}
    assert "x (3) is not at least 5" in said.criterion("1.1").because.text
    unknown = model_of(worked_out("x >= 5 and a is yes"), x=5).criterion("1.1").because
    assert unknown.missing == ("the a of this subject",) and "x (5)" not in unknown.text


@pytest.mark.parametrize(
    ("condition", "told", "untold"),
    [
        ("x >= 5 and a is yes and b is yes", ("x (3)", "b (no)"), ("a (yes)",)),
        ("x >= 5 or a is yes or b is yes", ("a (yes)",), ("x (3)", "b (no)")),
        ("x >= 5 or b is yes", ("x (3)", "b (no)"), ()),
        ("a is yes and (x >= 5 or b is yes)", ("x (3)", "b (no)"), ("a (yes)",)),
    ],
)
def test_only_what_decided_is_told(condition: str, told: tuple[str, ...], untold: tuple[str, ...]) -> None:
    text = model_of(worked_out(condition), x=3, a=True, b=False).criterion("1.1").because.text
    assert all(words in text for words in told) and not any(words in text for words in untold), text


@pytest.mark.parametrize(
    ("clauses", "given", "attributes"),
    [
        ("", None, {}),
        ("", "unmet", {}),
        ("", "partly", {}),
        ("evidence required when met", "met", {}),
        ("evidence required\nlink required when met", "unmet", {"evidence": "x"}),
        ("evidence required", "unmet", {}),
        ("review every 12 months", "met", {}),
    ],
)
def test_the_hint_of_an_asked_criterion_is_all_it_takes(
    clauses: str, given: str | None, attributes: dict[str, object]
) -> None:
    text = asking(clauses)
    said = model_of(text, {"1.1": {"answer": given, **attributes}} if given else {})
    assert said.result is not None
    (hint,) = said.result.outcomes.because(0).would_change
    proofs = {kind: "https://example.org" for kind in ("evidence", "justification", "link") if kind in hint}
    answer = given if hint.startswith("recording") else "met"
    changed = outcomes(model_of(text, {"1.1": {"on": END, **attributes, **proofs, "answer": answer}}))
    assert changed == {"1.1": answer} and said.criterion("1.1").outcome != changed["1.1"]


def test_the_reason_of_what_does_not_apply_says_so() -> None:
    text = asking("applies when a is yes")
    assert model_of(text, {"1.1": "met"}, a=False).criterion("1.1").because.text.startswith("does not apply: a (no)")
    assert "not known whether" in model_of(text, {"1.1": "met"}).criterion("1.1").because.text


def test_explained_conditions_point_at_their_lines() -> None:
    text = csat_model("csat >= 80%\n        and csat <= 90%")
    said = because(text, 5, 10)
    assert [part.details().expr for part in said.parts] == ["csat >= 80%", "csat <= 90%"]
    assert said.parts[1].details().span.line == said.parts[0].details().span.line + 1
    assert all(p.details().span.filename == "tried.cx" for p in said.parts)


def test_reasons_do_not_leak_a_small_group() -> None:
    text = csat_model("csat >= 80%").replace("metric csat", "note: x\nmetric csat")
    hidden = text.replace("note: x", "table few: Few\n  field service is service\n  field good is yes_no\n"
                          "  publish groups of at least 10").replace("from responses", "from few")  # fmt: skip
    program = compiled(hidden)
    sources = {
        "service": [{"id": "s", "title": "S", "a": None, "b": None, "x": None}],
        "few": [{"service": "s", "good": place < 6} for place in range(7)],
    }
    said = program.assess(sources, as_of=END)["service:s"].models[0]
    words = str(said.criterion("1.1").because)
    assert "fewer than 10" in words and not re.search(r"\b[67]\b|85", words.replace("1.1", ""))


def test_a_result_has_a_reason_for_every_criterion() -> None:
    result = assessed(asking("", "applies when x > 3", "review every 1 month"), {"1.1": "met"})
    assert all(c.because.text for c in result["service:s"].models[0].criteria)
