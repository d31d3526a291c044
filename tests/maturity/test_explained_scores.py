"""A score and a level can be worked out again from the words of their explanation, with a pocket calculator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explaining.tree import Node
from cxengine.engine.explanation import explain

from .assessing import END, SERVICE, compiled

GRADES = "scale grade 0 to 10: Grade\n"


def explained(text: str, answers: Mapping[str, str], name: str = "m", **attributes: Any) -> Node:
    program = compiled(text)
    given = [{"kind": "service", "subject": "s", "criterion": id, "answer": said} for id, said in answers.items()]
    sources = {"service": [{**SERVICE, **attributes}], "answers": given, "responses": []}
    rules = RuleBook.of(program.names, program.rules.sources)
    return explain(program.assess(sources, as_of=END), "service:s", name, rules).tree


def below(node: Node) -> Iterator[Node]:
    yield node
    for part in node.because:
        yield from below(part)


def calculated(words: str) -> float:
    """What a calculator shows for the sum that stands in the words."""
    entered = re.search(r": ((?:min|max)?[−(\d][^:;=a-z]*)(?: =|;|$)", words)
    assert entered is not None, words
    return float(eval(entered[1].replace("×", "*").replace("−", "-"), {"min": min, "max": max}))  # noqa: S307


def shown(words: str) -> float:
    """What the words say that the sum comes to: after ``=``, else the number of the score."""
    after = re.search(r"= (−?[\d.]+)", words) or re.search(r"(?:score|:) (−?[\d.]+)", words)
    assert after is not None, words
    return float(after[1].replace("−", "-"))


NESTED = (
    GRADES
    + """model m for service: M
  scale grade
  score is mean
  unknown is left out
  aspect a: A
    weight 3
  aspect b: B
    score is lowest
  aspect c: C
    in a
    score is share met
    unknown counts as unmet
  level 1: One
    criterion 1.1: C1
      ask: So?
      aspect a
      weight 0.5
    criterion 1.2: C2
      ask: So?
      aspect b
    criterion 1.3: C3
      ask: So?
      aspect b
    criterion 1.4: C4
      ask: So?
      aspect c
    criterion 1.5: C5
      ask: So?
      aspect c
    criterion 1.6: C6
      ask: So?
      aspect c
