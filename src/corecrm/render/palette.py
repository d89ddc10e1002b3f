"""The signs that a screen is drawn with, for each encoding a terminal may have.

Reports write the signs of UTF-8 into their texts; `Palette.adapt` turns them into what the terminal can show. Each sign has
one substitute of one cell, so that guides and bars keep their width; only the ellipsis grows.
"""

import codecs
from typing import NamedTuple


class Palette(NamedTuple):
    """One encoding's signs; the defaults are those of UTF-8."""

    encoding: str = "utf-8"
    rule: str = "─"
    upright: str = "│"
    box: str = "┌┬┐├┼┤└┴┘"
    full_dot: str = "●"
    half_dot: str = "◐"
    empty_dot: str = "○"
    diamond: str = "◇"
    spark: str = "▁▂▃▄▅▆▇█"
    full_bar: str = "█"
    empty_bar: str = "░"
    yes: str = "✓"
    no: str = "✗"
    up: str = "▲"
    down: str = "▼"
    middle_dot: str = "·"
    dash: str = "—"
    arrow: str = "→"
    step: str = "\u203a"
    times: str = "×"
    ellipsis: str = "…"

    @property
    def branch(self) -> str:
        """The guide of a child with younger siblings."""
        return f"{self.box[3]}{self.rule} "

    @property
    def last(self) -> str:
        """The guide of the youngest child."""
        return f"{self.box[6]}{self.rule} "

    @property
    def beside(self) -> str:
        """The guide that runs past a descendant of a child with younger siblings."""
        return f"{self.upright}  "

    def adapt(self, text: str) -> str:
        """`text` in signs that the encoding has; what has no substitute becomes `?`."""
        if self.encoding == "utf-8" or text.isascii():
            return text
        return self.encodable(text.translate(_SUBSTITUTES[self.box]))

    def encodable(self, text: str) -> str:
        """`text`, each character that the encoding lacks as `?`."""
        return text if self.encoding == "utf-8" else text.encode(self.encoding, "replace").decode(self.encoding)


UTF8 = Palette()
GBK = Palette(encoding="gbk", half_dot="◎", yes="√", no="×", step=">", empty_bar="─")
ASCII = Palette(
    encoding="ascii",
    rule="-",
    upright="|",
    box="+++|+|`++",
    full_dot="*",
    half_dot="+",
    empty_dot="o",
    diamond="<",
    spark="_.-~=+*#",
    full_bar="#",
    empty_bar=".",
    yes="v",
    no="x",
    up="^",
    down="v",
    middle_dot="-",
    dash="-",
    arrow=">",
    step=">",
    times="x",
    ellipsis="...",
)


def _substitutes(palette: Palette) -> dict[int, str]:
    pairs = list(zip(UTF8, palette, strict=True))[1:]
    return {ord(known): own for signs, owns in pairs for known, own in zip(signs, owns if len(signs) > 1 else [owns], strict=True)}


_SUBSTITUTES = {palette.box: _substitutes(palette) for palette in (GBK, ASCII)}  # ASCII's also serve its copies


def palette_for(encoding: str | None) -> Palette:
    """The signs that a stream of this encoding can carry; an unknown encoding is taken for ASCII."""
    try:
        name = codecs.lookup(encoding or "ascii").name
    except LookupError:
        return ASCII
    if name.startswith("utf") or name == "gb18030":
        return UTF8
    return GBK if name == "gbk" else ASCII._replace(encoding=name)
