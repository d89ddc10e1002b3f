"""What a result is shown on: how wide it is, which signs it has, whether it is coloured and a person looks at it."""

from typing import NamedTuple

from corecrm.render.palette import UTF8, Palette

NARROWEST = 24  # a narrower terminal is treated as this wide: the longest amount still fits


class Surface(NamedTuple):
    """A terminal, or by default a pipe or a file: no width, all signs, no colour.

    Args:
        width: cells of a line; None shows everything in full.
        palette: the signs that can be shown there.
        colour: whether styles may be used.
        terminal: whether a person looks at it.
    """

    width: int | None = None
    palette: Palette = UTF8
    colour: bool = False
    terminal: bool = False

    @property
    def cells(self) -> int | None:
        """The width that lines are fitted to."""
        return None if self.width is None else max(NARROWEST, self.width)


PIPE = Surface()
