from datetime import UTC, datetime

import pytest
from syrupy.assertion import SnapshotAssertion

from conftest import Crm
from corecrm.queries.checks_org import ORGANISATION
from corecrm.render.width import width
from corecrm.store.changes import Occasion, change_set
from corecrm.store.place import Place

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_a_group_counts_its_members_on_the_day(bank: Crm) -> None:
    (group,) = bank("group", "list", "--json").json
    assert (group["code"], group["members"], group["served"], group["manager_name"]) == ("XH", 5, 3, "王敏")
    (before,) = bank("group", "list", "--as-of", "2026-06-30", "--json").json
    assert before["members"] == 4


def test_a_group_is_shown_with_its_lead_branch_and_manager(bank: Crm) -> None:
    shown = bank("group", "show", "xh", "--json").json
    assert (shown["institution_name"], shown["manager"], shown["parent"]) == ("北京分行", "W0001", "HX-0001")
    assert (shown["served"], shown["not_served"], shown["off_list"]) == (3, 1, 1)
    assert bank("group", "show", "XH", "--as-of", "2025-12-31", "--json").json["manager"] is None


def test_groups_are_filtered_by_manager_and_lead_branch(bank: Crm) -> None:
    assert bank("group", "list", "--owner", "W0001", "-q").out == "XH\n"
    assert bank("group", "list", "--owner", "W0002", "-q").out == ""
    assert bank("group", "list", "--inst", "ZH", "-q").out == "XH\n"
    assert bank("group", "list", "--inst", "ZH", "--self-only", "-q").out == ""


def test_a_client_is_at_the_top_of_one_group(bank: Crm) -> None:
    assert "星河集团 (XH)" in bank("group", "add", "X2", "另一集团", "--parent", "HX-0001", code=5).err
    bank("group", "add", "X2", "东方集团", "--parent", "HX-0006", "--status", "prospect")
    assert "already that of" in bank("group", "edit", "X2", "--parent", "HX-0001", code=5).err
    assert "already that of" in bank("group", "add", "X2", "又一个", code=5).err
    bank("group", "edit", "X2", "--name", "东方海运集团", "--level", "总行级", "--clear", "parent", "--clear", "institution")
    assert bank("group", "show", "dongfanghaiyun", "--json").json["level"] == "head_office"


def test_a_removed_group_comes_back(bank: Crm) -> None:
    bank("group", "remove", "XH")
    assert bank("group", "list", "-q").out == ""
    bank("group", "restore", "XH")
    assert bank("group", "list", "-q").out == "XH\n"


# --- the tree ---


