"""Groups of a large table in memory are gathered by the numbers of their texts, and told by their texts."""

from __future__ import annotations

import random
from collections import Counter

import pyarrow as pa
import pytest

from cxengine import plan
from cxengine.backends import coded
from cxengine.backends.duckdb import DuckDBBackend

SERVICE, CHANNEL = plan.Column("service", "text"), plan.Column("channel", "option")


@pytest.mark.parametrize(
    "texts", [("bins", "rœds", "x's"), ("bins", "bins", "parks"), ("bins", None, "parks")], ids=["few", "twice", "none"]
)  # fmt: skip
def test_groups_are_those_of_the_texts(monkeypatch: pytest.MonkeyPatch, texts: tuple[str | None, ...]) -> None:
    """Also where a text has two numbers or a number has none, and where a row has no number."""
    monkeypatch.setattr(coded, "_MANY", 1)
    chance = random.Random(7)
    codes = [chance.choice((None, 0, 1, 2)) for _ in range(200)]
    channels = [chance.choice((0, 1)) for _ in range(200)]
    rows = pa.table(
        {
            "service": pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(texts)),
            "channel": pa.DictionaryArray.from_arrays(pa.array(channels, pa.int32()), pa.array(["web", "phone"])),
        }
    )
    groups = (plan.Group(SERVICE), plan.Group(CHANNEL))
    web = plan.CountWhere(plan.Compare("=", CHANNEL, plan.Constant("web")))
    scan = plan.Scan("rows", groups, (plan.CountWhere(plan.Constant(True)), web))
    queries: list[str] = []
    (found,) = DuckDBBackend().run([scan], {"rows": rows}, watch=queries)
    named = [None if code is None else texts[code] for code in codes]
    pairs = zip(named, (("web", "phone")[at] for at in channels), strict=True)
    expected = {(*pair, n, n if pair[1] == "web" else 0) for pair, n in Counter(pairs).items()}
    assert {tuple(row.values()) for row in found.to_pylist()} == expected
    assert "number of channel" in queries[0]
    assert ("number of service" in queries[0]) == (len({*texts} - {None}) == 3)
