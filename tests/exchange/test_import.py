"""Files in: checked row by row, matched with what is stored, written all or nothing."""

import io
import re
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conftest import Crm
from corecrm.identifiers import make_uscc
from corecrm.store import sqlite

from .files import counts, log_length, rows, write

DEMO = Path(__file__).parents[2] / "data" / "demo"
NO_1, NO_2 = (make_uscc("91", "110000", body) for body in ("MA000000", "MA000001"))


@pytest.fixture
def bank(crm: Crm) -> Crm:
    crm("import", "institution", write(crm, "i.csv", "code,name,kind,parent\nBJ,北京分行,branch,ZH\nZH,总行,head_office,\n"))
    return crm


def test_new_records_get_codes_pinyin_and_a_batch(bank: Crm) -> None:
    sheet = write(bank, "c.csv", f"客户名称,信用代码,分行\n星河控股集团有限公司,{NO_1},北京分行\n星河能源有限公司,,BJ\n")
    answer = bank("import", "client", sheet, "--json").json
    assert counts(answer) == (2, 2, 0, 0, 0)
    assert answer["batch"] == "I-20261123-02"
    assert rows(bank, "SELECT code, short_name, identity_kind, pinyin, initials, institution_id IS NOT NULL FROM client") == [
        ("HX-0001", "星河控股", "uscc", "xinghekonggujituanyouxiangongsi", "xhkgjtyxgs", 1),
        ("HX-0002", "星河能源", None, "xingheneng" + "yuanyouxiangongsi", "xhnyyxgs", 1),
    ]
    assert bank("import", "show", "I-20261123-02", "--json").json["new"] == 2


def test_the_same_file_twice_changes_nothing_and_logs_nothing(bank: Crm) -> None:
    sheet = write(bank, "c.csv", f"客户名称,信用代码,分层,母公司\n星河控股,{NO_1},A类,\n星河能源,{NO_2},b,星河控股\n")
    bank("import", "client", sheet, "--since", "2024-01-01")
    before = log_length(bank)
    answer = bank("import", "client", sheet, "--since", "2025-01-01", "--json").json
    assert counts(answer) == (2, 0, 0, 2, 0)
    assert (answer["batch"], answer["change_set"]) == (None, None)
    assert log_length(bank) == before


NOTED = "客户清单\n编码,客户名称,旧简称,分层\nC1,星河控股,,A类\n\nC2,星河能源,能源,b\n合计,2,,\n"


