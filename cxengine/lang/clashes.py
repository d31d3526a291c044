"""Names that two packs declare although one rests on the other: told at the line that brings them together."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.lookup import place_in_words
from cxengine.lang.packs import Packs, pins_of

Declared = tuple[str, ast.Name]
"""A kind of declaration in words, and the name that is declared."""


def report_clash(first: Declared, second: Declared, packs: Packs, found: Diagnostics) -> bool:
    """Whether two of one name stand in packs of which one rests on the other, or a third on both; reports them then."""
    one, other = packs.of(first[1].span.filename), packs.of(second[1].span.filename)
    if one is None or other is None or one.name == other.name:
        return False
    for upper, lower, own, theirs in ((one, other, first, second), (other, one, second, first)):
        for pin in pins_of(upper):
            if lower.name.text in _behind(pin, packs):
                _report_with_own(pin, upper, own, theirs, found)
                return True
    for pack in packs.by_name.values():
        pins = [pin for pin in pins_of(pack) if {one.name.text, other.name.text} & _behind(pin, packs)]
        if len(pins) > 1:
            _report_two(pins[-1], first, second, found)
            return True
    return False


def _behind(pin: ast.PackPin, packs: Packs) -> set[str]:
    """The names of the packs that a pin brings in: the one it names, and those that this rests on."""
    waiting, seen = [pin], set[str]()
    while waiting:
        pack = packs.named(waiting.pop())
        if pack is not None and pack.name.text not in seen:
            seen.add(pack.name.text)
            waiting.extend(pins_of(pack))
    return seen


def _report_with_own(pin: ast.PackPin, pack: ast.Pack, own: Declared, theirs: Declared, found: Diagnostics) -> None:
    (kind, name), (their_kind, their_name) = own, theirs
    if pin in pack.extends:
        change = (
            f"Write `change {their_kind} {their_name}` to change that one; or give" if kind == their_kind else "Give"
        )
        found.error(
            "duplicate-name",
            name.span,
            f"`{name}` is declared in what `{pack.name}` extends too: the {their_kind} {_place(theirs)}",
            f"{change} yours another name.",
        )
        return
    found.error(
        "name-clash",
        pin.span,
        f"`{pin.name}` brings in the {their_kind} `{their_name}` ({_place(theirs)}), and `{pack.name}` has "
        f"{_a(kind)} of that name too ({_place(own)})",
        f"Give the {kind} of `{pack.name}` another name; or, where both mean the same, take it out and use the "
        "one that is brought in.",
    )


def _report_two(pin: ast.PackPin, first: Declared, second: Declared, found: Diagnostics) -> None:
    found.error(
        "name-clash",
        pin.span,
        f"Two packs that are brought in declare `{first[1]}`: the {first[0]} {_place(first)}, and the {second[0]} "
        f"{_place(second)}",
        "Use one of the two packs only; or, where one of them is yours, give its name another spelling there.",
    )


def _place(declared: Declared) -> str:
    return f"at {place_in_words(declared[1].span)}"


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
