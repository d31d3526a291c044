"""Elements of an SVG: texts escaped by the library that writes them, looks as attributes, so that no style is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as etree

NAMESPACE = "http://www.w3.org/2000/svg"
FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
INK, SOFT, LINE, PAPER, SHADE = "#1a1a1a", "#4a4a4a", "#767676", "#ffffff", "#f1f1f1"
"""Black, greys that are told from white at 4.5 to 1 and more, white, and a ground."""
LEADING = 1.3
"""From line to line, in sizes."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Point = tuple[float, float]


def sane(text: str) -> str:
    """The text with signs that XML has no place for marked."""
    return _NOT_XML.sub("\ufffd", text)


class Pen:
    """Draws into one element."""

    def __init__(self, element: etree.Element) -> None:
        self.element = element

    def group(self, **attributes: str | float) -> Pen:
        """A pen for a group of its own."""
        return Pen(self._add("g", attributes))

    def rect(self, x: float, y: float, wide: float, high: float, **attributes: str | float) -> None:
        """A rectangle, without a filling unless one is given."""
        self._add("rect", {"x": x, "y": y, "width": wide, "height": high, "fill": "none", **attributes})

    def circle(self, x: float, y: float, radius: float, **attributes: str | float) -> None:
        """A circle."""
        self._add("circle", {"cx": x, "cy": y, "r": radius, **attributes})

    def line(self, points: Iterable[Point], **attributes: str | float) -> None:
        """A line through the points."""
        path = "M" + " L".join(f"{_number(x)} {_number(y)}" for x, y in points)
        self._add("path", {"d": path, "fill": "none", "stroke": INK, "stroke-width": 1.5, **attributes})

    def shape(self, points: Iterable[Point], **attributes: str | float) -> None:
        """A closed shape, filled."""
        joined = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self._add("polygon", {"points": joined, "fill": INK, **attributes})

    def text(
        self, x: float, y: float, lines: Iterable[str], size: float, *, bold: bool = False, **attributes: str | float
    ) -> None:
        """Lines of text, the first with its foot at ``y``. Nothing where there is no line."""
        drawn = [sane(line) for line in lines]
        if not drawn:
            return
        looks: dict[str, str | float] = {"x": x, "y": y, "font-size": size, "fill": INK, **attributes}
        if bold:
            looks["font-weight"] = "bold"
        element = self._add("text", looks)
        if len(drawn) == 1:
            element.text = drawn[0]
            return
        for place, line in enumerate(drawn):
            down: dict[str, str | float] = {"dy": size * LEADING} if place else {}
            etree.SubElement(element, "tspan", _texts({"x": x, **down})).text = line

    def words(self, tag: str, text: str, **attributes: str | float) -> None:
        """An element that holds words, such as a title."""
        self._add(tag, attributes).text = sane(text)

    def _add(self, tag: str, attributes: dict[str, str | float]) -> etree.Element:
        return etree.SubElement(self.element, tag, _texts(attributes))


def _texts(attributes: dict[str, str | float]) -> dict[str, str]:
    return {
        name.replace("_", "-"): value if isinstance(value, str) else _number(value)
        for name, value in attributes.items()
    }


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def canvas(wide: float, high: float, **attributes: str | float) -> Pen:
    """A pen for a whole drawing of that size."""
    size = {"viewBox": f"0 0 {_number(wide)} {_number(high)}", "width": _number(wide), "height": _number(high)}
    return Pen(etree.Element("svg", {"xmlns": NAMESPACE, **size, "font-family": FONT, **_texts(attributes)}))


def file_text(pen: Pen) -> str:
    """The drawing as it stands in a file of its own."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(pen.element, encoding="unicode") + "\n"
