"""Metrics as text, each with what later lines must know of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import attrs

from .conditions import compared, in_last, over_lines, row_atom, row_condition
from .vocabulary import Column
from .writing import Pen


@attrs.frozen(kw_only=True)
class Made:
    """A metric that was written: ``type`` of its value, whether it has an interval, and whom it is for."""

    name: str
    type: str
    interval: bool = False
    whole_project: bool = False
    kind: str = ""
    """A kind of subject that it is surely for."""
    columns: tuple[Column, ...] = ()
    has_target: bool = False
    standards: tuple[str, ...] = ()
    several: bool = False
    """Whether it adds up several functions, which have no interval where numbers of rows are rounded."""
    combines: bool = False
    of_now: bool = False
    """Whether it rests on levels, so that it cannot be taken at another time."""
    in_percent: bool = False
    """A ratio that is a percentage because it is shown as one."""
    low: int = 0
    high: int = 0


@attrs.frozen(kw_only=True)
class WrittenTable:
    """A table that was written."""

    name: str
    columns: tuple[Column, ...]
    date_field: str
    subject_kinds: tuple[str, ...]
    exact: bool = True
    """Whether numbers of rows are as they are, not rounded before anything is worked out from them."""


NUMBERS = ("money", "minutes", "days", "number", "range")
TYPE_OF = {"money": "money", "minutes": "days", "days": "days", "number": "number", "range": "scale"}
PUBLISHED = {"recommend": "nps", "satisfied": "csat", "easy": "ces"}
SHOWN = {
    "share": "percent", "points": "points", "number": "number", "money": "money", "days": "days",
    "working days": "working days",
}  # fmt: skip


def table_metric(pen: Pen, name: str, table: WrittenTable, as_of: date) -> Made:
    """A metric with ``from``."""
    usable = [column for column in table.columns if column.kind != "personal"]
    columns = (*usable, Column(table.date_field, "date", "date"))
    everything = (*(column for column in table.columns if column.kind != "segment"), columns[-1])
    formula, made = distinct_of(pen, name, everything) if pen.likely(0.1) else formula_of(pen, name, columns, as_of)
    if table.exact and pen.likely(0.08):
        formula, made = of_plugin(pen, name, columns, as_of)
    pen.line(f"metric {name}: Metric {name}", "metric")
    pen.line(f"  from {table.name}", "from")
    if len(table.subject_kinds) > 1:
        pen.line(f"  for {table.subject_kinds[0]}", "for")
    if pen.likely(0.75):
        pen.line(f"  where {in_last(pen, table.date_field)}", "where")
    if pen.likely(0.4):
        pen.lines += ["  " + line for line in over_lines(pen, "where", row_condition(pen, columns, as_of, 1))]
        pen.use("where")
    pen.line(f"  formula {formula}", "formula")
    if pen.likely(0.25):
        pen.line(f"  by {dimensions(pen, table)}", "by")
    if made.several and not table.exact:
        made = attrs.evolve(made, interval=False)
    kind = table.subject_kinds[0] if table.subject_kinds else ""
    made = attrs.evolve(made, columns=columns, whole_project=not table.subject_kinds, kind=kind)
    return finished(pen, made, as_of)


def dimensions(pen: Pen, table: WrittenTable) -> str:
    """One or two dimensions of a table."""
    closed = [c.name for c in table.columns if c.kind in ("category", "list", "yes_list", "points", "yes_no")]
    part = pen.one(("month", "quarter", "year", "weekday"))
    ranges = [c.name for c in table.columns if c.kind == "range"]
    moments = [f"{pen.one((part, 'hour'))} of {c.name}" for c in table.columns if c.kind == "moment"]
    options = [*closed, *ranges[:1], *moments[:1], *table.subject_kinds, f"{part} of {table.date_field}"]
    options += ["segment"] if any(c.kind == "segment" for c in table.columns) else []
    chosen = pen.some(options, 1, 2)
    pen.use(*("by segment" for each in chosen if each == "segment"))
    pen.use(*("by a date's part" for each in chosen if " of " in each))
    return ", ".join(chosen)


def finished(pen: Pen, made: Made, as_of: date) -> Made:
    """The lines after a formula: targets, minimum sample, confidence, how it is shown."""
    if pen.likely(0.6):
        made = attrs.evolve(made, has_target=targets(pen, made, as_of))
    if pen.likely(0.3):
        made = attrs.evolve(made, standards=standards(pen, made, as_of))
    if pen.likely(0.3):
        pen.line(f"  needs {pen.number(2, 12)} answers", "needs")
    if made.interval and pen.likely(0.3):
        pen.line(f"  confidence {pen.one(('90%', '99%', '80%'))}", "confidence")
    if pen.objectives and pen.likely(0.4):
        pen.line(f"  supports {pen.one(('wide', 'narrow', 'wide, narrow'))}", "metric supports")
    if made.in_percent or (made.type in SHOWN and pen.likely(0.4)):
        unit = pen.one(("days", "minutes")) if made.type == "days" else SHOWN[made.type]
        axis = pen.one(("", "", " from 0 to 100"))
        pen.line(f"  shown as {unit}{axis}{pen.one(('', ', 1 decimal', ', 2 decimals'))}", "shown as")
    if pen.likely(0.2):
        pen.line(f"  {pen.one(('higher', 'lower'))} is better", "is better")
    return made


def targets(pen: Pen, made: Made, as_of: date) -> bool:
    """One target, or several with dates, on one side or on both: then the lower side takes the lower figures."""
    figures = FIGURES[made.type] if made.type != "scale" else [str(v) for v in range(made.low, made.high + 1)]
    middle = len(figures) // 2
    halves = {"at least": figures[: middle + 1], "at most": figures[middle:]}
    whose = one_subject(pen, made)
    sides = pen.one((("at least",), ("at most",), ("at least", "at most")))
    for bound in sides:
        pen.use(f"target {bound}")
        options = halves[bound] if len(sides) > 1 else figures
        if pen.likely(0.5):
            pen.line(f"  target {bound} {pen.one(options)}", "target")
            continue
        for days in pen.some((-800, -366, -365, -10, 0, 40), 1, 3):
            pen.line(f"  target {bound} {pen.one(options)} from {as_of + timedelta(days=days)}", "target from")
    if whose:
        pen.line(f"  target {sides[0]} {pen.one(figures)}{whose}{pen.one(('', f' from {as_of}'))}", "target for one")
    return True


def one_subject(pen: Pen, made: Made) -> str:
    """`` for service service0`` or nothing; only where the kind that the figures are for is known."""
    return f" for {made.kind} {made.kind}{pen.number(0, 1)}" if made.kind and pen.likely(0.4) else ""


def standards(pen: Pen, made: Made, as_of: date) -> tuple[str, ...]:
    """Two names, the second stricter than the first on every day and for everybody."""
    figures = FIGURES[made.type] if made.type != "scale" else [str(v) for v in range(made.low, made.high + 1)]
    figures = list(dict.fromkeys(figures))
    if len(figures) < 2:
        return ()
    bound = pen.one(("at least", "at most"))
    if bound == "at most":
        figures = figures[::-1]
    cut = pen.number(1, len(figures) - 1)
    since = pen.one(("", f" from {as_of - timedelta(days=pen.one((1, 366)))}"))
    for name, options in (("good", figures[:cut]), ("excellent", figures[cut:])):
        pen.line(f"  standard {name} {bound} {pen.one(options)}{since}", "standard")
        whose = one_subject(pen, made)
        if whose:
            pen.line(f"  standard {name} {bound} {pen.one(options)}{whose}{since}", "standard for one")
    return ("good", "excellent")


FIGURES = {
    "share": ("25%", "33.3%", "40%", "50%", "50%", "60%", "66.7%", "75%", "80%"),
    "points": ("5 points", "10 points", "20 points", "25 points", "50 points"),
    "money": ("£10", "£25.50", "£60", "£1,000.50"),
    "working days": ("1 working day", "3 working days", "8 working days", "20 working days"),
    "days": ("30 minutes", "12 hours", "3 days", "1 week"),
    "number": ("0.5", "1", "2", "3", "5", "8", "12.5"),
}
"""Figures of each type from low to high, among them some that small groups hit exactly."""


def literal(pen: Pen, made: Made) -> str:
    """A figure of the metric's type."""
    return str(pen.number(made.low, made.high)) if made.type == "scale" else pen.one(FIGURES[made.type])


