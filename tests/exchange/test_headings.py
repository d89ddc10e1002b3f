"""The header row, what its headings mean, and which rows are no data."""

from collections.abc import Sequence

import pytest

from corecrm.errors import DataRejected
from corecrm.exchange.cells import Cell, CellError, NumberedRow
from corecrm.exchange.headings import Header, classify, find_header, heading_name, split_table, split_unit

KNOWN = {heading_name(text) for text in ("编码", "客户名称", "Client name", "存款日均", "分行", "客户")}


def known(name: str) -> bool:
    return name in KNOWN


def table(*rows: Sequence[Cell]) -> list[NumberedRow]:
    return [(number, list(cells)) for number, cells in enumerate(rows, 1)]


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("存款日均（万元）", "存款日均", "万元"),
        ("存款\n日均 [单位：亿元]", "存款日均", "亿元"),
        ("占比(%)", "占比", "%"),
        ("占比（％）", "占比", "%"),
        ("余额(万美元)", "余额", "万美元"),
        ("户数【户】", "户数", "户"),
        ("企业(集团)名称", "企业(集团)名称", None),
        ("集团简称(旧)", "集团简称(旧)", None),
        ("（万元）", "(万元)", None),
        ("\uff0a客户名称：", "客户名称", None),
    ],
)
def test_a_unit_in_brackets_is_split_off(text: str, name: str, unit: str | None) -> None:
    assert split_unit(text) == (name, unit)


@pytest.mark.parametrize("text", ["Client name", "client\u3000NAME", "\uff23lient\nname*"])
def test_headings_are_compared_without_blanks_width_and_case(text: str) -> None:
    assert heading_name(text) == heading_name("Client name")


def test_the_header_is_found_below_titles() -> None:
    rows = table(
        ["核心客户名单"], [None], ["单位：万元", None, "客户"], ["编码", "客户名称", "存款日均（万元）", None], ["HX-1", "甲", 3.0]
    )
    header = find_header(iter(rows), known)
    assert (header.row, header.above) == (4, (1, 3))
    assert [(h.text, h.name, h.unit, h.column_letter) for h in header.headings] == [
        ("编码", "编码", None, "A"),
        ("客户名称", "客户名称", None, "B"),
        ("存款日均（万元）", "存款日均", "万元", "C"),
    ]


def test_of_equal_rows_the_first_is_the_header() -> None:
    assert find_header(table(["编码", "分行", "x"], ["编码", "分行", "y"]), known).row == 1


def test_the_same_heading_twice_counts_once_and_is_reported() -> None:
    header = find_header(table(["客户", "客户", "x"], ["编码", "分行", "编码", None, None, "备注"]), known)
    assert (header.row, header.duplicates) == (2, {"编码": ("A", "C")})
    assert [heading.text for heading in header.headings] == ["编码", "分行", "编码", "", "", "备注"]


def test_one_known_heading_is_enough_for_a_narrow_table() -> None:
    assert find_header(table(["客户名称", "x"], ["甲", "1"]), known).row == 1


def test_a_table_without_known_headings_is_refused_with_what_it_has() -> None:
    with pytest.raises(DataRejected, match=r"名单\.csv has no header row: .* row 2 has: 1, 2, #N/A") as refusal:
        find_header(table([None], [1.0, "2", CellError("#N/A")]), known, place="名单.csv")
    assert "--header" in str(refusal.value.hint)


@pytest.mark.parametrize("rows", [[], table([], [None, " "])])
def test_an_empty_table_is_refused(rows: list[NumberedRow]) -> None:
    with pytest.raises(DataRejected, match="is empty"):
        find_header(rows, known)


def test_only_the_first_thirty_rows_are_looked_at() -> None:
    rows = iter(table(*[["x"]] * 30, ["编码", "客户名称"]))
    with pytest.raises(DataRejected, match="no header row"):
        find_header(rows, known)
    assert next(rows)[0] == 31


def test_the_user_may_say_which_row_it_is() -> None:
    rows = table(*[["x", "y"]] * 40)
    assert find_header(rows, known, header=35).row == 35
    with pytest.raises(DataRejected, match="row 41 holds no headings"):
        find_header(rows, known, header=41)


def test_the_rows_below_the_header_stay_a_stream() -> None:
    source = iter(table(["title"], ["编码", "客户名称"], *[["HX-1", "甲"]] * 50))
    header, below = split_table(source, known)
    assert (header.row, [number for number, _cells in below]) == (2, list(range(3, 53)))


@pytest.fixture
def header() -> Header:
    return find_header(table(["编码", "客户名称", "存款日均"]), known)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ([], "blank"),
        ([None, "  ", None], "blank"),
        (["注：以上数据截至三月末", None, None], "note"),
        ([None, 3.0, None], None),
        (["HX-1", "甲", None], None),
        (["合计", None, 12.0], "total"),
        (["合 计：", None, 12.0], "total"),
        ([None, "总计（万元）", 12.0], "total"),
        (["北京分行小计", None, 12.0], "total"),
        (["Grand Total", None, 12.0], "total"),
        (["合计", None], "total"),
        (["总计划部", None, 12.0], None),
        (["HX-1", "合计", 12.0], None),
        ([1.0, "合计", 12.0], None),
    ],
)
def test_rows_that_are_no_data_are_told_apart(header: Header, cells: list[Cell], reason: str | None) -> None:
    assert classify(cells, header, key=0) == reason


@pytest.mark.parametrize(("cells", "reason"), [(["合计", "HX-9", 1.0], None), (["合计", None, 1.0], "total"), (["合计"], "total")])
def test_a_total_names_no_record(header: Header, cells: list[Cell], reason: str | None) -> None:
    assert classify(cells, header, key=1) == reason


def test_a_total_is_known_without_a_key_column(header: Header) -> None:
    assert classify(["合计", "3 户", 1.0], header) == "total"


def test_a_lone_text_in_a_narrow_table_is_data() -> None:
    assert classify(["甲", None], find_header(table(["客户名称", "分行"]), known)) is None
