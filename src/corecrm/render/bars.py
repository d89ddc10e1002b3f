"""Progress bars, sparklines and tree guides as short texts for a table's cells."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from corecrm.render.palette import UTF8, Palette

Share = Fraction | Decimal


def bar(done: Share | None, width: int = 20, tick: Share | None = None, palette: Palette = UTF8) -> str:
    """How much is done, as a bar of `width` cells.

    Args:
        done: the part of the whole, 1 is all; more fills the bar too. None, which is not nothing done, gives a dash.
        width: cells of the bar.
        tick: where it should be by now; shown in the part that is still empty.
        palette: the signs to draw with.
    """
    if done is None:
        return palette.dash
    filled = min(width, max(0, int(Fraction(done) * width + Fraction(1, 2))))
    signs = [palette.full_bar] * filled + [palette.empty_bar] * (width - filled)
    if tick is not None:
        place = min(width - 1, max(0, int(Fraction(tick) * width)))
        if place >= filled:
            signs[place] = palette.upright
    return "".join(signs)


def spark(values: Sequence[Share | int | None], palette: Palette = UTF8) -> str:
    """A column a value between the lowest and the highest of them; a blank where the value is not known."""
    known = [Fraction(value) for value in values if value is not None]
    if not known:
        return ""
    low, span = min(known), max(known) - min(known)
    top = len(palette.spark) - 1
    levels = [None if value is None else (Fraction(value) - low) / span * top if span else Fraction(top, 2) for value in values]
    return "".join(" " if level is None else palette.spark[int(level + Fraction(1, 2))] for level in levels)


def guides(depths: Sequence[int], palette: Palette = UTF8) -> list[str]:
    """What stands before each row of a tree, so that it shows whose child it is.

    Args:
        depths: of the rows in the order they are shown (a parent before its children); 0 is a root, which has no guide.
        palette: the signs to draw with.
    """
    drawn: list[str] = []
    younger: set[int] = set()  # the depths at which a sibling follows further down
    for depth in reversed(depths):
        above = "".join(palette.beside if level in younger else "   " for level in range(1, depth))
        own = "" if depth == 0 else palette.branch if depth in younger else palette.last
        drawn.append(above + own)
        younger = {level for level in younger if level < depth} | {depth}
    return drawn[::-1]
