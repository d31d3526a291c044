"""Rules over two steps made by chance, with a count of the forms that were used."""

from __future__ import annotations

import random
from collections import Counter

NAMED = {
    "actor": ("me", "you"), "other_party": ("you", "me"), "owner": ("me", "you"), "channel": ("web", "phone", "post"),
    "in_contact": ("yes", "no"), "renews": ("yes", "no"),
}  # fmt: skip
FIGURES = {"takes": ("5 minutes", "15 minutes"), "waits": ("1 day", "1 week"), "cost": ("£1", "£3")}
WORDS = ("title", "goal", "action", "work", "touchpoint", "statutory")
SETS = {"items": ("gives", "asks", "needs", "had"), "facts": ("checks", "checked"), "channels": ("channel",)}
ALIKE = (*WORDS, "actor", "other_party", "owner", "channel", "only_when", "gives", "checks", "takes", "in_contact")


class RuleWriter:
    """Writes conditions for steps called x and y; ``used`` counts their forms."""

    def __init__(self, chance: random.Random, used: Counter[str]) -> None:
        self._chance = chance
        self._used = used

    def rule(self, name: str) -> str:
        """One rule, which finds its pairs by something."""
        conditions = [self._finder(), *(self._any(2) for _ in range(self._chance.randint(0, 3)))]
        self._chance.shuffle(conditions)
        return f"rule {name} for steps x, y: R\n  when " + "\n    and ".join(conditions) + "\n"

    def _finder(self) -> str:
        form = self._chance.choice((self._same, self._same, self._apart, self._directly))
        return form()

    def _any(self, depth: int) -> str:
        if depth and self._chance.random() < 0.3:
            word = self._chance.choice(("and", "or"))
            self._use(word)
            return f"({self._any(depth - 1)} {word} {self._any(depth - 1)})"
        if depth and self._chance.random() < 0.15:
            self._use("not")
            return f"not ({self._any(depth - 1)})"
        forms = (self._same, self._follows, self._sets, self._known, self._is, self._figure, self._both)
        return self._chance.choice(forms)()

    def _use(self, form: str) -> None:
        self._used[form] += 1

    def _step(self) -> str:
        return self._chance.choice("xy")

    def _of(self, attribute: str, step: str | None = None) -> str:
        self._use(attribute)
        return f"{_written(attribute)} of {step or self._step()}"

    def _same(self) -> str:
        attribute = self._chance.choice(ALIKE)
        none = self._chance.choice(("", " or none"))
        self._use(f"same{none}")
        return f"same {_written(attribute)}{none}"

    def _directly(self) -> str:
        self._use("directly")
        return "y directly follows x"

    def _apart(self) -> str:
        kind = self._chance.choice(("items", "facts"))
        one, other = (self._chance.choice(SETS[kind]) for _ in range(2))
        relation = self._chance.choice(("overlaps", "within"))
        one = {"had": "gives", "checked": "checks"}.get(one, one) if relation == "within" else one
        first, later = self._chance.choice((("x", "y"), ("y", "x")))
        self._use(relation)
        return f"{self._of(one, first)} {relation} {self._of(other, later)}"

    def _follows(self) -> str:
        form = self._chance.choice(("y follows x", "x before y", "y always follows x", "x follows y", "x follows x"))
        self._use(form.split()[1])
        return form if form != "x follows x" else "y directly follows x"

    def _sets(self) -> str:
        kind = self._chance.choice(tuple(SETS))
        sides = [self._of(self._chance.choice(SETS[kind])) for _ in range(2)]
        if self._chance.random() < 0.4:
            self._use("+")
            sides[1] += f" + {self._of(self._chance.choice(SETS[kind]))}"
        return f"{sides[0]} {self._chance.choice(('within', 'overlaps'))} {sides[1]}"

    def _known(self) -> str:
        self._use("known")
        every = (*WORDS, *WORDS, *NAMED, *FIGURES, "only_when", "gives", "asks", "needs", "checks")
        return f"{self._of(self._chance.choice(every))} is {self._chance.choice(('known', 'unknown'))}"

    def _is(self) -> str:
        attribute = self._chance.choice(tuple(NAMED))
        self._use("is")
        return f"{self._of(attribute)} is {self._chance.choice(('', 'not '))}{self._chance.choice(NAMED[attribute])}"

    def _figure(self) -> str:
        attribute = self._chance.choice(tuple(FIGURES))
        self._use("compared")
        return f"{self._of(attribute)} {self._chance.choice(('<', '<=', '>', '>='))} " + self._chance.choice(
            FIGURES[attribute]
        )

    def _both(self) -> str:
        of_both = (("shared_words", ("40%", "50%", "70%")), ("days_between", ("2 days", "1 week")))
        figure, values = self._chance.choice(of_both)
        self._use(figure)
        return f"{figure} {self._chance.choice(('<', '>='))} {self._chance.choice(values)}"


def _written(attribute: str) -> str:
    return attribute.replace("_", " ") if attribute in ("other_party", "only_when") else attribute
