"""Tables and pages as an Excel workbook that a person can filter and add up: a sheet a table, values instead of formulas."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from corecrm.errors import OutputRefused
from corecrm.fields import Kind, Label, Page, Quantity, Table, estimate_mark
from corecrm.render.cells import (
    WAN,
    YUAN,
    Scale,
    data_heading,
    exact,
    in_brackets,
    in_its_unit,
    label_of,
    local_time,
    shown,
    text_of,
    unit_of,
    unit_shown,
    values_of,
    yes_no,
)
from corecrm.render.data import name_of, tables
from corecrm.render.plain import plain, plain_lines
from corecrm.render.saving import write_atomically
from corecrm.render.screen import more_of
from corecrm.render.sheet_fit import Limits, fit, spread
from corecrm.text import N_, _, pick

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Put = Callable[["Cell", Any, Scale], str | None]

LONGEST_TEXT = 32_767  # UTF-16 units in a cell
MOST_ROWS = 1_048_576
EXACT_DIGITS = 15  # Excel keeps no more of a number
LARGEST_AMOUNT = Decimal("9999999999999.99")  # 元; 15 digits
LARGEST_COUNT = 10**EXACT_DIGITS - 1
UNIT = "unit"  # the column that says the unit of a row's figures
FIRST_YEAR = 1901  # Excel believes that 1900 was a leap year
LIMITS = Limits(least=10, most=60, heading=60)  # of a column
HEADER_COLOUR = "FFDDE6F0"

CUT = N_("the text is longer than an Excel cell holds and was cut")
TOO_PRECISE = N_("the number has more digits than Excel keeps and was written as text")


def workbook(thing: Table | Page) -> tuple["Workbook", list[str]]:
    """The workbook of a table or a page, amounts in 元, and a sentence for each kind of cell that Excel cannot hold as it is.

    Raises:
        OutputRefused: more rows than a sheet has.
    """
    from openpyxl import Workbook

    book, warnings = Workbook(), list[str]()
    book.remove(book.worksheets[0])
    for place, table in enumerate(tables(thing)):
        if len(table.rows) >= MOST_ROWS:
            raise OutputRefused(
                _("an Excel sheet has no room for {count} rows").format(count=len(table.rows)), _("write them with -f csv")
            )
        sheet = book.create_sheet(sheet_name(table.title or name_of(table, place), book.sheetnames))
        warnings += _fill_sheet(sheet, table)
    return book, warnings


def save_atomically(book: "Workbook", path: Path, *, overwrite: bool) -> None:
    """Saves a workbook whole or not at all, readable by its owner only.

    Raises:
        OutputRefused: see `write_atomically`.
    """
    write_atomically(path, book.save, overwrite=overwrite)


def sheet_name(title: str, taken: Sequence[str]) -> str:
    """`title` without what Excel forbids in a sheet's name, at most 31 characters, and not one of `taken`."""
    name = re.sub(r"[\[\]:*?/\\]", " ", plain(title)).strip("' ")[:31] or pick("表", "Sheet")
    used, number = {other.casefold() for other in taken}, 2
    unique = name
    while unique.casefold() in used:
        unique, number = f"{name[:28]} {number}", number + 1
    return unique


def _fill_sheet(sheet: "Worksheet", table: Table) -> list[str]:
    from openpyxl.utils import get_column_letter

    indexes = shown(table, "data")
    labels = [table.columns[index].label for index in indexes]
    found: list[tuple[str, str]] = []
    for place, (label, values) in enumerate(zip(labels, values_of(table.rows, indexes), strict=True), start=1):
        heading = data_heading(label)
        _put_heading(_cell(sheet, 1, place), heading)
        for row, value in enumerate(values, start=2):
            if value is not None and (problem := put_value(cell := _cell(sheet, row, place), label, value, YUAN)):
                found.append((cell.coordinate, problem))
    say_units(sheet, table, indexes, first=2, scale=YUAN)
    _set_up_pages(sheet)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(labels))}{len(table.rows) + 1}"
    fit(sheet, head=1, last=len(table.rows) + 1, columns=len(labels), limits=LIMITS)
    _put_notes(sheet, table, len(labels))
    return warnings_of(sheet.title, found)