"""
)


def test_every_sum_of_a_tree_of_aspects_comes_to_what_it_says() -> None:
    tree = explained(NESTED, {"1.1": "7", "1.2": "4", "1.3": "10", "1.4": "10", "1.5": "3"}, "score")
    sums = [node for node in below(tree) if node.kind in ("score", "aspect score")]
    assert len(sums) == 4
    for node in sums:
        assert calculated(node.text) == pytest.approx(shown(node.text), abs=2e-6), node.text
        assert node.value == pytest.approx(shown(node.text), abs=2e-6)
    texts = {node.text: node for node in below(tree)}
    assert "B: 0.4, the lowest of 2 criteria: min(0.4, 1)" in texts
    a = next(node for node in below(tree) if node.text.startswith("A, weight 3"))
    assert a.text == (
        "A, weight 3: 0.455556 (41/90), the mean of 1 aspect and 1 criterion: (0.333333 × 1 + 0.7 × 0.5) / (1 + 0.5)"
    ).replace(" × 1 +", " +")
    assert a.weight == 3
    c6 = next(node for node in below(tree) if node.text.startswith("1.6"))
    assert (c6.text, c6.value, c6.outcome) == ("1.6 C6: unknown, counts as unmet, gives 0", 0, "unknown")
    assert a.source is not None and tree.source is not None and a.source.line == tree.source.line


@pytest.mark.parametrize(
    ("lines", "answers", "score", "told"),
    [
        (
            ["score starts at 100", "score at least 90"],
            {"1.1": "3", "1.2": "10"},
            95,
            ["score starts at 100", "score at least 90: changes nothing"],
        ),
        (
            ["score starts at 100", "score at least 97"],
            {"1.1": "3"},
            97,
            ["score starts at 100", "score at least 97: brings it to 97"],
        ),
        (
            ["score is mean", "round half up to 1 decimal"],
            {"1.1": "7", "1.2": "6"},
            0.7,
            ["round half up to 1 decimal: 0.7"],
        ),
        (
            ["score is mean", "score at most 0.5 when a is yes"],
            {"1.1": "10", "1.2": "10"},
            0.5,
            ["score at most 0.5 when what stands below: brings it to 0.5"],
        ),
    ],
    ids=["a start", "a bound", "a rounding", "a bound with a condition"],
)
def test_what_is_done_after_the_sum_is_told_line_by_line(
    lines: list[str], answers: Mapping[str, str], score: float, told: list[str]
) -> None:
    deducts = ["      deducts 5 when unmet", "      deducts 5 when partly"] if "starts" in lines[0] else []
    text = GRADES + "\n".join(
        ["model m for service: M", "  scale grade", "  unknown is left out", *(f"  {line}" for line in lines)]
        + ["  level 1: One"]
        + [row for n in (1, 2) for row in (f"    criterion 1.{n}: C{n}", "      ask: So?", *deducts)]
    )
    tree = explained(text + "\n", answers, "score", a="yes")
    assert tree.value == score
    assert [node.text for node in tree.because if node.kind == "line"] == told
    assert calculated(tree.text) == pytest.approx(shown(tree.text))


RULES = """model m for service: M
  reached when at least 60% of criteria here are met and every criterion below is met
  unknown counts as unmet
  level at most 1 when a is yes
  band low 1 to 1: Low
  band high 2 to 2: High
  level 1: One
    criterion 1.1: C1
      ask: So?
  level 2: Two
    criterion 2.1: C2
      ask: So?
    criterion 2.2: C3
      ask: So?
    criterion 2.3: C4
      ask: So?
"""


def test_the_lines_that_decide_a_level_stand_there_as_they_are_written() -> None:
    tree = explained(RULES, {"1.1": "met", "2.1": "met", "2.2": "met", "2.3": "partly"}, "level", a="no")
    assert tree.text == "M: level 2 (Two)"
    lines = tree.because[0]
    assert [(line.text, line.source.line if line.source else 0) for line in lines.because] == [
        ("reached when at least 60% of criteria here are met and every criterion below is met", 12),
        ("level at most 1 when a is yes", 14),
        ("unknown counts as unmet", 13),
        ("partly counts as unmet (which holds where no line says otherwise)", 11),
        ("band high 2 to 2: High", 16),
    ]
    demands = [node.text for node in below(tree) if node.kind == "demand"]
    assert demands == [
        "at least 60% of criteria here are met: 1 of 1, 100.0%",
        "every criterion below is met: 0 of 0",
        "at least 60% of criteria here are met: 2 of 3, 66.7%",
        "every criterion below is met: 1 of 1",
    ]


def test_a_withheld_result_gives_no_number_away() -> None:
    text = RULES.replace(
        "unknown counts as unmet\n", "unknown counts as unmet\n  score is mean\n  withheld when a is yes\n"
    )
    for name in ("level", "score"):
        tree = explained(text, {"1.1": "met", "2.1": "met", "2.2": "partly"}, name, a="yes")
        for node in below(tree):
            assert node.kind not in ("criterion score", "aspect score")
            assert "reached" not in node.text or node.kind == "line", node.text
    assert tree.text == "score: withheld, because a (yes) is yes"


def test_a_model_without_a_line_for_it_says_by_which_rule_a_level_is_reached() -> None:
    text = "model m for service: M\n  level 1: One\n    criterion 1.1: C1\n      ask: So?\n"
    [line] = explained(text, {"1.1": "met"}, "level").because[0].because
    assert line.text == "reached when every criterion at or below is met (which holds where no line says otherwise)"
