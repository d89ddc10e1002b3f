import pytest

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


@pytest.mark.parametrize("said", ["2026Q3", "2026-09", "2026-09-30", "2026年三季度"])
def test_a_period_is_reopened_by_its_name_or_its_last_day(crm: Crm, said: str) -> None:
    crm("period", "close", "2026Q3")
    told = crm("period", "reopen", said, "--reason", "补录").err
    assert ("→ 2026-09-30" in told) == (said != "2026-09-30")
    assert crm("period", "list", "--json").json[0]["reopened_on"] == "2026-11-23"


def test_another_period_than_the_last_is_not_reopened(crm: Crm) -> None:
    crm("period", "close", "2026Q2")
    crm("period", "close", "2026Q3")
    refused = crm("period", "reopen", "2026Q2", "--reason", "补录", code=5).err
    assert "what was closed last ends on 2026-09-30, not on 2026-06-30" in refused
    assert "corecrm period reopen 2026-09-30" in refused


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
