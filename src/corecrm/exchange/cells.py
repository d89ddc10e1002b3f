"""What a cell of a foreign file may hold, how its place is called, and its exact text where it is a code."""

import math
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from corecrm.text import _

MOST_COLUMNS = 1_000  # that a file may use; real client sheets have fewer than a hundred
MOST_ROWS = 1_048_576  # of a workbook sheet
EXACT_DIGITS = 15  # what a spreadsheet keeps of a number
_LAST_COLUMN = 16_384  # XFD


class CellError(NamedTuple):
    """A cell without a value: an error such as `#N/A`, or a formula that was never calculated, such as `=A1+B1`."""

    text: str


Cell: TypeAlias = str | int | float | bool | date | datetime | time | CellError | None
NumberedRow: TypeAlias = tuple[int, list[Cell]]


def column_letter(number: int) -> str:
    """How a sheet calls its column `number`: 1 is A, 16384 is XFD.

    Raises:
        ValueError: there is no such column.
    """
    if not 1 <= number <= _LAST_COLUMN:
        raise ValueError(number)
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column that `letters` name, from 1: A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def cell_text(cell: Cell) -> str:
    """The exact text of a cell that holds a code, a number of an account or a name; nothing is "".

    Texts keep their leading zeros and all digits. A whole number loses the `.0` that a spreadsheet gives it.

    Raises:
        ValueError: the cell holds an error, or a number whose further digits the spreadsheet has already lost; with a sentence.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, CellError):
        raise ValueError(_("the cell has no value: {error}").format(error=cell.text))
    if isinstance(cell, float):
        return _number_text(cell)
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def _number_text(number: float) -> str:
    """A number as typed, where at most 15 digits were typed; a spreadsheet turns all further ones into zeros."""
    text = f"{number:.{EXACT_DIGITS}g}"
    if not math.isfinite(number) or abs(number) >= 10**EXACT_DIGITS or float(text) != number:
        shown = f"{Decimal(text):f}" if math.isfinite(number) else text  # as the spreadsheet shows it
        raise ValueError(
            _("{number} is a number of more than 15 digits, which Excel has rounded: type it as text").format(number=shown)
        )
    return f"{number:.0f}" if number.is_integer() else text
