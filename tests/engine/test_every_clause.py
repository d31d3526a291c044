"""Each clause that parses changes something: a rule that could be dropped unnoticed would be a rule not kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine.diagnostics import Diagnostics
from cxengine.engine.rule_tests import run_tests
from cxengine.lang.blocks import ANYWHERE, Block, Folder
from cxengine.lang.constructs import TABLE
from cxengine.lang.parse import parse
from cxengine.source import Source

END = date(2019, 3, 30)
CORPUS = "".join(Path(__file__).with_name(f"every_{name}.cx").read_text("utf-8") for name in ("clause", "journey"))
OVERRIDES = Path(__file__).with_name("every_override.cx").read_text("utf-8")
"""A pack that extends the corpus."""
OTHER = (
    "pack other: Other\nversion 1 from 2018-04-01\nparty helper: Helper\n"
    "test costs: Of its own\n  expect costs is unknown\n"
)

WRITTEN_DEFAULTS = {"reached when every criterion at or below is met", "waived is left out"}
"""Lines that may be written to say what holds anyway."""


SKILLS = {"3.2": "done", "3.3": "half"}
RULES = {
    "s": {"r1": "done", "r2": "half", "r3": "begun", "r4": "begun", "row1": "unmet", "row3": "met",
          "turn1": "unmet", "turn2": "met",
          "k1": "half", "k2": "begun", "k3": "begun", "c1": "82.5%", "c2": "2018-06-01", "c3": "2018-06-01"},
    "t": {"r1": "half", "r2": "done", "r3": "done", "r4": "done", "row1": "met", "row3": "met",
          "k1": "done", "k2": "done", "k3": "done", "c1": "40%", "c2": "2017-06-01", "c3": "2019-02-01"},
    "u": {"k1": "begun", "k2": "begun", "k3": "begun"},
    "v": {"k1": "half", "k3": "not applicable"},
}
"""Answers to the criteria of the models that show further rules; each with a justification."""


def sources() -> dict[str, Any]:
    """Two services of a council, and data in which every clause has something to do."""
    rows = [
        {
            "id": f"r{n}", "service": "s", "referrer": "nobody" if n % 2 else None,
            "answered_on": END - timedelta(days=n * 7), "channel": ("web", "phone", None)[n % 3],
            "satisfied": 5 if n % 5 else 2, "cost": Decimal(n) if n != 7 else None,
            "remark": ("Far too slow!", "fine", "We WAITED long", "slow")[n % 4],
        }
        for n in range(60)
    ]  # fmt: skip
    rows += [{**row, "id": f"{row['id']} {copy}"} for copy in range(3) for row in rows]
    rows += [{**rows[0], "id": "r1"}, {**rows[1], "id": "old", "answered_on": date(2017, 1, 1)}]
    rows += [{**rows[0], "id": f"t{n}", "service": "t"} for n in range(2)]
    rows += [{**rows[0], "id": f"w{n}", "service": "w"} for n in range(4)]  # may be told, and are fewer than are needed
    answers = [
        {"subject": "s", "criterion": "1.1", "answer": "not applicable", "on": END, "evidence": ""},
        {"subject": "s", "criterion": "1.2", "answer": "half", "on": END, "evidence": ""},
        {"subject": "s", "criterion": "1.3", "answer": "4", "on": END, "evidence": ""},
        {"subject": "t", "criterion": "1.1", "answer": "done", "on": date(2018, 1, 1), "evidence": "x"},
        {"subject": "t", "criterion": "1.2", "answer": "done", "on": END, "evidence": ""},
        {"subject": "t", "criterion": "1.3", "answer": "5", "on": END, "evidence": ""},
        {"subject": "u", "criterion": "1.1", "answer": "done", "on": END, "evidence": ""},
        {"subject": "u", "criterion": "1.2", "answer": "done", "on": END, "evidence": ""},
        {"subject": "u", "criterion": "1.3", "answer": "5", "on": END, "evidence": ""},
        {"subject": "u", "criterion": "3.2", "answer": "done", "on": END, "evidence": ""},
        {"subject": "v", "criterion": "1.1", "answer": "done", "on": END, "evidence": "x"},
        {"subject": "v", "criterion": "1.2", "answer": "done", "on": END, "evidence": "x"},
        {"subject": "v", "criterion": "1.3", "answer": "5", "on": END, "evidence": "x"},
    ]
    answers += [{**answer, "subject": "w", "answer": "half"} for answer in answers if answer["subject"] == "s"]
    answers += [{**answers[0], "subject": "s", "criterion": id, "answer": said} for id, said in SKILLS.items()]
    answers[-3] = {**answers[-3], "answer": "2"}
    answers.append({**answers[0], "subject": "v", "criterion": "3.3", "answer": "begun"})
    answers += [
        {"subject": id, "criterion": criterion, "answer": said, "on": END, "evidence": "", "justification": "why"}
        for id, given in RULES.items()
        for criterion, said in given.items()
    ]
    answers += [
        {**answers[0], "subject": id, "criterion": "shared1", "assessor": who, "answer": said}
        for id, own, peer in (("s", "met", "partly"), ("t", "unmet", "met"), ("u", "met", "unmet"))
        for who, said in (("self", own), ("peer", peer))
    ]
    services = [
        {"id": id, "title": id.upper(), "parent": "c", "online": online}
        for id, online in (("s", True), ("t", False), ("u", None), ("v", True), ("w", True))
    ]
    return {
        "council": [{"id": "c", "title": "C"}], "service": services, "responses": rows,
        "answers": [{"kind": "service", **answer} for answer in answers],
        "visits": [{"service": id} for id, visits in (("s", 12), ("t", 2)) for _ in range(visits)],
    }  # fmt: skip


LETTERS = [
    {"kind": "service", "criterion": "3.4", "subject": "v", "answer": "done", "on": END, "evidence": ""},
    {"kind": "service", "criterion": "3.4", "subject": "s", "answer": "done", "on": date(2017, 1, 1), "evidence": "x"},
    {"kind": "service", "criterion": "3.4", "subject": "t", "answer": "begun", "on": END, "evidence": "x"},
]
"""Answers to the criterion that the pack above adds."""


def came_out(text: str, overrides: str = "") -> Iterator[object]:
    """All that a text leads to, one thing after the other, the cheapest first; with the pack that extends it."""
    above = {"own/own.cx": overrides, "other/other.cx": OTHER} if overrides else {}
    data = sources()
    data["answers"] += LETTERS if overrides else []
    try:
        program = cxengine.compile({"every.cx": text, **above})
    except cxengine.CxError as error:
        yield sorted(str(diagnostic) for diagnostic in error.diagnostics)
        return
    yield sorted(str(diagnostic) for diagnostic in program.diagnostics)
    yield run_tests(program).to_dict()
    try:
        yield without_digests(program.assess(data, as_of=END).to_dict())
        listings = [("csat", "channel"), ("csat", "month of answered_on")]
        yield [
            without_digests(program.metrics(data, metrics=(metric,), by=(by,), as_of=END).to_dict())
            for metric, by in listings
        ]
    except cxengine.CxError as error:
        yield sorted(str(diagnostic) for diagnostic in error.diagnostics)


def without_digests(made: Any) -> Any:
    """The result without the digests of texts and data."""
    if isinstance(made, dict):
        return {key: without_digests(value) for key, value in made.items() if key != "digest"}
    return [without_digests(item) for item in made] if isinstance(made, list) else made


def clauses(text: str, monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[str, str]]:
    """For the number of each line that is a clause: the kind of its block, and its word in the table."""
    found: dict[int, tuple[str, str]] = {}
    takes = Folder._takes

    def noting(self: Folder, block: Block, clause: Any) -> bool:
        own = clause.word in (*TABLE[block.kind].row.words, *ANYWHERE)
        found[clause.span.line] = (block.kind if own else block.target, clause.word)
        return takes(self, block, clause)

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "_takes", noting)
        diagnostics = Diagnostics()
        parse(Source("every.cx", text), diagnostics)
    assert not diagnostics.has_errors, list(diagnostics)
    lines = text.splitlines()
    more = {n: ("", "more") for n, line in enumerate(lines, 1) if line.strip().startswith("more:")}
    return found | more


def without(text: str, number: int) -> str:
    """The text with one line turned into a remark, so that all others keep their places."""
    lines = text.splitlines()
    lines[number - 1] = "#"
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def whole() -> tuple[object, ...]:
    """What the whole corpus leads to."""
    return tuple(came_out(CORPUS))


def test_the_corpus_has_every_clause_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    stand = {clause for text in (CORPUS, OVERRIDES) for clause in clauses(text, monkeypatch).values()}
    asked = {(kind, row.word) for kind, construct in TABLE.items() for row in construct.row.clauses}
    assert asked - stand == set()
    assert {word for _, word in stand} >= set(ANYWHERE)
    kinds = {kind for kind, _ in stand} | {line.split()[0] for line in CORPUS.splitlines()}
    assert {kind for kind, construct in TABLE.items() if construct.row.form} - kinds == set()


def test_the_corpus_is_valid_and_reaches_the_data(whole: tuple[object, ...]) -> None:
    assert len(whole) == 4 and whole[0] == []


@pytest.mark.parametrize(
    "number",
    [n for n, line in enumerate(CORPUS.splitlines(), 1) if line.strip() not in WRITTEN_DEFAULTS],
    ids=lambda n: f"{n} {CORPUS.splitlines()[n - 1].strip()[:40]}",
)
def test_each_line_changes_something(number: int, whole: tuple[object, ...]) -> None:
    for place, now in enumerate(came_out(without(CORPUS, number))):
        if now != whole[place]:
            return
    pytest.fail(f"dropping `{CORPUS.splitlines()[number - 1].strip()}` changes nothing")


@pytest.fixture(scope="module")
def overridden() -> tuple[object, ...]:
    """What the corpus leads to with the pack above it."""
    return tuple(came_out(CORPUS, OVERRIDES))


def test_the_pack_above_is_valid_and_reaches_the_data(overridden: tuple[object, ...]) -> None:
    assert len(overridden) == 4 and overridden[0] == []
    assert isinstance(overridden[1], dict) and overridden[1]["failed"] == 1


@pytest.mark.parametrize(
    "number",
    range(1, len(OVERRIDES.splitlines()) + 1),
    ids=lambda n: f"{n} {OVERRIDES.splitlines()[n - 1].strip()[:40]}",
)
def test_each_line_of_an_override_changes_something(number: int, overridden: tuple[object, ...]) -> None:
    for place, now in enumerate(came_out(CORPUS, without(OVERRIDES, number))):
        if now != overridden[place]:
            return
    pytest.fail(f"dropping `{OVERRIDES.splitlines()[number - 1].strip()}` changes nothing")


FORMS = {
    "  score at most 19 when criterion k1 is done": (
        "  score at most 18 when criterion k1 is done", "  score at most 19",
    ),
    "    score at least 1.5": ("    score at least 1.4",),
    "      deducts 0.2 when half": ("      deducts 0.9 when half", "      deducts 0.2 when begun"),
    "    score is share of points": ("    score is share met", "    score is mean"),
    "    when score of level 1 >= -2": (
        "    when score of tidy >= 2.5", "    when score of tidy at level 1 > -1", "    when score is 22",
        "    when level of tidy < 1",
    ),
    "    when level of rules >= 2 and score of marks >= 19": (
        "    when score of marks > 20", "    when level of marks is 1",
    ),
    "  expect score of tidy at level 1 is 2 of 4": (
        "  expect score of level 1 is -1", "  expect no score of tidy at level 1",
    ),
    "  reached when every criterion here is at least half": (
        "  reached when every criterion here is half", "  reached when every level below is reached",
    ),
    "    and at least 80% of criteria below are done": (
        "    and every criterion at or below is begun", "    and at least 10% of criteria at or below are unmet",
    ),
    "    withheld when criterion k1 is begun": ("    withheld when criterion k1 is half",),
    "    level at most 0 when criterion k2 is done": ("    level at most 1 when criterion k2 is done",),
    "  expect withheld of outside": ("  expect level of outside is 0", "  expect level of outside is 1"),
    "  withheld when every criterion is unknown": (
        "  withheld when any criterion is unknown", "  withheld when any criterion is begun without evidence",
        "  withheld when every criterion is not half",
    ),
    "  level at most 2 when criterion r1 is half": ("  level at most 1 when criterion r1 is half",),
    "  should counts as met with justification": ("  should counts as unmet",),
    "  partly counts as met": ("  partly counts as unmet",),
    "      obligation should": ("      obligation must", "      obligation must not"),
    "      when any other criterion is unmet without evidence": (
        "      when any other criterion is unmet without justification",
    ),
    "  expect withheld": ("  expect level 1",),
    "  expect criterion r1 is half": ("  expect criterion r1 is unmet",),
    "  unknown counts as unmet": (
        "  unknown counts as met", "  unknown counts as unknown", "  unknown is left out",
    ),
    "  not applicable counts as unmet": ("  not applicable counts as met", "  not applicable is left out"),
    "  empty level counts as met": ("  empty level counts as unmet",),
    "  round half up to 2 decimals": (
        "  round half up to 1 decimal", "  round down to 2 decimals", "  round up to 2 decimals",
    ),
    "      evidence required when met": (
        "      evidence required", "      evidence required when partly", "      evidence required when unmet",
        "      evidence required when not applicable", "      justification required when met",
        "      link required when met", "      justification required when partly", "      link required",
        "      evidence of at least 2 characters required when met", "      plan required when met",
    ),
    "      target at least half": ("      target at least done",),
    "      unmet when criterion 3.1 is unmet": ("      unmet when criterion 3.1 is met", "      unmet when csat >= 0%"),
    "      review every 12 months": ("      review every 5 days", "      review every 10 years"),
    "  target at most 95%": (
        "  target at most 81%", "  target at least 95% from 2018-06-01", "  target at most 95% from 2019-04-01",
    ),
    "  formula mean(cost)": ("  formula sum(cost)", "  formula count", "  formula count(cost > £5)"),
    "  shown as percent from 0 to 100, 2 decimals": (
        "  shown as percent from 0 to 100, 1 decimal", "  shown as percent from 0 to 90, 2 decimals",
        "  shown as percent, 2 decimals",
    ),
    "      target at least 80%": ("      target at least 82.51%", "      target at least 40%"),
    "      target in last 12 months": ("      target in last 24 months", "      target at least 2019-01-01"),
    "      target at least 2019-01-01": ("      target at least 2018-06-01", "      target at least 2019-02-02"),
    "    when criterion c1 is at least 60% and criterion c3 is at least 2018-05-01": (
        "    when criterion c1 is at least 82.51% and criterion c3 is at least 2018-05-01",
        "    when criterion c1 is at least 40% and criterion c3 is at least 2018-06-02",
        "    when criterion c1 is at least 40% and criterion c3 is at least 2018-05-01",
    ),
    "        when any criterion is at least half": (
        "        when every criterion is at least half", "        when every criterion is not at least half",
    ),
    "  given answer c1 is 82.5%": ("  given answer c1 is 0%",),
    "  given answer c2 is 2018-01-01": ("  given answer c2 is 2018-02-01", "  given answer c2 is never"),
    "  on disagreement take lowest": (
        "  on disagreement take highest", "  on disagreement take mean", "  on disagreement take self",
        "  on disagreement take peer",
    ),
    "  lower is better": ("  higher is better",),
    "  where answered_on in last 12 months": (
        "  where answered_on in last 12 full months", "  where answered_on in last 90 days",
        "  where channel is web", "  where channel is not web", "  where channel is one of (web, phone)",
        "  where channel is unknown", "  where not satisfied >= 4", "  where satisfied >= 4 or channel is web",
    ),
    "        effort 20 days, estimate": ("        effort 20 days", "        effort 20 weeks, estimate"),
    "        costs £4,000 a year": ("        costs £4,000", "        costs £4,000 a year, estimate"),
    "  field cost is money, may be missing": ("  field cost is money", "  field cost is number, may be missing"),
    "      when csat meets target": (
        "      when csat meets target with 95% confidence", "      when csat of council meets target",
        "      when csat 6 months ago meets target", "      when csat >= 79%",
        "      when csat > 70% with 95% confidence",
        "      when criterion 1.1 is not met", "      when criterion 1.2 is partly", "      when csat is known",
        "      when csat(channel is phone) >= 79%", "      when not csat meets target",
    ),
    "  expect level 2, could be 3": (
        "  expect level 0", "  expect level 0, could be 3", "  expect level 2, could be 2",
    ),
    "  expect criterion 1.1 is partly": (
        "  expect criterion 1.1 is unknown", "  expect criterion 1.1 is met",
        "  expect criterion 1.1 is not applicable",
    ),
    "  expect no action audit": ("  expect action audit",),
    "  expect finding rare": ("  expect no finding rare",),
    "  words: too slow, waited": ("  words: too slow", "  words: slow, waited"),
    "  where recent": ("  where not recent", "  where remark mentions delays"),
    "  severity high": ("  severity medium", "  severity low"),
    "  expect score is 0.99": (
        "  expect score of people is 0.99", "  expect no score", "  expect no score of skills", "  expect score is 0.4",
    ),
    "  expect csat is 85%": ("  expect csat is unknown", "  expect csat is 86%"),
    "  given csat is 86% of 50": ("  given csat is unknown", "  given csat is 50% of 2", "  given csat is 86%"),
}  # fmt: skip


@pytest.mark.parametrize("line", FORMS, ids=str.strip)
def test_each_form_of_a_line_means_something_else(line: str, whole: tuple[object, ...]) -> None:
    """Later stages are only looked at for those forms that came to the same so far; the last hides no small groups."""
    assert f"\n{line}\n" in CORPUS, f"the corpus has no line `{line}`"
    coming: dict[str, Iterator[object]] = {line: iter(whole)}
    texts = {form: CORPUS.replace(f"\n{line}\n", f"\n{form}\n", 1) for form in (line, *FORMS[line])}
    coming |= {form: came_out(texts[form]) for form in FORMS[line]}
    said = {form: next(stages) for form, stages in coming.items()}
    alike = [list(coming)]
    for _ in whole[1:]:
        alike = [group for forms in alike for group in told_apart(forms, coming, said)]
    open_to_all = {form: iter([all_figures(texts[form])]) for forms in alike for form in forms}
    alike = [group for forms in alike for group in told_apart(forms, open_to_all, said)]
    assert alike == [], f"these come to the same: {alike}"


def all_figures(text: str) -> object:
    """The figures of a text whose answers hide no small groups."""
    program = cxengine.compile({"every.cx": text.replace("\n  publish groups of at least 3\n", "\n", 1)})
    return without_digests(program.metrics(sources(), as_of=END).to_dict())


def told_apart(forms: list[str], coming: dict[str, Iterator[object]], said: dict[str, object]) -> list[list[str]]:
    """The groups of those that come to the same at the next stage too; ``said`` is why one has no further stage."""
    groups: dict[str, list[str]] = {}
    for form in forms:
        came = next(coming[form], None)
        assert came is not None, f"`{form}` is refused: {said[form]}"
        groups.setdefault(essence(came), []).append(form)
    return [group for group in groups.values() if len(group) > 1]


def essence(result: object) -> str:
    """What came out, without the wording of conditions, which any change of text changes."""
    wording = ("expr", "text", "notes")

    def bare(made: Any) -> Any:
        if isinstance(made, dict):
            return {key: bare(value) for key, value in made.items() if key not in wording}
        return [bare(item) for item in made] if isinstance(made, list) else made

    return repr(bare(result))
