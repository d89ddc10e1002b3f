"""Tables on a screen: what fits is shown whole, what does not is folded, dropped or stacked, never cut."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from corecrm.fields import Column, Kind, Label, Page, Table, columns
from corecrm.render.cells import WAN, amount, scale_for
from corecrm.render.fit import fit
from corecrm.render.grid import RICH_ROWS, grid, own_lines, rich_agrees, rich_lines
from corecrm.render.palette import ASCII, GBK, Palette
from corecrm.render.screen import screen_lines, texts_of
from corecrm.render.surface import PIPE, Surface
from corecrm.text import use_language

from .conftest import Pace, clients, code, deposits, everything, name, note, pace, page

HOSTILE = Path(__file__).parents[2].parent / "shared" / "realdata" / "hostile" / "blns.txt"

SCREENS = {
    ("zh", 120): """\
客户 · 基准日 2026-11-23 · 单位：万元

编号      客户名称                                  级别     存款日均   贷款余额     持股   到期
──────────────────────────────────────────────────────────────────────────────────────────────────────
HX-0001   星河控股集团有限公司                      总行级     96,200    180,000        —   2027-03-31
HX-0012   华北星河新能源股份有限公司                分行级     32,450     58,000      71%   —
HX-0013   North Star Energy Storage (Tianjin) Ltd   分行级          —     -1,200   12.34%   —

期末数
另 16 条：--all
""",
    ("zh", 80): """\
客户 · 基准日 2026-11-23 · 单位：万元

编号     客户名称                 级别    存款日均  贷款余额    持股  到期
────────────────────────────────────────────────────────────────────────────────
HX-0001  星河控股集团有限公司     总行级    96,200   180,000       —  2027-03-31
HX-0012  华北星河新能源股份有限   分行级    32,450    58,000     71%  —
         公司
HX-0013  North Star Energy        分行级         —    -1,200  12.34%  —
         Storage (Tianjin) Ltd

期末数
另 16 条：--all
""",
    ("en", 96): """\
客户 · as of 2026-11-23 · Unit: CNY 10k

Code     Client name                  Level        Average deposits    Loans   Share  Due
────────────────────────────────────────────────────────────────────────────────────────────────
HX-0001  星河控股集团有限公司         Head office            96,200  180,000       —  2027-03-31
HX-0012  华北星河新能源股份有限公司   Branch                 32,450   58,000     71%  —
HX-0013  North Star Energy Storage    Branch                      —   -1,200  12.34%  —
         (Tianjin) Ltd

期末数
16 more: --all
""",
    ("en", 60): """\
客户 · as of 2026-11-23 · Unit: CNY 10k

Code     Client name                Average    Loans   Share
                                   deposits
────────────────────────────────────────────────────────────
HX-0001  星河控股集团有限公司        96,200  180,000       —
HX-0012  华北星河新能源股份有        32,450   58,000     71%
         限公司
HX-0013  North Star Energy                —   -1,200  12.34%
         Storage (Tianjin)
         Ltd

期末数
16 more: --all
""",
}


def _shown(thing: Table | Page, surface: Surface = PIPE) -> str:
    return "".join(f"{line}\n" for line in screen_lines(thing, surface))


@pytest.mark.parametrize("terminal", [True, False], ids=["by Rich", "by our own writer"])
@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_a_list_fits_its_screen(language: str, width: int, terminal: bool) -> None:
    use_language(language)
    assert _shown(clients(), Surface(width=width, terminal=terminal)) == SCREENS[language, width]


@pytest.mark.usefixtures("chinese")
def test_a_page_is_its_title_its_tables_and_its_notes() -> None:
    only_few = replace(page(), parts=(page().parts[0], page().parts[2]))
    assert (
        _shown(only_few, Surface(width=80))
        == """\
集团概览 · 基准日 2026-11-23
早上好

星河集团 · 单位：万元
编号      XH
客户名称  星河集团
存款日均  214,300

待办
（无）

