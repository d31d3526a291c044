"""What each form of a value or a condition says, as nodes of the tree with their places."""

from __future__ import annotations

import re
import typing
from datetime import date
from fractions import Fraction
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostic
from cxengine.lang import ast, dates
from cxengine.lang.syntax.lines import LogicalLine
from cxengine.lang.unparse import number_text
from cxengine.source import Span

MOST_DIGITS = 30
MOST_DAYS, MOST_MONTHS = 3_652_059, 119_988
"""All that the years 1 to 9999 have."""
MOST_LINKS = 200
"""Parts of one chain of `and`, `or`, `+` and the like, and levels of one expression."""

_SUM_LIKE_A_DATE = re.compile(
    r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})|(?P<d2>\d{1,2})[-/](?P<m2>\d{1,2})[-/](?P<y2>\d{4})"
)

OR_MORE = {
    **dict.fromkeys(("more", "higher", "above", "greater", "over", "better", "longer", "later"), ">="),
    **dict.fromkeys(("less", "fewer", "lower", "below", "under", "shorter", "smaller", "earlier"), "<="),
}
"""`4 or more`, `5 days or less`."""
OPPOSITE = {">=": "<", "<=": ">", ">": "<=", "<": ">=", "is": "is not"}
"""The sign for what holds exactly where another does not."""
_FIGURES = (ast.Number, ast.Percent, ast.Points, ast.Duration, ast.Money, ast.Day)

_NODES = typing.get_args(ast.Expr)

Parts = list[Any]


class LineProblem(Exception):
    """The line has a right form and says something impossible: a date that is not in the calendar."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.message)


def outcome_word(said: str) -> str:
    """The words of an outcome with one space between them."""
    return " ".join(said.split())


def iso_date(year: str, month: str | int, day: str) -> str | None:
    """The day as cx writes it; None where there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def stretch(what: str, first: str, last: str) -> str:
    """The two comparisons for a stretch with both its ends."""
    return f"{what} >= {first} and {what} <= {last}"


def unit_behind(figure: str, unit: str) -> str:
    """The unit behind a figure: `day` behind 1, where it is written in the plural elsewhere."""
    return unit.removesuffix("s") if figure == "1" else unit


def percentage(said: str) -> Fraction:
    """``80%`` as 4/5."""
    return Fraction(said[:-1]) / 100


