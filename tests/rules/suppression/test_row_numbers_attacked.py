"""The attacker reads numbers of rows: of rejected ones, of those of later dates, and of all where they are rounded."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine.cli import run
from cxengine.diagnostics import CxError

from .attacker import Cell, recovered
from .reading import Read, Told

RULES = """pack made: Made
version 1 from 2018-01-01
subject service: Service
table replies: Answers
  field service is service
  field channel is one of (web, phone)
  field answered_on is date
  publish groups of at least 5{more}
metric all: Answers
  from replies
  formula count
  by channel{by}
"""
IN_YEAR = """metric this_year: Answers of this year
  from replies
  where answered_on in last 12 months
  formula count
"""
ROUNDED = "\n  publish counts rounded to 5"
YEAR = "year of answered_on"
LISTED = [{"id": f"s{at}", "title": f"S{at}"} for at in range(2)]
PARENTS: dict[str, str | None] = {"service:s0": "everybody", "service:s1": "everybody"}
EVERYBODY = ("everybody", frozenset[tuple[str, str | None]]())


def project(folder: Path, rules: str, lines: list[str]) -> Path:
    """Answers in a file, of two services."""
    (folder / "cx.toml").write_text(
        '[project]\nname = "P"\nas_of = "2019-12-31"\n[sources.replies]\nplugin = "csv"\npath = "a.csv"\n'
        '[sources.service]\nplugin = "csv"\npath = "services.csv"\n'
    )
    (folder / "made.cx").write_text(rules)
    (folder / "services.csv").write_text("id,title\ns0,S0\ns1,S1\n")
    (folder / "a.csv").write_text("\n".join(["service,channel,answered_on", *lines, ""]))
    return folder


def source(said: dict[str, Any]) -> dict[str, Any]:
    """The load report of the answers."""
    return next(each for each in said["sources"] if each["table"] == "replies")


def everybody(found: Read, low: float, high: float) -> set[Cell]:
    """All rows together lie between two numbers; the cells that are hidden."""
    found.places["all"].add(EVERYBODY)
    for cell in (("n", "all", EVERYBODY), ("kept", "all", EVERYBODY)):
        found.known.ends[cell] = (low, high)
    found.hang_together()
    return found.first | found.second | found.withheld


def test_the_number_of_a_rejected_row_does_not_say_how_many_rows_there_are(tmp_path: Path) -> None:
    """40 and 4 rows with one that is rejected at the end: its number says that the hidden ones are no fewer than 4."""
    lines = ["s0,web,2019-06-01"] * 40 + ["s1,web,2019-06-01"] * 4 + ["s1,fax,2019-06-01"]
    said = cxengine.compile(project(tmp_path, RULES.format(more="", by=""), lines)).metrics().to_dict()
    report = source(said)
    assert report["rows"] is None and report["rejected"] == 1
    numbers = [row for problem in report["problems"] for row in problem["rows"]]
    found = Read({"all": Told("all", 5, counts=True)}, PARENTS)
    found.figures(said["metrics"])
    hidden = everybody(found, max(numbers, default=0) - 1 - report["rejected"], float("inf"))
    assert len(hidden) == 1 and not recovered(found.known, hidden)
    assert any("--strict" in note for note in report["notes"])
    with pytest.raises(CxError, match=r"\(row 46\)"):
        cxengine.compile(tmp_path).metrics(strict=True)


def test_the_number_of_later_rows_is_decided_on_with_the_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two rows of next year, of which the listing by year hides that they are two."""
    rules = RULES.format(more="", by=f", {YEAR}") + IN_YEAR
    lines = ["s0,web,2019-06-01"] * 40 + ["s0,phone,2018-06-01"] * 30 + ["s0,web,2020-02-01"] * 2
    program = cxengine.compile(project(tmp_path, rules, lines))
    by_year = program.metrics(by=(YEAR,)).to_dict()["metrics"]
    (late,) = source(program.metrics().to_dict())["problems"]
    hidden = [figure for figure in by_year if figure["by"].get(YEAR) == "2020" and figure["suppressed"]]
    assert hidden and (late["count"], late["rows"]) == (None, [])
    assert late["message"].startswith("Some rows have `answered_on` after the assessment date")
    with pytest.raises(CxError, match="2 rows have `answered_on` after"):
        program.metrics(strict=True)
    monkeypatch.chdir(tmp_path)
    run(["metrics"])
    out, _ = capsys.readouterr()
    assert "Some rows have" in out and "2 rows have" not in out


