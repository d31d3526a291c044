"""Every construct of the tree is written by the generators and read by the slow evaluator, or says here why not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache

import cxengine
from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.parse import parse
from cxengine.source import Source
from cxengine.testing.oracle import World, evaluate, journeys
from cxengine.testing.oracle.golden_thread import untraced
from cxengine.testing.oracle.step_rules import Pairs
from tests.journeys.journeys_by_chance import journey
from tests.journeys.rules_by_chance import RuleWriter

from .constructs import constructs, read_by, standing_in
from .given import for_oracle, tree
from .programs import program
from .rule_tests import with_test

Place = tuple[str, str]
PROGRAMS, JOURNEYS, TESTED = 150, 100, (*range(5000, 5060), 195)
FEWEST = 0.01
MOST = 30
"""So many programs are evaluated at most, beside a few that have all constructs between them."""
ORACLE = "cxengine/testing/oracle"

ELSEWHERE: Mapping[str, str] = {
    "Declaration": "what all blocks have; it stands nowhere by itself",
    "File": "the file itself",
    "Overridden": "what folding leaves behind for reports: tests/lang",
    "Pack.plugins Pack.uses": "which texts are read together, before anything is evaluated: tests/lang/test_packs.py",
    "GivenFact.count GivenResult ExpectLevel.could_be ExpectMetric ExpectScore.level ExpectScore.of "
    "ExpectStandard ExpectSuppressed ExpectWithheld.aspect":
    "worked by hand in tests/engine and in the tests of the packs: a test that is made by chance gives answers only",
    "Aspect.means Level.means": "words for people",
    "ExpectFinding": "worked by hand in tests/engine",
    "Aspect.score by plugin|Level.score by plugin": "no clause says it; the type is that of a model's score",
    "Option.avoidable Step.ends Step.rejects Rejects Item.held_by Item.no_gateway Journey.controls_reject "
    "Repeat Step.repeats Step.needs":
    "of findings other than pairs, and of what cases take; worked by hand in tests/journeys",
    "AddedStep ChangedStep MergedSteps RemovedStep Journey.changes Journey.removed Journey.changed Journey.merged "
    "Journey.added": "the flow of a journey made by changes is held against one written out: tests/lang/test_flows.py",
    "Accepted Step.accepted Emotion Step.emotion Step.pains Step.opportunities Question Step.questions "
    "Step.cost_estimate Step.measured_by Journey.persona Journey.cites Journey.draft Journey.readiness":
    "said of a journey and of its steps, drawn and listed, and decides nothing",
    "StepRule.journey StepRule.severity StepRule.finding StepRule.sureness StepRule.removes StepRule.heuristic "
    "StepRule.suggestion StepRule.actions Sureness": "what is said of a pair that was found: tests/journeys",
}  # fmt: skip
"""What no generator writes, by the beginnings of the names, with the reason and the place where it is tried."""
FOLDED: Mapping[str, str] = {
    "Clause Override Without Written": "folded in before anything is evaluated, and so tried with every program",
    "Pack PackPin": "which texts are read together, before anything is evaluated: tests/lang/test_packs.py",
    "Test Given Expect": "what a test expects is written from what the evaluator finds: tests/generated/rule_tests.py",
}
"""What stands in texts, and no longer in the tree that is evaluated."""
UNREAD: Mapping[str, str] = {
    "Calendar.cites Calendar.closed Calendar.covers Calendar.includes":
    "made into a WorkingCalendar, which is read, before anything is evaluated: tests/lang/test_check_working_days.py",
    "Metric.lower_is_better": "on which side of others a figure is shown",
    "Model.assess_first Model.phases": "an order in which to show, and titles",
    "Shown.low Shown.high": "the axis of a drawing",
    "Objective.supports": "an objective is named in it or not, and either way takes part in the golden thread",
    "After.joint": "that both ends of a split say the same is checked, and `then` is read",
    "Branch.share": "of what cases take on average; worked by hand in tests/journeys",
    "Item.lasts": "handed to the evaluator by itself",
}
"""What the evaluator need not read, with the reason."""


def excused(construct: str, *lists: Mapping[str, str]) -> bool:
    """Whether a construct begins as one of those that are tried elsewhere."""
    return any(construct == each or construct.startswith(ends(each)) for names in lists for each in split(names))


def split(names: Mapping[str, str]) -> list[str]:
    """The beginnings of names, parted by spaces, or by strokes where they have spaces themselves."""
    return [each for some in names for each in (some.split("|") if "|" in some else some.split())]


def ends(beginning: str) -> tuple[str, ...]:
    """How a name may go on."""
    families = ("Given", "Expect")
    return (beginning,) if beginning in families else (f"{beginning}.", f"{beginning} ")


@cache
def text_trees() -> dict[int, frozenset[str]]:
    """The constructs of each text as it is written: with packs, overrides and a test, before these are folded in."""
    alone = [made for made in map(program, TESTED) if "second model" not in made.used]
    return {
        made.seed: frozenset(
            construct
            for name, text in with_test(made).items()
            for construct in standing_in(parse(Source(name, text), Diagnostics()).declarations)
        )
        for made in alone
    }


@cache
def program_trees() -> dict[int, frozenset[str]]:
    """The constructs of each program."""
    return {seed: frozenset(standing_in(tree(program(seed)).declarations)) for seed in range(PROGRAMS)}


def journey_text(seed: int) -> str:
    """A journey with rules over its steps."""
    chance = random.Random(seed)
    writer = RuleWriter(chance, Counter())
    return journey(chance) + "".join(writer.rule(f"r{n}") for n in range(6))


@cache
def journey_trees() -> dict[int, frozenset[str]]:
    """The constructs of each journey."""
    return {seed: frozenset(standing_in(declared(journey_text(seed)))) for seed in range(JOURNEYS)}


def declared(text: str) -> tuple[ast.TopLevel, ...]:
    """What a text declares."""
    names = cxengine.compile({"j.cx": text}).names
    return (*names.items.values(), *names.facts.values(), *names.journeys.values(), *names.step_rules.values())


def test_every_construct_is_written(tally: Counter[str]) -> None:
    shares: dict[str, float] = {}
    for found in (program_trees(), journey_trees(), text_trees()):
        counts = Counter(name for each in found.values() for name in each)
        shares |= {name: max(shares.get(name, 0), count / len(found)) for name, count in counts.items()}
    tally.update({name: round(share * PROGRAMS) for name, share in shares.items() if name in constructs()})
    wanted = [name for name in constructs() if not name.endswith(" no") and not excused(name, ELSEWHERE)]
    assert [f"{name} {shares.get(name, 0):.1%}" for name in wanted if shares.get(name, 0) < FEWEST] == []


def test_nothing_is_excused_that_is_written_anyway_or_is_not_there() -> None:
    trees = (program_trees(), journey_trees(), text_trees())
    written = {name for found in trees for each in found.values() for name in each}
    assert [each for each in split(ELSEWHERE) if each in written] == []
    known = {*constructs(), *(".".join(place) for place in constructs().values())}
    unknown = [each for each in (*split(ELSEWHERE), *split(FOLDED), *split(UNREAD)) if each not in known]
    assert [each for each in unknown if each not in ("Given", "Expect")] == []


def test_every_construct_that_is_written_is_read_by_the_evaluator() -> None:
    lists = (ELSEWHERE, FOLDED, UNREAD)
    unread = {place for name, place in constructs().items() if place[1] and not excused(name, *lists)}
    for read, trees, more in (
        (read_of_journey, journey_trees(), range(JOURNEYS)),
        (read_of_program, program_trees(), range(MOST)),
    ):
        standing = {tuple(name.split(".")) for each in trees.values() for name in each if "." in name}
        for seed in (*covering(trees), *more):
            if unread & standing:
                unread -= read(seed, unread)
    assert sorted(".".join(place) for place in unread) == []


def read_of_program(seed: int, wanted: Collection[Place]) -> set[Place]:
    """The fields that the evaluator reads of a program, of those that are wanted."""
    made = program(seed)
    file, data = tree(made), for_oracle(made)
    with read_by(ORACLE, wanted) as read:
        evaluate([file], data, made.as_of)
        untraced(World((file,), data))
    return read


def read_of_journey(seed: int, wanted: Collection[Place]) -> set[Place]:
    """The fields that the evaluator reads of a journey and of the rules over its steps."""
    names = cxengine.compile({"j.cx": journey_text(seed)}).names
    with read_by(ORACLE, wanted) as read:
        known = journeys.known(names.journeys["j"], tuple(names.facts.values()))
        known.unmet(frozenset(known.steps))
        for step in known.steps:
            known.checked(step)
            known.live(step)
        pairs = Pairs(
            known=known, traveller="me", parties={name: party.title for name, party in names.parties.items()},
            lasting={name: item.lasts for name, item in names.items.items() if item.lasts is not None},
            order=tuple(known.steps),
        )  # fmt: skip
        for rule in names.step_rules.values():
            pairs.found(rule)
    return read


def covering(found: Mapping[int, Iterable[str]]) -> list[int]:
    """A few seeds that have between them all that any has."""
    fields = {seed: {name.split(" ")[0] for name in each} for seed, each in found.items()}
    left, chosen = set().union(*fields.values()), list[int]()
    while left:
        best = max(fields, key=lambda seed: len(left & fields[seed]))
        chosen.append(best)
        left -= fields[best]
    return chosen
