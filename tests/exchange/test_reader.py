"""Foreign files, real and hostile ones: each is read, or refused in one sentence."""

import hashlib
import io
import os
import sys
import threading
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from corecrm.errors import CrmError, DataRejected, InputMissing, UsageProblem
from corecrm.exchange import workbook
from corecrm.exchange.cells import Cell, CellError, cell_text
from corecrm.exchange.reader import SourceFile, open_file, rows

REAL = Path(__file__).parents[2].parent / "shared" / "realdata"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the collection of real files is not here")
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
LAST_CELL = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def cells(source: SourceFile) -> list[list[Cell]]:
    return [row for _number, row in rows(source)]


def refusal(path: Path, **options: str) -> CrmError:
    with pytest.raises(CrmError) as refused:
        list(rows(open_file(path, **options)))
    assert "\n" not in refused.value.message
    assert refused.value.hint
    return refused.value


def sheet_file(path: Path, rows_xml: str, *, after: str = "", strict: bool = False, hidden: bool = False) -> Path:
    """The least that makes a workbook, with one sheet 名单."""
    main = (
        "http://purl.oclc.org/ooxml/spreadsheetml/main" if strict else "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    )
    office = "http://purl.oclc.org/ooxml/officeDocument" if strict else "http://schemas.openxmlformats.org/officeDocument/2006"
    relations = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{office}/relationships/%s" Target="%s"/></Relationships>'
    )
    state = 'state="hidden"' if hidden else ""
    sheets = f'<sheets><sheet name="名单" sheetId="1" {state} r:id="rId1"/></sheets>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("_rels/.rels", relations % ("officeDocument", "xl/workbook.xml"))
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            relations % ("worksheet", "/xl/worksheets/sheet1.xml" if strict else "worksheets/sheet1.xml"),
        )
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}/relationships">{sheets}</workbook>')
        book.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{rows_xml}</sheetData>{after}</worksheet>')
    return path


# Real files


@real
def test_a_gbk_file_is_decoded() -> None:
    source = open_file(REAL / "cn" / "guangzhou_districts_gbk.csv")
    assert (source.format, source.encoding, source.delimiter, source.warnings) == ("csv", "gb18030", ",", ())
    assert list(rows(source))[1] == (2, ["2298", "440000", "广东省", "广东省"])
    assert source.sha256 == hashlib.sha256(source.path.read_bytes()).hexdigest()


@real
def test_a_mark_before_utf8_is_no_part_of_the_first_heading() -> None:
    assert cells(open_file(REAL / "cn" / "enterprises_uscc.csv"))[0][0] == "序号"


@real
def test_xls_and_xlsx_give_the_same_codes_with_leading_zeros() -> None:
    """Three codes of the old file are numbers there: its author lost their zeros, and the reader does not invent any."""
    new = cells(open_file(REAL / "sheets" / "bank_codes_leading_zero.xlsx"))
    old = cells(open_file(REAL / "sheets" / "bank_codes_merged.xls"))
    assert new[1] == ["01020000", "工商银行"]
    assert [row[1] for row in old[:17]] == [row[1] for row in new[:17]]
    lost = [(a[0], b[0]) for a, b in zip(old[:17], new, strict=False) if a[0] != b[0]]
    assert lost == [(1000000.0, "01000000"), (3090000.0, "03090000"), (4240001, "04240001")]


@real
def test_a_damaged_workbook_is_refused() -> None:
    error = refusal(REAL / "hostile" / "xlsx-corrupted.xlsx")
    assert (error.exit_code, error.message) == (66, "xlsx-corrupted.xlsx is damaged: it cannot be read as a workbook")


@real
def test_an_encrypted_workbook_is_refused() -> None:
    error = refusal(REAL / "sheets" / "cal_pass_protected.xlsx")
    assert (error.exit_code, error.message) == (66, "cal_pass_protected.xlsx is protected by a password")


@real
def test_of_a_macro_workbook_only_the_values_are_read() -> None:
    source = open_file(REAL / "hostile" / "SimpleMacro.xlsm")
    assert (source.format, cells(source)) == ("xlsm", [["This is a macro workbook"]])
    assert source.warnings == ("SimpleMacro.xlsm holds macros: only the values of its cells are read",)