def _set_up_pages(sheet: "Worksheet") -> None:
    """A4 landscape, as wide as the table, its headings on every page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def warnings_of(sheet: str, found: Sequence[tuple[str, str]]) -> list[str]:
    """One sentence for each problem among (cell, problem): the first cell that has it, and how many more."""
    cells: dict[str, list[str]] = defaultdict(list)
    for cell, problem in found:
        cells[problem].append(cell)
    return [f"{sheet}!{where[0]}{f' (+{len(where) - 1})' if where[1:] else ''}: {_(problem)}" for problem, where in cells.items()]


def say_units(sheet: "Worksheet", table: Table, indexes: Sequence[int], *, first: int, scale: Scale = WAN) -> None:
    """Says the unit of each row once, in its column or else behind its name, instead of in each of its figures.

    Args:
        sheet: with the rows of the table written from row `first` on.
        table: what they are of; where neither a column `unit` nor its `measured` column is written the units stay.
        indexes: the columns that were written, in their order.
        first: the first row.
        scale: the unit that amounts were written in; a column of units says 元.
    """
    keys = [table.columns[index].key for index in indexes]
    for number, row in enumerate(table.rows, start=first):
        if UNIT in keys and scale is YUAN:
            _leave_unit_to_column(sheet, number, [row[index] for index in indexes], row[indexes[keys.index(UNIT)]])
        elif table.measured in keys:
            unit, values = unit_of(row), [row[index] for index in indexes]
            word = plain(unit_shown(unit, scale))
            put_text(
                _cell(sheet, number, keys.index(table.measured) + 1),
                in_brackets(text_of(row[indexes[keys.index(table.measured)]]), word),
            )
            for place, value in enumerate(values, start=1):
                if isinstance(value, Quantity) and value.unit == unit:
                    _take_off(_cell(sheet, number, place), word)


def _leave_unit_to_column(sheet: "Worksheet", number: int, values: Sequence[object], unit: object) -> None:
    """Takes the unit off the figures of a row that are in the one that its own column says: 71 beside %."""
    for place, value in enumerate(values, start=1):
        cell = _cell(sheet, number, place)
        if isinstance(value, Quantity) and value.unit == unit:
            if value.unit == "%" and cell.data_type != "s":
                cell.value = in_its_unit(value)
                cell.number_format = cell.number_format.replace("%", "", 1)
            _take_off(cell, plain(unit_shown(value.unit, YUAN)))


def _take_off(cell: "Cell", word: str) -> None:
    """Takes a unit off a figure: off its number format, or off its text where Excel cannot hold it as a number."""
    if cell.data_type == "s":
        cell.value = str(cell.value).replace(f" {word}", "", 1)
    else:
        cell.number_format = cell.number_format.replace(_literal(word), "", 1)


def put_value(cell: "Cell", label: Label, value: object, scale: Scale = WAN) -> str | None:
    """Writes a value by the kind of its label, amounts in `scale`; returns the problem if Excel cannot hold it as it is."""
    return _PUT[label.kind](cell, value, scale)


def _cell(sheet: "Worksheet", row: int, column: int) -> "Cell":
    return cast("Cell", sheet.cell(row, column))  # nothing is merged here


def _put_heading(cell: "Cell", text: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    put_text(cell, text)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor=HEADER_COLOUR)
    cell.border = Border(bottom=Side(style="thin"))
    cell.alignment = Alignment(vertical="center")


def _put_notes(sheet: "Worksheet", table: Table, columns: int) -> None:
    day = [pick(f"基准日 {table.as_of}", f"as of {table.as_of}")] if table.as_of else []
    for row, note in enumerate([*day, *table.notes, *more_of(table)], start=len(table.rows) + 3):
        put_text(_cell(sheet, row, 1), note)
        spread(sheet, row, first=1, last=max(columns, 1))


def put_text(cell: "Cell", text: str) -> str | None:
    """Writes `text` as text, whatever it looks like: `=1+1`, `-5`, `000123` and 18-digit codes stay what they are.

    Controls are left out. Returns `CUT` if it was too long for a cell.
    """
    clean = plain_lines(text)
    units = clean.encode("utf-16-le")
    kept = clean if len(units) <= 2 * LONGEST_TEXT else units[: 2 * LONGEST_TEXT].decode("utf-16-le", "ignore")
    cell.value = kept
    cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula, and #N/A for an error
    cell.number_format = "@"
    return None if kept == clean else CUT


def _put_number(cell: "Cell", value: Decimal | int, number_format: str, *, exactly: bool = True, unit: str = "") -> str | None:
    if not exactly:
        put_text(cell, f"{exact(Decimal(value))} {unit}".rstrip())
        return TOO_PRECISE
    cell.value = value
    cell.number_format = number_format + _literal(unit)
    return None


def _put_money(cell: "Cell", value: Decimal, scale: Scale, unit: str = "") -> str | None:
    return _put_number(cell, value.scaleb(-scale.power), "#,##0.00", exactly=abs(value) <= LARGEST_AMOUNT, unit=unit)


def _put_quantity(cell: "Cell", value: Quantity, scale: Scale) -> str | None:
    if value.estimated:
        return _marked(cell, _put_quantity(cell, value._replace(estimated=False), scale))
    if value.unit == YUAN.zh:
        return _put_money(cell, value.value, scale, scale.word)
    unit, number_format = plain(unit_shown(value.unit, scale)), f"#,##0{_places(value.value)}"
    if value.unit == "%":
        unit, number_format = "", f"0{_places(value.value.scaleb(2)) or '.00'}%"
    return _put_number(cell, value.value, number_format, exactly=_digits(value.value) <= EXACT_DIGITS, unit=unit)


def _places(value: Decimal) -> str:
    """The part of a number format behind its point that shows every decimal of `value`, at least two if it has any."""
    count = len(exact(value).partition(".")[2])
    return f".{'0' * max(2, count)}" if count else ""


def _marked(cell: "Cell", problem: str | None) -> str | None:
    """The mark of an estimate behind what was written, as a part of the number's format: the number stays one."""
    if problem:
        put_text(cell, f"{cell.value} {estimate_mark()}")
    else:
        cell.number_format += _literal(estimate_mark())
    return problem