@pytest.mark.parametrize("columns", [60, 80, 96, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tree_fits_the_screen(bank: Crm, lang: str, columns: int, snapshot: SnapshotAssertion) -> None:
    bank.env(COLUMNS=str(columns))
    shown = bank("group", "tree", "XH", "-f", "table", lang=lang).out
    assert max(map(width, shown.splitlines())) <= columns
    assert shown == snapshot


def test_the_tree_is_data_for_scripts(bank: Crm) -> None:
    rows = {each["client"]: each for each in bank("group", "tree", "XH", "--json").json}
    assert list(rows) == ["HX-0001", "HX-0002", "HX-0003", "HX-0004", "HX-0005"]
    assert {key: rows["HX-0002"][key] for key in ("holder", "pct", "depth", "manager", "dep_adb", "loan_bal", "risk")} == {
        "holder": "HX-0001", "pct": "0.71", "depth": 1, "manager": "W0002", "dep_adb": "324500000.00", "loan_bal": "580000000.00",
        "risk": "yellow",
    }  # fmt: skip
    assert (rows["HX-0002"]["products_held"], rows["HX-0002"]["products_offered"]) == (2, 47)
    assert (rows["HX-0004"]["dep_adb"], rows["HX-0004"]["credit_use"], rows["HX-0004"]["risk"]) == (None, None, None)
    assert "member" not in rows["HX-0001"]


def test_the_tree_of_an_earlier_day_has_the_members_and_figures_of_that_day(bank: Crm) -> None:
    rows = {each["client"]: each for each in bank("group", "tree", "XH", "--as-of", "2025-12-31", "--json").json}
    assert "HX-0004" not in rows
    assert (rows["HX-0002"]["dep_adb"], rows["HX-0002"]["loan_bal"], rows["HX-0002"]["risk"]) == ("283300000.00", None, None)


def test_a_tree_can_be_cut_at_a_depth_but_its_totals_are_of_all(bank: Crm) -> None:
    cut = bank("group", "tree", "XH", "--depth", "1", "-f", "table").out
    assert "星河储能" not in cut
    assert "136,770" in cut  # 96,200 + 32,450 + 8,120
    assert bank("group", "tree", "XH", "--depth", "0", "-q").out == "HX-0001\n"


def test_the_gap_is_who_is_not_served_and_the_way_there(bank: Crm) -> None:
    assert bank("group", "tree", "XH", "--gap", "-q").out.split() == ["HX-0001", "HX-0002", "HX-0004"]


def test_a_terminal_shows_two_hundred_members_and_says_how_many_more(bank: Crm) -> None:
    with change_set(Place(path=bank.db), Occasion("test", "test", NOW)) as work:
        holder = work.db.execute("SELECT id FROM client WHERE code = 'HX-0003'").fetchone()[0]
        for number in range(210):
            client = work.db.execute(
                "INSERT INTO client (code, name, relationship, pinyin, initials) VALUES (?, ?, 'served', '', '')",
                (f"Z-{number:03}", f"星河第{number}分公司"),
            ).lastrowid
            work.db.execute(
                "INSERT INTO ownership (code, holder_id, owned_id, kind, valid_from) VALUES (?, ?, ?, 'control', '2020-01-01')",
                (f"Z-{number}", holder, client),
            )
    bank.env(COLUMNS="120")
    assert "15 more: --all" in bank("group", "tree", "XH", terminal=True).out
    assert "more: --all" not in bank("group", "tree", "XH", "--all", terminal=True).out
    assert len(bank("group", "tree", "XH", "--json").json) == 215


def test_the_place_of_a_removed_member_is_taken_by_those_it_controls(bank: Crm) -> None:
    bank("client", "remove", "HX-0002", "--on", "2026-10-01")
    rows = {each["client"]: each["depth"] for each in bank("group", "tree", "XH", "--json").json}
    assert rows == {"HX-0001": 0, "HX-0003": 1, "HX-0004": 1, "HX-0005": 1}
    assert "HX-0002" in bank("group", "tree", "XH", "--as-of", "2026-09-30", "-q").out
    assert "HX-0002" not in bank("group", "tree", "XH", "-f", "mermaid").out


def test_a_group_without_a_parent_has_no_tree(bank: Crm) -> None:
    bank("group", "add", "X2", "东方集团")
    empty = bank("group", "tree", "X2", "-f", "table")
    assert (empty.out, "nothing found" in empty.err) == ("", True)


def test_a_tree_is_drawn_for_mermaid(bank: Crm) -> None:
    drawn = bank("group", "tree", "XH", "-f", "mermaid", "--depth", "1").out.splitlines()
    assert drawn == [
        "graph TD",
        '  n1["星河控股集团有限公司 (HX-0001)"]',
        '  n2["华北星河新能源股份有限公司 (HX-0002)"]',
        '  n3["星河地产有限公司 (HX-0005)"]',
        '  n1 -->|"71%"| n2',
        '  n1 -->|"34%"| n3',
    ]


def test_a_tree_is_drawn_for_graphviz_into_a_file(bank: Crm) -> None:
    bank("client", "edit", "HX-0002", "--name", '新"能源\\')
    drawn = bank("group", "tree", "XH", "-f", "dot", "--depth", "1", "-o", "tree.gv")
    assert drawn.out == ""
    text = (bank.folder / "tree.gv").read_text(encoding="utf-8")
    assert '  "HX-0002" [label="新\\"能源\\\\ (HX-0002)"];' in text
    assert '  "HX-0001" -> "HX-0002" [label="71%"];' in text
    assert (text.startswith("digraph {\n"), text.endswith("}\n")) == (True, True)
    assert "tree.gv" in bank("group", "tree", "XH", "-f", "dot", "-o", "tree.gv", code=73).err


# --- the checks ---

CLIENT, STAFF = "(SELECT id FROM client WHERE code = '{}')", "(SELECT id FROM staff WHERE code = '{}')"
GROUP = "(SELECT id FROM client_group WHERE code = 'XH')"
EDGE = """
    INSERT INTO ownership (code, holder_id, owned_id, kind, pct, valid_from, valid_to)
    VALUES ('OX', {}, {}, '{}', {}, '2020-01-01', {})
"""
SEAT = """
    INSERT INTO seat (code, group_id, client_id, staff_id, role, valid_from, valid_to)
    VALUES ('SX', {}, {}, {}, '{}', '2026-02-01', {})
"""
WRONG = {
    "institution_circle": (
        "UPDATE institution SET parent_id = (SELECT id FROM institution WHERE code = 'BJ01') WHERE code = 'ZH'", "ZH"
    ),
    "control_circle": (EDGE.format(CLIENT.format("HX-0003"), CLIENT.format("HX-0001"), "control", "NULL", "NULL"), "HX-0002"),
    "report_circle": (
        f"UPDATE post SET reports_to_id = {STAFF.format('W0002')} WHERE staff_id = {STAFF.format('W0009')}", "W0001"
    ),
    "control_twice": (
        EDGE.format(CLIENT.format("HX-0006"), CLIENT.format("HX-0002"), "control", "NULL", "'2027-01-01'"), "HX-0002"
    ),
    "shares_over_all": (
        EDGE.format(CLIENT.format("HX-0006"), CLIENT.format("HX-0002"), "minority", "300000", "NULL"), "HX-0002"
    ),
    "post_twice": (
        "INSERT INTO post (staff_id, institution_id, position, valid_from, valid_to) SELECT staff_id, institution_id, position,"
        f" '2026-01-01', '2027-01-01' FROM post WHERE staff_id = {STAFF.format('W0002')}",
        "W0002",
    ),
    "manager_twice": (
        SEAT.format(GROUP, CLIENT.format("HX-0002"), STAFF.format("W0003"), "local_manager", "'2027-01-01'"), "HX-0002"
    ),
    "both_sides": (SEAT.format(GROUP, "NULL", STAFF.format("W0005"), "product_manager", "NULL"), "W0005"),
    "two_groups": (
        "INSERT INTO client_group (code, name, level, status, parent_id, pinyin, initials)"
        f" VALUES ('X2', '新能源集团', 'branch', 'exited', {CLIENT.format('HX-0002')}, '', '')",
        "HX-0003",
    ),
    "group_without_parent": ("UPDATE client_group SET parent_id = NULL", "XH"),
    "group_without_manager": ("UPDATE seat SET valid_to = '2026-11-01' WHERE role = 'group_manager' AND client_id IS NULL", "XH"),
    "member_without_institution": ("UPDATE client SET institution_id = NULL WHERE code = 'HX-0003'", "HX-0003"),
    "member_without_manager": (
        f"UPDATE seat SET valid_to = '2026-11-01' WHERE client_id = {CLIENT.format('HX-0003')}", "HX-0003"
    ),
    "seat_of_absent": ("UPDATE staff SET left_on = '2026-11-01' WHERE code = 'W0003'", "ST-0005"),
    "removed_still_used": ("UPDATE institution SET removed_on = '2026-11-01' WHERE code = 'TJ'", "HX-0003"),
}  # fmt: skip


def spoil(bank: Crm, sql: str) -> None:
    """What no command would do, and the store itself would refuse."""
    with change_set(Place(path=bank.db), Occasion("test", "test", NOW)) as work:
        work.db.execute(sql)
        work.db.execute("DELETE FROM in_doubt")


def test_a_sound_bank_is_checked_in_silence(bank: Crm) -> None:
    for words in ((), ("XH",)):
        clean = bank("group", "check", *words)
        assert (clean.out, clean.err) == ("", "")
    assert bank("group", "check", "--json").json == []


@pytest.mark.parametrize("check", [each.name for each in ORGANISATION])
def test_a_check_names_what_is_wrong(bank: Crm, check: str) -> None:
    sql, key = WRONG[check]
    spoil(bank, sql)
    found = bank("group", "check", "--json", code=3)
    problems = {(each["check"], each["key"]): each["problem"] for each in found.json}
    assert (check, key) in problems
    assert all(problem and "{" not in problem for problem in problems.values())


def test_the_check_of_one_group_leaves_the_others_out(bank: Crm) -> None:
    bank("group", "add", "X2", "东方集团", "--parent", "HX-0006")
    spoil(bank, WRONG["member_without_institution"][0])
    assert {each["key"] for each in bank("group", "check", "XH", "--json", code=3).json} == {"HX-0003"}
    assert bank("group", "check", "X2", "-f", "tsv", code=3).out.splitlines()[1].startswith("group_without_manager\tX2\t")
    assert "findings: 1" in bank("group", "check", "X2", code=3).err


def test_a_circle_of_control_does_not_keep_the_tree_from_being_shown(bank: Crm) -> None:
    spoil(bank, WRONG["control_circle"][0])
    assert bank("group", "tree", "XH", "-q").out.split() == ["HX-0001", "HX-0002", "HX-0003", "HX-0004", "HX-0005"]


def test_a_second_holder_does_not_show_a_member_twice(bank: Crm) -> None:
    spoil(bank, EDGE.format(CLIENT.format("HX-0005"), CLIENT.format("HX-0004"), "control", "NULL", "'2027-01-01'"))
    assert bank("group", "tree", "XH", "-q").out.split().count("HX-0004") == 1
