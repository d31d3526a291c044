"""The stages of the engine's work on rules, as text: tree, names, types, plan and SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cxengine import plan
from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.backends import offer_of
from cxengine.engine.dates import assessment_date
from cxengine.engine.wanted import reference
from cxengine.host.contracts import PluginFailure
from cxengine.lang import ast
from cxengine.metrics.planning import Request, plan_for
from cxengine.suggest import did_you_mean

if TYPE_CHECKING:
    from cxengine.engine.program import Program

STAGES = ("ast", "names", "types", "plan", "sql")


def stage_text(program: Program, stage: str, name: str | None) -> str:
    """One stage, of the whole program or of one declaration."""
    if name is not None:
        _refuse_unknown(program, name)
    match stage:
        case "ast":
            return _tree(program, name)
        case "names":
            return _names(program, name)
        case "types":
            return _types(program, name)
        case "plan" | "sql":
            return _scans(program, stage, name)
        case _:
            raise AssertionError(f"no stage {stage}")


def _refuse_unknown(program: Program, name: str) -> None:
    known = {d.name.text for file in program.files for d in file.declarations}
    if name not in known:
        help = did_you_mean(name, known)
        raise CxError([Diagnostic(code="nothing-to-explain", message=f"nothing is called `{name}`", help=help)])


def _tree(program: Program, name: str | None) -> str:
    lines: list[str] = []
    for file in program.files:
        for declaration in file.declarations:
            if name in (None, declaration.name.text):
                lines += _node(declaration, 0)
    return "\n".join(lines)


def _node(node: object, depth: int) -> list[str]:
    lines = [f"{'  ' * depth}{type(node).__name__}"]
    for field in attrs.fields(type(node)):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if not field.repr or value in (None, (), "", False):
            continue
        inner = [item for item in value if attrs.has(type(item))] if isinstance(value, tuple) else []
        if inner:
            lines.append(f"{'  ' * (depth + 1)}{field.name}:")
            for item in inner:
                lines += _node(item, depth + 2)
        else:
            lines.append(f"{'  ' * (depth + 1)}{field.name}: {value if isinstance(value, ast.Name) else value!r}")
    return lines


def _names(program: Program, name: str | None) -> str:
    lines = []
    for span, meaning in sorted(program.names.meanings.items()):
        text = _said(meaning)
        if name is None or name in text:
            lines.append(f"{span.filename}:{span.line}:{span.column}  {text}")
    return "\n".join(lines)


def _said(meaning: object) -> str:
    parts = []
    for field in attrs.fields(type(meaning)):  # type: ignore[arg-type]
        value = getattr(meaning, field.name)
        parts.append(value.name.text if isinstance(value, ast.Declaration) else str(value))
    return f"{type(meaning).__name__.removesuffix('Meaning').lower()} {'.'.join(parts)}"


def _types(program: Program, name: str | None) -> str:
    metrics = [f"metric {m}: {kind}" for m, kind in sorted(program.types.metrics.items()) if name in (None, m)]
    if name is not None and metrics:
        return "\n".join(metrics)
    spans = sorted(program.types.expressions.items())
    return "\n".join([*metrics, *(f"{s.filename}:{s.line}:{s.column}  {kind}" for s, kind in spans)])


def _scans(program: Program, stage: str, name: str | None) -> str:
    requests: list[Request] = [
        (model.declared.subject.text, ref) for model in program.models for ref in model.refs if name is None
    ]
    requests += [(None, reference(m)) for n, m in program.names.metrics.items() if name in (None, n)]
    scans = plan_for(requests, names=program.names, as_of=assessment_date(program)[0]).scans
    if stage == "plan":
        return "\n\n".join(str(scan) for scan in scans)
    return "\n\n".join(_statement(program, scan) + ";" for scan in scans)


def _statement(program: Program, scan: plan.Pass) -> str:
    """A pass in the words of the engine that the project names. Raises CxError for one that cannot be had."""
    from cxengine.metrics.sql import query, rendered

    offer = offer_of(program, program.plugins)
    if offer.explain is None:
        return rendered(query(scan), pretty=True)
    try:
        return offer.explain(scan)
    except PluginFailure as failure:
        raise CxError([Diagnostic(code="backend-failed", message=failure.problem.message)], 3) from failure