def _literal(unit: str) -> str:
    """`unit` as a fixed part of a number format."""
    return f' "{plain(unit).replace(chr(34), "")}"' if unit else ""


def _digits(value: Decimal) -> int:
    return len(exact(abs(value)).replace(".", "").strip("0"))


def _put_count(cell: "Cell", value: int, _scale: Scale) -> str | None:
    return _put_number(cell, value, "#,##0", exactly=abs(value) <= LARGEST_COUNT)


def _put_rate(cell: "Cell", value: Decimal) -> str | None:
    return _put_number(cell, value, "0.00%", exactly=_digits(value) <= EXACT_DIGITS)


def _put_date(cell: "Cell", value: Any) -> str | None:  # noqa: ANN401 - a date, or an instant by local time
    if value.year < FIRST_YEAR:
        return put_text(cell, value.isoformat())
    cell.value = value
    cell.number_format = "yyyy-mm-dd hh:mm" if hasattr(value, "hour") else "yyyy-mm-dd"
    return None


_PUT: dict[Kind, Put] = {
    Kind.text: lambda cell, value, _scale: put_text(cell, text_of(value)),
    Kind.count: _put_count,
    Kind.money: _put_money,
    Kind.rate: lambda cell, value, _scale: _put_rate(cell, value),
    Kind.date: lambda cell, value, _scale: _put_date(cell, value),
    Kind.instant: lambda cell, value, _scale: _put_date(cell, local_time(value).replace(tzinfo=None)),
    Kind.flag: lambda cell, value, _scale: put_text(cell, yes_no(value)),
    Kind.choice: lambda cell, value, _scale: put_text(cell, label_of(value)),
    Kind.quantity: _put_quantity,
}
