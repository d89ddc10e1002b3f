"""The reading process, run here in this one: its messages, its limits, and what crosses the pipe."""

import io
import pickle
import zipfile
from pathlib import Path

import openpyxl
import pytest

from corecrm.exchange import sheet_child
from corecrm.exchange.formats import file_format
from corecrm.exchange.sheet_child import answer, set_limits
from corecrm.exchange.sheet_scan import ods_holds_error, scan, tall_ranges, xls_holds_error
from corecrm.exchange.workbook import _Plain

REAL = Path(__file__).parents[2].parent / "shared" / "realdata" / "sheets"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the collection of real files is not here")
OASIS = "urn:oasis:names:tc:opendocument:xmlns"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    for row in range(1500):
        sheet.append([f"HX-{row}", row])
    sheet["B3"] = "=1/0"
    sheet.merge_cells("A5:A6")
    book.create_sheet("旧").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def messages(task: str, path: Path, sheet: str) -> list[tuple[str, object]]:
    out = io.BytesIO()
    answer(task, str(path), sheet, out)
    out.seek(0)
    found = []
    while out.tell() < len(out.getvalue()):
        found.append(_Plain(out).load())
    return found


def test_looking_tells_sheets_errors_and_merged_cells(book: Path) -> None:
    assert messages("look", book, "") == [("facts", (["名单"], ["旧"], {"名单": {3: {2: "=1/0"}}}, {"名单": ["A5:A6"]}, False))]
    assert messages("look", book, "旧") == [("facts", (["名单"], ["旧"], {"旧": {}}, {"旧": []}, False))]


def test_rows_come_by_the_thousand(book: Path) -> None:
    kinds = [(kind, len(content) if isinstance(content, list) else 0) for kind, content in messages("rows", book, "名单")]
    assert kinds == [("rows", 1000), ("rows", 500), ("end", 0)]
    assert messages("rows", book, "旧") == [("end", None)]


@real
def test_an_old_workbook_is_looked_at() -> None:
    sheet = "商户银行列表统计"
    assert messages("look", REAL / "bank_codes_merged.xls", "") == [("facts", ([sheet], [], {}, {sheet: []}, False))]


@real
def test_an_encrypted_workbook_is_refused() -> None:
    assert messages("look", REAL / "cal_pass_protected.xlsx", "") == [("refused", ("encrypted", ""))]


@real
def test_durations_travel_as_text() -> None:
    [(_kind, rows), _end] = messages("rows", REAL / "cal_date_1904.xlsx", "Sheet1")
    assert isinstance(rows, list)
    assert rows[2] == ["255:10:10", 17.0]


def test_a_sheet_that_is_too_wide_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("名单").append([None] * 1000 + [1])
    book.save(tmp_path / "a.xlsx")
    assert messages("rows", tmp_path / "a.xlsx", "名单") == [("refused", ("wide", "ALM1"))]


def test_errors_without_a_place_are_counted_as_unplaced() -> None:
    assert scan(io.BytesIO(b'<row><c t="e"><v>#N/A</v></c></row>')).unplaced


def test_a_row_that_fills_several_pieces_is_read_whole() -> None:
    wide = b'<c r="A1"><v>1</v></c>' * 60_000
    assert scan(io.BytesIO(b"<row>" + wide + b'<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>')).errors == {1: {2: "#DIV/0!"}}


def test_what_the_parser_refuses_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    assert [(kind, content[0]) for kind, content in messages("rows", tmp_path / "a.xlsx", "x") if isinstance(content, tuple)] == [
        ("refused", "damaged")
    ]


@pytest.mark.parametrize(("failure", "why"), [(MemoryError(), "large"), (KeyError("名单"), "damaged")])
def test_a_failure_while_reading_is_a_refusal(monkeypatch: pytest.MonkeyPatch, failure: Exception, why: str) -> None:
    def fail(_path: str, _sheet: str) -> None:
        raise failure

    monkeypatch.setitem(sheet_child.TASKS, "rows", fail)
    [(kind, content)] = messages("rows", Path("a.xlsx"), "名单")
    assert (kind, isinstance(content, tuple) and content[0]) == ("refused", why)


def test_a_reader_that_leaves_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(_path: str, _sheet: str) -> None:
        raise BrokenPipeError

    monkeypatch.setitem(sheet_child.TASKS, "rows", leave)
    with pytest.raises(BrokenPipeError):
        messages("rows", Path("a.xlsx"), "名单")


def test_memory_and_time_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    limits: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    set_limits()
    assert limits[resource.RLIMIT_AS] == (2 << 30, 2 << 30)
    assert limits[resource.RLIMIT_CPU][0] == 120


def test_nothing_that_runs_code_crosses_the_pipe() -> None:
    with pytest.raises(pickle.UnpicklingError, match="builtins"):
        _Plain(io.BytesIO(pickle.dumps(print))).load()


@pytest.mark.parametrize(
    ("data", "holds"),
    [
        (b"\x06\x00\x1d\x00\x00\x00\x01\x00\x0f\x00\x02\x00\x07\x00\x00\x00\xff\xff", True),
        (b"\x05\x02\x08\x00\x00\x00\x01\x00\x0f\x00\x2a\x01", True),
        (b"\x05\x02\x08\x00\x00\x00\x01\x00\x0f\x00\x01\x00", False),
        (bytes(100), False),
    ],
)
def test_errors_in_an_old_workbook_are_sensed(data: bytes, holds: bool) -> None:
    assert xls_holds_error(data) is holds


@pytest.mark.parametrize(
    ("mark", "holds"), [(b'<c calcext:value-type="error"/>', True), (b'<c office:value-type="float"/>', False)]
)
@pytest.mark.parametrize("before", [0, (1 << 20) - 10])
def test_errors_in_an_open_document_are_sensed(mark: bytes, holds: bool, before: int) -> None:
    assert ods_holds_error(io.BytesIO(b" " * before + mark)) is holds


def test_only_ranges_over_several_rows_are_tall() -> None:
    assert tall_ranges([((0, 0), (0, 3)), ((1, 0), (4, 27))]) == ["A2:AB5"]


def test_an_open_document_is_looked_at(tmp_path: Path) -> None:
    rows = '<table:table-row><table:table-cell office:value-type="float" office:value="3"/></table:table-row>'
    sheet = f'<office:spreadsheet><table:table table:name="甲">{rows}</table:table></office:spreadsheet>'
    names = f'xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0"'
    content = f"<office:document-content {names}><office:body>{sheet}</office:body></office:document-content>"
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0"/>')
        book.writestr("content.xml", content)
    assert file_format(tmp_path / "a.ods", "a.ods") == "ods"
    assert messages("look", tmp_path / "a.ods", "") == [("facts", (["甲"], [], {}, {}, False))]
    assert messages("rows", tmp_path / "a.ods", "甲") == [("rows", [[3.0]]), ("end", None)]
