"""Scales, categories, subjects and tables."""

from __future__ import annotations

from collections.abc import Iterable

from cxengine.lang import ast
from cxengine.lang.checks.checking import MOST_NESTED_KINDS, Checking
from cxengine.lang.checks.expressions import condition
from cxengine.lang.cycles import in_order, path_in_words
from cxengine.lang.field_types import field_type
from cxengine.lang.publishing import POLICIES
from cxengine.lang.reserved import RESERVED
from cxengine.lang.resolve import declare_once
from cxengine.lang.scope import of_rows
from cxengine.lang.types import ANY, NUMBER
from cxengine.suggest import did_you_mean

MOST_DECIMALS = 12
"""Places that a number field may keep."""


def check_categories(checking: Checking) -> None:
    """Options and their titles are told apart without regard to capitals, as data are matched that way."""
    for category in checking.names.categories.values():
        first: dict[str, tuple[str, ast.Name]] = {}
        titles: dict[str, ast.Name] = {}
        for option in category.options:
            declare_once(option.name, "option", first, checking.found)
        for option in category.options:
            folded = " ".join(option.title.split()).casefold()
            named = first.get(folded)
            earlier = titles.setdefault(folded, option.name) if folded else option.name
            other = named[1] if named is not None and named[1].text != option.name.text else earlier
            if other.text != option.name.text:
                checking.error(
                    "title-twice",
                    option.name.span,
                    f"The title `{option.title}` already stands for the option `{other.text}`",
                    "Data are matched by name or title, so each may stand once. Change one of them.",
                )


def check_subjects(checking: Checking) -> None:
    """Attributes, and that no kind belongs to itself."""
    subjects = checking.names.subjects
    for subject in subjects.values():
        _check_fields(subject.fields, checking)
        _check_smallest(subject, checking)
        for field in subject.fields:
            metric = checking.names.metrics.get(field.name.text)
            if metric is not None:
                checking.error(
                    "duplicate-name",
                    field.name.span,
                    f"`{field.name.text}` is a metric too, and a condition could mean either",
                    f"Give one of them another name; the metric is in line {metric.span.line} "
                    f"of {metric.span.filename}.",
                )
    for subject in subjects.values():
        if subject.belongs_to is not None and len(checking.kinds_above(subject.name.text)) == MOST_NESTED_KINDS:
            checking.error(
                "nested-subjects",
                subject.belongs_to.span,
                f"More than {MOST_NESTED_KINDS - 1} kinds of subject stand above `{subject.name.text}`",
                "Leave some of them out.",
            )
            break
    belongs = {name: (s.belongs_to.text,) if s.belongs_to is not None else () for name, s in subjects.items()}
    for circle in in_order(belongs)[1]:
        owner = subjects[circle[0]].belongs_to
        assert owner is not None
        if checking.lookup.incomplete:
            continue  # the head of another kind may stand in the broken line
        checking.error(
            "circular-subjects",
            owner.span,
            f"A {circle[0]} would belong to itself: {path_in_words(circle)}",
            "Take one `belongs to` line out.",
        )


def check_tables(checking: Checking) -> None:
    """Fields, keys, what is rejected, and the smallest group."""
    for table in checking.names.tables.values():
        _check_fields(table.fields, checking)
        _check_key(table, checking)
        rows = of_rows(table, "a condition on rows")
        for rejection in table.rejections:
            condition(rejection.condition, rows, checking)
        _check_smallest(table, checking)
        _check_policy(table, checking)


def _check_smallest(declared: ast.Table | ast.Subject, checking: Checking) -> None:
    if declared.publish_at_least is not None and declared.publish_at_least < 1:
        checking.error(
            "smallest-group",
            declared.places.get("publish groups of", (declared.name.span,))[0],
            "Groups of at least 0 would publish everything",
            "Write the smallest group that may be published: `publish groups of at least 10`.",
        )


def _check_policy(table: ast.Table, checking: Checking) -> None:
    named = table.publish_as
    if named is not None and named.text not in POLICIES:
        checking.error(
            "unknown-policy",
            named.span,
            f"There is no policy `{named.text}` on small groups",
            did_you_mean(named.text, POLICIES) or f"Known are {', '.join(f'`{name}`' for name in sorted(POLICIES))}.",
        )
    if table.counts_rounded_to is not None and table.counts_rounded_to < 2:
        checking.error(
            "counts-rounded",
            table.places.get("publish counts rounded to", (table.name.span,))[0],
            f"Counts rounded to {table.counts_rounded_to} are not rounded",
            "Write what they are rounded to: `publish counts rounded to 5`.",
        )


def _check_key(table: ast.Table, checking: Checking) -> None:
    fields = {field.name.text: field for field in table.fields}
    seen: set[str] = set()
    for key in table.key:
        field = fields.get(key.text)
        if key.text in seen:
            checking.error("written-twice", key.span, f"`{key.text}` stands twice in the key", "Take one out.")
        seen.add(key.text)
        if field is not None and field.may_be_missing:
            checking.error(
                "key-missing",
                key.span,
                f"`{key.text}` may be missing, so it cannot tell rows apart",
                "Take `may be missing` off the field, or choose another key.",
            )


def _check_fields(fields: Iterable[ast.Field], checking: Checking) -> None:
    first: dict[str, tuple[str, ast.Name]] = {}
    for field in fields:
        declare_once(field.name, "field", first, checking.found)
        if isinstance(field.type, ast.ListType):
            _check_list(field.type, checking)
        if field.decimals is None:
            continue
        given = field_type(field, checking.names)
        if given not in (NUMBER, ANY):
            checking.error(
                "decimals",
                field.name.span,
                f"`{field.name.text}` is {given}; only a number has decimals of its own",
                "Take the decimals out.",
            )
        elif field.decimals > MOST_DECIMALS:
            checking.error(
                "decimals",
                field.name.span,
                f"{field.decimals} decimals are more than can be kept",
                f"Write at most {MOST_DECIMALS} decimals.",
            )


def _check_list(listed: ast.ListType, checking: Checking) -> None:
    seen: set[str] = set()
    for option in listed.options:
        if option in RESERVED:
            checking.error(
                "reserved-word",
                listed.span,
                f"`{option}` is a word of conditions, so no option can have it",
                "Choose another name, and map the spelling of the data to it in cx.toml.",
            )
        if option.casefold() in seen:
            checking.error(
                "duplicate-name", listed.span, f"`{option}` stands twice in the list", "Take one of them out."
            )
        seen.add(option.casefold())
