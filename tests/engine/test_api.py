"""The Python face: compiling, sources of every sort, results by name, and results that do not change."""

from __future__ import annotations

import importlib
import json
import random
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pytest

import cxengine
from cxengine.engine.assessment import Assessment

END = date(2019, 3, 31)
RULES = """pack p: Pack
version 1 from 2018-04-01
subject council: Council
subject service: Service
  belongs to council
table responses: Answers
  key id
  field id is number
  field service is service
  field answered_on is date
  field good is yes_no, may be missing
  field channel is one of (web, phone), may be missing
metric liked: Liked
  from responses
  where answered_on in last 12 months
  formula share(good is yes)
  by channel
model maturity for service: Maturity
  level 1: Asked
    criterion 1.1: Asked
      ask: Asked?
      action ask: Ask them
  level 2: Liked
    criterion 2.1: Liked
      when liked >= 50% and liked >= liked of council - 20 points
"""


class Streamed:
    """A table that can be streamed, and nothing else: what polars, pandas and duckdb have in common."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def rows(count: int = 60) -> list[dict[str, Any]]:
    """Answers about two services."""
    return [
        {
            "id": n, "service": "ab"[n % 2], "answered_on": END - timedelta(days=n),
            "good": n % 3 > 0 if n % 7 else None, "channel": ("web", "phone")[n % 5 > 1],
        }
        for n in range(count)
    ]  # fmt: skip


SUBJECTS: Mapping[str, Any] = {
    "council": [{"id": "c", "title": "Council C"}],
    "service": [{"id": id, "title": f"Service {id}", "parent": "c"} for id in "ab"],
}
ANSWERS = [
    {"kind": "service", "subject": "a", "criterion": "1.1", "answer": "met", "on": END},
    {"kind": "service", "subject": "b", "criterion": "1.1", "answer": "unmet", "on": END},
]


def sources(**others: Any) -> dict[str, Any]:
    """All that the rules read."""
    return {**SUBJECTS, "responses": rows(), "answers": ANSWERS, **others}


def program() -> cxengine.Program:
    return cxengine.compile({"p.cx": RULES})


def said(assessment: Assessment) -> str:
    """The JSON, without digests."""
    made = assessment.to_dict()
    for used in (*made["packs"], *made["sources"]):
        used.pop("digest")
    return json.dumps(made, ensure_ascii=False)


# ---------------------------------------------------------------- compile


def test_compiles_a_folder_a_file_a_bundled_pack_and_texts(tmp_path: Path) -> None:
    (tmp_path / "p.cx").write_text(RULES, "utf-8")
    whole = said(program().assess(sources(), as_of=END))
    for where in (tmp_path, str(tmp_path), tmp_path / "p.cx"):
        assert said(cxengine.compile(where).assess(sources(), as_of=END)) == whole
    half = RULES.index("model maturity")
    split = cxengine.compile({"a.cx": RULES[:half], "b.cx": RULES[half:]})
    assert said(split.assess(sources(), as_of=END)) == whole
    assert [model.key for model in cxengine.compile("enfield").models] == ["enfield.journey", "enfield.maturity"]


def test_nothing_to_compile_is_said(tmp_path: Path) -> None:
    for where in (tmp_path, tmp_path / "not_there", "no_such_pack"):
        with pytest.raises(cxengine.CxError) as caught:
            cxengine.compile(where)
        assert all(d.message for d in caught.value.diagnostics)


def test_an_error_carries_every_problem_with_its_place() -> None:
    wrong = RULES.replace("liked >= 50%", "likd >= 50%").replace("good is yes)", "good is maybe)")
    with pytest.raises(cxengine.CxError) as caught:
        cxengine.compile({"p.cx": wrong})
    found = sorted((d.span.line, d.code, d.severity) for d in caught.value.diagnostics)
    assert [line for line, _, _ in found] == [16, 25]
    assert "likd" in str(caught.value) and "p.cx:25" in str(caught.value)
    assert caught.value.exit_code == 2


# ---------------------------------------------------------------- arguments


def refused(call: Callable[[], object]) -> cxengine.Diagnostic:
    """The one problem that a call is refused for; its text says what is wrong and what to write."""
    with pytest.raises(cxengine.CxError) as caught:
        call()
    (told,) = caught.value.diagnostics
    assert told.help and str(caught.value).endswith(f"{told.message.rstrip('.')}. {told.help} ({told.code})")
    return told


def test_arguments_of_a_wrong_kind_are_told_before_anything_is_read() -> None:
    made = program()
    moment = datetime(2019, 3, 31, 12)
    wrong: list[tuple[str, Callable[[], object]]] = [
        ("as_of", lambda: made.assess(sources(), as_of=moment)),
        ("as_of", lambda: made.figures(sources(), as_of=moment)),
        ("as_of", lambda: made.metrics(sources(), as_of="31/03/2019")),
        ("as_of", lambda: made.assess(sources(), as_of=20190331)),  # type: ignore[arg-type]
        ("change_since", lambda: made.metrics(sources(), as_of=END, change_since="2018")),
        ("change_since", lambda: made.assess(sources(), as_of=END, change_since=moment)),
        ("compared_with", lambda: made.assess(sources(), as_of=END, compared_with="last year")),
        ("sources", lambda: made.assess([1])),  # type: ignore[arg-type]
        ("sources", lambda: made.assess({1: []})),  # type: ignore[dict-item]
        ("subjects", lambda: made.assess(sources(), subjects=[1])),  # type: ignore[list-item]
        ("by", lambda: made.metrics(sources(), by={"channel": "web"})),
        ("metrics", lambda: made.metrics(sources(), metrics=5)),  # type: ignore[arg-type]
        ("history", lambda: made.assess(sources(), history=5)),  # type: ignore[arg-type]
        ("progress", lambda: made.assess(sources(), progress=True)),  # type: ignore[arg-type]
        ("compile", lambda: cxengine.compile(5)),  # type: ignore[arg-type]
        ("compile", lambda: cxengine.compile(RULES)),
        ("p.cx", lambda: cxengine.compile({"p.cx": b""})),  # type: ignore[dict-item]
    ]
    for argument, call in wrong:
        told = refused(call)
        assert (told.code, argument in told.message) == ("wrong-argument", True), told
    assert refused(lambda: cxengine.compile({})).code == "nothing-to-read"
    assert refused(lambda: cxengine.compile("x" * 5000)).code == "nothing-to-read"


def test_a_day_may_be_iso_text_and_one_name_may_stand_alone() -> None:
    made = program()
    assert said(made.assess(sources(), as_of="2019-03-31", subjects="service:a")) == said(
        made.assess(sources(), as_of=END, subjects=("service:a",))
    )
    alone = made.metrics(sources(), metrics="liked", by="channel", subjects="service:a", as_of=END)
    assert alone.metrics == made.metrics(sources(), metrics=["liked"], by=["channel"], subjects=["service:a"],
                                         as_of=END).metrics  # fmt: skip


def test_a_name_that_a_result_lacks_is_a_cxerror_and_a_keyerror() -> None:
    result = program().assess(sources(), as_of=END)
    for key, meant in (("service:aa", "service:a"), ("c", "council:c"), ("servise:b", "service:b")):
        told = refused(lambda: result[key])  # noqa: B023
        assert (told.code, f"`{meant}`" in told.help) == ("unknown-subject", True)
    told = refused(lambda: result["service:a"]["maturty"])
    assert (told.code, "`p.maturity`" in told.help) == ("unknown-model", True)
    with pytest.raises(KeyError):
        result["service:z"]


# ---------------------------------------------------------------- sources


def as_streams() -> dict[str, Any]:
    found = {name: Streamed(pa.Table.from_pylist(list(value))) for name, value in sources().items()}
    return found


def test_sources_of_every_sort_come_to_the_same() -> None:
    from_dicts = said(program().assess(sources(), as_of=END))
    from_arrow = {name: pa.Table.from_pylist(list(value)) for name, value in sources().items()}
    assert said(program().assess(from_arrow, as_of=END)) == from_dicts
    assert said(program().assess(as_streams(), as_of=END)) == from_dicts


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_frames_are_sources(library: str) -> None:
    module = importlib.import_module(library)
    frames = {name: module.DataFrame(list(value)) for name, value in sources().items()}
    result = program().assess(frames, as_of=END)
    assert said(result) == said(program().assess(sources(), as_of=END))


def test_a_source_that_no_rule_knows_is_refused_with_a_suggestion() -> None:
    with pytest.raises(cxengine.CxError) as caught:
        program().assess(sources(responces=[]), as_of=END)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "unknown-source" and "responses" in (diagnostic.help or "")


def test_nan_is_missing_in_rows_as_in_frames() -> None:
    nan = float("nan")
    given = [{**row, "channel": nan, "good": nan if row["good"] is None else float(row["good"])} for row in rows()]
    frame = pa.table({key: pa.array([row[key] for row in given], from_pandas=True) for key in given[0]})
    unclean = frame.set_column(3, "good", pa.array([row["good"] for row in given], pa.float64()))
    wanted = [m.measured for m in program().metrics(sources(responses=frame), as_of=END).metrics]
    assert [each.excluded for each in wanted if each] and wanted
    for data in (given, unclean):
        found = program().metrics(sources(responses=data), as_of=END)
        assert [m.measured for m in found.metrics] == wanted
        assert [s.rejected for s in found.sources if s.table == "responses"] == [0]


class Closed:
    """A table of a library whose connection is closed."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise RuntimeError("Connection already closed!")


