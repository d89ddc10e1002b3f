"""The workbook that says what is wrong with a file: its own rows, an error column, the faulty cells marked; mend and import it."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from corecrm.exchange.cells import Cell, NumberedRow, column_letter
from corecrm.exchange.outcome import Fault, FileOutcome
from corecrm.exchange.reader import SourceFile, rows
from corecrm.exchange.spec import ERROR_COLUMN
from corecrm.exchange.staging import shown
from corecrm.render.saving import write_atomically
from corecrm.text import _

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MARK = "FFFFC7CE"
COLUMN_WIDTH, ERROR_WIDTH = 16, 70  # characters
_NUMBERED = re.compile(r"\.errors\d*$")


def free_name(source: SourceFile) -> Path:
    """`NAME.errors.xlsx` beside the file, or the first numbered one that is not taken."""
    path = source.path if source.path.name == source.name else Path(_("standard input"))
    stem = _NUMBERED.sub("", path.stem)
    names = (path.with_name(f"{stem}.errors{number if number > 1 else ''}.xlsx") for number in count(1))
    return next(name for name in names if not name.exists())


def save(source: SourceFile, outcome: FileOutcome, path: Path, *, rejected_only: bool) -> None:
    """Writes the workbook, readable by its owner only.

    Args:
        source: the file, which is read once more.
        outcome: with its faults.
        path: where it goes.
        rejected_only: leaves out the good rows, which have been written.

    Raises:
        OutputRefused: it cannot be written there.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", outcome.sheet or outcome.noun)[:31])
    for letter in outcome.letters:
        sheet.column_dimensions[letter].width = COLUMN_WIDTH
    sheet.column_dimensions[column_letter(outcome.width + 1)].width = ERROR_WIDTH
    sheet.freeze_panes = f"A{1 + (1 if rejected_only else outcome.header)}"
    faults: dict[int, list[Fault]] = {}
    for fault in outcome.faults:
        faults.setdefault(fault.row, []).append(fault)
    for number, cells in _chosen(rows(source), outcome, faults, rejected_only=rejected_only):
        sheet.append(_line(sheet, number, cells, outcome, faults.get(number, [])))

    def fill(file: IO[bytes]) -> None:
        book.save(file)

    write_atomically(path, fill, overwrite=False)


def _chosen(
    data: Iterator[NumberedRow], outcome: FileOutcome, faults: dict[int, list[Fault]], *, rejected_only: bool
) -> Iterator[NumberedRow]:
    """The rows of the file with the numbers they had, as far as they can keep them."""
    following = 1
    for number, cells in data:
        if rejected_only and number != outcome.header and number not in faults:
            continue
        while not rejected_only and following < number:
            yield following, []
            following += 1
        following = number + 1
        yield number, cells


def _line(sheet: "WriteOnlyWorksheet", number: int, cells: list[Cell], outcome: FileOutcome, faults: list[Fault]) -> list[Any]:
    """One row as text cells, the faulty ones marked, and what is wrong with it behind the last heading."""
    marked = {fault.column.split(" ", 1)[0] for fault in faults}
    values = [shown(cell) for cell in cells[: outcome.width]] + [""] * (outcome.width - len(cells))
    line = [_text_cell(sheet, value, mark=letter in marked) for value, letter in zip(values, outcome.letters, strict=True)]
    last = ERROR_COLUMN.title if number == outcome.header else "；".join(_sentence(fault) for fault in faults)
    return [*line, _text_cell(sheet, last, mark=False)]


def _sentence(fault: Fault) -> str:
    heading = fault.column.split(" ", 1)[-1]
    return " ".join(part for part in (heading, fault.message, fault.suggestion) if part)


def _text_cell(sheet: "WriteOnlyWorksheet", value: str, *, mark: bool) -> Any:  # noqa: ANN401 - openpyxl's cell
    from openpyxl.cell import WriteOnlyCell

    from corecrm.render.workbook import put_text

    if not value and not mark:
        return None
    cell = WriteOnlyCell(sheet)
    put_text(cell, value)
    if mark:
        cell.fill = _mark()
    return cell


def _mark() -> Any:  # noqa: ANN401 - openpyxl's fill
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=MARK)
