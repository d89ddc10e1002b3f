"""Lays fitted texts out as aligned lines: by Rich for a screenful, by our own writer for more; the lines are the same."""

from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Literal

from corecrm.render.cells import NUMBERS
from corecrm.render.colour import STYLES, paint
from corecrm.render.fit import Layout, Texts
from corecrm.render.palette import Palette
from corecrm.render.width import fold, pad_column, widths

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.table import Table as RichTable

RICH_ROWS = 200  # Rich prints about 2,000 rows a second, our own writer a hundred times as many


@dataclass(slots=True)
class GridColumn:
    """A column as it stands on the screen: one text a line, so that a folded cell has several."""

    head: list[str]
    lines: list[str]
    styles: list[str]
    cells: int
    right: bool


def grid(table: Texts, styles: list[list[str]], layout: Layout) -> list[GridColumn]:
    """The columns of `layout`, folded to its widths; `styles` are the styles of the cells, a list a column, or nothing."""
    heads = _level([[fold(table.heads[index], cells)] for index, cells in zip(layout.kept, layout.widths, strict=True)])
    bodies, painted = _folded(table, styles, layout)
    right = [table.columns[index].label.kind in NUMBERS for index in layout.kept]
    return [GridColumn(*parts) for parts in zip(heads, bodies, painted, layout.widths, right, strict=True)]


def _folded(table: Texts, styles: list[list[str]], layout: Layout) -> tuple[list[list[str]], list[list[str]]]:
    texts = [table.texts[index] for index in layout.kept]
    painted = [styles[index] if styles else [] for index in layout.kept]
    if all(max(widths(column), default=0) <= cells for column, cells in zip(texts, layout.widths, strict=True)):
        return texts, painted
    folded = [[fold(text, cells) for text in column] for column, cells in zip(texts, layout.widths, strict=True)]
    heights = _heights(folded)
    repeated = [
        [style for style, height in zip(column, heights, strict=True) for _line in range(height)] if column else []
        for column in painted
    ]
    return _level(folded), repeated


def _heights(folded: list[list[list[str]]]) -> list[int]:
    return [max(map(len, row)) for row in zip(*folded, strict=True)]


def _level(folded: list[list[list[str]]]) -> list[list[str]]:
    """Each column's folded cells one below the other, filled up to the height of the row."""
    heights = _heights(folded)
    return [
        list(chain.from_iterable(cell + [""] * (height - len(cell)) for cell, height in zip(column, heights, strict=True)))
        for column in folded
    ]


def own_lines(columns: list[GridColumn], gap: int, palette: Palette, *, colour: bool) -> list[str]:
    """The heading, a rule and the rows, aligned."""
    heads = _joined([pad_column(column.head, column.cells, right=column.right) for column in columns], gap)
    rule = palette.rule * _across(columns, gap)
    body = _joined([_painted(column, colour=colour) for column in columns], gap)
    return [*(paint(line, "head") for line in heads), rule, *body] if colour else [*heads, rule, *body]


def _across(columns: list[GridColumn], gap: int) -> int:
    return sum(column.cells for column in columns) + gap * (len(columns) - 1)


def _painted(column: GridColumn, *, colour: bool) -> list[str]:
    padded = pad_column(column.lines, column.cells, right=column.right)
    if not colour or not any(column.styles):
        return padded
    return [paint(text, style) for text, style in zip(padded, column.styles, strict=True)]


def _joined(columns: list[list[str]], gap: int) -> list[str]:
    return [line.rstrip() for line in map((" " * gap).join, zip(*columns, strict=True))]


def rich_agrees(columns: list[GridColumn]) -> bool:
    """Whether Rich measures every text as we do; where it does not, it would shorten or shift cells."""
    from rich.cells import cell_len

    texts = [column.head + column.lines for column in columns]
    return all(list(map(cell_len, column)) == widths(column) for column in texts)


def rich_lines(columns: list[GridColumn], gap: int, palette: Palette, *, colour: bool) -> list[str]:
    """The same lines as `own_lines`, by Rich: which is given texts that fit, and interprets nothing in them."""
    from io import StringIO

    from rich.console import Console

    out = StringIO()
    system: Literal["standard"] | None = "standard" if colour else None
    console = Console(
        file=out, width=_across(columns, gap), force_terminal=colour, color_system=system, no_color=not colour, legacy_windows=False
    )
    console.print(_rich_table(columns, gap, palette, colour=colour))
    return [line.rstrip() for line in out.getvalue().removesuffix("\n").split("\n")]


def _rich_table(columns: list[GridColumn], gap: int, palette: Palette, *, colour: bool) -> "RichTable":
    from rich.box import Box
    from rich.table import Table as RichTable
    from rich.text import Text

    rule = f"{palette.rule * 4}\n"
    box = Box("    \n" * 2 + rule + "    \n" * 5, ascii=palette.rule.isascii())
    table = RichTable(box=box, show_edge=False, pad_edge=False, padding=(0, gap - 1, 0, 0), header_style="bold" if colour else "")
    for column in columns:
        side: JustifyMethod = "right" if column.right else "left"
        table.add_column(Text("\n".join(column.head)), width=column.cells, justify=side, no_wrap=True)
    pairs = [zip_longest(column.lines, column.styles, fillvalue="") for column in columns]
    for row in zip(*pairs, strict=True):
        table.add_row(*(Text(line, _RICH[style]) for line, style in row))
    return table


_RICH = {"": "", **dict(zip(STYLES, ("green", "yellow", "red", "dim", "bold"), strict=True))}