def test_data_that_cannot_be_read_are_a_source_that_failed() -> None:
    whole = pa.Table.from_pylist(rows())
    reader = whole.to_reader()
    made = program()
    assert made.metrics(sources(responses=reader), as_of=END).exit_code() == 0
    mixed = [{**row, "channel": 1 if row["id"] else "web"} for row in rows()]
    for data, words in (
        (reader, "read before"), (Closed(), "Connection already closed"), (mixed, "`channel` mixes int, str"),
        (5, "type int"),
    ):  # fmt: skip
        result = made.assess(sources(responses=data), as_of=END)
        told = [d for d in result.diagnostics if d.code == "source-failed"]
        assert result.exit_code() == 3 and words in told[0].message, told
    long = made.metrics(sources(responses=[{**row, "satisfied": 10**39} for row in rows()]), as_of=END)
    assert "`satisfied` has a whole number of more than 38 digits" in str(long.to_dict())
    assert [p.message for s in made.assess(sources(answers=[]), as_of=END).sources for p in s.problems] == [
        "No row is given."
    ]


def test_columns_of_one_name_and_dates_in_two_readings_are_told_in_words_of_python() -> None:
    whole = pa.Table.from_pylist(rows())
    twice = whole.append_column("channel", whole.column("channel"))
    told = refused(lambda: program().assess(sources(responses=twice), as_of=END))
    assert told.code == "duplicate-heading" and "columns =" not in told.help
    british = [{**row, "answered_on": "02/03/2019"} for row in rows()]
    told = refused(lambda: program().assess(sources(responses=british), as_of=END))
    assert told.code == "ambiguous-date" and "strptime" in told.help and "dates =" not in told.help
    truths = [{**row, "answered_on": 20190302} for row in rows()]
    told = refused(lambda: program().assess(sources(responses=truths), as_of=END))
    assert (told.code, told.help) == ("wrong-column-type", "Give dates.")
    mixed = [{**row, "answered_on": "2019-03-02" if row["id"] else "soon"} for row in rows()]
    problems = [p for s in program().assess(sources(responses=mixed), as_of=END).sources for p in s.problems]
    assert [(p.code, "cx.toml" in p.message, "2026-02-09" in p.message) for p in problems] == [
        ("not-a-date", False, True)
    ]
    assert issubclass(cxengine.UnknownNameError, cxengine.CxError)


