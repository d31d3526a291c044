"""What messages show of data: enough to see what is wrong, and nothing of what looks personal."""

from __future__ import annotations

from pathlib import Path

import pytest

import cxengine
from cxengine.masking import examples, shown


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("person054@mail.example", "`p…@…`"),
        (" Ann Person <ann@mail.example>", "`A…@…`"),
        ("07700 900123", "`07…`"),
        ("+44 (0)7700 900-123", "`44…`"),
        ("Ann, 943 476 5919", "`94…`"),
        ("9434765919", "`94…`"),
        ("x" * 60, f"`{'x' * 39}…`"),
    ],
)
def test_what_looks_personal_is_masked(value: str, said: str) -> None:
    assert shown(value) == said


@pytest.mark.parametrize(
    "value",
    ["Telephone", "3.10", "0.1234567891234", "12345678", "2018-03-31 09:00:00", "31/03/2018 14:05", "31-03-2018 09",
     "1,234,567,890", "@ home", "2018-03-31T09:00:00Z"],
)  # fmt: skip
def test_numbers_dates_and_words_are_shown(value: str) -> None:
    assert shown(value) == f"`{value}`"


def test_different_values_are_shown_once_each() -> None:
    assert examples(["a@b", "a@c", "x"]) == "`a…@…`, `x`"
    assert examples(["d", "c", "b", "a"]) == "`d`, `c`, `b` …"


RULES = """pack p: P
version 1 from 2018-04-01
scale ease 1 to 5: Ease
subject service: Service
table contacts: Contacts
  field service is service, may be missing
  field channel is one of (web, phone), may be missing
  field ease is ease, may be missing
  field minutes is minutes, may be missing
  field seen_on is date, may be missing
  field done is yes_no, may be missing
metric held: Held
  from contacts
  formula share(channel is web)
model m for service: M
  level 1: One
    criterion c: C
      when held >= 1%
"""
TOML = """[project]
name = "P"
as_of = "2019-03-31"
[sources.contacts]
path = "contacts.csv"
dates = "%Y-%m-%d"
columns = { FIELD = "E-mail" }
[sources.service]
path = "service.csv"
"""
FIELDS = ("service", "channel", "ease", "minutes", "seen_on", "done")


@pytest.mark.parametrize("whose", ["person{}@mail.example", "0770090{:04}"])
@pytest.mark.parametrize("field", FIELDS)
def test_a_wrong_column_shows_no_person(tmp_path: Path, field: str, whose: str) -> None:
    """One good value stands in the column, so that the load report tells of the others one by one."""
    good = {"service": "a", "channel": "web", "seen_on": "2019-01-01", "done": "yes"}
    (tmp_path / "rules.cx").write_text(RULES, "utf-8")
    (tmp_path / "cx.toml").write_text(TOML.replace("FIELD", field), "utf-8")
    (tmp_path / "service.csv").write_text("id,title\na,Alpha\n", "utf-8")
    people = [good.get(field, "1"), *(whose.format(n) for n in range(54, 60))]
    others = [each for each in FIELDS if each != field]
    rows = [",".join([person, *(good.get(each, "1") for each in others)]) for person in people]
    (tmp_path / "contacts.csv").write_text("\n".join([",".join(["E-mail", *others]), *rows, ""]), "utf-8")
    found = cxengine.compile(tmp_path).assess()
    said = str(found.to_dict())
    assert all(person not in said for person in people[1:])
    (source,) = [each for each in found.sources if each.table == "contacts"]
    taken = field == "minutes" and "@" not in whose
    assert bool(source.problems) != taken
    assert taken or whose[:1] + "…@…" in said or "07…" in said