def test_later_rows_of_which_no_figure_is_hidden_are_counted(tmp_path: Path) -> None:
    lines = ["s0,web,2019-06-01"] * 40 + ["s0,web,2020-02-01"] * 6 + ["s0,web,2018-02-01"] * 9
    said = cxengine.compile(project(tmp_path, RULES.format(more="", by="") + IN_YEAR, lines)).metrics().to_dict()
    (late,) = source(said)["problems"]
    assert (late["count"], late["rows"]) == (6, [42, 43, 44, 45, 46, 47])


def test_where_counts_are_rounded_so_is_the_number_of_all_rows() -> None:
    """42 shown as 40, and 4 hidden: exactly 46 rows would say that the hidden ones are 4."""
    rows = [{"service": f"s{at}", "channel": "web", "answered_on": date(2019, 6, 1)} for at in [0] * 42 + [1] * 4]
    program = cxengine.compile({"made.cx": RULES.format(more=ROUNDED, by="")})
    said = program.metrics({"replies": rows, "service": LISTED}, as_of=date(2019, 12, 31)).to_dict()
    found = Read({"all": Told("all", 5, counts=True, rounded_to=5)}, PARENTS)
    found.figures(said["metrics"])
    total = source(said)["rows"]
    assert total in (45, None)
    off = 2 if total == 45 else 0
    hidden = everybody(found, (total or 0) - off, (total or float("inf")) + off)
    assert len(hidden) == 1 and not recovered(found.known, hidden)
    assert any("rounded" in note for note in source(said)["notes"])


def test_no_note_says_how_many_rows_there_are_at_least(tmp_path: Path) -> None:
    """40 and 4 rows, all with a day that could be a month: a note of 44 such dates would say that the hidden are 4."""
    lines = ["s0,web,05/06/2019"] * 40 + ["s1,web,05/06/2019"] * 4
    toml = project(tmp_path, RULES.format(more="", by=""), lines) / "cx.toml"
    both = 'path = "a.csv"\ndates = ["%d/%m/%Y", "%m/%d/%Y"]\nambiguous_dates = "first"\n'
    toml.write_text(toml.read_text().replace('path = "a.csv"\n', both))
    report = source(cxengine.compile(tmp_path).metrics().to_dict())
    (note,) = [each for each in report["notes"] if "fit several formats" in each]
    assert report["rows"] is None and note.startswith("`answered_on`: dates that fit several formats are read by")
    (tmp_path / "a.csv").write_text("\n".join(["service,channel,answered_on", *lines[:40], ""]))
    report = source(cxengine.compile(tmp_path).metrics().to_dict())
    assert report["rows"] == 40 and any("40 dates fit several formats" in each for each in report["notes"])


WEIGHTED = """metric web: Answers over the web
  from replies
  formula share(channel is web)
"""


