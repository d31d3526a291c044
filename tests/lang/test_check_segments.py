"""Segments and themes: their own lines, where they may be named, and what is split by segment."""

from __future__ import annotations

import pytest

from tests.lang.marked import BASE, assert_marked, checked, unmarked

SEGMENT = "segment online: Online\n  from responses\n  where channel is web\n"
THEME = "theme delay: Waiting\n  words: waiting, no reply\n"
WRONG = [
    ("segment s: S\n  from «respones»\n  where channel is web", "unknown-name"),
    ("«segment s: S»\n  where channel is web", "missing-clause"),
    ("«segment s: S»\n  from responses", "missing-clause"),
    ("segment s: S\n  from responses\n  where «chanel» is web", "unknown-name"),
    ("segment s: S\n  from responses\n  where «channel»", "not-a-condition"),
    ("segment s: S\n  from responses\n  where «online»", "segment-place"),
    ("segment «channel»: S\n  from responses\n  where ok is yes", "duplicate-name"),
    ("segment «csat»: S\n  from responses\n  where ok is yes", "duplicate-name"),
    ("metric m: M\n  from deals\n  where «online»\n  formula count", "segment-place"),
    ("metric m: M\n  from deals\n  formula count\n  by «segment»", "unknown-name"),
    ("metric m: M\n  from responses\n  formula mean(«online»)", "no-arithmetic"),
    ("metric m: M\n  from responses\n  formula distinct(«online»)", "no-arithmetic"),
    ("metric m: M\n  from responses\n  formula distinct(«satisfied >= 4»)", "no-arithmetic"),
    ("metric m: M\n  from responses\n  formula share(remark mentions «delays»)", "unknown-name"),
    ("metric m: M\n  from responses\n  formula share(«satisfied» mentions delay)", "mentions-place"),
    ("metric m: M\n  from responses\n  formula share(«email» mentions delay)", "personal-published"),
    ("theme «t»: T\n  words: late, Late!", "theme-words"),
    ("theme «t»: T\n  words: late, !!", "theme-words"),
    ("theme «delay»: T\n  words: late", "duplicate-name"),
]


@pytest.mark.parametrize(("lines", "code"), WRONG, ids=[unmarked(lines) for lines, _ in WRONG])
def test_what_is_refused(lines: str, code: str) -> None:
    assert_marked(f"{BASE}{SEGMENT}{THEME}{lines}\n", code)


def test_a_segment_is_a_condition_wherever_rows_are_looked_at() -> None:
    text = (
        f"{BASE}{SEGMENT}{THEME}metric m: M\n  from responses\n  where online or remark mentions delay\n"
        "  formula share(not online)\n  by segment\n"
        "metric n: N\n  formula csat(online) - csat(online and ok is yes)\n"
    )
    assert [str(each) for each in checked(text)[2]] == []
