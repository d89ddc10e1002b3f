"""Both sides of every ratio cover the same clients, metric and days: each reckoned anew from the list of facts."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from conftest import Crm
from corecrm.periods import Period

SUBJECTS = ("XH", "LZ", "SY", "QY", "SH", "BJ", "ZH")
GROUPS = ("XH", "LZ", "SY", "QY")
QUARTERS = ("2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3")
FLOWS, STOCKS, AVERAGES = ("fee_inc", "payroll_new"), ("dep_bal", "loan_bal"), ("dep_adb",)
FIRST_FLOW = date(2024, 11, 1)
JOINED = {"HX-0015": date(2026, 4, 1)}  # the one company that came to its group later
Facts = dict[tuple[str, str], list[tuple[date, date, Decimal]]]


@pytest.fixture
def facts(demo: Crm) -> Facts:
    """(client, metric) -> (first day, last day, value) of each fact."""
    found: Facts = {}
    for row in demo("actual", "list", "--all", "--json").json:
        days = date.fromisoformat(row["period_from"]), date.fromisoformat(row["period_to"])
        found.setdefault((row["client"], row["metric"]), []).append((*days, Decimal(row["value"])))
    return found


def clients_of(demo: Crm, subject: str) -> set[str]:
    option = "--group" if subject in GROUPS else "--inst"
    return {row["code"] for row in demo("client", "list", option, subject, "--all", "--json").json}


def report(demo: Crm, subject: str, period: str, *more: str) -> dict[str, Any]:
    whose = [subject] if subject in GROUPS else ["--inst", subject]
    return demo("report", "quarter", *whose, "--period", period, *more, "--json").json  # type: ignore[no-any-return]  # JSON


def own_days(facts: Facts, clients: set[str], metric: str, start: date, end: date) -> Fraction | None:
    """What a metric came to on the days from `start` to `end`; None where one of the clients' averages cannot tell."""
    sums = Fraction(0)
    for client in clients:
        known = facts.get((client, metric), [])
        if metric in FLOWS:
            sums += sum(Fraction(value) for first, last, value in known if start <= first and last <= end)
        elif metric in STOCKS:
            sums += sum(Fraction(value) for _first, last, value in known if last == end)
        elif (part := _averages(known, start, end)) is not None:
            sums += part
        else:
            return None
    return sums


def _averages(known: list[tuple[date, date, Decimal]], start: date, end: date) -> Fraction | None:
    new_year, eve = date(end.year, 1, 1), start - timedelta(days=1)
    ytd = {last: value for first, last, value in known if first == new_year}
    if not known:
        return Fraction(0)
    if start == new_year:
        return Fraction(ytd[end]) if end in ytd else None
    if end not in ytd or eve not in ytd:
        return None
    days = [(day - new_year).days + 1 for day in (end, eve)]
    return (Fraction(ytd[end]) * days[0] - Fraction(ytd[eve]) * days[1]) / ((end - start).days + 1)


