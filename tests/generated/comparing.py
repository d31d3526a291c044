"""What the engine says of a program, held against what the oracle says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import cxengine
from cxengine.engine.assessment import Assessment, SubjectSaid
from cxengine.engine.said.actions import ActionSaid
from cxengine.engine.said.levels import ModelSaid
from cxengine.findings.judged import Judged
from cxengine.maturity.late import part_score
from cxengine.metrics.measured import Measured
from cxengine.metrics.people import OTHER_PEOPLE
from cxengine.metrics.suppress import PROTECTING, WITHHELD
from cxengine.testing.oracle import Figure, ModelResult, OracleResult, SubjectResult, World
from cxengine.testing.oracle.golden_thread import untraced
from cxengine.testing.oracle.listings import PROTECTED
from cxengine.testing.oracle.lookup import metric_named, table_named
from cxengine.testing.oracle.policies import least_of, nearest_of
from cxengine.testing.oracle.schedule import Due
from cxengine.testing.oracle.turning import turns

from .given import compiled as compiled_with_plugin, for_engine, for_oracle, texts, tree
from .programs import Program
from .twins import TWIN, plain, with_twin

CLOSE = 1e-9
ROUNDED = Fraction(1, 200)
FOR_OTHERS = (PROTECTING, WITHHELD, OTHER_PEOPLE)
"""Why a figure of enough people is hidden."""


def differences(
    program: Program,
    oracle: OracleResult,
    compiled: cxengine.Program | None = None,
    given: Mapping[str, Any] | None = None,
) -> list[str]:
    """Every place where the two differ, in words; ``given`` are the data where they lie somewhere else."""
    compiled = compiled or compiled_with_plugin(with_twin(program, texts(program)))
    given = given or for_engine(program)
    assessment = compiled.assess(given, as_of=program.as_of)
    found = [
        f"{kind}:{id} {difference}"
        for (kind, id), expected in oracle.items()
        for difference in of_subject(assessment, kind, id, expected)
    ]
    said = {*map(plain, assessment.untraced.metrics), *(each.criterion for each in assessment.untraced.criteria)}
    said = {name for name in said if not name.startswith(f"{TWIN}.")}
    wanted = untraced(World((tree(program),), for_oracle(program)))
    if said != wanted:
        found.append(f"untraced: engine {sorted(said)}, oracle {sorted(wanted)}")
    return found + list(of_listings(compiled, program, oracle, given))


def of_subject(assessment: Assessment, kind: str, id: str, expected: SubjectResult) -> Iterator[str]:
    """Differences of one subject: its metrics and its models."""
    said = assessment[f"{kind}:{id}"]
    for metric in said.metrics:
        assert metric.measured is not None
        name = plain(metric.metric)
        if name.startswith(f"{TWIN}."):
            continue
        yield from of_figure(name, metric.measured, expected.metrics[name])
        if metric.measured.unknown not in FOR_OTHERS and not metric.measured.masked:
            yield from unequal("standard", {name: metric.standard}, {name: expected.standards.get(name)})
    if any(hides_for_others(model) for model in said.models) or any(map(untold, said.rules)):
        return  # the oracle looks at one subject at a time, and judges what is hidden only to protect another's
    actions = {a.action for a in assessment.actions if (a.for_[0].kind, a.for_[0].id) == (kind, id)}
    wanted = {action for model in expected.models.values() for action in model.actions} | expected.rule_actions
    if actions != wanted:
        yield f"actions: engine {sorted(actions)}, oracle {sorted(wanted)}"
    for action in (each for each in assessment.actions if (each.for_[0].kind, each.for_[0].id) == (kind, id)):
        yield from of_action(action, expected.due[action.action])
    yield from of_findings(said, expected)
    reaches = {name: at for model in expected.models.values() for name, at in model.actions.items()}
    ours = [a for a in assessment.actions if (a.for_[0].kind, a.for_[0].id) == (kind, id) and a.action in reaches]
    yield from unequal("at", {action.action: action.at for action in ours}, {a.action: reaches[a.action] for a in ours})
    yield from unequal("rule", {each.rule.declared.name.text: each.truth for each in said.rules}, dict(expected.rules))
    assert {model.model.split(".")[-1] for model in said.models} == set(expected.models)
    for model in said.models:
        yield from of_model(model, expected.models[model.model.split(".")[-1]])


def hides_for_others(said: ModelSaid) -> bool:
    """Whether the model reads a figure that is hidden only to protect another subject's."""
    assert said.result is not None
    return any(measured.masked for measured in said.result.outcomes.facts.measured)


def untold(judged: Judged) -> bool:
    """Whether a rule does."""
    return any(measured.masked for measured in judged.because.run.facts.measured)


