"""Plans to sqlglot trees. Nothing is pasted into text: identifiers are quoted, values are literals of their type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cxengine import plan
from cxengine.metrics.packed_counts import PackedCounts, packed
from cxengine.metrics.sql_figures import aggregated, only_where, summed
from cxengine.metrics.sql_packed import looked_up, unpacked
from cxengine.metrics.sql_rows import cast_to, class_of, column_named, condition, constant, grouped_by
from cxengine.metrics.stages import Stages, stages

if TYPE_CHECKING:
    from sqlglot import exp

ROW_NUMBER = "row number"
"""The column that a backend adds to a table whose rows are flagged: the place of the row, from 0."""
APART = "apart"
"""The column that says whether a group is of rows that are set apart."""


def select(scan: plan.Scan, *, packing: bool = False, in_memory: bool = False) -> exp.Select:
    """One query for the scan: columns ``g0 …`` for groups and ``a0 …`` for aggregates; ``apart``: those set apart.

    ``packing`` says that the engine looks up a place in a list quickly, and that there are ``MOST_ROWS`` rows at most;
    ``in_memory`` that it need not read them first.
    """
    made = stages(scan)
    if made is None:
        return _one_stage(scan)
    return _two_stages(scan, made, packed(made.added) if packing else (), in_memory=in_memory)


def _one_stage(scan: plan.Scan) -> exp.Select:
    keys = [_named(grouped_by(group), f"g{at}") for at, group in enumerate(scan.groups)]
    keys += [_named(_any(scan.apart), APART)] if scan.apart else []
    figures = [_named(aggregated(aggregate), f"a{at}") for at, aggregate in enumerate(scan.aggregates)]
    return _grouped(scan.table, keys, figures)


def _two_stages(scan: plan.Scan, made: Stages, packs: Sequence[PackedCounts], *, in_memory: bool) -> exp.Select:
    """Rows are added up by class, then the classes for each figure."""
    from sqlglot import exp

    grouped = [_named(grouped_by(group), f"g{at}") for at, group in enumerate(scan.groups)]
    keys = [_named(_class(row), f"c{at}") for at, row in enumerate(made.keys)]
    keys += [_named(_any(made.rest), "rest")] if made.rest else []
    taken = frozenset(count for pack in packs for count in pack.counts)
    added = [_named(aggregated(each), f"s{at}") for at, each in enumerate(made.added) if each not in taken]
    added += [_named(looked_up(pack, comparing=in_memory), f"p{at}") for at, pack in enumerate(packs)]
    first = _grouped(scan.table, [*grouped, *keys], added)
    later = [_named(_class(row), name) for name, row in made.later.items()]
    for at, pack in enumerate(packs):
        later += [
            _named(unpacked(f"p{at}", bits), f"s{made.added.index(count)}") for bits, count in enumerate(pack.counts)
        ]
    apart = (*made.follow, *((plan.Column("rest", "yes_no"),) if made.rest else ()))
    later += [_named(_any(apart), APART)] if scan.apart else []
    second = exp.Select().select(exp.Star(), *later, copy=False).from_(_table("added"), copy=False)
    figures = [_named(aggregated(aggregate), f"a{at}") for at, aggregate in enumerate(made.second.aggregates)]
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
            return class_of(value, [plan.Compare("<", value, plan.Constant(bound)) for bound in bounds])
        case plan.Kind(value, sets):
            return class_of(value, [plan.InSet(value, words) for words in sets])
    return class_of(row, [row])


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
    sets = [[*groups, *_about(at, tally)] for at, tally in enumerate(scan.aggregates)]
    valued = _valued(scan, range(len(scan.aggregates)))
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


def untallied(scan: plan.Tallies, about: Sequence[int], *, in_order: bool = False) -> exp.Select:
    """The rows that some tallies, given by their places, are made of: ``g0 …`` and ``v3 …``; ``in_order`` of those."""
    query = _valued(scan, about)
    names = [name for at in about for name in _about(at, scan.aggregates[at])]
    return query.order_by(*(column_named(name) for name in names), copy=False) if in_order else query


def _valued(scan: plan.Tallies, about: Iterable[int]) -> exp.Select:
    """Of each row its groups and the values that tallies count, missing in rows that these are not about."""
    from sqlglot import exp

    inside = [_named(grouped_by(group), f"g{at}") for at, group in enumerate(scan.groups)]
    for at in about:
        tally = scan.aggregates[at]
        inside += [
            _named(only_where(summed(value), tally.condition), name) for name, value in _about(at, tally).items()
        ]
    return exp.Select().select(*inside, copy=False).from_(_table(scan.table), copy=False)


def _about(at: int, tally: plan.TallyWhere) -> Mapping[str, plan.Row]:
    """What a tally counts, by the names of its columns."""
    return {f"v{at}": tally.value, **({f"w{at}": tally.over} if tally.over is not None else {})}


def query(asked: plan.Pass, *, packing: bool = False, in_memory: bool = False) -> exp.Select:
    """The query for what is asked; ``packing`` and ``in_memory`` as in ``select``."""
    match asked:
        case plan.Scan():
            return select(asked, packing=packing, in_memory=in_memory)
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
    keys = [_named(grouped_by(group), f"g{at}") for at, group in enumerate(scan.groups)]
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
    return cast_to(exp.Paren(this=total), "BIGINT")


def rendered(query: exp.Expr, dialect: str = "duckdb", *, pretty: bool = False) -> str:
    """The query as text of a dialect. The tree may be changed by it: it is made for this and not used again."""
    return query.sql(dialect=dialect, identify=True, pretty=pretty, comments=False, copy=False)


def _table(name: str) -> exp.Expr:
    from sqlglot import exp

    return exp.Table(this=exp.Identifier(this=name, quoted=True))
