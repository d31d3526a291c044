"""What each form of a line says: called by the parser with the parts of the form, in the order of the grammar.

One method per rule or alias of ``grammars/*.lark``, with the same name; each takes the list of parts, in which an
optional part that is not written is None. Tokens are strings with ``start_pos`` and ``end_pos``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from cxengine.lang import ast
from cxengine.lang.constructs import OVERRIDABLE
from cxengine.lang.reserved import OUTCOMES, RESERVED
from cxengine.lang.syntax.answer_lines import AnswerLines
from cxengine.lang.syntax.expression_builder import outcome_word, percentage
from cxengine.lang.syntax.lines import NOTHING, Clause, Head
from cxengine.lang.syntax.override_words import not_overridable

Parts = list[Any]


def _clause_of(word: str, index: int = 0) -> Any:
    def build(self: LineBuilder, parts: Parts) -> Clause:
        return Clause(word, parts[index], self.span)

    return build


def _clause_of_name(word: str) -> Any:
    def build(self: LineBuilder, parts: Parts) -> Clause:
        return Clause(word, self.name(parts[0]), self.span)

    return build


def _clause_that_stands(word: str) -> Any:
    def build(self: LineBuilder, parts: Parts) -> Clause:
        return Clause(word, True, self.span)

    return build


def _clause_with_condition(word: str) -> Any:
    def build(self: LineBuilder, parts: Parts) -> Clause:
        return Clause(word, self.whole_condition(parts[0]), self.span)

    return build


def _words(title: Any) -> str:
    """What stands after the colon."""
    return str(title[1:]).strip()


class LineBuilder(AnswerLines):
    """Builds a Head or a Clause. Holds the place of the line that is being read, nothing else."""

    def _head(self, kind: str, name: Any, title: Any, values: Mapping[str, Any] = NOTHING) -> Head:
        return Head(kind=kind, name=self.name(name), title=_words(title), values=values, span=self.span)

    def _free(self, token: Any, kind: str) -> None:
        """Stop where a name that conditions use is a word that conditions are made of."""
        if token in RESERVED or (token in OUTCOMES and kind not in ("option", "point")):
            help = f"Choose a longer name, such as `{token}_{'value' if kind in ('option', 'point') else kind}`."
            raise self.stop(
                "reserved-word", token, f"`{token}` is a word of conditions, so no {kind} can have it", help
            )

    # ---- heads
    def declared(self, parts: Parts) -> Head:
        if parts[0] in ("metric", "option", "subject", "segment"):
            self._free(parts[1], str(parts[0]))
        return self._head(str(parts[0]), parts[1], parts[2])

    def scale(self, parts: Parts) -> Head:
        name, limits, higher, title = parts
        low, high = limits or (None, None)
        return self._head("scale", name, title, {"low": low, "high": high, "higher_is_better": higher})

    def scale_taking(self, parts: Parts) -> Head:
        name, takes, title = parts
        return self._head("scale", name, title, {"low": None, "high": None, "takes": self.name(takes)})

    def point(self, parts: Parts) -> Head:
        name, value, title = parts
        self._free(name, "point")
        return self._head("point", name, title, {"value": None if value is None else self.fraction(value)})

    def point_number(self, parts: Parts) -> Head:
        self.fraction(parts[0])
        return self._head("point", parts[0], parts[1])

    def point_up_to(self, parts: Parts) -> Head:
        return self._head("point", parts[0], parts[2], {"up_to": self.percentage(parts[1])})

    def model(self, parts: Parts) -> Head:
        return self._head("model", parts[0], parts[2], {"subject": self.name(parts[1])})

    def rule(self, parts: Parts) -> Head:
        return self._head("rule", parts[0], parts[2], {"subject": self.name(parts[1])})

    def band(self, parts: Parts) -> Head:
        low = self.count(parts[1])
        high = low if parts[2] is None else self.count(parts[2])
        return self._head("band", parts[0], parts[3], {"low": low, "high": high})

    def level(self, parts: Parts) -> Head:
        return self._head("level", parts[1], parts[2], {"number": self.count(parts[1])})

    def criterion(self, parts: Parts) -> Head:
        return self._head("criterion", parts[1], parts[2])

    def _override(self, verb: str, parts: Parts, title: Any = None) -> Head:
        kind = str(parts[0])
        only = ("criterion",) if verb in ("add", "waive") else OVERRIDABLE
        if kind not in only:
            message, help, near = not_overridable(verb, kind, only)
            raise self.stop("not-overridable", parts[0], message, help, near)
        words = "" if title is None else _words(title)
        return Head(kind=verb, name=self.name(parts[1]), title=words, values={"of": kind}, span=self.span)

    def change(self, parts: Parts) -> Head:
        return self._override("change", parts, parts[2])

    def add(self, parts: Parts) -> Head:
        return self._override("add", parts, parts[2])

    def waive(self, parts: Parts) -> Head:
        return self._override("waive", parts)

    def remove(self, parts: Parts) -> Head:
        return self._override("remove", parts)

    # ---- parts of lines
    def names(self, parts: Parts) -> tuple[ast.Name, ...]:
        return tuple(self.name(part) for part in parts)

    def range(self, parts: Parts) -> tuple[int, int]:
        return (parts[0], parts[1])

    def whole(self, parts: Parts) -> int:
        return -self.count(parts[1]) if parts[0] is not None else self.count(parts[1])

    def decimals(self, parts: Parts) -> int:
        return self.small_count(parts[0], 12, "decimals")

    def better(self, parts: Parts) -> bool:
        return bool(parts[0] == "higher")

    def estimate(self, parts: Parts) -> bool:
        return True

    a_year = estimate

    def named_type(self, parts: Parts) -> ast.NamedType:
        name = self.name(parts[0])
        return ast.NamedType(name, name.span)

    def list_type(self, parts: Parts) -> ast.ListType:
        options = tuple(str(part).strip('"') for part in parts[1:-1])
        return ast.ListType(options, self.between(parts[0], parts[-1]))

    def flag(self, parts: Parts) -> str | int:
        part = parts[0]
        return part if isinstance(part, int) else "personal" if part == "personal" else "may be missing"

    def dimension(self, parts: Parts) -> ast.Dimension:
        name = self.name(parts[0])
        return ast.Dimension(name, None, name.span)

    def part_of(self, parts: Parts) -> ast.Dimension:
        part: Any = parts[0].split()[0]
        return ast.Dimension(self.name(parts[1]), part, self.between(parts[0], parts[1]))

    # ---- clauses of any block
    def prose(self, parts: Parts) -> Clause:
        return Clause(" ".join(parts[0].split()), (_words(parts[1]),), self.span)

    def referred(self, parts: Parts) -> Clause:
        return Clause(str(parts[0]), self.name(parts[1]), self.span)

    def direction(self, parts: Parts) -> Clause:
        return Clause("higher is better", parts[0], self.span)

    # ---- clauses of pack, subject, table
    def version(self, parts: Parts) -> Clause:
        return Clause("version", (str(parts[0]), self.calendar_day(parts[1])), self.span)

    def _pin(self, word: str, parts: Parts) -> Clause:
        return Clause(word, ast.PackPin(self.name(parts[0]), str(parts[1]), self.span), self.span)

    def extends(self, parts: Parts) -> Clause:
        return self._pin("extends", parts)

    def uses(self, parts: Parts) -> Clause:
        return self._pin("uses", parts)

    uses_plugin = _clause_of_name("uses plugin")

    belongs_to = _clause_of_name("belongs to")
    key = _clause_of("key")

    def field(self, parts: Parts) -> Clause:
        name, kind, *flags = parts
        self._free(name, "field")
        decimals = [flag for flag in flags if isinstance(flag, int)]
        said = self.name(name)
        field = ast.Field(
            name=said,
            type=kind,
            personal="personal" in flags,
            may_be_missing="may be missing" in flags,
            decimals=decimals[0] if decimals else None,
            span=self.span,
        )
        return Clause("field", field, self.span)

    def publish(self, parts: Parts) -> Clause:
        return Clause("publish groups of", self.count(parts[1]), self.span)

    publish_as = _clause_of_name("publish as")

    def publish_rounded(self, parts: Parts) -> Clause:
        return Clause("publish counts rounded to", self.count(parts[0]), self.span)

    def reject(self, parts: Parts) -> Clause:
        return Clause(
            "reject when", ast.Rejection(self.whole_condition(parts[0]), _words(parts[1]), self.span), self.span
        )

    # ---- clauses of metric
    from_table = _clause_of_name("from")
    for_subject = _clause_of_name("for")

    where = _clause_with_condition("where")
    formula = _clause_with_condition("formula")
    when = _clause_with_condition("when")
    applies = _clause_with_condition("applies when")

    def needs(self, parts: Parts) -> Clause:
        return Clause("needs", self.count(parts[0]), self.span)

    def by(self, parts: Parts) -> Clause:
        return Clause("by", tuple(parts), self.span)

    def confidence(self, parts: Parts) -> Clause:
        return Clause("confidence", self.confidence_level(parts[1]), self.span)

    def shown(self, parts: Parts) -> Clause:
        unit, limits, decimals = parts
        low, high = (Fraction(limits[0]), Fraction(limits[1])) if limits else (None, None)
        said: Any = " ".join(unit.split())
        return Clause("shown as", ast.Shown(said, low, high, decimals, self.span), self.span)

    # ---- clauses of model, aspect, level
    stops = _clause_that_stands("stop at first unmet")
    withheld = _clause_with_condition("withheld when")

    def need(self, parts: Parts) -> ast.Need:
        at_least, answer = parts
        return ast.Need(outcome_word(answer), at_least is not None, self.between(at_least or answer, answer))

    def every_is(self, parts: Parts) -> ast.Demand:
        _, place, need = parts
        where: Any = outcome_word(place)
        return ast.Demand(where, need, None, need.span)

    def share_is(self, parts: Parts) -> ast.Demand:
        _, share, place, need = parts
        where: Any = outcome_word(place)
        return ast.Demand(where, need, self.percentage(share), self.between(share, need))

    def levels_below(self, parts: Parts) -> ast.LevelsBelow:
        return ast.LevelsBelow(self.between(parts[0], parts[1]))

    def reached(self, parts: Parts) -> Clause:
        return Clause("reached when", tuple(part for part in parts if not isinstance(part, str)), self.span)

    def cap(self, parts: Parts) -> Clause:
        return Clause(
            "level at most", ast.Cap(self.count(parts[2]), self.whole_condition(parts[3]), self.span), self.span
        )

    def _policy(self, about: Any, value: Any) -> Clause:
        said: Any = "not applicable" if about.startswith("not") else "empty level" if about == "level" else str(about)
        return Clause(f"{said} counts as", ast.Policy(said, value, False, self.span), self.span)

    def duty_counts_as(self, parts: Parts) -> Clause:
        said: Any = str(parts[0])
        value: Any = str(parts[1])
        return Clause(f"{said} counts as", ast.Policy(said, value, parts[2] is not None, self.span), self.span)

    def counts_as(self, parts: Parts) -> Clause:
        return self._policy(parts[0], str(parts[1]))

    def left_out(self, parts: Parts) -> Clause:
        return self._policy(parts[0], "left out")

    assess_first = _clause_of("assess")
    assessed_by = _clause_of("assessed by")
    on_disagreement = _clause_of_name("on disagreement")

    def score_is(self, parts: Parts) -> Clause:
        return Clause("score is", " ".join(parts[1].split()), self.span)

    def level_by(self, parts: Parts) -> Clause:
        return Clause("level by", self.name(parts[1]), self.span)

    def score_by(self, parts: Parts) -> Clause:
        return Clause("score by", self.name(parts[1]), self.span)

    def score_starts(self, parts: Parts) -> Clause:
        return Clause("score starts at", self.fraction(parts[1]), self.span)

    def score_bound(self, parts: Parts) -> Clause:
        _, side, value, when = parts
        bound: Any = outcome_word(side)
        held = None if when is None else self.whole_condition(when)
        return Clause(f"score {bound}", ast.ScoreBound(bound, value, held, self.span), self.span)

    def round_to(self, parts: Parts) -> Clause:
        rule: Any = " ".join(parts[0].split())
        return Clause("round", ast.RoundTo(rule, parts[1], self.span), self.span)

    parent = _clause_of_name("in")

    def weight(self, parts: Parts) -> Clause:
        return Clause("weight", self.fraction(parts[0]), self.span)

    # ---- clauses of criterion
    def obligation(self, parts: Parts) -> Clause:
        return Clause("obligation", outcome_word(parts[0]), self.span)

    def deducts(self, parts: Parts) -> Clause:
        when = None if parts[1] is None else outcome_word(parts[1])
        return Clause("deducts", ast.Deduction(self.fraction(parts[0]), when, self.span), self.span)

    scale_of = _clause_of_name("scale")
    not_applicable_allowed = _clause_that_stands("not applicable allowed")
    review = _clause_of("review every")

    def required(self, parts: Parts) -> Clause:
        kind: Any = str(parts[0])
        when: Any = None if parts[2] is None else outcome_word(parts[2])
        return Clause("required", ast.Proof(kind, when, parts[1], self.span), self.span)

    def unmet_when(self, parts: Parts) -> Clause:
        return Clause("unmet when", self.whole_condition(parts[1]), self.span)

    def length(self, parts: Parts) -> int:
        return self.count(parts[1])

    def target_point(self, parts: Parts) -> Clause:
        name = self.name(parts[2])
        return Clause("target", ast.Target("at least", ast.Ref(name, span=name.span), span=self.span), self.span)

    # ---- clauses of overrides
    def without(self, parts: Parts) -> Clause:
        return Clause("without", ast.Without(" ".join(parts[0].split()), self.span), self.span)

    def until(self, parts: Parts) -> Clause:
        return Clause("until", self.calendar_day(parts[0]), self.span)

    def in_level(self, parts: Parts) -> Clause:
        return Clause("in level", self.count(parts[1]), self.span)

    supports = _clause_of("supports")

    # ---- clauses of rule
    def severity(self, parts: Parts) -> Clause:
        return Clause("severity", str(parts[0]), self.span)

    def finding(self, parts: Parts) -> Clause:
        """The words; what stands in braces is read after the line."""
        return Clause("finding", (_words(parts[0]),), self.span)

    # ---- clauses of action
    owner = _clause_of_name("owner")
    only_with_investment = _clause_that_stands("only with investment")

    def reach(self, parts: Parts) -> Clause:
        return Clause("at", str(parts[0]), self.span)

    def effort(self, parts: Parts) -> Clause:
        return Clause("effort", (parts[0], parts[1] is not None), self.span)

    def costs(self, parts: Parts) -> Clause:
        amount, yearly, estimate = parts
        return Clause("costs", (self.pounds(amount), yearly is not None, estimate is not None), self.span)

    def after(self, parts: Parts) -> Clause:
        return Clause("after", tuple(self.name(part) for part in parts if part != "and"), self.span)

    def not_before(self, parts: Parts) -> Clause:
        return Clause("not before", self.calendar_day(parts[0]), self.span)

    # ---- clauses of test
    def answer(self, parts: Parts) -> tuple[str | Fraction, date | None, tuple[str, ...]]:
        said, on, proofs = parts
        value = percentage(said) if said.endswith("%") else outcome_word(said)
        return (value, None if on is None else self.calendar_day(on), proofs or ())

    def proofs(self, parts: Parts) -> tuple[str, ...]:
        return tuple(str(part) for part in parts if part != "and")

    def _given(self, value: ast.Given) -> Clause:
        return Clause("given", value, self.span)

    def given_answer(self, parts: Parts) -> Clause:
        first, by, said = parts
        return self._given(self._answers(first, None, by, said))

    def given_answers(self, parts: Parts) -> Clause:
        first, last, by, said = parts
        return self._given(self._answers(first, last, by, said))

    def _answers(self, first: Any, last: Any, by: Any, said: Any) -> ast.GivenAnswers:
        value, on, proofs = said
        end, assessor = (None if part is None else self.name(part) for part in (last, by))
        return ast.GivenAnswers(self.name(first), end, value, on, proofs, assessor, self.span)

    def given_today(self, parts: Parts) -> Clause:
        return self._given(ast.GivenToday(self.calendar_day(parts[1]), self.span))

    def given_level(self, parts: Parts) -> Clause:
        value = ast.Number(Fraction(self.count(parts[2])), self.at(parts[2]))
        return self._given(ast.GivenResult("level", self.name(parts[1]), value, self.span))

    def given_score(self, parts: Parts) -> Clause:
        return self._given(ast.GivenResult("score", self.name(parts[1]), parts[2], self.span))

    def given_fact(self, parts: Parts) -> Clause:
        subject, value, count = parts
        rows = None if count is None else self.count(count)
        return self._given(ast.GivenFact(subject, value, rows, self.span))

    def nothing(self, parts: Parts) -> None:
        return None

    def _expect(self, value: ast.Expectation) -> Clause:
        return Clause("expect", value, self.span)

    def expect_level(self, parts: Parts) -> Clause:
        could_be = None if parts[2] is None else self.count(parts[2])
        return self._expect(ast.ExpectLevel(self.count(parts[1]), could_be, self.span))

    def expect_level_of(self, parts: Parts) -> Clause:
        return self._expect(ast.ExpectLevelOf(self.name(parts[1]), self.count(parts[2]), self.span))

    def expect_withheld(self, parts: Parts) -> Clause:
        aspect = self.name(parts[0]) if parts[0] is not None else None
        return self._expect(ast.ExpectWithheld(aspect, self.span))

    def expect_band(self, parts: Parts) -> Clause:
        return self._expect(ast.ExpectBand(self.name(parts[0]), self.span))

    def expect_criterion(self, parts: Parts) -> Clause:
        outcome: Any = outcome_word(parts[2])
        return self._expect(ast.ExpectCriterion(self.name(parts[1]), outcome, self.span))

    def expect_action(self, parts: Parts) -> Clause:
        return self._expect(ast.ExpectAction(self.name(parts[1]), parts[0] is not None, self.span))

    def expect_finding(self, parts: Parts) -> Clause:
        return self._expect(ast.ExpectFinding(self.name(parts[1]), parts[0] is not None, parts[2] or (), self.span))

    def score_of_name(self, parts: Parts) -> tuple[ast.Name | None, int | None]:
        return self.name(parts[0]), None if parts[2] is None else self.count(parts[2])

    def score_of_level(self, parts: Parts) -> tuple[ast.Name | None, int | None]:
        return None, self.count(parts[1])

    def expect_score(self, parts: Parts) -> Clause:
        _, node, value, most = parts
        aspect, level = node or (None, None)
        of = None if most is None else self.fraction(most)
        decimals = self.decimals_written(value)
        return self._expect(ast.ExpectScore(aspect, value, decimals, level, of, self.span))

    def expect_no_score(self, parts: Parts) -> Clause:
        aspect, level = parts[2] or (None, None)
        return self._expect(ast.ExpectScore(aspect, None, 0, level, None, self.span))

    def expect_metric(self, parts: Parts) -> Clause:
        decimals = 0 if parts[1] is None else self.decimals_written(parts[1])
        return self._expect(ast.ExpectMetric(parts[0], parts[1], decimals, self.span))

    def expect_suppressed(self, parts: Parts) -> Clause:
        return self._expect(ast.ExpectSuppressed(self.name(parts[0]), self.span))
