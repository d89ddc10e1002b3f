"""Exact texts of cells, and the letters of columns."""

from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.exchange.cells import Cell, CellError, cell_text, column_letter, column_number


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")])
def test_columns_are_called_as_in_a_sheet(number: int, letters: str) -> None:
    assert column_letter(number) == letters


@given(st.integers(1, 16_384))
@settings(max_examples=100, deadline=None)
def test_a_column_letter_leads_back_to_its_column(number: int) -> None:
    assert column_number(column_letter(number)) == number


@pytest.mark.parametrize("number", [0, -1, 16_385])
def test_there_is_no_column_outside_a_sheet(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        column_letter(number)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("91440300693950518U", "91440300693950518U"),
        ("914403006939505180", "914403006939505180"),
        ("00012", "00012"),
        (" 甲\u3000", "甲"),
        (12.0, "12"),
        (-3.0, "-3"),
        (999_999_999_999_999.0, "999999999999999"),
        (1.5, "1.5"),
        (914403006939505180, "914403006939505180"),
        (True, "TRUE"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 8, 30), "2026-03-01 08:30:00"),  # noqa: DTZ001 - a sheet knows no time zone
        (time(8, 30), "08:30:00"),
    ],
)
def test_a_cell_gives_its_exact_text(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize("number", [914403006939505100.0, 1e15, -1e15, 0.1 + 0.2, float("inf"), float("nan")])
def test_a_number_that_excel_has_rounded_is_no_code(number: float) -> None:
    with pytest.raises(ValueError, match="15 digits"):
        cell_text(number)


def test_a_rounded_number_is_shown_as_excel_shows_it() -> None:
    with pytest.raises(ValueError, match="914403006939505000 is a number"):
        cell_text(914403006939505180.0)


def test_an_error_is_no_code() -> None:
    with pytest.raises(ValueError, match="#N/A"):
        cell_text(CellError("#N/A"))


@given(st.text(st.characters(codec="ascii", categories=["Nd"]), min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_digits_typed_as_text_stay_as_they_are(digits: str) -> None:
    assert cell_text(digits) == digits


@given(st.integers(-(10**15) + 1, 10**15 - 1))
@settings(max_examples=100, deadline=None)
def test_whole_numbers_of_fifteen_digits_stay_as_they_are(number: int) -> None:
    assert cell_text(float(number)) == str(number)