def formula_of(pen: Pen, name: str, columns: Sequence[Column], as_of: date) -> tuple[str, Made]:
    """A formula over rows and the metric that it makes."""
    kind = pen.one(
        ("count", "count of", "share", "share", "mean", "sum", "published", "published", "arithmetic", "arithmetic",
         "median", "percentile")
    )
    numbers = [c for c in columns if c.kind in NUMBERS]
    published = [c for c in columns if c.name in PUBLISHED]
    if kind == "published" and published:
        column = pen.one(published)
        function = PUBLISHED[column.name]
        pen.use(f"{function}()")
        return f"{function}({column.name})", Made(
            name=name, type="points" if function == "nps" else "share", interval=True
        )
    if kind in ("mean", "sum", "median", "percentile") and numbers:
        return amount(pen, name, kind, numbers, columns)
    if kind == "arithmetic":
        return arithmetic(pen, name, columns, as_of)
    if kind == "share":
        pen.use("share()")
        return f"share({row_condition(pen, columns, as_of)})", Made(name=name, type="share", interval=True)
    if kind == "count of":
        pen.use("count()")
        return f"count({row_condition(pen, columns, as_of, 1)})", Made(name=name, type="number")
    pen.use("count")
    return "count", Made(name=name, type="number")


def of_plugin(pen: Pen, name: str, columns: Sequence[Column], as_of: date) -> tuple[str, Made]:
    """A function of a plugin over rows, alone or in arithmetic."""
    pen.use("plugin function over rows")
    numbers = [c for c in columns if c.kind in ("number", "range")]
    money = [c for c in columns if c.kind == "money"]
    if numbers and pen.likely(0.5):
        column = pen.one(numbers)
        other = pen.one((pen.one(numbers).name, str(pen.number(column.low, column.high or 20))))
        return f"balance({column.name}, {other}){pen.one(('', '', ' + 5 points'))}", Made(name=name, type="points")
    if money and pen.likely(0.5):
        return f"per_head({money[0].name}){pen.one(('', ' * 2'))}", Made(name=name, type="money")
    return f"rate({row_condition(pen, columns, as_of)})", Made(name=name, type="share")


