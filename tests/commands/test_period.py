from conftest import Crm


def test_a_period_is_closed_up_to_its_last_day(crm: Crm) -> None:
    crm("period", "close", "2026Q2", "--reason", "半年报已报送")
    crm("period", "close", "2026-09-15")
    assert [row["closed_to"] for row in crm("period", "list", "--json").json] == ["2026-09-15", "2026-06-30"]


def test_a_period_is_closed_after_its_last_day_and_once(crm: Crm) -> None:
    assert "2026-11-30 has not passed yet" in crm("period", "close", "2026-11", code=5).err
    crm("period", "close", "2026Q3")
    assert "up to 2026-09-30 is closed already" in crm("period", "close", "2026Q2", code=5).err


def test_neither_a_period_nor_a_day_is_refused(crm: Crm) -> None:
    assert "PERIOD|DATE" in crm("period", "close", "soon-ish", code=2).err


def test_what_was_closed_last_is_reopened_first(crm: Crm) -> None:
    crm("period", "close", "2026Q1")
    crm("period", "close", "2026Q2")
    assert "--reason is missing" in crm("period", "reopen", code=2).err
    crm("period", "reopen", "--reason", "更正存款数据")
    crm("client", "add", "星河集团")
    crm("actual", "add", "HX-0001", "dep_bal", "100万", "--to", "2026-06-30")
    assert "closed up to 2026-03-31" in crm("actual", "add", "HX-0001", "dep_bal", "100万", "--to", "2026-03-31", code=5).err
    crm("period", "reopen", "--reason", "补录")
    assert "no period is closed" in crm("period", "reopen", "--reason", "补录", code=5).err
