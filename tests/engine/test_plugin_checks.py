"""``cx plugins check``: every kind of offer is tried, and each of these is not as it was promised."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxengine.engine.plugin_checks import Check, plugins_checked

HEAD = """
import itertools
from fractions import Fraction
import cxengine
from cxengine import plan
from cxengine.backends.duckdb import DuckDBBackend
from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import BackendOffer, Enricher, Enrichment, RawTable, Renderer
count = itertools.count()
both = frozenset({"assessment", "metrics"})


def refuses(binding, wanted):
    raise CxError([Diagnostic(code="source-failed", message="There is no `path`.")], exit_code=3)


class Wrong:
    def run(self, scans, tables):
        return DuckDBBackend().run(scans, {name: table.slice(0, 20) for name, table in tables.items()})


class Alike:
    def run(self, scans, tables):
        found = list(DuckDBBackend().run(scans, tables))
        for at, scan in enumerate(scans):
            for place, each in enumerate(getattr(scan, "aggregates", ())):
                if isinstance(each, plan.FewestWhere):
                    counts = found[at].column(f"a{scan.aggregates.index(plan.CountWhere(each.condition))}")
                    number = found[at].column_names.index(f"a{place}")
                    found[at] = found[at].set_column(number, f"a{place}", counts)
        return tuple(found)


@cxengine.hookimpl
"""


def tried(folder: Path, offer: str) -> list[Check]:
    """The promises of a plugin of one file, without that it loads."""
    (folder / "cx.toml").write_text('[project]\nname = "T"\nplugins = ["./ours.py"]\n')
    (folder / "rules.cx").write_text("pack t: T\nversion 1 from 2026-01-01\n")
    (folder / "ours.py").write_text(f"{HEAD}def {offer}\n")
    checks = [check for check in plugins_checked(folder, ["./ours.py"]).checks if check.plugin == "./ours.py"]
    assert checks[0].what == "loads" and checks[0].outcome == "passed", checks[0].message
    return checks[1:]


ENRICHER = "cx_enrichers():\n    return {{'hr': Enricher(doc='d', enrich=lambda actions: {given})}}"
RENDERER = "cx_renderers():\n    return {{'r': Renderer(results=both, doc='d', render=lambda result: {given})}}"
BACKEND = "cx_backends():\n    return {{'b': BackendOffer(doc='d', connect=lambda options, environment: {given})}}"
SOURCE = "cx_sources():\n    return {{'s': {given}}}"
BROKEN = {
    "an enricher that fails": (ENRICHER.format(given="1 // 0"), "ZeroDivisionError"),
    "one that speaks of strangers": (ENRICHER.format(given="{'other': Enrichment(owner='Jo')}"), "was not given"),
    "one that wavers": (
        ENRICHER.format(given="{each.id: Enrichment(note=str(next(count))) for each in actions}"), "says two things",
    ),
    "a renderer that fails": (RENDERER.format(given="result['nothing']"), "KeyError"),
    "one that changes the result": (RENDERER.format(given="str(result.pop('as_of', None))"), "changes an assessment"),
    "one that wavers in form": (RENDERER.format(given="str(next(count))"), "in two ways"),
    "one that gives no text": (RENDERER.format(given="5"), "text or bytes"),
    "a backend that counts otherwise": (BACKEND.format(given="Wrong()"), ""),
    "a backend that says too much": (
        BACKEND.format(given="Alike()"),
        "of all rows of libraries the fewest that are alike are 3, and it says 83 (`FewestWhere`): small groups would",
    ),
    "a source that raises no message": (SOURCE.format(given="lambda bound, wanted: bound.paths[0]"), "IndexError"),
    "one that gives rows from nowhere": (SOURCE.format(given="lambda binding, wanted: RawTable()"), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_as_promised_is_told(tmp_path: Path, name: str) -> None:
    offer, words = BROKEN[name]
    checks = tried(tmp_path, offer)
    assert checks[0].outcome == "failed" and words in checks[0].message, checks


GOOD = {
    "an enricher": ENRICHER.format(given="{each.id: Enrichment(owner='Jo') for each in actions}"),
    "a renderer": RENDERER.format(given="repr(result)"),
    "a backend": BACKEND.format(given="DuckDBBackend()"),
    "a source": SOURCE.format(given="refuses"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_as_promised_is_kept(tmp_path: Path, name: str) -> None:
    first, *others = tried(tmp_path, GOOD[name])
    assert first.outcome == "passed", first.message
    assert [each.outcome for each in others] == (["not_tried"] if name == "a source" else [])


def test_a_backend_that_cannot_be_had_here_is_not_tried(tmp_path: Path) -> None:
    (check,) = tried(tmp_path, BACKEND.format(given="options['connection']"))
    assert check.outcome == "not_tried" and "without its keys in `[engine]`" in check.message


def test_a_plugin_that_fails_breaks_no_promise_of_another(tmp_path: Path) -> None:
    functions = """cx_functions():
    from cxengine.host.contracts import Function
    from cxengine.lang.functions import Example

    def top(answers):
        known = [answer for answer in answers if answer is not None]
        return Fraction(sum(answer >= 4 for answer in known), len(known)) if known else None

    return {"top": Function(
        kind="aggregate", parameters=("number",), result="share", doc="d", usage="top(x)",
        examples=(Example(formula="top(x)", values=(1, 5), result="50%"),),
        lower=lambda rows, x: rows.share(rows.compare(x, ">=", rows.number(4))), reference=top,
    )}"""
    (tmp_path / "lost.py").write_text("import no_such_module_at_all\n")
    (tmp_path / "rules.cx").write_text("pack t: T\nversion 1 from 2026-01-01\n")
    (tmp_path / "ours.py").write_text(f"{HEAD}def {functions}\n")
    (tmp_path / "cx.toml").write_text('[project]\nname = "T"\nplugins = ["./lost.py", "./ours.py"]\n')
    checks = plugins_checked(tmp_path, ["./lost.py", "./ours.py"]).checks
    outcomes = {(each.plugin, each.what): each for each in checks}
    assert outcomes.pop(("./lost.py", "loads")).outcome == "failed"
    assert [each.message for each in outcomes.values() if each.outcome != "passed"] == [] and len(outcomes) == 3
