"""What the scorers of plugins are asked, and what they make of it as a score or as a level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.asked import Judgement
from cxengine.testing.oracle.given import Leveller, Offers, OracleScorer, Outcome, Scoring, Setting
from cxengine.testing.oracle.outcomes import criteria_of
from cxengine.testing.oracle.points import NOTHING, UNKNOWN, Ends, Part, Scored, criterion_part, with_points


def by_scorer(scored: Scored, names: Sequence[str]) -> Part:
    """The score of some criteria, in the order of the model; unknown where the scorer cannot say and one is unknown."""
    scorer = scored.setting.scorer
    assert scorer is not None
    value = scorer.score(scoring(scored, names))
    if value is not None:
        return Part(Fraction(value))
    return UNKNOWN if any(scored.judgements[name].outcome == "unknown" for name in names) else NOTHING


def scoring(scored: Scored, names: Sequence[str]) -> Scoring:
    """The criteria of these names as a scorer sees them."""
    model = scored.setting.model
    levels = {c.name.text: level.number for level in model.levels for c in level.criteria}
    return Scoring(
        model=model.name.text,
        levels=tuple(sorted(level.number for level in model.levels)),
        criteria=tuple(
            Outcome(
                criterion=c.name.text,
                outcome=scored.judgements[c.name.text].outcome.replace(" ", "_"),
                level=levels.get(c.name.text),
                aspects=tuple(aspect.text for aspect in c.aspects),
                weight=c.weight or Fraction(1),
                value=criterion_part(scored, c).points,
                lowest=scored.ends[c.name.text][0],
                highest=scored.ends[c.name.text][1],
            )
            for c in criteria_of(model)
            if c.name.text in names
        ),
    )


def with_scorers(setting: Setting, ends: Mapping[str, Ends], offers: Offers) -> Setting:
    """The model with the scorers that it names."""
    model = setting.model
    scorer = named(model.scored_by, offers)
    leveller = named(model.levelled_by, offers)
    if leveller is None:
        return replace(setting, scorer=scorer)
    return replace(setting, scorer=scorer, leveller=levels_by(leveller, ends))


def named(name: ast.Name | None, offers: Offers) -> OracleScorer | None:
    """The scorer of a name."""
    return offers.scorers[name.text] if name is not None else None


def levels_by(scorer: OracleScorer, ends: Mapping[str, Ends]) -> Leveller:
    """What a scorer says of the level."""

    def level(setting: Setting, judgements: Mapping[str, Judgement], members: Sequence[str] | None) -> int | None:
        criteria = criteria_of(setting.model)
        scored = Scored(setting, with_points(criteria, judgements), ends, {})
        names = [c.name.text for c in criteria if members is None or c.name.text in members]
        said = scorer.score(scoring(scored, names))
        return None if said is None else int(said)

    return level
