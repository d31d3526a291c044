"""Whether a backend says too much of how many rows are alike at least, so that small groups would be published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cxengine import plan
from cxengine.host.contracts import Backend

if TYPE_CHECKING:
    import pyarrow as pa

SERVICE, CHANNEL = plan.Column("service", "option"), plan.Column("channel", "option", options=3)
URGENT = plan.Column("urgent", "yes_no", options=2)
WEB, PHONE, POST = (plan.Compare("=", CHANNEL, plan.Constant(word)) for word in ("web", "phone", "post"))
ALIKE = (WEB, URGENT)
LARGE, SMALL = 40, 3
ROWS = {
    ("libraries", "web", True): LARGE,
    ("libraries", "web", False): SMALL,
    ("libraries", "phone", True): LARGE,
    ("parking", "web", True): LARGE + 15,
    ("parking", "web", False): LARGE,
}
"""How many rows have each service, channel and urgency."""
FEWEST: Mapping[plan.Row, tuple[str, Mapping[str, int]]] = {
    plan.ALWAYS: ("of all rows", {"libraries": SMALL, "parking": LARGE}),
    WEB: ("of rows with channel web", {"libraries": SMALL, "parking": LARGE}),
    URGENT: ("of urgent rows", {"libraries": LARGE, "parking": LARGE + 15}),
    PHONE: ("of rows with channel phone", {"libraries": LARGE, "parking": 0}),
    POST: ("of rows with channel post", {"libraries": 0, "parking": 0}),
}
"""The fewest rows that agree on ``ALIKE``, among those that each condition holds for; 0 where it holds for none."""


def fewest_faults(backend: Backend) -> Iterator[str]:
    """Where more rows are said to be alike than are, or none where there are some: in a scan of few figures or of many.

    Raises what the backend raises.
    """
    several = [plan.And((first, second)) for first in (WEB, PHONE, POST) for second in (URGENT, plan.Not(URGENT))]
    table = _table()
    for others in ((), several):
        counts = tuple(map(plan.CountWhere, (*FEWEST, *others)))
        asked = tuple(plan.FewestWhere(condition, ALIKE) for condition in FEWEST)
        scan = plan.Scan("answers_given", (plan.Group(SERVICE),), (*counts, *asked))
        (found,) = backend.run([scan], {"answers_given": table})
        for row in found.to_pylist():
            for at, (words, fewest) in enumerate(FEWEST.values(), len(counts)):
                yield from _fault(row[f"a{at}"], fewest[row["g0"]], f"{words} of {row['g0']}")


def _table() -> pa.Table:
    import pyarrow as pa

    rows = [row for row, count in ROWS.items() for _ in range(count)]
    kinds = {"service": pa.string(), "channel": pa.string(), "urgent": pa.bool_()}
    return pa.table(
        {name: pa.array([row[at] for row in rows], kind) for at, (name, kind) in enumerate(kinds.items())}
    )


def _fault(said: Any, fewest: int, words: str) -> Iterator[str]:
    """What is wrong with an answer."""
    if not fewest and said:
        yield f"{words} there are none, and it says that {said} at least are alike (`FewestWhere`)"
    if fewest and not (said and 1 <= said <= fewest):
        yield (
            f"{words} the fewest that are alike are {fewest}, and it says {said or 'none'} (`FewestWhere`): small "
            f"groups would be published. It must say no more than {fewest}, and may say 1"
        )
