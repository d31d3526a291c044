"""Words in lines: none is lost, none is wider than the room."""

from __future__ import annotations

from hypothesis import given, strategies as st

from cxengine.report.journey_map import fit


@given(st.text(max_size=200), st.floats(30, 300), st.booleans())
def test_no_line_is_too_wide_and_no_sign_is_lost(text: str, room: float, bold: bool) -> None:
    lines = fit.lines(text, room, 12, bold=bold)
    assert all(fit.width(line, 12, bold=bold) <= room or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_words_are_kept_whole_where_they_fit() -> None:
    assert fit.lines("Contact the GP surgery", 100, 13) == ["Contact the", "GP surgery"]
    assert fit.lines("", 100, 13) == []


def test_wide_signs_and_marks_above_letters_are_measured() -> None:
    assert fit.width("面", 12) > 2 * fit.width("i", 12)
    assert fit.width("e\u0301", 12) == fit.width("e", 12) == fit.width("é", 12)
