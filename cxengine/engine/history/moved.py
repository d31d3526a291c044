"""How a level moved between two dates, so that no rise and no fall is claimed that what is unknown could undo."""

from __future__ import annotations

import attrs

from cxengine.engine.said.history import CouldHaveBeen, LevelThen, Movement
from cxengine.engine.said.record import ResultRecorded


@attrs.frozen(kw_only=True)
class At:
    """A level with its name, and the result that it is of; both None where the subject was not assessed."""

    level: LevelThen | None
    result: ResultRecorded | None

    @property
    def withheld(self) -> bool:
        """Whether a result was withheld."""
        return self.result is not None and self.result.withheld

    @property
    def certain(self) -> bool:
        """Whether no way the unknowns could turn out gives another level."""
        return self.result is not None and self.result.certain

    @property
    def words(self) -> str:
        """``3 Committed``, ``none yet``, ``withheld``, ``between 0 and 3``."""
        if self.result is None or self.withheld:
            return "withheld"
        if self.level is None or not self.certain:
            return f"between {self.result.could_be_from} and {self.result.could_be_to}"
        if self.level.name:
            return f"{self.level.number} {self.level.name}"
        return str(self.level.number) if self.level.number else "none yet"

    @property
    def span(self) -> str:
        """``0 to 3``."""
        return f"{self.result.could_be_from} to {self.result.could_be_to}" if self.result is not None else ""


def could_have_been(result: ResultRecorded | None) -> CouldHaveBeen | None:
    """Between what a level was; None where it was withheld, or nothing was assessed."""
    if result is None or result.withheld:
        return None
    return CouldHaveBeen(from_=result.could_be_from, to=result.could_be_to)


def movement_of(was: ResultRecorded | None, now: ResultRecorded | None) -> Movement:
    """Up or down only where every level that was possible lies on one side of every one that is."""
    if was is None or now is None:
        return "new" if was is None else "gone"
    if was.withheld or now.withheld:
        return "same" if was.withheld == now.withheld else "not_known"
    if now.could_be_from > was.could_be_to:
        return "rose"
    if now.could_be_to < was.could_be_from:
        return "fell"
    alike = (was.level, could_have_been(was)) == (now.level, could_have_been(now))
    return "same" if alike else "not_certain"


def moved_words(movement: Movement, was: At, now: At) -> str:
    """What follows the name of the model: ``rose from 1 Begun to 2 Good``."""
    match movement:
        case "rose" | "fell":
            return f"{movement} from {was.words} to {now.words}"
        case "same":
            return f"is still {now.words}"
        case "new":
            return f"is new: {now.words}"
        case "gone":
            return f"is no longer assessed; it was {was.words}"
        case "not_known":
            return f"was {was.words} and is {now.words} now"
        case _:
            before = f"was {was.words}" if was.certain else f"was not certain ({was.span})"
            return f"{before}; {now.words} now" if now.certain else f"{before}; not certain now: {now.span}"
