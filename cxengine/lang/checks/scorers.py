"""The scorers of plugins that a model names: ``score by`` for its score, ``level by`` for its level."""

from __future__ import annotations

from typing import Literal

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.suggest import did_you_mean, nearest

_NEEDED = {"score": "a score is", "level": "a level is"}


def check_scorers(model: ast.Model, checking: Checking) -> None:
    """Each is offered, gives what is asked of it, and stands alone."""
    if model.scored_by is not None:
        if model.score != "by plugin" or model.starts_at is not None:
            message = f"`{model.name.text}` is scored in two ways"
            help = "Keep `score by`, or `score is` and `score starts at`."
            checking.error("score-by", model.scored_by.span, message, help)
        else:
            _check(model.scored_by, "score", checking)
    if model.levelled_by is not None:
        _check_level(model, model.levelled_by, checking)


def _check_level(model: ast.Model, name: ast.Name, checking: Checking) -> None:
    """It stands in place of the rule for levels, and there are levels for it to give."""
    empty = next((policy for policy in model.policies if policy.about == "empty level"), None)
    if model.reached:
        message = f"The levels of `{model.name.text}` are reached in two ways"
        checking.error("level-by", name.span, message, "Keep `level by` or `reached when`.")
    elif empty is not None:
        message = "With `level by` no level is empty: the scorer says the level, whatever each asks for"
        checking.error("level-by", empty.span, message, "Take the line out.")
    elif not model.levels and not checking.lookup.incomplete:
        message = f"`{model.name.text}` has no levels that `{name.text}` could give"
        checking.error("level-by", name.span, message, "Write them: `level 1: TITLE`.")
    else:
        _check(name, "level", checking)


def _check(name: ast.Name, gives: Literal["score", "level"], checking: Checking) -> None:
    vocabulary = checking.names.vocabulary
    scorer = vocabulary.scorers.get(name.text)
    code = f"{gives}-by"
    if scorer is None and not vocabulary.left_out:
        fitting = [known for known, each in vocabulary.scorers.items() if each.gives == gives]
        near = did_you_mean(name.text, fitting)
        help = near if nearest(name.text, fitting) else f"{near} Name the plugin that brings it: `uses plugin NAME`."
        checking.error(code, name.span, f"There is no scorer `{name.text}`", help.strip())
    elif scorer is not None and scorer.gives != gives:
        message = f"`{name.text}` gives {scorer.gives}s, and {_NEEDED[gives]} needed here"
        checking.error(code, name.span, message, f"Write `{scorer.gives} by {name.text}`.")
