"""Whose a figure is where a client changed hands."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.money import largest_remainder
from corecrm.rules.attribution import Share, Stretch, Tenure, apportioned, by_days, mean, meaning, shares, turns
from corecrm.rules.intervals import Interval
from corecrm.rules.measures import whole

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
HANDED_OVER = date(2026, 2, 11)
LI, CHEN = 2, 3
CHANGE = [Tenure(LI, Interval(date(2025, 6, 1), HANDED_OVER)), Tenure(CHEN, Interval(HANDED_OVER))]
few = settings(max_examples=200, deadline=None)

values = st.integers(-(10**15), 10**15)
days = st.integers(-20, 110).map(lambda number: FIRST + timedelta(days=number))
tenures = st.lists(
    st.tuples(st.integers(1, 4), days, st.none() | st.integers(1, 60)).map(
        lambda drawn: Tenure(drawn[0], Interval(drawn[1], drawn[1] + timedelta(days=drawn[2]) if drawn[2] else None))
    ),
    max_size=5,
)


@st.composite
def stretches(draw: st.DrawFn) -> list[Stretch]:
    """Stretches that follow each other without a gap."""
    found, start = [], FIRST
    for length, value in draw(st.lists(st.tuples(st.integers(1, 40), values), min_size=1, max_size=5)):
        found.append(Stretch(start, start + timedelta(days=length - 1), value))
        start += timedelta(days=length)
    return found


def divided(given: list[Stretch], held: list[Tenure], *, daily: bool = False) -> list[Share]:
    """The shares without the pieces that they are made of."""
    return [share._replace(pieces=()) for share in shares(given, held, daily=daily)]


# --- worked out by hand: January has 31 days, and ten of February's come before the 11th, so 41 of the quarter's 90 ---


def test_a_flow_of_a_quarter_with_a_hand_over_on_february_11_is_divided_41_to_49() -> None:
    quarter = [Stretch(FIRST, LAST, 100_000)]  # 1,000.00 元: × 41/90 = 455.555…, × 49/90 = 544.444…
    assert divided(quarter, CHANGE) == [Share(LI, 45_556, estimated=True), Share(CHEN, 54_444, estimated=True)]


def test_what_is_reversed_is_taken_back_from_everybody() -> None:
    assert [share.value for share in shares([Stretch(FIRST, LAST, -100_000)], CHANGE)] == [-45_556, -54_444]


def test_days_held_by_nobody_stay_nobodys() -> None:
    later = [CHANGE[0], Tenure(CHEN, Interval(date(2026, 3, 2)))]
    found = divided([Stretch(FIRST, LAST, 9_000)], later)  # 41, 19 and 30 days
    assert found == [Share(LI, 4_100, estimated=True), Share(None, 1_900, estimated=True), Share(CHEN, 3_000, estimated=True)]
    assert divided([Stretch(FIRST, LAST, 9_000)], []) == [Share(None, 9_000, estimated=False)]


@pytest.mark.parametrize(("day", "holder"), [(HANDED_OVER - timedelta(days=1), LI), (HANDED_OVER, CHEN)])
def test_a_dated_fact_is_that_of_whoever_held_on_its_day(day: date, holder: int) -> None:
    assert divided([Stretch(day, day, 7)], CHANGE) == [Share(holder, 7, estimated=False)]


def test_a_period_in_one_hand_is_no_estimate_even_over_two_tenures() -> None:
    again = [Tenure(LI, Interval(date(2025, 6, 1), HANDED_OVER)), Tenure(LI, Interval(HANDED_OVER))]
    assert divided([Stretch(FIRST, LAST, 100_000)], again) == [Share(LI, 100_000, estimated=False)]


def test_an_average_of_a_period_is_divided_by_days_of_its_sum() -> None:
    links = [Stretch(FIRST, date(2026, 1, 31), 310), Stretch(date(2026, 2, 1), date(2026, 2, 28), 620)]
    # 310 × 31 + 620 × 28 = 26,970 over 59 days is 457.1; Li's are 9,610 + 620 × 10 = 15,810 (267.97), Chen's 620 × 18 (189.15)
    assert divided(links, CHANGE) == [Share(LI, 268, estimated=True), Share(CHEN, 189, estimated=True)]


def test_balances_that_are_known_day_by_day_are_divided_exactly() -> None:
    steps = [Stretch(FIRST, date(2026, 3, 1), 900), Stretch(date(2026, 3, 2), LAST, 1_800)]
    # 900 × 41 = 36,900 for Li; 900 × 19 + 1,800 × 30 = 71,100 for Chen; 108,000 together, over 90 days
    assert divided(steps, CHANGE, daily=True) == [Share(LI, 410, estimated=False), Share(CHEN, 790, estimated=False)]


def test_of_two_who_hold_at_once_the_first_one_given_goes_before() -> None:
    both = [Tenure(CHEN, Interval(date(2026, 1, 3), date(2026, 1, 5))), Tenure(LI, Interval(FIRST))]
    assert turns(both, FIRST, date(2026, 1, 10)) == [(LI, 2), (CHEN, 2), (LI, 6)]


def test_what_the_mark_means_is_said_with_it() -> None:
    assert meaning().startswith("est.: ")


# --- whatever the days and figures are ---


@given(stretches(), tenures, st.booleans())
@few
def test_shares_add_up_to_the_whole_exactly(given: list[Stretch], held: list[Tenure], daily: bool) -> None:
    found = shares(given, held, daily=daily)
    assert sum(share.value for share in found) == whole(mean(given))
    assert len({share.holder for share in found}) == len(found)


@given(stretches(), tenures)
@few
def test_what_each_fact_counts_for_in_a_share_adds_up_to_it_exactly(given: list[Stretch], held: list[Tenure]) -> None:
    told = [stretch._replace(fact=number) for number, stretch in enumerate(given)]
    days = sum(stretch.days for stretch in told)
    found = shares(told, held)
    for share in found:
        counted = apportioned([piece.sum for piece in share.pieces], days, share.value)
        assert sum(counted) == share.value
        assert all(abs(value - Fraction(piece.sum, days)) <= 1 for value, piece in zip(counted, share.pieces, strict=True))
    assert sum(piece.days for share in found for piece in share.pieces) == days


@given(stretches(), tenures)
@few
def test_only_what_was_divided_is_an_estimate(given: list[Stretch], held: list[Tenure]) -> None:
    found = shares(given, held)
    assert any(share.estimated for share in found) or len(found) == 1 or len(given) > 1
    assert not any(share.estimated for share in shares(given, held, daily=True))


@given(days, st.integers(0, 90), tenures)
@few
def test_turns_cover_each_day_once_with_its_holder(start: date, length: int, held: list[Tenure]) -> None:
    by_day = [
        next((tenure.holder for tenure in held if tenure.during.holds(start + timedelta(days=number))), None)
        for number in range(length + 1)
    ]
    spread = [holder for holder, count in turns(held, start, start + timedelta(days=length)) for _day in range(count)]
    assert spread == by_day


@given(values, st.lists(st.integers(0, 400), min_size=1, max_size=6).filter(any))
@few
def test_a_fact_of_a_period_is_divided_as_a_goal_is(value: int, lengths: list[int]) -> None:
    assert by_days([value * length for length in lengths], sum(lengths)) == largest_remainder(value, lengths)


@given(st.lists(values, min_size=1, max_size=6), st.integers(1, 366))
@few
def test_no_share_is_a_whole_unit_off(sums: list[int], count: int) -> None:
    found = by_days(sums, count)
    assert all(abs(share - Fraction(each, count)) <= 1 for share, each in zip(found, sums, strict=True))
    assert by_days([-each for each in sums], count) == [-share for share in found] or sum(found) == 0
