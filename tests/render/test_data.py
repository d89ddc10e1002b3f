"""What other programs read: exact, one record a line, nothing that breaks a line or a terminal."""

import csv
import json
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.fields import Column, Page, Table, columns
from corecrm.render import data
from corecrm.render.markdown import markdown
from corecrm.text import use_language

from .conftest import clients, code, deposits, everything, level, name, note, page


def _json(thing: Table | Page, *, ascii_only: bool = False, indent: bool = False) -> str:
    return "".join(data.json_text(thing, ascii_only=ascii_only, indent=indent))


def test_tsv_is_a_heading_and_a_line_a_record() -> None:
    assert "".join(data.tsv(everything())) == (
        "Code\tClient name\tLevel\tAverage deposits (CNY)\tShare\tMembers (户)\tDue\tRecorded at\tLead bank\tTarget\tNote\n"
        "HX-1\t星河\tHead office\t99999999999999.99\t0.05\t1234\t2026-02-01\t2026-11-23T10:05:09Z\tyes\t2400000000.00"
        "\t第一行 第二行 ，完\n"
        "HX-2" + "\t" * 10 + "\n"
    )


@pytest.mark.usefixtures("chinese")
def test_csv_keeps_line_breaks_inside_quotes_and_says_the_unit() -> None:
    heading, first, last = csv.reader(StringIO("".join(data.comma_separated(everything()))))
    assert heading[3:6] == ["存款日均（元）", "持股", "成员（户）"]
    assert (first[2], first[8], first[10]) == ("总行级", "是", "第一行\n第二行\t，完")
    assert last == ["HX-2", *[""] * 10]


def test_a_table_without_rows_is_just_its_heading() -> None:
    empty = Table("", columns(code, deposits), [])
    assert "".join(data.tsv(empty)) == "Code\tAverage deposits (CNY)\n"
    assert "".join(data.comma_separated(empty)) == "Code,Average deposits (CNY)\n"
    assert (_json(empty), "".join(data.json_lines(empty, ascii_only=False))) == ("[]\n", "")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("indent", [True, False])
def test_json_says_the_same_in_every_language(language: str, indent: bool) -> None:
    use_language(language)
    first, last = json.loads(_json(everything(), indent=indent))
    assert first == {
        "code": "HX-1",
        "name": "星河",
        "level": "head",
        "deposits": "99999999999999.99",
        "share": "0.05",
        "members": 1234,
        "due": "2026-02-01",
        "recorded_at": "2026-11-23T10:05:09Z",
        "key_client": True,
        "target": "2400000000.00",
        "note": "第一行\n第二行\t，完",
    }
    assert last == {"code": "HX-2"} | dict.fromkeys(list(first)[1:])


def test_json_is_a_record_a_line_or_a_member_a_line() -> None:
    two = Table("", columns(code, name), [("A", "星"), ("B", None)])
    assert _json(two) == '[\n{"code": "A", "name": "星"},\n{"code": "B", "name": null}\n]\n'
    assert _json(two, indent=True) == '[\n{\n  "code": "A",\n  "name": "星"\n},\n{\n  "code": "B",\n  "name": null\n}\n]\n'
    assert "".join(data.json_lines(two, ascii_only=True)) == '{"code": "A", "name": "\\u661f"}\n{"code": "B", "name": null}\n'


def test_a_record_is_an_object_and_a_page_an_object_of_its_tables() -> None:
    whole = json.loads(_json(page()))
    assert list(whole) == ["group", "clients", "tasks"]
    assert whole["group"] == {"code": "XH", "name": "星河集团", "deposits": "2143000000.00"}
    assert (len(whole["clients"]), whole["tasks"]) == (3, [])
    assert json.loads(_json(replace(page().parts[0], rows=[]))) == []


def test_json_lines_of_a_page_say_their_table_and_a_nameless_one_has_its_place() -> None:
    parts = (Table("", columns(code), [("A",)]), replace(clients(), rows=[]))
    assert "".join(data.json_lines(Page("", parts), ascii_only=False)) == '{"table": "table_1", "code": "A"}\n'


def test_tables_of_a_page_stand_apart() -> None:
    parts = (Table("", columns(code), [("A",)]), Table("", columns(name), [("星河",)]))
    assert "".join(data.tsv(Page("", parts))) == "Code\nA\n\nClient name\n星河\n"
    assert "".join(data.comma_separated(Page("", parts))) == "Code\nA\n\nClient name\n星河\n"


def test_columns_for_the_screen_are_not_data() -> None:
    table = Table("", (Column(code), Column(name, on="screen"), Column(level, on="data")), [("A", "█░", "head")])
    assert "".join(data.tsv(table)) == "Code\tLevel\nA\tHead office\n"
    assert json.loads(_json(table)) == [{"code": "A", "level": "head"}]


def test_keys_are_one_a_line() -> None:
    assert "".join(data.keys(clients())) == "HX-0001\nHX-0012\nHX-0013\n"
    assert "".join(data.keys(page())) == "XH\n"
    assert "".join(data.keys(Table("", columns(name), [("星河",)]))) == ""


def test_a_long_table_comes_in_pieces_that_make_one_whole() -> None:
    count = 2 * data.PIECE + 1
    table = Table("", columns(code, deposits), [(f"C{i}", Decimal(i)) for i in range(count)])
    assert len(list(data.tsv(table))) == 4
    assert [record["deposits"] for record in json.loads(_json(table))] == [f"{i}.00" for i in range(count)]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.text(), st.text(st.characters() | st.sampled_from('\x1b\x9b\u202e\n\r\t,"\ud800'))), max_size=4))
def test_any_text_stays_in_its_cell(rows: list[tuple[str, str]]) -> None:
    table = Table("", columns(code, note), rows)
    lines = "".join(data.tsv(table)).split("\n")
    assert [line.count("\t") for line in lines] == [1] * (len(rows) + 1) + [0]
    assert len(list(csv.reader(StringIO("".join(data.comma_separated(table)), newline="")))) == len(rows) + 1
    for ascii_only in (True, False):
        text = _json(table, ascii_only=ascii_only)
        assert [tuple(record.values()) for record in json.loads(text)] == rows
        assert not any(sign in text for sign in "\x1b\x9b\u202e\ud800")


def test_markdown_shows_what_the_screen_shows_and_takes_no_text_for_markup() -> None:
    table = Table(
        "客户|表", columns(code, name, deposits), [("A", "a|b *c* <d>\n[e]", Decimal("962000000.00"))], notes=("期末数",), more=2
    )
    assert "".join(markdown(table)) == (
        "## 客户\\|表 · Unit: CNY 10k\n\n"
        "| Code | Client name | Average deposits |\n"
        "| --- | --- | ---: |\n"
        "| A | a\\|b \\*c\\* \\<d> \\[e] | 96,200 |\n\n"
        "期末数\n\n"
        "2 more: --all\n\n"
    )


def test_markdown_of_a_page_begins_with_its_title() -> None:
    text = "".join(markdown(replace(page(), parts=(Table("", columns(code), [("A",)]),))))
    assert text == "# 集团概览\n\n早上好\n\n| Code |\n| --- |\n| A |\n\n下一步\n\n"
