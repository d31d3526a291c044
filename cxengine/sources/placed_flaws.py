"""What can be wrong with a row that is not read: as conditions that an engine counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from cxengine import plan
from cxengine.host.contracts import RAW, PlacedTable, Problem
from cxengine.masking import examples
from cxengine.sources.columns import Flaw
from cxengine.sources.placed_fields import Placing


@attrs.frozen(kw_only=True)
class Flawed:
    """Rows that do not fit, by a condition. ``field`` is empty for one of the table's own."""

    code: str
    said: str
    row: plan.Row
    field: str = ""

    def problem(self, count: int) -> Problem:
        """So many rows are left out for it; an engine's rows have no numbers."""
        return Problem(code=self.code, message=self.said, count=count)


def flaws_of(placing: Placing, placed: PlacedTable) -> tuple[Flawed, ...]:
    """What can be wrong with a field's values, those without one last."""
    found = [
        Flawed(code=code, said=f"`{placing.name}` {said}.", row=row, field=placing.name)
        for code, said, row in _of_kind(placing, placed)
    ]
    filled = placing.field.heading in placed.filled and placing.as_it_is and not placing.field.trimmed
    if not placing.may_be_missing and not filled:
        said = f"`{placing.name}` has no value, and may not be missing."
        column = placing.column if placing.field.decimal is None else plan.Column(RAW + placing.name, "whole")
        missing = plan.IsNull(column)
        found.append(Flawed(code="missing-value", said=said, row=missing, field=placing.name))
    return tuple(found)


def unfit(placing: Placing, flaw: Flaw, spellings: Sequence[str]) -> Flawed:
    """Rows with one of these values of the data; some are shown, but never personal ones."""
    shown = "" if placing.declared.personal else f": {examples(spellings)}"
    row = plan.InSet(plan.Column(RAW + placing.name, "option"), tuple(spellings))
    said = f"`{placing.name}` {flaw.said}{shown}. {flaw.help}".rstrip()
    return Flawed(code=flaw.code, said=said, row=row, field=placing.name)


def _of_kind(placing: Placing, placed: PlacedTable) -> list[tuple[str, str, plan.Row]]:
    """Code, words and condition of each."""
    column = placing.column
    match placing.kind:
        case "option" if placing.as_it_is:
            shown = ", ".join(f"`{option}`" for option in placing.options[:6])
            more = " …" if len(placing.options) > 6 else ""
            return [("not-an-option", f"is not one of {shown}{more}", plan.Not(plan.InSet(column, placing.options)))]
        case "range" if placing.as_it_is and placing.ends is not None:
            low, high = placing.ends
            said = f"is not on the scale `{placing.type_name}`, {low} to {high}"
            return [("outside-scale", said, _outside(plan.Whole(column), low, high))]
        case "number" if placing.ends is not None:
            said = f"is not a number with at most {len(str(placing.ends[1]))} digits before the point"
            if placing.unbounded:
                return _of_any_digits(placing, placing.ends[1] + 1, said)
            if placing.field.decimal is not None:
                raw = plan.Whole(plan.Column(RAW + placing.name, "whole"))
                return [("too-large", said, _outside(raw, *placing.ends))]
            high = (placing.ends[1] + 1) * 10**column.places
            above = plan.Compare(">=", plan.Whole(column), plan.Constant(high))
            return [("too-large", said, above)] if placed.has_nan else []
        case "date" | "moment":
            day: plan.Row = plan.DateOf(column) if placing.kind == "moment" else column
            return [("not-a-date", "is not a date of the years 1 to 9999", _outside(day, date.min, date.max))]
    return []


def _of_any_digits(placing: Placing, bound: int, said: str) -> list[tuple[str, str, plan.Row]]:
    """Decimals with more digits than the field has, before the point or behind it; what is no number is above all."""
    held = placing.column
    raw = plan.Whole(plan.Column(RAW + placing.name, "decimal"))
    ends = plan.Compare("<=", raw, plan.Constant(-bound)), plan.Compare(">=", raw, plan.Constant(bound))
    moved = plan.Whole(plan.Column(RAW + placing.name, "decimal", held.places))
    fits = plan.Compare("=", moved, plan.Truncated(moved, 1))
    few = f"is not a number with at most {held.places} decimals"
    return [("too-large", said, plan.Or(ends)), ("too-many-decimals", few, plan.Not(fits))]


def _outside(value: plan.Row, low: int | date, high: int | date) -> plan.Row:
    ends = plan.Compare("<", value, plan.Constant(low)), plan.Compare(">", value, plan.Constant(high))
    return plan.Or(ends)