def test_a_table_that_nothing_fills_is_unknown_and_listed() -> None:
    result = program().assess(SUBJECTS, as_of=END)
    criterion = result["service:a"]["maturity"].criterion("2.1")
    assert criterion.outcome == "unknown" and "no source bound" in criterion.because.text
    unbound = [(s.table, s.plugin, [p.code for p in s.problems]) for s in result.sources if s.plugin is None]
    assert unbound == [("responses", None, ["no-source"])]


def test_strict_refuses_rejected_rows() -> None:
    bad = [*rows(), {"id": 3, "service": "a", "answered_on": END, "good": True, "channel": "web"}]
    result = program().assess(sources(responses=bad), as_of=END)
    assert [(s.rows, s.rejected) for s in result.sources if s.table == "responses"] == [(61, 1)]
    with pytest.raises(cxengine.CxError) as caught:
        program().assess(sources(responses=bad), as_of=END, strict=True)
    assert caught.value.exit_code == 3 and "responses" in str(caught.value)


def test_data_and_answers_of_nobody_listed_are_problems() -> None:
    strange = [*rows(), {**rows()[0], "id": 99, "service": "z"}]
    answers = [*ANSWERS, {**ANSWERS[0], "subject": "z"}]
    result = program().assess(sources(responses=strange, answers=answers), as_of=END)
    codes = {s.table: [p.code for p in s.problems] for s in result.sources}
    assert codes["responses"] == ["unlisted-subject"] and codes["answers"] == ["unlisted-subject"]
    assert [f"{s.kind}:{s.id}" for s in result] == ["council:c", "service:a", "service:b"]


