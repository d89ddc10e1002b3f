"""What a terminal cannot show or must not obey never reaches it; colour is asked for, not assumed."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.render.colour import paint, style_of, wants_colour
from corecrm.render.palette import ASCII, GBK, UTF8, Palette, palette_for
from corecrm.render.plain import escaped, plain, plain_column, plain_lines
from corecrm.render.width import width

from .conftest import Pace

DRAWN = "─│┌┬┐├┼┤└┴┘●◐○◇▁▂▃▄▅▆▇█░✓✗▲▼·—→\u203a×"


@pytest.mark.parametrize(
    ("encoding", "palette"),
    [
        ("utf-8", UTF8),
        ("UTF8", UTF8),
        ("gb18030", UTF8),
        ("gbk", GBK),
        ("cp936", GBK),
        ("ascii", ASCII),
        (None, ASCII),
        ("no such", ASCII),
    ],
)
def test_each_encoding_has_its_signs(encoding: str | None, palette: Palette) -> None:
    assert palette_for(encoding) == palette


def test_another_encoding_keeps_its_letters_and_gets_plain_signs() -> None:
    assert palette_for("latin-1").adapt("café ├─ 星 …") == "café |- ? ..."


@pytest.mark.parametrize("palette", [GBK, ASCII])
def test_every_sign_has_a_substitute_of_its_width_that_can_be_encoded(palette: Palette) -> None:
    adapted = palette.adapt(DRAWN)
    assert "?" not in adapted
    assert [width(sign) for sign in adapted] == [width(sign) for sign in DRAWN]
    adapted.encode(palette.encoding)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_every_text_can_be_encoded_once_adapted(text: str) -> None:
    for palette in (GBK, ASCII):
        palette.adapt(plain(text)).encode(palette.encoding)


def test_guides_are_three_cells_wide() -> None:
    assert [(p.branch, p.last, p.beside) for p in (UTF8, ASCII)] == [("├─ ", "└─ ", "│  "), ("|- ", "`- ", "|  ")]


def test_controls_are_taken_out_and_breaks_are_blanks() -> None:
    hostile = "a\x1b[31mb\x9bc\u202ed\u200be\r\nf\tg\x00\ud800\ufeff\u2066"
    assert plain(hostile) == "a[31mbcde f g"
    assert plain_lines(hostile) == "a[31mbcde\nf\tg"
    assert plain_column(["星河", hostile]) == ["星河", "a[31mbcde f g"]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters() | st.sampled_from("\x1b\x9b\u202e\u2028\ud800\n\t")))
def test_no_control_is_left_and_cleaning_twice_changes_nothing(text: str) -> None:
    clean = plain(text)
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u202a\u202e\u2028" for c in clean)
    assert (plain(clean), plain_lines(plain_lines(text))) == (clean, plain_lines(text))


def test_json_keeps_a_control_but_harmless() -> None:
    assert escaped('"\x9b\u202e\ud800星"') == '"\\u009b\\u202e\\ud800星"'


@pytest.mark.parametrize(
    ("mode", "environ", "is_tty", "wanted"),
    [
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, False),
        ("auto", {"CLICOLOR": "0"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
    ],
)
def test_colour_follows_the_option_then_the_environment_then_the_terminal(
    mode: str, environ: Mapping[str, str], is_tty: bool, wanted: bool
) -> None:
    assert wants_colour(mode, environ, is_tty=is_tty) is wanted


def test_a_choice_may_name_its_style_and_a_tick_is_good() -> None:
    styles = [style_of(Pace.behind, "落后"), style_of("✓ 完成", "✓ 完成"), style_of("✗", "✗"), style_of(3, "3")]
    assert styles == ["bad", "good", "bad", ""]
    assert (paint("落后", "bad"), paint("落后", ""), paint("", "bad")) == ("\x1b[31m落后\x1b[0m", "落后", "")
