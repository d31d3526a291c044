"""Qualtrics over its interface, version 3: an export is started, asked for until it is ready, and fetched."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import attrs

from cxengine.host.contracts import (
    Batch,
    Binding,
    Cancelled,
    RawTable,
    ReadContext,
    Secret,
    SourceCapabilities,
    State,
    Stream,
)
from cxengine.host.options import Options, revealed
from cxengine.sources.csv_source import read_csv
from cxengine.sources.headings import find_heading
from cxengine_web import Credentials, Patience, Reply, Web

if TYPE_CHECKING:
    import pyarrow as pa

KEYS = ("url", "survey", "token", "labels", "minutes", "timeout")
RESPONSE = "ResponseId"
_HELP = 'Write that of your data centre: `url = "https://fra1.qualtrics.com"`.'
_BETWEEN_LOOKS = 2.0
"""Seconds between two looks at whether an export is ready."""
_MOST_UNPACKED = 2 << 30


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
        """Fetches the whole export, since its headings stand in it."""
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
        with web:
            content, after = _Exporting(web, survey).fetched(token if isinstance(token, str) else None)
        raw = _named(_read(content, binding), wanted)
        start: State = {"of": survey.origin, "token": token} if isinstance(token, str) else {}
        end: State = {"of": survey.origin, "token": after} if after else {}
        return Stream(
            schema=raw.data.schema,
            batches=_batches(raw.data, context, start, end),
            problems=lambda: raw.problems,
            notes=lambda: raw.notes,
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

    def fetched(self, token: str | None) -> tuple[bytes, str]:
        """The zip file, and the token for the next export."""
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
                    file = self.web.get(f"{path}/{quote(_text(said, 'fileId'))}/file")
                    return file.body, str(said.get("continuationToken") or "")
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


def _read(content: bytes, binding: Binding) -> RawTable:
    """The csv in the zip. Raises CxError (3) where it is none."""
    with TemporaryDirectory(prefix="cxengine-") as folder:
        path = Path(folder) / "qualtrics.csv"
        path.write_bytes(_unpacked(content, binding))
        bound = Binding(table=binding.table, plugin="csv", paths=(path,), places={(): binding.place("survey")})
        return read_csv(bound, read_csv(bound, ()).headings)


def _unpacked(content: bytes, binding: Binding) -> bytes:
    from cxengine_web import failed

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            (name,) = [each for each in packed.infolist() if each.filename.casefold().endswith(".csv")]
            if name.file_size > _MOST_UNPACKED:
                message = f"The export unpacks to more than {_MOST_UNPACKED >> 30} GB."
                raise failed("source-reply", message, "", binding.place("survey"))
            return packed.read(name)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        message = "The export is no zip file with one csv in it, or half of one."
        raise failed("source-reply", message, "Run again.", binding.place("survey")) from None


def _named(raw: RawTable, wanted: Sequence[str]) -> RawTable:
    """Columns that are wanted under the name that they are wanted by; the others under theirs."""
    names = list(raw.data.column_names)
    headings = tuple(names)
    for name in (RESPONSE, *wanted):
        at = find_heading(name, headings)
        if at is not None and name not in names:
            names[at] = name
    return attrs.evolve(raw, data=raw.data.rename_columns(names), headings=tuple(names))


def _batches(data: pa.Table, context: ReadContext, start: State, end: State) -> Iterator[Batch]:
    """Only with the last rows is the export read; before them a reading begins again where this one did."""
    import pyarrow as pa

    batches = [each for each in data.combine_chunks().to_batches(max_chunksize=context.batch_rows) if each.num_rows]
    batches = batches or [pa.RecordBatch.from_pylist([], schema=data.schema)]
    for number, batch in enumerate(batches, 1):
        if context.cancelled():
            raise Cancelled("reading the export was called off")
        yield Batch(data=batch, state=end if number == len(batches) else start)
