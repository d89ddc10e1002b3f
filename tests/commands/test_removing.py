"""Removing a record says what still hangs on it, and a check finds that until it is mended."""

import shlex

import pytest

from conftest import Crm
from corecrm.nouns import BY_NAME, NOUNS, OWNER_OF_PART
from corecrm.queries.hanging import OPEN_ROWS, TIES
from corecrm.store.schema import metadata

HISTORY = {  # references that outlive what they refer to
    ("actual", "client_id"), ("actual", "metric_id"), ("actual", "institution_id"), ("risk", "found_by_id"),
}  # fmt: skip
MORE = """
task add 走访 --group XH --client HX-0002 --due 2026-12-01 --code T-0009
task assign T-0009 --to W0002
task add 旧事 --client HX-0002 --due 2026-12-01 --code T-0010
task cancel T-0010 --reason 不做了
holding add HX-0003 DEP01 --institution TJ --since 2024-01-01
holding add HX-0003 LN01 --since 2024-01-01
holding end HD-0004 --on 2025-01-01
goal set XH dep_adb 12亿 --year 2026 --owner W0001
goal split G-2026-XH/dep_adb --by inst --amounts BJ=7亿,TJ=5亿
goal set XH dep_adb 9亿 --year 2024 --owner W0001
goal set XH fee_inc 100万 --year 2026
goal split G-2026-XH/fee_inc --by staff --weights W0002=1,W0003=1
goal set XH loan_bal 20亿 --year 2026
goal split G-2026-XH/loan_bal --by client --weights HX-0001=1,HX-0002=1
"""


@pytest.fixture
def busy(bank: Crm) -> Crm:
    bank("run", "-", "--atomic", input=MORE)
    assert bank("check", "removed_still_used").out == ""
    return bank


WHAT_HANGS = {  # noun, key -> (noun that hangs, its field) -> how many open records
    ("institution", "TJ"): {("client", "institution_id"): 1, ("staff", "institution_id"): 1, ("goal", "institution_id"): 1,
                            ("holding", "institution_id"): 1},
    ("institution", "BJ"): {("institution", "parent_id"): 1, ("client", "institution_id"): 2, ("group", "institution_id"): 1,
                            ("staff", "institution_id"): 1, ("goal", "institution_id"): 1},
    ("staff", "W0001"): {("team", "staff_id"): 2, ("goal", "owner_id"): 1, ("staff", "reports_to_id"): 2},
    ("staff", "W0002"): {("team", "staff_id"): 2, ("task", "owner_id"): 1, ("goal", "staff_id"): 1, ("goal", "owner_id"): 1},
    ("staff", "W0005"): {("team", "staff_id"): 1, ("risk", "owner_id"): 1},
    ("group", "XH"): {("team", "group_id"): 5, ("goal", "group_id"): 3, ("task", "group_id"): 2},
    ("client", "HX-0002"): {("ownership", "holder_id"): 2, ("ownership", "owned_id"): 1, ("team", "client_id"): 1,
                            ("task", "client_id"): 2, ("risk", "client_id"): 1, ("holding", "client_id"): 2,
                            ("goal", "client_id"): 1},
    ("client", "HX-0001"): {("ownership", "holder_id"): 2, ("team", "client_id"): 1, ("group", "parent_id"): 1,
                            ("goal", "client_id"): 1},
    ("product", "DEP01"): {("holding", "product_id"): 2},
    ("metric", "fee_inc"): {("goal", "metric_id"): 1},
}  # fmt: skip


def hangs(noun: str) -> dict[tuple[str, str], str]:
    """(noun that hangs, column) -> the words by which a warning names it."""
    return {(tie.noun.name, tie.column): f" × {tie.noun.label} ({tie.field});" for tie in TIES if tie.on == noun}