def of_action(said: ActionSaid, due: Due) -> Iterator[str]:
    """Differences of one action: when, by whom, for how much."""
    engine: dict[str, object] = {
        "starts": said.starts, "ends": said.due, "effort_estimate": said.effort_estimate, "cost": said.cost,
        "a_year": said.cost_a_year, "cost_estimate": said.cost_estimate, "owner": said.owner, "phase": said.phase,
        "needs_money": said.only_with_investment,
    }  # fmt: skip
    engine["owner"] = plain(said.owner) if said.owner is not None else None
    yield from unequal(said.action, engine, {what: getattr(due, what) for what in engine})
    if due.effort is None or said.effort_days is None:
        yield from unequal("effort", {"days": said.effort_days}, {"days": due.effort})
    elif abs(due.effort - Fraction(said.effort_days)) > ROUNDED:
        yield f"effort of {said.action}: engine {said.effort_days}, oracle {due.effort}"


def of_findings(said: SubjectSaid, expected: SubjectResult) -> Iterator[str]:
    """Differences in what rules say, where it is known and nothing in it is hidden to protect others."""
    rules = {each.rule.declared.name.text: each for each in said.rules}
    severities = {name: each.rule.declared.severity for name, each in rules.items()}
    yield from unequal("severity", severities, dict(expected.severities))
    texts_said = {name: each.text for name, each in rules.items()}
    said_texts = {name: text for name, text in texts_said.items() if not any(reason in text for reason in FOR_OTHERS)}
    told = {name: text for name, text in expected.told.items() if text is not None and name in said_texts}
    yield from unequal("finding", said_texts, told)


def of_figure(name: str, got: Measured, expected: Figure) -> Iterator[str]:
    """Differences of one figure: exact, but for the ends of its interval.

    One that is hidden only for what others tell is not compared: the oracle looks at one subject and metric at a time.
    """
    if got.unknown in FOR_OTHERS and not expected.suppressed:
        return
    for what, one, other in (
        ("value", got.value, expected.value),
        ("n", got.n, expected.n),
        ("excluded", got.excluded, expected.excluded),
        ("suppressed", got.suppressed, expected.suppressed),
        ("known", got.unknown is None, not expected.unknown),
    ):
        if one != other:
            yield f"{name} {what}: engine {one}, oracle {other} ({got.unknown}; {expected.unknown})"
    for what, near, far in (("low", got.low, expected.low), ("high", got.high, expected.high)):
        if (near is None) != (far is None) or (near is not None and far is not None and abs(near - far) > CLOSE):
            yield f"{name} {what}: engine {near}, oracle {far}"


def of_model(said: ModelSaid, expected: ModelResult) -> Iterator[str]:
    """Differences of one model for one subject."""
    assert said.result is not None
    if (said.withheld is not None) != expected.withheld:
        yield f"withheld: engine {said.withheld}, oracle {expected.withheld}"
    assert (said.level is None) == (said.withheld is not None or said.level_unknown is not None)
    for criterion in said.criteria:
        outcome = criterion.outcome.replace("_", " ")
        if outcome != expected.outcomes[criterion.criterion]:
            yield f"{criterion.criterion}: engine {outcome}, oracle {expected.outcomes[criterion.criterion]}"
    level = said.result.level if said.result.not_said is None else None
    if level != expected.level:
        yield f"level: engine {level}, oracle {expected.level}"
    if said.level is not None and (said.level.band or "").casefold() != (expected.band or ""):
        yield f"band: engine {said.level.band}, oracle {expected.band}"
    without = said.without_waivers.number if said.without_waivers is not None else None
    if without != expected.without_waivers:
        yield f"without waivers: engine {without}, oracle {expected.without_waivers}"
    aim = (said.aim.level, said.aim.status) if said.aim is not None else None
    if aim != expected.aim:
        yield f"aim: engine {aim}, oracle {expected.aim}"
    yield from of_range(said, expected)
    model, scored = said.result.outcomes.model, said.result.scored
    scores = {key: part_score(model, *key, scored).value for key in expected.scores}
    yield from unequal("score", scores, dict(expected.scores))
    levels = {a.node.name: a.level for a in said.result.aspects if a.level is not None}
    withheld = {a.node.name for a in said.result.aspects if a.withheld is not None}
    if withheld != {a.node.name for a in said.result.aspects} - set(expected.aspect_levels):
        yield f"aspects withheld: engine {sorted(withheld)}, oracle gives {sorted(expected.aspect_levels)}"
    by_scorer = model.leveller is not None
    known = {name: level for name, level in expected.aspect_levels.items() if level is not None}
    yield from unequal("aspect level", levels, known if by_scorer else {name: known[name] for name in levels})


