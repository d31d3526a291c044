"""How wide words are, and where their lines break, without a font at hand.

The width of a sign is the greater of those in Liberation Sans, which is as wide as Arial and Helvetica, and DejaVu
Sans, the widest face that stands in for them; in thousandths of the size, to the next 20. So lines fit on any machine.
"""

from __future__ import annotations

import unicodedata

_PLAIN = {
    280: "ijl'", 300: "I", 320: ",. ‘’·", 340: "/:;\\|", 360: "f", 380: "-", 400: "t()[]", 420: "r!", 460: '"',
    500: "J*`", 520: "“”", 540: "sz", 560: "cL?_–", 580: "k", 600: "vxy•", 620: "aeoFT",
    640: "bdghnpqu0123456789${}£", 680: "EKPSY", 700: "ABVXZ", 740: "CRU", 760: "HN", 780: "DG&", 800: "OQ", 820: "w",
    840: "#+<=>^~−±×÷", 880: "M", 960: "%", 980: "m", 1000: "W—…→←", 1020: "@",
}  # fmt: skip
_BOLD = {
    320: "'", 360: "ijl ", 380: "I,./\\|‘’·", 400: ":;", 420: "-", 440: "f", 460: "!()[]", 480: "t", 500: "r`",
    540: '"*', 560: "J_–", 600: "csz", 620: "?", 640: "L•", 660: "vxy“”", 680: "aek", 700: "oEFT0123456789$£",
    720: "bdghnpqu{}", 740: "CPSYZ", 780: "ABKRVX", 820: "U", 840: "DGHN#+<=>^~−±×÷", 860: "OQ", 880: "&", 940: "w",
    1000: "M@—…→←", 1020: "%", 1060: "m", 1120: "W",
}  # fmt: skip
_WIDTHS = {
    bold: {sign: wide for wide, signs in table.items() for sign in signs}
    for bold, table in ((False, _PLAIN), (True, _BOLD))
}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line at most, in the unit of the size."""
    widths = _WIDTHS[bold]
    return sum(_of_sign(sign, widths) for sign in text) * size / 1000


def _of_sign(sign: str, widths: dict[str, int]) -> int:
    if sign in widths:
        return widths[sign]
    if unicodedata.combining(sign):
        return 0
    if unicodedata.east_asian_width(sign) in "WF":
        return 1000
    base = unicodedata.normalize("NFD", sign)[0]
    return widths.get(base, 1000)


def lines(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines that are no wider than the room; a word that is wider is cut."""
    found: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if width(longer, size, bold=bold) <= room:
                line = longer
                continue
            if line:
                found.append(line)
            *whole, line = _cut(word, room, size, bold)
            found += whole
        if line:
            found.append(line)
    return found


def _cut(word: str, room: float, size: float, bold: bool) -> list[str]:
    parts, part = [], ""
    for sign in word:
        if part and width(part + sign, size, bold=bold) > room:
            parts.append(part)
            part = ""
        part += sign
    return [*parts, part]
