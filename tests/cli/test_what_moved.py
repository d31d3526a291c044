"""``cx metrics --change-since`` on the Enfield pack, which has two years of data."""

from __future__ import annotations

import json
from typing import Any


def test_what_the_command_prints(cx: Any) -> None:
    done = cx(
        "metrics", "enfield", "--change-since", "2018-03-31", "--by", "channel", "--metric", "customers_satisfied",
        "--subject", "council:enfield",
    )  # fmt: skip
    said = " ".join(done.out.split())
    assert done.code == 0 and "What moved from 31 March 2018 to 31 March 2019" in said
    assert "Satisfied customers: 81.1% on 31 March 2019, up from 75.5% on 31 March 2018, by 5.7" in said
    assert "phone 48.1% to 48.5% 71.7 79.8 0 +3.9" in said
    made = json.loads(cx("metrics", "enfield", "--change-since", "2018-03-31", "--format", "json").out)
    assert made["change_since"] == "2018-03-31" and any(m["change"]["significant"] for m in made["metrics"])
    rows = cx("metrics", "enfield", "--change-since", "2018-03-31", "--format", "csv").out.splitlines()
    assert "change_from,change_before,change_by" in rows[0]
