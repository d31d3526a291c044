"""What models need, under the four headings by which people compare them, and the rows in which each is written."""

from __future__ import annotations

NEEDED: dict[str, dict[str, tuple[str, ...]]] = {
    "structure": {
        "ordered levels": ("ordered levels",),
        "an optional named level 0": ("an optional named level 0", "level 0 has a name"),
        "bands": ("bands as groups of levels",),
        "a tree of any depth": ("a tree of any depth",),
        "each node put together in its own way": (
            "a node by sum", "a node by mean", "a node by weighted mean", "a node by its lowest",
            "a node by its highest", "a node by count", "a node by share",
        ),
        "grids": ("a two-way grid, aspect by level", "a two-way grid, block by stage"),
        "one answer for several levels": ("a criterion at several levels, one answer reused",),
        "stable ids": ("ids are stable: a title may change and its answers stay",),
        "future and obsolete criteria": ("a criterion that begins in the future", "an obsolete criterion"),
        "overlays": (
            "an overlay that adds", "an overlay that changes", "an overlay that takes out",
            "an overlay that sets aside for a time",
        ),
        "a result that is another's input": ("one model's result as another's input",),
    },
    "answers": {
        "a scale for each question": (
            "labelled values, a scale for one question", "values that labels count for", "N, P, L and F",
            "a percentage", "a date",
        ),
        "status with its proofs, day and reviewer": (
            "evidence", "a status with its text, link and evidence, its day and who said it",
        ),
        "missing, unknown and not applicable are three": (
            "unknown stays unknown, or counts as the model says", "unknown is left out", "missing is not zero",
            "not applicable counts as the model says", "not applicable leaves both sums",
        ),
        "whether not applicable is allowed, and why": (
            "whether not applicable is allowed", "not applicable needs a reason",
        ),
        "text and links of a form": (
            "text required, of a length", "a link required, of the form of a link",
            "a plan required where it is not met",
        ),
        "order and stop": (
            "the order in which criteria are asked and named", "a stopping rule", "a stopping rule of one aspect",
        ),
        "applicability": ("applicability by what is known of a subject",),
    },
    "scoring": {
        "obligations": (
            "what must be", "what should be, but for a reason", "what is only suggested", "what must not be",
        ),
        "gates": (
            "all lower levels", "the highest level with all met", "a prerequisite", "largely here and fully below",
            "a share at each level", "a veto", "stop at the first no",
        ),
        "empty levels": (
            "an empty level is not reached", "an empty level is reached", "an empty level blocks nothing",
        ),
        "deductions": (
            "subtract from a start value", "subtract less where it is partly met",
            "negative scores are allowed, or bounded", "a result is withheld",
        ),
        "criteria that rest on others": ("a criterion that depends on another", "a criterion worked out from others"),
        "tables of thresholds": (
            "a table of thresholds leaves no gap", "a table of thresholds has no overlap",
            "a scale of thresholds goes up",
        ),
        "exact decimals and named rounding": (
            "decimals are exact", "rounded half up", "rounded half to the even", "rounded down",
            "at most 99 unless complete",
        ),
        "age of evidence": ("the age of evidence",),
    },
    "people and time": {
        "several assessors": (
            "several assessors", "the lower of several counts", "the higher of several counts",
            "one assessor goes before the others", "the mean of several counts",
            "differences between assessors are listed",
        ),
        "teams and suppliers": (
            "every team must meet it", "the mean of the teams", "the share of suppliers at a level or above",
            "the share of suppliers that are assessed at all",
            "level and score of a model roll up to where a subject belongs",
        ),
        "history": ("a level is reached, and lost", "two assessments are compared"),
        "peers": ("beside its peers, of whom there must be enough",),
        "aims": ("an aim, and one for a single service", "an aim has a day"),
    },
}  # fmt: skip
"""Heading, thing, and the titles of its rows."""
