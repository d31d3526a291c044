"""Qualtrics over its interface, version 3: an export is started, asked for until it is ready, and fetched."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote, urlsplit

import attrs

from cxengine.host.contracts import (
    Batch,
    Binding,
    Cancelled,
    ReadContext,
    Secret,
    SourceCapabilities,
    State,
    Stream,
)
from cxengine.host.options import Options, revealed
from cxengine_surveys.packed_rows import PackedRows, unpacked
from cxengine_web import Credentials, Patience, Reply, Web

if TYPE_CHECKING:
    import pyarrow as pa

KEYS = ("url", "survey", "token", "labels", "minutes", "timeout")
RESPONSE = "ResponseId"
_HELP = 'Write that of your data centre: `url = "https://fra1.qualtrics.com"`.'
_BETWEEN_LOOKS = 2.0
"""Seconds between two looks at whether an export is ready."""


@attrs.frozen(kw_only=True)
class Survey:
    """One survey as ``cx.toml`` names it."""

    url: str
    id: str
    token: Secret | None
    labels: bool
    minutes: int
    timeout: int | None

    @property
    def origin(self) -> str:
        """Tells the states of one survey from those of another."""
        return hashlib.sha256(repr((self.url, self.id, self.labels)).encode()).hexdigest()[:16]


@attrs.frozen
class Qualtrics:
    """Responses of one survey. After the first reading only those come that are new."""

    patience: Patience = attrs.field(factory=Patience)

    @property
    def capabilities(self) -> SourceCapabilities:
        """Qualtrics gives a token with which the next export goes on."""
        return SourceCapabilities(incremental=True, key=(RESPONSE,), http=True)

    def hosts(self, binding: Binding) -> frozenset[str]:
        """The data centre."""
        return frozenset({urlsplit(_survey(binding).url).netloc})

    def open(self, binding: Binding, wanted: Sequence[str], context: ReadContext) -> Stream:
        """Fetches the whole export, into a passing file, since its headings stand in it."""
        import pyarrow as pa

        survey = _survey(binding)
        before = context.state or {}
        token = before.get("token") if before.get("of") == survey.origin else None
        keys = revealed([("token", survey.token)], binding, context.environment)
        held = survey.token.env if survey.token is not None else ""
        web = Web(
            f"{survey.url}/API/v3",
            credentials=Credentials(headers={"X-API-TOKEN": keys["token"]} if keys else {}, names=held),
            patience=self.patience.with_timeout(survey.timeout), span=binding.place("url"),
            cancelled=context.cancelled, wait=context.wait,
        )  # fmt: skip
        with web, tempfile.TemporaryFile() as packed:
            after = _Exporting(web, survey).fetched(token if isinstance(token, str) else None, packed)
            rows = unpacked(packed, binding.place("survey"), context.cancelled)
        places = rows.named((RESPONSE, *wanted))
        start: State = {"of": survey.origin, "token": token} if isinstance(token, str) else {}
        end: State = {"of": survey.origin, "token": after} if after else {}
        return Stream(
            schema=pa.schema([(name, pa.string()) for name in places]),
            batches=_batches(rows, places, context, start, end),
            headings=tuple(heading for heading in rows.look.headings if heading),
            problems=lambda: rows.problems,
            notes=lambda: rows.notes,
        )


def _survey(binding: Binding) -> Survey:
    options = Options(binding, KEYS)
    survey = Survey(
        url=options.address("url", _HELP),
        id=options.needed("survey", 'Write its id: `survey = "SV_…"`; it stands in the address of the survey.'),
        token=options.secret("token"),
        labels=options.flag("labels", True),
        minutes=options.number("minutes", 30, 1, 600),
        timeout=options.number("timeout", 40, 1, 3600) if "timeout" in binding.options else None,
    )
    if survey.id and not re.fullmatch(r"SV_\w+", survey.id):
        options.wrong("survey", f"`{survey.id}` is no id of a survey.", "It begins with `SV_`.")
    options.refuse()
    return survey


@attrs.frozen
class _Exporting:
    """The three steps of an export."""

    web: Web
    survey: Survey

    def fetched(self, token: str | None, into: BinaryIO) -> str:
        """The token for the next export. The zip file goes into one that is given."""
        path = f"surveys/{quote(self.survey.id)}/export-responses"
        asked: dict[str, Any] = {"format": "csv", "compress": True, "useLabels": self.survey.labels}
        asked |= {"continuationToken": token} if token else {"allowContinuation": True}
        started = _result(self.web.post(path, json.dumps(asked).encode()))
        id = _text(started, "progressId")
        for _ in range(int(self.survey.minutes * 60 / _BETWEEN_LOOKS)):
            reply = self.web.get(f"{path}/{quote(id)}")
            said = _result(reply)
            match said.get("status"):
                case "complete":
                    file = self.web.get_into(f"{path}/{quote(_text(said, 'fileId'))}/file", into)
                    if file.status != 200:
                        raise file.odd(f"no longer has the export that it made (status {file.status})", "Run again.")
                    return str(said.get("continuationToken") or "")
                case "failed":
                    raise reply.odd("could not make the export", "Try it by hand in Qualtrics, and ask them why.")
                case _:
                    self.web.pause(_BETWEEN_LOOKS)
        raise reply.odd(f"did not make the export in {self.survey.minutes} minutes", "Raise `minutes`.")


def _result(reply: Reply) -> Mapping[str, Any]:
    value = reply.json()
    if reply.status == 404:
        help = "Is `survey` its id, and does the token belong to somebody who sees it?"
        raise reply.odd("knows no such survey", help)
    result = value.get("result") if isinstance(value, dict) else None
    if not isinstance(result, dict):
        raise reply.odd("answers without a `result`")
    return _Said(result, reply)


class _Said(dict[str, Any]):
    """A result, with the reply that it came in."""

    def __init__(self, values: Mapping[str, Any], reply: Reply) -> None:
        super().__init__(values)
        self.reply = reply


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value:
        assert isinstance(said, _Said)
        raise said.reply.odd(f"answers without a `{key}`")
    return value


def _batches(
    rows: PackedRows, places: dict[str, int], context: ReadContext, start: State, end: State
) -> Iterator[Batch]:
    """Only with the last rows is the export read; before them a reading begins again where this one did."""
    import pyarrow as pa

    last: pa.RecordBatch | None = None
    for data in rows.tables(places):
        for batch in data.combine_chunks().to_batches(max_chunksize=context.batch_rows):
            if context.cancelled():
                raise Cancelled("reading the export was called off")
            if last is not None:
                yield Batch(data=last, state=start)
            last = batch
    if last is None:
        last = pa.RecordBatch.from_pylist([], schema=pa.schema([(name, pa.string()) for name in places]))
    yield Batch(data=last, state=end)
