"""What a name in an expression stands for, in the place where it stands."""

from __future__ import annotations

import attrs

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.kinds import check_kind
from cxengine.lang.checks.periods import check_period
from cxengine.lang.checks.plugin_functions import may_stand, missing_function, plugin_function
from cxengine.lang.checks.results import part_type
from cxengine.lang.checks.roll_ups import OF_MODELS, check_now, of_model
from cxengine.lang.checks.said_otherwise import said_otherwise
from cxengine.lang.checks.segments import segment_type
from cxengine.lang.field_types import field_type
from cxengine.lang.functions import FUNCTIONS, SYNONYMS, Function
from cxengine.lang.names import AttributeMeaning, FieldMeaning, FunctionMeaning, MetricMeaning, SubjectRows
from cxengine.lang.scope import Scope, of_rows
from cxengine.lang.types import ANY, CONDITION, DAYS, MONEY, NUMBER, WORKING_DAYS, ScaleType, Type
from cxengine.lang.unparse import unparse
from cxengine.lang.vocabulary import PluginFunction


@attrs.frozen
class Reference:
    """The type of a reference, and the place that its brackets open.

    ``function``, or ``plugin``, is set where the type follows from the arguments; ``inside`` is None where brackets are
    not looked at.
    """

    type: Type
    inside: Scope | None = None
    function: Function | None = None
    plugin: PluginFunction | None = None


_BROKEN = Reference(ANY)


def reference_type(ref: ast.Ref, scope: Scope, checking: Checking, *, known_only: bool = False) -> Reference:
    """Look the name up; ``known_only`` where only ``is known`` is asked, which a personal field allows."""
    word = ref.name.text
    called = ref.arguments is not None or (word == "count" and word not in scope.fields)
    if called and word in FUNCTIONS and (scope.rows or scope.aggregates):
        return _function(ref, FUNCTIONS[word], scope, checking)
    if (plugin := plugin_function(ref, scope, checking)) is not None:
        fits = may_stand(ref, plugin, scope, checking)
        return Reference(ANY, scope.inside_function(), plugin=plugin) if fits else _BROKEN
    if word in scope.fields:
        return _field(ref, scope.fields[word], scope, checking, known_only=known_only)
    if word in scope.attributes:
        return _attribute(ref, scope.attributes[word], scope, checking, known_only=known_only)
    if word in scope.metrics:
        return _metric(ref, scope.metrics[word], scope, checking)
    if word in checking.names.segments and scope.rows and ref.of is None and ref.at is None and ref.arguments is None:
        return Reference(segment_type(ref, checking.names.segments[word], scope, checking))
    asked_of_model = of_model(ref, scope, checking) or part_type(ref, scope, checking)
    if asked_of_model is not None:
        return Reference(asked_of_model)
    _unknown(ref, scope, checking)
    return _BROKEN


def _counted_of(ref: ast.Ref, word: str, checking: Checking) -> str:
    """What to write for `count of responses`: the rows of a metric are those of the table in its `from`."""
    if ref.of is None or ref.arguments is not None or ref.of.text not in checking.names.tables:
        return ""
    argument = "" if word == "count" else "(FIELD)"
    return f"Write `{word}{argument}` alone: the rows are those of the table in the line `from {ref.of}`."