@pytest.mark.parametrize(("noun", "key"), WHAT_HANGS)
def test_removing_a_record_says_how_many_open_ones_still_refer_to_it_and_shows_them(busy: Crm, noun: str, key: str) -> None:
    answer = busy(noun, "remove", key, "--json").json
    assert [(each["key"], each["action"]) for each in answer["changed"]] == [(key, "remove")]
    words = hangs(noun)
    found: dict[tuple[str, str], int] = {}
    for warning in (warning for warning in answer["warnings"] if "see: corecrm" in warning):
        listed = busy(*shlex.split(warning.partition("see: corecrm ")[2]), "--json").json
        if "member companies" in warning:
            continue
        (place,) = [place for place, name in words.items() if name in warning]
        found[place] = int(warning.split(" × ")[0].rpartition(" ")[2])
        assert len(listed) >= found[place], warning
    assert found == WHAT_HANGS[(noun, key)]
    checked = busy("check", "removed_still_used", "--json", code=3).json
    assert len(checked) == sum(found.values())
    assert all(f"{noun} {key} (" in each["problem"] and each["problem"].endswith("2026-11-23") for each in checked)
    busy(noun, "restore", key)
    assert busy("check", "removed_still_used").out == ""


def test_the_warnings_go_to_stderr_in_the_language_of_the_user(busy: Crm) -> None:
    told = busy("institution", "remove", "TJ", lang="zh")
    assert told.out == ""
    assert (
        'TJ 已移除，但仍有 1 条未结记录引用它（客户：经营机构）；查看：corecrm client list --where "institution = TJ"' in told.err
    )
    checked = busy("check", "removed_still_used", code=3, lang="zh")
    assert "引用了机构 TJ（机构），后者已于 2026-11-23 移除" in checked.out


def test_a_dry_run_warns_too_and_changes_nothing(busy: Crm) -> None:
    answer = busy("client", "remove", "HX-0002", "-n", "--json").json
    assert len(answer["warnings"]) == 7
    assert busy("client", "list", "--removed", "-q").out == ""


def test_what_goes_with_it_is_not_missed(bank: Crm) -> None:
    bank("institution", "add", "X", "旧分行", "--parent", "ZH")
    bank("institution", "add", "X1", "旧支行", "--parent", "X")
    assert bank("institution", "remove", "X", "X1", "--json").json["warnings"] == []
    assert bank("check", "removed_still_used").out == ""


def test_a_group_without_work_still_tells_of_its_members_but_is_no_finding(bank: Crm) -> None:
    bank("group", "add", "X2", "东方集团", "--parent", "HX-0006")
    (warning,) = bank("group", "remove", "X2", "--json").json["warnings"]
    assert warning == "X2 is removed; its member companies (1) stay clients without a group; see: corecrm group tree X2"
    assert bank("check", "removed_still_used").out == ""


def test_ended_records_do_not_hang(bank: Crm) -> None:
    bank("group", "unlink", "HX-0002", "HX-0004", "--on", "2026-08-01")
    assert bank("client", "remove", "HX-0004", "--json").json["warnings"] == []


def test_a_request_that_waits_hangs_on_what_it_is_about() -> None:
    assert {tie.on for tie in TIES if tie.table == "approval"} == {noun.name for noun in NOUNS if noun.removable and noun.table}


def test_every_reference_to_a_removable_record_hangs_on_it_or_is_history() -> None:
    removable = {noun.table: noun.name for noun in NOUNS if noun.removable and noun.table}
    parts = {(table, column) for table, (_noun, column) in OWNER_OF_PART.items()}
    refers = {
        (removable[key.column.table.name], table.name, key.parent.name)
        for table in metadata().tables.values()
        for key in table.foreign_keys
        if key.column.table.name in removable and (table.name, key.parent.name) not in HISTORY | parts
    }
    assert refers == {(tie.on, tie.table, tie.column) for tie in TIES if tie.table != "approval"}
    assert {tie.table for tie in TIES} == set(OPEN_ROWS)
    assert all(tie.on in BY_NAME for tie in TIES)
