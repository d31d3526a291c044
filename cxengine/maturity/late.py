"""What is decided after the outcomes: scores, levels of aspects, and the conditions that compare them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cxengine.lang.names import PartMeaning
from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.facts import Facts
from cxengine.maturity.levels import Part, highest, levels_reached
from cxengine.maturity.outcome import Outcome, Standing, Truth
from cxengine.maturity.results import ResultRef, level_figure, score_figure
from cxengine.maturity.score_tree import Bound, Guard, ScoreNode
from cxengine.maturity.scorer_levels import level_given
from cxengine.maturity.scoring import Score, Scored, criterion_points, level_score, met_points, score_of, shown_score
from cxengine.metrics.measured import Measured


def scored_by(model: CompiledModel, truths: Sequence[Truth], standings: Sequence[Standing]) -> Scored:
    """What the criteria give, and which bounds of scores hold."""
    outcomes: list[Outcome] = [standing.outcome for standing in standings]

    def holds(bound: Bound | Guard) -> Truth:
        return True if bound.decide is None else bound.decide(truths, outcomes)

    return scored_with(model, standings, holds)


def scored_with(
    model: CompiledModel, standings: Sequence[Standing], holds: Callable[[Bound | Guard], Truth]
) -> Scored:
    """The same where it is said which bounds hold, and what withholds the scores of aspects."""
    pairs = list(zip(model.criteria, standings, strict=True))
    return Scored(
        model=model,
        standings=standings,
        points=[criterion_points(criterion, standing) for criterion, standing in pairs],
        met=[met_points(criterion, standing) for criterion, standing in pairs],
        holds=holds,
    )


def node_called(model: CompiledModel, name: str | None) -> tuple[ScoreNode, ScoreNode]:
    """The node of an aspect and that of what it is in; the model's own for None."""
    waiting = [(model.root, model.root)]
    while waiting:
        node, parent = waiting.pop()
        if (name or "") == node.name:
            return node, parent
        waiting += [(child, node) for child in node.children]
    raise KeyError(name)


def part_score(model: CompiledModel, aspect: str | None, level: int | None, scored: Scored) -> Score:
    """The score of the model, of an aspect, of a level, or of an aspect at a level."""
    node, parent = node_called(model, aspect)
    if level is not None:
        return level_score(node, next(x for x in model.levels if x.number == level), scored)
    return score_of(node, scored) if aspect is None else shown_score(node, parent.policies, scored)


def aspect_level(
    model: CompiledModel, node: ScoreNode, scored: Scored, parts: Sequence[Sequence[Part]], *, hopeful: bool = False
) -> int | None:
    """The highest level that the criteria of an aspect reach by themselves and that no cap of it forbids.

    None where a scorer cannot say it. ``hopeful``: were every cap that nobody is sure of not to hold.
    """
    own = frozenset(node.all)
    caps = [cap.level for cap in node.caps if scored.holds(cap) in ((True,) if hopeful else (True, None))]
    given = level_given(model, scored.standings, own)
    if given is None:
        return highest(levels_reached(model, parts, [True] * len(model.levels), own), caps)
    if given.number is None:
        return None
    return highest((x.number for x in model.levels if x.number <= given.number), caps) if caps else given.number


def own_figures(model: CompiledModel, scored: Scored, parts: Sequence[Sequence[Part]]) -> list[tuple[int, Measured]]:
    """The scores and levels that the conditions read, each with its slot."""
    return [(ref.slot, _figure(model, ref, scored, parts)) for ref in model.results if ref.own]


def _figure(model: CompiledModel, ref: ResultRef, scored: Scored, parts: Sequence[Sequence[Part]]) -> Measured:
    assert isinstance(ref.meaning, PartMeaning)
    aspect, level = ref.meaning.aspect, ref.meaning.level
    if ref.meaning.what == "score":
        score = part_score(model, aspect, level, scored)
        return score_figure("the score", ref.unit, score.value, score.reason)
    node, _ = node_called(model, aspect)
    if node.withheld is not None and scored.holds(node.withheld) is True:
        return level_figure(f"level of {aspect}", None, 0, 0, f"the level of {aspect} is withheld")
    low = aspect_level(model, node, scored, parts)
    if model.leveller is not None:
        surely = all(scored.standings[index].outcome != "unknown" for index in node.all)
        caps = [cap.level for cap in node.caps if scored.holds(cap) is True]
        top = highest((level.number for level in model.levels), caps)
        return level_figure(f"level of {aspect}", low, *((low or 0, low or 0) if surely else (0, top)))
    open_ = [[True if counted is None else counted for counted in by_need] for by_need in parts]
    high = aspect_level(model, node, scored, open_, hopeful=True)
    return level_figure(f"level of {aspect}", low, low or 0, high or 0)


def decide_late(model: CompiledModel, facts: Facts, truths: list[Truth]) -> None:
    """Decide the comparisons with scores and levels of the model, now that these are known."""
    for atom in model.late:
        truths[atom.place] = atom.run(facts.numbers, facts)
