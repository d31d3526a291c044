"""What worked cases expect to be withheld: it says somewhere when it is."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking


def check_withheld(expect: ast.ExpectWithheld, model: ast.Model, checking: Checking) -> None:
    """``expect withheld``, ``expect withheld of culture``: the model, or the aspect, has a line that withholds."""
    aspects = {aspect.name.text: aspect for aspect in model.aspects}
    of: ast.Model | ast.Aspect | None = model
    if expect.aspect is not None:
        of = aspects.get(expect.aspect.text)
    if of is None:
        assert expect.aspect is not None
        message = f"There is no aspect `{expect.aspect}` in the model `{model.name.text}`"
        checking.lookup.unknown(expect.aspect, message, aspects)
    elif of.withheld is None and not checking.lookup.incomplete:
        kind = "model" if expect.aspect is None else "aspect"
        checking.error(
            "never-withheld",
            expect.span,
            f"The {kind} `{of.name.text}` never withholds its result",
            f"Add a line to the {kind}, `withheld when …`, or take this one out.",
        )
