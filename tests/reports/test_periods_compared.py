"""A report shows its period itself, beside the one before and that of last year; what cannot be told says why."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from conftest import Crm

EMPTY = ("--period", "2027Q1", "--date", "2027-02-15")


@pytest.fixture
def bank(crm: Crm) -> Crm:
    """A group of two."""
    for name in ("星河控股", "华北新能源"):
        crm("client", "add", name)
    crm("group", "add", "XH", "星河集团", "--parent", "HX-0001")
    crm("group", "link", "HX-0001", "HX-0002", "--pct", "71%", "--since", "2020-01-01")
    return crm


def report(crm: Crm, *words: str, group: str = "XH") -> dict[str, Any]:
    return crm("report", "quarter", group, *words, "--json").json  # type: ignore[no-any-return]  # JSON


def book(crm: Crm, tmp_path: Path, *words: str, lang: str = "zh") -> Workbook:
    target = tmp_path / "report.xlsx"
    crm("report", "quarter", "XH", *words, "-o", str(target), "--overwrite", lang=lang)
    return load_workbook(target)


def line(page: dict[str, Any], metric: str) -> dict[str, Any]:
    return next(row for row in page["figures"] if row["metric"] == metric)


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2026Q3", ["本季", "上季", "环比", "上年同季", "同比", "本年累计"], ["This quarter", "Quarter before", "QoQ"]),
        ("2026Q1", ["本季", "上季", "环比", "上年同季", "同比", "本年累计"], ["This quarter", "Quarter before", "QoQ"]),
        ("2026Q4", ["本季至今", "上季同期", "环比", "上年同期", "同比", "本年累计"], ["This quarter so far"]),
        ("2026H1", ["本半年", "上半年度", "环比", "上年同期", "同比", "本年累计"], ["This half-year", "Half-year before", "HoH"]),
        ("2026-09", ["本月", "上月", "环比", "上年同月", "同比", "本年累计"], ["This month", "Month before", "MoM"]),
        ("2025", ["本年", "上年", "同比"], ["This year", "Same year last year", "YoY"]),
    ],
)
def test_the_columns_are_named_by_the_kind_of_the_period(
    demo: Crm, tmp_path: Path, period: str, zh: list[str], en: list[str]
) -> None:
    heads = {
        lang: [cell.value for cell in book(demo, tmp_path, "--period", period, lang=lang).worksheets[1][4]] for lang in ("zh", "en")
    }
    start = heads["zh"].index(zh[0])
    assert heads["zh"][start : start + len(zh)] == zh
    assert set(en) - set(heads["en"]) <= {"Same year last year"}


def test_the_first_quarter_stands_beside_the_last_one_of_the_year_before(demo: Crm) -> None:
    first, last = (line(report(demo, "--period", period), "fee_inc") for period in ("2026Q1", "2025Q4"))
    assert first["previous"] == last["value"]
    assert first["ytd"] == first["value"]


def test_a_quarter_that_runs_is_compared_with_as_many_days(demo: Crm) -> None:
    """Known to October 31, the fourth quarter is one month, and so are those that stand beside it."""
    running, month, july, last = (
        report(demo, "--period", period, group="LZ") for period in ("2026Q4", "2026-10", "2026-07", "2025-10")
    )
    for metric in ("fee_inc", "payroll_new", "dep_adb"):
        now = line(running, metric)
        assert now["known_to"] == "2026-10-31"
        assert [now["value"], now["before"]] == [line(month, metric)["value"], line(last, metric)["value"]]
    assert line(running, "fee_inc")["previous"] == line(july, "fee_inc")["value"]
    assert line(running, "dep_bal")["previous"] == line(report(demo, "--period", "2026Q3", group="LZ"), "dep_bal")["value"]


def facts(crm: Crm, metric: str, values: dict[str, str]) -> None:
    for period, value in values.items():
        crm("actual", "add", "HX-0001", metric, "--period", period, "--", value)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"2026Q2": "1万", "2026Q3": "3万"}, {"mom": "2", "mom_change": "20000.00", "remark": None}),
        (
            {"2026Q2": "0", "2026Q3": "3万"},
            {"mom": None, "mom_change": "30000.00", "remark": "QoQ: n/a, since Quarter before is 0"},
        ),
        (
            {"2026Q2": "-1万", "2026Q3": "3万"},
            {"mom": None, "mom_change": "40000.00", "remark": "QoQ: the sign changed; the amount is 40,000.00 CNY"},
        ),
        ({"2026Q2": "-2万", "2026Q3": "-1万"}, {"mom": "0.5", "remark": "YoY: the sign changed; the amount is -30,000.00 CNY"}),
        (
            {"2026Q3": "3万"},
            {"mom": None, "mom_change": None, "remark": "QoQ: no figures from 2026-04-01 to 2026-06-30"},
        ),
        (
            {"2026H1": "6万", "2026Q3": "3万"},
            {"previous": None, "ytd": "90000.00", "remark": "QoQ: facts of longer periods cannot be divided at 2026-04-01"},
        ),
    ],
)  # fmt: skip
def test_a_comparison_that_says_nothing_is_not_made_and_says_why(
    bank: Crm, values: dict[str, str], wanted: dict[str, str | None]
) -> None:
    facts(bank, "fee_inc", {"2025Q3": "2万", **values})
    row = line(report(bank, "--period", "2026Q3"), "fee_inc")
    known = {key: row[key] for key in wanted}
    assert known == wanted


def test_a_quarters_average_needs_the_years_average_up_to_its_eve(bank: Crm) -> None:
    for client, months in {"HX-0001": ("06-30", "09-30"), "HX-0002": ("09-30",)}.items():
        for number, month in enumerate(months):
            bank("actual", "add", client, "dep_adb", f"{(number + 1) * 1000}万", "--from", "2026-01-01", "--to", f"2026-{month}")
    page = line(report(bank, "--period", "2026Q3"), "dep_adb")
    assert (page["value"], page["ytd"]) == (None, "30000000.00")
    assert page["remark"].startswith("This quarter: clients whose average up to 2026-06-30 is not known: 1")
    bank("actual", "add", "HX-0002", "dep_adb", "500万", "--from", "2026-01-01", "--to", "2026-06-30")
    days = [(2000 + 1000) * 273, (1000 + 500) * 181]
    assert line(report(bank, "--period", "2026Q3"), "dep_adb")["value"] == f"{(days[0] - days[1]) * 10000 / 92:.2f}"


def test_an_average_of_a_part_of_its_days_is_not_compared(bank: Crm) -> None:
    """Both first quarters are averages; the one of last year knows only March."""
    for day, value in {"2025-03-01": "100万", "2025-12-31": "200万", "2026-03-31": "300万"}.items():
        bank("actual", "add", "HX-0001", "dep_bal", value, "--to", day)
    row = line(report(bank, "--period", "2026Q1"), "dep_adb")
    assert (row["before"], row["yoy"], row["yoy_change"]) == ("1000000.00", None, None)
    assert "YoY: an average of a part of its days is not compared" in row["remark"]
    assert row["mom"] is not None


def test_a_balance_that_is_known_to_hold_in_a_period_is_a_figure_of_it(bank: Crm) -> None:
    bank("actual", "add", "HX-0001", "dep_bal", "300万", "--to", "2026-06-28")
    assert report(bank, "--period", "2026Q3")["warnings"] != []
    bank("actual", "add", "HX-0001", "dep_bal", "300万", "--to", "2026-06-28", "--known-to", "2026-09-30")
    page = report(bank, "--period", "2026Q3")
    assert (page["warnings"], line(page, "dep_bal")["value"]) == ([], "3000000.00")


def test_a_period_without_figures_warns_everywhere_and_draws_nothing(demo: Crm, tmp_path: Path) -> None:
    said = "has no figures from 2027-01-01 to 2027-02-15"
    shown = demo("report", "quarter", "XH", *EMPTY, "--json")
    assert said in shown.err
    assert [said in warning["message"] for warning in shown.json["warnings"]] == [True]
    assert said in shown.json["cover"]["warnings"]
    made = book(demo, tmp_path, *EMPTY, lang="en")
    assert any(said in str(cell.value) for row in made["Cover"].iter_rows() for cell in row)
    assert [sheet.title for sheet in made.worksheets if sheet._charts] == []  # type: ignore[attr-defined]  # openpyxl's stubs leave it out


def test_a_period_with_figures_does_not_warn(demo: Crm) -> None:
    shown = demo("report", "quarter", "XH", "--period", "2026Q3", "--json")
    assert (shown.err, shown.json["warnings"], shown.json["cover"]["warnings"]) == ("", [], None)


@pytest.mark.parametrize("words", [("--period", "2026Q3"), ("--period", "2024Q4"), EMPTY], ids=str)
def test_columns_that_are_empty_throughout_are_left_out(demo: Crm, tmp_path: Path, words: tuple[str, ...]) -> None:
    for sheet in book(demo, tmp_path, *words).worksheets[1:]:
        last = next((row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value is None), sheet.max_row + 1) - 1
        if sheet.cell(5, 1).value == "（无）":
            continue
        for place, head in enumerate(sheet[4], start=1):
            assert any(sheet.cell(row, place).value not in (None, "—") for row in range(5, last + 1)), (sheet.title, head.value)


COLOURS = {"完成": "FF1E7B34", "达速": "FF1E7B34", "落后": "FFB45F06", "严重落后": "FFC00000"}


def test_a_verdict_has_its_colour_in_the_workbook_and_on_the_screen(demo: Crm, tmp_path: Path) -> None:
    sheet = book(demo, tmp_path, "--period", "2026Q3")["目标完成情况"]
    found = {cell.value: cell.font.color.rgb for row in sheet.iter_rows() for cell in row if cell.value in COLOURS}
    assert len(found) == 3
    assert found == {word: COLOURS[str(word)] for word in found}
    demo.env(FORCE_COLOR="1", COLUMNS="120")
    screen = demo("goal", "tree", "XH", lang="zh", terminal=True).out
    assert "\x1b[33m落后" in screen
    assert "\x1b[31m严重落后" in screen


def test_a_report_of_a_day_within_its_period_counts_to_that_day(demo: Crm) -> None:
    page = report(demo, "--period", "2026Q3", "--as-of", "2026-08-31")
    assert line(page, "fee_inc")["known_to"] == date(2026, 8, 31).isoformat()
