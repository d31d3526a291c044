"""``BackendSuite``: a backend gives what the reference gives, on metrics over drawn rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

import cxengine
from cxengine.engine.trials.fewest import fewest_faults
from cxengine.host.contracts import Backend, BackendOffer
from cxengine.host.plugin_host import Host
from cxengine.sources.builtin import FILES
from cxengine.testing.suites.generated import AS_OF, SUBJECTS, drawn_rows, expected, rule_text

Figures = Mapping[tuple[str, str], Fraction | None]


class BackendSuite:
    """Inherit, and override the fixture ``backend``. ``seeds`` are those that metrics and rows are drawn from.

    Rows are handed over as Arrow tables; a backend that counts them elsewhere puts them there first.
    """

    seeds: Sequence[int] = (0, 1, 2)

    @pytest.fixture
    def backend(self) -> Backend:
        """The backend, ready to run."""
        raise NotImplementedError("override the fixture `backend`: it gives what `connect` gives")

    def test_it_equals_the_reference(self, backend: Backend) -> None:
        """Every metric of every subject, exactly."""
        for seed in self.seeds:
            text, rows = rule_text(seed), drawn_rows(seed)
            self._compare(self._figures(backend, text, rows), expected(text, rows), text)

    def test_no_rows_are_no_figures(self, backend: Backend) -> None:
        """An empty table gives what the reference gives of one."""
        text = rule_text(0)
        rows = drawn_rows(0)
        empty = [{**rows[0], "service": "elsewhere"}]
        self._compare(self._figures(backend, text, empty), expected(text, []), text)

    def test_the_order_of_rows_is_nothing(self, backend: Backend) -> None:
        """The same rows the other way round give the same."""
        text, rows = rule_text(3), drawn_rows(3)
        assert self._figures(backend, text, rows) == self._figures(backend, text, rows[::-1])

    def test_two_runs_give_the_same(self, backend: Backend) -> None:
        """A backend that was used once is as good as new."""
        text, rows = rule_text(4), drawn_rows(4)
        assert self._figures(backend, text, rows) == self._figures(backend, text, rows)

    def test_no_more_rows_are_said_to_be_alike_than_are(self, backend: Backend) -> None:
        """Of ``FewestWhere`` it says no more than there are, so that no small group is published."""
        assert not list(fewest_faults(backend))

    def _figures(self, backend: Backend, text: str, rows: Sequence[Mapping[str, Any]]) -> Figures:
        class Offering:
            @cxengine.hookimpl
            def cx_backends(self) -> Mapping[str, BackendOffer]:
                return {"duckdb": BackendOffer(doc="What is tried.", connect=lambda options, environment: backend)}

        host = Host(built_in={**FILES, "tried": Offering()})
        subjects = [{"id": name, "title": name} for name in SUBJECTS]
        given = [{name: _as_data(value) for name, value in row.items()} for row in rows]
        program = cxengine.compile({"trial.cx": text}, host=host)
        made = program.assess({"service": subjects, "answers_given": given}, as_of=AS_OF)
        return {
            (subject.id, said.metric): said.measured.value if said.measured is not None else None
            for subject in made
            for said in subject.metrics
        }

    @staticmethod
    def _compare(given: Figures, wanted: Figures, text: str) -> None:
        assert set(given) == set(wanted)
        for (subject, metric), value in wanted.items():
            found = given[subject, metric]
            lines = text[text.index(f"metric {metric}:") :].split("\nmetric")[0]
            assert found == value, f"{subject}: it gives {found}, and the reference {value}, for\n{lines}"


def _as_data(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{float(value):.2f}" if isinstance(value, Fraction) else str(value) if isinstance(value, int) else value
