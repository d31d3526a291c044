"""``cx journey mine``: a journey as a log shows it, and the share of cases that it covers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.event_logs import LogAsked, read_in_project
from cxengine.engine.log_said import share
from cxengine.engine.program import compile
from cxengine.engine.said.logs import ShareSaid
from cxengine.engine.to_json import to_json
from cxengine.lang.flows.changed import flow_of
from cxengine.logs.following import Following, following
from cxengine.logs.mine import Mined, mined
from cxengine.logs.mined_text import About, journey_text
from cxengine.logs.steps_of import Matched
from cxengine.logs.variants import Variants, variants

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@attrs.frozen(kw_only=True)
class MinedSaid:
    """A mined journey: the text of its rule file, and the cases of the log that go as it says."""

    schema: Literal["cxengine.mined/1"] = "cxengine.mined/1"
    journey: str
    text: str
    steps: int
    cases: int
    covered: int
    of_cases: ShareSaid
    rare: tuple[str, ...]
    """Activities of too few cases to be steps."""
    not_for_publication: str | None
    """What is in it that the table of the source does not publish."""
    failure: Diagnostic | None = attrs.field(default=None, metadata={"json": None})

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx journey mine``."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made


@attrs.frozen(kw_only=True)
class MineAsked:
    """What the journey is called, who it is of, the share of cases below which something is rare, and whether it may
    tell what the table of the log does not publish."""

    name: str
    party: str
    least: float
    small_groups: bool = False


def mine_log(asked: LogAsked, folder: Path | None, how: MineAsked) -> MinedSaid:
    """Make a journey of a log. Raises CxError."""
    for word in (how.name, how.party):
        if not _NAME.fullmatch(word):
            help = "A name has small letters, digits and `_`, and begins with a letter."
            raise CxError([Diagnostic(code="wrong-value", message=f"`{word}` is no name", help=help)])
    read = read_in_project(asked, folder, "cx journey mine", small_groups=how.small_groups)
    log = read.log
    found = variants(log)
    made = mined(found, how.least)
    if not made.places:
        help = "Lower --rare." if log.cases else "Nothing of it could be read; `cx journey log` says why."
        message = f"`{log.name}` has no activity that {100 * how.least:g}% of its cases do"
        raise CxError([Diagnostic(code="nothing-to-mine", message=message, help=help)], exit_code=3)
    until = (datetime(1970, 1, 1) + timedelta(microseconds=int(log.time.max()))).date()
    about = About(name=how.name, title=f"As {log.name} shows it", party=how.party, until=until, draft="Mined")
    covered = _covered(made, found, about).cases("follows")
    said = share(covered, log.cases)
    draft = (
        f"Mined from {log.name}: {covered:,} of {log.cases:,} cases go as it says ({said.share:g}%, 95% {said.low:g} "
        f"to {said.high:g}); what fewer than {100 * how.least:g}% do is left out"
    )
    comments = [read.not_for_publication] if read.not_for_publication is not None else []
    comments += [f"Mined from {log.name}. Name the steps for people, say who does them, and take the draft line out."]
    if made.rare:
        comments.append(f"Too rare to be steps: {', '.join(' '.join(label.split()) for label in made.rare)}.")
    return MinedSaid(
        journey=how.name,
        text=journey_text(made, attrs.evolve(about, draft=draft, comments=tuple(comments))),
        steps=len(made.places),
        cases=log.cases,
        covered=covered,
        of_cases=said,
        rare=made.rare,
        not_for_publication=read.not_for_publication,
        failure=log.failure,
    )


def _covered(made: Mined, found: Variants, about: About) -> Following:
    """The log beside the journey that was made of it. The text is compiled, so that it is sure to check."""
    program = compile({"mined.cx": journey_text(made, about)})
    flow = flow_of(program.names.journeys[about.name], program.names.journeys)
    assert flow is not None  # a journey that changes none
    labels = {place.name: frozenset({place.activity}) for place in made.places}
    of = {place.activity: (place.name,) for place in made.places}
    steps = {number: of.get(number, ()) for number in range(len(found.labels))}
    return following(flow, found, Matched(labels=labels, steps=steps, unknown=(), unseen=()))
