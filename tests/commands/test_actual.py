"""Facts: recorded, corrected, listed with where they come from."""

import pytest

from conftest import Crm


def facts(crm: Crm, *more: str) -> list[tuple[str, str, str]]:
    return [(fact["period_from"], fact["period_to"], fact["value"]) for fact in crm("actual", "list", "--json", *more).json]


def test_a_balance_is_of_a_day_and_an_income_of_a_period(bank: Crm) -> None:
    bank("actual", "add", "HX-0006", "dep_bal", "1.2亿", "--to", "2026-10-31")
    bank("actual", "add", "HX-0006", "loan_bal", "300万", "--on", "2026-11-02")
    bank("actual", "add", "HX-0006", "dep_bal", "1亿", "--period", "2026Q3")
    bank("actual", "add", "HX-0006", "fee_inc", "18.6万", "--period", "2026-10")
    bank("actual", "add", "HX-0006", "util", "71%", "--period", "2026-10")
    bank("actual", "add", "HX-0006", "payroll_new", "25户", "--from", "2026-10-01", "--to", "2026-10-15")
    assert facts(bank, "--client", "HX-0006") == [
        ("2026-11-02", "2026-11-02", "3000000.00"),
        ("2026-10-31", "2026-10-31", "120000000.00"),
        ("2026-10-01", "2026-10-31", "186000.00"),
        ("2026-10-31", "2026-10-31", "0.71"),
        ("2026-10-01", "2026-10-15", "25"),
        ("2026-09-30", "2026-09-30", "100000000.00"),
    ]


def test_a_period_is_not_guessed(bank: Crm) -> None:
    refused = bank("actual", "add", "HX-0006", "fee_inc", "18.6万", code=2)
    assert "fee_inc" in refused.err
    assert "--period" in refused.err
    assert (
        "2026-10-01" in bank("actual", "add", "HX-0006", "fee_inc", "1", "--from", "2026-10-02", "--to", "2026-10-01", code=5).err
    )


@pytest.mark.parametrize(("metric", "value"), [("fee_inc", "1,12"), ("util", "71"), ("payroll_new", "2.5")])
def test_an_unclear_value_is_refused_and_named(bank: Crm, metric: str, value: str) -> None:
    assert f'VALUE: "{value}"' in bank("actual", "add", "HX-0006", metric, value, "--period", "2026-10", code=2).err


def test_a_correction_supersedes_and_the_old_fact_stays(bank: Crm) -> None:
    first = bank("actual", "add", "HX-0006", "fee_inc", "100", "--period", "2026-10", "--json").json["changed"][0]["key"]
    again = bank("actual", "add", "HX-0006", "fee_inc", "100", "--period", "2026-10", "--json").json
    assert (again["change_set"], again["changed"]) == (None, [])
    changed = bank("actual", "add", "HX-0006", "fee_inc", "120", "--period", "2026-10", "--json").json["changed"]
    second = next(each["key"] for each in changed if each["action"] == "add")
    assert [(each["key"], each["action"]) for each in changed if each["key"] == first] == [(first, "edit")]
    assert [value for _from, _to, value in facts(bank, "--client", "HX-0006")] == ["120.00"]
    history = bank("actual", "list", "--client", "HX-0006", "--history", "--json").json
    assert [(fact["code"], fact["superseded_by"]) for fact in history] == [(first, second), (second, None)]
    bank("undo")
    assert [value for _from, _to, value in facts(bank, "--client", "HX-0006")] == ["100.00"]
    bank("redo")
    assert bank("actual", "show", first, "--json").json["superseded_by"] == second


def test_another_line_institution_or_basis_is_another_fact(bank: Crm) -> None:
    for extra in (["--line", "CM"], ["--institution", "BJ"], ["--basis", "assessment"], []):
        bank("actual", "add", "HX-0006", "fee_inc", "100", "--period", "2026-10", *extra)
    found = bank("actual", "list", "--client", "HX-0006", "--json").json
    assert [(fact["line"], fact["institution"], fact["basis"]) for fact in found] == [
        ("CM", None, "book"),
        (None, "BJ", "book"),
        (None, None, "assessment"),
        (None, None, "book"),
    ]


def test_a_closed_period_stands(bank: Crm) -> None:
    bank("period", "close", "2026Q3")
    refused = bank("actual", "add", "HX-0002", "fee_inc", "1元", "--period", "2026-09", code=5)
    assert "closed up to 2026-09-30" in refused.err
    bank("actual", "add", "HX-0002", "dep_adb", "31000万", "--period", "2026-09", "--from", "2026-01-01")
    bank("actual", "add", "HX-0002", "fee_inc", "1元", "--period", "2026-11", "--to", "2026-11-23")


def test_a_fact_of_today_is_known_and_one_of_tomorrow_is_not(bank: Crm) -> None:
    bank("actual", "add", "HX-0002", "dep_bal", "1亿", "--to", "2026-11-23")
    for words in (
        ("dep_bal", "1亿", "--to", "2026-11-24"),
        ("fee_inc", "1元", "--period", "2026-11"),
        ("dep_bal", "1元", "--on", "明天"),
    ):
        refused = bank("actual", "add", "HX-0002", *words, code=5)
        assert "is after today 2026-11-23\na fact of a period that is not over yet ends today: --to 2026-11-23" in refused.err
        assert refused.out == ""
    told = bank("actual", "add", "HX-0002", "dep_bal", "1亿", "--to", "2026-11-24", code=5, lang="zh")
    assert "事实的截止日 2026-11-24 晚于今天 2026-11-23" in told.err
    bank("--date", "2026-11-24", "actual", "add", "HX-0002", "dep_bal", "1亿", "--to", "2026-11-24")


def test_facts_are_filtered_by_client_metric_period_and_who_they_belong_to(bank: Crm) -> None:
    bank("actual", "add", "HX-0006", "fee_inc", "100", "--period", "2026-10", "--institution", "TJ")
    assert facts(bank, "--metric", "中间业务收入", "--client", "HX-0002", "--period", "2025Q4") == [
        ("2025-10-01", "2025-10-31", "145000.00")
    ]
    assert [value for *_days, value in facts(bank, "--inst", "TJ", "--metric", "fee_inc")] == ["100.00"]
    assert [value for *_days, value in facts(bank, "--owner", "W0003")] == ["81200000.00"]
    assert facts(bank, "--group", "XH", "--since", "2026-10-01", "--metric", "fee_inc") == [
        ("2026-10-01", "2026-10-31", "186000.00")
    ]
    assert len(facts(bank, "--under", "HX-0002", "--until", "2025-12-31")) == 2
    assert "its unit differs" in bank("actual", "list", "--where", "value > 3", code=2).err


def test_a_fact_shows_its_value_with_its_unit(bank: Crm) -> None:
    (code,) = bank("actual", "list", "--metric", "loan_bal", "--client", "HX-0002", "-q").out.split()
    shown = bank("actual", "show", code, "--json").json
    assert (shown["value"], shown["unit"], shown["metric_name"]) == ("580000000.00", "元", "Loan balance")
    assert "58,000 万元" in bank("actual", "show", code, "-f", "table", lang="zh").out
