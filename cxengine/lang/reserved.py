"""Words that conditions are made of."""

from __future__ import annotations

RESERVED = frozenset("and or not is in criterion one today known unknown count level score same".split())
"""No name of a field, a metric, a subject, an option or a point: a condition could be read in two ways."""

ANSWERS = frozenset({"met", "partly", "unmet", "yes", "no"})
"""Answers that every scale of named points understands: the highest point, one between, the lowest."""

OUTCOMES = ANSWERS | {"waived"}
"""No name of a field, a metric or a subject either; an option or a point may have it."""