def test_the_file_that_was_just_imported_need_not_be_read_to_say_what_it_would_come_to(
    bank: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = write(bank, "c.csv", NOTED)
    bank("import", "client", sheet)
    in_full = bank("import", "client", sheet, "--encoding", "utf-8", "--json").json
    monkeypatch.setattr("corecrm.exchange.importing.stage_files", None)
    for more in ([], ["--dry-run"]):
        assert bank("import", "client", sheet, "--json", *more).json == {**in_full, "dry_run": bool(more)}
    assert (counts(in_full), in_full["ignored_columns"], len(in_full["skipped_rows"])) == ((2, 0, 0, 2, 0), ["旧简称"], 3)
    assert "Nothing to do: everything is stored already" in bank("import", "client", sheet, terminal=True).out


def test_doubts_about_rows_are_told_when_they_are_new_and_not_again(bank: Crm) -> None:
    sheet = write(bank, "c.csv", "编码,客户名称,行业代码\nC1,星河控股,T96\n")
    assert len(bank("import", "client", sheet, "--json").json["warnings"]) == 1
    known, in_full = (bank("import", "client", sheet, *more, "--json").json for more in ((), ("--encoding", "utf-8")))
    assert known == in_full
    assert known["warnings"] == []


@pytest.mark.parametrize("more", [(), ("--no-overwrite",)])
def test_after_any_other_write_the_same_file_is_read_again(bank: Crm, more: tuple[str, ...]) -> None:
    sheet = write(bank, "c.csv", NOTED)
    bank("import", "client", sheet, *more)
    bank("client", "edit", "C1", "--tier", "c")
    changed = 0 if more else 1
    assert counts(bank("import", "client", sheet, *more, "--json").json) == (2, 0, changed, 2 - changed, 0)
    bank("undo")
    assert counts(bank("import", "client", sheet, "--json").json)[0] == 2


def test_a_file_that_was_imported_within_a_larger_write_is_read_again(bank: Crm) -> None:
    sheet = write(bank, "c.csv", NOTED)
    script = write(bank, "s.txt", f"import client {sheet}\nclient edit C1 --tier c\n")
    bank("run", script, "--atomic")
    assert counts(bank("import", "client", sheet, "--json").json) == (2, 0, 1, 1, 0)


def test_a_file_with_other_bytes_another_option_or_rejected_rows_is_read(bank: Crm) -> None:
    sheet = write(bank, "c.csv", NOTED)
    bank("import", "client", sheet)
    assert counts(bank("import", "client", write(bank, "c.csv", NOTED + "C3,星河物流,,\n"), "--json").json) == (3, 1, 0, 2, 0)
    faulty = write(bank, "d.csv", NOTED + "C4,星河重工,,甲\n")
    assert counts(bank("import", "client", faulty, "--skip-errors", "--json", code=65).json) == (3, 0, 0, 2, 1)
    bank("import", "client", faulty.replace("d.csv", "c.csv"), "--map", "旧简称=note")
    assert rows(bank, "SELECT note FROM client WHERE code = 'C2'") == [("能源",)]


def test_a_whole_import_is_undone_at_once(bank: Crm) -> None:
    sheet = write(bank, "c.csv", "客户名称,母公司\n星河控股,\n星河能源,星河控股\n")
    number = bank("import", "client", sheet, "--since", "2024-01-01", "--json").json["change_set"]
    bank("undo", str(number), "-y")
    assert rows(bank, "SELECT (SELECT count(*) FROM client) + (SELECT count(*) FROM ownership)") == [(0,)]
    bank("redo", "-y")
    assert rows(bank, "SELECT count(*) FROM client") == [(2,)]


def test_a_dry_run_tells_the_same_and_writes_nothing(bank: Crm) -> None:
    sheet = write(bank, "c.csv", "客户名称\n星河控股\n")
    before = log_length(bank)
    answer = bank("import", "client", sheet, "--dry-run", "--json").json
    assert counts(answer) == (1, 1, 0, 0, 0)
    assert (answer["dry_run"], answer["change_set"], answer["batch"]) == (True, None, None)
    assert log_length(bank) == before


def test_rows_are_matched_by_code_then_credit_code_then_exact_name(bank: Crm) -> None:
    bank("client", "add", "星河控股", "--code", "C1", "--identity-no", NO_1)
    bank("client", "add", "星河能源", "--code", "C2")
    sheet = write(
        bank, "c.csv", f"编码,名称,信用代码,备注\nC1,星河控股,,按编码\n,星河控股公司,{NO_1},按信用代码\n,星河能源,,按名称\n"
    )
    answer = bank("import", "client", sheet, "--json", code=65).json
    assert [(error["row"], error["code"]) for error in answer["errors"]] == [(3, "duplicate")]
    sheet = write(bank, "d.csv", f"名称,信用代码,备注\n星河控股公司,{NO_1},按信用代码\n星河能源,,按名称\n")
    assert counts(bank("import", "client", sheet, "--json").json) == (2, 0, 2, 0, 0)
    assert rows(bank, "SELECT code, name, note FROM client ORDER BY code") == [
        ("C1", "星河控股公司", "按信用代码"),
        ("C2", "星河能源", "按名称"),
    ]


def test_a_client_that_is_renamed_keeps_its_former_name_and_is_spelt_anew(bank: Crm) -> None:
    bank("client", "add", "星河控股", "--code", "C1")
    bank("import", "client", write(bank, "c.csv", "编码,名称\nC1,银河控股\n"))
    assert rows(bank, "SELECT pinyin, (SELECT name FROM client_name) FROM client") == [("yinhekonggu", "星河控股")]


def test_a_row_is_matched_by_its_number_in_another_system(bank: Crm) -> None:
    bank("import", "client", write(bank, "c.csv", "名称,系统,外部编号\n星河控股,core,0088\n"))
    answer = bank("import", "client", write(bank, "d.csv", "名称,系统,外部编号,备注\n星河控股集团,core,0088,改名\n"), "--json").json
    assert counts(answer) == (1, 0, 1, 0, 0)
    assert rows(bank, "SELECT name FROM client") == [("星河控股集团",)]


def test_a_credit_code_of_another_client_is_a_conflict(bank: Crm) -> None:
    bank("client", "add", "星河控股", "--code", "C1", "--identity-no", NO_1)
    answer = bank("import", "client", write(bank, "c.csv", f"编码,名称,信用代码\nC9,星河,{NO_1}\n"), "--json", code=65).json
    assert [(error["code"], error["message"]) for error in answer["errors"]] == [("conflict", "is already that of C1")]


def test_a_name_that_several_clients_have_is_ambiguous(bank: Crm) -> None:
    for code in ("C1", "C2"):
        bank("client", "add", "星河控股", "--code", code)
    answer = bank("import", "client", write(bank, "c.csv", "名称,备注\n星河控股,x\n"), "--json", code=65).json
    assert answer["errors"][0]["code"] == "ambiguous"


def test_empty_cells_erase_nothing_and_no_overwrite_only_fills(bank: Crm) -> None:
    bank("client", "add", "星河控股", "--code", "C1", "--tier", "a", "--note", "旧")
    bank("import", "client", write(bank, "c.csv", "编码,名称,分层,备注\nC1,星河控股,,\n"))
    assert rows(bank, "SELECT tier, note FROM client") == [("a", "旧")]
    sheet = write(bank, "d.csv", "编码,备注,行业代码\nC1,新,L72\n")
    bank("import", "client", sheet, "--no-overwrite")
    assert rows(bank, "SELECT note, industry_code FROM client") == [("旧", "L72")]
    assert "1 of them replace" in bank("import", "client", sheet, "-n", "-f", "table").out


def test_one_rejected_row_stops_everything_and_every_fault_is_named(bank: Crm) -> None:
    sheet = write(
        bank,
        "名单.csv",
        f"2026 年名单,,,,,\n编码,单位全称,信用代码,分行,成立日期,备注2\nC1,星河控股,{NO_1},BJ,2020-01-02,x\n"
        "C2,星河能源,91110000MA00000071,北京分,3/4/26,\nC1,重复,,,,\n\n合计,3,,,,\n",
    )
    before = log_length(bank)
    answer = bank("import", "client", sheet, "--json", code=65).json
    assert counts(answer) == (3, 1, 0, 0, 2)
    assert [(error["row"], error["column"], error["value"], error["code"]) for error in answer["errors"]] == [
        (4, "C 信用代码", "91110000MA00000071", "format"),
        (4, "D 分行", "北京分", "reference"),
        (4, "E 成立日期", "3/4/26", "format"),
        (5, "A 编码", "C1", "duplicate"),
    ]
    assert answer["errors"][1]["suggestion"] == "北京分行 (BJ)?"
    assert answer["ignored_columns"] == ["备注2"]
    assert answer["skipped_rows"] == [
        {"sheet": "", "row": 1, "reason": "title"},
        {"sheet": "", "row": 6, "reason": "blank"},
        {"sheet": "", "row": 7, "reason": "total"},
    ]
    assert log_length(bank) == before


def test_of_many_skipped_rows_the_first_are_named_and_the_rest_are_counted(bank: Crm) -> None:
    rows = "".join(f"第{number}公司\n\n" for number in range(1, 10))
    (bank.folder / "clients.csv").write_text("客户名称\n" + rows, encoding="utf-8")
    assert "blank 3, 5, 7, 9, 11 and 4 more" in bank("import", "client", "clients.csv", "-n", "-f", "table").out
    assert "3, 5, 7, 9, 11 等，另有 4 个" in bank("import", "client", "clients.csv", "-n", "-f", "table", lang="zh").out


def test_the_errors_workbook_is_mended_and_imported(bank: Crm) -> None:
    from openpyxl import load_workbook

    sheet = write(bank, "c.csv", "标题,,\n编码,名称,分行\nC1,=1+1,BJ\nC2,星河能源,北京分\n")
    told = bank("import", "client", sheet, "-f", "table", code=65).out
    path = bank.folder / "c.errors.xlsx"
    assert str(path) in told
    assert path.stat().st_mode & 0o777 == 0o600
    book = load_workbook(path)
    cells = book.worksheets[0]
    assert [cell.value for cell in cells[2]] == ["编码", "名称", "分行", "Errors"]
    assert (cells["B3"].value, cells["B3"].data_type) == ("=1+1", "s")
    assert cells["C4"].fill.fgColor.rgb == "FFFFC7CE"
    assert "there is no such institution" in str(cells["D4"].value)
    cells["C4"].value = "北京分行"
    book.save(path)
    answer = bank("import", "client", str(path), "--json").json
    assert counts(answer) == (2, 2, 0, 0, 0)
    assert answer["ignored_columns"] == []


def test_skip_errors_writes_the_good_rows_and_hands_back_the_others(bank: Crm) -> None:
    sheet = write(bank, "c.csv", "编码,名称,分行\nC1,星河控股,BJ\nC2,星河能源,北京分\n")
    answer = bank("import", "client", sheet, "--skip-errors", "--json", code=65).json
    assert counts(answer) == (2, 1, 0, 0, 1)
    assert answer["change_set"]
    assert rows(bank, "SELECT code FROM client") == [("C1",)]
    from openpyxl import load_workbook

    left = load_workbook(bank.folder / "c.errors.xlsx").worksheets[0]
    assert [cell.value for cell in left["A"]] == ["编码", "C2"]


def test_a_row_that_hangs_on_a_rejected_row_is_rejected_too(bank: Crm) -> None:
    sheet = write(bank, "i.csv", "code,name,kind,parent\nSH,上海分行,分行,ZH\nSH1,支行,支行,SH2\nSH2,坏,没有,SH\n")
    answer = bank("import", "institution", sheet, "--skip-errors", "--json", code=65).json
    assert [(error["row"], error["code"]) for error in answer["errors"]] == [(3, "reference"), (4, "choice")]
    assert counts(answer) == (3, 1, 0, 0, 2)


@pytest.mark.parametrize(("keep", "note"), [("first", "一"), ("last", "二")])
def test_of_a_record_that_stands_twice_one_may_win(bank: Crm, keep: str, note: str) -> None:
    sheet = write(bank, "c.csv", "编码,名称,备注\nC1,星河,一\nC1,星河,二\n")
    answer = bank("import", "client", sheet, "--dup", keep, "--json").json
    assert counts(answer) == (1, 1, 0, 0, 0)
    assert [skipped["reason"] for skipped in answer["skipped_rows"]] == ["duplicate"]
    assert rows(bank, "SELECT note FROM client") == [(note,)]


def test_parents_may_stand_above_or_below(bank: Crm) -> None:
    sheet = write(bank, "c.csv", "名称,母公司,持股比例,起始日\n孙,子,100%,2020-01-01\n子,父,71%,\n父,,,\n")
    bank("import", "client", sheet, "--since", "2024-01-01")
    edges = (
        "SELECT h.name, o.name, e.pct, e.valid_from, e.kind FROM ownership e"
        " JOIN client h ON h.id = e.holder_id JOIN client o ON o.id = e.owned_id"
    )
    assert rows(bank, f"{edges} ORDER BY e.id") == [
        ("子", "孙", 1_000_000, "2020-01-01", "control"),
        ("父", "子", 710_000, "2024-01-01", "control"),
    ]


def test_an_edge_without_a_first_day_is_refused(bank: Crm) -> None:
    answer = bank("import", "client", write(bank, "c.csv", "名称,母公司\n父,\n子,父\n"), "--json", code=65).json
    assert [(error["row"], error["column"], error["code"]) for error in answer["errors"]] == [(3, "B 母公司", "missing")]


def test_posts_come_with_their_people(bank: Crm) -> None:
    sheet = write(
        bank,
        "s.csv",
        "工号,姓名,机构,岗位,汇报对象,起始日\nW1,王敏,BJ,集团客户经理,W2,2024-01-01\nW2,李强,ZH,上级主管,,2024-01-01\n",
    )
    assert counts(bank("import", "staff", sheet, "--json").json) == (2, 2, 0, 0, 0)
    assert rows(bank, "SELECT position FROM post ORDER BY id") == [("group_manager",), ("supervisor",)]
    assert counts(bank("import", "staff", sheet, "--json").json) == (2, 0, 0, 2, 0)
    sheet = write(
        bank, "s.csv", "工号,姓名,机构,岗位,汇报对象,起始日\nW1,王敏,BJ,集团客户经理,,2024-01-01\nW2,李强,BJ,支持,,2025-01-01\n"
    )
    assert counts(bank("import", "staff", sheet, "--json").json) == (2, 0, 1, 1, 0)


def test_several_other_names_in_one_cell(bank: Crm) -> None:
    sheet = write(bank, "c.csv", "名称,其他名称\n星河控股,星河、星河集团；Xinghe\n")
    bank("import", "client", sheet)
    assert [name for (name,) in rows(bank, "SELECT name FROM client_name ORDER BY id")] == ["星河", "星河集团", "Xinghe"]
    assert counts(bank("import", "client", sheet, "--json").json) == (1, 0, 0, 1, 0)


def test_a_code_given_by_hand_is_passed_over(bank: Crm) -> None:
    bank("client", "add", "甲", "--code", "HX-0002")
    bank("import", "client", write(bank, "c.csv", "编码,名称\n,乙\nHX-0003,丙\n,丁\n"))
    assert [code for (code,) in rows(bank, "SELECT code FROM client ORDER BY id")] == ["HX-0002", "HX-0004", "HX-0003", "HX-0005"]


def test_columns_are_mapped_by_hand_and_by_saved_maps(bank: Crm) -> None:
    sheet = write(bank, "c.csv", "户名,户号,备注\n星河控股,C7,不要\n")
    bank("import", "client", sheet, "--map", "户名=name", "--map", "户号=客户编号", "--map", "备注=-")
    assert rows(bank, "SELECT code, name, note FROM client") == [("C7", "星河控股", None)]
    bank("import", "map", "core", "--noun", "client", "--set", "户名=name", "--set", "户号=code")
    assert counts(bank("import", "client", sheet, "--map", "@core", "--json").json) == (1, 0, 1, 0, 0)
    assert bank("import", "map", "core", "--json").json["noun"] == "client"
    bank("import", "map", "core", "--remove")
    assert bank("import", "map", "--json").json == []
    bank("import", "client", sheet, "--map", "@core", code=4)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--map", "没有=name"), "no column"),
        (("--map", "户名=foo"), "no field"),
        (("--map", "户名"), "THEIRS=OURS"),
        (("--dup", "both"), "none of"),
        (("--date-format", "ydm"), "none of"),
    ],
)
def test_an_option_that_makes_no_sense_is_a_usage_error(bank: Crm, options: tuple[str, ...], message: str) -> None:
    sheet = write(bank, "c.csv", "户名,客户编号,客户名称\na,b,c\n")
    assert message in bank("import", "client", sheet, *options, code=2).err


