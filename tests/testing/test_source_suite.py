"""The suite for sources: one that keeps its promises passes, and each test catches sources that break one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from cxengine.host.contracts import Binding, RawTable
from cxengine.testing import Served, SourceCase, SourceSuite
from tests.testing.pages import PERSON, SECRET, Council, Pages, binding, nowhere

WANTED = ("id", "days", "email")


def case_of(source: Any, served: Served, council: Council) -> SourceCase:
    return SourceCase(
        reader=source, binding=binding(served.url), wanted=WANTED, environment={"PAGES_KEY": SECRET},
        personal=frozenset({"email"}), personal_values=(PERSON,), rows=8, broken=binding(nowhere()),
        change=council.change, rows_changed=8, served=served,
    )  # fmt: skip


@pytest.fixture
def council() -> Council:
    return Council()


@pytest.fixture
def served(council: Council) -> Iterator[Served]:
    with Served(council.answer) as server:
        yield server


class TestPages(SourceSuite):
    keyed = incremental = http = True

    @pytest.fixture
    def case(self, served: Served, council: Council) -> SourceCase:
        return case_of(Pages(), served, council)


class TestPlainReader(SourceSuite):
    """A function that gives all rows at once is a source too."""

    streams = discreet = False

    @pytest.fixture
    def case(self) -> SourceCase:
        from cxengine.sources.failures import failure

        def read(bound: Binding, wanted: object) -> RawTable:
            import pyarrow as pa

            if bound.table == "broken":
                raise failure("source-failed", "there is nothing")
            return RawTable(data=pa.table({"id": ["a", "b"]}))

        return SourceCase(
            reader=read, binding=Binding(table="cases", plugin="plain"), wanted=("id",), rows=2,
            broken=Binding(table="broken", plugin="plain"),
        )  # fmt: skip


BUGS = {
    "test_the_flags_are_those_of_the_source": ("says no http",),
    "test_schema_and_rows_agree": ("another schema", "lacks a column"),
    "test_every_row_comes": ("loses a row",),
    "test_keys_are_unique": ("shared key", "missing key"),
    "test_batches_are_bounded": ("large batches",),
    "test_reading_again_changes_nothing": ("another time",),
    "test_a_reading_goes_on_after_any_batch": ("skips on resuming", "no state", "state is no json", "another time"),
    "test_what_changed_comes": ("keeps gone", "misses changes"),
    "test_a_reading_stops_when_it_is_told": ("never stops",),
    "test_no_secret_and_no_personal_value_is_told": (
        "prints", "logs a person", "secret in its state", "tells its key", "tells the answer",
    ),
    "test_what_cannot_be_read_is_said": ("raises as it comes",),
    "test_no_network_outside_the_declared_hosts": ("hides its host",),
    "test_refusals_that_pass_are_borne": ("takes no refusal",),
    "test_a_line_that_breaks_is_borne": ("takes no cut line",),
    "test_the_server_says_how_long_to_wait": ("waits as it likes", "sleeps by itself", "reads no dates"),
    "test_a_server_that_only_fails_is_given_up": ("never gives up",),
}  # fmt: skip


def test_every_test_of_the_suite_is_tried() -> None:
    assert set(BUGS) == {name for name in dir(SourceSuite) if name.startswith("test_")}


@pytest.mark.parametrize(("name", "bug"), [(name, bug) for name, bugs in BUGS.items() for bug in bugs])
def test_the_suite_catches(
    name: str, bug: str, served: Served, council: Council, request: pytest.FixtureRequest
) -> None:
    source = Pages(bug)
    case = case_of(source, served, council)
    arguments: dict[str, Any] = {"status": 429, "dated": bug == "reads no dates"}
    test = getattr(TestPages, name)
    wanted = test.__code__.co_varnames[1 : test.__code__.co_argcount]
    given = {each: arguments[each] if each in arguments else request.getfixturevalue(each)
             for each in wanted if each != "case"}  # fmt: skip
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test(TestPages(), attrs.evolve(case), **given)


def test_a_flag_that_is_not_set_takes_its_tests_out() -> None:
    class Suite(SourceSuite):
        streams = False

    assert Suite.test_batches_are_bounded is None and Suite.test_every_row_comes is not None
