"""What a program comes to, stage by stage, and in what two programs differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import attrs

import cxengine
from cxengine.diagnostics import Diagnostic, Diagnostics
from cxengine.engine.hosting import engine_host
from cxengine.engine.plugin_words import vocabulary_of
from cxengine.engine.rule_tests import run_tests
from cxengine.engine.rules import RuleSet, read_rules
from cxengine.host.plugin_host import Host
from cxengine.lang import ast
from cxengine.lang.check import check
from cxengine.lang.effective import effective
from cxengine.lang.parse import parse
from cxengine.lang.resolve import resolve
from cxengine.resources import bundled_packs
from tests.generated import offered

from .given import AS_OF, given

WORDING = ("expr", "text", "notes", "digest")
"""Keys of a result under which rules are only repeated in words, which any change of a rule changes."""
KINDS = ("result", "test", "words", "remark", "refused")
"""In what two programs may differ, what says most first."""
Outcome = list[tuple[str, Any]]
Stages = Iterator[tuple[str, Any]]


@attrs.frozen
class Text:
    """A small program: its rule files by name."""

    name: str
    files: tuple[tuple[str, str], ...]
    with_data: bool = True


@cache
def host() -> Host:
    """The built-in plugins, and the one of generated programs."""
    return engine_host(also={"offered": offered})


@cache
def rules_of(text: Text) -> RuleSet:
    """The rule files, with the packs that they name."""
    return read_rules(dict(text.files), Diagnostics(), host=host())


@cache
def trees_of(text: Text) -> tuple[ast.File, ...]:
    """The trees of a program as they are read; nothing is wrong with them."""
    found = Diagnostics()
    made = tuple(parse(source, found) for source in rules_of(text).sources)
    assert not found.has_errors, [str(each) for each in found]
    return made


def folded(text: Text, trees: tuple[ast.File, ...], found: Diagnostics) -> tuple[ast.File, ...]:
    """The trees with their overrides folded in."""
    return effective(trees, found, brought=rules_of(text).brought, known=bundled_packs())


def came_out(text: Text, trees: tuple[ast.File, ...], *, fold: bool = True) -> Stages:
    """All that trees lead to, one stage after the other, the cheapest first."""
    found, rules = Diagnostics(), rules_of(text)
    try:
        files = folded(text, trees, found) if fold else trees
        names = resolve(files, vocabulary_of(rules.host), found)
        types = check(files, names, found)
        found.stop_if_errors()
        program = cxengine.Program(
            rules=rules, files=files, names=names, types=types, diagnostics=tuple(found), host=rules.host
        )
        remarks = said(found)
        tests = run_tests(program)
        yield "test", [(each.name, each.outcome) for each in tests.tests]
        yield from assessed(text, program)
        yield "words", [(each.message, each.notes) for each in tests.tests]
        yield "remark", remarks
    except cxengine.CxError as error:
        yield "refused", said(error.diagnostics)


def assessed(text: Text, program: cxengine.Program) -> Stages:
    """What data come to, and each figure that is split."""
    if not text.with_data:
        return
    data = given(text.name, program)
    whole = program.assess(data, as_of=AS_OF).to_dict()
    yield "result", without(whole, WORDING)
    metrics = program.names.metrics.values()
    for label in sorted({dimension.label for metric in metrics for dimension in metric.by}):
        split = [name for name, metric in program.names.metrics.items() if label in {d.label for d in metric.by}]
        yield "result", without(program.metrics(data, metrics=split, by=label, as_of=AS_OF).to_dict(), WORDING)
    yield "words", without(whole, ("digest",))


def said(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """Codes and messages."""
    return [f"{each.code}: {each.message}" for each in diagnostics]


def without(made: Any, keys: tuple[str, ...]) -> Any:
    """A result without what stands under some keys."""
    if isinstance(made, dict):
        return {key: without(value, keys) for key, value in made.items() if key not in keys}
    return [without(item, keys) for item in made] if isinstance(made, list) else made


def difference(before: Outcome, now: Stages) -> str | None:
    """Of what kind the first thing is in which two programs differ; None where they come to the same."""
    place = -1
    for place, (kind, said) in enumerate(now):
        if kind == "refused" or place >= len(before) or before[place] != (kind, said):
            return kind
    return None if place == len(before) - 1 else "result"