@real
def test_hidden_sheets_are_named_and_read_only_on_demand() -> None:
    path = REAL / "sheets" / "cal_any_sheets.xlsx"
    source = open_file(path)
    assert (source.sheets, source.sheet, cells(source)[0]) == (("Visible",), "Visible", [1.0, 2.0])
    assert source.warnings == ("cal_any_sheets.xlsx has hidden sheets, which are not read: Hidden, VeryHidden",)
    hidden = open_file(path, sheet="Hidden")
    assert (cells(hidden), hidden.warnings[0].endswith(": VeryHidden")) == ([], True)


@real
def test_dates_since_1904_and_durations_are_read() -> None:
    source = open_file(REAL / "sheets" / "cal_date_1904.xlsx")
    assert [row[0] for row in cells(source)] == [date(2021, 1, 1), date(2021, 1, 2), "255:10:10"]


@real
def test_cells_with_an_error_say_so() -> None:
    found = cells(open_file(REAL / "sheets" / "cal_errors.xlsx"))
    errors = ["#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#REF!", "#NUM!", "#N/A"]
    assert found == [[CellError(text)] for text in errors]


@real
def test_an_empty_first_row_counts_as_a_row() -> None:
    source = replace(open_file(REAL / "sheets" / "fl_table.xlsx"), sheet="Sheet 2")
    assert list(rows(source)) == [(1, [None, None]), (2, [1.0, "english"]), (3, [2.0, "中国人"])]


@real
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("newlines", [(1, ["a", "b", "c"]), (2, ["1", "2", "3"]), (3, ["Once upon \na time", "5", "6"]), (5, ["7", "8", "9"])]),
        (
            "newlines_crlf",
            [(1, ["a", "b", "c"]), (2, ["1", "2", "3"]), (3, ["Once upon \r\na time", "5", "6"]), (5, ["7", "8", "9"])],
        ),
        ("simple_crlf", [(1, ["a", "b", "c"]), (2, ["1", "2", "3"])]),
        (
            "comma_in_quotes",
            [(1, ["first", "last", "address", "city", "zip"]), (2, ["John", "Doe", "120 any st.", "Anytown, WW", "08123"])],
        ),
        ("escaped_quotes", [(1, ["a", "b"]), (2, ["1", 'ha "ha" ha']), (3, ["3", "4"])]),
        ("fl_defective-rows", [(1, ["id", "name", "age"]), (2, ["1101", "John"]), (3, ["1102", "Julie", "26", "Potatoes"])]),
        ("fl_duplicate-column", [(1, ["A", "B", "B", "C"]), (2, ["a", "b", "C", "c"])]),
        ("fl_blank-rows", [(1, ["id", "name", "age"]), (2, ["1101", "John", "30"]), (3, ["1102", "Julie", "26"]), (4, [None] * 3)]),
        ("fl_leading-zeros", [(1, ["value"]), (2, ["01"]), (3, ["002"]), (4, ["00003"])]),
        ("no_header_row", [(1, ["1", "2", "3"])]),
        ("empty", [(1, ["a", "b", "c"]), (2, ["1", None, None]), (3, ["2", "3", "4"])]),
        ("utf8", [(1, ["a", "b", "c"]), (2, ["1", "2", "3"]), (3, ["4", "5", "ʤ"])]),
    ],
)
def test_real_csv_files_are_read_to_the_letter(name: str, expected: list[tuple[int, list[Cell]]]) -> None:
    assert list(rows(open_file(REAL / "csv" / f"{name}.csv"))) == expected


# Files that are not there, or not what they seem


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "无.xlsx").message == f"no file {tmp_path / '无.xlsx'}"
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    assert refusal(tmp_path / "a.csv" / "b.csv").exit_code == 66


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).message.endswith("is a folder, not a file")


@pytest.mark.parametrize(
    ("failure", "text"), [(PermissionError(13, "no"), "no permission to read"), (OSError(5, "worn out"), "worn out")]
)
def test_an_unreadable_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: OSError, text: str) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise failure

    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    error = refusal(tmp_path / "a.csv")
    assert (type(error), text in error.message, "a.csv" in error.message) == (InputMissing, True, True)


