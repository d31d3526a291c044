"""Plans to sqlglot trees. Nothing is pasted into text: identifiers are quoted, values are literals of their type.

Every node says its own type where databases differ: whole numbers are HUGEINT, what a database may round is cast.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from cxengine import plan
from cxengine.metrics.packed_counts import PackedCounts, packed
from cxengine.metrics.sql_lists import listed
from cxengine.metrics.sql_packed import looked_up, unpacked
from cxengine.metrics.stages import Stages, stages

if TYPE_CHECKING:
    from sqlglot import exp

ROW_NUMBER = "row number"
"""The column that a backend adds to a table whose rows are flagged: the place of the row, from 0."""

_IN_64_BITS = 18
"""Digits of a decimal."""
APART = "apart"
"""The column that says whether a group is of rows that are set apart."""
SPACES = " \t\n\r\f\v"
WHITE_SPACE = tuple(sign for sign in map(chr, range(0x3001)) if sign.isspace())
"""All signs that are white space in some alphabet."""


def select(scan: plan.Scan, *, packing: bool = False) -> exp.Select:
    """One query for the scan: columns ``g0 …`` for groups and ``a0 …`` for aggregates; ``apart``: those set apart.

    ``packing`` says that the engine looks up a place in a list quickly, and that there are ``MOST_ROWS`` rows at most.
    """
    made = stages(scan)
    return _one_stage(scan) if made is None else _two_stages(scan, made, packed(made.added) if packing else ())


def _one_stage(scan: plan.Scan) -> exp.Select:
    keys = [_named(_group(group), f"g{at}") for at, group in enumerate(scan.groups)]
    keys += [_named(_any(scan.apart), APART)] if scan.apart else []
    figures = [_named(_aggregate(aggregate), f"a{at}") for at, aggregate in enumerate(scan.aggregates)]
    return _grouped(scan.table, keys, figures)


def _two_stages(scan: plan.Scan, made: Stages, packs: Sequence[PackedCounts]) -> exp.Select:
    """Rows are added up by class, then the classes for each figure."""
    from sqlglot import exp

    grouped = [_named(_group(group), f"g{at}") for at, group in enumerate(scan.groups)]
    keys = [_named(_class(row), f"c{at}") for at, row in enumerate(made.keys)]
    keys += [_named(_any(made.rest), "rest")] if made.rest else []
    taken = frozenset(count for pack in packs for count in pack.counts)
    added = [_named(_aggregate(each), f"s{at}") for at, each in enumerate(made.added) if each not in taken]
    added += [_named(looked_up(pack), f"p{at}") for at, pack in enumerate(packs)]
    first = _grouped(scan.table, [*grouped, *keys], added)
    later = [_named(_class(row), name) for name, row in made.later.items()]
    for at, pack in enumerate(packs):
        later += [
            _named(unpacked(f"p{at}", bits), f"s{made.added.index(count)}") for bits, count in enumerate(pack.counts)
        ]
    apart = (*made.follow, *((plan.Column("rest", "yes_no"),) if made.rest else ()))
    later += [_named(_any(apart), APART)] if scan.apart else []
    second = exp.Select().select(exp.Star(), *later, copy=False).from_(_table("added"), copy=False)
    figures = [_named(_aggregate(aggregate), f"a{at}") for at, aggregate in enumerate(made.second.aggregates)]
    groups = [*(f"g{at}" for at in range(len(scan.groups))), *([APART] if scan.apart else [])]
    third = _grouped(made.second.table, [_named(column_named(name), name) for name in groups], figures)
    return third.with_("added", as_=first, copy=False).with_(made.second.table, as_=second, copy=False)


def _any(conditions: tuple[plan.Row, ...]) -> exp.Expr:
    """Whether any of them holds; never missing. Of such a key databases know that it has two values at most."""
    from sqlglot import exp

    return exp.Is(this=exp.Paren(this=condition(plan.Or(conditions))), expression=exp.Boolean(this=True))


def _class(row: plan.Row) -> exp.Expr:
    """The number of the class of a value or of a condition's truth; missing where it is."""
    match row:
        case plan.Column(name):
            return column_named(name)
        case plan.Step(value, bounds):
            return _classes(value, [plan.Compare("<", value, plan.Constant(bound)) for bound in bounds])
        case plan.Kind(value, sets):
            return _classes(value, [plan.InSet(value, words) for words in sets])
    return _classes(row, [row])


def _grouped(table: str, keys: list[exp.Expr], figures: list[exp.Expr]) -> exp.Select:
    from sqlglot import exp

    query = exp.Select().select(*keys, *figures, copy=False).from_(_table(table), copy=False)
    return query.group_by(*(key.this.copy() for key in keys), copy=False) if keys else query