def _function(ref: ast.Ref, function: Function, scope: Scope, checking: Checking) -> Reference:
    word = function.name
    if scope.rows:
        checking.error(
            "function-in-row",
            ref.span,
            f"`{word}` is worked out over many rows, and cannot stand in {scope.place}",
            "Here each row is looked at by itself. Make a metric with this formula and compare that.",
        )
        return _BROKEN
    if ref.of is not None or ref.at is not None:
        checking.error(
            "not-a-metric",
            ref.span,
            f"`{word}` is a function; only a metric can be taken of another subject or at another time",
            _counted_of(ref, word, checking)
            or "Make a metric with this formula, and write a further metric that names it.",
        )
        return _BROKEN
    arguments = ref.arguments or ()
    if len(arguments) != 1 + function.portion and not (function.optional and not arguments):
        more = " and a part of the rows" if function.portion else ""
        here = "here is 1" if len(arguments) == 1 else f"here are {len(arguments)}"
        checking.error(
            "function-arguments",
            ref.span,
            f"`{word}` takes one {_PARAMETERS[function.parameter]}{more} in its brackets, {here}",
            f"{function.doc} Write for instance `{function.usage}`.",
        )
        return _BROKEN
    if function.portion and not _is_part(arguments[1]):
        checking.error(
            "function-arguments",
            arguments[1].span,
            f"`{word}` takes a part of the rows from 0% to 100% after the comma",
            f"Write for instance `{function.usage}`.",
        )
        return _BROKEN
    checking.meanings[ref.span] = FunctionMeaning(word)
    return Reference(function.result or ANY, scope.inside_function(), function)


_PARAMETERS = {"condition": "condition", "amount": "value", "scale": "answer", "value": "value"}
_OF_SCALES = ("mean", "median", "percentile")
"""Functions of amounts that answers on a range of numbers have too."""


def _is_part(expr: ast.Expr) -> bool:
    return isinstance(expr, ast.Percent) and 0 <= expr.value <= 1


def argument_type(function: Function, argument: ast.Expr, given: Type, checking: Checking) -> Type:
    """The type of a function's result, from the type of what stands in its brackets."""
    if given == ANY:
        return function.result or ANY
    if function.scale is not None:
        return _published(function, argument, given, checking)
    if function.parameter == "value":
        return _different(function, argument, given, checking)
    scale = checking.names.scales.get(given.scale) if isinstance(given, ScaleType) else None
    ranged = scale is not None and scale.low is not None
    if given in (NUMBER, MONEY, DAYS, WORKING_DAYS) or (ranged and function.name in _OF_SCALES):
        return given
    if scale is not None and function.name == "sum":
        help = "Answers do not add up to an amount. Write `mean(…)`, or count some of them: `count(x >= 4)`."
    else:
        help = "Write the share of rows for which it holds, for instance `share(x is yes)`."
    checking.error("no-arithmetic", argument.span, f"`{function.name}` needs a number, and this is {given}", help)
    return ANY


def _different(function: Function, argument: ast.Expr, given: Type, checking: Checking) -> Type:
    """Different values are those of a field: whether a condition holds has two at most, which say nothing."""
    if given != CONDITION:
        return function.result or ANY
    said = f"`{function.name}` counts the different values of a field, and this is {given}"
    help = f"Write `count({unparse(argument)})` for the rows for which it holds, or name a field."
    checking.error("no-arithmetic", argument.span, said, help)
    return ANY


def _published(function: Function, argument: ast.Expr, given: Type, checking: Checking) -> Type:
    """A published measure is defined for one scale only; on another it is a different measure."""
    published = function.scale
    assert published is not None and function.result is not None
    only = f"{published.measure} is only published for {published.low} to {published.high}"
    word = f"`{argument.name.text}`" if isinstance(argument, ast.Ref) else "This"
    if not isinstance(given, ScaleType):
        message, help = f"{only}. {word} is {given}.", f"Give the field a scale: `{published.ask}`."
    else:
        scale = checking.names.scales[given.scale]
        if (scale.low, scale.high) != (published.low, published.high):
            range_ = "named points" if scale.low is None else f"{scale.low} to {scale.high}"
            message = f"{only}. {word} is answered on {range_}."
            help = f"Ask it on {published.low} to {published.high}: `{published.ask}`."
        elif scale.higher_is_better is False:
            message = f"{only} where higher is better. On the scale of {word} lower is better."
            help = f"Ask it so that higher is better: `{published.ask}`."
        else:
            return function.result
    checking.error("wrong-scale", argument.span, message, help)
    return ANY


