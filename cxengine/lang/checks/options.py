"""Named values on the right of ``is``: options, points, yes and no."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.names import Value, ValueMeaning
from cxengine.lang.scope import Scope
from cxengine.lang.types import ANY, TEXT, YES_NO, CategoryType, ListedType, ScaleType, SubjectType, Type
from cxengine.source import Span


def values_of(wanted: Type, checking: Checking) -> Mapping[str, Value]:
    """What a word may mean against a type, in the form that the data hold."""
    held = checking.values.get(wanted)
    if held is None:
        held = checking.values[wanted] = _values_of(wanted, checking)
    return held


def _values_of(wanted: Type, checking: Checking) -> Mapping[str, Value]:
    match wanted:
        case ListedType(options=options):
            return {option: option for option in options}
        case CategoryType(category=category):
            return {option.name.text: option.name.text for option in checking.names.categories[category].options}
        case ScaleType(scale=scale):
            declared = checking.names.scales[scale]
            return {} if declared.low is not None else {p.name.text: p.name.text for p in declared.points}
        case _ if wanted == YES_NO:
            return {"yes": True, "no": False}
        case _:
            return {}


def _titles(wanted: Type, checking: Checking) -> Mapping[str, tuple[Value, str]]:
    """By folded name or title: the value, and how the rule file writes it."""
    held = checking.titles.get(wanted)
    if held is None:
        held = checking.titles[wanted] = _titles_of(wanted, checking)
    return held


def _titles_of(wanted: Type, checking: Checking) -> Mapping[str, tuple[Value, str]]:
    titles: dict[str, tuple[Value, str]] = {}
    if isinstance(wanted, CategoryType):
        for option in checking.names.categories[wanted.category].options:
            titles.setdefault(_folded(option.title), (option.name.text, option.name.text))
    if isinstance(wanted, ScaleType):
        declared = checking.names.scales[wanted.scale]
        for point in declared.points:
            word = point.name.text
            value: Value = Fraction(word) if declared.low is not None and word.isdigit() else word
            titles.setdefault(_folded(point.title), (value, word))
    for word, value in values_of(wanted, checking).items():
        titles[_folded(word)] = (value, word)
    return titles


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def is_named(wanted: Type, expr: ast.Expr, checking: Checking) -> bool:
    """Whether an expression is the name of a value of the type."""
    return isinstance(expr, ast.Ref) and expr.arguments is None and expr.name.text in values_of(wanted, checking)


def option_type(wanted: Type, expr: ast.Expr, scope: Scope, checking: Checking) -> Type | None:
    """The type of a named value against ``wanted``; None where it is no named value and must be typed by itself."""
    if isinstance(expr, ast.Text):
        return _quoted(wanted, expr, checking)
    hyphened = _hyphened(expr, scope)
    if hyphened is not None and (wanted in (TEXT, ANY) or values_of(wanted, checking)):
        return _told_of_hyphen(wanted, hyphened, checking)
    if not isinstance(expr, ast.Ref) or expr.arguments is not None or expr.of is not None or expr.at is not None:
        return None
    word = expr.name.text
    values = values_of(wanted, checking)
    if word in values:
        checking.meanings[expr.span] = ValueMeaning(values[word])
        return wanted
    if word in scope.known():
        return None
    if wanted == ANY:
        return ANY
    if isinstance(wanted, SubjectType) or wanted == TEXT:
        checking.lookup.unknown(
            expr.name,
            f"There is nothing called `{word}` here",
            scope.known(),
            f'Write words in quotes: `"{word}"`.',
        )
        return ANY
    if not values:
        return None
    known = f"Known here: {', '.join(f'`{name}`' for name in list(values)[:8])}{' …' if len(values) > 8 else '.'}"
    checking.lookup.unknown(expr.name, f"`{word}` is not {wanted}", values, known, code="no-such-option")
    return ANY


def _hyphened(expr: ast.Expr, scope: Scope) -> ast.Name | None:
    """``e-mail``, which reads as one figure less another: words of which none is known, with nothing between."""
    if not isinstance(expr, ast.Arithmetic) or expr.op != "-" or not isinstance(expr.right, ast.Ref):
        return None
    before = ast.Name(expr.left.name.text, expr.left.span) if isinstance(expr.left, ast.Ref) else None
    before = before or _hyphened(expr.left, scope)
    last = expr.right.name
    if before is None or not _is_tight(expr.span, len(before.text) + 1 + len(last.text)):
        return None
    if last.text in scope.known() or before.text in scope.known():
        return None
    return ast.Name(f"{before.text}-{last.text}", expr.span)


def _is_tight(span: Span, length: int) -> bool:
    return span.line == span.end_line and span.end_column - span.column == length


def _told_of_hyphen(wanted: Type, name: ast.Name, checking: Checking) -> Type:
    titled = _titles(wanted, checking).get(_folded(name.text))
    if wanted in (TEXT, ANY):
        help = f'Write words in quotes: `"{name.text}"`.'
        checking.lookup.unknown(name, f"There is nothing called `{name.text}` here", (), help)
    elif titled is not None:
        message = f"`{name.text}` is the title of an option, and a name has no hyphen"
        checking.error("no-such-option", name.span, message, f"Write its name: `{titled[1]}`.", replacement=titled[1])
    else:
        values = values_of(wanted, checking)
        known = f"Known here: {', '.join(f'`{value}`' for value in list(values)[:8])}{' …' if len(values) > 8 else '.'}"
        checking.lookup.unknown(name, f"`{name.text}` is not {wanted}", values, known, code="no-such-option")
    return ANY


def _quoted(wanted: Type, expr: ast.Text, checking: Checking) -> Type | None:
    if not isinstance(wanted, CategoryType | ListedType | ScaleType) and wanted != YES_NO:
        return TEXT if wanted in (ANY, TEXT) or isinstance(wanted, SubjectType) else None
    found = _titles(wanted, checking).get(_folded(expr.value))
    if found is None:
        words = [word for _, word in _titles(wanted, checking).values()]
        name = ast.Name(expr.value, expr.span)
        checking.lookup.unknown(name, f'"{expr.value}" is not {wanted}', words, code="no-such-option")
        return ANY
    value, word = found
    checking.meanings[expr.span] = ValueMeaning(value)
    if word.isidentifier() or word.isdigit():
        message = f'"{expr.value}" is found among the titles, which may be reworded'
        checking.found.warning("quoted-option", expr.span, message, f"Write its name: `{word}`.")
    return wanted
