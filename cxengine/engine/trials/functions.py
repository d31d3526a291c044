"""Functions: their examples come out as written, and the engine gives what their reference gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from cxengine.diagnostics import CxError
from cxengine.engine.program import Program, compile
from cxengine.host.contracts import Function
from cxengine.host.plugin_host import Host

CASES = 40
"""Groups of rows that a function is tried on."""
MOST_ROWS = 8
AS_OF = date(2026, 3, 31)
_OPTIONS = ("red", "green", "blue")
_TYPES: Mapping[str, str] = {
    "condition": "yes_no", "number": "number, 2 decimals", "money": "money", "days": "days", "date": "date",
    "scale": "answers", "text": "one of (red, green, blue)", "yes_no": "yes_no", "any": "text",
}  # fmt: skip
_RESULT = re.compile(r"(£)?(-?\d+(?:\.\d+)?)(%| points| days)?")
_HEAD = "pack trial: Trial\nversion 1 from 2020-01-01\nscale answers 0 to 10, higher is better: Trial\n"
_Known = Fraction | bool | str | date | None


def example_faults(name: str, function: Function, host: Host) -> Iterator[str]:
    """What is wrong with the examples: each must come out as it is written there."""
    for example in function.examples:
        wanted = _written(example.result)
        if wanted is None:
            yield f"the result `{example.result}` of an example is none that a rule file could have"
            continue
        numbers = [value for value in example.values if isinstance(value, int) and not isinstance(value, bool)]
        ranged = "scale" in function.parameters and all(0 <= value <= 10 for value in numbers)
        field = "answers" if ranged else _TYPES[function.parameters[0]] if numbers == [] else "number, 2 decimals"
        rows = [{"group_id": "c0", "x": value} for value in example.values]
        given = _measured(example.formula, {"x": field}, rows, host)
        if isinstance(given, str):
            yield f"`{example.formula}`: {given}"
        elif given.get("c0") != wanted:
            yield f"`{example.formula}` over {list(example.values)} is {given.get('c0')}, and not {example.result}"


def lowering_faults(name: str, function: Function, host: Host, *, seed: int = 0) -> Iterator[str]:
    """Where the engine, by the function's lowering, gives another value than its reference does."""
    random = Random(f"{name} {seed}")
    fields = {f"x{at}": _TYPES[parameter] for at, parameter in enumerate(function.parameters)}
    call = f"{name}({', '.join(_argument(f'x{at}', p) for at, p in enumerate(function.parameters))})"
    scalar = function.kind == "scalar"
    formula = (f"share({call})" if function.result == "condition" else f"sum({call})") if scalar else call
    rows: dict[str, list[tuple[_Known, ...]]] = {}
    for number in range(CASES):
        count = 1 if scalar else random.randint(1, MOST_ROWS)
        rows[f"c{number}"] = [tuple(_drawn(p, random) for p in function.parameters) for _ in range(count)]
    table = [
        {"group_id": case, **{f"x{at}": _as_data(value) for at, value in enumerate(row)}}
        for case, group in rows.items()
        for row in group
    ]
    given = _measured(formula, fields, table, host)
    if isinstance(given, str):
        yield f"`{formula}`: {given}"
        return
    for case, group in rows.items():
        wanted = _by_reference(function, group)
        if isinstance(wanted, Exception):
            yield f"the reference fails on {_shown(group)}: {type(wanted).__name__}: {wanted}"
            return
        if given.get(case) != wanted:
            yield f"over {_shown(group)} the engine gives {given.get(case)}, and the reference {wanted}"
            return


def _by_reference(function: Function, rows: Sequence[tuple[_Known, ...]]) -> Any:
    try:
        if function.kind == "aggregate":
            columns = [list(column) for column in zip(*rows, strict=True)]
            return _number(function.reference(*columns))
        (row,) = rows
        value = None if None in row else function.reference(*row)
        if function.result == "condition":
            return None if value is None else Fraction(1 if value is True else 0)
        return _number(value)
    except Exception as failure:  # of the plugin: it is what is tried
        return failure


def _number(value: Any) -> Fraction | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Fraction | int):
        raise TypeError(f"it gave a {type(value).__name__}, and a Fraction, a whole number or None is needed")
    return Fraction(value)


def _measured(
    formula: str, fields: Mapping[str, str], rows: Sequence[Mapping[str, Any]], host: Host
) -> Mapping[str, Fraction | None] | str:
    """The formula for each group of rows, exactly; a text where it cannot be worked out."""
    groups = ", ".join(dict.fromkeys(str(row["group_id"]) for row in rows))
    lines = [f"  field {name} is {kind}, may be missing" for name, kind in fields.items()]
    text = "\n".join(
        [_HEAD + "table trial_rows: Trial", f"  field group_id is one of ({groups})", *lines,
         "metric trial_metric: Trial", "  from trial_rows", f"  formula {formula}", "  by group_id", ""]
    )  # fmt: skip
    try:
        program = compile({"trial.cx": text}, host=host)
        return _figures(program, rows)
    except CxError as error:
        return " ".join(each.message for each in error.diagnostics if each.severity == "error")
    except Exception as failure:  # of the plugin: it is what is tried
        return f"{type(failure).__name__}: {failure}"


def _figures(program: Program, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Fraction | None] | str:
    sources = {"trial_rows": [dict(row) for row in rows]}
    measurement = program.metrics(sources, metrics=("trial_metric",), by=("group_id",), as_of=AS_OF)
    found: dict[str, Fraction | None] = {}
    for said in measurement.metrics:
        assert said.measured is not None
        found[str(said.by.get("group_id"))] = said.measured.value
    left_out = {problem.name for problem in program.plugins.problems}  # before it began: no fault of this function
    return next((each.reason for each in measurement.plugins.problems if each.name not in left_out), found)


def _argument(field: str, parameter: str) -> str:
    return f"{field} is yes" if parameter == "condition" else field


def _drawn(parameter: str, random: Random) -> _Known:
    """A value of the type; one in six is missing."""
    if random.random() < 1 / 6:
        return None
    match parameter:
        case "condition" | "yes_no":
            return random.random() < 0.5
        case "scale":
            return Fraction(random.randint(0, 10))
        case "text":
            return random.choice(_OPTIONS)
        case "any":
            return random.choice("abc")
        case "date":
            return AS_OF - timedelta(days=random.randint(0, 800))
    return Fraction(random.randint(-300, 300), random.choice((1, 1, 2, 4, 100)))


def _as_data(value: _Known) -> Any:
    return f"{float(value):.2f}" if isinstance(value, Fraction) else "yes" if value is True else (
        "no" if value is False else value
    )  # fmt: skip


def _written(result: str) -> Fraction | None:
    match = _RESULT.fullmatch(result.strip())
    if match is None:
        return None
    return Fraction(match[2]) / (100 if match[3] in ("%", " points") else 1)


def _shown(rows: Sequence[tuple[_Known, ...]]) -> str:
    return ", ".join("(" + ", ".join("missing" if v is None else str(v) for v in row) + ")" for row in rows)


