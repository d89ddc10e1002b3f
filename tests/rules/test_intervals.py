from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.errors import RuleViolation
from corecrm.rules.intervals import Interval, checked, closed, common, overlapping, said

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(12)]
days = st.sampled_from(DAYS)
intervals = (
    st.tuples(days, st.none() | days).filter(lambda pair: pair[1] is None or pair[1] > pair[0]).map(lambda pair: Interval(*pair))
)
few = settings(max_examples=200, deadline=None)


def covered(interval: Interval | None) -> set[date]:
    """The days of an interval, one by one."""
    return {day for day in DAYS if interval and interval.holds(day)}


def test_the_end_is_the_first_day_that_no_longer_counts() -> None:
    half = Interval(date(2026, 1, 1), date(2026, 7, 1))
    assert [half.holds(day) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))] == [
        False, True, True, False,
    ]  # fmt: skip
    assert Interval(FIRST).holds(date(2999, 1, 1))


@given(intervals, intervals)
@few
def test_the_common_days_are_those_in_both(one: Interval, other: Interval) -> None:
    assert covered(common(one, other)) == covered(one) & covered(other)
    assert common(one, other) == common(other, one)


@given(intervals, st.lists(intervals, max_size=5))
@few
def test_what_overlaps_is_the_first_that_shares_a_day(wanted: Interval, others: list[Interval]) -> None:
    assert overlapping(wanted, others) == next((other for other in others if covered(wanted) & covered(other)), None)


@given(intervals, days)
@few
def test_a_closed_interval_holds_up_to_the_day_before_and_no_longer(interval: Interval, on: date) -> None:
    try:
        ended = closed(interval, on)
    except RuleViolation:
        assert not interval.holds(on) or interval.start == on
    else:
        assert covered(ended) == {day for day in covered(interval) if day < on}
        assert covered(ended)


@given(days, st.none() | days)
@few
def test_an_interval_without_a_day_is_refused(start: date, end: date | None) -> None:
    if end is not None and end <= start:
        with pytest.raises(RuleViolation, match=f"it would end on {end}, which is not after its beginning {start}"):
            checked(Interval(start, end))
    else:
        assert checked(Interval(start, end)) == (start, end)


def test_what_has_ended_cannot_end_again() -> None:
    with pytest.raises(RuleViolation, match="it ended on 2026-01-05 already"):
        closed(Interval(DAYS[0], DAYS[4]), DAYS[6])


def test_an_interval_says_from_when_to_when() -> None:
    assert said(Interval(FIRST)) == "from 2026-01-01 on"
    assert said(Interval(FIRST, DAYS[4])) == "from 2026-01-01 up to, but not on, 2026-01-05"
