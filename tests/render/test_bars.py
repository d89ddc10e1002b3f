"""Bars, sparklines and guides."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.render.bars import bar, guides, spark
from corecrm.render.palette import ASCII

ELAPSED = Fraction(89, 100)


@pytest.mark.parametrize(
    ("done", "drawn"),
    [
        ("0.89", "██████████████████░░"),
        ("0.81", "████████████████░│░░"),
        ("0.45", "█████████░░░░░░░░│░░"),
        ("1.16", "████████████████████"),
        ("-0.1", "░░░░░░░░░░░░░░░░░│░░"),
    ],
)
def test_the_tick_shows_where_the_bar_should_be_by_now(done: str, drawn: str) -> None:
    assert bar(Decimal(done), tick=ELAPSED) == drawn


def test_a_bar_of_nothing_known_is_a_dash() -> None:
    assert (bar(None), bar(Fraction(1, 2), 4, Fraction(1), ASCII)) == ("—", "##.|")


def test_a_sparkline_runs_from_the_lowest_to_the_highest() -> None:
    assert (spark([1, 2, None, 8]), spark([5, 5]), spark([]), spark([None])) == ("▁▂ █", "▅▅", "", "")


def test_guides_show_whose_child_a_row_is() -> None:
    assert guides([0, 1, 2, 2, 1, 2, 0, 1]) == ["", "├─ ", "│  ├─ ", "│  └─ ", "└─ ", "   └─ ", "", "└─ "]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=30))
def test_guides_are_as_deep_as_their_rows(depths: list[int]) -> None:
    assert [len(guide) for guide in guides(depths)] == [3 * depth for depth in depths]
