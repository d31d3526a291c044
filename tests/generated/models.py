"""Models as text: levels, criteria with every clause, aspects in trees, policies, scores, actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import attrs

from .conditions import over_lines
from .metrics import Made
from .model_conditions import ABOVE_LOWEST, OUTCOMES, PROOFS, SCALE_POINTS, SHARES, ConditionWriter
from .writing import Pen

RULES = ("mean", "mean", "sum", "lowest", "highest", "share met", "count met", "share of points")
ASPECT_POLICIES = (
    ("unknown counts as unmet", "unknown counts as met", "unknown is left out", "unknown counts as unknown"),
    ("not applicable counts as unmet", "not applicable is left out"),
    ("partly counts as met",),
    ("should counts as met with justification", "suggested counts as met"),
)
ANSWER_SCALES = ("progress", "stages", "covered", "rating", "worry", "trained", "reviewed")
"""Scales that people answer on; without one it is unmet, partly, met."""


def target_line(pen: Pen, scale: str | None) -> str:
    """From where on an answer is met."""
    if scale == "reviewed" and pen.likely(0.4):
        pen.use("target in last")
        return f"target in last {pen.one(('12 months', '90 days', '1 year'))}"
    if scale in ("trained", "reviewed"):
        pen.use("target of a percentage" if scale == "trained" else "target of a date")
    return f"target at least {pen.one(ABOVE_LOWEST[scale])}"


@attrs.frozen(kw_only=True)
class Asked:
    """A criterion that people answer: what its answers may look like."""

    name: str
    scale: str | None


@attrs.frozen(kw_only=True)
class WrittenModel:
    """A model that was written, as far as its data need it."""

    kind: str
    asked: tuple[Asked, ...]
    assessors: tuple[str, ...] = ()
    """Those who answer: names, or the kind of the teams that do."""


class ModelWriter(ConditionWriter):
    """Writes one model for a kind of subject."""

    def __init__(self, pen: Pen, kind: str, made: Sequence[Made], attributes: Sequence[tuple[str, str]], as_of: date):
        super().__init__(pen, made, attributes, as_of)
        self.kind = kind
        self.asked: list[Asked] = []
        self.actions: list[str] = []
        self.leaves: list[str] = []
        self.stages: list[str] = []
        self.stops = self.subtractive = self.by_scorer = self.asks_for_others = False
        self.easy = pen.likely(0.4)
        """Mostly asked, with few conditions: otherwise hardly anybody reaches a high level."""

    def write(self) -> WrittenModel:
        """The whole model."""
        pen = self.pen
        pen.line(f"model maturity for {self.kind}: Maturity of a {self.kind}", f"model for {self.kind}")
        if pen.likely(0.25):
            self.scale = pen.one(ANSWER_SCALES)
            pen.line(f"  scale {self.scale}", "model scale")
        self.one_scale = pen.likely(0.6)
        self.reached()
        self.stops = pen.likely(0.12)
        if self.stops:
            pen.line("  stop at first unmet", "stop at first unmet")
        self.policies()
        self.scores()
        self.who_answers()
        aspects = self.plan_aspects()
        if aspects and pen.likely(0.3):
            pen.line(f"  assess {', '.join(self.leaves)} first", "assess first")
        self.aspects(aspects)
        count = pen.one((2, 3, 4, 5, 5))
        self.bands(count)
        pen.line("  phase basics: Fix the basics", "phase")
        for number in range(pen.number(0, 1) if pen.likely(0.3) else 0):
            self.criterion(f"general{number}", "criterion before levels")
        if not self.stops and pen.likely(0.15):
            self.of_others()
        for level in range(1, count + 1):
            self.level(level)
        self.withheld()
        self.fill_in()
        self.aims(count)
        return WrittenModel(kind=self.kind, asked=tuple(self.asked), assessors=self.assessors)

    def of_others(self) -> None:
        """A criterion that asks for all others; no condition of another one names it, which would be a circle."""
        pen = self.pen
        each, word = pen.one(("any", "every")), pen.one(("is", "is", "is not"))
        pen.use("other criterion")
        self.asks_for_others = True
        pen.line("  criterion others: How the others are", "criterion before levels")
        pen.lines += [f"    aspect {pen.one(leaves)}" for leaves in (self.leaves, self.stages) if leaves]
        without = f" without {pen.one(PROOFS)}" if pen.likely(0.5) else ""
        pen.line(f"    when {each} other criterion {word} {pen.one(OUTCOMES)}{without}", "criterion when")
        if self.subtractive:
            pen.line("    deducts 1")

    def reached(self) -> None:
        """The rule for levels: the default, or one to three things that it asks."""
        pen = self.pen
        if pen.likely(0.15):
            self.by_scorer = True
            scorer = pen.one(("steps", "steps", "contrary"))
            pen.line(f"  level by {scorer}", f"level by a scorer that {'rises' if scorer == 'steps' else 'may fall'}")
            return
        if pen.likely(0.2 if self.scale and self.one_scale else 0.5):
            if pen.likely(0.5):
                pen.line("  reached when every criterion at or below is met", "reached when")
            return
        parts = [self.demand() for _ in range(pen.one((1, 1, 2, 3)))]
        lines = ["  reached when " + parts[0], *("    and " + part for part in parts[1:])]
        pen.lines += lines
        pen.use("reached when … and" if len(parts) > 1 else "reached when one")

    def demand(self) -> str:
        """One thing that the rule asks."""
        pen = self.pen
        place = pen.one(("here", "here", "below", "at or below"))
        pen.use(f"criterion {place}")
        if pen.likely(0.15):
            pen.use("every level below")
            return "every level below is reached"
        points = SCALE_POINTS.get(self.scale or "") if self.one_scale else None
        need = pen.one(("met", "met", "met", "at least partly", "partly", "unmet"))
        if points is not None and pen.likely(0.9):
            need = pen.one((f"at least {pen.one(points)}", points[-1], pen.one(points)))
            pen.use("is at least POINT" if "least" in need else "is POINT")
        if pen.likely(0.4):
            pen.use("share of criteria")
            return f"at least {pen.one(('50', '80', '33.3', '100'))}% of criteria {place} are {need}"
        return f"every criterion {place} is {need}"

    def withheld(self) -> None:
        """What withholds or caps the result; after the criteria, in the text above them."""
        pen = self.pen
        self.late = True
        lines: list[str] = []
        if pen.likely(0.2):
            pen.use("withheld when")
            lines += ["  " + line for line in over_lines(pen, "withheld when", self.condition(1))]
        for _ in range(pen.number(1, 2) if pen.likely(0.2) else 0):
            pen.use("level at most")
            level = pen.number(0, 2)
            lines += ["  " + line for line in over_lines(pen, f"level at most {level} when", self.condition(1))]
        place = next(n for n, line in enumerate(pen.lines) if line.startswith("model maturity")) + 1
        pen.lines[place:place] = lines

    def aims(self, count: int) -> None:
        """What all aim at, and what one does; with the date, if any, near the assessment."""
        pen = self.pen
        lines: list[str] = []
        for whom in ("", f" for {self.kind} {self.kind}0"):
            if pen.likely(0.2):
                by = pen.one(("", *(f" by {self.as_of + timedelta(days=days)}" for days in (-1, 0, 30))))
                lines.append(f"  aim level {pen.number(1, count)}{whom}{by}")
                pen.use("aim for one" if whom else "aim")
        place = next(n for n, line in enumerate(pen.lines) if line.startswith("model maturity")) + 1
        pen.lines[place:place] = lines

    def reusing(self) -> None:
        """A second model, which takes answers from this one and judges them by its own demands."""
        pen = self.pen
        if not self.asked or not pen.likely(0.25):
            return
        pen.line(f"model reusing for {self.kind}: Answers of the first model", "answer from")
        for number, question in enumerate(pen.some(self.asked, 1, 3), 1):
            pen.line(f"  level {number}: Level {number}")
            pen.line(f"    criterion again{number}: Again {question.name}")
            pen.line(f"      answer from maturity {question.name}")
            if question.scale is not None:
                pen.line(f"      scale {question.scale}")
            for clause in ("evidence required when met", "review every 6 months", "not applicable allowed",
                           target_line(pen, question.scale)):
                if pen.likely(0.3):
                    pen.line(f"      {clause}")

    def policies(self) -> None:
        """What unknown, not applicable and an empty level count as."""
        pen = self.pen
        unknown = (
            "unknown counts as unmet", "unknown counts as met", "unknown counts as unknown", "unknown is left out"
        )  # fmt: skip
        not_applicable = (
            "not applicable counts as met", "not applicable counts as unmet", "not applicable is left out"
        )  # fmt: skip
        empty = ("empty level counts as met", "empty level counts as unmet")
        partly = ("partly counts as met", "partly counts as unmet")
        duties = ("counts as met", "counts as met with justification", "counts as unmet")
        should, suggested = (tuple(f"{duty} {policy}" for policy in duties) for duty in ("should", "suggested"))
        for choices in (unknown, not_applicable, empty, partly, should, suggested):
            if pen.likely(0.5) and not (choices is empty and self.by_scorer):
                policy = pen.one(choices)
                pen.line(f"  {policy}", policy)

    def who_answers(self) -> None:
        """Several assessors, or the teams of the subject, and whose answer counts."""
        pen = self.pen
        if not pen.likely(0.35):
            return
        teams = self.kind != "service" and pen.likely(0.6)
        people = (("self", "peer"), ("peer", "self"), ("self", "peer", "audit"))
        self.assessors = ("service",) if teams else pen.one(people)
        pen.line(f"  assessed by {', '.join(self.assessors)}", "assessed by teams" if teams else "assessed by")
        rules = ("lowest", "highest", "mean", *(() if teams else self.assessors[:2]))
        if pen.likely(0.85):
            rule = pen.one(rules)
            pen.line(f"  on disagreement take {rule}", f"take {rule if rule in rules[:3] else 'an assessor'}")

    def scores(self) -> None:
        """How the model scores, and how it rounds."""
        pen = self.pen
        if not pen.likely(0.75):
            return
        if pen.likely(0.2):
            self.rules[None] = "sum"
            self.subtractive = True
            pen.line(f"  score starts at {pen.one(('10', '5.5', '110'))}", "score starts at")
        elif pen.likely(0.15):
            self.rules[None] = "by plugin"
            pen.line("  score by progress", "score by")
        else:
            rule = pen.one(RULES)
            self.rules[None] = rule
            pen.line(f"  score is {rule}", f"score is {rule}")
        self.bounds("  ", self.rules[None])
        if pen.likely(0.5):
            rounding = pen.one(("half up", "half even", "down", "up"))
            decimals = pen.one(("0 decimals", "1 decimal", "2 decimals"))
            pen.line(f"  round {rounding} to {decimals}", f"round {rounding}")

    def bounds(self, indent: str, rule: str) -> None:
        """Bounds of a score, always or while something holds. Conditions are written once the criteria are known."""
        pen = self.pen
        if not pen.likely(0.3):
            return
        figures = ("20%", "50%", "99%") if rule in SHARES else ("0", "0.5", "1", "3")
        for side in pen.some(("at least", "at most"), 1, 2):
            pen.use(f"score {side}")
            later = " when LATER" if pen.likely(0.5) else ""
            if later:
                pen.use("score bound when")
            pen.lines.append(f"{indent}score {side} {pen.one(figures)}{later}")

    def fill_in(self) -> None:
        """The conditions that were left open above the criteria."""
        pen = self.pen
        for place, line in enumerate(pen.lines):
            if line.endswith("LATER"):
                self.late = False
                pen.lines[place] = line.removesuffix("LATER") + self.atom()

    def plan_aspects(self) -> list[tuple[str, str | None]]:
        """Names and parents; criteria stand in those without children."""
        pen = self.pen
        if pen.likely(0.3):
            return []
        planned: list[tuple[str, str | None]] = [("culture", None), ("process", None)]
        if pen.likely(0.3):
            self.stages = ["early_stage", "late_stage"]
            planned += [("stage", None), ("early_stage", "stage"), ("late_stage", "stage")]
        if pen.likely(0.5):
            planned += [("values", "culture"), ("skills", "culture")]
        if pen.likely(0.3) and ("skills", "culture") in planned:
            planned += [("training", "skills"), ("hiring", "skills")]
        parents = {parent for _, parent in planned}
        self.leaves = [name for name, _ in planned if name not in parents and name not in self.stages]
        return planned

    def aspects(self, planned: Sequence[tuple[str, str | None]]) -> None:
        """The tree of aspects."""
        pen = self.pen
        for name, parent in planned:
            pen.line(f"  aspect {name}: Aspect {name}", "aspect")
            if parent is not None:
                pen.line(f"    in {parent}", "aspect in")
            if self.rules.get(parent) == "mean" and pen.likely(0.4):
                pen.line(f"    weight {pen.one(('2', '3', '0.5'))}", "aspect weight")
            rule = self.rules.get(parent)
            if pen.likely(0.08):
                rule = "sum"
                pen.line(f"    score starts at {pen.one(('1', '4'))}", "aspect score starts at")
            elif pen.likely(0.25):
                rule = pen.one(RULES)
                pen.line(f"    score is {rule}", "aspect score")
            if rule is not None:
                self.rules[name] = rule
                if pen.likely(0.4):
                    self.bounds("    ", rule)
                if pen.likely(0.15):
                    rounding = pen.one(("half up", "down", "up", "half even"))
                    pen.line(f"    round {rounding} to 1 decimal", "aspect round")
            if pen.likely(0.12):
                self.stops = True
                pen.line("    stop at first unmet", "aspect stops")
            self.aspect_guards()
            if pen.likely(0.3):
                pen.use("aspect policies")
                for about in pen.some(ASPECT_POLICIES, 1, 2):
                    pen.lines.append(f"    {pen.one(about)}")

    def aspect_guards(self) -> None:
        """What withholds the result of an aspect or caps its level, filled in once the criteria are known."""
        pen = self.pen
        if pen.likely(0.12):
            pen.line("    withheld when LATER", "aspect withheld when")
        for _ in range(pen.number(1, 2) if pen.likely(0.12) else 0):
            pen.line(f"    level at most {pen.number(0, 2)} when LATER", "aspect level at most")

    def bands(self, count: int) -> None:
        """Two bands, or none."""
        pen = self.pen
        if pen.likely(0.6):
            cut = pen.number(1, count)
            pen.line(f"  band low 1 to {cut}: Low" if cut > 1 else "  band low 1: Low", "band")
            if cut < count:
                pen.line(f"  band high {cut + 1} to {count}: High", "band")

    def level(self, number: int) -> None:
        """A level with no, some or several criteria."""
        pen = self.pen
        pen.line(f"level {number}: Level {number}", "level")
        self.levels = number
        if pen.likely(0.1 if self.easy else 0.3):
            self.late = True
            condition = self.condition(1)
            self.late = False
            pen.lines += ["  " + line for line in over_lines(pen, "when", condition)]
            pen.use("level when")
        if pen.likely(0.2):
            pen.line("  only with investment", "level only with investment")
        if pen.likely(0.15):
            pen.line(f"  score is {pen.one(RULES)}", "level score")
            self.level_rules.add(number)
        size = pen.one((0, 1, 1, 1) if self.easy else (0, 1, 1, 2, 2, 3))
        if self.asks_for_others and not self.criteria:
            size = max(size, 1)
        if size == 0:
            pen.use("empty level")
        for place in range(1, size + 1):
            self.criterion(f"{number}.{place}", "criterion")

    def criterion(self, name: str, word: str) -> None:
        """A criterion, asked or worked out, with its clauses."""
        pen = self.pen
        pen.line(f"  criterion {name}: Criterion {name}", word)
        aspect = pen.one(self.leaves) if self.leaves else None
        if aspect is not None:
            pen.line(f"    aspect {aspect}", "criterion aspect")
            if self.stages:
                pen.line(f"    aspect {pen.one(self.stages)}", "aspect of a second root")
        self.now = name
        if pen.likely(0.85 if self.easy else 0.6):
            self.ask(name)
        else:
            pen.lines += ["    " + line for line in over_lines(pen, "when", self.condition(2))]
            pen.use("criterion when")
        if pen.likely(0.1 if self.easy else 0.25):
            pen.line(f"    applies when {self.condition(1)}", "applies when")
        if pen.likely(0.25):
            duty = pen.one(("must", "should", "should", "suggested", *(() if self.stops else ("must not",))))
            pen.line(f"    obligation {duty}", f"obligation {duty}")
        if self.rules.get(aspect) == "mean" and pen.likely(0.3):
            pen.line(f"    weight {pen.one(('2', '4', '0.5'))}", "criterion weight")
        if pen.objectives and pen.likely(0.3):
            pen.line("    supports narrow", "criterion supports")
        if pen.likely(0.4):
            self.action(name)
        if self.subtractive or pen.likely(0.1):
            self.deducts(name)
        self.criteria.append(name)
        self.aspect_of[name] = aspect
        self.now = None

    def deducts(self, name: str) -> None:
        """What a criterion takes off the score; before its actions."""
        pen = self.pen
        lines = [f"    deducts {pen.one(('5', '3', '0', '1.5'))}"]
        pen.use("deducts")
        if pen.likely(0.3):
            pen.use("deducts when")
            words = SCALE_POINTS.get(self.scales.get(name) or "", ("partly",))
            lines.append(f"    deducts {pen.one(('2', '1'))} when {pen.one((*words, 'partly'))}")
        head = next(n for n, line in enumerate(pen.lines) if line.startswith(f"  criterion {name}:"))
        pen.lines[head + 1 : head + 1] = lines

    def ask(self, name: str) -> None:
        """The clauses of a criterion that people answer."""
        pen = self.pen
        pen.line("    ask: Is it so?", "ask")
        scale = self.scale
        if not self.one_scale and pen.likely(0.25):
            scale = pen.one(ANSWER_SCALES)
            pen.line(f"    scale {scale}", "criterion scale")
        self.scales[name] = scale
        if scale in ("trained", "reviewed"):
            pen.use("scale is percent" if scale == "trained" else "scale is date")
        if pen.likely(0.3):
            pen.line("    not applicable allowed", "not applicable allowed")
            if pen.likely(0.3):
                pen.line("    justification required when not applicable", "required when not applicable")
        if pen.likely(0.35):
            kind = pen.one(PROOFS)
            when = pen.one(("", " when met", " when partly", " when unmet"))
            length = f" of at least {pen.one((5, 10))} characters" if kind != "link" and pen.likely(0.3) else ""
            pen.line(f"    {kind}{length} required{when}", f"{kind} required")
            if length:
                pen.use("required length")
            if when:
                pen.use(f"required{when}")
        if pen.likely(0.3):
            pen.line(f"    review every {pen.one(('12 months', '6 months', '90 days', '1 year'))}", "review every")
        if pen.likely(0.6 if scale in ("trained", "reviewed") else 0.2):
            target = target_line(pen, scale)
            pen.line(f"    {target}", "criterion target")
            if " in last " in target:
                self.counted_back.add(name)
        if pen.likely(0.12):
            pen.lines += ["    " + line for line in over_lines(pen, "unmet when", self.condition(1))]
            pen.use("unmet when")
        self.asked.append(Asked(name=name, scale=scale))

    def action(self, name: str) -> None:
        """An action, which may wait for one before it."""
        pen = self.pen
        action = f"do_{name.replace('.', '_')}"
        pen.line(f"    action {action}: Do what {name} asks for", "action")
        if pen.likely(0.2):
            own = f"criterion {name} is {pen.one(('met', 'partly', 'unmet', 'known'))}"
            pen.line(f"      when {pen.one((own, self.condition(1)))}", "action when")
        pen.line("      owner head", "owner")
        if pen.likely(0.3):
            pen.line(f"      at {pen.one(('organisation', 'department', 'service', 'team', 'individual'))}", "at")
        unit = pen.one(("days", "days", "days", "hours", "weeks", "months", "minutes"))
        pen.line(f"      effort {pen.number(2, 40)} {unit}{pen.one(('', ', estimate'))}", "effort")
        if pen.likely(0.6):
            pen.line(f"      costs £{pen.one(('0', '500', '4,000'))}{pen.one(('', ' a year', ', estimate'))}", "costs")
        if self.actions and pen.likely(0.4):
            pen.line(f"      after {' and '.join(pen.some(self.actions, 1, 2))}", "after")
        if pen.likely(0.2):
            pen.line(f"      not before {self.as_of + timedelta(days=30)}", "not before")
        if pen.likely(0.4):
            pen.line("      phase basics", "action phase")
        if pen.likely(0.1):
            pen.line("      only with investment", "action only with investment")
        self.actions.append(action)
