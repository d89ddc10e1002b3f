"""Parts that add up."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.errors import RuleViolation
from corecrm.fields.goal import Axis
from corecrm.periods import Period
from corecrm.rules.splitting import (
    Division,
    Part,
    along_path,
    axes_of_kind,
    by_weights,
    check_levels,
    overallocated,
    period_of,
    periods_of,
    segment,
    unallocated,
    whole_weights,
)

totals = st.integers(min_value=-(10**15), max_value=10**15)
weights = st.lists(st.integers(min_value=1, max_value=10**6), min_size=1, max_size=12).map(
    lambda given: {f"W{number}": weight for number, weight in enumerate(given)}
)


@given(totals, weights)
@settings(max_examples=150, deadline=None)
def test_shares_by_weight_add_up_exactly(total: int, given: dict[str, int]) -> None:
    shares = by_weights(total, given)
    assert sum(shares.values()) == total
    assert list(shares) == list(given)


def test_the_golden_splits() -> None:
    assert by_weights(100_000, {"a": 1, "b": 1, "c": 1}) == {"a": 33_334, "b": 33_333, "c": 33_333}
    assert list(by_weights(9_000_000, {"Q1": 20, "Q2": 24, "Q3": 26, "Q4": 30}).values()) == [
        1_800_000,
        2_160_000,
        2_340_000,
        2_700_000,
    ]


@pytest.mark.parametrize("given", [{}, {"a": 0}, {"a": 1, "b": -1}])
def test_weights_are_above_zero(given: dict[str, int]) -> None:
    with pytest.raises(RuleViolation, match="above 0"):
        by_weights(1, given)
    with pytest.raises(RuleViolation, match="above 0"):
        along_path(0, 1, given)


@given(totals, totals, weights)
@settings(max_examples=100, deadline=None)
def test_the_way_to_a_level_ends_on_it_and_never_turns(baseline: int, target: int, given: dict[str, int]) -> None:
    levels = [baseline, *along_path(baseline, target, given).values()]
    assert levels[-1] == target
    assert levels == sorted(levels, reverse=target < baseline)


@given(totals, st.lists(totals, max_size=5))
@settings(max_examples=100, deadline=None)
def test_parts_and_what_they_leave_are_the_whole(total: int, parts: list[int]) -> None:
    assert sum(parts) + unallocated(total, parts) == total


@pytest.mark.parametrize(
    ("total", "parts", "too_much"),
    [(100, [60, 40], False), (100, [60, 41], True), (100, [60], False), (-100, [-60], False), (-100, [-101], True), (0, [1], True)],
)
def test_parts_may_leave_a_rest_but_not_go_beyond(total: int, parts: list[int], too_much: bool) -> None:
    assert overallocated(total, parts) is too_much


def test_weights_in_decimals_keep_their_proportion() -> None:
    assert whole_weights({"a": Decimal("1.5"), "b": Decimal("2")}) == {"a": 15, "b": 20}
    assert whole_weights({"a": Decimal("1E+2")}) == {"a": 100}


def test_quarters_and_months_are_one_axis() -> None:
    assert axes_of_kind(Axis.month) == axes_of_kind(Axis.quarter) == {Axis.month, Axis.quarter}
    assert axes_of_kind(Axis.inst) == {Axis.inst}


def test_a_period_is_split_into_shorter_ones_only() -> None:
    year, quarter, month = (Period.parse(text) for text in ("2026", "2026Q3", "2026-07"))
    assert [part.code for part in periods_of(year, Axis.quarter)] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert [part.code for part in periods_of(quarter, Axis.month)] == ["2026-07", "2026-08", "2026-09"]
    for period, axis in ((quarter, Axis.quarter), (month, Axis.month), (month, Axis.quarter)):
        with pytest.raises(RuleViolation, match=period.code):
            periods_of(period, axis)


def test_a_period_is_known_by_its_days() -> None:
    assert period_of(date(2026, 1, 1), date(2026, 12, 31)).code == "2026"
    assert period_of(date(2026, 7, 1), date(2026, 7, 31)).code == "2026-07"
    with pytest.raises(RuleViolation, match="2026-07-02"):
        period_of(date(2026, 7, 2), date(2026, 7, 31))


def test_a_part_is_named_in_the_code_by_its_axis() -> None:
    named = {
        Axis.quarter: "2026Q3",
        Axis.month: "2026-07",
        Axis.line: "LN",
        Axis.inst: "BJ",
        Axis.staff: "W0012",
        Axis.client: "HX-0012",
    }
    assert [segment(axis, part) for axis, part in named.items()] == ["Q3", "2026-07", "line:LN", "BJ", "W0012", "HX-0012"]


def test_a_division_lists_the_keys_of_its_parts() -> None:
    assert Division(Axis.inst, [Part("BJ", {}), Part("SH", {})]).keys == ["BJ", "SH"]


def test_stretch_and_challenge_lie_beyond_the_target() -> None:
    check_levels(100, 110, 120, lower_is_better=False)
    check_levels(100, None, 90, lower_is_better=True)
    with pytest.raises(RuleViolation, match="order"):
        check_levels(100, 90, None, lower_is_better=False)
