import pytest

from conftest import Crm
from corecrm.commands.writing import discreet

NUMBERS_OF_NOTHING = ["²", "I-20261123-09", "%", "9" * 30, "one"]


def steps(crm: Crm, key: str) -> list[tuple[str, str | None, str | None]]:
    """(field, was, is) of the history of a record, without what only the search needs."""
    rows = crm("history", key, "--json").json
    return [(row["field"], row["before"], row["after"]) for row in rows if row["field"] not in ("pinyin", "initials")]


def test_a_history_is_of_codes_in_json_and_of_words_on_a_screen(bank: Crm) -> None:
    bank("client", "add", "甲公司", "--institution", "BJ")
    bank("client", "edit", "HX-0007", "--tier", "a", "--registered", "2020-05-01", "--reason", "核对工商信息")
    bank("client", "edit", "HX-0007", "--institution", "TJ")
    told = steps(bank, "HX-0007")
    assert {("tier", None, "a"), ("registered_on", None, "2020-05-01"), ("institution", "BJ", "TJ")} <= set(told)
    assert ["Tier", "", "Class A"] in [line.split("\t")[-3:] for line in bank("history", "HX-0007").out.splitlines()]
    assert "成立日期" in bank("history", "HX-0007", lang="zh").out
    bank("task", "add", "催报表", "--client", "HX-0007", "--supervised")
    assert ("supervised", None, "true") in steps(bank, "T-0002")


def test_a_history_keeps_to_the_days_and_the_number_that_were_asked_for(bank: Crm) -> None:
    bank("client", "add", "甲公司")
    assert bank("history", "HX-0007", "--until", "2026-11-22", "--json").json == []
    assert len(bank("history", "HX-0007", "--until", "2026-11-23", "--limit", "2", "--json").json) == 2
    assert "corecrm history KEY: --sort does not apply to this list" in bank("history", "HX-0007", "--sort", "field", code=2).err


def test_a_masked_number_stays_masked_in_the_log(bank: Crm) -> None:
    answer = bank("staff", "edit", "W0002", "--phone", "13800138000")
    assert ("138****8000" in answer.err, "13800138000" in answer.err) == (True, False)
    for words in (("history", "W0002"), ("audit", "show", str(bank("history", "--json").json[0]["change_set"]))):
        told = bank(*words, "--json", "--columns", "after") if words[0] == "history" else bank(*words, "-f", "csv")
        assert "138****8000" in told.out


def test_people_and_places_are_named_where_a_person_reads(bank: Crm) -> None:
    bank("task", "add", "催报表", "--client", "HX-0002", "--code", "T-0009")
    assert "Owner: — → 李强 (W0002)" in bank("task", "assign", "T-0009", "--to", "W0002", "--due", "2026-12-01").err
    assert ("owner", None, "W0002") in steps(bank, "T-0009")


def test_every_reference_in_the_log_is_read_by_its_key(demo: Crm) -> None:
    for number in range(1, 3):
        told = demo("audit", "show", str(number), "--all", "--json").json["history"]
        assert [step for step in told if str(step["after"]).startswith("#")] == []


def test_a_goals_history_is_in_the_unit_of_its_metric(bank: Crm) -> None:
    bank("goal", "set", "XH", "dep_adb", "2.4亿", "--year", "2026")
    bank("goal", "set", "XH", "payroll_new", "2500", "--year", "2026")
    assert ("target", None, "240000000.00") in steps(bank, "G-2026-XH/dep_adb")
    assert "240,000,000.00" in bank("history", "G-2026-XH/dep_adb").out
    assert ("target", None, "2500") in steps(bank, "G-2026-XH/payroll_new")


def test_the_history_of_a_member_of_staff_tells_of_their_posts(bank: Crm) -> None:
    told = {(row["field"], row["after"]) for row in bank("history", "W0002", "--json").json}
    assert {("position", "local_manager"), ("institution", "BJ")} <= told


def test_the_change_sets_are_listed_newest_first_by_the_days_of_shanghai(crm: Crm) -> None:
    crm.env(CORECRM_NOW="2026-11-22T15:59:00+00:00")
    crm("client", "add", "甲公司")
    crm.env(CORECRM_NOW="2026-11-22T16:00:00+00:00")  # the next day has begun there
    crm("client", "add", "乙公司")
    assert [row["change_set"] for row in crm("history", "--json").json] == [3, 2, 1]
    assert [row["change_set"] for row in crm("history", "--since", "2026-11-23", "--json").json][:1] == [3]
    assert 3 not in [row["change_set"] for row in crm("history", "--until", "2026-11-22", "--json").json]


@pytest.mark.parametrize("number", NUMBERS_OF_NOTHING)
def test_an_undo_of_nothing_known_is_refused(crm: Crm, number: str) -> None:
    assert "neither a change set nor an import batch" in crm("undo", number, code=2).err


def test_an_import_is_taken_back_by_its_batch(crm: Crm) -> None:
    (crm.folder / "clients.csv").write_text("客户名称\n甲公司\n乙公司\n丙公司\n", encoding="utf-8")
    batch = crm("import", "client", "clients.csv", "--json").json["batch"]
    crm("undo", batch, "-y")
    assert crm("client", "list", "--json").json == []


def test_with_nothing_left_there_is_nothing_to_undo_or_redo(crm: Crm) -> None:
    assert "nothing to redo" in crm("redo", code=4).err
    crm("client", "add", "甲公司")
    crm("undo")
    crm("redo")
    assert [row["code"] for row in crm("client", "list", "--json").json] == ["HX-0001"]
    crm("undo")
    crm("undo", "-y")  # the catalogues that the store began with
    assert "nothing to undo" in crm("undo", code=4).err


def test_imports_are_listed_by_the_days_of_shanghai_too(crm: Crm) -> None:
    (crm.folder / "clients.csv").write_text("客户名称\n甲公司\n", encoding="utf-8")
    crm.env(CORECRM_NOW="2026-11-22T16:00:00+00:00")  # midnight there
    crm("import", "client", "clients.csv")
    assert len(crm("import", "list", "--since", "2026-11-23", "--until", "2026-11-23", "--json").json) == 1
    assert crm("import", "list", "--until", "2026-11-22", "--json").json == []


def test_a_column_map_that_is_not_saved_is_named_with_those_that_are(crm: Crm) -> None:
    assert "there is no column map core" in crm("import", "map", "core", code=4).err


def test_the_log_keeps_no_phone_number_and_no_password_of_a_command_line(bank: Crm) -> None:
    bank("staff", "edit", "W0002", "--phone", "13812345678")
    bank("staff", "edit", "W0002", "--phone=13912345678", "--note", "新号")
    commands = [each["command"] for each in bank("history", "--limit", "2", "--json").json]
    assert commands == ["corecrm staff edit W0002 --phone=**** --note 新号", "corecrm staff edit W0002 --phone ****"]
    assert discreet("corecrm --db postgresql://crm:secret@host/bank today") == "corecrm --db postgresql://crm:****@host/bank today"
