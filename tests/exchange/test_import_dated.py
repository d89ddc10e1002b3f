"""Dated records in files: what contradicts each other is refused row by row, and the order of rows does not matter."""

import pytest

from conftest import Crm

from .files import rows, write

BANK = """
institution add BJ 北京分行
staff add W1 王敏 --institution BJ --position group_manager --since 2020-01-01
staff add W2 李强 --institution BJ --position local_manager --since 2020-01-01
client add 甲公司 --code A
client add 乙公司 --code B
client add 丙公司 --code C
group add XH 甲集团 --parent A
group link A C --pct 60% --since 2020-01-01
team join XH W1 --role group_manager --since 2020-01-01
holding add A DEP01 --since 2020-01-01
"""
EDGES = "编号,持有方,被持有方,关系类型,起始日,终止日\n"


@pytest.fixture
def bank(crm: Crm) -> Crm:
    crm("run", "-", "--atomic", input=BANK)
    return crm


def edges(bank: Crm) -> list[tuple[object, ...]]:
    return rows(
        bank,
        "SELECT h.code, c.code, o.valid_from, o.valid_to FROM ownership o JOIN client h ON h.id = o.holder_id"
        " JOIN client c ON c.id = o.owned_id ORDER BY o.valid_from",
    )


CLOSES, OPENS = "OW-0001,A,C,control,2020-01-01,2026-07-01\n", ",B,C,control,2026-07-01,\n"


@pytest.mark.parametrize("text", [CLOSES + OPENS, OPENS + CLOSES])
def test_one_file_ends_an_interval_and_begins_the_next_in_any_order(bank: Crm, text: str) -> None:
    before = edges(bank)
    answer = bank("import", "ownership", write(bank, "o.csv", EDGES + text), "--json").json
    assert (answer["new"], answer["changed"], answer["rejected"]) == (1, 1, 0)
    after = [("A", "C", "2020-01-01", "2026-07-01"), ("B", "C", "2026-07-01", None)]
    assert edges(bank) == after
    bank("undo", str(answer["change_set"]), "-y")
    assert edges(bank) == before
    bank("redo", "-y")
    assert edges(bank) == after


def test_one_file_swaps_two_intervals(bank: Crm) -> None:
    bank("import", "ownership", write(bank, "o.csv", EDGES + CLOSES + OPENS))
    # an empty cell leaves what is stored
    swap = "编号,持有方,被持有方,关系类型,起始日,终止日\nOW-0001,B,C,control,,\nOW-0002,A,C,control,,\n"
    bank("import", "ownership", write(bank, "swap.csv", swap))
    assert edges(bank) == [("B", "C", "2020-01-01", "2026-07-01"), ("A", "C", "2026-07-01", None)]


def test_a_day_in_common_is_a_fault_with_its_row(bank: Crm) -> None:
    text = EDGES + "OW-0001,A,C,control,2020-01-01,2026-07-02\n,B,C,control,2026-07-01,\n"
    answer = bank("import", "ownership", write(bank, "o.csv", text), "--json", code=65).json
    (fault,) = answer["errors"]
    assert (fault["row"], fault["column"], fault["code"]) == (3, "E 起始日", "overlap")
    assert fault["message"] == (
        "overlaps ownership OW-0001 (2020-01-01 → 2026-07-02): a client has one controlling holder at a time"
    )
    assert edges(bank) == [("A", "C", "2020-01-01", None)]
    told = bank("import", "ownership", write(bank, "o.csv", text), code=65, lang="zh")
    assert "一家客户同一时间只有一个控股方" in told.out


def test_two_rows_of_one_file_that_overlap_stop_it_or_cost_one_row(bank: Crm) -> None:
    text = EDGES + ",A,B,control,2024-01-01,2025-01-01\n,C,B,control,2024-12-31,2026-01-01\n,A,C,minority,2024-01-01,\n"
    answer = bank("import", "ownership", write(bank, "o.csv", text), "--json", code=65).json
    assert [error["row"] for error in answer["errors"]] == [3]
    assert (answer["new"], answer["rejected"], len(edges(bank))) == (2, 1, 1)
    answer = bank("import", "ownership", write(bank, "o.csv", text), "--skip-errors", "--json", code=65).json
    assert [error["row"] for error in answer["errors"]] == [3]
    assert (answer["new"], answer["rejected"], answer["change_set"] is None) == (2, 1, False)
    assert len(edges(bank)) == 3


@pytest.mark.parametrize(
    ("noun", "heading", "row"),
    [
        ("team", "group,client,staff,role,valid_from,valid_to\n", "XH,,W2,group_manager,2019-01-01,2020-02-01\n"),
        ("holding", "client,product,valid_from,valid_to\n", "A,DEP01,2019-01-01,2020-02-01\n"),
    ],
)
def test_every_kind_of_dated_record_is_kept_apart(bank: Crm, noun: str, heading: str, row: str) -> None:
    (fault,) = bank("import", noun, write(bank, "x.csv", heading + row), "--json", code=65).json["errors"]
    assert (fault["row"], fault["code"]) == (2, "overlap")
    ends_before = row.replace("2020-02-01", "2020-01-01")
    assert bank("import", noun, write(bank, "x.csv", heading + ends_before), "--json").json["new"] == 1


def test_a_row_whose_post_overlaps_an_ended_one_is_refused_with_it(bank: Crm) -> None:
    heading = "工号,姓名,机构,岗位,起始日,终止日\n"
    bank("import", "staff", write(bank, "s.csv", heading + "W1,王敏,BJ,group_manager,2020-01-01,2021-01-01\n"))
    text = heading + "W1,王敏甲,BJ,group_manager,2019-01-01,2020-01-02\nW4,钱多,BJ,local_manager,2020-01-01,\n"
    answer = bank("import", "staff", write(bank, "t.csv", text), "--skip-errors", "--json", code=65).json
    assert [(error["row"], error["code"]) for error in answer["errors"]] == [(2, "overlap")]
    assert rows(bank, "SELECT code, name FROM staff ORDER BY code") == [("W1", "王敏"), ("W2", "李强"), ("W4", "钱多")]


def test_an_edge_that_a_client_brings_along_is_kept_apart_from_ended_ones(bank: Crm) -> None:
    bank("group", "unlink", "A", "C", "--on", "2026-07-01")
    text = "编码,名称,母公司\nC,丙公司改名,B\nD,丁公司,A\n"
    answer = bank("import", "client", write(bank, "c.csv", text), "--since", "2026-01-01", "--skip-errors", "--json", code=65).json
    assert [(error["row"], error["code"]) for error in answer["errors"]] == [(2, "overlap")]
    assert (answer["new"], answer["changed"], answer["rejected"]) == (1, 0, 1)
    assert rows(bank, "SELECT name FROM client WHERE code = 'C'") == [("丙公司",)]
    assert ("A", "D", "2026-01-01", None) in edges(bank)