def test_two_columns_that_mean_the_same_are_refused(bank: Crm) -> None:
    told = bank("import", "client", write(bank, "c.csv", "客户编号,编码,客户名称\na,b,c\n"), code=65).err
    assert "both mean Client code" in told


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", 65),
        ("none.csv", b"x,y,z\n1,2,3\n", 65),
        ("gone.csv", None, 66),
        ("broken.xlsx", b"PK\x03\x04rubbish", 66),
        ("bytes.csv", b"\xff\xfe\xff\xff\x00,\x81", 66),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(bank: Crm, name: str, content: bytes | None, code: int) -> None:
    path = bank.folder / name
    if content is not None:
        path.write_bytes(content)
    before = log_length(bank)
    told = bank("import", "client", str(path), code=code)
    assert told.out == ""
    assert name in told.err
    assert "Traceback" not in told.err
    assert log_length(bank) == before


def test_a_row_with_more_cells_than_headings_is_refused(bank: Crm) -> None:
    answer = bank("import", "client", write(bank, "c.csv", "编码,名称\nC1,星河,控股\n"), "--json", code=65).json
    assert answer["errors"][0]["code"] == "cells"


def test_stdin_is_read_too(bank: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(
        "corecrm.exchange.reader.sys", SimpleNamespace(stdin=SimpleNamespace(buffer=io.BytesIO("名称\n星河\n".encode())))
    )
    assert sys
    assert counts(bank("import", "client", "-", "--json").json) == (1, 1, 0, 0, 0)


def test_the_plural_of_a_noun_is_corrected(bank: Crm) -> None:
    assert "client" in bank("import", "clients", "x.csv", code=2).err


def test_an_import_inside_a_script_is_part_of_its_change_set(bank: Crm) -> None:
    write(bank, "c.csv", "名称\n星河控股\n")
    write(bank, "bad.csv", "名称,分行\n星河能源,没有\n")
    script = write(bank, "script.txt", "import client c.csv\nclient add 银河\n")
    bank("run", script, "--atomic")
    assert rows(bank, "SELECT count(DISTINCT change_set_id) FROM change WHERE noun = 'client'") == [(1,)]
    script = write(bank, "script.txt", "client add 天河\nimport client bad.csv\n")
    bank("run", script, "--atomic", code=65)
    assert rows(bank, "SELECT count(*) FROM client") == [(2,)]


def test_a_position_that_may_not_edit_may_not_import(bank: Crm) -> None:
    sheet = write(bank, "s.csv", "工号,姓名,机构,岗位\nW1,王敏,BJ,支持\n")
    bank("import", "staff", sheet, "--since", "2024-01-01")
    group = write(bank, "g.csv", "集团编号,集团名称\nXH,星河\n")
    bank("import", "group", group, "--as", "W1", code=77)
    (bank.folder / "b").mkdir()
    Path(group).rename(bank.folder / "b" / "group.csv")
    bank("import", "bundle", str(bank.folder / "b"), "--as", "W1", code=77)


def test_imports_are_listed(bank: Crm) -> None:
    assert [each["code"] for each in bank("import", "list", "--json").json] == ["I-20261123-01"]
    assert bank("import", "list", "--since", "2026-11-24", "--json").json == []


def test_the_screen_says_how_columns_were_read_and_what_comes_next(bank: Crm) -> None:
    sheet = write(bank, "c.csv", "编码,单位全称,其它\nC1,星河控股,x\n")
    told = bank("import", "client", sheet, "-f", "table", lang="zh").out
    assert "c.csv · 表头在第 1 行 · 1 行" in told
    assert "编码=客户编号" in told
    assert "其它" in told
    assert "corecrm undo 3" in told


def test_a_company_has_one_controlling_holder_and_does_not_control_itself(bank: Crm) -> None:
    bank("import", "client", write(bank, "c.csv", "编码,名称,母公司\nA,甲,\nB,乙,A\nC,丙,B\n"), "--since", "2020-01-01")
    second = "overlaps ownership OW-0002 (2020-01-01 →): a client has one controlling holder at a time"
    for row, message in (("A,C", second), ("C,A", "C is itself controlled by A from 2021-01-01 on: A → B → C")):
        sheet = write(bank, "o.csv", f"持有方,被持有方,起始日\n{row},2021-01-01\n")
        (error,) = bank("import", "ownership", sheet, "--json", code=65).json["errors"]
        assert (error["row"], error["message"]) == (2, message)
    sheet = write(bank, "d.csv", "编码,名称,母公司\nD,丁,A\nB,乙,C\n")
    answer = bank("import", "client", sheet, "--since", "2021-01-01", "--json", code=65).json
    assert {error["row"] for error in answer["errors"]} == {3}
    assert rows(bank, "SELECT count(*) FROM client") == [(3,)]


def test_new_codes_follow_on_from_the_highest_that_was_given(crm: Crm, tmp_path: Path) -> None:
    sheet = tmp_path / "客户.csv"
    sheet.write_text("客户编号,客户名称\nHX-0040,甲公司\n,乙公司\n", encoding="utf-8")
    crm("import", "client", str(sheet))
    assert [row["code"] for row in crm("client", "list", "--json").json] == ["HX-0040", "HX-0041"]


SQLITE_ONLY = re.compile(
    r"\bIS (?!NULL|NOT NULL)|\b(iif|ifnull)\(|\b(PRAGMA|GLOB|rowid)\b|\b(sqlite|json)_|\bmax\([^()]*,|FROM \([^()]*\) (WHERE|$)",
    re.IGNORECASE,
)


def test_an_import_says_nothing_that_only_sqlite_understands(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    execute = sqlite.Connection.execute

    def listen(db: sqlite.Connection, sql: str, values: Sequence[Any] = (), /) -> sqlite3.Cursor:
        if sys._getframe(1).f_globals["__name__"].startswith("corecrm.exchange"):
            said.append(sql)
        return execute(db, sql, values)

    monkeypatch.setattr(sqlite.Connection, "execute", listen)
    crm("import", "bundle", str(DEMO))
    crm(
        "import", "client", write(crm, "c.csv", "编码,名称,别名,母公司\nHX-0001,新名,甲、乙,\n,丙,,新名\n"), "--since", "2026-01-01"
    )
    assert len(said) > 100
    assert [sql for sql in said if SQLITE_ONLY.search(sql)] == []
