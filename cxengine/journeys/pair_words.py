"""What is said of two steps that a rule has found."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cxengine.journeys.places import listed, party, said
from cxengine.journeys.step_values import StepValues, Value
from cxengine.lang import ast
from cxengine.lang.step_attributes import ATTRIBUTES, FIGURES
from cxengine.lang.unparse import number_text


def words(rule: ast.StepRule, steps: Mapping[str, str], values: StepValues) -> str:
    """The finding of a rule; its title with the steps where it has none."""
    if not rule.finding:
        return f"{rule.title}: {' and '.join(said(step, values.known) for step in steps.values())}."
    text = "".join(part if isinstance(part, str) else _shown(part, steps, values) for part in rule.finding)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _shown(part: ast.Expr, steps: Mapping[str, str], values: StepValues) -> str:
    assert isinstance(part, ast.Ref)
    if part.of is not None:
        return _attribute(part.name.text, steps[part.of.text], values)
    if part.name.text in FIGURES:
        figure = values.figure(part.name.text, *steps.values())
        return "(unknown)" if figure is None else _figure(part.name.text, figure)
    return said(steps[part.name.text], values.known)


def _figure(name: str, figure: Fraction) -> str:
    return f"{_number(figure * 100)}%" if name == "shared_words" else _days(figure)


def _attribute(attribute: str, step: str, values: StepValues) -> str:
    value, kind, known = values.of(step, attribute), ATTRIBUTES[attribute], values.known
    if value is None:
        return "(not written)"
    match kind:
        case "items":
            return listed([known.names.items[item].title for item in known.items(int(value))] or ["nothing"])  # type: ignore[arg-type]
        case "channels" | "facts":
            return listed(_titles(kind, value, values) or ["nothing"])
        case "party":
            return party(str(value), known)
        case "fact":
            assert isinstance(value, tuple)
            return f"{'not ' if value[1] else ''}{known.names.facts[value[0]].title}"
        case "words":
            own = known.steps[step]
            return f"“{own.action or own.title if attribute == 'work' else getattr(own, attribute)}”"
        case "yes_no":
            return "yes" if value else "no"
        case "days" | "money" | "number":
            assert isinstance(value, Fraction)
            return {"days": _days, "money": lambda v: f"£{_number(v)}", "number": _number}[kind](value)
        case _:
            return str(value)


def _titles(kind: str, value: Value, values: StepValues) -> list[str]:
    names = values.known.names
    if kind == "facts":
        return [fact.title for word, fact in names.facts.items() if values.known.facts((ast.Name(word),)) & int(value)]  # type: ignore[arg-type]
    channel = names.category_of_steps("channel")
    options = channel.options if channel is not None else ()
    return [option.title for option in options if values.channel_bits[option.name.text] & int(value)]  # type: ignore[arg-type]


def _number(figure: Fraction) -> str:
    return number_text(round(figure * 100) / Fraction(100))


def _days(figure: Fraction) -> str:
    return f"{_number(figure)} {'day' if figure == 1 else 'days'}"
