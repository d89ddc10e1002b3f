"""One way out for every result."""

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from openpyxl import load_workbook

from corecrm.errors import OutputRefused, UsageProblem
from corecrm.fields import Table, columns
from corecrm.render import FORMATS, format_for, write
from corecrm.render.palette import ASCII, GBK, Palette
from corecrm.render.surface import Surface

from .conftest import clients, code, everything, name


@pytest.mark.parametrize(
    ("asked", "file", "terminal", "chosen"),
    [(None, None, True, "table"), (None, None, False, "tsv"), ("json", "x.csv", True, "json"), (None, "x.XLSX", True, "xlsx")],
)
def test_the_format_is_asked_for_or_follows_from_the_place(
    asked: str | None, file: str | None, terminal: bool, chosen: str
) -> None:
    assert format_for(asked, Path(file) if file else None, terminal=terminal) == chosen


@pytest.mark.parametrize(
    ("asked", "file", "sentence"), [("pdf", None, "no format pdf"), (None, "x.pdf", "x.pdf: no format has this suffix")]
)
def test_an_unknown_format_is_a_usage_error(asked: str | None, file: str | None, sentence: str) -> None:
    with pytest.raises(UsageProblem, match=sentence) as caught:
        format_for(asked, Path(file) if file else None, terminal=True)
    assert "table, json" in str(caught.value.hint)


@pytest.mark.parametrize("fmt", [fmt for fmt in FORMATS if fmt != "xlsx"])
@pytest.mark.parametrize("palette", [GBK, ASCII])
def test_every_text_format_can_be_encoded_and_a_pipe_gets_no_colour(fmt: str, palette: Palette) -> None:
    out, surface = StringIO(), Surface(palette=palette)
    write(everything(), fmt=fmt, stream=out, surface=surface)
    assert out.getvalue().encode(surface.palette.encoding)
    assert "\x1b" not in out.getvalue()


def test_a_pipe_that_is_not_utf_8_still_gets_exact_json() -> None:
    out = StringIO()
    write(clients(), fmt="json", stream=out, surface=Surface(palette=ASCII))
    assert json.loads(out.getvalue())[0]["name"] == "星河控股集团有限公司"


def test_a_terminal_gets_json_a_member_a_line_and_a_pipe_a_record_a_line() -> None:
    lengths = []
    for terminal in (True, False):
        out = StringIO()
        write(clients(), fmt="json", stream=out, surface=Surface(terminal=terminal))
        lengths.append(out.getvalue().count("\n"))
    assert lengths == [29, 5]


def test_a_csv_file_has_a_byte_order_mark_and_a_pipe_none(tmp_path: Path) -> None:
    path, out = tmp_path / "x.csv", StringIO()
    table = Table("", columns(code, name), [("A", "星河")])
    assert write(table, fmt="csv", stream=out, to_file=path) == []
    assert (path.read_bytes(), out.getvalue()) == ("\ufeffCode,Client name\nA,星河\n".encode(), "")
    write(table, fmt="csv", stream=out)
    assert out.getvalue() == "Code,Client name\nA,星河\n"


def test_a_file_is_as_wide_as_it_needs_and_never_coloured(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    write(clients(), fmt="table", stream=StringIO(), to_file=path, surface=Surface(width=40, colour=True, palette=ASCII))
    text = path.read_text(encoding="utf-8")
    assert "North Star Energy Storage (Tianjin) Ltd   Branch" in text
    assert "\x1b" not in text


def test_keys_are_lines_in_any_format() -> None:
    for fmt in FORMATS:
        out = StringIO()
        write(clients(), fmt=fmt, stream=out, keys_only=True)
        assert out.getvalue() == "HX-0001\nHX-0012\nHX-0013\n"


def test_a_workbook_goes_to_a_file_or_a_pipe_but_not_to_a_terminal(tmp_path: Path) -> None:
    path, raw = tmp_path / "x.xlsx", BytesIO()
    with pytest.raises(OutputRefused, match="terminal"):
        write(clients(), fmt="xlsx", stream=StringIO(), surface=Surface(terminal=True))
    write(clients(), fmt="xlsx", stream=StringIO(), to_file=path)
    stream = TextIOWrapper(raw)
    write(clients(), fmt="xlsx", stream=stream)
    assert [load_workbook(book).sheetnames for book in (path, BytesIO(raw.getvalue()))] == [["客户"], ["客户"]]


def test_what_excel_cannot_hold_is_reported(tmp_path: Path) -> None:
    (warning,) = write(everything(), fmt="xlsx", stream=StringIO(), to_file=tmp_path / "x.xlsx")
    assert warning.startswith("全部!D2: the number has more digits")


def test_a_list_in_a_pipe_loads_nothing_heavy() -> None:
    program = (
        "import sys; from corecrm.fields import Label, Table, columns; from corecrm.render import write; "
        "write(Table('', columns(Label('code', '编号', 'Code')), [('星河 ●',)]), fmt='tsv', stream=sys.stdout); "
        "print(sorted({'rich', 'openpyxl', 'wcwidth', 'json', 'corecrm.render.fit'} & set(sys.modules)), file=sys.stderr)"
    )
    environ = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environ)
    assert (done.stdout.decode(), done.stderr.decode().strip()) == ("Code\n星河 ●\n", "[]")
