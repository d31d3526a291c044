"""Figures of fields in minutes are shown in minutes, where nothing else is said."""

from __future__ import annotations

from pathlib import Path

import pytest

import cxengine

RULES = """pack calls: Calls
version 1 from 2018-01-01
table calls: Calls
  field waited is minutes
  field held is days
  field asked is number
metric wait: Wait
  from calls
  formula mean(waited)
  target at most 5 minutes
metric named: Named
  {formula}
"""
OF_ROWS = "from calls\n  formula "


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (OF_ROWS + "mean(waited)", "3.0 minutes"),
        (OF_ROWS + "sum(waited)", "9.0 minutes"),
        (OF_ROWS + "median(waited)", "3.0 minutes"),
        (OF_ROWS + "percentile(waited, 90%)", "3.8 minutes"),
        (OF_ROWS + "-(mean(waited) * 2) + 2 minutes", "−4.0 minutes"),
        ("formula wait - named_later", "0.0 minutes"),
        ("formula 2 * wait", "6.0 minutes"),
        (OF_ROWS + "mean(waited)\n  shown as days, 3 decimals", "0.002 days"),
        (OF_ROWS + "mean(held)", "2.0 days"),
        (OF_ROWS + "mean(held) + mean(waited)", "2.0 days"),
        (OF_ROWS + "mean(waited) + 2 days", "2.0 days"),
        (OF_ROWS + "mean(waited) / mean(held)", "0.0"),
        (OF_ROWS + "mean(asked)", "7.0"),
        (OF_ROWS + "count(waited > 2 minutes)", "2"),
        ("formula wait / named_later", "1.0"),
    ],
)
def test_lengths_in_minutes_stay_minutes(formula: str, shown: str, tmp_path: Path) -> None:
    later = "metric named_later: Later\n  from calls\n  formula median(waited)\n"
    (tmp_path / "rules.cx").write_text(RULES.format(formula=formula) + later, "utf-8")
    (tmp_path / "calls.csv").write_text("waited,held,asked\n3,1,7\n4,2,7\n2,3,7\n", "utf-8")
    (tmp_path / "cx.toml").write_text('[project]\nname = "Calls"\n[sources.calls]\npath = "calls.csv"\n', "utf-8")
    found = {each.metric: each for each in cxengine.compile(tmp_path).metrics().metrics}
    assert found["named"].shown.split(" (")[0] == shown
    assert (found["wait"].value, found["wait"].unit, found["wait"].target) == (3, "minutes", 5)
