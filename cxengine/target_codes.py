"""The codes of targets and standards of metrics, with the paragraphs that explain them."""

from __future__ import annotations

TARGET_CODES: dict[str, str] = {
    "target-twice": "Two targets of the same side hold from the same date, for all or for one subject.",
    "target-contradiction": "From some date on a metric must be at least one figure and at most a lower one, which "
    "no value is.",
    "no-target": "`meets target` is asked of a metric that has none, or a standard is expected of one that has none.",
    "target-for": "A target or a standard is for a kind of subject for which its metric has no figure.",
    "standard-order": "The standards of a metric do not rise: each must ask for more than the one written before it, "
    "on every date and for every subject, and all look the same way, `at least` or `at most`.",
    "target-kind": "The target of a metric is a figure (`target at least 80%`), that of a criterion a point of its "
    "scale above the lowest (`target at least some`), a percentage, or a date (`target in last 12 months`).",
    "target-direction": "All targets of a metric look the way that is worse: `lower is better` beside `target "
    "at least`, or `higher is better` beside `target at most`. A long wait would meet it.",
}
