"""Opens what is kept of a source, where ``cx.toml`` says that it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from cxengine.host.contracts import Binding, Keeping, Secret
from cxengine.sources.kept.files import make_folder
from cxengine.sources.kept.reading import KeptReading
from cxengine.sources.kept.record import Unusable, read_record

_CHANGED = "its keys in `cx.toml`, the columns that the rules ask for, or its plugin are not those of the last run"


def kept_reading(
    binding: Binding, wanted: Sequence[str], environment: Mapping[str, str], version: str = ""
) -> tuple[KeptReading | None, tuple[str, ...]]:
    """A reading that goes on from what is kept, or begins to keep; None where nothing is to be kept, or can be.

    With notes for the load report. ``version`` is that of the plugin.
    """
    if binding.keeping is None:
        return None, ()
    folder = _folder(binding, binding.keeping)
    try:
        make_folder(folder)
    except OSError as error:
        return None, (f"How far it was read could not be kept: {error.strerror or error}.",)
    secrets = [value for value in binding.options.values() if isinstance(value, Secret)]
    hidden = tuple(value for secret in secrets if (value := (secret.reveal(environment) or "").strip()))
    about = _about(binding, wanted, version)
    kept = KeptReading(folder=folder, about=about, hidden=hidden)
    if binding.keeping.anew:
        return kept, ()
    try:
        record = read_record(folder)
    except Unusable as why:
        return kept, (f"It was read whole: {why}.",)
    if record is not None and record.about != about:
        return kept, (f"It was read whole: {_CHANGED}.",)
    kept.earlier = record
    return kept, ()


def _folder(binding: Binding, keeping: Keeping) -> Path:
    """One for each source; where a table has several files, one for each of them."""
    if not binding.paths:
        return keeping.folder / binding.table
    return keeping.folder / f"{binding.table}-{sha256(binding.paths[0].as_posix().encode()).hexdigest()[:8]}"


def _about(binding: Binding, wanted: Sequence[str], version: str) -> str:
    """What decides which rows come and what they look like. Of secrets the name."""
    options = sorted(binding.options.items())
    said = (binding.plugin, version, options, [path.as_posix() for path in binding.paths], sorted(wanted))
    return sha256(repr(said).encode()).hexdigest()
