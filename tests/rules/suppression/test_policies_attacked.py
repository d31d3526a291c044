"""The attacker on real counts under each published policy: street faults of a year by authority and category.

He reads numbers, percentages and scores, the outcomes of criteria and the reasons that are given for them. What kind of
fault was reported decides a score, so that a percentage and a score are of the same people as the numbers are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import cache
from math import inf
from typing import Any

import pytest

import cxengine
from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explanation import explain

from .attacker import Cell, Knowledge, recovered
from .printed import of_sentences
from .reading import Place, Read, Told
from .test_fixmystreet_attacked import FILE, counts

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the open data are not here: ../shared/data is absent")

POLICIES: Mapping[str, tuple[int, int]] = {
    "nhs_friends_and_family": (5, 1), "gp_patient_survey": (10, 1), "nhs_digital": (8, 5), "mod": (5, 5),
}  # fmt: skip
"""The smallest group that is shown, and to what numbers are rounded, as their publishers say it."""
AS_OF = date(2019, 12, 31)
CATEGORIES = tuple(f"C{number}" for number in range(1, 9))
SCORES = dict(zip(CATEGORIES, (9, 10, 8, 7, 0, 3, 6, 5), strict=True))
PROMOTERS, DETRACTORS = CATEGORIES[:2], CATEGORIES[4:]
RULES = """pack faults: Street faults
version 1 from 2007-01-01
subject nation: Nation
subject authority: Local authority
  belongs to nation
scale ten 0 to 10, higher is better: Score
table reports: Reports of residents
  field authority is authority
  field category is one of (C1, C2, C3, C4, C5, C6, C7, C8)
  field said is ten
  publish as {policy}
metric faults: Faults reported
  from reports
  formula count
  by category
metric holes: Holes among them
  from reports
  formula share(category is C3)
metric leaning: How they lean
  from reports
  formula nps(said)
model good for authority: Good
  level 1: One
    criterion 1.1: Many are reported
      when faults >= 60
    criterion 1.2: A quarter are holes
      when holes >= 25%
    criterion 1.3: They lean to the good
      when leaning >= 10 points
"""
TOLD: Mapping[str, tuple[str, bool, bool]] = {
    "faults": ("all", True, False), "holes": ("all", False, True), "leaning": ("all", False, False),
}  # fmt: skip
LEAST_MET: Mapping[str, tuple[str, float]] = {"1.1": ("faults", 60), "1.2": ("holes", 0.25), "1.3": ("leaning", 0.1)}


@cache
def of_the_year() -> Mapping[tuple[str, str], int]:
    """Reports of 2019 by authority and category, of every authority of the country."""
    return {(authority, category): n for (authority, category, year), n in counts().items() if year == "2019"}


def nation(authority: str) -> str:
    return authority[:1]


def sources(chosen: Collection[str]) -> dict[str, Any]:
    import pyarrow as pa

    cells = [(cell, n) for cell, n in sorted(of_the_year().items()) if cell[0] in chosen]
    columns = {
        "authority": [authority for (authority, _), n in cells for _ in range(n)],
        "category": [category for (_, category), n in cells for _ in range(n)],
        "said": pa.array([SCORES[category] for (_, category), n in cells for _ in range(n)], pa.int32()),
    }
    return {
        "reports": pa.table(columns),
        "authority": [{"id": name, "title": name, "parent": nation(name)} for name in sorted(chosen)],
        "nation": [{"id": name, "title": name} for name in sorted({nation(name) for name in chosen})],
    }


def read(policy: str, chosen: Collection[str]) -> tuple[Read, int]:
    """Everything that is published of these authorities, and how many reasons of hidden figures were read."""
    least, step = POLICIES[policy]
    program, given = cxengine.compile({"faults.cx": RULES.format(policy=policy)}), sources(chosen)
    told = {
        name: Told(rows, least, counts=number, share=share, rounded_to=step)
        for name, (rows, number, share) in TOLD.items()
    }
    found = Read(told, {f"authority:{name}": f"nation:{nation(name)}" for name in chosen})
    assessment = program.assess(given, as_of=AS_OF)
    said = assessment.to_dict()
    figures = [figure for subject in said["subjects"] for figure in subject["metrics"]]
    found.figures(figures)
    found.figures(program.metrics(given, by=("category",), as_of=AS_OF).to_dict()["metrics"])
    found.hang_together()
    the_same_people(found)
    for figure in figures:
        if figure["metric"] == "leaning" and figure["value"] is not None:
            scores(found, figure, step // 2)
    for subject in said["subjects"]:
        outcomes(found, subject, step // 2)
    hidden = {cell for cell in found.first | found.second | found.withheld if not cell[2][1]}
    reasons = 0
    book = RuleBook.of(program.names, ())
    for subject in said["subjects"]:
        key = f"{subject['kind']}:{subject['id']}"
        for name in [name for name in TOLD if ("n", name, (key, frozenset())) in hidden]:
            texts = [text for text in strings(subject["models"]) if f"{name} " in text]
            texts += strings(explain(assessment, key, name, book).to_dict()["tree"]["because"])
            texts = [text for text in texts if " peers the middle half is " not in text]  # of peers that are shown
            for text in texts:
                of_sentences(found, text, key, (name,))
            reasons += len(texts)
    return found, reasons


def strings(value: Any) -> Iterator[str]:
    """What is said in words anywhere in JSON."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def the_same_people(found: Read) -> None:
    """Every report has a category and a score: the metrics rest on as many, and a part of them are of a category."""
    for subject, by in found.places["holes"] & found.places["leaning"]:
        place = subject, by
        for name in ("holes", "leaning"):
            found.known.sums.append((("n", name, place), (("kept", "all", place),)))
        of_c3 = of_category(subject, "C3")
        if of_c3 in found.known.ends:
            found.known.sums.append((("hits", "holes", place), (of_c3,)))