def _named(value: exp.Expr, name: str) -> exp.Expr:
    from sqlglot import exp

    return exp.alias_(value, name, quoted=True, copy=False)


def tallied(scan: plan.Tallies) -> exp.Select:
    """One query for how often each value occurs in each group: ``g0 …``, ``v0 …``, and ``n`` for how often.

    Values are counted side by side, each by itself: ``k0`` is 0 in the rows that are about ``v0``. What it is divided
    by is ``w0``.
    """
    from sqlglot import exp

    groups = [f"g{at}" for at in range(len(scan.groups))]
    inside = [_named(_group(group), name) for group, name in zip(scan.groups, groups, strict=True)]
    sets: list[list[str]] = []
    for at, tally in enumerate(scan.aggregates):
        parts = [(f"v{at}", tally.value), *([(f"w{at}", tally.over)] if tally.over is not None else [])]
        inside += [_named(_only(_summed(value), tally.condition), name) for name, value in parts]
        sets.append([*groups, *(name for name, _ in parts)])
    valued = exp.Select().select(*inside, copy=False).from_(_table(scan.table), copy=False)
    columns = [*groups, *dict.fromkeys(name for each in sets for name in each if name not in groups)]
    about = [
        _named(exp.Anonymous(this="GROUPING", expressions=[column_named(f"v{at}")]), f"k{at}")
        for at in range(len(sets))
    ]
    query = exp.Select().select(*(_named(column_named(name), name) for name in columns), *about, copy=False)
    query.select(_named(exp.Count(this=exp.Star(), big_int=True), "n"), copy=False)
    query.from_(valued.subquery("valued", copy=False), copy=False)
    tuples = [exp.Tuple(expressions=[column_named(name) for name in each]) for each in sets]
    query.set("group", exp.Group(grouping_sets=[exp.GroupingSets(expressions=tuples)]))
    return query


def query(asked: plan.Pass, *, packing: bool = False) -> exp.Select:
    """The query for what is asked; ``packing`` as in ``select``."""
    match asked:
        case plan.Scan():
            return select(asked, packing=packing)
        case plan.Tallies():
            return tallied(asked)
        case plan.Flags():
            return flags(asked)
        case plan.Patterns():
            return patterns(asked)


def flags(scan: plan.Flags) -> exp.Select:
    """One query for the rows that one of the conditions holds for: ``row``, then ``c0 …``."""
    from sqlglot import exp

    conditions = [condition(part) for part in scan.conditions]
    columns: list[exp.Expr] = [exp.alias_(column_named(ROW_NUMBER), "row", quoted=True, copy=False)]
    columns += [exp.alias_(part, f"c{at}", quoted=True, copy=False) for at, part in enumerate(conditions)]
    query = exp.Select().select(*columns, copy=False).from_(_table(scan.table), copy=False)
    return query.where(exp.or_(*(part.copy() for part in conditions), copy=False), copy=False)


def patterns(scan: plan.Patterns) -> exp.Select:
    """One query for how many rows meet which conditions: ``g0 …`` for the groups, ``p0 …`` for the words, ``n``."""
    from sqlglot import exp

    width = plan.Patterns.WIDTH
    keys = [_named(_group(group), f"g{at}") for at, group in enumerate(scan.groups)]
    words = [_word(scan.conditions[at : at + width]) for at in range(0, len(scan.conditions), width)]
    keys += [_named(word, f"p{at}") for at, word in enumerate(words)]
    query = _grouped(scan.table, keys, [_named(exp.Count(this=exp.Star(), big_int=True), "n")])
    some = exp.or_(*(exp.NEQ(this=word.copy(), expression=constant(0)) for word in words), copy=False)
    return query.where(some, copy=False)


def _word(conditions: tuple[plan.Row, ...]) -> exp.Expr:
    from sqlglot import exp

    bits = [
        exp.Case(ifs=[exp.If(this=condition(each), true=constant(1 << bit))], default=constant(0))
        for bit, each in enumerate(conditions)
    ]
    total: exp.Expr = bits[0]
    for bit in bits[1:]:
        total = exp.Add(this=total, expression=bit)
    return _cast(exp.Paren(this=total), "BIGINT")


def rendered(query: exp.Expr, dialect: str = "duckdb", *, pretty: bool = False) -> str:
    """The query as text of a dialect. The tree may be changed by it: it is made for this and not used again."""
    return query.sql(dialect=dialect, identify=True, pretty=pretty, comments=False, copy=False)


