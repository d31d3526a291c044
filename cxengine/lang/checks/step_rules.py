"""Rules over two steps of a journey: what they ask exists, fits together, and finds its pairs without trying all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs

from cxengine.lang import ast
from cxengine.lang.checks.actions import check_actions_of_rule
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.operators import check_comparison
from cxengine.lang.resolve_journeys import VALUES
from cxengine.lang.step_attributes import ATTRIBUTES, FIGURES, PLAIN, SETS, Kind, conjuncts, finds_partners
from cxengine.lang.types import ANY, DAYS, MONEY, NUMBER, SHARE, TEXT, Type
from cxengine.lang.unparse import OF_A_STEP


def check_step_rules(checking: Checking) -> None:
    """Every rule for two steps."""
    for rule in checking.names.step_rules.values():
        _StepRuleCheck(rule, checking).rule()


@attrs.frozen
class _StepRuleCheck:
    _rule: ast.StepRule
    _checking: Checking

    def rule(self) -> None:
        rule = self._rule
        if rule.first == rule.later:
            self._error(
                "duplicate-name", rule.later, f"Both steps are called `{rule.first}`", "Give them different names."
            )
            return
        if rule.when is not None:
            self._condition(rule.when)
            self._finds_partners(rule.when)
        for sure in rule.sureness:
            if sure.when is not None:
                self._condition(sure.when)
        if rule.removes is not None:
            self._step(rule.removes)
        for part in rule.finding:
            if not isinstance(part, str):
                self._shown(part)
        check_actions_of_rule(rule.actions, self._checking)

    def _error(self, code: str, at: ast.Expr | ast.Name, message: str, help: str) -> None:
        self._checking.error(code, at.span, message, help)

    def _finds_partners(self, when: ast.Expr) -> None:
        if any(finds_partners(part, self._rule) for part in conjuncts(when)) or self._checking.lookup.incomplete:
            return  # a broken line may be a part of the condition
        first, later = self._rule.steps
        self._error(
            "every-pair", when, f"The rule `{self._rule.name}` would have to try every pair of steps",
            "Say by what they are found, in a condition of its own joined by `and`: `same goal`, "
            f"`asks of {later} overlaps asks of {first}` or `{later} directly follows {first}`.",
        )  # fmt: skip

    # ---- names
    def _step(self, name: ast.Name) -> bool:
        if name.text in self._rule.steps:
            return True
        known = self._rule.steps
        help = f"The steps of this rule are `{known[0]}` and `{known[1]}`."
        self._checking.lookup.unknown(name, f"The rule names no step `{name}`", known, help)
        return False

    def _attribute(self, name: ast.Name) -> Kind | None:
        kind = ATTRIBUTES.get(name.text)
        if kind is None:
            help = f"A step has: {', '.join(_said(word) for word in ATTRIBUTES)}."
            self._checking.lookup.unknown(name, f"A step has nothing called `{name}`", ATTRIBUTES, help)
        return kind

    def _of_step(self, expr: ast.Expr) -> Kind | None:
        """The kind of ``gives of later``; None where it is something else, or wrong and reported."""
        if not isinstance(expr, ast.Ref) or expr.of is None or not _plain(expr):
            return None
        kind = self._attribute(expr.name)
        return kind if self._step(expr.of) else None

    # ---- conditions
    def _condition(self, expr: ast.Expr) -> None:
        match expr:
            case ast.And(parts=parts) | ast.Or(parts=parts):
                for part in parts:
                    self._condition(part)
            case ast.Not(value=value):
                self._condition(value)
            case ast.SameOf(attribute=attribute):
                self._attribute(attribute)
            case ast.Follows(later=later, first=first):
                if self._step(later) and self._step(first) and later == first:
                    self._error("duplicate-name", first, f"`{first}` cannot follow itself", "Name both steps.")
            case ast.CompareSets(left=left, right=right):
                self._sets(expr, left, right)
            case ast.IsKnown(value=value):
                if self._of_step(value) is None:
                    self._value(value)
            case ast.Is(left=left, right=right):
                self._is(expr, left, right)
            case ast.OneOf(left=left, options=options):
                for option in options:
                    self._is(ast.Is(left, option, span=left.span.to(option.span)), left, option)
            case ast.Compare(confidence=None, left=left, right=right):
                check_comparison(expr, self._value(left), self._value(right), self._checking)
            case _:
                self._refuse(expr)

    def _refuse(self, expr: ast.Expr) -> None:
        first, later = self._rule.steps
        self._error(
            "not-of-steps", expr, "This is no condition on two steps of a journey",
            f"Write what the steps have alike (`same goal`), their order (`{later} follows {first}`), or what one of "
            f"them has (`cost of {later} > £5`).",
        )  # fmt: skip

    def _is(self, expr: ast.Is, left: ast.Expr, right: ast.Expr) -> None:
        kind = self._of_step(left)
        if kind is None or kind in PLAIN:
            self._plain_is(expr, left, right)
        elif isinstance(right, ast.Ref) and right.of is not None:
            other = self._of_step(right)
            if other is not None and other != kind:
                self._unlike(expr, left, right)
        elif kind in ("fact", "block") or not isinstance(right, ast.Ref) or not _plain(right):
            self._error(
                "type-mismatch", right, f"`{_written(left)}` is not compared with this",
                f"Write a name, or `{_written(left)} is known`.",
            )  # fmt: skip
        else:
            known, what = self._names_of(kind)
            if known is not None and right.name.text not in known:
                self._checking.lookup.unknown(right.name, f"There is no {what} `{right.name}`", known)

    def _plain_is(self, expr: ast.Is, left: ast.Expr, right: ast.Expr) -> None:
        given = self._value(left)
        if isinstance(right, ast.Ref) and right.of is None and right.name.text in ("yes", "no"):
            if given not in (ANY, PLAIN["yes_no"]):
                self._unlike(expr, left, right)
        else:
            check_comparison(expr, given, self._value(right), self._checking)

    def _unlike(self, expr: ast.Expr, left: ast.Expr, right: ast.Expr) -> None:
        message = f"`{_written(left)}` and `{_written(right)}` are of different kinds"
        self._error("type-mismatch", expr, message, "Compare parties with parties, items with items.")

    def _names_of(self, kind: Kind) -> tuple[Iterable[str] | None, str]:
        names = self._checking.names
        if kind in ("channels", "contact_reason"):
            category: Literal["channel", "contact_reason"] = "channel" if kind == "channels" else "contact_reason"
            declared = names.category_of_steps(category)
            options = None if declared is None else [option.name.text for option in declared.options]
            return options, f"option in the category `{category}` called"
        if kind == "stage":
            stages = {stage.name.text for journey in names.journeys.values() for stage in journey.stages}
            return stages or None, "stage in any journey called"
        known: dict[Kind, tuple[Iterable[str], str]] = {
            "party": (names.parties, "party"), "items": (names.items, "item"), "facts": (names.facts, "fact"),
            "value": (VALUES, "kind of value"),
        }  # fmt: skip
        return known[kind]

    def _sets(self, expr: ast.CompareSets, left: ast.Expr, right: ast.Expr) -> None:
        kinds = {kind for side in (left, right) for kind in self._set(side)}
        if len(kinds) > 1:
            self._unlike(expr, left, right)

    def _set(self, expr: ast.Expr) -> list[Kind]:
        """The kinds of what is put together; what is no set is reported."""
        if isinstance(expr, ast.Arithmetic) and expr.op == "+":
            return [*self._set(expr.left), *self._set(expr.right)]
        before = len(self._checking.found)
        kind = self._of_step(expr)
        if kind in SETS:
            return [kind] if kind is not None else []
        if len(self._checking.found) == before and not self._checking.lookup.incomplete:
            several = ", ".join(f"`{word}`" for word, kind in ATTRIBUTES.items() if kind in SETS)
            self._error(
                "type-mismatch", expr, "This is not something of which a step may have several",
                f"Write one of {several} with the step: `gives of {self._rule.later}`.",
            )  # fmt: skip
        return []

    # ---- values
    def _value(self, expr: ast.Expr) -> Type:
        match expr:
            case ast.Number():
                return NUMBER
            case ast.Negative(value=ast.Number()):
                return NUMBER
            case ast.Percent():
                return SHARE
            case ast.Money():
                return MONEY
            case ast.Text():
                return TEXT
            case ast.Duration(period=period) if period.unit not in ("month", "quarter", "year"):
                return DAYS
            case ast.Ref() if _plain(expr):
                return self._reference(expr)
            case _:
                self._refuse(expr)
                return ANY

    def _reference(self, expr: ast.Ref) -> Type:
        if expr.of is None:
            figure = FIGURES.get(expr.name.text)
            if figure is None:
                first, later = self._rule.steps
                help = f"Write something of one of the steps (`cost of {later}`), or one of {', '.join(FIGURES)}."
                message = f"Two steps have nothing called `{expr.name}`"
                self._checking.lookup.unknown(expr.name, message, FIGURES, help)
            return figure or ANY
        kind = self._of_step(expr)
        if kind is None:
            return ANY
        if kind not in PLAIN:
            self._error(
                "type-mismatch", expr, f"`{_written(expr)}` is no value to compare",
                f"Write `same {_said(expr.name.text)}`, or `is` with a name.",
            )  # fmt: skip
        return PLAIN.get(kind, ANY)

    def _shown(self, part: ast.Expr) -> None:
        """What stands in braces: a step, something of one, or a figure of both."""
        if isinstance(part, ast.Ref) and _plain(part):
            if part.of is not None:
                self._of_step(part)
            elif part.name.text not in FIGURES:
                self._step(part.name)
            return
        first = self._rule.first
        self._error(
            "not-a-figure", part, "Steps are named in the finding of this rule, or what they have",
            f"Write `{{{first}}}` or `{{owner of {first}}}`.",
        )  # fmt: skip


def _plain(ref: ast.Ref) -> bool:
    return ref.arguments is None and ref.at is None and ref.level is None


def _said(word: str) -> str:
    return word.replace("_", " ") if word in OF_A_STEP else word


def _written(expr: ast.Expr) -> str:
    if not isinstance(expr, ast.Ref):
        return "this"
    return f"{_said(expr.name.text)} of {expr.of}" if expr.of is not None else expr.name.text
