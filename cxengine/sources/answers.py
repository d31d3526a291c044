"""Answers to the ``ask:`` criteria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import FIRST_ROWS, Binding, LoadReport, Problem
from cxengine.host.plugin_host import Host
from cxengine.lang.names import Names
from cxengine.lang.walk import criteria_of
from cxengine.masking import shown
from cxengine.maturity.answers import Answer
from cxengine.sources.answer_dates import contradicting, dated_after
from cxengine.sources.answer_grid import Grid
from cxengine.sources.answer_people import assessor_fault, kind_that_answers
from cxengine.sources.columns import IN_MEMORY, Reading
from cxengine.sources.problem_rows import ProblemRows
from cxengine.sources.synthetic import ANSWER_FIELDS, ANSWERS, answers_table, load_any, records
from cxengine.subjects import SubjectKey, SubjectTree
from cxengine.suggest import did_you_mean, nearest

_OPTIONAL = frozenset(ANSWER_FIELDS) - {"subject", "criterion", "answer"}

MOST_MEANT = 20
"""So many subjects that are not listed get a "did you mean"; more are no slips of the pen."""

_TRUTHS = {"true": "yes", "false": "no"}
"""How spreadsheets and Arrow write yes and no."""


def load_answers(
    source: Binding | object,
    names: Names,
    *,
    host: Host,
    found: Diagnostics,
    tree: SubjectTree | None = None,
    as_of: date | None = None,
) -> tuple[tuple[Answer, ...], LoadReport]:
    """Read the answers in the order of the source.

    Columns: subject (an id, or ``service:bins``), criterion, answer and, where they are there, kind, model, by,
    assessor, on, evidence, justification, link, plan, note. Rows about a model or a criterion that no rule file asks
    about are rejected; a subject that ``tree`` does not list is a problem, as are answers of one day that differ and
    those after ``as_of``. Raises CxError (3) where the source failed.
    """
    known = {criterion.name.text: None for model in names.models.values() for criterion in criteria_of(model)}
    grid = Grid.of(tree, names) if tree is not None else None
    reading = Reading(optional=_OPTIONAL, exact={"criterion": tuple(known)}, grid=grid)
    loaded = load_any(answers_table(), names, source, host=host, found=found, reading=reading)
    if loaded is None:
        return (), LoadReport(table=ANSWERS, plugin=source.plugin if isinstance(source, Binding) else IN_MEMORY)
    rejected = ProblemRows()
    unlisted: dict[SubjectKey, list[int]] = {}
    answers: list[Answer] = []
    for row, values in records(loaded):
        answer = _answer(row, _split(values, names), names, tree, rejected)
        if answer is None:
            continue
        answers.append(answer)
        if tree is not None and answer.subject not in tree.records:
            unlisted.setdefault(answer.subject, []).append(row)
    problems = (
        *loaded.report.problems, *rejected.problems(), *(_unlisted(unlisted, tree) if tree is not None else ()),
        *contradicting(answers), *dated_after(answers, as_of),
    )  # fmt: skip
    report = attrs.evolve(loaded.report, rejected=loaded.report.rejected + rejected.count, problems=problems)
    return tuple(answers), report


def _unlisted(rows: Mapping[SubjectKey, list[int]], tree: SubjectTree) -> Iterator[Problem]:
    """A problem for each subject that is not listed; the first few with the listed one that is spelt most like it."""
    for place, (key, found) in enumerate(rows.items()):
        listed = [other.id for other in tree.records if other.kind == key.kind] if place < MOST_MEANT else []
        titled = (id for id in listed if tree.records[SubjectKey(key.kind, id)].title.casefold() == key.id.casefold())
        near = next(titled, None) or _most_like(key, listed, tree)
        message = f"There is no {key.kind} {shown(key.id)}." + (f" Did you mean `{near}`?" if near else "")
        yield Problem(code="unlisted-subject", message=message, count=len(found), rows=tuple(found[:FIRST_ROWS]))


def _most_like(key: SubjectKey, listed: Sequence[str], tree: SubjectTree) -> str | None:
    """The id which is spelt most like this, or whose title is."""
    titles = {tree.records[SubjectKey(key.kind, id)].title: id for id in reversed(listed)}
    near = nearest(key.id, [*listed, *titles])
    return near if near is None or near in listed else titles[near]


def _split(values: Mapping[str, Any], names: Names) -> Mapping[str, Any]:
    """A subject may be written with its kind, as everywhere else: ``service:libraries``."""
    kind, colon, id = str(values["subject"]).partition(":")
    if not colon or kind.strip() not in names.subjects or values.get("kind") not in (None, kind.strip()):
        return values
    return {**values, "kind": kind.strip(), "subject": id.strip()}


def _answer(
    row: int, values: Mapping[str, Any], names: Names, tree: SubjectTree | None, rejected: ProblemRows
) -> Answer | None:
    fault = _fault(values, names)
    if fault is not None:
        rejected.add(*fault, row)
        return None
    kind = _kind(values, names, tree)
    if kind is None:
        message = "It is open which kind of subject the answer is about: add a column `kind` or `model`."
        rejected.add("unknown-kind", message, row)
        return None
    return Answer(
        subject=SubjectKey(kind, values["subject"]),
        criterion=values["criterion"],
        answer=_TRUTHS.get((values.get("answer") or "").casefold(), values.get("answer") or ""),
        model=values.get("model"),
        by=values.get("by"),
        assessor=values.get("assessor"),
        on=values.get("on"),
        evidence=values.get("evidence") or "",
        justification=values.get("justification") or "",
        link=values.get("link") or "",
        plan=values.get("plan") or "",
        note=values.get("note") or "",
        row=row,
    )


def _fault(values: Mapping[str, Any], names: Names) -> tuple[str, str] | None:
    """Code and words of what makes a row useless; None for a good one."""
    model, kind, id = values.get("model"), values.get("kind"), values["criterion"]
    if model is not None and model not in names.models:
        return "unknown-model", f"There is no model {shown(model)}. {did_you_mean(model, names.models)}".strip()
    if kind is not None and kind not in names.subjects:
        help = did_you_mean(kind, names.subjects)
        return "unknown-kind", f"There is no kind of subject {shown(kind)}. {help}".strip()
    models = names.models.values() if model is None else (names.models[model],)
    known = {criterion.name.text: criterion for each in models for criterion in criteria_of(each)}
    if not models:
        return None
    if id not in known and (gone := names.removed.get(id)) is not None:
        with_it = "" if gone.name == id else f" with {gone.kind} `{gone.name}`"
        return "unknown-criterion", f"Criterion {id} was removed by `{gone.pack}`{with_it}: {gone.because}"
    if id not in known:
        return "unknown-criterion", f"No rule file has a criterion {shown(id)}. {did_you_mean(id, known)}".strip()
    asked = [each for one in models for each in criteria_of(one) if each.name.text == id and each.ask is not None]
    if not asked and (elsewhere := next((c.answer_from for c in known.values() if c.name.text == id), None)):
        return "computed-criterion", f"Criterion `{id}` takes the answer to {elsewhere}. Answer that one."
    if not asked:
        return "computed-criterion", f"Criterion `{id}` is worked out from data and takes no answers."
    asking = [model for model in models if any(each.name.text == id for each in criteria_of(model))]
    kinds = {kind_that_answers(model, names) for model in asking}
    if kind is not None and kind not in kinds:
        about = " or a ".join(sorted(kinds))
        return "unknown-kind", f"Criterion `{id}` is not asked about a {kind}, but about a {about}."
    return assessor_fault(values, asking, names)


def _kind(values: Mapping[str, Any], names: Names, tree: SubjectTree | None) -> str | None:
    """The kind of the answer's subject: as written, of its model, of the models that ask, or of the only such id."""
    if values.get("kind") is not None:
        return str(values["kind"])
    if values.get("model") is not None:
        return kind_that_answers(names.models[values["model"]], names)
    kinds = {
        kind_that_answers(model, names)
        for model in names.models.values()
        if any(each.name.text == values["criterion"] for each in criteria_of(model))
    }
    if len(kinds) != 1 and tree is not None:
        kinds = {key.kind for key in tree.records if key.id == values["subject"] and key.kind in (kinds or {key.kind})}
    return kinds.pop() if len(kinds) == 1 else None
