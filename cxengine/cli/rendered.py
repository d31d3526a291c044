"""A result in a form that a plugin brings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cxengine.cli.output import emit, emit_bytes
from cxengine.cli.stdout import results_only
from cxengine.diagnostics import CxError, Diagnostic
from cxengine.suggest import nearest

if TYPE_CHECKING:
    from cxengine.host.contracts import Renderer

OWN_FORMS = ("text", "json", "csv", "markdown")
PLUGIN_FAILED = 3


def emit_rendered(
    renderers: Mapping[str, Renderer], result: dict[str, Any], kind: str, form: str, out: Path | None
) -> None:
    """Write the result as a plugin gives it. Raises a usage error for a form that nobody has, CxError (3) for a plugin
    that fails.
    """
    from cxengine.host.contracts import PluginFailure

    known = {name: each for name, each in renderers.items() if kind in each.results}
    if form not in known:
        near = nearest(form, (*OWN_FORMS, *known))
        advice = f" Did you mean `{near}`?" if near else ""
        raise click.UsageError(f"There is no form {form!r}: {', '.join((*OWN_FORMS, *known))}.{advice}")
    try:
        with results_only():
            made = known[form].render(result)
    except PluginFailure as failure:
        diagnostic = Diagnostic(code="plugin-left-out", message=failure.problem.message)
        raise CxError([diagnostic], PLUGIN_FAILED) from failure
    if isinstance(made, str):
        emit(made, out)
    elif out is not None:
        emit_bytes(made, out)
    else:
        raise click.UsageError(f"The form {form!r} is no text: name a file for it, --out FILE.")