下一步
"""
    )


def _record() -> Table:
    return replace(everything(), card=True, rows=everything().rows[:1])


def test_a_record_is_a_line_a_value() -> None:
    assert (
        _shown(_record(), Surface(width=60))
        == """\
全部 · Unit: CNY
Code              HX-1
Client name       星河
Level             Head office
Average deposits  99,999,999,999,999.99
Share             5%
Members (户)      1,234
Due               2026-02-01
Recorded at       2026-11-23 18:05
Lead bank         yes
Target            240,000 CNY 10k
Note              第一行 第二行 ，完
"""
    )


def test_on_the_narrowest_screen_the_values_stand_below_their_labels() -> None:
    assert _shown(_record(), Surface(width=1)).splitlines()[-4:] == ["Target", "  240,000 CNY 10k", "Note", "  第一行 第二行 ，完"]


def test_records_too_wide_for_a_table_are_stacked_with_all_they_have() -> None:
    table = Table("", columns(name, note, *[deposits] * 4), [("星河", "长" * 30, *[Decimal("9999999999999")] * 4)] * 2)
    lines = screen_lines(table, Surface(width=40))
    assert lines[2] == "Client name       星河"
    assert lines[3:6] == ["Note              " + "长" * 11, " " * 18 + "长" * 11, " " * 18 + "长" * 8]
    assert lines.count("Average deposits  1,000,000,000") == 8
    assert lines.count("") == 2


def test_a_list_without_rows_shows_nothing_and_without_a_title_no_heading() -> None:
    assert _shown(replace(clients(), rows=[])) == ""
    assert _shown(Table("", columns(code), [("A",)])) == "Code\n────\nA\n"


def test_columns_for_data_are_not_on_the_screen() -> None:
    table = Table("", (Column(code), Column(name, on="data"), Column(note, on="screen")), [("A", "星河", "x")])
    assert _shown(table) == "Code   Note\n───────────\nA      x\n"


def test_a_tree_is_never_folded_but_stacked_at_last() -> None:
    rows = [("星河控股集团有限公司", "一二三四五六七八九十"), ("└─ ● 华北星河新能源 71%", "x")]
    table = Table("", (Column(name, tree=True), Column(note)), rows)
    assert screen_lines(table, Surface(width=40))[-1].startswith("└─ ● 华北星河新能源 71%")
    assert screen_lines(table, Surface(width=30))[0] == "Client name"


def test_colour_marks_the_title_the_heading_and_what_is_good_or_bad() -> None:
    table = Table("进度", columns(code, pace), [("A", Pace.behind), ("B", Pace.on)], notes=("下一步",))
    for terminal in (True, False):
        lines = screen_lines(table, Surface(width=80, colour=True, terminal=terminal))
        assert lines[0] == "\x1b[1m进度\x1b[0m"
        assert lines[2].startswith("\x1b[1mCode")
        assert "\x1b[31mBehind" in lines[4]
        assert "\x1b[32mOn pace" in lines[5]
        assert lines[-1] == "\x1b[2m下一步\x1b[0m"


def test_a_folded_cell_is_coloured_on_each_line() -> None:
    table = Table("", columns(note, code), [("✓ 已完成 " + "长" * 20, "A")])
    lines = screen_lines(table, Surface(width=30, colour=True))
    assert sum("\x1b[32m" in line for line in lines) == 3


def test_markup_in_a_text_is_text() -> None:
    table = Table("", columns(code, name), [("[bold]A[/bold]", ":smile: [link=x]")])
    assert "[bold]A[/bold]   :smile: [link=x]" in _shown(table, Surface(width=80, terminal=True))


def test_more_rows_than_a_screenful_are_not_left_to_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corecrm.render.screen.rich_lines", lambda *_a, **_k: ["by Rich"])
    for count, by_rich in ((RICH_ROWS, True), (RICH_ROWS + 1, False)):
        table = Table("", columns(code), [("A",)] * count)
        assert (screen_lines(table, Surface(width=80, terminal=True)) == ["by Rich"]) is by_rich


def test_a_text_that_rich_measures_otherwise_is_left_to_our_own_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rich.cells.cell_len", lambda _text: 1)
    monkeypatch.setattr("corecrm.render.screen.rich_lines", lambda *_a, **_k: ["by Rich"])
    assert screen_lines(Table("", columns(code), [("星河",)]), Surface(width=80, terminal=True))[-1] == "星河"


@pytest.mark.parametrize("palette", [GBK, ASCII], ids=["gbk", "ascii"])
@pytest.mark.parametrize("width", [60, 80, 96, 120])
def test_a_screen_can_be_encoded(palette: Palette, width: int) -> None:
    for thing in (clients(), everything(), page()):
        for terminal in (True, False):
            _shown(thing, Surface(width=width, palette=palette, terminal=terminal)).encode(palette.encoding)


headings = st.sampled_from(["编号", "客户名称", "Outstanding balance", "存款日均余额", "X"])
labels = st.tuples(headings, st.sampled_from([Kind.text, Kind.money, Kind.date, Kind.count]))
wide_columns = st.lists(labels, min_size=1, max_size=9).map(
    lambda made: tuple(Column(Label(f"f{i}", head, head, kind), drop=i % 4) for i, (head, kind) in enumerate(made))
)
VALUES = {
    Kind.text: st.text(st.sampled_from("ab 星河，（）-") | st.characters(exclude_characters="…"), max_size=40),
    Kind.money: st.decimals(-(10**14), 10**14, places=2, allow_nan=False),
    Kind.date: st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    Kind.count: st.integers(-(10**12), 10**12),
}


@st.composite
def any_table(draw: st.DrawFn) -> Table:
    made = draw(wide_columns)
    rows = st.tuples(*(st.none() | VALUES[column.label.kind] for column in made))
    title, remark = draw(VALUES[Kind.text]), draw(VALUES[Kind.text])
    return Table(str(title), made, draw(st.lists(rows, min_size=1, max_size=4)), notes=(str(remark),), key="f0")


@settings(max_examples=100, deadline=None)
@given(any_table(), st.integers(24, 130), st.booleans())
def test_no_line_is_wider_than_the_screen_and_every_amount_is_whole(table: Table, width: int, terminal: bool) -> None:
    lines = screen_lines(table, Surface(width=width, terminal=terminal))
    assert max(map(wcswidth, lines)) <= width
    assert not re.search("[0-9]…", "\n".join(lines))
    kept = [i for i, column in enumerate(table.columns) if column.label.kind is Kind.money and not column.drop]
    scale, screen = scale_for(table), "\n".join(lines)
    assert all(amount(value, scale) in screen for row in table.rows for i in kept if isinstance(value := row[i], Decimal))


@settings(max_examples=100, deadline=None)
@given(any_table(), st.integers(24, 130))
def test_rich_and_our_own_writer_show_the_same(table: Table, width: int) -> None:
    texts = texts_of(table, PIPE, WAN)
    layout = fit(texts, width)
    if layout is not None and rich_agrees(drawn := grid(texts, [], layout)):
        assert rich_lines(drawn, layout.gap, PIPE.palette, colour=False) == own_lines(drawn, layout.gap, PIPE.palette, colour=False)


@pytest.mark.skipif(not HOSTILE.exists(), reason="the collection of hostile strings is not on this machine")
def test_hostile_strings_do_not_steer_the_screen() -> None:
    texts = [line for line in HOSTILE.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
    table = Table("x", columns(code, name, deposits), [(f"H-{i}", text, Decimal("12345678.90")) for i, text in enumerate(texts)])
    lines = screen_lines(table, Surface(width=80))
    assert len(list(takewhile(bool, lines[2:]))) >= len(texts)
    assert max(map(wcswidth, lines)) <= 80
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for line in lines for sign in line)
    assert sum("1,235" in line for line in lines) == len(texts)
