"""Words that have a meaning of their own in expressions."""

from __future__ import annotations

OUTCOMES = frozenset({"met", "unmet", "partly", "unknown", "known", "waived"})

RESERVED = OUTCOMES | {
    "and", "or", "not", "level", "score", "criterion", "same", "one", "yes", "no", "today", "count",
}  # fmt: skip
"""Not to be had as the name of a field, an attribute, a metric or an option."""

ANSWERS = frozenset({"met", "partly", "unmet", "yes", "no"})
"""Answers that every scale of named points understands: the highest point, one between, the lowest."""
