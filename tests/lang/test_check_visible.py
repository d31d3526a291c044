"""Names of packs that are read and not used."""

from __future__ import annotations

import pytest

import cxengine

SHARED = """pack shared: Shared
version 2.1 from 2026-01-01
subject service: Service
party head: Head
scale satisfaction 1 to 5, higher is better: How satisfied were you?
table responses: Answers
  field service is service
  field said is satisfaction
metric pleased: Pleased
  from responses
  formula csat(said)
  target at least 80%
"""
TOP = "pack top: Between\nversion 1 from 2026-01-01\nextends shared 2.1\n"
OWN = "pack own: Own\nversion 1 from 2026-01-01\n"
MODEL = """model m for service: M
  level 1: One
    criterion 1.1: Enough
      when pleased meets target
      action act: Act
        owner head
test m: Case
  given pleased is 86% of 400
  expect level 1
"""


def said(**packs: str) -> list[tuple[str, int, str, str]]:
    texts = {f"{name}/{name}.cx": text for name, text in packs.items()}
    try:
        cxengine.compile(texts)
    except cxengine.CxError as error:
        return [(d.code, d.span.line, d.message, d.help) for d in error.diagnostics]
    return []


def test_a_pack_that_is_only_read_lends_no_names() -> None:
    assert said(shared=SHARED, own=OWN + MODEL) == [
        (
            "not-used", 3, "`service` is declared in the pack `shared`, and `own` does not use that pack",
            "Add a line below `pack own`: `uses shared 2.1`.",
        )
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["uses shared 2.1\n", "extends shared 2.1\n", "uses top 1\n", "extends top 1\n"])
def test_what_is_used_or_extended_is_visible_with_what_that_extends(line: str) -> None:
    assert said(shared=SHARED, top=TOP, own=OWN + line + MODEL) == []


def test_what_a_used_pack_uses_is_its_own_affair() -> None:
    top = TOP.replace("extends", "uses")
    assert [code for code, *_ in said(shared=SHARED, top=top, own=OWN + "uses top 1\n" + MODEL)] == ["not-used"]


def test_a_name_of_ones_own_within_a_block_is_not_that_of_the_other() -> None:
    own = OWN + "subject team: Team\n  field head is yes_no\nmodel m for team: M\n  aspect pleased: P\n"
    own += "level 1: One\n  criterion 1.1: C\n    aspect pleased\n    when head is yes\n"
    assert said(shared=SHARED, own=own) == []


def test_the_used_pack_does_not_see_those_that_use_it() -> None:
    shared = SHARED + "metric again: Again\n  formula ours * 2\n"
    own = OWN + "uses shared 2.1\nmetric ours: Ours\n  from responses\n  formula count\n"
    ((code, line, message, help),) = said(shared=shared, own=own)
    assert (code, line, help) == ("not-used", 14, "Add a line below `pack shared`: `uses own 1`.")
    assert message.startswith("`ours` is declared in the pack `own`")
