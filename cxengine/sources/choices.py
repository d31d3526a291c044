"""A question with a column for each answer, as survey tools write "select all that apply", made into fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import Binding, Problem, RawTable
from cxengine.lang import ast
from cxengine.sources.columns import as_text
from cxengine.sources.header_rows import rows_needed
from cxengine.sources.headings import JOIN, find_heading, suggestion

if TYPE_CHECKING:
    import pyarrow as pa

_UNTICKED = ("0", "0.0", "no", "n", "false", "f", "unchecked", "unticked", "not selected", "not chosen", "not ticked",
             "off", "-", "\N{EN DASH}", "\N{EM DASH}")  # fmt: skip
"""What some tools write for an answer that was offered and not chosen."""
_DOUBTFUL = ("n/a", "na", "none", "nil", "no answer", "not answered", "not applicable", "did not answer", "unknown")
"""What may say so too, or be the answer itself."""


def choice_headings(binding: Binding) -> tuple[str, ...]:
    """The headings that ``options`` of ``cx.toml`` names."""
    return tuple(heading for question in binding.choices.values() for heading in question.values())


def gathered(raw: RawTable, table: ast.Table, binding: Binding, found: Diagnostics) -> RawTable:
    """With a column for each field that ``options`` of ``cx.toml`` fills, under the field's own name.

    A row that has nothing in any column of a question did not answer it, and its fields are missing; one that has
    something in another column did not choose this answer. A field of one option takes the option that is chosen;
    several that are chosen are no option of it.
    """
    fields = {field.name.text for field in table.fields}
    columns: dict[str, pa.Array] = {}
    problems: list[Problem] = []
    for question, answers in binding.choices.items():
        chosen = _chosen(question, answers, raw, binding, found, problems)
        problems += _left_out(question, answers, raw)
        if question in fields:
            columns[question] = _one_of(chosen)
        else:
            columns |= _each(chosen)
    if not columns:
        return raw
    data = raw.data
    for name, column in columns.items():
        if name in data.column_names:
            data = data.drop_columns([name])
        data = data.append_column(name, column)
    more = tuple(name for name in columns if name not in raw.headings)
    headings = (*raw.headings, *more) if raw.headings else ()
    return attrs.evolve(raw, data=data, headings=headings, problems=(*raw.problems, *problems))


def _left_out(question: str, answers: Mapping[str, str], raw: RawTable) -> list[Problem]:
    """A problem where the columns of a question stand under one heading, and some of these are not named."""
    indices = [find_heading(heading, raw.headings) for heading in answers.values()]
    named = [raw.headings[index] for index in indices if index is not None]
    above = {heading.rpartition(JOIN)[0] for heading in named}
    if len(above) != 1 or "" in above:
        return []
    begins = f"{above.pop()}{JOIN}"
    left = [each for each in raw.headings if each.startswith(begins) and each not in named]
    if not left:
        return []
    message = (
        f"`options` of `{question}` names {len(named)} of the {len(named) + len(left)} columns of its question, and "
        f"who ticked none of these is taken not to have answered. Name the others too, such as "
        f"`{left[0].removeprefix(begins)}`."
    )
    return [Problem(code="options-left-out", message=message)]


@attrs.frozen
class _Chosen:
    """For each answer which rows chose it, and which rows said anything to the question: numpy masks."""

    answers: Mapping[str, Any]
    answered: Any


def _chosen(
    question: str,
    answers: Mapping[str, str],
    raw: RawTable,
    binding: Binding,
    found: Diagnostics,
    problems: list[Problem],
) -> _Chosen:
    import numpy as np

    ticked: dict[str, Any] = {}
    answered = np.zeros(raw.data.num_rows, bool)
    for answer, heading in answers.items():
        index = find_heading(heading, raw.data.column_names)
        if index is None:
            _report(heading, answer, raw, binding, question, found)
            ticked[answer] = np.zeros(raw.data.num_rows, bool)
            continue
        said, ticked[answer], doubtful = _ticks(raw.data.column(index), binding.missing)
        answered |= said
        problems += _doubted(heading, doubtful)
    return _Chosen(ticked, answered)


def _doubted(heading: str, rows: Mapping[str, int]) -> Iterator[Problem]:
    """Words that count as a tick and may say that there is none; not where the answer itself is called so."""
    own = " ".join(heading.rpartition(JOIN)[2].split()).casefold()
    for word, count in rows.items():
        if word != own:
            message = (
                f"`{word}` under `{heading}` counts as ticked. If it says that the answer was not chosen, write it in "
                "`missing`."
            )
            yield Problem(code="doubtful-tick", message=message, count=count)


def _ticks(column: pa.ChunkedArray, missing: Iterable[str]) -> tuple[Any, Any, dict[str, int]]:
    """Which rows hold anything, which hold the answer, and how many hold a word that may be none."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    text = as_text(column) if not pa.types.is_floating(column.type) else column.cast(pa.string())
    if text is None:
        text = pc.if_else(pc.is_valid(column), "yes", pa.scalar(None, pa.string()))
    plain = pc.utf8_lower(pc.utf8_trim_whitespace(text.cast(pa.string())))
    nothing = pa.array(["", "null", *(word.strip().casefold() for word in missing)])
    said = np.asarray(pc.and_(pc.is_valid(plain), pc.invert(pc.is_in(plain, value_set=nothing))))
    ticked = said & ~np.asarray(pc.is_in(plain, value_set=pa.array(_UNTICKED)))
    doubtful = pc.filter(plain, pa.array(ticked & np.asarray(pc.is_in(plain, value_set=pa.array(_DOUBTFUL)))))
    return said, ticked, {each["values"]: each["counts"] for each in pc.value_counts(doubtful).to_pylist()}


def _each(chosen: _Chosen) -> dict[str, pa.Array]:
    import pyarrow as pa

    return {field: pa.array(ticked, pa.bool_(), mask=~chosen.answered) for field, ticked in chosen.answers.items()}


def _one_of(chosen: _Chosen) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    words = np.full(len(chosen.answered), "", object)
    for option, ticked in chosen.answers.items():
        words[ticked] = np.where(words[ticked] == "", option, words[ticked] + f" and {option}")
    return pa.array(words, pa.string(), mask=words == "")


def _report(heading: str, answer: str, raw: RawTable, binding: Binding, question: str, found: Diagnostics) -> None:
    headings = raw.headings or tuple(raw.data.column_names)
    _, help = suggestion(heading, headings)
    rows = rows_needed((heading,), raw)
    if rows:
        help = f"It stands in a row further down: write `header_rows = {rows}` in `[sources.{binding.table}]`."
    source = f"`{binding.paths[0].name}`" if binding.paths else f"The source of `{binding.table}`"
    message = f"{source} has no column `{heading}` for `{answer}`, or more than one."
    found.error("missing-column", binding.place("options", question, answer), message, help)