def condition(row: plan.Row) -> exp.Expr:
    """A row expression, three-valued; each part in its own brackets where it could be read another way."""
    from sqlglot import exp

    match row:
        case plan.Column(name):
            return column_named(name)
        case plan.Constant(value):
            return constant(value)
        case plan.Compare(op, left, right):
            return _compare(op, left, right)
        case plan.InSet(value, options):
            if not options:  # never, and missing where the value is
                return exp.NEQ(this=condition(value), expression=condition(value))
            return exp.In(this=condition(value), expressions=[constant(option) for option in options])
        case plan.Within(value, first, last):
            return _within(value, first, last)
        case plan.Mentions(value, phrases):
            return _mentions(value, phrases)
        case plan.IsNull(plan.Whole(column)):
            return exp.Paren(this=exp.Is(this=column_named(column.name), expression=exp.Null()))
        case plan.IsNull(value):
            return exp.Paren(this=exp.Is(this=_bracketed(value), expression=exp.Null()))
        case plan.Untidy(value):
            return _untidy(value)
        case plan.Not(value):
            return exp.Not(this=_bracketed(value))
        case plan.And(parts) | plan.Or(parts):
            if not parts:
                return exp.Boolean(this=isinstance(row, plan.And))
            join = exp.And if isinstance(row, plan.And) else exp.Or
            found = _bracketed(parts[0])
            for part in parts[1:]:
                found = join(this=found, expression=_bracketed(part))
            return found
    return _value(row)


def _value(row: plan.Row) -> exp.Expr:
    from sqlglot import exp

    match row:
        case plan.Whole(column) if column.places:
            scaled = exp.Mul(this=column_named(column.name), expression=constant(10**column.places))
            return _cast(scaled, "HUGEINT")
        case plan.Whole(column):
            return _cast(column_named(column.name), "HUGEINT")
        case plan.Folded(value):
            trimmed = exp.Trim(this=condition(value), expression=constant(SPACES))
            return exp.Lower(this=trimmed)
        case plan.Arithmetic(op, left, right):
            kind = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}[op]
            return exp.Paren(this=kind(this=_number(left), expression=_number(right)))
        case plan.Truncated(value, by):
            return exp.Paren(this=exp.IntDiv(this=_number(value), expression=_huge(by)))
        case plan.Lookup(place, numbers):
            return _cast(listed(_number(place), numbers.each), "HUGEINT")
        case plan.NotZero(value):
            return exp.Nullif(this=_number(value), expression=_huge(0))
        case plan.DateOf(value):
            return _cast(condition(value), "DATE")
        case plan.DateDifference(later, earlier, unit):
            return _cast(_difference(condition(later), condition(earlier), unit), "HUGEINT")
        case plan.DateShift(value, by, unit):
            return _shift(value, by, unit)
    raise TypeError(f"no SQL for {type(row).__name__}")


def _untidy(value: plan.Row) -> exp.Expr:
    from sqlglot import exp

    ends = [side(this=condition(value), expression=constant(1)) for side in (exp.Left, exp.Right)]
    spaces = [constant(sign) for sign in ("", *WHITE_SPACE)]
    found = [exp.In(this=end, expressions=[space.copy() for space in spaces]) for end in ends]
    return exp.Paren(this=exp.Or(this=found[0], expression=found[1]))


def _classes(value: plan.Row, tests: list[plan.Row]) -> exp.Expr:
    """The number of the first test that holds, else of none; missing where the value is."""
    from sqlglot import exp

    arms = [exp.If(this=condition(test), true=constant(at)) for at, test in enumerate(tests)]
    arms.append(exp.If(this=condition(plan.IsNull(value)), true=exp.Null()))
    return _cast(exp.Case(ifs=arms, default=constant(len(tests))), "TINYINT")


