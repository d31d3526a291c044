"""The digest of a record's own content, by which a file that was changed by hand is told from one that was not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import attrs

from cxengine.engine.said.record import Record

_NOT_IN_IT = frozenset({"digest", "project"})
"""Itself, and the name of the project, which is written anew by hand where a project has a new one."""


def digest_of(value: Mapping[str, Any]) -> str:
    """Of a record as JSON values, in whatever order, layout and version of the form: of all keys that it has."""
    content = {key: item for key, item in value.items() if key not in _NOT_IN_IT}
    return f"sha256:{sha256(json.dumps(content, sort_keys=True, separators=(',', ':')).encode()).hexdigest()}"


def with_digest(record: Record) -> Record:
    """The record with the digest of what it says."""
    return attrs.evolve(record, digest=digest_of(record.to_dict()))
