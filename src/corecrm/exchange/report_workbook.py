"""A report as a workbook that a bank can send: from a template's styles and print set-up, figures and charts by code."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from corecrm.errors import CrmError
from corecrm.fields import Column, Kind, Quantity, Row, estimate_mark
from corecrm.paths import shipped
from corecrm.render.cells import WAN, in_brackets, on_screen
from corecrm.render.width import width
from corecrm.render.workbook import put_text, put_value, say_units, sheet_name, warnings_of
from corecrm.reports.quarter.shapes import Chart, Report, Section
from corecrm.text import _, pick

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

HEAD_ROW = 4
NUMBERS = (Kind.money, Kind.count, Kind.rate, Kind.quantity)
NARROWEST, WIDEST = 8, 40
COVER_WIDTHS = (4, 6, 22, 22, 18, 18, 6, 4)  # of the columns A to H; the facts stand in D to G


class Unbalanced(CrmError):
    """A total of a report differs from the store's: a bug, and no file is written."""

    code = "unbalanced"


def check(report: Report) -> None:
    """Compares every total with the store's.

    Raises:
        Unbalanced: one differs.
    """
    for section in report.sections:
        for control in section.controls:
            if control.reported != control.stored:
                message = _("{what}: the report says {reported}, the store {stored}; no file was written")
                raise Unbalanced(message.format(what=control.what, reported=control.reported, stored=control.stored))


def workbook(report: Report, template: Path | None = None) -> tuple["Workbook", list[str]]:
    """The workbook and warnings; the totals are checked first.

    Raises:
        Unbalanced: see `check`.
    """
    from openpyxl import load_workbook

    check(report)
    book = load_workbook(template or shipped("templates", "quarter.xlsx"))
    cover, pattern = book["cover page"], book["section page"]
    warnings: list[str] = []
    for section in report.sections:
        sheet = book.copy_worksheet(pattern)
        sheet.title = sheet_name(section.table.title, book.sheetnames)
        _furnish_like(sheet, pattern, report)
        warnings += _fill_section(sheet, section, report)
    _fill_cover(cover, report)
    book.remove(pattern)
    book.active = 0
    return book, warnings


def _furnish_like(sheet: "Worksheet", pattern: "Worksheet", report: Report) -> None:
    """What copying a sheet leaves behind: furniture of the page and of the window."""
    ours: Any = sheet.oddFooter
    theirs: Any = pattern.oddFooter
    ours.center.text, ours.center.size = theirs.center.text, theirs.center.size
    ours.left.text, ours.left.size = f"{report.title} {report.period.code}".replace("&", "&&"), theirs.center.size
    sheet.sheet_view.showGridLines = pattern.sheet_view.showGridLines
    sheet.print_options.horizontalCentered = pattern.print_options.horizontalCentered
    sheet.sheet_properties.pageSetUpPr = pattern.sheet_properties.pageSetUpPr


