"""What to write in ``cx.toml`` for values that do not fit, in sentences that follow them in a load report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cxengine.masking import masked
from cxengine.sources.columns import IN_MEMORY
from cxengine.suggest import toml_text, toml_word

if TYPE_CHECKING:
    from cxengine.host.contracts import Binding
    from cxengine.sources.columns import Wish

_A_NUMBER = re.compile(r"[-+]?[\d.,\s]+")
_OTHER_MONEY = re.compile(r"[€$¥₹]|\b(?:EUR|USD|CHF)\b")
_PERCENT = re.compile(r"[-+]?[\d.,\s]+%")
AMBIGUOUS = 'With `ambiguous_dates = "first"` the one that stands first in `dates` holds.'


def for_spellings(strange: Sequence[str], wish: Wish) -> str:
    """Of words that stand for no option or answer: where it is said what they mean. Numbers beyond a scale mean none.
    """
    words = [text for text in strange if not _A_NUMBER.fullmatch(text.strip())]
    if not words or wish.binding.plugin == IN_MEMORY:
        return ""
    plain = next((text for text in words if masked(text) == text), None)
    example = "…" if plain is None or wish.field.personal else plain.strip()
    line = f'{toml_text(example)} = "…"' if "\n" not in example else '"…" = "…"'
    said = f"What such a word stands for is said under {_head(wish.binding, wish.name)}: `{line}`."
    return f"{said} {for_missing(words, wish) or 'Words for no value go into `missing`.'}"


def for_missing(strange: Iterable[str], wish: Wish) -> str:
    """Of words that ``missing`` has in other capitals: that it must have these."""
    has = {word.strip().casefold(): word.strip() for word in wish.binding.missing}
    near = next(((text.strip(), has[key]) for text in strange if (key := text.strip().casefold()) in has), None)
    return "" if near is None else f"Capitals count in `missing`, which has `{near[1]}`: add `{near[0]}`."


def for_numbers(strange: Sequence[str], wish: Wish) -> str:
    """Of texts that are no number: percentages, and words for no value in other capitals."""
    if any(_PERCENT.fullmatch(text.strip()) for text in strange):
        name = wish.name
        return (
            f"A number is written without `%`: write 85 for 85%, `formula mean({name}) / 100` and `shown as percent`."
        )
    return for_missing(strange, wish)


def for_money(strange: Iterable[str]) -> str:
    """Of amounts with another sign of money."""
    amounts = (text for text in strange if any(map(str.isdigit, text)))
    sign = next((found[0] for text in amounts if (found := _OTHER_MONEY.search(text))), None)
    if sign is None:
        return ""
    return f"`£` is the only sign of money that is read: give amounts in pounds, without `{sign}`."


def for_subjects(meant: Iterable[tuple[str, str]], field: str, binding: Binding | None) -> str:
    """Of subjects that are spelled otherwise: the line that says whom the first of them is, which may be changed."""
    pair = next(((spelling, id) for spelling, id in meant if masked(spelling) == spelling), None)
    if pair is None or binding is None or binding.plugin == IN_MEMORY:
        return ""
    return f"If so, say it under {_head(binding, field)}: `{toml_text(pair[0])} = {toml_text(pair[1])}`."


def _head(binding: Binding, field: str) -> str:
    return f"`[sources.{toml_word(binding.table)}.values.{field}]`"
