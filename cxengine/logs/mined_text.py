"""The text of a mined journey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import attrs

from cxengine.logs.mine import Mined, Place


@attrs.frozen(kw_only=True)
class About:
    """What a mined journey is called, and what its text says of where it comes from."""

    name: str
    title: str
    party: str
    until: date
    """The day of the last event, from which the rules hold."""
    draft: str
    comments: tuple[str, ...] = ()


def journey_text(mined: Mined, about: About) -> str:
    """The rule file, which declares all that it names."""
    lines = [f"# {comment}" for comment in about.comments]
    lines += ["", f"pack {about.name}: {_one_line(about.title)}", f"version 1 from {about.until.isoformat()}"]
    lines += ["", f"party {about.party}: {about.party.replace('_', ' ').capitalize()}"]
    lines += [
        f"fact {_fact(place)}: “{_one_line(place.title)}” is done ({place.cases:,} of {mined.cases:,} cases)"
        for place in mined.places
        if place.optional
    ]
    lines += ["", f"journey {about.name} for {about.party}: {_one_line(about.title)}"]
    lines.append(f"  draft: {_one_line(about.draft)}")
    above: Place | None = None
    for place in mined.places:
        lines += [f"  {line}" for line in _step(place, above, mined.places)]
        above = place
    return "\n".join(lines) + "\n"


def _step(place: Place, above: Place | None, places: Sequence[Place]) -> Iterator[str]:
    yield f"step {place.name}: {_one_line(place.title)}"
    led_to = {name for other in places for name in other.then}
    follows = above is not None and place.after == (above.name,) and not above.then
    if place.after and place.name not in led_to and not follows:
        yield f"  after {f' {place.after_joint} '.join(place.after)}"
    if place.optional:
        yield f"  only when {_fact(place)}"
    if place.then:
        shares = place.shares or (None,) * len(place.then)
        ways = [name if share is None else f"{name} {share}%" for name, share in zip(place.then, shares, strict=True)]
        yield f"  then {f' {place.then_joint} '.join(ways)}"
    for start, percent in place.repeats:
        yield f"  repeats from {start} {percent}%: So many cases go back in the log"


def _fact(place: Place) -> str:
    return f"takes_{place.name}"


def _one_line(text: str) -> str:
    """A text as a title holds it: on one line."""
    return " ".join(text.split()) or "No title"
