"""What a new user saw: screens that fit, in one language, with nothing to look up twice."""

import re

import pytest

from conftest import Crm

TODAY = "2026-11-23"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def seen(crm: Crm, *line: str, columns: int = 80, lang: str = "zh") -> str:
    """What a terminal of so many columns shows."""
    crm.env(COLUMNS=str(columns), NO_COLOR="1")
    return crm(*line, "--date", TODAY, lang=lang, terminal=True).out


def test_every_chapter_of_the_report_is_a_table_at_eighty_columns(demo: Crm) -> None:
    shown = seen(demo, "report", "quarter", "XH", "--period", "2026Q3")
    lines = shown.splitlines()
    for code in ("HX-0001", "T-0301", "R-0087", "中间业务收入 · 北京"):
        row = next(line for line in lines if code in line)
        assert len(row.split()) > 4, row


@pytest.mark.parametrize("line", [("history", "HX-0002"), ("audit", "show", "2")])
def test_what_changed_is_a_table_at_eighty_columns(demo: Crm, line: tuple[str, ...]) -> None:
    shown = seen(demo, *line).splitlines()
    assert any(each.split()[:1] == ["变更集"] or "编号" in each for each in shown if "原值" in each and "新值" in each)


def test_the_log_names_the_institution_above(demo: Crm) -> None:
    steps = demo("history", "BJ", "--json").json
    assert next(step["after"] for step in steps if step["field"] == "parent") == "ZH"


def test_kinds_of_record_are_words_on_screen_and_codes_in_json(demo: Crm) -> None:
    assert "客户" in demo("find", "HX-0001", lang="zh").out
    assert demo("find", "HX-0001", "--json", lang="zh").json[0]["noun"] == "client"


@pytest.mark.parametrize(
    "line",
    [
        ("actual", "list", "--limit", "3", "--columns", "metric_name,value"),
        ("holding", "list", "--limit", "3", "--columns", "product_name"),
        ("holding", "show", "HD-0001", "--columns", "product_name"),
        ("goal", "show", "G-2026-XH/payroll_new", "--columns", "metric_name,target,done"),
        ("risk", "list", "--limit", "3", "--columns", "signal_name"),
    ],
)
def test_catalogues_are_english_on_an_english_screen(demo: Crm, line: tuple[str, ...]) -> None:
    assert not CHINESE.search(seen(demo, *line, lang="en"))


def test_the_report_names_metrics_and_signals_in_english(demo: Crm) -> None:
    page = demo("report", "quarter", "XH", "--period", "2026Q3", "--date", TODAY, "--json").json
    names = [row["metric_name"] for row in page["figures"]] + [row["signal_name"] for row in page["risks"]]
    assert not any(CHINESE.search(name) for name in names)


def test_a_new_record_is_told_with_its_name(crm: Crm) -> None:
    assert "HX-0001 added　甲公司" in crm("client", "add", "甲公司", "-n").err


def test_an_option_that_takes_a_value_says_so_in_its_help(crm: Crm) -> None:
    page = crm("client", "add", "--help").out
    assert "--code TEXT" in page
    assert re.search(r"--json  ", page)


def test_a_new_store_says_what_comes_next(crm: Crm) -> None:
    assert "corecrm import institution FILE" in crm("init", "--db", "new.db", "--no-input").err


def test_a_large_undo_says_how_many_records_it_touches(demo: Crm) -> None:
    asked = demo("undo", "2", code=2).err
    count = int(re.findall(r"\d+", asked)[0])
    assert count > 7_000
    assert f"… and {count - 8} more records" in demo("undo", "2", "-n").err


def test_a_script_is_given_every_record_of_a_large_change(demo: Crm) -> None:
    assert len(demo("undo", "2", "-y", "-n", "--json").json["changed"]) > 7_000


def test_a_key_that_is_a_bare_number_says_of_what(demo: Crm) -> None:
    told = demo("--date", TODAY, "task", "submit", "T-0341", "--evidence", "方案.pdf", "--as", "W0001").err
    assert "evidence 1 added" in told