def test_an_empty_file_is_rejected_as_data(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    error = refusal(tmp_path / "a.csv")
    assert (type(error), error.message) == (DataRejected, "a.csv is empty")


def test_a_web_page_called_xls_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("<html><table><tr><td>1</td></tr></table>", encoding="utf-8")
    assert refusal(tmp_path / "a.xls").message == "a.xls is a web page or XML, not a table"


def test_csv_called_xls_is_read_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("编码\t名称\n001\t甲\n", encoding="gbk")
    source = open_file(tmp_path / "a.xls")
    assert (source.format, cells(source)[1]) == ("tsv", ["001", "甲"])
    assert source.warnings == ("a.xls is not what its suffix says: it is read as tsv",)


def test_json_lines_are_read_whatever_their_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('{"code":"007"}\n', encoding="utf-8")
    source = open_file(tmp_path / "a.txt")
    assert (source.format, list(rows(source))) == ("jsonl", [(0, ["code"]), (1, ["007"])])


def test_the_delimiter_can_be_given(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b;c\n", encoding="utf-8")
    assert cells(open_file(tmp_path / "a.csv", delimiter=";")) == [["a,b", "c"]]
    assert cells(open_file(tmp_path / "a.csv", delimiter="tab")) == [["a,b;c"]]
    with pytest.raises(UsageProblem, match="delimiter ab"):
        open_file(tmp_path / "a.csv", delimiter="ab")


def test_standard_input_is_read_from_a_private_copy_that_vanishes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n1,2\n")))
    source = open_file("-")
    assert (source.name, cells(source), source.path.stat().st_mode & 0o777) == ("standard input", [["a", "b"], ["1", "2"]], 0o600)
    path = source.path
    del source
    assert not path.exists()


def test_a_refused_standard_input_leaves_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(DataRejected, match="standard input is empty"):
        open_file("-")
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"a,b\n",))
    writer.start()
    assert cells(open_file(pipe)) == [["a", "b"]]
    writer.join()


# Hostile and odd workbooks


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = sheet_file(tmp_path / "a.xlsx", "")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", bytes(20 << 20))
    error = refusal(path)
    assert (error.exit_code, error.message) == (66, "a.xlsx unpacks to 20 MB in 5 parts, more than a real sheet needs")


@pytest.mark.parametrize(("member", "content"), [("word/document.xml", "x"), ("xl/workbook.bin", "x")])
def test_another_container_is_no_workbook(tmp_path: Path, member: str, content: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr(member, content)
    assert refusal(tmp_path / "a.xlsx").message == "a.xlsx is a zip container, but not an Excel workbook"


@pytest.mark.parametrize("content", [b"PK\x03\x04" + bytes(100), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)])
def test_a_torso_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xls").write_bytes(content)
    assert refusal(tmp_path / "a.xls").message.startswith("a.xls is damaged")


def test_a_lone_cell_at_the_end_of_the_sheet_is_refused_by_name(tmp_path: Path) -> None:
    error = refusal(sheet_file(tmp_path / "a.xlsx", LAST_CELL))
    assert error.message == "a.xlsx sheet 名单 reaches to XFD1048576, beyond 1,000 columns × 1,048,576 rows"


