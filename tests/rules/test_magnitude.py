"""When a bare number may have been meant in another unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corecrm.rules.magnitude import APART, far_apart, first_far, nearer

FIGURES = st.integers(-(10**17), 10**17)


@pytest.mark.parametrize(
    ("given_", "known", "far"),
    [
        (1, 1000, True), (1, 999, False), (1000, 1, True), (999, 1, False), (-1, 1000, True), (1, -1000, True), (0, 10**9, False),
        (10**9, 0, False), (0, 0, False), (240_000_00, 240_000_000_00, True), (240_001_00, 240_000_000_00, False),
    ],
)  # fmt: skip
def test_a_thousand_times_is_far_either_way_and_nothing_has_no_ratio(given_: int, known: int, far: bool) -> None:
    assert far_apart(given_, known) is far


@given(FIGURES, FIGURES)
def test_it_is_the_same_from_both_sides_and_for_both_signs(one: int, other: int) -> None:
    assert far_apart(one, other) == far_apart(other, one) == far_apart(-one, other)


@given(FIGURES.filter(bool), st.integers(0, 10**9), st.sampled_from([1, -1]))
def test_it_begins_exactly_at_a_thousand_times(figure: int, more: int, sign: int) -> None:
    limit = abs(figure) * APART
    assert far_apart(figure, sign * (limit + more))
    assert not far_apart(figure, sign * (limit - 1))


def test_the_first_of_several_known_figures_counts() -> None:
    assert first_far(5, [None, 6, 5000, 7000]) == 5000
    assert first_far(5, [None, 6]) is None
    assert first_far(5, []) is None


def test_the_reading_nearer_to_what_is_known_is_offered_first() -> None:
    assert nearer(24_000, 10_000, 240_000_000)
    assert not nearer(240_000_000, 10_000, 24_000)
