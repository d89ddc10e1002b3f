"""Whose a figure is when a client changes hands in the middle of a period, from the goal to the report."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from conftest import Crm

FEES, DEPOSITS = "G-2026-XH/fee_inc", "G-2026-XH/dep_adb"
MEANING = {
    "en": "est.: holds facts of a period in which the client changed hands, divided by the days that each managed it",
    "zh": "估：含管户变更期间的时段数据，按各责任人的管户天数分摊",
}


def hand_over(bank: Crm, on: str = "2026-02-11", taken_on: str = "2026-02-11") -> None:
    """HX-0002 goes from W0002, who has held it since January 1, to W0003."""
    bank("team", "leave", "XH", "W0002", "--client", "HX-0002", "--on", on)
    bank("team", "join", "XH", "W0003", "--role", "local_manager", "--client", "HX-0002", "--since", taken_on)


@pytest.fixture
def fees(bank: Crm) -> Crm:
    """A goal for fee income, split between the two; 1,000.00 元 of it are a fact of the whole first quarter."""
    bank("goal", "set", "XH", "fee_inc", "100万")
    bank("goal", "split", FEES, "--by", "staff", "--weights", "W0002=1,W0003=1")
    bank("actual", "add", "HX-0002", "fee_inc", "1000", "--from", "2026-01-01", "--to", "2026-03-31")
    return bank


def parts(bank: Crm, goal: str = FEES, **more: str) -> dict[str | None, dict[str, Any]]:
    return {each["part"]: each for each in bank("goal", "tree", goal, "--json", **more).json}  # type: ignore[arg-type]  # no code, no input


def done(bank: Crm, goal: str = FEES) -> dict[str | None, tuple[str, bool]]:
    return {part: (each["done"], each["estimated"]) for part, each in parts(bank, goal).items()}


def test_a_fact_of_a_period_is_divided_by_the_days_that_each_held_the_client(fees: Crm) -> None:
    assert done(fees)["W0002"] == ("187000.00", False)
    hand_over(fees)
    # 1,000.00 × 41/90 and × 49/90; the 186,000.00 of October are W0003's
    assert done(fees) == {None: ("187000.00", False), "W0002": ("455.56", True), "W0003": ("186544.44", True)}
    assert [parts(fees)[None][key] for key in ("by_others", "by_nobody")] == ["0.00", "0.00"]


def test_days_that_nobody_held_are_said_to_be_nobodys(fees: Crm) -> None:
    hand_over(fees, taken_on="2026-03-02")
    whole = parts(fees)[None]
    assert (whole["done"], whole["by_others"], whole["by_nobody"]) == ("187000.00", "0.00", "211.11")
    assert [part[0] for part in done(fees).values()] == ["187000.00", "455.56", "186333.33"]
    said = f"{FEES}: reached by its staff 18.678889 + by others 0 + while nobody managed 0.021111 = 18.7 CNY 10k"
    assert said in " ".join(fees("goal", "tree", FEES, "-f", "table").out.split())
    assert "无人管户期间 0.021111 = 18.7 万元" in fees("goal", "show", FEES, "-f", "table", lang="zh").out


def test_what_people_without_a_part_reached_is_told_apart(fees: Crm) -> None:
    hand_over(fees)
    fees("goal", "remove", f"{FEES}/W0003")
    assert [parts(fees)[None][key] for key in ("done", "by_others", "by_nobody")] == ["187000.00", "186544.44", "0.00"]


def test_a_dated_fact_and_one_before_the_change_are_not_divided(bank: Crm) -> None:
    for metric, value in (("fee_inc", "100万"), ("loan_bal", "10亿")):
        bank("goal", "set", "XH", metric, value)
        bank("goal", "split", f"G-2026-XH/{metric}", "--by", "staff", "--weights", "W0001=1,W0002=1,W0003=1")
    hand_over(bank, "2026-10-31", "2026-10-31")
    bank("actual", "add", "HX-0002", "fee_inc", "1万", "--period", "2026-09")
    bank("actual", "add", "HX-0002", "fee_inc", "2万", "--from", "2026-10-30", "--to", "2026-10-30")
    bank("actual", "add", "HX-0002", "fee_inc", "4万", "--from", "2026-10-31", "--to", "2026-10-31")
    # of October's 186,000.00 thirty days are W0002's and one is W0003's
    assert [done(bank)[staff] for staff in ("W0002", "W0003")] == [("210000.00", True), ("46000.00", True)]
    loans = done(bank, "G-2026-XH/loan_bal")
    assert [loans[staff] for staff in ("W0001", "W0002", "W0003")] == [
        ("1800000000.00", False),
        ("0.00", False),
        ("580000000.00", False),
    ]


def test_an_average_is_divided_by_its_sum_of_days(bank: Crm) -> None:
    bank("goal", "set", "XH", "dep_adb", "15亿")
    bank("goal", "split", DEPOSITS, "--by", "staff", "--weights", "W0001=1,W0002=1,W0003=1")
    hand_over(bank)
    found = done(bank, DEPOSITS)
    share = Decimal("324500000.00") * 41 / 304  # January 1 to October 31
    assert found["W0002"] == (str(share.quantize(Decimal("0.01"))), True)
    assert (found["W0001"], found[None]) == (("962000000.00", False), ("1367700000.00", False))
    assert sum(Decimal(found[staff][0]) for staff in ("W0001", "W0002", "W0003")) == Decimal(found[None][0])


def test_an_average_of_known_balances_is_divided_without_an_estimate(bank: Crm) -> None:
    goal = "G-2026-XH/loan_adb"
    bank("goal", "set", "XH", "loan_adb", "1亿")
    bank("goal", "split", goal, "--by", "staff", "--weights", "W0001=1,W0002=1,W0003=1")
    for day, value in (("2026-01-01", "900"), ("2026-03-02", "1800")):
        bank("actual", "add", "HX-0002", "loan_bal", value, "--to", day)
    hand_over(bank)
    bank.env(CORECRM_DATE="2026-03-31")
    # 900 × 41 = 36,900 and 900 × 19 + 1,800 × 30 = 71,100, over 90 days
    assert done(bank, goal) == {
        None: ("1200.00", False), "W0001": ("0.00", False), "W0002": ("410.00", False), "W0003": ("790.00", False),
    }  # fmt: skip


@pytest.mark.parametrize(("lang", "mark"), [("en", "est."), ("zh", "估")])
def test_an_estimate_is_marked_and_explained_once_on_every_screen(fees: Crm, lang: str, mark: str) -> None:
    screens = [
        ("goal", "tree", FEES),
        ("goal", "list"),
        ("goal", "show", f"{FEES}/W0002"),
        ("explain", f"{FEES}/W0002"),
        ("report", "quarter", "XH", "--period", "2026Q1"),
    ]
    for words in screens:
        assert mark not in fees(*words, "-f", "table", lang=lang).out
    hand_over(fees)
    for words in screens:
        shown = fees(*words, "-f", "table", lang=lang).out
        assert shown.count(mark) >= 2, words
        assert "".join(shown.split()).count("".join(MEANING[lang].split())) == 1, words
    assert mark not in fees("goal", "show", FEES, "-f", "table", lang=lang).out


def test_explaining_a_part_says_what_of_each_fact_counts(fees: Crm) -> None:
    hand_over(fees)
    (fact,) = fees("explain", f"{FEES}/W0002", "--json").json
    assert [fact[key] for key in ("value", "counted", "estimated")] == ["1000.00", "455.56", True]
    other = fees("explain", f"{FEES}/W0003", "--json").json
    assert [(each["counted"], each["estimated"]) for each in other] == [("544.44", True), ("186000.00", False)]
    assert "facts: 2; together 18.654444 CNY 10k" in fees("explain", f"{FEES}/W0003", "-f", "table").out


def test_explaining_an_average_of_several_facts_says_that_its_share_is_estimated(bank: Crm) -> None:
    bank("goal", "set", "XH", "loan_adb", "1亿")
    bank("goal", "split", "G-2026-XH/loan_adb", "--by", "staff", "--weights", "W0002=1,W0003=1")
    for month, value in (("2026-01", "310"), ("2026-02", "620")):
        bank("actual", "add", "HX-0002", "loan_adb", value, "--period", month)
    hand_over(bank)
    rows = bank("explain", "G-2026-XH/loan_adb/W0002", "--json").json
    assert [(row["value"], row["counted"], row["estimated"]) for row in rows] == [("310.00", None, None), ("620.00", None, True)]
    shown = bank("explain", "G-2026-XH/loan_adb/W0002", "-f", "table").out
    assert "together 0.026797 CNY 10k" in shown  # (310 × 31 + 620 × 10) / 59
    assert "est.: " in shown


@pytest.mark.parametrize(("lang", "mark", "sheet"), [("en", "est.", "Goal completion"), ("zh", "估", "目标完成情况")])
def test_the_report_keeps_the_number_and_marks_it(fees: Crm, tmp_path: Path, lang: str, mark: str, sheet: str) -> None:
    hand_over(fees)
    target = tmp_path / "report.xlsx"
    fees("report", "quarter", "XH", "--period", "2026Q1", "-o", str(target), lang=lang)
    cells = [cell for row in load_workbook(target)[sheet].iter_rows() for cell in row]
    marked = [cell for cell in cells if f'"{mark}"' in str(cell.number_format)]
    assert [cell.value for cell in marked if cell.column == marked[0].column] == [0.045556, 0.054444]
    assert [cell.value for cell in cells].count(MEANING[lang]) == 1
    rows = fees("report", "quarter", "XH", "--period", "2026Q1", "--json").json["completion"]
    assert [(row["done"], row["estimated"]) for row in rows] == [("1000.00", False), ("455.56", True), ("544.44", True)]


def test_last_years_figures_are_divided_the_same_way(bank: Crm) -> None:
    for staff, since, until in (("W0003", "2025-01-01", "2025-02-11"), ("W0002", "2025-02-11", "2025-03-22")):
        seat = ("--client", "HX-0003", "--since", since, "--until", until)
        bank("team", "join", "XH", staff, "--role", "local_manager", *seat)
    bank("actual", "add", "HX-0003", "payroll_new", "90", "--from", "2025-01-01", "--to", "2025-03-31")
    bank("goal", "set", "XH", "payroll_new", "800")
    bank("goal", "split", "G-2026-XH/payroll_new", "--by", "staff", "--like", "lastyear")
    # 41 days and 39; the ten that nobody held weigh for nobody
    targets = {part: each["target"] for part, each in parts(bank, "G-2026-XH/payroll_new").items()}
    assert targets == {None: "800", "W0002": "390", "W0003": "410"}
