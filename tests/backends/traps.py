"""A rule file and rows on which databases differ from one another."""

from __future__ import annotations

from datetime import date
from typing import Any

RULES = """pack traps: What databases do differently
version 1 from 2018-01-01
subject service: Service
category channel: Channel
  option web: Website
  option phone: Telephone
scale five 1 to 5, higher is better: Satisfaction
theme chasing: Chasing
  words: "no reply", "ÉTÉ", "it's"
table contacts: Contacts
  field id is text
  field service is service
  field channel is channel, may be missing
  field rated is five, may be missing
  field opened is date_and_time
  field closed is date_and_time, may be missing
  field due is date
  field cost is money, may be missing
  field weight is number, 6 decimals, may be missing
  field minutes is minutes, may be missing
  field again is yes_no, may be missing
  field comment is text, may be missing
  key id
  reject when closed < opened: Closed before it was opened

metric ratio: A quotient row by row
  from contacts
  formula mean(cost / weight)
metric half: Halves
  from contacts
  formula mean(rated)
metric middle: The middle of what it cost
  from contacts
  formula median(cost)
metric ninth: Nine in ten
  from contacts
  formula percentile(minutes, 90%)
metric squares: Sums of products
  from contacts
  formula sum(cost * weight)
metric took: How long it took
  from contacts
  formula mean(closed - opened)
metric late: After the month's end
  from contacts
  formula share(closed >= due + 1 month)
metric chased: People who chase
  from contacts
  formula share(comment mentions chasing)
metric said: One comment
  from contacts
  formula count(comment is "it's ÀÉ \\\\ a")
metric letters: Capitals that have other small letters at the end of a word
  from contacts
  formula count(comment is "ΟΔΌΣ İÇİN")
metric planned: Sooner than planned
  from contacts
  formula share(closed - opened < minutes)
metric people: Different comments
  from contacts
  formula distinct(comment)
metric phone: By telephone
  from contacts
  where opened in last 24 months
  formula share(channel is phone)
  by month of opened
metric again: Once more
  from contacts
  formula share(again is yes)
  by weekday of opened, channel
metric by_hour: In an hour
  from contacts
  formula count
  by hour of opened
"""
Row = tuple[str | int | bool | None, ...]
FIELDS = (
    "id", "service", "channel", "rated", "opened", "closed", "due", "cost", "weight", "minutes", "again", "comment",
)  # fmt: skip
NONE = None
ROWS: tuple[Row, ...] = (
    ("1", "Parks", "web", 5, "2019-01-31 23:59:59.999999", "2019-02-28 00:00:00", "2019-01-31",
     "1.10", "0.000003", "7.5", True, "No reply!"),
    ("2", "parks", "phone", 4, "2019-03-31 01:30:00", "2019-03-31 02:30:00", "2019-03-31",
     "2.20", "3", "0.25", False, "été\u0301 fini"),
    ("3", "Parks", NONE, 2, "2018-10-28 01:30:00", NONE, "2020-02-29", "-2.35", "0", NONE, NONE, "  "),
    ("4", "bins", "Telephone", 1, "2017-12-31 00:00:00", "2018-01-31 10:00:00", "2017-12-31",
     NONE, "9999999.999999", "3", True, "it's ÀÉ \\ a"),
    ("5", "bins", "WEB ", NONE, "2019-06-01 12:00:00", "2019-05-01 12:00:00", "2019-06-30",
     "5.00", "1", "1", True, "Closed before"),
    ("6", "bins", "pigeon", 3, "2019-06-02 12:00:00", NONE, "2019-06-30", "7.77", NONE, "2", True, "It\u2019s"),
    ("7", "ghosts", "web", 3, "2019-12-31 12:00:00", NONE, "2019-06-30", "7.77", NONE, "2", False, "no  REPLY"),
    ("8", "bins", "web", 9, "2019-06-03 12:00:00", NONE, "2019-06-30", "1.00", "2", "2", NONE, "no.reply"),
    ("9", "bins", "phone", 3, "2020-01-01 00:00:00", "2020-03-31 00:00:00", "2020-02-29",
     "99999999999999.99", "1.5", "2", NONE, "IT'S àé \\ A "),
    ("10", NONE, "phone", 3, "2019-01-01 00:00:00", NONE, "2020-02-29", "1.00", "1.5", "2", NONE, NONE),
    ("11", "bins", "phone", 4, "2019-05-01 00:00:00", "2019-06-01 00:00:00", "2019-06-30", "1.00", "1.5",
     "1576800.5", NONE, "ΟΔΌΣ İÇİN"),
)  # fmt: skip
"""Days at the end of months, an hour that summer time skips, spaces and capitals, quotients by nothing, large sums,
marks on letters, capitals that end a word, minutes of three years, options by title, and what does not fit: a row
closed before it was opened, a pigeon, a nine of five, and a row that is about nobody."""
AS_OF = date(2019, 12, 31)
SUBJECTS = [{"id": "parks", "title": "Parks"}, {"id": "Parks", "title": "PARKS"}, {"id": "bins", "title": "Bins"}]
BREAKDOWNS = ((), ("month of opened",), ("weekday of opened", "channel"), ("hour of opened",))


def in_memory() -> dict[str, Any]:
    """The sources of a run, all of them texts in memory."""
    rows = [{name: _text(value) for name, value in zip(FIELDS, row, strict=True)} for row in ROWS]
    return {"contacts": rows, "service": SUBJECTS}


def _text(value: str | int | bool | None) -> str | None:
    return None if value is None else str(value)