def test_a_sheet_that_asks_for_half_a_terabyte_is_refused(tmp_path: Path) -> None:
    error = refusal(sheet_file(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>' + LAST_CELL))
    assert (error.exit_code, error.message) == (66, "a.xlsx sheet 名单 takes more than 2 GB of memory to read")


def test_strict_workbooks_are_read_and_a_wrong_dimension_is_not_believed(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>编码</t></is></c><c r="B1" t="d"><v>2026-03-01</v></c></row>'
    path = sheet_file(tmp_path / "a.xlsx", row, after='<dimension ref="A1:XFD1048576"/>', strict=True)
    assert cells(open_file(path)) == [["编码", date(2026, 3, 1)]]


def test_a_formula_that_was_never_calculated_is_no_empty_cell(tmp_path: Path) -> None:
    row = (
        '<row r="2"><c r="A2"><f>1&lt;2</f><v /></c><c r="B2" t="str"><f>A1</f><v></v></c><c r="C2"><f>1+1</f><v>2</v></c></row>'
        '<row r="4"><c r="B4"><f t="shared" si="0"/></c></row>'
    )
    source = open_file(sheet_file(tmp_path / "a.xlsx", row))
    assert list(rows(source))[1:] == [(2, [CellError("=1<2"), None, 2.0]), (4, [None, CellError("=")])]


def test_an_error_without_a_place_is_at_least_said(tmp_path: Path) -> None:
    source = open_file(sheet_file(tmp_path / "a.xlsx", '<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row>'))
    assert source.warnings[0].startswith("a.xlsx holds cells with an error such as #N/A, which read as empty")


def test_merged_cells_over_several_rows_are_said(tmp_path: Path) -> None:
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A1:D1", "A2:A5", "B2:B3", "C2:C3", "D2:D3"))
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    source = open_file(sheet_file(tmp_path / "a.xlsx", row, after=f"<mergeCells>{merged}</mergeCells>"))
    assert source.warnings == (
        "sheet 名单: of the merged cells A2:A5, B2:B3, C2:C3 … only the first holds the value, the others are empty",
    )


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    error = refusal(sheet_file(tmp_path / "a.xlsx", ""), sheet="汇总")
    assert (error.message, error.hint) == ("a.xlsx has no sheet 汇总", "its sheets: 名单")


def test_a_workbook_of_hidden_sheets_alone_is_refused(tmp_path: Path) -> None:
    error = refusal(sheet_file(tmp_path / "a.xlsx", "", hidden=True))
    assert (error.message, error.hint) == ("a.xlsx has no visible sheet", "its sheets: 名单")


def test_values_of_a_workbook_keep_their_types(tmp_path: Path) -> None:
    import openpyxl

    moment = datetime(2026, 3, 1, 8, 30)  # noqa: DTZ001 - a sheet knows no time zone
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([])
    sheet.append(["007", 7, 1.5, True, moment.date(), moment, moment.time(), timedelta(hours=30), None, "甲"])
    book.save(tmp_path / "a.xlsx")
    found = cells(open_file(tmp_path / "a.xlsx"))
    assert found[1] == ["007", 7.0, 1.5, True, date(2026, 3, 1), moment, time(8, 30), "30:00:00", None, "甲"]
    assert cell_text(found[1][1]) == "7"


def test_an_offset_table_keeps_its_columns(tmp_path: Path) -> None:
    source = open_file(
        sheet_file(tmp_path / "a.xlsx", '<row r="2"><c r="C2"><v>1</v></c></row><row r="3"><c r="D3"><v>2</v></c></row>')
    )
    assert cells(source) == [[None] * 4, [None, None, 1.0, None], [None, None, None, 2.0]]


def test_any_sheet_name_reaches_the_reading_process(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("𠮷 'é-n").append([1])
    book.save(tmp_path / "a.xlsx")
    assert cells(open_file(tmp_path / "a.xlsx")) == [[1.0]]


def test_leaving_early_ends_the_reading_process(tmp_path: Path) -> None:
    source = open_file(
        sheet_file(tmp_path / "a.xlsx", "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 60_000)))
    )
    started = rows(source)
    assert next(started) == (1, [1.0])
    started.close()  # type: ignore[attr-defined]  # a generator


@pytest.mark.parametrize(("status", "text"), [(-24, "more than 120 seconds"), (-6, "2 GB of memory"), (-9, "2 GB of memory")])
def test_the_death_of_the_reading_process_has_its_sentence(status: int, text: str) -> None:
    assert text in str(workbook._died(status, "a.xlsx", "名单"))


def test_a_sheet_too_large_for_the_reading_process_has_the_same_sentence() -> None:
    assert workbook._refused("large", "", "a.xlsx", "名单").message == str(workbook._died(-6, "a.xlsx", "名单"))
    assert workbook._refused("large", "", "a.xls", "").message == "a.xls takes more than 2 GB of memory to read"


def test_a_reading_process_that_fails_by_itself_is_a_bug() -> None:
    assert isinstance(workbook._died(1, "a.xlsx", ""), RuntimeError)