def amount(pen: Pen, name: str, kind: str, numbers: Sequence[Column], columns: Sequence[Column]) -> tuple[str, Made]:
    """A mean or a sum: of a number, of time, of money, of a scale, of the days between two dates."""
    dates = [c.name for c in columns if c.kind == "date"]
    moments = [c.name for c in columns if c.kind == "moment"]
    pen.use(f"{kind}()")
    part = f", {pen.one(('90%', '25%', '0.1%', '99.9%', '12.5%', '66.6%'))}" if kind == "percentile" else ""
    for names in (dates, moments):
        if len(names) > 1 and pen.likely(0.3):
            pen.use("mean in working days")
            text = f"{kind}({names[0]} - {names[1]} in working days{part})"
            return text, Made(name=name, type="working days", interval=kind == "mean")
        if len(names) > 1 and pen.likely(0.3):
            pen.use("date - date")
            return f"{kind}({names[0]} - {names[1]}{part})", Made(name=name, type="days", interval=kind == "mean")
    usable = [c for c in numbers if kind != "sum" or c.kind != "range"]
    if not usable:
        ends = {"low": numbers[0].low, "high": numbers[0].high}
        return f"mean({numbers[0].name})", Made(name=name, type="scale", interval=True, **ends)
    column = pen.one(usable)
    value = column.name
    if column.kind != "range" and pen.likely(0.25):
        pen.use("row arithmetic")
        value = pen.one((f"{value} * 3", f"{value} / 4", f"{value} + {value}"))
    made = Made(
        name=name, type=TYPE_OF[column.kind], low=column.low, high=column.high, interval=kind == "mean"
    )
    return f"{kind}({value}{part})", made


def distinct_of(pen: Pen, name: str, columns: Sequence[Column]) -> tuple[str, Made]:
    """A count of the different values of any column, also a personal one."""
    pen.use("distinct()")
    column = pen.one(columns)
    pen.use(*("distinct personal values" for _ in [column] if column.kind == "personal"))
    return f"distinct({column.name})", Made(name=name, type="number")


