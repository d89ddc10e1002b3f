"""The quarterly report: its figures against the store, its workbook as a bank would print it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from conftest import Crm

QUARTER = ("report", "quarter", "XH", "--period", "2026Q3")


def made(demo: Crm, tmp_path: Path, lang: str = "zh") -> Workbook:
    target = tmp_path / "report.xlsx"
    demo(*QUARTER, "-o", str(target), lang=lang)
    return load_workbook(target)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_has_a_cover_and_a_sheet_a_chapter(demo: Crm, tmp_path: Path, lang: str) -> None:
    names = made(demo, tmp_path, lang).sheetnames
    wanted = {
        "zh": ["封面", "主要指标", "目标完成情况", "客户服务小组", "成员", "任务", "风险信号"],
        "en": ["Cover", "Key figures", "Goal completion", "Service team", "Members", "Tasks", "Risk signals"],
    }
    assert names == wanted[lang]


def test_every_sheet_prints_on_a4_landscape_with_its_head_on_each_page(demo: Crm, tmp_path: Path) -> None:
    for sheet in made(demo, tmp_path).worksheets[1:]:
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.freeze_panes == "B5"
        assert sheet.auto_filter.ref.startswith("A4:")
        assert sheet.oddFooter is not None
        assert sheet.oddFooter.center is not None
        assert "&P" in str(sheet.oddFooter.center.text)


def test_amounts_are_numbers_in_ten_thousands_and_codes_are_text(demo: Crm, tmp_path: Path) -> None:
    sheet = made(demo, tmp_path)["成员"]
    head = [cell.value for cell in sheet[4]]
    first = dict(zip(head, sheet[5], strict=True))
    stored = demo("report", "quarter", "XH", "--period", "2026Q3", "-f", "json").json
    row = stored["members"][0]
    assert Decimal(str(first["本年存款日均"].value)) * 10000 == Decimal(row["deposits"])
    assert (first["客户编号"].data_type, first["客户编号"].number_format) == ("s", "@")


def test_no_cell_holds_a_formula(demo: Crm, tmp_path: Path) -> None:
    for sheet in made(demo, tmp_path).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_completion_against_expectation_is_a_native_chart(demo: Crm, tmp_path: Path) -> None:
    (chart,) = made(demo, tmp_path)["目标完成情况"]._charts  # type: ignore[attr-defined]  # openpyxl's stubs leave it out
    assert len(chart.series) == 2


def test_the_total_of_the_members_is_the_stores_sum(demo: Crm, tmp_path: Path) -> None:
    sheet = made(demo, tmp_path)["成员"]
    head = [cell.value for cell in sheet[4]]
    place = head.index("贷款余额") + 1
    last = max(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value == "合计")
    facts = demo(
        "actual", "list", "--group", "XH", "--where", "metric = loan_bal", "--where", "period_to = 2026-09-30", "--json"
    ).json
    assert Decimal(str(sheet.cell(last, place).value)) * 10000 == sum(Decimal(row["value"]) for row in facts)


def test_the_golden_deposits_of_the_worked_group(demo: Crm) -> None:
    page = demo("report", "quarter", "XH", "--period", "2026-10", "-f", "json").json
    figures = {row["metric"]: row for row in page["figures"]}
    assert figures["dep_adb"]["ytd"] == "214300000.00"
    assert figures["dep_adb"]["target"] == "240000000.00"


def test_a_total_that_differs_from_the_store_stops_the_report(demo: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corecrm.reports.quarter import report, team
    from corecrm.reports.quarter.shapes import Ask, Control, Section

    def wrong(ask: Ask) -> Section:
        return team.section(ask)._replace(controls=(Control("seats", 1, 2),))

    monkeypatch.setattr(report, "CHAPTERS", (wrong,))
    target = tmp_path / "report.xlsx"
    assert "seats" in demo(*QUARTER, "-o", str(target), code=1).err
    assert not target.exists()


def test_the_report_of_an_institution_covers_its_clients(demo: Crm) -> None:
    page = demo("report", "quarter", "--inst", "SH", "--period", "2026Q3", "-f", "json").json
    assert {row["institution_name"] for row in page["members"]} == {"上海分行", "上海浦东支行"}


def test_a_period_that_has_not_begun_is_refused(demo: Crm) -> None:
    demo("report", "quarter", "XH", "--period", "2027Q1", code=5)


def test_a_report_needs_a_subject_and_a_period(demo: Crm) -> None:
    demo("report", "quarter", "--period", "2026Q3", code=2)
    demo("report", "quarter", "XH", "--inst", "SH", "--period", "2026Q3", code=2)
    demo("report", "quarter", "XH", code=2)
    demo("report", "quarter", "XH", "--period", "soon", code=2)


def test_an_existing_report_is_not_overwritten_unasked(demo: Crm, tmp_path: Path) -> None:
    made(demo, tmp_path)
    demo(*QUARTER, "-o", str(tmp_path / "report.xlsx"), code=73)
    demo(*QUARTER, "-o", str(tmp_path / "report.xlsx"), "--overwrite")


def test_as_of_shows_an_earlier_day_of_the_period(demo: Crm) -> None:
    page = demo(*QUARTER, "--as-of", "2026-08-31", "-f", "json").json
    assert page["cover"]["as_of"] == date(2026, 8, 31).isoformat()
