"""Facts and goals in: figures exact in the metric's smallest unit, corrections, closed periods, sums that hold."""

import json
from datetime import date
from decimal import Decimal

import pytest

from conftest import Crm

from .files import counts, rows, write

FORM = "SELECT m.code, a.period_from, a.period_to, a.value FROM actual a JOIN metric m ON m.id = a.metric_id"


@pytest.fixture
def star(crm: Crm) -> Crm:
    crm("import", "client", write(crm, "c.csv", "编码,名称\nC1,星河控股\nC2,星河能源\n"))
    crm("import", "group", write(crm, "g.csv", "集团编号,集团名称,集团本部\nXH,星河集团,C1\n"))
    crm("import", "institution", write(crm, "i.csv", "code,name,kind\nBJ,北京分行,branch\nSH,上海分行,branch\n"))
    return crm


def test_a_sheet_with_a_column_a_metric_becomes_one_fact_a_figure(star: Crm) -> None:
    sheet = write(
        star,
        "f.csv",
        "客户,期间,存款余额（万元）,存款日均（元）,中间业务收入（亿元）,新增代发户数\nC1,2026-10,1.5,30000,0.00000001,12\n合计,,1.5,,,\n",
    )
    answer = star("import", "actual", sheet, "--json").json
    assert counts(answer) == (4, 4, 0, 0, 0)
    assert rows(star, f"{FORM} ORDER BY a.id") == [
        ("dep_bal", "2026-10-31", "2026-10-31", 1_500_000),
        ("dep_adb", "2026-01-01", "2026-10-31", 3_000_000),
        ("fee_inc", "2026-10-01", "2026-10-31", 100),
        ("payroll_new", "2026-10-01", "2026-10-31", 12),
    ]
    assert rows(star, "SELECT DISTINCT source_file, source_row, b.code FROM actual a JOIN batch b ON b.id = a.batch_id") == [
        ("f.csv", 2, answer["batch"])
    ]
    assert counts(star("import", "actual", sheet, "--json").json) == (4, 0, 0, 4, 0)


def test_the_long_form_says_metric_value_and_unit_in_each_row(star: Crm) -> None:
    sheet = write(
        star,
        "f.csv",
        "客户,指标,起,止,数值,单位,口径,机构\n星河控股,存款日均,2026-01-01,2026-06-30,8000,万元,考核口径,BJ\nC1,fee_inc,2026-06-01,2026-06-30,1.2亿,,,\n",
    )
    assert counts(star("import", "actual", sheet, "--json").json) == (2, 2, 0, 0, 0)
    assert rows(star, "SELECT value, basis, institution_id IS NOT NULL FROM actual ORDER BY id") == [
        (8_000_000_000, "assessment", 1),
        (12_000_000_000, "book", 0),
    ]


def test_another_value_is_a_correction_and_the_old_one_stays(star: Crm) -> None:
    star("import", "actual", write(star, "f.csv", "客户,存款余额（元）,贷款余额（元）\nC1,100,7\n"), "--period", "2026-10")
    answer = star(
        "import", "actual", write(star, "g.csv", "客户,存款余额（元）,贷款余额（元）\nC1,120,7\n"), "--period", "2026-10", "--json"
    ).json
    assert counts(answer) == (2, 0, 1, 1, 0)
    assert rows(star, "SELECT code, value, superseded_by_id, source_file FROM actual ORDER BY id") == [
        ("F-0001", 10_000, 3, "f.csv"),
        ("F-0002", 700, None, "f.csv"),
        ("F-0003", 12_000, None, "g.csv"),
    ]
    star("undo", "-y")
    assert rows(star, "SELECT count(*) FROM actual WHERE superseded_by_id IS NULL") == [(2,)]


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ("客户,指标,数值\nC1,dep_bal,5\n", "unit"),
        ("客户,指标,数值,单位\nC1,dep_bal,1.234,元\n", "format"),
        ("客户,指标,数值,单位\nC1,payroll_new,5,万元\n", "unit"),
        ("客户,指标,数值,单位\nC1,payroll_new,5.5,户\n", "format"),
        ("客户,指标,数值,单位\nC1,raroc,12,\n", "format"),
        ("客户,指标,数值,单位\nC1,没有,5,万元\n", "reference"),
        ("客户,指标,数值,单位,起,止\nC1,dep_bal,5,元,2026-02-01,2026-01-01\n", "range"),
        ("客户,指标,数值,单位,期间\nC1,dep_bal,5,元,去年\n", "format"),
        ("客户,指标,数值,单位\nC1,dep_bal,,元\n", "missing"),
    ],
)
def test_nothing_about_a_figure_is_guessed(star: Crm, sheet: str, code: str) -> None:
    answer = star("import", "actual", write(star, "f.csv", sheet), "--period", "2026-10", "--json", code=65).json
    assert [error["code"] for error in answer["errors"]] == [code]
    assert rows(star, "SELECT count(*) FROM actual") == [(0,)]