def of_category(subject: str, category: str) -> Cell:
    place: Place = subject, frozenset({("category", category)})
    return "n", "faults", place


def lean(found: Read, subject: str) -> list[tuple[Cell, float]]:
    """Promoters less detractors, as groups of the listing; one that is not listed has nobody."""
    signed = [(each, 1.0) for each in PROMOTERS] + [(each, -1.0) for each in DETRACTORS]
    cells = [(of_category(subject, category), by) for category, by in signed]
    return [(cell, by) for cell, by in cells if cell in found.known.ends]


def scores(found: Read, figure: Mapping[str, Any], off: int) -> None:
    """A score is promoters less detractors of all, to a tenth of a point; each number may have been rounded before."""
    subject, n = figure["subject"], figure["n"]
    terms = lean(found, subject)
    middle, slack = figure["value"] / 100 * n, 0.00051 * n + 2 * off
    found.known.weighted.append((tuple(terms), middle - slack))
    found.known.weighted.append((tuple((cell, -by) for cell, by in terms), -middle - slack))


def outcomes(found: Read, subject: Mapping[str, Any], off: int) -> None:
    """What is met says that a figure is so high at least, and what is unmet that it is lower."""
    key = f"{subject['kind']}:{subject['id']}"
    place: Place = key, frozenset()
    for criterion in (each for model in subject["models"] for each in model["criteria"]):
        metric, bound = LEAST_MET[criterion["criterion"]]
        rests: Cell = ("n", metric, place)
        if criterion["outcome"] not in ("met", "unmet"):
            continue
        sign, slack = (1.0 if criterion["outcome"] == "met" else -1.0), 3 * off
        if metric == "faults":
            found.known.weighted.append((((rests, sign),), sign * bound - slack))
            continue
        above: list[tuple[Cell, float]] = [(("hits", "holes", place), 1.0)] if metric == "holes" else lean(found, key)
        terms = [(cell, sign * by) for cell, by in above] + [(rests, -sign * bound)]
        found.known.weighted.append((tuple(terms), -float(slack)))


def truth(chosen: Collection[str]) -> dict[Cell, int]:
    """Of every cell of a number of faults, how many there are."""
    found: Counter[Cell] = Counter()
    for (authority, category), n in of_the_year().items():
        if authority in chosen:
            for subject in (f"authority:{authority}", f"nation:{nation(authority)}"):
                found["n", "faults", (subject, frozenset())] += n
                found[of_category(subject, category)] += n
    return dict(found)


@pytest.mark.parametrize("policy", POLICIES)
def test_under_a_published_policy_no_hidden_count_can_be_worked_out(
    policy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    least, step = POLICIES[policy]
    chosen = {authority for authority, _ in of_the_year()}
    found, reasons = read(policy, chosen)
    hidden = found.first | found.second | found.withheld
    counted = truth(chosen)
    small = {cell for cell, n in counted.items() if n < least}
    assert {cell for cell in found.first if cell[1] == "faults"} <= small <= hidden
    for cell, n in counted.items():
        if cell not in hidden:  # what is shown is so many, or what that is rounded to
            low, high = found.known.ends[cell]
            assert low <= n <= high and (high - low <= step - 1 or low == 0), (cell, n, low, high)
    broken = recovered(found.known, hidden)
    with capsys.disabled():
        print(
            f"\nFixMyStreet 2019 as {policy}: {sum(map(len, found.places.values()))} cells, {len(found.first)} hidden "
            f"first, {len(found.second)} hidden second, {len(found.withheld)} withheld, {reasons} reasons read, "
            f"{len(broken)} recovered"
        )
    assert not broken and len(found.first) > 400 and reasons > 20


def test_what_hiding_less_would_give_away_is_what_was_found_on_these_counts_before() -> None:
    """523 cells of 1 to 4, of which 132 follow from the totals; 3 still do where the next smallest is hidden too."""
    counted = of_the_year()
    few = {cell for cell, n in counted.items() if n < 5}
    assert (len(few), worked_out(few, few)) == (523, 132)
    of_authority: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for cell in counted:
        of_authority[cell[0]].append(cell)
    alone = [cells for cells in of_authority.values() if len(few & {*cells}) == 1 and len(cells) > 1]
    next_smallest = {min((cell for cell in cells if cell not in few), key=lambda c: counted[c]) for cells in alone}
    assert worked_out(few, few | next_smallest) == 3


def worked_out(few: Collection[tuple[str, str]], hidden: Collection[tuple[str, str]]) -> int:
    """How many of the few the attacker finds who knows of a hidden number only that it is one."""
    counted = of_the_year()
    known = Knowledge({cell: (0, inf) if cell in hidden else (n, n) for cell, n in counted.items()})
    for of in (lambda cell: cell[0], lambda cell: cell[1]):
        total(known, counted, of)
    found = recovered(known, few)
    assert all(counted[cell] == n for cell, n in found.items())
    return len(found)


def total(known: Knowledge, counted: Mapping[tuple[str, str], int], of: Callable[[tuple[str, str]], str]) -> None:
    """Each authority's total, or each category's."""
    parts: dict[str, list[Cell]] = defaultdict(list)
    for cell in counted:
        parts[of(cell)].append(cell)
    for whole, cells in parts.items():
        n = sum(counted[cell] for cell in cells)
        known.ends["total", whole] = n, n
        known.sums.append((("total", whole), tuple(cells)))
