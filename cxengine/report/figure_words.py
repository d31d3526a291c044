"""One figure in words: its value, interval, target and standards, alike on every screen, page and document."""

from __future__ import annotations

import re

from cxengine.maturity.words import standing_words, unit_words
from cxengine.report.wording import Result, minus, number, quantity

_DECIMALS = re.compile(r"[-−]?£?[\d,]+(?:\.(\d+))?")


def interval_words(metric: Result) -> str:
    """``77.7 to 86.2``, or a dash where the metric has no interval."""
    if metric.get("low") is None or metric.get("high") is None:
        return "–"
    places = decimals(metric)
    low, high = (number(metric[end]) if places is None else f"{metric[end]:,.{places}f}" for end in ("low", "high"))
    return minus(f"{low} to {high}")


def target_words(metric: Result) -> str:
    """``at least 80%: met``, or a dash where no target is in force."""
    if metric.get("target") is None:
        return "–"
    status = status_words(metric)
    return f"{aim_words(metric)}: {status}" if status != "–" else aim_words(metric)


def aim_words(metric: Result) -> str:
    """``at least 80%``, ``at least 60% (its own)``."""
    side = f"{metric['target_bound']} " if metric.get("target_bound") else ""
    return f"{side}{_in_unit(metric, metric['target'])}{' (its own)' if metric.get('target_own') else ''}"


def status_words(metric: Result) -> str:
    """``met``, ``not met``, ``unknown``, or a dash where there is nothing to say.

    ``not met, before it is rounded`` where the figure as it is shown seems to say otherwise.
    """
    status = metric.get("status")
    if status not in ("met", "unmet"):
        return "–" if status is None else str(status)
    return standing_words(status == "met", metric.get("value"), metric.get("target"), metric.get("target_bound"))


def target_in_common(metrics: list[Result]) -> str | None:
    """``at least 80%`` where that is the target of all of them; None where they differ, or none has one."""
    found = {None if metric.get("target") is None else aim_words(metric) for metric in metrics}
    return found.pop() if len(found) == 1 and len(metrics) > 1 else None


def standards_in_common(metrics: list[Result]) -> str | None:
    """``good at least 75%, excellent at least 90%``: the standards of all of them; None where they differ."""
    found = {
        ", ".join(
            f"{_named(s['standard'])} {s['bound']} {_in_unit(metric, s['at'])}" for s in metric.get("standards", ())
        )
        for metric in metrics
        if metric.get("value") is not None
    }
    return found.pop() if len(found) == 1 else None


def standard_words(metric: Result, *, in_common: bool) -> str:
    """``good (excellent: at least 90%)``: what is met, and what the next standard asks where that differs."""
    standards = metric.get("standards") or ()
    if not standards or metric.get("value") is None:
        return "–"
    reached = metric.get("standard")
    if in_common:
        return _named(reached) if reached is not None else "none yet"
    above = [each["standard"] for each in standards].index(reached) + 1 if reached is not None else 0
    following = [f"{_named(s['standard'])}: {s['bound']} {_in_unit(metric, s['at'])}" for s in standards[above:][:1]]
    return " ".join([_named(reached) if reached is not None else "none yet", *(f"({words})" for words in following)])


def _named(standard: str) -> str:
    return standard.replace("_", " ")


def value_words(metric: Result) -> str:
    """The value in its unit, or the reason why there is none."""
    if metric.get("value") is not None:
        return _in_decimals(metric, metric["value"])
    return str(metric.get("unknown") or ("hidden: a small group" if metric.get("suppressed") else "unknown"))


def decimals(metric: Result) -> int | None:
    """How many decimals the value is shown with, where it is known."""
    found = _DECIMALS.match(str(metric.get("shown", "")))
    return len(found[1] or "") if found is not None and metric.get("value") is not None else None


def _in_decimals(metric: Result, value: float) -> str:
    """In its unit with all the decimals that the figure is worked out to, so that one column has one number of them."""
    unit, places = metric.get("unit"), decimals(metric)
    if places is None:
        return quantity(value, unit)
    if unit == "£":
        return f"{'−' if value < 0 else ''}£{abs(value):,.{places}f}"
    word = unit_words(value, unit or "")
    return minus(f"{value:,.{places}f}{'' if word in ('', '%') else ' '}{word}")


def _in_unit(metric: Result, value: float) -> str:
    """A target or a standard as people write one: money with all its decimals, else no more than it needs."""
    return _in_decimals(metric, value) if metric.get("unit") == "£" else quantity(value, metric.get("unit"))