def test_figures_without_a_day_are_refused(star: Crm) -> None:
    sheet = write(star, "f.csv", "客户,存款余额（万元）\nC1,5\n")
    answer = star("import", "actual", sheet, "--json", code=65).json
    assert [(error["row"], error["column"], error["code"]) for error in answer["errors"]] == [(2, "", "missing")]


@pytest.mark.parametrize("heading", ["存款余额", "存款余额（万户）", "没有"])
def test_a_sheet_without_a_clear_column_of_figures_is_refused(star: Crm, heading: str) -> None:
    told = star("import", "actual", write(star, "f.csv", f"客户,期间,{heading}\nC1,2026-10,5\n"), code=65)
    assert "unit" in told.err or "no figures" in told.err


def test_a_closed_period_takes_no_figures(star: Crm) -> None:
    star("period", "close", "2026-06-30")
    answer = star(
        "import", "actual", write(star, "f.csv", "客户,存款余额（元）\nC1,5\n"), "--period", "2026-06", "--json", code=65
    ).json
    assert [(error["row"], error["code"]) for error in answer["errors"]] == [(2, "closed")]


def test_facts_may_come_as_json_lines_in_exact_form(star: Crm) -> None:
    fact = {
        "client": "C1",
        "metric": "dep_bal",
        "period_from": "2026-06-30",
        "period_to": "2026-06-30",
        "value": "12345678901234.56",
        "unit": "元",
    }
    star("import", "actual", write(star, "f.jsonl", json.dumps(fact, ensure_ascii=False)))
    assert rows(star, "SELECT value FROM actual") == [(1_234_567_890_123_456,)]


GOALS = """目标编号,集团,年度,指标,上级目标,分解维度,机构,目标值,单位
G-2026-XH/fee_inc/BJ,XH,2026,fee_inc,G-2026-XH/fee_inc,机构,BJ,600,万元
G-2026-XH/fee_inc,XH,2026,fee_inc,,,,1000,万元
G-2026-XH/fee_inc/Q3,XH,2026,fee_inc,G-2026-XH/fee_inc,季度,,250,万元
G-2026-XH/fee_inc/Q3/BJ,XH,2026,fee_inc,G-2026-XH/fee_inc/Q3,机构,BJ,100,万元
"""


def test_goals_and_their_parts_keep_their_tree(star: Crm) -> None:
    sheet = write(star, "g.csv", GOALS)
    assert counts(star("import", "goal", sheet, "--json").json) == (4, 4, 0, 0, 0)
    tree = (
        "SELECT g.code, p.code, r.code, g.period_from FROM goal g LEFT JOIN goal p ON p.id = g.parent_id"
        " JOIN goal r ON r.id = g.root_id ORDER BY 1"
    )
    whole = "G-2026-XH/fee_inc"
    assert rows(star, tree) == [
        (whole, None, whole, "2026-01-01"),
        (f"{whole}/BJ", whole, whole, "2026-01-01"),
        (f"{whole}/Q3", whole, whole, "2026-07-01"),
        (f"{whole}/Q3/BJ", f"{whole}/Q3", whole, "2026-07-01"),
    ]
    star("goal", "check")
    assert counts(star("import", "goal", sheet, "--json").json) == (4, 0, 0, 4, 0)