def of_range(said: ModelSaid, expected: ModelResult) -> Iterator[str]:
    """The engine's range holds the oracle's, and is the same where it says that it is exact."""
    without = said.could_be_without_waivers
    for what, got, truly in (
        ("could be", said.could_be, expected.could_be),
        ("could be without waivers", without, expected.could_be_without_waivers),
    ):
        if got is None or truly is None:
            continue
        low, high, exact = got.from_, got.to, got.exact
        if low > truly.low or high < truly.high or (exact and (low, high) != (truly.low, truly.high)):
            yield f"{what}: engine {low} to {high}{' exactly' if exact else ''}, oracle {truly.low} to {truly.high}"


def unequal(what: str, got: dict[Any, Any], expected: dict[Any, Any]) -> Iterator[str]:
    """Keys whose values differ."""
    for key in expected:
        if got.get(key) != expected[key]:
            yield f"{what} of {key}: engine {shown(got.get(key))}, oracle {shown(expected[key])}"


def shown(value: object) -> str:
    """A fraction as such."""
    return str(value) if isinstance(value, Fraction | int) else repr(value)


def of_listings(
    compiled: cxengine.Program, program: Program, oracle: OracleResult, given: Mapping[str, Any]
) -> Iterator[str]:
    """Differences of metrics by one dimension, group by group."""
    asked = {pair: None for result in oracle.values() for pair in result.listings}
    called = {plain(name): name for name in compiled.names.metrics}
    subjects = tuple(f"{kind}:{id}" for kind, id in oracle)
    said = {
        dimension: compiled.metrics(
            given,
            metrics=tuple(called.get(metric, metric) for metric, other in asked if other == dimension),
            by=(dimension,),
            as_of=program.as_of,
            subjects=subjects,
        )
        for _, dimension in asked
    }
    for metric, dimension in asked:
        got: dict[str, dict[str | None, Measured]] = {subject: {} for subject in subjects}
        for figure in said[dimension].metrics:
            assert figure.measured is not None and figure.subject is not None
            if plain(figure.metric) == metric and dimension in figure.by:
                group = figure.by[dimension]
                got[figure.subject][group if group is None else plain(group)] = figure.measured
        pooled = {f.subject for f in said[dimension].metrics if plain(f.metric) == metric and dimension not in f.by}
        for (kind, id), expected in oracle.items():
            groups, found = expected.listings[metric, dimension], got[f"{kind}:{id}"]
            if turns_and_hides(program, metric, dimension):
                if not set(found) <= set(groups):
                    yield f"{kind}:{id} {metric} by {dimension}: engine {set(found)}, oracle {set(groups)}"
                for group in set(found) & set(groups):  # others stand together, in one line without figures
                    yield from of_figure(f"{kind}:{id} {metric} by {dimension} {group}", found[group], groups[group])
                continue
            if f"{kind}:{id}" in pooled:
                if found or not groups or any(figure.value is not None and figure.n for figure in groups.values()):
                    yield f"{kind}:{id} {metric} by {dimension}: engine one hidden line, oracle {groups}"
                continue
            if set(groups) != set(found):
                yield f"{kind}:{id} {metric} by {dimension}: engine {set(found)}, oracle {set(groups)}"
                continue
            for group, figure_expected in groups.items():
                told = figure_expected.unknown == PROTECTED and not found[group].suppressed
                if told and whole_is_hidden(compiled, program, given, metric, f"{kind}:{id}"):
                    continue  # the few who are in no segment are protected by that, and the oracle hides the group
                name = f"{kind}:{id} {metric} by {dimension} {group}"
                yield from of_figure(name, found[group], figure_expected)


def turns_and_hides(program: Program, metric: str, dimension: str) -> bool:
    """Whether the metric is over windows that end with each month, of a table that hides small groups or rounds."""
    world = World((tree(program),), for_oracle(program))
    declared = metric_named(world, metric)
    assert declared is not None and declared.table is not None
    split = next(each for each in declared.by if each.label == dimension)
    table = table_named(world, declared.table.text)
    return turns(world, declared, split) is not None and (least_of(table) > 1 or nearest_of(table) > 1)


def whole_is_hidden(
    compiled: cxengine.Program, program: Program, given: Mapping[str, Any], metric: str, subject: str
) -> bool:
    """Whether the engine hides the figure of all rows to protect a group."""
    named = next(name for name in compiled.names.metrics if plain(name) == metric and not name.startswith(f"{TWIN}."))
    said = compiled.metrics(given, metrics=(named,), as_of=program.as_of, subjects=(subject,))
    measured = [figure.measured for figure in said.metrics if figure.measured is not None]
    return any(each.unknown in FOR_OTHERS for each in measured)