def arithmetic(pen: Pen, name: str, columns: Sequence[Column], as_of: date) -> tuple[str, Made]:
    """Arithmetic of functions over the same rows."""
    condition = row_condition(pen, columns, as_of, 1)
    other = row_atom(pen, pen.one(columns), columns, as_of)
    ranges = [c for c in columns if c.kind == "range"]
    money = [c for c in columns if c.kind == "money"]
    pen.use("formula arithmetic")
    if ranges and pen.likely(0.3):
        column = pen.one(ranges)
        pen.use("net of two shares")
        text = f"share({column.name} >= {column.high - 1}) - share({column.name} <= {column.low + 1})"
        return text, Made(name=name, type="points", interval=True)
    if money and pen.likely(0.4):
        pen.use("ratio")
        return f"sum({money[0].name}) / count({other})", Made(name=name, type="money")
    shape = pen.number(0, 7)
    if shape > 4:
        return turned(pen, name, columns, condition)
    if shape == 0:
        return summed(pen, name, columns, condition, other)
    if shape == 1:
        pen.use("ratio")
        return f"count({condition}) / count", Made(name=name, type="number")
    if shape == 2:
        return f"2 * share({condition})", Made(name=name, type="share", interval=True)
    if shape == 3:
        pen.use("unary minus")
        return f"-count({condition}) + 10", Made(name=name, type="number")
    pen.use("ratio")
    return f"(count({condition}) + 1) / (count({other}) * 2)", Made(name=name, type="number")


def summed(pen: Pen, name: str, columns: Sequence[Column], condition: str, other: str) -> tuple[str, Made]:
    """Shares and means that count more or less: the mean of a number of each row."""
    pen.use("sum of shares and means")
    text, kind = sum_of(pen, columns, condition, other)
    return text, Made(name=name, type=kind, interval=True, several=True)


def sum_of(pen: Pen, columns: Sequence[Column], condition: str, other: str) -> tuple[str, str]:
    """The formula, and the type of its figure."""
    ten = [column for column in columns if PUBLISHED.get(column.name) == "nps"]
    published = [f"{PUBLISHED[c.name]}({c.name})" for c in columns if PUBLISHED.get(c.name) in ("csat", "ces")]
    money = [column for column in columns if column.kind == "money"]
    numbers = [column for column in columns if column.kind == "number"]
    ranges = [column for column in columns if column.kind == "range"]
    if money and pen.likely(0.3):
        text = pen.one(("mean({0}) * 2 - mean({0}) / 3 + £1", "mean({0}) - mean({0} * 2) / 4", "mean({0}) - mean({1})"))
        return text.format(money[0].name, money[-1].name), "money"
    if numbers and pen.likely(0.3):
        text = pen.one(("mean({0}) / 2 + mean({1})", "3 - mean({0}) + mean({0} * {0}) / 5"))
        return text.format(numbers[0].name, numbers[-1].name), "number"
    if ten and pen.likely(0.4):
        net = "nps({0}) * 0.5 + (share({0} >= 8) - share({0} <= 2)) / 2"
        return pen.one((net, "2 * (share({0} >= 9) - share({0} <= 6))")).format(ten[0].name), "points"
    if ranges and pen.likely(0.5):
        at = ranges[0]
        text = f"share({at.name} is {at.high}) * 0.5 + share({at.name} >= {at.high - 1}) * 0.25"
        return f"({text} - share({at.name} is {at.low}) / 2) * {pen.one(('1', '2'))}", "points"
    if published and pen.likely(0.3):
        return f"0.25 * {pen.one(published)} + 0.75 * share({condition})", "share"
    if pen.likely(0.5):
        return f"share({condition}) * 0.5 + 0.5 * share({other})", "share"
    return f"share({condition}) - share({other}) + 5 points", "points"


def turned(pen: Pen, name: str, columns: Sequence[Column], condition: str) -> tuple[str, Made]:
    """One function with numbers beside it."""
    pen.use("function and numbers")
    ten = [column for column in columns if PUBLISHED.get(column.name) == "nps"]
    money = [column for column in columns if column.kind == "money"]
    numbers = [column for column in columns if column.kind == "number"]
    if ten and pen.likely(0.4):
        text = pen.one(("nps({}) / 2", "10 points - nps({})", "-nps({}) * 3 / 4"))
        return text.format(ten[0].name), Made(name=name, type="points", interval=True)
    if money and pen.likely(0.4):
        text = pen.one(("mean({}) * 2", "£50 - mean({})", "(mean({}) + £1.50) / 3"))
        return text.format(money[0].name), Made(name=name, type="money", interval=True)
    if numbers and pen.likely(0.5):
        text = pen.one(("5 - mean({}) / 4", "(mean({}) - 1) * (3 - 1.5)", "-mean({})"))
        return text.format(numbers[0].name), Made(name=name, type="number", interval=True)
    text, kind = pen.one((("100% - share({})", "points"), ("share({}) * 0.5", "share"), ("share({}) / 4", "share")))
    return text.format(condition), Made(name=name, type=kind, interval=True)


