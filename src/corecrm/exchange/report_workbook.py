"""A report as a workbook that a bank can send: from a template's styles and print set-up, figures and charts by code."""

from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from corecrm.errors import CrmError
from corecrm.fields import Column, Kind, Row
from corecrm.fields.report import warnings as WARNINGS
from corecrm.paths import shipped
from corecrm.render.cells import UNKNOWN, WAN, in_brackets, on_screen
from corecrm.render.colour import style_of
from corecrm.render.sheet_fit import Limits, fit, height_of, spread
from corecrm.render.workbook import put_text, put_value, say_units, sheet_name, warnings_of
from corecrm.reports.quarter.shapes import Chart, Report, Section
from corecrm.text import _, pick

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

HEAD_ROW = 4
NUMBERS = (Kind.money, Kind.count, Kind.rate, Kind.quantity)
LIMITS = Limits(least=8, most=40, heading=12)
ROW_HEIGHT = 18  # points, of a row of one line
PAGE_WIDTH, PAGE_HEIGHT = 770.0, 470.0  # points that A4 landscape leaves within the template's margins
POINTS, CENTIMETRE = 5.3, 28.35  # points of a character of a column's width, and of a centimetre
SHRUNK = 0.75  # how much of its height a chart needs at least to stay on a page
CHART_COLOURS = ("2F5597", "A9B8CE", "C55A11")
VERDICT_COLOURS = {"good": "FF1E7B34", "warn": "FFB45F06", "bad": "FFC00000"}
COVER_WIDTHS = (4, 4, 26, 22, 18, 18, 4, 4)  # of the columns A to H; the facts stand in D to G


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
    sheet.page_setup.fitToHeight = 1
    told = zip(report.cover.columns, report.cover.rows[0], strict=True)
    (_label, bank), *facts = [(column, value) for column, value in told if column.on != "data"]
    for letter, size in zip("ABCDEFGH", COVER_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = size
    for number, (text, style) in enumerate(
        (
            (str(bank or ""), "cover_bank"),
            (report.title, "cover_title"),
            (_subject(report), "cover_group"),
        ),
        start=1,
    ):
        _styled(_cell(sheet, number * 3, 2), text, style)
        spread(sheet, number * 3, first=2, last=7, least=40)
    for place, (column, value) in enumerate(facts, start=13):
        _styled(_cell(sheet, place, 3), column.label.title, "cover_label")
        cell = _cell(sheet, place, 4)
        put_value(cell, column.label, value)
        _restyle(cell, "cover_value")
        spread(sheet, place, first=4, last=7, least=20)
        if column.label is WARNINGS:
            _colour(cell, "bad")


def _fill_section(sheet: "Worksheet", section: Section, report: Report) -> list[str]:
    table = section.table
    columns = [(place, column) for place, column in enumerate(table.columns) if column.on != "data"]
    _styled(_cell(sheet, 1, 1), table.title, "report_title")
    _styled(_cell(sheet, 2, 1), _subtitle(report, columns), "report_subtitle")
    for letter, (_place, column) in enumerate(columns, start=1):
        _styled(_cell(sheet, HEAD_ROW, letter), _heading(column), "report_head")
    found = [_fill_row(sheet, number, row, columns) for number, row in enumerate(table.rows, start=HEAD_ROW + 1)]
    say_units(sheet, table, [place for place, _column in columns], first=HEAD_ROW + 1)
    last = HEAD_ROW + len(table.rows)
    if not table.rows:
        last += 1
        for letter, text in enumerate([pick("（无）", "(none)"), *[""] * (len(columns) - 1)], start=1):
            _styled(_cell(sheet, last, letter), text, "report_text")
    if section.total is not None:
        last += 1
        found.append(_fill_row(sheet, last, section.total, columns, total=True))
    _window(sheet, len(columns), HEAD_ROW + len(table.rows))
    notes = _lay_out(sheet, len(columns), last, [on_screen(note) for note in table.notes])
    if section.chart is not None and table.rows:
        _draw(sheet, section.chart, columns, (HEAD_ROW, HEAD_ROW + len(table.rows)), notes + 2)
    return warnings_of(sheet.title, [problem for row in found for problem in row])


def _lay_out(sheet: "Worksheet", columns: int, last: int, notes: Sequence[str]) -> int:
    """Gives the columns and rows of a table the room that they take, and writes the notes below it; returns the last row."""
    for row in range(HEAD_ROW + 1, last + 1):
        sheet.row_dimensions[row].height = ROW_HEIGHT
    fit(sheet, head=HEAD_ROW, last=last, columns=columns, limits=LIMITS)
    for row in (1, 2):
        spread(sheet, row, first=1, last=columns)
    for number, note in enumerate(notes, start=last + 2):
        _styled(_cell(sheet, number, 1), note, "report_note")
        spread(sheet, number, first=1, last=columns, least=ROW_HEIGHT)
    return last + 1 + len(notes)


def _fill_row(
    sheet: "Worksheet", number: int, row: Row, columns: Sequence[tuple[int, Column]], *, total: bool = False
) -> list[tuple[str, str]]:
    """Writes one row; returns (cell, problem) for values that Excel cannot hold as they are."""
    problems = []
    for letter, (place, column) in enumerate(columns, start=1):
        cell, value, numeric = _cell(sheet, number, letter), row[place], column.label.kind in NUMBERS
        if value is None and numeric and not total:
            put_text(cell, UNKNOWN)
        if value is not None and (problem := put_value(cell, column.label, value)):
            problems.append((cell.coordinate, problem))
        _restyle(cell, _STYLES[numeric, total])
        _colour(cell, style_of(value, ""))
    return problems


_STYLES = {
    (False, False): "report_text",
    (False, True): "report_total",
    (True, False): "report_number",
    (True, True): "report_total_number",
}


def _colour(cell: "Cell", style: str) -> None:
    """Gives a verdict its colour, the font staying as it is."""
    if style in VERDICT_COLOURS:
        font: Any = copy(cell.font)
        font.color = VERDICT_COLOURS[style]
        cell.font = font


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


def _subject(report: Report) -> str:
    return in_brackets(report.scope.name, report.scope.code)


def _subtitle(report: Report, columns: Sequence[tuple[int, Column]]) -> str:
    unit = any(column.label.kind is Kind.money for _place, column in columns)
    parts = [
        _subject(report),
        report.period.label,
        pick("基准日 ", "as of ") + report.as_of.isoformat(),
    ]
    return "　".join([*parts, *([pick("金额单位：万元", f"amounts in {WAN.en}")] if unit else [])])


def _heading(column: Column) -> str:
    """A heading, its unit on a line of its own."""
    label = column.label
    return in_brackets(f"{label.title}\n", label.unit) if label.unit and label.kind is not Kind.money else label.title


def _window(sheet: "Worksheet", count: int, last: int) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = f"B{HEAD_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(count)}{max(last, HEAD_ROW)}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.row_dimensions[1].height, sheet.row_dimensions[HEAD_ROW].height = 28, 30


def _draw(sheet: "Worksheet", drawn_from: Chart, columns: Sequence[tuple[int, Column]], rows: tuple[int, int], at: int) -> None:
    """Draws a chart at a row, or at the top of the next page where it would lie over the end of one.

    Args:
        sheet: with the table.
        drawn_from: which columns.
        columns: that were written, in their order.
        rows: that of the headings, and the last one.
        at: the row.
    """
    from openpyxl.worksheet.pagebreak import Break

    head, last = rows
    letters = {column.key: letter for letter, (_place, column) in enumerate(columns, start=1)}
    if not {drawn_from.names, *drawn_from.series} <= letters.keys():
        return
    drawn = _bars(drawn_from.title)
    for key in drawn_from.series:
        drawn.add_data(_reference(sheet, letters[key], head, last), titles_from_data=True)
    drawn.set_categories(_reference(sheet, letters[drawn_from.names], head + 1, last))
    for series, colour in zip(drawn.series, CHART_COLOURS, strict=False):
        series.graphicalProperties.solidFill = colour
    page = PAGE_HEIGHT / min(1.0, PAGE_WIDTH / (POINTS * sum(_widths(sheet, len(columns)))))
    wanted = min(page / CENTIMETRE - 2, max(6.5, 1.0 * (last - head) + 3))
    left = (page - height_of(sheet, range(1, at), ROW_HEIGHT) % page) / CENTIMETRE - 0.3
    drawn.height = min(wanted, left) if left > SHRUNK * wanted else wanted
    if left < drawn.height:
        sheet.row_breaks.append(Break(at - 1))
        at += 1
    sheet.add_chart(drawn, f"A{at}")


def _bars(title: str) -> Any:  # noqa: ANN401 - openpyxl's charts have descriptors that type checkers do not know
    from openpyxl.chart import BarChart
    from openpyxl.chart.shapes import GraphicalProperties

    drawn: Any = BarChart()
    drawn.type, drawn.style, drawn.title, drawn.width, drawn.gapWidth = "bar", 10, title, 24, 60
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.number_format, drawn.y_axis.scaling.min, drawn.y_axis.crosses = "0%", 0, "max"
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=_line("D9D9D9"))
    drawn.legend.position = "b"
    return drawn


def _line(colour: str) -> Any:  # noqa: ANN401 - the same
    from openpyxl.drawing.line import LineProperties

    return LineProperties(solidFill=colour)


def _reference(sheet: "Worksheet", column: int, first: int, last: int) -> Any:  # noqa: ANN401 - the same
    from openpyxl.chart import Reference

    return Reference(sheet, min_col=column, min_row=first, max_row=last)


def _widths(sheet: "Worksheet", count: int) -> list[float]:
    from openpyxl.utils import get_column_letter

    return [float(sheet.column_dimensions[get_column_letter(place)].width) for place in range(1, count + 1)]