@pytest.mark.parametrize(("groups", "code"), [
    ("channel = { web = 1000, phone = 9000 }", "uneven-weights"),
    ("channel = { web = 500, phone = 500 }\nservice = { s0 = 100, s1 = 900 }", "weights-do-not-fit"),
])  # fmt: skip
def test_weights_do_not_say_how_many_rows_there_are(tmp_path: Path, groups: str, code: str) -> None:
    """44 that are as sure as 29 would be, of whom 40 are shown: the hidden are 4."""
    lines = ["s0,web,2019-06-01"] * 20 + ["s0,phone,2019-06-01"] * 20 + ["s1,phone,2019-06-01"] * 4
    toml = project(tmp_path, RULES.format(more="", by="") + WEIGHTED, lines) / "cx.toml"
    toml.write_text(f"{toml.read_text()}[population.replies]\n{groups}\n")
    report = source(cxengine.compile(tmp_path).metrics().to_dict())
    (problem,) = [each for each in report["problems"] if each["code"] == code]
    assert report["rows"] is None and problem["count"] is None and "44" not in problem["message"]
    with pytest.raises(CxError) as stopped:  # which publishes nothing, so that it may be told
        cxengine.compile(tmp_path).metrics(strict=True)
    (refused,) = [each for each in stopped.value.diagnostics if each.code == code]
    assert "(44 rows)" in refused.message


WARDS = """pack made: Made
version 1 from 2018-01-01
subject service: Service
subject ward: Ward
table replies: Answers
  field service is service
  field ward is ward
  field channel is one of (web, phone)
  field urgent is yes_no
  publish groups of at least 5
metric by_service: Answers by service
  from replies
  for service
  formula count
metric by_ward: Answers by ward
  from replies
  for ward
  formula count
metric urgent_ones: Urgent by ward
  from replies
  for ward
  where urgent is yes
  formula count
  by channel
"""


@pytest.mark.parametrize("few", [2, 0])
def test_rows_about_nobody_who_is_listed_do_not_say_how_many_rows_there_are(few: int) -> None:
    """40 of a service and 9 of one that is not listed are all 49, which shows what is hidden of one of two wards."""
    rows: list[dict[str, Any]] = [{"service": "s0", "ward": f"w{at % 2}"} for at in range(40)]
    rows += [{"service": "ghost", "ward": "w1" if at else "w0"} for at in range(9)]
    for at, row in enumerate(rows):
        row |= {"channel": ("web", "phone")[at // 2 % 2]}
        row["urgent"] = row["ward"] == "w0" or at not in range(1, few * 2, 2)
    listed = [[{"id": f"{kind}{at}"} for at in range(2)] for kind in "sw"]
    sources = {"replies": rows, "service": listed[0], "ward": listed[1]}
    said = cxengine.compile({"made.cx": WARDS}).metrics(sources, as_of=date(2019, 12, 31)).to_dict()
    shown = {(each["metric"], each["subject"]): each["value"] for each in said["metrics"]}
    (problem,) = source(said)["problems"]
    assert (shown["by_service", "service:s0"], shown["by_ward", "ward:w0"]) == (40, 21)
    assert shown["by_ward", "ward:w1"] == 28 and shown["urgent_ones", "ward:w1"] == (None if few else 28)
    told = (None, []) if few else (9, list(range(41, 50)))
    assert (problem["count"], problem["rows"]) == told and ("is not told" in problem["message"]) == bool(few)


@pytest.mark.parametrize(("n", "told"), [(3, None), (5, 5)])
def test_few_who_are_about_nobody_who_is_listed_are_not_counted(n: int, told: int | None) -> None:
    """Nothing is hidden of the wards: all rows less those of the two that are listed are those of the third."""
    rows = [{"service": "s0", "ward": f"w{at % 2}", "channel": "web", "urgent": True} for at in range(40)]
    rows += [{**rows[0], "ward": "w9"} for _ in range(n)]
    sources = {"replies": rows, "service": [{"id": "s0"}], "ward": [{"id": "w0"}, {"id": "w1"}]}
    said = cxengine.compile({"made.cx": WARDS}).metrics(sources, metrics=("by_ward",), as_of=date(2019, 12, 31))
    found = source(said.to_dict())
    (problem,) = (each for each in found["problems"] if each["code"] == "unlisted-subject")
    assert (problem["count"], found["rows"]) == (told, told and 45) and len(problem["rows"]) == (told or 0)