class ExpressionBuilder:
    """Builds expressions. ``begin`` sets the place of the line that is being read."""

    def __init__(self) -> None:
        self.begin("", LogicalLine(1, 0, ""))

    def begin(self, filename: str, line: LogicalLine) -> None:
        """The parts that follow are of this line. Their columns count from its first word."""
        self.filename = filename
        self._line = line
        self._row = line.number
        self._first = line.indent + 1
        self.text = line.text
        self._one_row = "\n" not in line.text
        self.span = line.span(filename)

    # ---- places
    def at(self, token: Any) -> Span:
        if self._one_row:
            number, first = self._row, self._first
            return Span(self.filename, number, first + token.start_pos, number, first + token.end_pos)
        return self._line.place(self.filename, token.start_pos, token.end_pos)

    def between(self, first: Any, last: Any) -> Span:
        start = first.span if hasattr(first, "span") else self.at(first)
        end = last.span if hasattr(last, "span") else self.at(last)
        return Span(self.filename, start[1], start[2], end[3], end[4])

    def _to_mark(self, start: Span, token: Any) -> Span:
        end = self.at(token)
        return Span(self.filename, start.line, start.column, end.end_line, end.end_column)

    def stop(self, code: str, where: Any, message: str, help: str = "", replacement: str | None = None) -> LineProblem:
        span = where if isinstance(where, Span) else self.at(where)
        return LineProblem(Diagnostic(code=code, message=message, help=help, span=span, replacement=replacement))

    def written(self, span: Span) -> str:
        """The text of a span that lies in one row of the line."""
        row = span.line - self._row
        indent = self._line.indent if row == 0 else 0
        return self.text.split("\n")[row][span.column - 1 - indent : span.end_column - 1 - indent]

    # ---- words and figures
    def name(self, token: Any) -> ast.Name:
        return ast.Name(str(token), self.at(token))

    def _digits(self, token: Any) -> str:
        said = str(token)
        if len(said) > MOST_DIGITS and sum(c.isdigit() for c in said) > MOST_DIGITS:
            raise self.stop(
                "too-big", token, f"this number has more than {MOST_DIGITS} digits", "Write it with fewer digits."
            )
        return said

    def fraction(self, token: Any) -> Fraction:
        return Fraction(self._digits(token))

    def percentage(self, token: Any) -> Fraction:
        return percentage(self._digits(token))

    def pounds(self, token: Any) -> Fraction:
        return Fraction(self._digits(token)[1:].replace(",", ""))

    def count(self, token: Any) -> int:
        return int(self._digits(token))

    def small_count(self, token: Any, most: int, what: str) -> int:
        count = self.count(token)
        if count > most:
            raise self.stop("bad-number", token, f"{count} {what} are too many", f"Write {most} or fewer.")
        return count

    def confidence_level(self, token: Any) -> Fraction:
        level = self.percentage(token)
        if not 0 < level < 1:
            raise self.stop(
                "bad-number", token, f"a confidence of {token} is not possible", "Write one between 0% and 100%: `95%`."
            )
        return level

    def calendar_day(self, token: Any) -> date:
        said = str(token)
        try:
            return date(int(said[:4]), int(said[5:7]), int(said[8:]))
        except ValueError:
            raise self.stop(
                "bad-date", token, f"there is no day {said} in the calendar", "Write year, month, day: `2019-03-31`."
            ) from None

    def decimals_written(self, value: ast.Expr) -> int:
        """How many decimals stand in the figure of a literal; of a percentage, those of the percentage."""
        figure = self.written(value.span).split()[0]
        return sum(c.isdigit() for c in figure.partition(".")[2])

    # ---- literals
    def number(self, parts: Parts) -> ast.Number:
        return ast.Number(self.fraction(parts[0]), self.at(parts[0]))

    def percent(self, parts: Parts) -> ast.Percent:
        return ast.Percent(self.percentage(parts[0]), self.at(parts[0]))

    def points(self, parts: Parts) -> ast.Points:
        return ast.Points(self.fraction(parts[0]) / 100, self.between(parts[0], parts[1]))

    def period(self, parts: Parts) -> ast.Period:
        unit: Any = " ".join(parts[1].removesuffix("s").split())
        made = ast.Period(self.fraction(parts[0]), unit, self.between(parts[0], parts[1]))
        if dates.length(made) > (MOST_MONTHS if dates.months(made) is not None else MOST_DAYS):
            said = f"{parts[0]} {parts[1]} are longer than all years of the calendar together"
            raise self.stop("bad-number", parts[0], said, f"The years run from 1 to 9999: write fewer {unit}s.")
        return made

    def duration(self, parts: Parts) -> ast.Duration:
        period = self.period(parts)
        return ast.Duration(period, period.span)

    def money(self, parts: Parts) -> ast.Money:
        return ast.Money(self.pounds(parts[0]), self.at(parts[0]))

    def day(self, parts: Parts) -> ast.Day:
        return ast.Day(self.calendar_day(parts[0]), self.at(parts[0]))

    def today(self, parts: Parts) -> ast.Today:
        return ast.Today(self.at(parts[0]))

    def string(self, parts: Parts) -> ast.Text:
        return ast.Text(str(parts[0])[1:-1], self.at(parts[0]))

    def listed_name(self, parts: Parts) -> ast.Ref:
        name = self.name(parts[0])
        return ast.Ref(name, span=name.span)

    # ---- references
    def arguments(self, parts: Parts) -> tuple[tuple[ast.Expr, ...], Any]:
        return tuple(parts[1:-1]), parts[-1]

    def ago(self, parts: Parts) -> tuple[ast.Period, Any]:
        return parts[0], parts[1]

    def on_day(self, parts: Parts) -> tuple[date, Any]:
        return self.calendar_day(parts[0]), parts[0]

    def reference(self, parts: Parts) -> ast.Ref:
        token, arguments, of, moment = parts
        name = self.name(token)
        span = name.span
        if arguments is None and of is None and moment is None:
            return ast.Ref(name, None, None, None, span)
        if arguments is not None:
            span = self._to_mark(span, arguments[1])
        subject = None
        if of is not None:
            subject = self.name(of)
            span = span.to(subject.span)
        if moment is not None:
            span = self._to_mark(span, moment[1])
        return ast.Ref(
            name, None if arguments is None else arguments[0], subject, None if moment is None else moment[0], span
        )

    def at_level(self, parts: Parts) -> ast.Ref:
        name, of, _, level = parts
        return ast.Ref(self.name(name), None, self.name(of), None, self.between(name, level), self.count(level))

    def of_level(self, parts: Parts) -> ast.Ref:
        name, _, level = parts
        return ast.Ref(self.name(name), None, None, None, self.between(name, level), self.count(level))

    # ---- sums and products
    def _bound(self, parts: Parts) -> None:
        if len(parts) > 2 * MOST_LINKS:
            message = f"`{parts[1]}` links more than {MOST_LINKS} parts"
            place = parts[0].span.to(parts[-1].span)
            raise self.stop("too-big", place, message, "Give some of them a name of their own, as a metric.")

    def chain(self, parts: Parts) -> ast.Expr:
        self._bound(parts)
        if len(parts) == 5 and isinstance(parts[4], ast.Number) and isinstance(parts[0], ast.Number):
            self._not_a_date(parts)
        left: ast.Expr = parts[0]
        for index in range(1, len(parts), 2):
            op: Any = str(parts[index])
            right = parts[index + 1]
            left = ast.Arithmetic(op, left, right, left.span.to(right.span))
        return left

    def _not_a_date(self, parts: Parts) -> None:
        """``31/3/2019`` and ``2019-3-31`` read as sums, and are never meant as such."""
        span = parts[0].span.to(parts[4].span)
        match = _SUM_LIKE_A_DATE.fullmatch(self.written(span))
        if match is not None:
            year, month, day = (match[part] or match[part + "2"] for part in "ymd")
            right = iso_date(year, month, day)
            help = f"Write year, month, day: `{right or '2019-03-31'}`."
            found = "is not a date that cx reads" if right else "is not a day of the calendar"
            raise self.stop("bad-date", span, f"`{match[0]}` {found}", help, right)

    def negative(self, parts: Parts) -> ast.Negative:
        return ast.Negative(parts[1], self.between(parts[0], parts[1]))

    def bracketed(self, parts: Parts) -> ast.Expr:
        """The span of what stands in brackets takes the brackets in."""
        inner: ast.Expr = parts[1]
        return attrs.evolve(inner, span=self.between(parts[0], parts[2]))

    def in_working_days(self, parts: Parts) -> ast.InWorkingDays:
        return ast.InWorkingDays(parts[0], self._to_mark(parts[0].span, parts[1]))

    # ---- conditions
    def sure(self, parts: Parts) -> tuple[Fraction, Any]:
        return self.confidence_level(parts[0]), parts[1]

    def compare(self, parts: Parts) -> ast.Compare:
        left, op, right, sure = parts
        comparison: Any = str(op)
        if sure is None:
            return ast.Compare(comparison, left, right, None, left.span.to(right.span))
        return ast.Compare(comparison, left, right, sure[0], self._to_mark(left.span, sure[1]))

    def same(self, parts: Parts) -> ast.Is:
        left, negated, right = parts
        if isinstance(right, ast.Arithmetic) and right.op == "-" and isinstance(right.left, ast.Number):
            self._not_a_stretch(left, negated is not None, right)
        return ast.Is(left, right, negated is not None, left.span.to(right.span))

    def _not_a_stretch(self, left: ast.Expr, negated: bool, right: ast.Arithmetic) -> None:
        """``waiting is 1-5 days`` reads as a difference, and is never meant as one."""
        match = re.fullmatch(r"(\S+?)-(\d\S*?)(%?)((?:[ \t]+\w+){1,2})?", self.written(right.span))
        if match is not None:
            first = match[1] if match[1].endswith("%") else match[1] + match[3]
            unit = match[4] or ""
            said = stretch(self.written(left.span), first + unit_behind(match[1], unit), match[2] + match[3] + unit)
            said = f"not ({said})" if negated else said
            span = left.span.to(right.span)
            said = f"({said})" if self._is_negated(span) else said
            message = "a stretch is written as two comparisons"
            raise self.stop("syntax", span, message, f"Write `{said}`.", said)

    def _is_negated(self, span: Span) -> bool:
        """Whether `not` stands before a condition that lies in one row."""
        row = self.text.split("\n")[span.line - self._row]
        indent = self._line.indent if span.line == self._row else 0
        return re.search(r"\bnot[ \t]+$", row[: span.column - 1 - indent]) is not None

    def _not_or_more(self, parts: Parts) -> None:
        """``satisfied is 4 or more`` reads as a choice between two conditions."""
        for first, second in zip(parts[::2], parts[2::2], strict=False):
            sign = OR_MORE.get(second.name.text) if isinstance(second, ast.Ref) and second.arguments is None else None
            if sign is None or not isinstance(first, ast.Is | ast.Compare) or not isinstance(first.right, _FIGURES):
                continue
            figure = self.written(first.right.span)
            message = f"`{figure} or {second.name}` is written as a sign"
            said: str | None = f"{self.written(first.left.span)} {sign} {figure}"
            help = f"Write `{said}`."
            if isinstance(first, ast.Is) and first.negated:
                said = f"{self.written(first.left.span)} {OPPOSITE[sign]} {figure}"
                help = f"Write `{said}`."
            elif isinstance(first, ast.Compare) and (first.op[0] != sign[0] or first.confidence is not None):
                said, help = None, "Write the sign alone, `>=` or `<=`, without words behind the figure."
            raise self.stop("syntax", first.span.to(second.span), message, help, said)

    def one_of(self, parts: Parts) -> ast.OneOf:
        left, negated, _, *options, end = parts
        return ast.OneOf(left, tuple(options), negated is not None, self._to_mark(left.span, end))

    def known(self, parts: Parts) -> ast.IsKnown:
        return ast.IsKnown(parts[0], parts[1] is None, self._to_mark(parts[0].span, parts[2]))

    def unknown(self, parts: Parts) -> ast.IsKnown:
        return ast.IsKnown(parts[0], parts[1] is not None, self._to_mark(parts[0].span, parts[2]))

    def in_last(self, parts: Parts) -> ast.InLast:
        value, count, full, unit = parts
        period = self.period([count, unit])
        return ast.InLast(value, period, full is not None, value.span.to(period.span))

    def mentions(self, parts: Parts) -> ast.Mentions:
        value, theme = parts
        name = self.name(theme)
        return ast.Mentions(value, name, value.span.to(name.span))

    def meets_target(self, parts: Parts) -> ast.MeetsTarget:
        metric, mark, sure = parts
        end = self._to_mark(metric.span, mark if sure is None else sure[1])
        named = None if mark == "target" else self.name(mark)
        return ast.MeetsTarget(metric, None if sure is None else sure[0], named, end)

    def criterion_is(self, parts: Parts) -> ast.CriterionIs:
        word, name, negated, (outcome, at_least, end) = parts
        return ast.CriterionIs(self.name(name), outcome, negated is not None, at_least, self.between(word, end))

    def said(self, parts: Parts) -> tuple[str, bool, Any]:
        """What is asked of an outcome or an answer, whether that or a better one will do, and the last word."""
        token = parts[-1]
        match token.type:
            case "NUMBER":
                outcome = number_text(self.fraction(token))
            case "PERCENT":
                outcome = f"{number_text(self.percentage(token) * 100)}%"
            case "DATE":
                outcome = self.calendar_day(token).isoformat()
            case _:
                outcome = outcome_word(token)
        return outcome, len(parts) > 1, token

    def each_is(self, parts: Parts) -> ast.EachCriterion:
        each, aspect, negated, (outcome, at_least, end), proof = parts
        without: Any = None if proof is None else str(proof)
        return ast.EachCriterion(
            every=each.startswith("every"),
            outcome=outcome,
            other="other" in each.split(),
            aspect=None if aspect is None else self.name(aspect),
            negated=negated is not None,
            without=without,
            at_least=at_least,
            span=self.between(each, end if proof is None else proof),
        )

    def negated(self, parts: Parts) -> ast.Not:
        return ast.Not(parts[1], self.between(parts[0], parts[1]))

    def all_of(self, parts: Parts) -> ast.And:
        self._bound(parts)
        return ast.And(tuple(parts[::2]), parts[0].span.to(parts[-1].span))

    def any_of(self, parts: Parts) -> ast.Or:
        self._bound(parts)
        self._not_or_more(parts)
        return ast.Or(tuple(parts[::2]), parts[0].span.to(parts[-1].span))

    def whole_condition(self, condition: ast.Expr) -> ast.Expr:
        """The expression of a line, once it is known to be flat enough for the stages to walk."""
        if len(self.text) > MOST_LINKS:
            self._measure(condition)
        return condition

    def _measure(self, condition: ast.Expr) -> None:
        waiting: list[tuple[ast.Expr, int]] = [(condition, 1)]
        while waiting:
            node, level = waiting.pop()
            if level > MOST_LINKS:
                raise self.stop(
                    "too-deep",
                    condition.span,
                    f"this expression goes more than {MOST_LINKS} levels deep",
                    "Give parts of it names of their own, as metrics.",
                )
            for value in (getattr(node, slot) for slot in attrs.fields_dict(type(node))):
                parts = value if isinstance(value, tuple) and not isinstance(value, Span) else (value,)
                waiting.extend((part, level + 1) for part in parts if isinstance(part, _NODES))