def _plain(ref: ast.Ref, what: str, checking: Checking) -> bool:
    """Whether a field stands without what only a metric may have."""
    if ref.arguments is None and ref.of is None and ref.at is None:
        return True
    if ref.arguments is not None:
        said = "has nothing in brackets"
    elif ref.of is not None:
        said = "cannot be taken of another subject"
    else:
        said = "cannot be taken at another time"
    checking.error(
        "not-a-metric",
        ref.span,
        f"`{ref.name.text}` is {what} and {said}; a metric can",
        f"Write `{ref.name.text}` alone.",
    )
    return False


def _personal(ref: ast.Ref, field: ast.Field, known_only: bool, checking: Checking) -> bool:
    """Whether a field may stand here; a personal one only where it is asked whether it is known."""
    if not field.personal or known_only:
        return True
    word = field.name.text
    checking.error(
        "personal-published",
        ref.span,
        f"`{word}` is personal: its value may not be compared or published",
        f"Rows may be counted, and it may be asked whether it is there: `{word} is known`.",
    )
    return False


def _field(ref: ast.Ref, field: ast.Field, scope: Scope, checking: Checking, *, known_only: bool) -> Reference:
    if not _plain(ref, "a field", checking) or not _personal(ref, field, known_only, checking):
        return _BROKEN
    given = field_type(field, checking.names)
    if not scope.rows:
        word = field.name.text
        numeric = given in (NUMBER, MONEY, DAYS) or isinstance(given, ScaleType)
        checking.error(
            "field-outside-function",
            ref.span,
            f"`{word}` has a value in each row, and a formula gives one figure for all of them",
            f"Write for instance `mean({word})`." if numeric else f"Write for instance `count({word} is known)`.",
        )
        return _BROKEN
    assert scope.table is not None
    checking.meanings[ref.span] = FieldMeaning(scope.table, field)
    return Reference(given)


def _attribute(ref: ast.Ref, field: ast.Field, scope: Scope, checking: Checking, *, known_only: bool) -> Reference:
    assert scope.subject is not None
    what = f"a field of {scope.subject.name.text}"
    if not _plain(ref, what, checking) or not _personal(ref, field, known_only, checking):
        return _BROKEN
    checking.meanings[ref.span] = AttributeMeaning(scope.subject, field)
    return Reference(field_type(field, checking.names))


def _metric(ref: ast.Ref, metric: ast.Metric, scope: Scope, checking: Checking) -> Reference:
    checking.meanings[ref.span] = MetricMeaning(metric)
    if isinstance(ref.at, ast.Period):
        check_period(ref.at, "The time before", checking)
    check_kind(ref, metric, scope, checking)
    check_now(ref, metric, checking)
    given = checking.metric_types.get(metric.name.text, ANY)
    if ref.arguments is None:
        return Reference(given)
    if metric.table is None:
        checking.error(
            "narrowed-combination",
            ref.span,
            f"`{metric.name.text}` has no rows of its own that could be narrowed",
            "Only a metric with a `from` line takes a condition in brackets. Narrow the metrics it is made of.",
        )
        return _BROKEN
    if len(ref.arguments) != 1:
        checking.error(
            "function-arguments",
            ref.span,
            f"A metric takes one condition in its brackets, here are {len(ref.arguments)}",
            f"Join them with `and`: `{metric.name.text}(a is yes and b is no)`.",
        )
        return _BROKEN
    table = checking.names.rows(metric.table.text)
    return Reference(given, of_rows(table, "the brackets of a metric"))