def combined_metric(pen: Pen, name: str, made: Sequence[Made], as_of: date) -> Made:
    """A metric of metrics, without ``from``."""
    one = pen.one(made)
    while one.type == "scale":
        one = pen.one(made)
    same = [each for each in made if each.type == one.type]
    left, right = reference(pen, one, as_of), reference(pen, pen.one(same), as_of)
    shape, interval = pen.number(0, 5), False
    pen.use("metric of metrics")
    if shape == 0 and one.type in ("money", "days", "working days", "number", "share", "points"):
        pen.use("ratio")
        formula, kind = f"{left} / {right}", pen.one(("number", "share"))
    elif shape == 1:
        formula, kind, interval = f"{left} * 2", one.type, one.interval
    elif shape == 2 and one.type in ("share", "points"):
        pen.use("metric and numbers")
        text = pen.one(("100% - {}", "{} - 5%") if one.type == "share" else ("10 points - {}", "-{} / 2"))
        formula, kind, interval = text.format(left), "points", one.interval
    elif shape == 3 and not one.whole_project:
        pen.use("sum of metrics")
        others = [each.name for each in same if not each.whole_project]
        formula, kind = f"{one.name} * 0.75 + {pen.one(others)} * 0.5", one.type
    else:
        pen.use("change")
        formula, kind = f"{left} - {right}", "points" if one.type == "share" else one.type
    pen.line(f"metric {name}: Metric {name}", "metric")
    pen.line(f"  formula {formula}", "formula")
    of_now = any(each.of_now and each.name in formula for each in made)
    in_percent = " / " in formula and kind == "share"
    made_of = Made(
        name=name, type=kind, interval=interval, combines=True, of_now=of_now, in_percent=in_percent
    )  # fmt: skip
    return finished(pen, made_of, as_of)


AGO = ("12 months", "1 year", "3 months", "30 days", "2 weeks", "1 quarter", "15 working days")


def reference(pen: Pen, made: Made, as_of: date) -> str:
    """A metric, now and then narrowed, of the council, at another time."""
    text = made.name
    if made.columns and pen.likely(0.2):
        pen.use("metric(cond)")
        text += f"({row_condition(pen, made.columns, as_of, 1)})"
    if made.whole_project or pen.likely(0.15):
        pen.use("of council")
        text += " of council"
    if made.of_now:
        return text
    if pen.likely(0.15):
        pen.use("ago")
        text += f" {pen.one(AGO)} ago"
    elif pen.likely(0.1):
        pen.use("on date")
        text += f" on {as_of - timedelta(days=pen.number(1, 400))}"
    return text


def metric_atom(pen: Pen, made: Sequence[Made], as_of: date) -> str:
    """A comparison with a metric, for a model."""
    one = pen.one(made)
    text = reference(pen, one, as_of)
    if pen.likely(0.15):
        word = pen.one(("is known", "is unknown"))
        pen.use(f"metric {word}")
        return f"{text} {word}"
    sure = ""
    if one.interval and pen.likely(0.5):
        pen.use("with confidence")
        sure = f" with {pen.one(('95%', '90%', '50%', '80%'))} confidence"
    if one.has_target and pen.likely(0.4):
        pen.use("meets target" + (" with confidence" if sure else ""))
        return f"{text} meets target{sure}"
    if one.standards and pen.likely(0.3):
        pen.use("meets standard")
        return f"{text} meets {pen.one(one.standards)}{sure}"
    others = [m for m in made if m.type == one.type and (m.interval == one.interval) and m.type != "scale"]
    if others and pen.likely(0.3):
        pen.use("metric against metric")
        return f"{text} {compared(pen)} {reference(pen, pen.one(others), as_of)}{sure}"
    if pen.likely(0.15):
        pen.use("literal at left")
        return f"{literal(pen, one)} {compared(pen)} {text}{sure}"
    return f"{text} {compared(pen)} {literal(pen, one)}{sure}"
