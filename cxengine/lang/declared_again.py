"""Names that a pack declares although it extends one that declares them."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.lookup import place_in_words
from cxengine.lang.packs import Packs

Declared = tuple[str, ast.Name]
"""A kind of declaration in words, and the name that is declared."""


def report_extended(first: Declared, second: Declared, packs: Packs, found: Diagnostics) -> bool:
    """Whether two of one name stand in packs of which one extends the other; reports them then."""
    one, other = packs.of(first[1].span.filename), packs.of(second[1].span.filename)
    if one is None or other is None or one is other:
        return False
    for upper, lower, own, theirs in ((one, other, first, second), (other, one, second, first)):
        if lower in packs.extended(upper):
            _report(upper, own, theirs, found)
            return True
    return False


def _report(pack: ast.Pack, own: Declared, theirs: Declared, found: Diagnostics) -> None:
    (kind, name), (their_kind, their_name) = own, theirs
    change = f"Write `change {their_kind} {their_name}` to change that one; or give" if kind == their_kind else "Give"
    found.error(
        "duplicate-name",
        name.span,
        f"`{name}` is declared in what `{pack.name}` extends too: the {their_kind} at "
        f"{place_in_words(their_name.span)}",
        f"{change} yours another name.",
    )