def _compare(op: str, left: plan.Row, right: plan.Row) -> exp.Expr:
    from sqlglot import exp

    kind = {"<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE, "=": exp.EQ}[op]
    if isinstance(left, plan.Whole) and isinstance(right, plan.Constant) and isinstance(right.value, int):
        bound = Decimal(right.value).scaleb(-left.column.places) if abs(right.value) < 10**27 else None
        if bound is not None:  # the column as it is, so that a database may use its statistics
            return kind(this=column_named(left.column.name), expression=exp.Literal.number(f"{bound:f}"))
    return kind(this=_bracketed(left), expression=_bracketed(right))


def _mentions(value: plan.Row, phrases: tuple[str, ...]) -> exp.Expr:
    """The text with one space for all that is no letter, digit or mark; each phrase is looked for in it."""
    from sqlglot import exp

    words = exp.RegexpReplace(
        this=exp.Lower(this=condition(value)), expression=constant(r"[^\p{L}\p{N}\p{M}]+"), replacement=constant(" "),
        modifiers=constant("g"),
    )  # fmt: skip
    around = exp.DPipe(this=exp.DPipe(this=constant(" "), expression=exp.Trim(this=words)), expression=constant(" "))
    found: list[exp.Expr] = [
        exp.Anonymous(this="CONTAINS", expressions=[around.copy(), constant(phrase)]) for phrase in phrases
    ]
    return exp.Paren(this=exp.or_(*found, copy=False, wrap=False))


def _within(value: plan.Row, first: date, last: date) -> exp.Expr:
    from sqlglot import exp

    tested = condition(value)
    moment = isinstance(value, plan.Column) and value.type == "moment"
    below: exp.Expr
    if moment and last < date.max:
        below = exp.LT(this=tested.copy(), expression=_cast(constant(last + timedelta(days=1)), "TIMESTAMP"))
    else:
        below = exp.LTE(this=_cast(tested.copy(), "DATE") if moment else tested.copy(), expression=constant(last))
    start = _cast(constant(first), "TIMESTAMP") if moment else constant(first)
    return exp.Paren(this=exp.And(this=exp.GTE(this=tested, expression=start), expression=below))


def _difference(later: exp.Expr, earlier: exp.Expr, unit: str) -> exp.Expr:
    from sqlglot import exp

    if unit == "days":
        return exp.DateDiff(this=_cast(later, "DATE"), expression=_cast(earlier, "DATE"), unit=exp.var("DAY"))
    micros = [exp.Anonymous(this="EPOCH_US", expressions=[side]) for side in (later, earlier)]
    return exp.Sub(this=micros[0], expression=micros[1])


def _shift(value: plan.Row, by: plan.Row, unit: str) -> exp.Expr:
    """Python has already shifted constants; here a column is shifted, clipped to the month's end by the database."""
    from sqlglot import exp

    made = {"months": "TO_MONTHS", "days": "TO_DAYS", "microseconds": "TO_MICROSECONDS"}[unit]
    size = "BIGINT" if unit == "microseconds" else "INT"
    length = exp.Anonymous(this=made, expressions=[_cast(condition(by), size)])
    shifted = exp.Paren(this=exp.Add(this=_bracketed(value), expression=length))
    return shifted if unit == "microseconds" or _is_moment(value) else _cast(shifted, "DATE")


def _is_moment(row: plan.Row) -> bool:
    match row:
        case plan.Column(_, kind):
            return kind == "moment"
        case plan.DateShift(value, _, unit):
            return unit == "microseconds" or _is_moment(value)
    return False


def places_of(aggregate: plan.Aggregate) -> int:
    """How many decimals a sum has as it comes back; whole numbers have none."""
    match aggregate:
        case plan.SumWhere(value):
            return summed_places(value)
    return 0


def summed_places(value: plan.Row) -> int:
    """How many decimals a value has where it is added up, or told how often it occurs."""
    match value:
        case plan.Whole(column):
            return column.places
        case plan.Arithmetic("*", plan.Whole(column), plan.Whole(other)) if 0 < column.digits + other.digits <= 38:
            return column.places + other.places
    return 0


def _aggregate(aggregate: plan.Aggregate) -> exp.Expr:
    from sqlglot import exp

    match aggregate:
        case plan.CountWhere(plan.And(())):
            return exp.Count(this=exp.Star(), big_int=True)
        case plan.CountWhere(plan.Not(plan.IsNull(plan.Column(name) | plan.Whole(plan.Column(name))))):
            return exp.Count(this=column_named(name), big_int=True)  # which a file may know without being scanned
        case plan.CountWhere(where):
            one = exp.Case(ifs=[exp.If(this=condition(where), true=exp.Literal.number(1))])
            return exp.Count(this=one, big_int=True)
        case plan.FewestWhere(where):  # of rows one by one, each of which is alone
            one = exp.Case(ifs=[exp.If(this=condition(where), true=exp.Literal.number(1))])
            return exp.Min(this=one)
        case plan.SumWhere(value, where):
            return exp.Sum(this=_only(_summed(value), where))
        case plan.DistinctWhere(values, where):
            found = [condition(value) for value in values]
            held = found[0] if len(found) == 1 else exp.Anonymous(this="ROW", expressions=found)
            return exp.Count(this=exp.Distinct(expressions=[_only(held, where)]), big_int=True)
        case plan.ValuesWhere(value, where):
            known = plan.all_of(where, plan.Not(plan.IsNull(value)))
            listed = exp.ArrayAgg(this=exp.Distinct(expressions=[condition(value)]))
            return exp.Filter(this=listed, expression=exp.Where(this=condition(known)))
        case plan.ExtremeWhere(end, value, where):
            kind = exp.Min if end == "least" else exp.Max
            return kind(this=_only(condition(value), where))
    raise TypeError(f"no single figure of {type(aggregate).__name__}")


def _summed(value: plan.Row) -> exp.Expr:
    """A decimal column is summed as it is, and its squares, which is as exact and quicker; places come off later."""
    from sqlglot import exp

    match value:
        case plan.Whole(column):
            return column_named(column.name)
        case plan.Arithmetic("*", plan.Whole(column), plan.Whole(other)) if 0 < column.digits + other.digits <= 38:
            left: exp.Expr = column_named(column.name)
            if max(column.digits, other.digits) <= _IN_64_BITS < column.digits + other.digits:
                # DuckDB keeps what is made of two numbers of 64 bits in 64 bits, which do not hold it; Spark rounds
                # where both have more than 18 digits
                left = exp.Cast(this=left, to=exp.DataType.build(f"DECIMAL({_IN_64_BITS + 1}, {column.places})"))
            return exp.Mul(this=left, expression=column_named(other.name))
    return condition(value)


def _only(value: exp.Expr, where: plan.Row) -> exp.Expr:
    from sqlglot import exp

    if where == plan.ALWAYS:
        return value
    return exp.Case(ifs=[exp.If(this=condition(where), true=value)])


def _group(group: plan.Group) -> exp.Expr:
    """A month counts 12 in a year from year 0, a quarter 4; weekdays count from Monday, 1.

    A moment without a part counts by its date.
    """
    from sqlglot import exp

    if group.part is None:
        column = column_named(group.column.name)
        return _cast(column, "DATE") if group.column.type == "moment" else column
    if group.part in ("weekday", "hour"):
        field = "ISODOW" if group.part == "weekday" else "HOUR"
        return exp.Extract(this=exp.var(field), expression=column_named(group.column.name))
    year: exp.Expr = exp.Year(this=column_named(group.column.name))  # quicker in DuckDB than EXTRACT
    if group.part == "year":
        return year
    within: exp.Expr = exp.Month(this=column_named(group.column.name))
    if group.part == "quarter":
        within = exp.Extract(this=exp.var("QUARTER"), expression=column_named(group.column.name))
    size = 12 if group.part == "month" else 4
    return exp.Sub(
        this=exp.Add(this=exp.Mul(this=year, expression=constant(size)), expression=within), expression=constant(1)
    )


def _bracketed(row: plan.Row) -> exp.Expr:
    from sqlglot import exp

    made = condition(row)
    simple = exp.Column | exp.Literal | exp.Paren | exp.Func | exp.Null | exp.Boolean
    joined = isinstance(made, exp.Connector)  # And and Or are functions too, for sqlglot
    return made if isinstance(made, simple) and not joined else exp.Paren(this=made)


def _number(row: plan.Row) -> exp.Expr:
    if isinstance(row, plan.Constant) and isinstance(row.value, int):
        return _huge(row.value)
    return _bracketed(row)


def constant(value: int | str | date | bool | None) -> exp.Expr:
    """A value as a literal of its type."""
    from sqlglot import exp

    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if value is None:
        return exp.Null()
    if isinstance(value, str):
        return exp.Literal.string(value)
    if isinstance(value, date):
        return _cast(exp.Literal.string(value.isoformat()), "DATE")
    return exp.Literal.number(value)


def _huge(value: int) -> exp.Expr:
    return _cast(constant(value), "HUGEINT")


def _cast(value: exp.Expr, kind: str) -> exp.Expr:
    from sqlglot import exp

    types = {
        "HUGEINT": exp.DataType.Type.INT128,
        "BIGINT": exp.DataType.Type.BIGINT,
        "TINYINT": exp.DataType.Type.TINYINT,
        "INT": exp.DataType.Type.INT,
        "DATE": exp.DataType.Type.DATE,
        "TIMESTAMP": exp.DataType.Type.TIMESTAMP,
    }
    return exp.Cast(this=value, to=exp.DataType(this=types[kind]))


def column_named(name: str) -> exp.Expr:
    """A column, quoted."""
    from sqlglot import exp

    return exp.Column(this=exp.Identifier(this=name, quoted=True))


def _table(name: str) -> exp.Expr:
    from sqlglot import exp

    return exp.Table(this=exp.Identifier(this=name, quoted=True))
