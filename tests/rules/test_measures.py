"""How figures are written, kept and added."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.errors import RuleViolation
from corecrm.fields import Quantity
from corecrm.fields.goal import Axis
from corecrm.fields.metric import Measure
from corecrm.rules.measures import adds, check_scale, parse, quantity, said, usual_scale, whole

TIME = (Axis.quarter, Axis.month)
SPACE = (Axis.line, Axis.inst, Axis.staff, Axis.client)


@pytest.mark.parametrize("measure", [Measure.flow, Measure.count])
def test_flows_and_counts_add_over_every_axis(measure: Measure) -> None:
    assert all(adds(measure, axis) for axis in Axis)


@pytest.mark.parametrize("measure", [Measure.stock, Measure.average])
def test_levels_add_over_members_but_not_over_time(measure: Measure) -> None:
    assert [adds(measure, axis) for axis in (*TIME, *SPACE)] == [False, False, True, True, True, True]


def test_ratios_never_add() -> None:
    assert not any(adds(Measure.ratio, axis) for axis in Axis)


@pytest.mark.parametrize(
    ("text", "unit", "scale", "kept"),
    [
        ("2.4亿", "元", 2, 24_000_000_000),
        ("-1,000", "元", 2, -100_000),
        ("71%", "%", 6, 710_000),
        ("5,000", "户", 0, 5_000),
        ("5000 户", "户", 0, 5_000),
        ("2．5", "倍", 2, 250),
        ("-0.25", "倍", 2, -25),
        ("3", "倍", 2, 300),
    ],
)
def test_a_figure_is_kept_in_the_smallest_unit(text: str, unit: str, scale: int, kept: int) -> None:
    assert parse(text, unit, scale) == kept


@pytest.mark.parametrize(
    ("text", "unit", "scale"),
    [("1,12", "元", 2), ("71", "%", 6), ("5.5", "户", 0), ("1.234", "倍", 2), ("", "倍", 2), ("三倍", "倍", 2), ("1万", "户", 0)],
)
def test_an_unclear_figure_is_refused_and_named(text: str, unit: str, scale: int) -> None:
    with pytest.raises(ValueError, match=text or "“”"):
        parse(text, unit, scale)


def test_money_and_rates_are_kept_alike_everywhere() -> None:
    assert [usual_scale(unit) for unit in ("元", "%", "户")] == [2, 6, 0]
    check_scale("元", 2)
    check_scale("倍", 4)
    with pytest.raises(RuleViolation, match="元"):
        check_scale("元", 3)


def test_a_figure_reads_in_full() -> None:
    assert said(24_000_000_000, "元", 2) == "240,000,000.00 CNY"
    assert said(125_000, "%", 6) == "12.5%"
    assert said(5_000, "户", 0) == "5,000 accounts"


def test_a_quantity_carries_its_unit() -> None:
    assert quantity(12_345, "元", 2) == Quantity(Decimal("123.45"), "元")
    assert quantity(None, "元", 2) is None
    assert quantity(Fraction(30_250_000, 90) * 100, "元", 2) == Quantity(Decimal("336111.11"), "元")


@given(st.fractions(min_value=-1000, max_value=1000))
@settings(max_examples=100, deadline=None)
def test_rounding_goes_to_the_nearest_with_halves_away_from_zero(value: Fraction) -> None:
    rounded = whole(value)
    assert abs(rounded - value) <= Fraction(1, 2)
    assert abs(rounded - value) < Fraction(1, 2) or abs(rounded) > abs(value)
    assert whole(-value) == -rounded
