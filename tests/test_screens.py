"""The main screens on every terminal: as wide as it is, in signs that it has, coloured only where that is wanted."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from wcwidth import wcswidth

from conftest import Crm
from corecrm.cli import run

BAD_SHEET = "客户编号,客户名称,统一社会信用代码,管户机构\nHX-0012,甲公司,91110000MA01,BJ\n,乙公司,,北京分\n,乙公司,,SH\n"
SCREENS = {
    "today": 0,
    "group tree XH": 0,
    "goal tree G-2026-XH": 0,
    "client show HX-0002": 0,
    "task board XH": 0,
    "risk board": 0,
    "import bundle sheets --dry-run": 0,
    "import client bad.csv --dry-run": 65,
}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CUT_NUMBER = re.compile(r"\d ?(…|\.\.\.)")


class Stdout(io.TextIOWrapper):
    """A stream that, as a real one does, fails on what its encoding lacks."""

    def __init__(self, encoding: str, *, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="")
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    @property
    def text(self) -> str:
        self.flush()
        written = self.buffer
        assert isinstance(written, io.BytesIO)
        return written.getvalue().decode(self.encoding)


@pytest.fixture
def bank(demo: Crm) -> Crm:
    """The demo bank, with some of its own sheets and a faulty one at hand."""
    (demo.folder / "sheets").mkdir()
    for name in ("institution.csv", "staff.csv", "client.csv"):
        shutil.copy(Path(__file__).parents[1] / "data" / "demo" / name, demo.folder / "sheets")
    (demo.folder / "bad.csv").write_text(BAD_SHEET, encoding="utf-8")
    demo.env(CORECRM_LANG="zh")
    return demo


def shown(screen: str, encoding: str = "utf-8", *, terminal: bool = True) -> str:
    """What one screen writes to stdout."""
    out, err = Stdout(encoding, terminal=terminal), io.StringIO()
    assert run(screen.split(), out=out, err=err) == SCREENS.get(screen, 0), err.getvalue()
    return out.text


def boxes(lines: list[str]) -> Iterator[list[str]]:
    """The lines of each box that is drawn."""
    for number, line in enumerate(lines):
        if line.startswith("┌"):
            height = next(row for row, each in enumerate(lines[number:]) if each.startswith("└"))
            yield lines[number : number + height + 1]


@pytest.mark.parametrize("columns", [60, 80, 96, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_fits_its_terminal_and_cuts_no_number(bank: Crm, screen: str, lang: str, columns: int) -> None:
    bank.env(COLUMNS=str(columns), CORECRM_LANG=lang)
    lines = COLOUR.sub("", shown(screen)).splitlines()
    assert [line for line in lines if wcswidth(line) > columns or CUT_NUMBER.search(line)] == []
    assert all(len({wcswidth(line) for line in box}) == 1 for box in boxes(lines))


def test_the_task_board_is_drawn_as_boxes(bank: Crm) -> None:
    bank.env(COLUMNS="96")
    (box,) = boxes(COLOUR.sub("", shown("task board XH")).splitlines())
    assert len(box) > 10


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_drawn_with_the_signs_of_its_encoding(bank: Crm, screen: str, encoding: str) -> None:
    bank.env(COLUMNS="80", CORECRM_LANG="zh" if encoding == "gbk" else "en")
    lines = COLOUR.sub("", shown(screen, encoding)).splitlines()
    assert max(map(wcswidth, lines)) <= 80
    if encoding == "gbk":
        assert "?" not in "".join(lines)


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb"), ("CLICOLOR", "0")])
@pytest.mark.parametrize("screen", SCREENS)
def test_no_colour_is_written_where_it_is_not_wanted(bank: Crm, screen: str, name: str, value: str) -> None:
    bank.env(**{name: value})
    assert "\x1b" not in shown(screen)


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("screen", SCREENS)
def test_a_pipe_gets_no_colour_and_nothing_shortened(screen: str) -> None:
    piped = shown(screen, terminal=False)
    assert "\x1b" not in piped
    assert not CUT_NUMBER.search(piped)


def test_colour_is_written_where_it_is_wanted(bank: Crm) -> None:
    assert "\x1b[" in shown("risk board")
    bank.env(FORCE_COLOR="1")
    assert "\x1b[" in shown("risk board -f table", terminal=False)
