"""How wide the columns of a sheet have to be and how high its rows, so that no cell shows ### or lies over the next row.

Excel shows a number or a day that has no room as ###, and folds a text where its cell says so; how high the row then has to be
it does not find out in merged cells, and other programs do not in any. Widths are in characters of the sheet's own font, of
which a Chinese character takes two, as on a terminal.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from corecrm.render.cells import rounded
from corecrm.render.width import fold, longest_word, width

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

OWN_SIZE = 11  # points, of the sheet's own font
PAD = 2  # what a cell leaves blank at its sides
ARROW = 2  # the button of a filter, which lies over a heading
LEADING = 1.5  # of a line, to the size of its font
HIGHEST = 409  # points: Excel has no higher row


class Limits(NamedTuple):
    """The least width of a column, and the greatest that a text may ask for; numbers and days have what they need."""

    least: int
    most: int
    heading: int  # a heading that is wider is folded


def displayed(cell: "Cell") -> str:
    """What a cell shows: its value by its number format, of which the program uses a few."""
    value, form = cell.value, cell.number_format
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d %H:%M" if isinstance(value, datetime) and "hh" in form else "%Y-%m-%d")
    literals = "".join(f"{blank}{text}" for blank, text in re.findall(r'( ?)"([^"]*)"', form))
    bare = re.sub(r' ?"[^"]*"', "", form)
    percent = "%" * bare.count("%")
    number = Decimal(str(value)).scaleb(2 * len(percent))
    digits = len(bare.replace("%", "").partition(".")[2])
    return f"{rounded(number, digits):{',' if ',' in bare else ''}f}{percent}{literals}"


def fit(sheet: "Worksheet", *, head: int, last: int, columns: int, limits: Limits) -> None:
    """Sets the widths of the columns 1 to `columns`, folds what is wider, and makes the rows as high as that takes.

    Args:
        sheet: with its cells filled, and with their fonts and formats.
        head: the row of the headings.
        last: the last row of the table.
        columns: how many.
        limits: of the widths.
    """
    from openpyxl.utils import get_column_letter

    tall: set[int] = set()
    for place in range(1, columns + 1):
        heading, cells = _cell(sheet, head, place), [_cell(sheet, row, place) for row in range(head + 1, last + 1)]
        room = _width(heading, cells, limits)
        sheet.column_dimensions[get_column_letter(place)].width = room
        tall.update(_folded(heading, room, ARROW))
        for cell in cells:
            tall.update(_folded(cell, room))
    for row in sorted(tall):
        _to_the_top(_cell(sheet, row, place) for place in range(1, columns + 1))
        _grow(sheet, row, [(_cell(sheet, row, place), _width_of(sheet, place)) for place in range(1, columns + 1)])


def spread(sheet: "Worksheet", row: int, *, first: int, last: int, least: float = 0) -> None:
    """Merges the columns `first` to `last` of a row, and makes it as high as the text in them takes, at least `least` points."""
    if last > first:
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
    cell = _cell(sheet, row, first)
    room = sum(_width_of(sheet, place) for place in range(first, last + 1))
    list(_folded(cell, room))
    _grow(sheet, row, [(cell, room)], least)


def height_of(sheet: "Worksheet", rows: Iterable[int], usual: float = 15) -> float:
    """How high rows are together, in points."""
    return sum(sheet.row_dimensions[row].height or usual for row in rows)


def _width(heading: "Cell", cells: Sequence["Cell"], limits: Limits) -> int:
    numbers = max((_need(cell) for cell in cells if not isinstance(cell.value, str)), default=0)
    texts = max((_need(cell) for cell in cells if isinstance(cell.value, str)), default=0)
    title = _need(heading) + ARROW
    if title > limits.heading:
        title = max(limits.heading, _need_of(heading, longest_word(displayed(heading))) + ARROW)
    return max(limits.least, numbers, min(limits.most, max(texts, title)))


def _need(cell: "Cell") -> int:
    """The width that a cell takes on one line, or its widest line."""
    return max((_need_of(cell, width(line)) for line in displayed(cell).split("\n")), default=0)


def _need_of(cell: "Cell", characters: int) -> int:
    if not characters:
        return 0
    return ceil(characters * _size(cell) / OWN_SIZE * (1.1 if cell.font.b else 1.05)) + PAD + _indent(cell)


def _size(cell: "Cell") -> float:
    return float(cell.font.sz or OWN_SIZE)


def _indent(cell: "Cell") -> int:
    return ceil(1.5 * (cell.alignment.indent or 0))


def _folded(cell: "Cell", room: float, taken: int = 0) -> Iterator[int]:
    """The row of a cell that has to be folded; which it is then told to be."""
    if isinstance(cell.value, str) and (_need(cell) + taken > room or "\n" in cell.value):
        _align(cell, wrap_text=True)
        yield cell.row


def _to_the_top(cells: Iterable["Cell"]) -> None:
    for cell in cells:
        if not cell.alignment.vertical:
            _align(cell, vertical="top")


def _align(cell: "Cell", **how: object) -> None:
    aligned: Any = copy(cell.alignment)
    for name, value in how.items():
        setattr(aligned, name, value)
    cell.alignment = aligned


def _grow(sheet: "Worksheet", row: int, cells: Sequence[tuple["Cell", float]], least: float = 0) -> None:
    """Makes a row as high as the text of (cell, its width) takes."""
    needed = max((_lines(cell, room) * _size(cell) * LEADING + 3 for cell, room in cells if cell.value is not None), default=0)
    usual = sheet.row_dimensions[row].height or 0
    if needed > max(usual, OWN_SIZE * LEADING + 3) or least:
        sheet.row_dimensions[row].height = min(HIGHEST, max(needed, usual, least))


def _lines(cell: "Cell", room: float) -> int:
    if not cell.alignment.wrap_text:
        return 1
    cells = max(2, int((room - PAD - _indent(cell)) * OWN_SIZE / _size(cell) / 1.1))
    return sum(len(fold(line, cells)) or 1 for line in displayed(cell).split("\n"))


def _width_of(sheet: "Worksheet", place: int) -> float:
    from openpyxl.utils import get_column_letter

    return float(sheet.column_dimensions[get_column_letter(place)].width)


def _cell(sheet: "Worksheet", row: int, column: int) -> "Cell":
    return sheet.cell(row, column)  # type: ignore[return-value]  # nothing that is asked for is the rest of a merged one
