"""What generated programs are about: fixed names, of which each program takes a part."""

from __future__ import annotations

from datetime import date

import attrs

DATES = (
    date(2019, 3, 31),
    date(2019, 2, 28),
    date(2020, 2, 29),
    date(2019, 6, 15),
    date(2018, 12, 30),
    date(2018, 12, 31),
    date(2019, 9, 1),
)
CHANNELS = (("web", "Online"), ("phone", "Phone"), ("face_to_face", "Face to face, at a library"), ("n_a", "N/A"))
PROGRESS = (("none", "0"), ("some", "0.25"), ("most", "0.75"), ("all", "1"))
STAGES = ("early", "middle", "late")
COVERED = (("n", 15), ("p", 50), ("l", 85), ("f", 100))
LISTED = ("done", "half", "nothing")
YES_LIST = ("yes", "no", "partially")
COMMENTS = ("Good", "  good ", "slow", "Too slow!", "fine")


@attrs.frozen
class Column:
    """A field that generated tables may have: its name, its type as written, and what kind of value it holds."""

    name: str
    type: str
    kind: str
    low: int = 0
    high: int = 0


OPTIONAL_COLUMNS = (
    Column("channel", "channel", "category"),
    Column("satisfied", "satisfaction", "range", 1, 5),
    Column("easy", "ease", "range", 1, 7),
    Column("recommend", "likelihood", "range", 0, 10),
    Column("risk", "worry", "range", 1, 4),
    Column("progress", "progress", "points"),
    Column("result", "one of (done, half, nothing)", "list"),
    Column("completed", "one of (yes, no, partially)", "yes_list"),
    Column("urgent", "yes_no", "yes_no"),
    Column("cost", "money", "money"),
    Column("took", "minutes", "minutes"),
    Column("waited", "days", "days"),
    Column("points_given", "number, 2 decimals", "number"),
    Column("closed_on", "date", "date"),
    Column("started_at", "date_and_time", "moment"),
    Column("ended_at", "date_and_time", "moment"),
    Column("comment", "text", "text"),
)
"""Each may be missing, or not."""
