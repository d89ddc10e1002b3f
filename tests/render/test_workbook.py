"""Workbooks that a person can add up and that run nothing."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from corecrm.errors import OutputRefused
from corecrm.fields import Kind, Label, Page, Quantity, Table, columns
from corecrm.render import workbook as excel
from corecrm.render.workbook import save_atomically, workbook

from .conftest import clients, code, deposits, due, everything, members, note, page, share, target

PAYLOADS = Path(__file__).parents[2].parent / "shared" / "realdata" / "hostile" / "csv-injection-payloads.txt"


def _reread(thing: Table | Page) -> Any:  # noqa: ANN401 - openpyxl's unions of cells
    content = BytesIO()
    workbook(thing)[0].save(content)
    return load_workbook(content)


def _one(label: Label, value: object) -> tuple[Any, list[str]]:
    table = Table("表", columns(label), [(value,)])
    return _reread(table)["表"]["A2"], workbook(table)[1]


@pytest.mark.usefixtures("chinese")
def test_each_kind_of_value_is_what_excel_calls_it() -> None:
    sheet = _reread(everything())["全部"]
    heading, first, last = sheet.iter_rows(max_row=3)
    assert [cell.value for cell in heading] == [
        "编号", "客户名称", "级别", "存款日均（元）", "持股", "成员（户）", "到期", "记录时间", "主办", "目标", "备注",
    ]  # fmt: skip
    assert [(cell.value, cell.number_format) for cell in first] == [
        ("HX-1", "@"),
        ("星河", "@"),
        ("总行级", "@"),
        ("99999999999999.99", "@"),
        (0.05, "0.00%"),
        (1234, "#,##0"),
        (datetime(2026, 2, 1), "yyyy-mm-dd"),  # noqa: DTZ001 - a cell has no zone
        (datetime(2026, 11, 23, 18, 5, 9), "yyyy-mm-dd hh:mm"),  # noqa: DTZ001 - a cell has no zone
        ("是", "@"),
        (2400000000, '#,##0.00 "元"'),
        ("第一行\n第二行\t，完", "@"),
    ]
    assert [cell.value for cell in last] == ["HX-2", *[None] * 10]


def test_a_sheet_can_be_read_filtered_and_scrolled() -> None:
    sheet = _reread(clients())["客户"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:G4")
    assert (sheet["A1"].font.bold, sheet["A1"].fill.fgColor.rgb) == (True, excel.HEADER_COLOUR)
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [10, 43]
    assert [sheet.cell(row, 1).value for row in range(5, 9)] == [None, "as of 2026-11-23", "期末数", "16 more: --all"]


def test_a_page_is_a_sheet_a_table_each_with_a_name_that_excel_takes() -> None:
    assert _reread(page()).sheetnames == ["星河集团", "客户", "待办"]
    titles = ["客户[1]:*?/\\'", "客户 1", "", "x" * 40, "X" * 40, "***"]
    names = workbook(Page("", tuple(Table(title, columns(code), []) for title in titles)))[0].sheetnames
    assert names == ["客户 1", "客户 1 2", "table_3", "x" * 31, "X" * 28 + " 2", "Sheet"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-5", "@SUM(A1)", "#N/A", "000123", "91110000MA01XXXX7K", "123456789012345678", "\t=1", "TRUE"]
)
def test_a_text_stays_a_text_whatever_it_looks_like(text: str) -> None:
    cell, warnings = _one(code, text)
    assert (cell.value, cell.data_type, cell.number_format, warnings) == (text, "s", "@", [])


@pytest.mark.skipif(not PAYLOADS.exists(), reason="the collection of formula payloads is not on this machine")
def test_no_payload_becomes_a_formula() -> None:
    payloads = PAYLOADS.read_text(encoding="utf-8").splitlines()
    sheet = _reread(Table("表", columns(code, note), [(text, text) for text in payloads], notes=tuple(payloads)))["表"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None} == {"s"}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters() | st.sampled_from("=+-@\x00\x1b\ud800\uffff\n")), min_size=1, max_size=3))
def test_any_text_can_be_saved_and_read_again(texts: list[str]) -> None:
    sheet = _reread(Table("表", columns(code), [(text,) for text in texts]))["表"]
    assert {cell.data_type for (cell,) in sheet.iter_rows(min_row=2) if cell.value is not None} <= {"s"}


@pytest.mark.parametrize("text", ["长" * 40_000, "😀" * 20_000])
def test_a_text_longer_than_a_cell_is_cut_with_a_warning(text: str) -> None:
    cell, warnings = _one(note, text)
    assert len(cell.value.encode("utf-16-le")) // 2 in (excel.LONGEST_TEXT, excel.LONGEST_TEXT - 1)
    assert warnings == [f"表!A2: {excel.CUT}"]


@settings(max_examples=50, deadline=None)
@given(st.decimals(-excel.LARGEST_AMOUNT, excel.LARGEST_AMOUNT, places=2))
def test_an_amount_that_excel_can_hold_comes_back_to_the_fen(value: Decimal) -> None:
    cell, warnings = _one(deposits, value)
    assert (Decimal(repr(cell.value)), cell.number_format, warnings) == (value, "#,##0.00", [])


@pytest.mark.parametrize(
    ("label", "value", "text"),
    [
        (deposits, Decimal("-10000000000000.00"), "-10000000000000"),
        (members, 10**15, "1000000000000000"),
        (share, Decimal("0.1234567890123456"), "0.1234567890123456"),
        (target, Quantity(Decimal("1234567890123456"), "户"), "1234567890123456 accounts"),
        (target, Quantity(Decimal("1234567890123456"), "户", estimated=True), "1234567890123456 accounts est."),
    ],
)
def test_a_number_that_excel_would_round_is_a_text_with_a_warning(label: Label, value: object, text: str) -> None:
    cell, warnings = _one(label, value)
    assert (cell.value, cell.data_type, warnings) == (text, "s", [f"表!A2: {excel.TOO_PRECISE}"])


def test_a_warning_is_given_once_for_all_cells() -> None:
    rows = [(Decimal(10**15),)] * 3
    assert workbook(Table("表", columns(deposits), rows))[1] == [f"表!A2 (+2): {excel.TOO_PRECISE}"]


@pytest.mark.parametrize(
    ("value", "shown", "number_format"),
    [
        (Quantity(Decimal("0.81"), "%"), 0.81, "0.00%"),
        (Quantity(Decimal(4480), '户"'), 4480, '#,##0 "户"'),
        (Quantity(Decimal("1.5"), ""), 1.5, "#,##0.00"),
        (Quantity(Decimal(12_345_600), "元", estimated=True), 12345600, '#,##0.00 "CNY" "est."'),
        (Quantity(Decimal("0.123456"), "%"), 0.123456, "0.0000%"),
    ],
)
def test_a_quantity_carries_its_unit_in_its_format(value: Quantity, shown: float, number_format: str) -> None:
    cell, _warnings = _one(target, value)
    assert (cell.value, cell.number_format) == (shown, number_format)


def test_a_day_before_excels_calendar_is_a_text() -> None:
    cell, _warnings = _one(due, date(1898, 6, 11))
    assert (cell.value, cell.data_type) == ("1898-06-11", "s")


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 3)
    with pytest.raises(OutputRefused, match="no room for 3 rows"):
        workbook(clients())


def test_a_saved_workbook_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "客户.xlsx"
    save_atomically(workbook(clients())[0], path, overwrite=False)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_workbook(path)["客户"]["B2"].value == "星河控股集团有限公司"


def test_a_unit_stays_with_its_figures_where_the_column_that_would_say_it_is_left_out() -> None:
    name, now = Label("name", "指标", "Metric"), Label("now", "现值", "Now", Kind.quantity)
    table = Table("", columns(name, now), [("deposits", Quantity(Decimal(120000), "元"))], measured="name")
    whole, alone = (workbook(each)[0].worksheets[0] for each in (table, table.only(["now"])))
    assert (whole["A2"].value, whole["B2"].number_format) == ("deposits (CNY)", "#,##0.00")
    assert alone["A2"].number_format == '#,##0.00 "CNY"'
