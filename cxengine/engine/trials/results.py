"""A small council, for what has to work on results: renderers are given them, and backends have to give the same."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from cxengine.backends.duckdb import DuckDBBackend
from cxengine.diagnostics import CxError
from cxengine.engine.program import Program, compile
from cxengine.engine.trials.fewest import fewest_faults
from cxengine.engine.trials.not_tried import NotTried
from cxengine.host.contracts import Backend, BackendOffer, PlacingBackend, PluginFailure, Renderer
from cxengine.host.hookspecs import hookimpl
from cxengine.host.plugin_host import Host
from cxengine.sources.builtin import FILES

AS_OF = date(2026, 3, 31)
RULES = """pack trial: Trial
version 1 from 2020-01-01
subject service: Service
scale satisfaction 1 to 5, higher is better: How satisfied were you?
table answers_given: Answers
  field service is service
  field given_on is date, may be missing
  field satisfied is satisfaction, may be missing
  field channel is one of (web, phone), may be missing
  field cost is number, 2 decimals, may be missing
metric satisfied_share: Satisfied
  from answers_given
  where given_on in last 12 months
  formula csat(satisfied)
metric by_web: Online
  from answers_given
  formula share(channel is web)
metric spent: Spent
  from answers_given
  formula sum(cost)
metric middle: In the middle
  from answers_given
  formula median(cost)
metric ways: Channels
  from answers_given
  formula distinct(channel)
model maturity for service: Maturity
level 1: Listens
  criterion 1.1: Customers are asked
    ask: Are they?
level 2: Acts
  criterion 2.1: Customers are satisfied
    when satisfied_share >= 60%
"""
FIGURES = ("satisfied_share", "by_web", "spent", "middle", "ways")


def sources() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Two services with rows, of which some values are missing, and one without."""
    rows = [
        {
            "service": "parking" if n % 3 else "libraries",
            "given_on": date(2025 + n % 2, 1 + n % 12, 1) if n % 7 else None,
            "satisfied": str(1 + n % 5) if n % 6 else None,
            "channel": ("web", "phone", None)[n % 3 if n % 4 else 2],
            "cost": f"{n * 17 % 1000 / 4:.2f}" if n % 5 else None,
        }
        for n in range(60)
    ]
    services = [{"id": name, "title": name.title()} for name in ("libraries", "parking", "waste")]
    return {"service": services, "answers_given": rows}


def renderer_faults(renderer: Renderer) -> Iterator[str]:
    """Where it fails on a result, changes it, or renders it otherwise the second time."""
    program = compile({"trial.cx": RULES})
    made: dict[str, Any] = {
        "assessment": lambda: program.assess(sources(), as_of=AS_OF).to_dict(),
        "metrics": lambda: program.metrics(sources(), as_of=AS_OF).to_dict(),
    }
    for kind in sorted(renderer.results):
        result = made[kind]()
        before = copy.deepcopy(result)
        try:
            first, again = renderer.render(result), renderer.render(result)
        except PluginFailure as failure:
            yield f"{failure.problem.reason}, given {_kind_words(kind)}"
            return
        if result != before:
            yield f"it changes {_kind_words(kind)} that it is given"
        elif first != again:
            yield f"it renders {_kind_words(kind)} in two ways"


def _kind_words(kind: str) -> str:
    return "an assessment" if kind == "assessment" else "metrics"


def backend_faults(offer: BackendOffer) -> Iterator[str]:
    """Where it gives other figures than DuckDB, or says too much of rows that are alike.

    Raises NotTried where it cannot be had without its keys. One that counts rows where they are is not handed any.
    """
    try:
        backend = offer.connect({}, {})
    except PluginFailure as failure:
        raise NotTried(f"it cannot be had without its keys in `[engine]`: {failure.problem.reason}") from failure
    except CxError as error:
        raise NotTried(" ".join(each.message for each in error.diagnostics)) from error
    wanted = _figures(DuckDBBackend())
    try:
        given = _figures(backend)
        too_much = () if isinstance(backend, PlacingBackend) else tuple(fewest_faults(backend))
    except CxError as error:
        yield " ".join(each.message for each in error.diagnostics)
        return
    except Exception as failure:  # of the plugin: it is what is tried
        yield f"{type(failure).__name__}: {failure}"
        return
    for key, value in wanted.items():
        if given.get(key) != value:
            yield f"`{key[1]}` of {key[0]} is {given.get(key)}, and {value} on DuckDB"
    yield from too_much


def _figures(backend: Backend) -> Mapping[tuple[str, str], Fraction | None]:
    class Offering:
        @hookimpl
        def cx_backends(self) -> Mapping[str, BackendOffer]:
            return {"duckdb": BackendOffer(doc="What is tried.", connect=lambda options, environment: backend)}

    program: Program = compile({"trial.cx": RULES}, host=Host(built_in={**FILES, "tried": Offering()}))
    return {
        (subject.id, said.metric): said.measured.value if said.measured is not None else None
        for subject in program.assess(sources(), as_of=AS_OF)
        for said in subject.metrics
    }
