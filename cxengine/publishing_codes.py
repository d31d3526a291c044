"""The codes of what would tell of single people, with the paragraphs that explain them."""

from __future__ import annotations

PUBLISHING_CODES: dict[str, str] = {
    "personal-published": "A personal field would be published. Rows with it may be counted, and it may be asked "
    "whether it is known; its value may not be compared, listed or used to name the subject.",
    "one-person": "The lowest or highest value of a group is the value of one person, and the table hides groups of "
    "few people. Ask for a percentile between, such as `percentile(x, 95%)`, or for the median.",
}
