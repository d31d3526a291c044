"""The functions of the language: one row each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import attrs

from cxengine.lang.types import NUMBER, POINTS, SHARE, Type

Estimator = Literal["share", "nps", "score", "mean", "none"]
"""How an interval is worked out: Wilson for a share, adjusted Wald for a net promoter score and any other score that is
made of shares, Student's t for a mean, else none."""
ParameterKind = Literal["condition", "amount", "scale", "value"]
"""A condition on a row; a number, money, time or scale answer of a row; an answer on one published scale; anything."""


@attrs.frozen(kw_only=True)
class PublishedScale:
    """The question that a published measure is defined on, and how to ask it."""

    measure: str
    low: int
    high: int
    ask: str
    """The head line of a scale that the measure takes."""
    top: int
    """The lowest answer that counts for the service: a promoter's, a satisfied one, an easy one."""
    bottom: int | None = None
    """The highest answer that counts against it, where the measure is a difference: a detractor's."""


@attrs.frozen(kw_only=True)
class Example:
    """A formula over the values of one field, and what it gives. A missing value is None."""

    formula: str
    values: tuple[int | None, ...]
    result: str
    """As written in a rule file: ``50%``, ``25 points``, ``4``."""


@attrs.frozen(kw_only=True)
class Function:
    """A function over the rows that a metric keeps. ``result`` None: the type of the argument."""

    name: str
    parameter: ParameterKind
    optional: bool = False
    """Whether it may stand as a bare word, over all kept rows."""
    portion: bool = False
    """Whether a part from 0% to 100% stands after the value."""
    result: Type | None
    doc: str
    usage: str
    examples: tuple[Example, ...]
    estimator: Estimator = "none"
    scale: PublishedScale | None = None


_LIKELIHOOD = PublishedScale(measure="Net promoter", low=0, high=10, ask="scale likelihood 0 to 10: …", top=9, bottom=6)
_SATISFACTION = PublishedScale(
    measure="Customer satisfaction", low=1, high=5, ask="scale satisfaction 1 to 5, higher is better: …", top=4
)
_EASE = PublishedScale(measure="Customer effort", low=1, high=7, ask="scale ease 1 to 7, higher is better: …", top=5)

_ROWS = (
    Function(
        name="count",
        parameter="condition",
        optional=True,
        result=NUMBER,
        doc="How many rows are kept, or how many of them the condition holds for.",
        usage="count(x is yes)",
        examples=(
            Example(formula="count", values=(1, 5, None), result="3"),
            Example(formula="count(x >= 4)", values=(1, 5, None), result="1"),
        ),
    ),
    Function(
        name="share",
        parameter="condition",
        result=SHARE,
        doc="The part of the rows for which the condition holds, of those for which it is known.",
        usage="share(x is yes)",
        examples=(Example(formula="share(x >= 4)", values=(1, 5, None), result="50%"),),
        estimator="share",
    ),
    Function(
        name="mean",
        parameter="amount",
        result=None,
        doc="The average over the rows where it is known.",
        usage="mean(x)",
        examples=(Example(formula="mean(x)", values=(1, 5, None), result="3"),),
        estimator="mean",
    ),
    Function(
        name="sum",
        parameter="amount",
        result=None,
        doc="The total over the rows where it is known.",
        usage="sum(x)",
        examples=(Example(formula="sum(x)", values=(1, 5, None), result="6"),),
    ),
    Function(
        name="median",
        parameter="amount",
        result=None,
        doc="The middle value of the rows where it is known; half-way between the two in the middle.",
        usage="median(x)",
        examples=(Example(formula="median(x)", values=(1, 2, 5, 5, None), result="3.5"),),
    ),
    Function(
        name="percentile",
        parameter="amount",
        portion=True,
        result=None,
        doc="The value that a part of the known rows lie at or below, in proportion between the two nearest.",
        usage="percentile(x, 90%)",
        examples=(Example(formula="percentile(x, 90%)", values=(1, 5, None), result="4.6"),),
    ),
    Function(
        name="distinct",
        parameter="value",
        result=NUMBER,
        doc="How many different values there are; a personal field may be counted so.",
        usage="distinct(x)",
        examples=(Example(formula="distinct(x)", values=(1, 5, 5, None), result="2"),),
    ),
    Function(
        name="nps",
        parameter="scale",
        result=POINTS,
        doc="Net promoter score: the share that answers 9 or 10, less the share that answers 0 to 6.",
        usage="nps(recommend)",
        examples=(Example(formula="nps(x)", values=(10, 9, 8, 3, None), result="25 points"),),
        estimator="nps",
        scale=_LIKELIHOOD,
    ),
    Function(
        name="csat",
        parameter="scale",
        result=SHARE,
        doc="Customer satisfaction: the share that gives one of the top two answers of five.",
        usage="csat(satisfied)",
        examples=(Example(formula="csat(x)", values=(1, 4, 5, 3, None), result="50%"),),
        estimator="share",
        scale=_SATISFACTION,
    ),
    Function(
        name="ces",
        parameter="scale",
        result=SHARE,
        doc="Customer effort (CES 2.0): the share that answers 5 to 7 to how easy it was, of seven.",
        usage="ces(easy)",
        examples=(Example(formula="ces(x)", values=(1, 5, 7, 4, None), result="50%"),),
        estimator="share",
        scale=_EASE,
    ),
)

FUNCTIONS: Mapping[str, Function] = MappingProxyType({row.name: row for row in _ROWS})

SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "average": "mean",
        "avg": "mean",
        "total": "sum",
        "percentage": "share",
        "percent": "share",
        "proportion": "share",
        "number": "count",
        "middle": "median",
        "quantile": "percentile",
        "unique": "distinct",
    }
)
"""What people call a function elsewhere, and its name here."""
