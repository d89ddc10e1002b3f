from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.fields.risk import SignalLevel
from corecrm.rules.deadlines import days_left, measures_due, on_time, workdays_for_measures
from corecrm.workdays import workdays_between

DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 1))


def test_the_clocks_are_those_of_the_bank() -> None:
    assert workdays_for_measures() == {
        SignalLevel.red: 2,
        SignalLevel.orange: 5,
        SignalLevel.yellow: 10,
        SignalLevel.blue: None,
    }


@pytest.mark.parametrize(
    ("level", "due"),
    [
        (SignalLevel.red, date(2026, 11, 23)),
        (SignalLevel.orange, date(2026, 11, 26)),
        (SignalLevel.yellow, date(2026, 12, 3)),
        (SignalLevel.blue, None),
    ],
)
def test_measures_are_due_so_many_working_days_after_a_thursday(level: SignalLevel, due: date | None) -> None:
    assert measures_due(level, date(2026, 11, 19)) == due


def test_the_national_holiday_does_not_count() -> None:
    assert measures_due(SignalLevel.red, date(2026, 9, 30)) == date(2026, 10, 9)


@given(DAYS, st.sampled_from([SignalLevel.red, SignalLevel.orange, SignalLevel.yellow]))
@settings(max_examples=60, deadline=None)
def test_there_are_as_many_working_days_as_the_level_says(since: date, level: SignalLevel) -> None:
    due = measures_due(level, since)
    assert due is not None
    assert workdays_between(since, due) == workdays_for_measures()[level]


def test_days_left_are_calendar_days() -> None:
    assert days_left(date(2026, 11, 20), today=date(2026, 11, 23)) == -3


@pytest.mark.parametrize(
    ("done", "due", "kept"),
    [
        (date(2026, 8, 30), date(2026, 8, 21), False),
        (date(2026, 8, 21), date(2026, 8, 21), True),
        (None, date(2026, 8, 21), None),
        (date(2026, 8, 21), None, None),
    ],
)
def test_work_is_judged_by_its_original_deadline(done: date | None, due: date | None, kept: bool | None) -> None:
    assert on_time(done, due) is kept
