"""Models as text: levels, criteria with every clause, aspects in trees, policies, scores, actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import attrs

from .conditions import compared, joined, over_lines
from .metrics import Made, metric_atom
from .vocabulary import CHANNELS
from .writing import Pen

RULES = ("mean", "mean", "sum", "lowest", "highest", "share met", "count met", "share of points")
SHARES = ("share met", "share of points")
ASPECT_POLICIES = (
    ("unknown counts as unmet", "unknown counts as met", "unknown is left out", "unknown counts as unknown"),
    ("not applicable counts as unmet", "not applicable is left out"),
    ("partly counts as met",),
    ("should counts as met with justification", "suggested counts as met"),
)
OUTCOMES = ("met", "met", "partly", "unmet", "unmet", "unknown", "known", "not applicable", "waived")
PROOFS = ("evidence", "justification", "link", "plan")
SCALE_POINTS = {
    "progress": ("none", "some", "most", "all"),
    "stages": ("early", "middle", "late"),
    "covered": ("n", "p", "l", "f"),
}
"""Points of scales that have names, from the lowest to the highest."""
ANSWER_SCALES = ("progress", "stages", "covered", "rating", "worry")
"""Scales that people answer on; without one it is unmet, partly, met."""


ABOVE_LOWEST = {
    None: ("partly", "met"), "progress": ("some", "most", "all"), "stages": ("middle", "late"),
    "covered": ("p", "l", "f"), "rating": ("2", "3", "4"), "worry": ("1", "2", "3"),
}  # fmt: skip
"""Points of each scale from which an answer can be met."""


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


class ModelWriter:
    """Writes one model for a kind of subject."""

    def __init__(self, pen: Pen, kind: str, made: Sequence[Made], attributes: Sequence[tuple[str, str]], as_of: date):
        self.pen, self.kind, self.as_of = pen, kind, as_of
        self.made, self.attributes = made, attributes
        self.criteria: list[str] = []
        self.scales: dict[str, str | None] = {}
        self.aspect_of: dict[str, str | None] = {}
        self.now: str | None = None
        self.asked: list[Asked] = []
        self.actions: list[str] = []
        self.leaves: list[str] = []
        self.rules: dict[str | None, str] = {}
        self.scale: str | None = None
        self.one_scale = self.stops = False
        self.assessors: tuple[str, ...] = ()
        self.of_other: Callable[[], str] | None = None
        """Writes a comparison with a level or a score of another model for the same kind."""
        self.stages: list[str] = []
        self.subtractive = self.late = self.by_scorer = False
        self.levels = 0
        self.level_rules: set[int] = set()
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
                           f"target at least {ABOVE_LOWEST[question.scale][0]}"):
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
            if pen.likely(0.3):
                pen.use("aspect policies")
                for about in pen.some(ASPECT_POLICIES, 1, 2):
                    pen.lines.append(f"    {pen.one(about)}")

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
        if pen.likely(0.2):
            pen.line(f"    target at least {pen.one(ABOVE_LOWEST[scale])}", "criterion target")
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

    def condition(self, depth: int) -> str:
        """A condition on metrics, the subject's fields and criteria above."""
        return joined(self.pen, self.atom, depth)

    def atom(self) -> str:
        """One comparison."""
        pen = self.pen
        if self.late and self.levels > 1 and pen.likely(0.5):
            result = self.of_result()
            if result:
                return result
        if self.of_other is not None and pen.likely(0.15):
            return self.of_other()
        if self.criteria and pen.likely(0.25):
            return self.of_criterion()
        if self.attributes and pen.likely(0.3):
            return self.of_attribute(*pen.one(self.attributes))
        return metric_atom(pen, self.made, self.as_of)

    def of_criterion(self) -> str:
        """``criterion 1.2 is met``, in its forms."""
        pen = self.pen
        outcome = pen.one(("met", "met", "partly", "unmet", "unknown", "known", "not applicable"))
        if not self.now and pen.likely(0.4):
            return self.of_each()
        word = "is not" if pen.likely(0.2) else "is"
        name = pen.one(self.criteria)
        points = SCALE_POINTS.get(self.scales.get(name) or "")
        if points is not None and pen.likely(0.6):
            pen.use("criterion is POINT")
            return f"criterion {name} {word} {pen.one(points)}"
        pen.use(f"criterion is {outcome}")
        if word == "is not":
            pen.use("criterion is not")
        return f"criterion {name} {word} {outcome}"

    def of_result(self) -> str:
        """A comparison with a score or a level of the model itself."""
        pen = self.pen
        aspects = sorted({aspect for aspect in self.aspect_of.values() if aspect is not None})
        if aspects and pen.likely(0.35):
            pen.use("level of aspect")
            said = f"level of {pen.one(aspects)}"
            return f"{said} is {pen.number(0, 3)}" if pen.likely(0.3) else f"{said} {compared(pen)} {pen.number(1, 3)}"
        aspect = pen.one(aspects) if aspects and pen.likely(0.5) else None
        level = pen.number(1, self.levels - 1) if pen.likely(0.3) else None
        rule = self.rules.get(aspect)
        if level in self.level_rules:
            return ""
        if rule is None:
            return ""
        said = "score"
        if aspect is not None:
            said += f" of {aspect}" + (f" at level {level}" if level is not None else "")
        elif level is not None:
            said += f" of level {level}"
        pen.use("score at a level" if level is not None else "score of aspect" if aspect is not None else "score")
        figure = pen.one(("40%", "75%") if rule in SHARES else ("0.5", "1", "4"))
        return f"{figure} < {said}" if pen.likely(0.15) else f"{said} {compared(pen)} {figure}"

    def of_each(self) -> str:
        """``any criterion of culture is met without evidence``, in its forms."""
        pen = self.pen
        each = pen.one(("any", "every"))
        pen.use(f"{each} criterion")
        said = f"{each} criterion"
        aspects = sorted({aspect for aspect in self.aspect_of.values() if aspect is not None})
        if aspects and pen.likely(0.5):
            pen.use("criterion of aspect")
            said += f" of {pen.one(aspects)}"
        said += " is not " if pen.likely(0.2) else " is "
        points = SCALE_POINTS.get(self.scale or "") if self.one_scale else None
        said += pen.one(points or OUTCOMES) if pen.likely(0.3) else pen.one(OUTCOMES)
        if pen.likely(0.6):
            pen.use("without evidence")
            said += f" without {pen.one(PROOFS)}"
        return said

    def of_attribute(self, name: str, kind: str) -> str:
        """A comparison with a field of the assessed subject."""
        pen = self.pen
        pen.use("attribute")
        if pen.likely(0.15):
            return f"{name} is known"
        if kind == "yes_no":
            return f"{name} {pen.one(('is', 'is not'))} {pen.one(('yes', 'no'))}"
        if kind == "category":
            return f"{name} is {pen.one(CHANNELS)[0]}"
        pen.use(f"attribute {kind}")
        if kind == "range":
            return pen.one((f"{name} {compared(pen)} 3", f"{name} is 5"))
        if kind == "points":
            return pen.one((f"{name} is late", f"{name} is one of (early, middle)"))
        if kind == "list":
            return f"{name} is not large"
        if kind in ("date", "moment"):
            day = pen.one((f"{compared(pen)} today - 12 months", "in last 24 months", f"{compared(pen)} {self.as_of}"))
            return f"{name} {day}"
        if kind == "text":
            return f'{name} is "North"'
        units = {"money": "£1,000", "number": "10", "minutes": "30 minutes", "days": "10 days"}
        if pen.likely(0.2):
            pen.use("attribute arithmetic")
            return f"{name} * 2 {compared(pen)} {units[kind]}"
        unit = units[kind]
        return f"{name} {compared(pen)} {unit}"
