"""How a goal stands against time."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.fields.goal import GoalState
from corecrm.fields.metric import Measure
from corecrm.rules.measures import whole
from corecrm.rules.pacing import Course, completion, elapsed, level, pace, standing

YEAR = Course(Measure.flow, date(2026, 1, 1), date(2026, 12, 31), target=9_000)
DEPOSITS = replace(YEAR, measure=Measure.stock, target=1_365, baseline=1_000)
SEPTEMBER = date(2026, 9, 30)


def percent(value: Fraction | None) -> float:
    assert value is not None
    return whole(value * 10_000) / 100


def test_the_golden_standing_of_a_flow() -> None:
    found = standing(YEAR, 6_150, SEPTEMBER)
    assert (percent(found.completion), percent(found.time), percent(found.behind_by)) == (68.33, 74.79, -6.46)
    assert found.ratio is not None
    assert whole(found.ratio * 10_000) == 9_136
    assert found.state is GoalState.behind
    assert found.forecast == Fraction(6_150 * 365, 273)


def test_a_leap_year_has_a_day_more() -> None:
    leap = replace(YEAR, start=date(2028, 1, 1), end=date(2028, 12, 31))
    assert (elapsed(leap, date(2028, 9, 30)), leap.days) == (274, 366)


def test_the_golden_completion_of_a_goal_to_come_down() -> None:
    down = replace(YEAR, measure=Measure.ratio, target=80, baseline=100, lower_is_better=True)
    assert completion(down, 88) == Fraction(60, 100)
    assert standing(down, 88, SEPTEMBER).expected == Fraction(273, 365)


@pytest.mark.parametrize(
    ("ratio", "state"),
    [
        (Fraction(95, 100), GoalState.on_pace),
        (Fraction(95, 100) - Fraction(1, 10**9), GoalState.behind),
        (Fraction(80, 100), GoalState.behind),
        (Fraction(80, 100) - Fraction(1, 10**9), GoalState.far_behind),
        (Fraction(2), GoalState.on_pace),
    ],
)
def test_the_bands_of_the_pace_index_are_exact(ratio: Fraction, state: GoalState) -> None:
    assert pace(ratio, Fraction(1, 2)) is state


def test_a_goal_reached_is_done_whatever_its_pace() -> None:
    assert pace(Fraction(1, 10), Fraction(1)) is GoalState.done


def test_a_level_is_held_against_the_straight_way_from_its_baseline() -> None:
    assert level(DEPOSITS, date(2025, 12, 31)) == 1_000
    assert level(DEPOSITS, date(2026, 4, 10)) == 1_100
    assert level(DEPOSITS, date(2026, 12, 31)) == level(DEPOSITS, date(2027, 2, 1)) == 1_365
    found = standing(DEPOSITS, 1_045, date(2026, 4, 10))
    assert (found.ratio, found.state) == (Fraction(95, 100), GoalState.on_pace)
    assert found.forecast == 1_045 + 265


def test_the_way_follows_the_targets_of_a_split_over_time() -> None:
    stepped = replace(DEPOSITS, steps=[(date(2026, 3, 31), 1_180), (date(2026, 12, 31), 1_365)])
    assert level(stepped, date(2026, 3, 31)) == 1_180
    assert level(stepped, date(2026, 2, 14)) == 1_090
    assert level(replace(DEPOSITS, steps=[(date(2026, 3, 31), 1_180)]), date(2026, 12, 31)) == 1_365


def test_an_average_says_what_the_rest_of_the_period_needs() -> None:
    average = replace(DEPOSITS, measure=Measure.average, target=9_000)
    found = standing(average, 6_120, date(2026, 11, 23), known_to=date(2026, 10, 31))
    assert found.needed == Fraction(9_000 * 365 - 6_120 * 304, 61)
    assert standing(average, 6_120, date(2026, 12, 31)).needed is None
    assert standing(DEPOSITS, 1_100, SEPTEMBER).needed is None


def test_a_quarter_of_an_average_is_counted_from_the_start_of_the_year() -> None:
    third = Course(
        Measure.average, date(2026, 7, 1), SEPTEMBER, target=900, baseline=800, counted_from=date(2026, 1, 1)
    )  # fmt: skip
    assert standing(third, 850, date(2026, 7, 31)).needed == Fraction(900 * 273 - 850 * 212, 61)


@pytest.mark.parametrize(
    ("course", "done", "on", "reason"),
    [
        (replace(YEAR, target=0), 5, SEPTEMBER, "not above 0"),
        (replace(YEAR, target=-5), 5, SEPTEMBER, "not above 0"),
        (YEAR, None, SEPTEMBER, "no figures"),
        (YEAR, 5, date(2025, 12, 31), "not begun"),
        (replace(DEPOSITS, baseline=None), 5, SEPTEMBER, "no baseline"),
        (replace(DEPOSITS, baseline=-10_000), 5, date(2026, 1, 31), "nothing was to be expected"),
        (replace(YEAR, lower_is_better=True), 5, SEPTEMBER, "needs a baseline"),
        (replace(YEAR, lower_is_better=True, baseline=9_000), 5, SEPTEMBER, "not above the target"),
    ],
)
def test_a_pace_that_does_not_apply_says_why(course: Course, done: int | None, on: date, reason: str) -> None:
    found = standing(course, done, on)
    assert found.state is None
    assert found.reason is not None
    assert reason in found.reason


def test_what_is_not_known_has_no_difference_to_time() -> None:
    assert standing(YEAR, None, SEPTEMBER).behind_by is None


@given(st.integers(1, 10**12), st.integers(0, 10**12), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
@settings(max_examples=100, deadline=None)
def test_the_word_follows_completion_and_time_alone(target: int, done: int, on: date) -> None:
    found = standing(replace(YEAR, target=target), done, on)
    assert found.ratio is not None
    assert found.ratio * found.time == Fraction(done, target)
    assert (found.state is GoalState.done) == (done >= target)