def test_parts_that_come_to_more_than_their_goal_are_refused(star: Crm) -> None:
    head = "目标编号,集团,年度,指标,上级目标,分解维度,机构,目标值（万元）\nG-2026-XH/fee_inc,XH,2026,fee_inc,,,,1000\n"
    part = "G-2026-XH/fee_inc/{0},XH,2026,fee_inc,G-2026-XH/fee_inc,机构,{0},{1}\n"
    star("import", "goal", write(star, "g.csv", head + part.format("BJ", 600)))
    answer = star("import", "goal", write(star, "h.csv", head + part.format("SH", 500)), "--json", code=65).json
    assert [(error["row"], error["code"]) for error in answer["errors"]] == [(3, "sum")]
    star("import", "goal", write(star, "h.csv", head + part.format("SH", 400)))
    lower = head.replace("1000", "999")
    assert star("import", "goal", write(star, "h.csv", lower), "--json", code=65).json["errors"][0]["code"] == "sum"


def workbook(crm: Crm, *lines: list[object]) -> str:
    """A workbook with one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    for line in lines:
        book.worksheets[0].append(line)
    book.save(crm.folder / "w.xlsx")
    return str(crm.folder / "w.xlsx")


def test_numbers_and_dates_of_a_workbook_are_taken_exactly(star: Crm) -> None:
    sheet = workbook(
        star,
        ["客户", "指标", "起", "止", "数值", "单位", "机构"],
        ["C1", "dep_bal", date(2026, 6, 30), date(2026, 6, 30), 3123.83, "万元", "BJ"],
        ["C1", "payroll_new", date(2026, 6, 1), date(2026, 6, 30), 12, "户", None],
        ["C1", "raroc", date(2026, 1, 1), date(2026, 6, 30), 0.125, None, None],
        ["C1", "cov_month", date(2026, 1, 1), date(2026, 6, 30), 2.75, "倍", None],
    )
    assert counts(star("import", "actual", sheet, "--json").json) == (4, 4, 0, 0, 0)
    found = rows(star, "SELECT value, m.scale FROM actual a JOIN metric m ON m.id = a.metric_id ORDER BY a.id")
    assert [Decimal(str(value)).scaleb(-int(str(scale))) for value, scale in found] == [
        Decimal("31238300"),
        Decimal("12"),
        Decimal("0.125"),
        Decimal("2.75"),
    ]
    assert rows(star, "SELECT DISTINCT source_sheet FROM actual") == [("Sheet",)]


@pytest.mark.parametrize(
    ("metric", "value", "unit"),
    [
        ("payroll_new", 1.5, "户"),
        ("dep_bal", "#N/A", "元"),
        ("dep_bal", True, "元"),
        ("raroc", 12, None),
        ("cov_month", 2.123456, "倍"),
    ],
)
def test_a_cell_that_is_no_clear_figure_is_refused(star: Crm, metric: str, value: object, unit: str | None) -> None:
    sheet = workbook(star, ["客户", "指标", "日期", "数值", "单位"], ["C1", metric, date(2026, 6, 30), value, unit])
    answer = star("import", "actual", sheet, "--json", code=65).json
    assert [(error["row"], error["column"][:1]) for error in answer["errors"]] == [(2, "D")]


def test_a_client_spelt_in_two_ways_is_one_client_within_a_file(star: Crm) -> None:
    sheet = write(star, "f.csv", "客户,日期,存款余额（元）\nC1,2026-11-10,100\n星河控股,2026-11-10,120\n")
    (error,) = star("import", "actual", sheet, "--json", code=65).json["errors"]
    assert (error["row"], error["code"]) == (3, "duplicate")
    assert star("import", "actual", sheet, "--json", "--dup", "last").json["new"] == 1