def rounded(value: Fraction, digits: int) -> Decimal:
    """Half away from zero."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def spans(period: Period) -> Iterator[tuple[str, str | None, Period]]:
    yield "value", None, period
    yield "previous", "mom", period.previous()
    yield "before", "yoy", period.year_before()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_quarter_stands_beside_the_quarter_before_and_that_of_last_year(demo: Crm, facts: Facts, subject: str) -> None:
    checked = 0
    everyone = clients_of(demo, subject)
    for code in QUARTERS:
        period = Period.parse(code)
        here = {client for client in everyone if subject not in GROUPS or JOINED.get(client, period.end) <= period.end}
        for row in report(demo, subject, code)["figures"]:
            metric = row["metric"]
            if metric not in (*FLOWS, *STOCKS, *AVERAGES):
                continue
            digits = 0 if metric == "payroll_new" else 2
            now = _expected(facts, here, metric, period)
            for key, rate, span in spans(period):
                wanted = _expected(facts, here, metric, span)
                assert row[key] == (None if wanted is None else str(rounded(wanted, digits))), (code, metric, key)
                if rate is not None:
                    ratio = None if now is None or not wanted else rounded((now - wanted) / abs(wanted), 6)
                    assert (row[rate] and Decimal(row[rate])) == ratio, (code, metric, rate)
                checked += 1
    assert checked > 80


def _expected(facts: Facts, here: set[str], metric: str, span: Period) -> Fraction | None:
    if metric in FLOWS and span.start < FIRST_FLOW:
        return None
    has = {client for client in here if any(span.start <= last <= span.end for _first, last, _v in facts.get((client, metric), []))}
    return own_days(facts, has, metric, span.start, span.end) if has else None


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_target_stands_only_beside_what_was_set_for_it(demo: Crm, subject: str) -> None:
    """A group's figures have the goal of all of it; an institution's have none, and its goals say whose and what they are."""
    targets = {row["code"]: row for row in demo("goal", "list", "--all", "--json").json}
    for code in ("2026Q1", "2026Q2", "2026Q3", "2026Q4"):
        page = report(demo, subject, code)
        as_of = page["cover"]["as_of"]
        for row in page["figures"]:
            goal = targets.get(f"G-2026-{subject}/{row['metric']}")
            assert row["target"] == (goal["target"] if goal else None)
            if goal:
                done = Decimal(row["ytd"] or row["value"])
                assert Decimal(row["done_rate"]) == rounded(Fraction(done) / Fraction(Decimal(row["target"])), 6)
        for row in page["completion"]:
            standing = demo("goal", "show", row["code"], "--date", as_of, "--json").json
            assert (row["target"], row["done"], row["done_rate"]) == (standing["target"], standing["done"], standing["done_rate"])
            assert Decimal(row["done_rate"]) == rounded(Fraction(Decimal(row["done"])) / Fraction(Decimal(row["target"])), 6)
            assert row["group_name"] == standing["group_name"]


def test_the_branch_that_was_set_against_one_groups_part(demo: Crm) -> None:
    page = report(demo, "SH", "2026Q3")
    fees = next(row for row in page["figures"] if row["metric"] == "fee_inc")
    (goal,) = page["completion"]
    assert (fees["ytd"], fees["target"], fees["done_rate"]) == ("2937800.00", None, None)
    assert (goal["group_name"], goal["done"], goal["target"], goal["done_rate"]) == (
        "星河集团",
        "2254600.00",
        "4000000.00",
        "0.56365",
    )


def test_a_total_grows_as_the_same_clients_did(demo: Crm, facts: Facts, tmp_path: Path) -> None:
    """A company that came in April has a figure of the year before, which counts although it was not a member then."""
    page = report(demo, "XH", "2026Q3")
    now, before = Fraction(0), Fraction(0)
    for row in page["members"]:
        ytd = {(first, last): value for first, last, value in facts.get((row["code"], "dep_adb"), [])}
        mine = ytd.get((date(2026, 1, 1), date(2026, 9, 30))), ytd.get((date(2025, 1, 1), date(2025, 9, 30)))
        if mine[0] is not None and mine[1] is not None:
            assert Decimal(row["deposits_yoy"]) == rounded(Fraction(mine[0] - mine[1]) / Fraction(mine[1]), 6)
            now, before = now + Fraction(mine[0]), before + Fraction(mine[1])
    figures = next(row for row in page["figures"] if row["metric"] == "dep_adb")
    assert Decimal(figures["ytd"]) == rounded(now, 2)
    demo("report", "quarter", "XH", "--period", "2026Q3", "-o", str(tmp_path / "r.xlsx"))
    sheet = load_workbook(tmp_path / "r.xlsx")["Members"]
    place = [cell.value for cell in sheet[4]].index("Deposits, yoy") + 1
    total = next(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value == "Total")
    assert Decimal(str(sheet.cell(total, place).value)) == rounded((now - before) / before, 6)


def test_a_clients_target_is_one_for_all_that_the_client_has(demo: Crm) -> None:
    """A part of a quarter's or a branch's part is less than the client has, and a company that came later has more than counts."""

    def shown(client: str) -> tuple[str | None, str | None]:
        figures = demo("client", "show", client, "--json").json["figures"]
        return next((row["target"], row["done_rate"]) for row in figures if row["metric"] == "payroll_new")

    root = "G-2026-XH/payroll_new"
    demo("goal", "split", root, "--by", "quarter")
    demo("goal", "split", f"{root}/Q3", "--by", "client", "--weights", "HX-0002=1,HX-0003=1")
    assert shown("HX-0002") == (None, None)
    demo("goal", "split", root, "--by", "client", "--amounts", "HX-0002=200,HX-0015=100")
    target, done = shown("HX-0002")
    own = demo("goal", "show", f"{root}/HX-0002", "--json").json
    assert (target, done) == ("200", own["done_rate"])
    assert shown("HX-0015") == (None, None)


def test_products_used_are_those_of_the_catalogue_that_they_are_counted_against(demo: Crm) -> None:
    def head() -> str:
        return next(
            line for line in demo("client", "show", "HX-0002", "-f", "table").out.splitlines() if line.startswith("Products ")
        )

    used, offered = map(int, head().removeprefix("Products ").split()[0].split("/"))
    (product, *_others) = [row["product"] for row in demo("client", "show", "HX-0002", "--json").json["products"]]
    demo("product", "remove", product, "-y")
    assert head().startswith(f"Products {used - 1}/{offered - 1}")


@pytest.mark.parametrize("day", ["2026-06-30", "2026-10-01", "2025-09-30"])
def test_a_report_is_of_a_day_of_its_period(demo: Crm, day: str) -> None:
    assert day in demo("report", "quarter", "XH", "--period", "2026Q3", "--as-of", day, code=5).err


@pytest.mark.parametrize(
    ("day", "earlier"),
    [("2026-11-23", "2025-11-23"), ("2028-02-29", "2027-02-28"), ("2025-02-28", "2024-02-29"), ("2026-12-31", "2025-12-31")],
)
def test_the_end_of_a_month_is_compared_with_the_end_of_a_month(day: str, earlier: str) -> None:
    from corecrm.queries.figures import year_before

    assert year_before(date.fromisoformat(day)) == date.fromisoformat(earlier)
