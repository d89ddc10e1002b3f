"""No cell of a workbook shows ### or lies over the next row: its text against its column, in both languages, in every workbook."""

import math
import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from conftest import Crm

LONG = "呼和浩特市星河新能源装备制造与储能系统集成工程技术服务股份有限公司（原内蒙古星河光伏材料科技发展有限责任公司）"
REPORTS = [
    ("XH", "--period", "2026Q3"),
    ("XH", "--period", "2026Q1"),
    ("LZ", "--period", "2025Q4"),
    ("QY", "--period", "2026"),
    ("--inst", "SH", "--period", "2026Q3"),
    ("--inst", "ZH", "--period", "2026-10"),
    ("SY", "--period", "2027Q1", "--date", "2027-02-15"),
]
LISTS = [
    "institution list", "staff list", "staff load", "client list", "group list", "ownership list", "team list --group XH",
    "metric list", "goal list", "goal tree XH", "actual list --limit 60", "product list", "holding list", "task list",
    "risk list", "period list", "history HX-0002", "group tree XH", "client show HX-0002", "today",
    "explain XH --field loan_adb",
]  # fmt: skip


def text_of(cell: Any) -> str:  # noqa: ANN401 - openpyxl's union of cells
    """What Excel shows of a value by the number formats that are in use."""
    value, form = cell.value, cell.number_format
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d %H:%M" if "hh" in form else "%Y-%m-%d")
    found = re.fullmatch(r'(#,##0|0)(\.0+)?(%?)((?: "[^"]*")*)', form)
    assert found, form
    number = Decimal(str(value)).scaleb(2 if found[3] else 0).quantize(Decimal(1).scaleb(-len(found[2] or ".") + 1), ROUND_HALF_UP)
    return f"{number:,f}{found[3]}{found[4].replace(chr(34), '')}"


def cells(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def lines(text: str, room: float) -> int:
    """At least so many: a folded line may hold less than it has room for."""
    return sum(max(1, math.ceil(cells(line) / room)) for line in text.split("\n"))


def cramped(path: Path) -> list[str]:
    """The cells that do not fit, each with what it shows."""
    return [found for sheet in load_workbook(path).worksheets for found in _cramped(sheet)]


def _cramped(sheet: Any) -> list[str]:  # noqa: ANN401 - openpyxl's stubs lack dimensions
    merged = {(area.min_row, area.min_col): area.max_col for area in sheet.merged_cells.ranges}
    found = []
    for row in sheet.iter_rows():
        for cell in (cell for cell in row if cell.value is not None):
            last = merged.get((cell.row, cell.column), cell.column)
            room = sum(sheet.column_dimensions[get_column_letter(place)].width for place in range(cell.column, last + 1))
            text, scale = text_of(cell), (cell.font.sz or 11) / 11
            taken = max(map(cells, text.split("\n"))) * min(1, scale)
            if cell.alignment.wrap_text:
                height = sheet.row_dimensions[cell.row].height or 15
                high = lines(text, room / max(scale, 1)) * (cell.font.sz or 11) * 1.2
                found += (
                    [f"{sheet.title}!{cell.coordinate} is {high:.0f} pt high: {text}"] if high > height and height < 409 else []
                )
            elif taken > room - 1:
                found.append(f"{sheet.title}!{cell.coordinate} is {taken} wide: {text}")
    return found


@pytest.fixture
def wide(demo: Crm) -> Crm:
    """The demo bank with a long name, a large amount, a negative one, an estimate, and goals without a verdict."""
    demo("client", "edit", "HX-0006", "--name", LONG)
    demo("actual", "add", "HX-0006", "loan_bal", "9999999999.99", "--to", "2026-10-31", "-y")
    demo("actual", "add", "HX-0006", "fee_inc", "--period", "2026-09", "-y", "--", "-12345678.91")
    demo("goal", "set", "XH", "loan_bal", "60亿", "--year", "2026", "-y")
    demo("goal", "split", "G-2026-XH/fee_inc/SH", "--by", "staff", "--weights", "W0004=1,W0017=1")
    demo("task", "add", LONG, "--group", "XH", "--due", "2026-09-15")
    return demo


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_cell_of_a_report_has_its_room(wide: Crm, tmp_path: Path, lang: str) -> None:
    problems = []
    for words in REPORTS:
        wide("report", "quarter", *words, "-o", str(tmp_path / "r.xlsx"), "--overwrite", lang=lang)
        problems += [f"{words}: {problem}" for problem in cramped(tmp_path / "r.xlsx")]
    assert problems == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_cell_of_a_list_has_its_room(wide: Crm, tmp_path: Path, lang: str) -> None:
    problems = []
    for words in LISTS:
        wide(*words.split(), "-o", str(tmp_path / "l.xlsx"), "--overwrite", lang=lang)
        problems += [f"{words}: {problem}" for problem in cramped(tmp_path / "l.xlsx")]
    assert problems == []


def test_a_long_name_is_folded_and_its_row_grows(wide: Crm, tmp_path: Path) -> None:
    wide("report", "quarter", "XH", "--period", "2026Q3", "-o", str(tmp_path / "r.xlsx"), lang="zh")
    sheet = load_workbook(tmp_path / "r.xlsx")["成员"]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == LONG]
    assert cell.alignment.wrap_text
    assert (sheet.row_dimensions[cell.row].height or 0) > 2 * (sheet.row_dimensions[cell.row + 1].height or 0)


def test_what_does_not_fit_is_found(tmp_path: Path) -> None:
    """The measure itself: a number, and a folded text, each a little too large for its place."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment

    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A1"].number_format = -18.43, '#,##0.00 "百分点"'
    sheet.column_dimensions["A"].width = 12
    sheet["B2"], sheet["B2"].alignment = LONG, Alignment(wrap_text=True)
    sheet.column_dimensions["B"].width = 40
    book.save(tmp_path / "x.xlsx")
    assert len(cramped(tmp_path / "x.xlsx")) == 2
