"""Texts are measured as terminals show them, and folded without breaking words."""

from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth, wcwidth

from corecrm.render.plain import plain
from corecrm.render.width import _ONE, _TWO, cut, fold, fold_parts, longest_word, pad, pad_column, width, widths

texts = st.text(st.sampled_from("aZ09 ,.-_/（）《》，。星河储能●—·…é") | st.characters(codec="utf-8")).map(plain)


def _members(ranges: str) -> chain[str]:
    pairs, rest = [], ranges
    while rest:
        spread = rest[1:2] == "-"
        pairs.append((rest[0], rest[2] if spread else rest[0]))
        rest = rest[3:] if spread else rest[1:]
    return chain.from_iterable(map(chr, range(ord(first), ord(last) + 1)) for first, last in pairs)


@pytest.mark.parametrize(("ranges", "cells"), [(_ONE, 1), (_TWO, 2)])
def test_the_characters_that_are_not_looked_up_have_the_width_that_a_look_up_gives(ranges: str, cells: int) -> None:
    assert {wcwidth(character) for character in _members(ranges)} == {cells}


@settings(max_examples=100, deadline=None)
@given(st.lists(texts, max_size=5))
def test_a_column_is_measured_like_its_texts(column: list[str]) -> None:
    assert widths(column) == [width(text) for text in column] == [max(0, wcswidth(f" {text}") - 1) for text in column]


@settings(max_examples=100, deadline=None)
@given(texts, st.integers(2, 30))
def test_folding_keeps_the_width_and_every_character_but_blanks(text: str, cells: int) -> None:
    lines = fold(text, cells)
    assert max(map(width, lines), default=0) <= cells
    assert "".join("".join(lines).split(" ")) == "".join(text.split(" "))


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (99, ["next: show HX-1 · list --under HX-1 · undo"]),
        (36, ["next: show HX-1 ·", "list --under HX-1 · undo"]),
        (19, ["next: show HX-1 ·", "list --under HX-1 ·", "undo"]),
        (17, ["next: show HX-1 ·", "list --under HX-1", "undo"]),
        (12, ["next: show", "HX-1", "list --under", "HX-1", "undo"]),
    ],
)
def test_a_line_of_parts_is_folded_between_them(cells: int, lines: list[str]) -> None:
    assert fold_parts("next: show HX-1 · list --under HX-1 · undo", cells) == lines


@settings(max_examples=100, deadline=None)
@given(texts, st.integers(1, 30))
def test_a_cut_text_fits_and_never_ends_in_half_a_number(text: str, cells: int) -> None:
    shorter = cut(text, cells)
    assert width(shorter) <= cells
    assert shorter == text or not shorter[-2:-1].isdigit() or not shorter[-2:-1].isascii()


def test_words_codes_and_numbers_stay_whole() -> None:
    assert fold("应收账款周转 82→121 天，T-0341 见 1,234,567.89万元", 12) == [
        "应收账款周转",
        "82→121 天，",
        "T-0341 见",
        "1,234,567.89",
        "万元",
    ]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    assert fold("星河储能（天津），有限公司", 10) == ["星河储能", "（天津），", "有限公司"]


def test_only_a_word_wider_than_the_line_is_broken() -> None:
    assert fold("see https://a.example/long for it", 10) == ["see", "https://a.", "example/lo", "ng for it"]
    assert longest_word("see 星河 HX-0012") == 7


def test_a_mark_counts_as_it_does_behind_another_sign() -> None:
    assert (fold("00\u0b3e", 2), width("\u0b3e")) == (["00", "\u0b3e"], wcswidth("0\u0b3e") - 1)


def test_padding_goes_by_cells() -> None:
    assert (pad("星河", 6), pad("星河", 6, right=True), pad("星河集团", 4)) == ("星河  ", "  星河", "星河集团")
    assert pad_column(["a", "bc"], 3, right=True) == ["  a", " bc"]
    assert pad_column(["星", "b"], 3) == ["星 ", "b  "]
    assert widths([]) == []


def test_cutting_drops_the_number_it_cannot_keep() -> None:
    assert (cut("余额 1,234,567", 9), cut("星河集团", 8), cut("星河集团", 7), cut("星河", 1, "...")) == (
        "余额 …",
        "星河集团",
        "星河集…",
        "...",
    )
