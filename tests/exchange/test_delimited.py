"""CSV, TSV and JSON Lines as streams of numbered rows."""

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.errors import DataRejected
from corecrm.exchange.cells import Cell
from corecrm.exchange.delimited import csv_rows, find_delimiter, is_json_lines, json_rows


def written(folder: Path, text: str) -> Path:
    path = folder / "甲.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("a\tb\n1,000\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('a;b\n"1,2,3";"x,y"\n', ";"),
        ("集团名单\n\n编码;名称\n1;甲\n2;乙\n", ";"),
        ("name\n甲\n乙|丙\n", ","),
        ("name\n", ","),
        ('a;b\n1;"x"y;2\n', ";"),
    ],
)
def test_the_delimiter_is_the_one_that_cuts_evenly(tmp_path: Path, text: str, delimiter: str) -> None:
    assert find_delimiter(written(tmp_path, text), "utf-8") == delimiter


def read(path: Path) -> list[tuple[int, list[Cell]]]:
    return list(csv_rows(path, path.name, "utf-8", ","))


def test_a_record_has_the_number_of_its_first_line(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b\r\n"1\r\n2",x\r\n\r\n3,\r\n')
    assert read(path) == [(1, ["a", "b"]), (2, ["1\r\n2", "x"]), (4, []), (5, ["3", None])]


def test_a_byte_order_mark_is_no_part_of_the_first_heading(tmp_path: Path) -> None:
    assert read(written(tmp_path, "\ufeffa,b\n")) == [(1, ["a", "b"])]


@pytest.mark.parametrize("broken", ['x,"never closed\n1,2\n', 'x,"a"b\n'])
def test_quotes_that_do_not_pair_up_are_named_by_row(tmp_path: Path, broken: str) -> None:
    with pytest.raises(DataRejected, match=r"甲\.csv row 3: its quotation marks"):
        read(written(tmp_path, f"a,b\n1,2\n{broken}"))


def test_more_than_a_thousand_columns_are_refused(tmp_path: Path) -> None:
    assert len(read(written(tmp_path, "," * 999))[0][1]) == 1000
    with pytest.raises(DataRejected, match="row 1: more than 1,000 columns"):
        read(written(tmp_path, "," * 1000))


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2, max_size=4), min_size=1))
@settings(max_examples=100, deadline=None)
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, records: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(records)
    cells = [row for _number, row in read(written(tmp_path_factory.getbasetemp(), out.getvalue()))]
    assert cells == [[field or None for field in record] for record in records]


def test_a_long_file_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    path = written(tmp_path, "编码,名称,金额\n" + "HX-0001,北京星河科技有限公司,1000\n" * 20_000)
    tracemalloc.start()
    count = sum(1 for _row in csv_rows(path, path.name, "utf-8", ","))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, peak < 200_000) == (20_001, True)


def test_json_lines_have_their_keys_as_row_zero(tmp_path: Path) -> None:
    path = written(tmp_path, '{"code":"007","n":1}\n\n{"n":99999999999999.99,"flag":true,"code":""}\n')
    assert list(json_rows(path, path.name, "utf-8")) == [
        (0, ["code", "n", "flag"]),
        (1, ["007", 1, None]),
        (2, [None, None, None]),
        (3, [None, "99999999999999.99", True]),
    ]


@pytest.mark.parametrize(
    "line",
    ["[1]", '"a"', "{", '{"a":{"b":1}}', '{"a":[]}', '{"a":1,"a":2}', '{"a":NaN}', "[" * 100_000, '{"a":' + "9" * 5000 + "}"],
)
def test_a_line_that_is_no_flat_object_is_named(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, '{"a":1}\n' + line + "\n")
    with pytest.raises(DataRejected, match=r"甲\.csv row 2: not a JSON object"):
        list(json_rows(path, path.name, "utf-8"))


def test_more_than_a_thousand_keys_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "".join(f'{{"k{n}":1}}\n' for n in range(1001)))
    with pytest.raises(DataRejected, match="row 1001: more than 1,000 columns"):
        list(json_rows(path, path.name, "utf-8"))


@pytest.mark.parametrize(
    ("text", "is_it"),
    [('\n {"a":1}\n', True), ("a,b\n", False), ("{a,b}\n", False), ("12\n", False), ("", False), ("[" * 100_000, False)],
)
def test_json_lines_are_known_by_their_first_line(tmp_path: Path, text: str, is_it: bool) -> None:
    assert is_json_lines(written(tmp_path, text), "utf-8") is is_it
