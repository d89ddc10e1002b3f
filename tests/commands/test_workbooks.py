"""What Excel cannot hold is kept as text, and said on stderr."""

from openpyxl import load_workbook

from conftest import Crm

BEYOND_EXCEL = "9999999999999999.99"


def test_a_list_says_which_amounts_excel_could_not_hold(crm: Crm) -> None:
    crm("client", "add", "甲公司")
    crm("holding", "add", "HX-0001", "DEP01", "--since", "2026-01-01", "--balance", BEYOND_EXCEL)
    said = crm("holding", "list", "-o", "holdings.xlsx").err
    assert "more digits than Excel keeps" in said
    sheet = load_workbook(crm.folder / "holdings.xlsx").worksheets[0]
    assert "9999999999999999.99" in [cell.value for row in sheet.iter_rows() for cell in row]  # 元, to the 分


def test_a_report_says_so_too(bank: Crm) -> None:
    bank("actual", "add", "HX-0003", "loan_bal", BEYOND_EXCEL, "--to", "2026-09-30")
    said = bank("report", "quarter", "XH", "--period", "2026Q3", "-o", "report.xlsx").err
    assert "more digits than Excel keeps" in said
    assert "written: report.xlsx" in said