# ---------------------------------------------------------------- results


def test_results_by_name() -> None:
    result = program().assess(sources(), as_of=END)
    model = result["service:b"]["p.maturity"]
    assert model is result["service:b"]["maturity"]
    assert model.level is not None and (model.level.number, model.level.name) == (0, None)
    first = result["service:a"]["maturity"].level
    assert first is not None and first.name == "Liked"
    assert [action.action for action in result.actions] == ["ask"]
    for wrong in (lambda: result["service:z"], lambda: result["b"], lambda: result["service:b"]["other"]):
        with pytest.raises(KeyError):
            wrong()
    assert result.to_arrow().num_rows == 4


def test_only_the_subjects_asked_for() -> None:
    result = program().assess(sources(), as_of=END, subjects=("service:b",))
    assert [s.id for s in result] == ["b"]
    whole = program().assess(sources(), as_of=END)["service:b"]
    assert result["service:b"].metrics == whole.metrics
    assert result["service:b"]["maturity"].criteria == whole["maturity"].criteria
    with pytest.raises(cxengine.CxError) as caught:
        program().assess(sources(), as_of=END, subjects=("service:bb",))
    assert "service:b" in (list(caught.value.diagnostics)[0].help or "")


def test_the_date_is_that_given_else_today() -> None:
    given = program().assess(sources(), as_of=END)
    assert (given.as_of, given.as_of_given) == (END, True)
    before = datetime.now().date()
    today = program().assess(sources())
    assert before <= today.as_of <= datetime.now().date() and today.as_of_given is False
    assert today["service:a"].metrics[0].n in (0, None)


def test_the_date_of_a_project_goes_before_today(tmp_path: Path) -> None:
    (tmp_path / "p.cx").write_text(RULES, "utf-8")
    (tmp_path / "cx.toml").write_text('[project]\nname = "P"\nas_of = "2019-03-31"\n', "utf-8")
    result = cxengine.compile(tmp_path).assess(sources())
    assert (result.as_of, result.as_of_given, result.project) == (END, True, "P")
    assert cxengine.compile(tmp_path).assess(sources(), as_of=date(2019, 1, 1)).as_of == date(2019, 1, 1)


def test_programs_and_results_cannot_be_changed() -> None:
    made = program()
    result = made.assess(sources(), as_of=END)
    for thing in (made, result, result["service:a"], result["service:a"].models[0], result.actions[0]):
        for field in attrs.fields(type(thing))[:2]:
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(thing, field.name, None)
    before = said(result)
    result.to_dict()["subjects"].clear()
    assert said(result) == before