def _unknown(ref: ast.Ref, scope: Scope, checking: Checking) -> None:
    """Say what the name is elsewhere, or that it is nowhere."""
    word, names = ref.name.text, checking.names
    if scope.anything or checking.lookup.may_be_declared(word):
        return
    if checking.lookup.says_removed(ref.name):
        return
    if word in OF_MODELS and isinstance(scope.table, SubjectRows):
        _level_outside(ref, scope.table, checking)
        return
    if word not in FUNCTIONS and word not in names.metrics:
        if said_otherwise(ref, scope, checking) or missing_function(ref, scope, checking):
            return
    if word.casefold() in SYNONYMS and (scope.aggregates or ref.arguments is not None):
        _synonym(ref, SYNONYMS[word.casefold()], checking)
    elif word in FUNCTIONS and not scope.table:
        checking.error(
            "rows-needed",
            ref.span,
            f"`{word}` is worked out over the rows of a table, and {scope.place} has no table",
            f"Make a metric: `from` a table, `formula {FUNCTIONS[word].usage}`; then name the metric here.",
        )
    elif word in FUNCTIONS and ref.arguments is None:
        function = FUNCTIONS[word]
        checking.error(
            "function-arguments",
            ref.span,
            f"`{word}` needs a {_PARAMETERS[function.parameter]} in brackets",
            f"{function.doc} Write for instance `{_usage(ref, function)}`.",
        )
    elif word in names.metrics:
        checking.error(
            "metric-in-rows",
            ref.span,
            f"`{word}` is a metric; {scope.place} knows the fields of the table only",
            "Combine metrics in a metric without a `from` line.",
        )
    elif (table := checking.table_with_field(word)) is not None and scope.table is None:
        checking.error(
            "field-outside-table",
            ref.span,
            f"`{word}` is a field of the table `{table}`, which {scope.place} does not see",
            f"Make a metric of it: `from {table}` and a formula; then name the metric here.",
        )
    else:
        where = f" in the table `{scope.table.name.text}`" if scope.table is not None else " here"
        functions = (*FUNCTIONS, *names.vocabulary.functions)
        known = (*scope.known(), *functions) if scope.table is not None else scope.known()
        if scope.table is not None and scope.rows:
            known += tuple(segment.name.text for segment in names.segments_of(scope.table.name.text))
        help = _function_meant(ref) if scope.table is not None and ref.arguments is not None else ""
        checking.lookup.unknown(ref.name, f"There is nothing called `{word}`{where}", known, help)


_END = {"max": "100%", "maximum": "100%", "min": "0%", "minimum": "0%"}


def _function_meant(ref: ast.Ref) -> str:
    """What to write for a function that spreadsheets have and cx has not."""
    arguments = ref.arguments or ()
    end = _END.get(ref.name.text.casefold())
    if end is not None and len(arguments) == 1 and isinstance(arguments[0], ast.Ref):
        return f"Write `percentile({arguments[0].name}, {end})`."
    return f"Functions over rows are {', '.join(f'`{name}`' for name in FUNCTIONS)}."


def _usage(ref: ast.Ref, function: Function) -> str:
    """How the function is written, with what it is said to be of: `mean(waited)` for `mean of waited`."""
    if ref.of is None or function.portion or function.parameter == "condition":
        return function.usage
    return f"{function.name}({ref.of})"


def _level_outside(ref: ast.Ref, rows: SubjectRows, checking: Checking) -> None:
    word, kind = ref.name.text, rows.name.text
    model = next((n for n, m in checking.names.models.items() if m.subject.text == kind), "MODEL")
    if ref.of is None:
        message, help = f"`{word}` does not say of which model", f"Write `{word} of {model}`."
    else:
        message = f"`{word} of {ref.of.text}` has a value for each {kind}, and a formula gives one figure for all"
        help = f"Write for instance `share(level of {ref.of.text} >= 3)` or `mean({word} of {ref.of.text})`."
    checking.error("field-outside-function", ref.span, message, help)


def _synonym(ref: ast.Ref, function: str, checking: Checking) -> None:
    message = f"There is no function `{ref.name.text}`"
    checking.error("unknown-name", ref.name.span, message, f"Did you mean `{function}`?", replacement=function)
