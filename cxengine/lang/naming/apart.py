"""Rule files in which each thing of a pack has one name, and every line that names it says that name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.naming.clashes import Clashes
from cxengine.lang.naming.declared import NO_PACK, Declared, Thing
from cxengine.lang.naming.local import Local, local_to, of_narrowed, option_names
from cxengine.lang.naming.spaces import Space, places_in
from cxengine.lang.packs import Packs
from cxengine.lang.types import FIELD_TYPES
from cxengine.source import Span

OF_RESULTS = ("level", "score")
_OF_STEPS: tuple[Space, ...] = ("party", "item", "fact")


def told_apart(files: Sequence[ast.File], packs: Packs, found: Diagnostics) -> tuple[ast.File, ...]:
    """The files with one name for each thing: `csat`, or `enfield.csat` where packs have several of that name.

    A name that its line leaves open, and one that says a pack which has no such thing, is reported, and taken as the
    first or the nearest, so that no more is said of it.
    """
    declared = Declared(files, packs)
    if not declared.clash and not any(file.dotted for file in files):
        return tuple(files)
    telling = _Telling(declared, Clashes(declared, found))
    made = tuple(telling.file(file) for file in files)
    telling.clashes.report()
    return made


class _Telling:
    def __init__(self, declared: Declared, clashes: Clashes) -> None:
        self._declared = declared
        self.clashes = clashes

    @cached_property
    def _options(self) -> frozenset[str]:
        return option_names(self._declared)

    def file(self, file: ast.File) -> ast.File:
        made = tuple(self._declaration(each) for each in file.declarations)
        return attrs.evolve(file, declarations=made, opaque=file.opaque | self.clashes.fitting)

    def _declaration(self, each: Any) -> Any:
        if isinstance(each, ast.Pack | ast.Calendar):
            return each
        made = self._value(each, None, local_to(each, self._find))
        thing = self._declared.of.get(id(each))
        if thing is None or thing.known_as == each.name.text:
            return made
        name = attrs.evolve(each.name, text=thing.known_as)
        return attrs.evolve(made, name=name, title=self._declared.title(thing))

    # ---- the tree
    def _value(self, value: Any, space: Space | None, local: Local) -> Any:
        match value:
            case ast.Name():
                return value if space is None or value.text in FIELD_TYPES else self._known(value, space)
            case Span() | str():
                return value
            case tuple():
                made = tuple(self._value(each, space, local) for each in value)
                return value if all(new is old for new, old in zip(made, value, strict=True)) else made
            case ast.Ref():
                return self._reference(value, local)
            case ast.Is(left=left, right=right):
                return attrs.evolve(value, left=self._value(left, None, local), right=self._compared(right, local))
            case ast.OneOf(left=left, options=options):
                several = tuple(self._compared(option, local) for option in options)
                return attrs.evolve(value, left=self._value(left, None, local), options=several)
            case ast.GivenFact(subject=subject, value=given):
                said = given and self._compared(given, local)
                return attrs.evolve(value, subject=self._reference(subject, local), value=said)
            case ast.ExpectMetric(metric=metric, value=expected):
                said = expected and self._compared(expected, local)
                return attrs.evolve(value, metric=self._reference(metric, local), value=said)
            case _ if attrs.has(type(value)):
                return self._node(value, local)
            case _:
                return value

    def _node(self, node: Any, local: Local) -> Any:
        changed: dict[str, Any] = {}
        kind: type = type(node)
        for field, space in places_in(kind):
            old = getattr(node, field)
            by_field = isinstance(node, ast.Metric) and field == "subject" and old and old.text in local.names
            new = old if by_field else self._value(old, space, local)
            if new is not old:
                changed[field] = new
        if isinstance(node, ast.Dimension) and node.field.text == local.itself:
            changed["field"] = self._known(node.field, "type")
        return attrs.evolve(node, **changed) if changed else node

    # ---- conditions
    def _compared(self, expr: ast.Expr, local: Local) -> Any:
        """What stands after `is`: an option or a point where there is one of that name."""
        if not isinstance(expr, ast.Ref) or expr.arguments is not None or expr.of is not None:
            return self._value(expr, None, local)
        if local.of_steps:
            text = expr.name.text.rpartition(".")[2]
            space = next((each for each in _OF_STEPS if self._declared.called(text, each)), None)
            return expr if space is None else attrs.evolve(expr, name=self._known(expr.name, space))
        return expr if expr.name.text in self._options else self._reference(expr, local)

    def _reference(self, ref: ast.Ref, local: Local) -> ast.Ref:
        name, of, inside = ref.name, ref.of, local
        if local.of_steps:
            return ref
        if name.text in OF_RESULTS:
            of = of if of is None or of.text in local.aspects else self._known(of, "figure")
        elif name.text == local.itself:
            name = self._known(name, "type")
        elif name.text not in local.names and not (local.functions and ref.arguments is not None):
            name = self._known(name, "figure")
            of = of if of is None else self._known(of, "type")
            metric = self._declared.known(name.text, "figure")
            inside = of_narrowed(metric, self._find) if isinstance(metric, ast.Metric) else local
        return attrs.evolve(ref, name=name, of=of, arguments=self._value(ref.arguments, None, inside))

    # ---- names
    def _known(self, name: ast.Name, space: Space) -> ast.Name:
        thing = self._thing(name, space)
        return name if thing is None or thing.known_as == name.text else attrs.evolve(name, text=thing.known_as)

    def _thing(self, name: ast.Name, space: Space) -> Thing | None:
        """What a name means, the first where that is left open; None where nothing, which is reported later."""
        if "." in name.text:
            return self._qualified(name, space)
        pack = self._declared.pack_name(name.span.filename)
        seen = self._declared.seen(name.text, space, pack)
        exactly = [thing for thing in seen if thing.name.text == name.text]
        if exactly and len({thing.known_as.casefold() for thing in seen}) > 1:
            self.clashes.left_open(name, pack, seen)
        if exactly:
            return exactly[0]
        elsewhere = (t for t in self._declared.called(name.text, space) if t.name.text == name.text)
        return next(elsewhere, None)

    def _qualified(self, name: ast.Name, space: Space) -> Thing | None:
        pack, _, text = name.text.partition(".")
        known = pack in self._declared.packs.by_name and pack != NO_PACK
        thing = self._declared.in_pack(pack, text, space) if known else None
        return self.clashes.meant(name, space) if thing is None else thing

    def _find(self, name: ast.Name, space: Space) -> ast.Declaration | None:
        """What a name means, without a word about it; it may be told apart already."""
        pack, dot, text = name.text.rpartition(".")
        if dot:
            in_packs = pack in self._declared.packs.by_name
            thing = self._declared.in_pack(pack, text, space) if in_packs else None
        else:
            seen = self._declared.seen(text, space, self._declared.pack_name(name.span.filename))
            thing = next((each for each in seen if each.name.text == text), None)
        return None if thing is None else thing.declaration
