"""Growth against an earlier figure: exact, and silent where it says nothing."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corecrm.rules.growth import growth, rate


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (110, 100, "0.1"),
        (90, 100, "-0.1"),
        (-50, -100, "0.5"),
        (1, 3, "-0.666667"),
        (Fraction(1, 3), 1, "-0.666667"),
    ],
)
def test_growth_is_the_change_over_the_size_of_the_earlier_figure(now: int, before: int, expected: str) -> None:
    assert growth(now, before) == Decimal(expected)


@pytest.mark.parametrize(("now", "before"), [(None, 1), (1, None), (1, 0), (1, -1), (-1, 1)])
def test_growth_says_nothing_from_zero_from_the_unknown_or_over_a_change_of_sign(now: int | None, before: int | None) -> None:
    assert growth(now, before) is None


@given(st.fractions(min_value=-1000, max_value=1000))
def test_a_rate_is_within_half_a_millionth(value: Fraction) -> None:
    assert abs(Fraction(rate(value)) - value) <= Fraction(1, 2_000_000)
