"""What the ``test`` blocks of a project reach of its rules, and what none does.

Counted is what the project itself says: what its own packs declare, and what they change, add or set aside of a pack
that they extend. What such a pack declares besides is tested where that pack is the project.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from cxengine.engine.given import names_in
from cxengine.lang import ast
from cxengine.lang.effective import stands_alone
from cxengine.lang.packs import Packs
from cxengine.lang.walk import references
from cxengine.maturity.compiled import CompiledModel

if TYPE_CHECKING:
    from cxengine.engine.program import Program


@attrs.frozen(kw_only=True)
class Reached:
    """How many of a kind of thing some test reaches, and which none does."""

    reached: int
    of: int
    missed: tuple[str, ...]


def reached_by_tests(program: Program, models: Mapping[str, CompiledModel]) -> dict[str, Reached]:
    """A criterion is reached when a test of its model gives an answer to it or a figure that it is worked out from, or
    expects its outcome; a metric when a test names it. A rule is reached when a test expects that it finds something.
    """
    named: set[tuple[str, str]] = set()
    found: set[str] = set()
    for test in program.names.tests:
        model = models.get(test.name.text)
        names = names_in(test, model)
        named |= names | (_worked_out(names, model) if model is not None else set())
        found |= {e.rule.text for e in test.expects if isinstance(e, ast.ExpectFinding) and not e.absent}
    return {
        "criteria": _reached((key[1], key in named) for key in _own_criteria(program, models)),
        "metrics": _reached((name, ("", name) in named) for name in _own(program, "metric", ast.Metric)),
        "rules": _reached((name, name in found) for name in _own(program, "rule", ast.Rule)),
    }


def _worked_out(names: Collection[tuple[str, str]], model: CompiledModel) -> set[tuple[str, str]]:
    """The criteria, as (model, id), whose conditions rest on a figure or a fact that a test gives."""
    return {
        (model.declared.name.text, criterion.id)
        for criterion in model.criteria
        if criterion.declared.when is not None
        and any(("", ref.name.text) in names for ref in references(criterion.declared.when))
    }


def _reached(things: Iterable[tuple[str, bool]]) -> Reached:
    every = tuple(things)
    missed = tuple(name for name, reached in every if not reached)
    return Reached(reached=len(every) - len(missed), of=len(every), missed=missed)


def _own_criteria(program: Program, models: Mapping[str, CompiledModel]) -> Iterator[tuple[str, str]]:
    """Model and id of each criterion of a model of the project's own, or that an override of its own names."""
    declared = set(_own(program, "model", ast.Model))
    overridden = _overridden(program, "criterion")
    for name, model in models.items():
        for criterion in model.criteria:
            if name in declared or {criterion.id, f"{name}.{criterion.id}"} & overridden:
                yield name, criterion.id


def _own(program: Program, kind: str, of: type[ast.Metric | ast.Model | ast.Rule]) -> Iterator[str]:
    packs = Packs(program.files)
    overridden = _overridden(program, kind)
    for file in program.files:
        alone = stands_alone(file, packs, program.rules.brought)
        for each in file.declarations:
            if isinstance(each, of) and (alone or each.name.text in overridden):
                yield each.name.text


def _overridden(program: Program, kind: str) -> set[str]:
    """What overrides of the project's own packs change, add or set aside, by name."""
    packs = Packs(program.files)
    return {
        done.name
        for file in program.files
        if stands_alone(file, packs, program.rules.brought)
        for done in file.overridden
        if done.kind == kind and done.verb != "remove"
    }
