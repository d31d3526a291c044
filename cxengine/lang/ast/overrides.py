"""What one pack says about the declarations of another: change, add, waive, remove."""

from __future__ import annotations

from datetime import date

import attrs

from cxengine.lang.ast.declarations import Declaration
from cxengine.lang.ast.expressions import spanned
from cxengine.lang.ast.written import Verb, Written
from cxengine.source import Span


@attrs.frozen
class Without:
    """``without review``: takes the lines of that word out."""

    words: str
    span: Span = spanned()


@attrs.frozen(kw_only=True)
class Override(Declaration):
    """``change metric csat``: ``name`` is what it is about, as written, and ``kind`` what that is.

    ``lines`` are the clauses and blocks that stand in it, without those of the override itself. Folded into the tree
    before names are looked up, so no later stage sees one.
    """

    verb: Verb
    kind: str
    because: str | None = None
    without: tuple[Without, ...] = ()
    until: date | None = None
    level: int | None = None
    lines: Written = attrs.field(repr=False, eq=False)