def test_a_caller_may_change_its_data_afterwards() -> None:
    data = sources()
    result = program().assess(data, as_of=END)
    before = said(result)
    data["responses"].clear()
    data["service"][0]["title"] = "Another"
    assert said(result) == before


# ---------------------------------------------------------------- the same again


def test_two_runs_are_the_same_to_the_byte() -> None:
    texts = {json.dumps(program().assess(sources(), as_of=END).to_dict()) for _ in range(3)}
    assert len(texts) == 1


def test_the_order_of_rows_changes_nothing() -> None:
    chance = random.Random(1)
    whole = said(program().assess(sources(), as_of=END))
    for _ in range(5):
        shuffled = {name: chance.sample(list(value), len(value)) for name, value in sources().items()}
        result = program().assess(shuffled, as_of=END)
        order = {f"{s.kind}:{s.id}": s for s in result}
        again = attrs.evolve(result, subjects=tuple(order[k] for k in ("council:c", "service:a", "service:b")))
        assert said(again) == whole


def test_one_program_serves_threads() -> None:
    made = program()
    alone = {n: said(made.assess(sources(responses=rows(n)), as_of=END)) for n in range(20, 60, 5)}
    with ThreadPoolExecutor(6) as threads:
        jobs = {n: threads.submit(made.assess, sources(responses=rows(n)), as_of=END) for n in alone}
        assert {n: said(job.result()) for n, job in jobs.items()} == alone


def test_figures_by_dimension() -> None:
    found = program().metrics(sources(), metrics=("liked",), by=("channel",), as_of=END)
    counted = {(m.subject, m.by["channel"]): (m.measured.hits, m.n) for m in found.metrics if m.measured}
    for service in "ab":
        for channel in ("web", "phone"):
            mine = [r["good"] for r in rows() if (r["service"], r["channel"]) == (service, channel)]
            known = [good for good in mine if good is not None]
            assert counted[f"service:{service}", channel] == (sum(known), len(known))
    for wrong in ({"metrics": ("likd",)}, {"metrics": ("liked",), "by": ("chanel",)}):
        with pytest.raises(cxengine.CxError):
            program().metrics(sources(), as_of=END, **wrong)  # type: ignore[arg-type]


def test_a_project_with_a_pack_of_its_own_and_one_that_it_brings_in(tmp_path: Path) -> None:
    for folder in ("shared", "own"):
        (tmp_path / folder).mkdir()
    (tmp_path / "shared" / "scales.cx").write_text(
        "pack shared: Shared\nversion 2 from 2026-01-01\nscale sat 1 to 5: Satisfied\n", encoding="utf-8"
    )
    (tmp_path / "own" / "own.cx").write_text(
        "pack own: Own\nversion 1 from 2026-01-01\nuses shared 2\nsubject service: Service\ntable t: T\n"
        "  field service is service\n"
        "  field s is sat\nmetric c: C\n  from t\n  formula csat(s)\nmodel m for service: M\n  level 1: One\n"
        "    criterion 1.1: A\n      when c >= 50%\n",
        encoding="utf-8",
    )
    (tmp_path / "own" / "cx.toml").write_text('[project]\nname = "Own"\npacks = ["../shared"]\n', encoding="utf-8")
    program = cxengine.compile(tmp_path / "own")
    result = program.assess({"service": [{"id": "a"}]}, as_of=date(2026, 2, 1))
    assert {pack.name: pack.version for pack in result.packs} == {"shared": "2", "own": "1"}
    assert result["service:a"].models[0].model == "own.m"


def test_rules_that_do_not_hold_yet_are_said() -> None:
    program = cxengine.compile({"r.cx": "pack p: P\nversion 1 from 2026-01-01\nsubject service: Service\n"})
    assert [d.code for d in program.assess({}, as_of=date(2025, 12, 31)).diagnostics] == ["before-rules"]
    assert program.assess({}, as_of=date(2026, 1, 1)).diagnostics == ()