def _fill_cover(sheet: "Worksheet", report: Report) -> None:
    sheet.title = sheet_name(pick("封面", "Cover"), [])
    told = zip(report.cover.columns, report.cover.rows[0], strict=True)
    (_label, bank), *facts = [(column, value) for column, value in told if column.on != "data"]
    for number, (text, style) in enumerate(
        (
            (str(bank or ""), "cover_bank"),
            (report.title, "cover_title"),
            (f"{report.scope.name}（{report.scope.code}）", "cover_group"),
        ),
        start=1,
    ):
        sheet.merge_cells(start_row=number * 3, end_row=number * 3, start_column=2, end_column=7)
        _styled(_cell(sheet, number * 3, 2), text, style)
        sheet.row_dimensions[number * 3].height = 40
    for place, (column, value) in enumerate(facts, start=13):
        _styled(_cell(sheet, place, 3), column.label.title, "cover_label")
        sheet.merge_cells(start_row=place, end_row=place, start_column=4, end_column=7)
        cell = _cell(sheet, place, 4)
        put_value(cell, column.label, value)
        _restyle(cell, "cover_value")
        lines = -(-width(str(value or "")) // sum(COVER_WIDTHS[3:7]))
        sheet.row_dimensions[place].height = 20 * max(1, lines)
    for letter, size in zip("ABCDEFGH", COVER_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = size


def _fill_section(sheet: "Worksheet", section: Section, report: Report) -> list[str]:
    from openpyxl.utils import get_column_letter

    table = section.table
    columns = [(place, column) for place, column in enumerate(table.columns) if column.on != "data"]
    _styled(_cell(sheet, 1, 1), table.title, "report_title")
    _styled(_cell(sheet, 2, 1), _subtitle(report, columns), "report_subtitle")
    for letter, (_place, column) in enumerate(columns, start=1):
        _styled(_cell(sheet, HEAD_ROW, letter), _heading(column), "report_head")
    found = [_fill_row(sheet, number, row, columns) for number, row in enumerate(table.rows, start=HEAD_ROW + 1)]
    say_units(sheet, table, [place for place, _column in columns], first=HEAD_ROW + 1)
    last = HEAD_ROW + len(table.rows)
    if section.total is not None:
        last += 1
        found.append(_fill_row(sheet, last, section.total, columns, total=True))
    for letter, (place, column) in enumerate(columns, start=1):
        texts = [row[place] for row in table.rows]
        sheet.column_dimensions[get_column_letter(letter)].width = _width(column, texts)
    for number, note in enumerate(table.notes, start=last + 2):
        _styled(_cell(sheet, number, 1), on_screen(note), "report_note")
    _window(sheet, len(columns), HEAD_ROW + len(table.rows))
    if section.chart is not None and table.rows:
        _draw(sheet, section.chart, columns, HEAD_ROW, HEAD_ROW + len(table.rows), last + 3 + len(table.notes))
    return warnings_of(sheet.title, [problem for row in found for problem in row])


def _fill_row(
    sheet: "Worksheet", number: int, row: Row, columns: Sequence[tuple[int, Column]], *, total: bool = False
) -> list[tuple[str, str]]:
    """Writes one row; returns (cell, problem) for values that Excel cannot hold as they are."""
    problems = []
    for letter, (place, column) in enumerate(columns, start=1):
        cell, value = _cell(sheet, number, letter), row[place]
        if value is not None and (problem := put_value(cell, column.label, value)):
            problems.append((cell.coordinate, problem))
        numeric = column.label.kind in NUMBERS
        _restyle(
            cell,
            ("report_total" if total else "report_text") if not numeric else ("report_total_number" if total else "report_number"),
        )
    return problems


def _restyle(cell: "Cell", style: str) -> None:
    """Gives a cell a style of the template but keeps its number format."""
    kept = cell.number_format
    cell.style = style
    cell.number_format = kept


def _styled(cell: "Cell", text: str, style: str) -> None:
    put_text(cell, text)
    _restyle(cell, style)


def _cell(sheet: "Worksheet", row: int, column: int) -> "Cell":
    return cast("Cell", sheet.cell(row, column))


def _subtitle(report: Report, columns: Sequence[tuple[int, Column]]) -> str:
    unit = any(column.label.kind is Kind.money for _place, column in columns)
    parts = [
        f"{report.scope.name}（{report.scope.code}）",
        report.period.label,
        pick("基准日 ", "as of ") + report.as_of.isoformat(),
    ]
    return "　".join([*parts, *([pick("金额单位：万元", f"amounts in {WAN.en}")] if unit else [])])


def _heading(column: Column) -> str:
    label = column.label
    return in_brackets(label.title, label.unit if label.kind is not Kind.money else None)


def _width(column: Column, values: Sequence[object]) -> int:
    texts = [_rough(value) for value in values if value is not None]
    longest = max((width(text) for text in texts), default=0)
    return min(WIDEST, max(NARROWEST, longest, min(width(column.label.title), 10)) + 2)


def _rough(value: object) -> str:
    """About what a cell will show, to find its width."""
    if isinstance(value, Quantity):
        mark = f" {estimate_mark()}" if value.estimated else ""
        return f"{value.value / (10000 if value.unit == '元' else 1):,.2f}{mark}"
    return f"{value:,.2f}" if isinstance(value, Decimal) else str(getattr(value, "label", value))


def _window(sheet: "Worksheet", count: int, last: int) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = f"B{HEAD_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(count)}{max(last, HEAD_ROW)}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.row_dimensions[1].height, sheet.row_dimensions[HEAD_ROW].height = 28, 30


def _draw(sheet: "Worksheet", chart: Chart, columns: Sequence[tuple[int, Column]], head: int, last: int, at: int) -> None:
    from openpyxl.chart import BarChart, Reference

    letters = {column.key: letter for letter, (_place, column) in enumerate(columns, start=1)}
    drawn: Any = BarChart()
    drawn.type, drawn.style, drawn.title = "bar", 10, chart.title
    drawn.height, drawn.width, drawn.gapWidth = max(6.5, 1.1 * (last - head) + 3), 24, 60
    for key in chart.series:
        drawn.add_data(Reference(sheet, min_col=letters[key], min_row=head, max_row=last), titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=letters[chart.names], min_row=head + 1, max_row=last))
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.y_axis.number_format, drawn.y_axis.majorGridlines = "0%", drawn.y_axis.majorGridlines
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.scaling.min = 0
    drawn.legend.position = "b"
    for series, colour in zip(drawn.series, ("2F5597", "A9B8CE", "C55A11"), strict=False):
        series.graphicalProperties.solidFill = colour
    sheet.add_chart(drawn, f"A{at}")
