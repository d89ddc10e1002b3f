# ruff: noqa: RUF001 - full-width characters are what is read here
"""Amounts, rates and counts are read exactly or refused, and divided without losing a 分."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.money import (
    LARGEST,
    MoneyUnit,
    decimal_of_float,
    from_fen,
    from_millionths,
    half_width,
    largest_remainder,
    money_of_cell,
    parse_count,
    parse_money,
    parse_rate,
    show,
    to_fen,
    to_millionths,
)

quick = settings(max_examples=100, deadline=None)
fen = st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1)
amounts = fen.map(from_fen)
weights = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1.2亿", "120000000"),
        ("3,500万", "35000000"),
        ("3500w", "35000000"),
        ("3500W", "35000000"),
        ("35000000", "35000000"),
        ("35,000,000.5", "35000000.50"),
        ("2千万", "20000000"),
        ("3万亿", "3000000000000"),
        ("5千元", "5000"),
        ("3500 万元", "35000000"),
        ("1234.56元", "1234.56"),
        ("¥1,234", "1234"),
        ("￥ 1,234", "1234"),
        ("３，５００万", "35000000"),
        ("－１２．５", "-12.50"),
        ("−7", "-7"),
        ("+7", "7"),
        ("¥-7", "-7"),
        ("-¥7", "-7"),
        ("（1,000）", "-1000"),
        ("(1,000)", "-1000"),
        ("(¥1.5万)", "-15000"),
        ("　0.01 ", "0.01"),
        ("9999999999999999.99", "9999999999999999.99"),
        ("1.23450000万", "12345"),
    ],
)
def test_an_amount_is_read_as_a_person_writes_it(text: str, yuan: str) -> None:
    assert parse_money(text) == Decimal(yuan)


UNCLEAR = ["", "1 2", "1,12", "1.234,5", "0,123", "1,2345", "12,34,567", "1e5", "nan", ".5", "5.", "1²", "①", "٣", "1.5M", "5千"]
UNCLEAR += ["1万2", "1,000万万", "约5万", "5万美元", "5元元", "万", "¥", "--5", "-¥-5", "(-5)", "(5", "5)", "()"]


@pytest.mark.parametrize("text", UNCLEAR)
def test_an_unclear_amount_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(ValueError, match="3500万") as refusal:
        parse_money(text)
    assert f'"{text}"' in str(refusal.value)


@pytest.mark.parametrize("text", ["0.001", "1.2345678万", "10000000000000000", "-20000万亿", "1" + "0" * 30, "0." + "0" * 40 + "1"])
def test_an_amount_that_does_not_fit_in_fen_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="分"):
        parse_money(text)


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("3,500", "万元", "35000000"),
        ("1.5", "亿元", "150000000"),
        ("0.00001", "千元", "0.01"),
        ("-2", "万元", "-20000"),
        ("1.2亿", "万元", "120000000"),
        ("20元", "万元", "20"),
        ("¥20元", "万元", "20"),
        ("¥20", "元", "20"),
    ],
)
def test_the_unit_of_a_column_counts_for_bare_numbers_only(text: str, unit: str, yuan: str) -> None:
    assert parse_money(text, unit=unit) == Decimal(yuan)


def test_a_currency_sign_in_a_column_of_another_unit_is_ambiguous() -> None:
    with pytest.raises(ValueError, match=r"20元.*20万元"):
        parse_money("¥20", unit="万元")


def test_a_third_decimal_after_the_unit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"0\.0000001"):
        parse_money("0.0000001", unit="万元")


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(ValueError, match='"美元"'):
        parse_money("5", unit="美元")


@pytest.mark.parametrize(
    ("cell", "unit", "yuan"),
    [
        (1200, "元", "1200"),
        (1200, "万元", "12000000"),
        (0.07, "元", "0.07"),
        (35000000.0, "元", "35000000"),
        (999999999999999.0, "元", "999999999999999"),
        (1e15, "元", "1000000000000000"),
        (1234.5678, "万元", "12345678"),
        (Decimal("1.5"), "亿元", "150000000"),
        ("1.2亿", "万元", "120000000"),
    ],
)
def test_a_cell_holds_an_amount_as_number_or_text(cell: object, unit: str, yuan: str) -> None:
    assert money_of_cell(cell, unit) == Decimal(yuan)


@pytest.mark.parametrize(
    "cell", [0.1 + 0.2, 0.001, 1e16, float("nan"), float("inf"), True, None, object(), Decimal("nan"), Decimal("0.001")]
)
def test_a_cell_without_an_exact_amount_is_refused(cell: object) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        money_of_cell(cell)


def test_a_float_with_more_digits_than_a_spreadsheet_keeps_is_refused() -> None:
    assert decimal_of_float(123456789012.345) == Decimal("123456789012.345")
    with pytest.raises(ValueError, match=r"0\.30000000000000004"):
        decimal_of_float(0.1 + 0.2)


@pytest.mark.parametrize(
    "amount", ["0.001", "10000000000000000", "NaN", "Infinity", "1E+999999", "1.00000000000000000000000000000001"]
)
def test_what_is_no_whole_number_of_fen_is_not_stored(amount: str) -> None:
    with pytest.raises(ValueError, match="分"):
        to_fen(Decimal(amount))


@pytest.mark.parametrize("amount", [1.5, 1, "1.50", None])
def test_only_a_decimal_is_stored(amount: object) -> None:
    with pytest.raises(TypeError):
        to_fen(amount)  # type: ignore[arg-type]  # the mistake under test
    with pytest.raises(TypeError):
        to_millionths(amount)  # type: ignore[arg-type]  # the mistake under test


def test_the_largest_amount_and_zero_with_any_exponent_are_stored() -> None:
    assert to_fen(LARGEST) == 10**18 - 1
    assert to_fen(-LARGEST) == 1 - 10**18
    assert to_fen(Decimal("0E+30")) == 0
    assert to_fen(Decimal("1.500")) == 150


@quick
@given(fen)
def test_fen_and_yuan_are_the_same_amount(stored: int) -> None:
    assert to_fen(from_fen(stored)) == stored
    assert str(from_fen(stored))[-3] == "."


@quick
@given(fen)
def test_millionths_and_a_rate_are_the_same_rate(stored: int) -> None:
    assert to_millionths(from_millionths(stored)) == stored


@quick
@given(amounts)
def test_an_amount_survives_being_written_and_read(amount: Decimal) -> None:
    full_width = str(amount).translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert {parse_money(text) for text in (str(amount), f"{amount:,}", f"{amount:,}元", full_width)} == {amount}


@quick
@given(st.integers(-(10**17), 10**17).map(from_fen), st.sampled_from(MoneyUnit))
def test_what_is_shown_is_read_back_within_half_a_last_digit(amount: Decimal, unit: MoneyUnit) -> None:
    shown = show(amount, unit, 2)
    assert abs(parse_money(shown, unit=unit.zh) - amount) * 200 <= unit.divisor


@quick
@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4),
    st.sampled_from(("元", "万元", "亿元")),
)
def test_a_cell_and_its_text_are_the_same_amount(number: Decimal, unit: str) -> None:
    try:
        expected = parse_money(f"{number:f}", unit=unit)
    except ValueError:
        with pytest.raises(ValueError, match=r"\S"):
            money_of_cell(number, unit)
    else:
        assert money_of_cell(number, unit) == expected


@pytest.mark.parametrize(
    ("yuan", "unit", "digits", "text"),
    [
        ("35000000", MoneyUnit.wan, 0, "3,500"),
        ("35005000", MoneyUnit.wan, 0, "3,501"),
        ("-35005000", MoneyUnit.wan, 0, "-3,501"),
        ("35004999.99", MoneyUnit.wan, 0, "3,500"),
        ("35004999.99", MoneyUnit.wan, 2, "3,500.50"),
        ("123456789.01", MoneyUnit.yi, 2, "1.23"),
        ("123456789.01", MoneyUnit.yuan, 2, "123,456,789.01"),
        ("-4999", MoneyUnit.wan, 0, "0"),
        ("-0.004", MoneyUnit.yuan, 2, "0.00"),
        ("9999999999999999.99", MoneyUnit.yuan, 2, "9,999,999,999,999,999.99"),
    ],
)
def test_an_amount_is_converted_before_it_is_rounded(yuan: str, unit: MoneyUnit, digits: int, text: str) -> None:
    assert show(Decimal(yuan), unit, digits) == text


def test_a_money_unit_knows_its_names_and_its_size() -> None:
    assert [(unit.zh, unit.divisor) for unit in MoneyUnit] == [("元", 1), ("万元", 10**4), ("亿元", 10**8)]
    assert MoneyUnit.parse("万元") is MoneyUnit.parse("wan") is MoneyUnit.wan


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("12.5%", "0.125"),
        ("0.125", "0.125"),
        ("12.5％", "0.125"),
        ("71%", "0.71"),
        ("-3 %", "-0.03"),
        ("0", "0"),
        ("-0.999999", "-0.999999"),
        ("1,200%", "12"),
        ("0.0001%", "0.000001"),
        ("０．５", "0.5"),
    ],
)
def test_a_rate_is_read_as_percentage_or_fraction(text: str, rate: str) -> None:
    assert parse_rate(text) == Decimal(rate)


@pytest.mark.parametrize(
    ("text", "remedy"), [("71", r"71% or 0\.71"), ("1", r"1% or 0\.01"), ("-2.5", r"-2\.5% or -0\.025"), ("７１", r"71% or 0\.71")]
)
def test_a_bare_rate_of_one_and_above_is_ambiguous(text: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        parse_rate(text)


@pytest.mark.parametrize("text", ["", "%", "12,5%", "1e-3", "5‰", "12.5%%", "one", "0.0000001", "0.00001%", "1" + "0" * 20 + "%"])
def test_an_unclear_or_too_exact_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"%|percent|百分"):
        parse_rate(text)


@pytest.mark.parametrize(
    ("text", "count"), [("1200", 1200), ("1,200", 1200), ("１２", 12), ("-3", -3), ("+3", 3), (" 007 ", 7), ("9" * 18, 10**18 - 1)]
)
def test_a_count_is_read(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize("text", ["", "1.5", "12.0", "1,20", "1万", "-", "twelve", "9" * 19, "9" * 5000])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="1,200"):
        parse_count(text)


def test_half_width_leaves_superscripts_and_chinese_alone() -> None:
    assert half_width("（Ａ１％，　￥）²①万") == "(A1%, ¥)²①万"


@pytest.mark.parametrize(
    ("total", "shares_of", "shares"),
    [
        (100000, [1, 1, 1], [33334, 33333, 33333]),
        (-100000, [1, 1, 1], [-33334, -33333, -33333]),
        (90000, [20, 24, 26, 30], [18000, 21600, 23400, 27000]),
        (10, [0, 1, 0, 2], [0, 3, 0, 7]),
        (1, [1, 1], [1, 0]),
        (0, [3, 4], [0, 0]),
    ],
)
def test_a_total_is_divided_by_largest_remainder(total: int, shares_of: list[int], shares: list[int]) -> None:
    assert largest_remainder(total, shares_of) == shares


@pytest.mark.parametrize("wrong", [[], [0, 0], [2, -1], [1, -1]])
def test_weights_that_cannot_divide_are_refused(wrong: list[int]) -> None:
    with pytest.raises(ValueError, match=r"\[.*\]"):
        largest_remainder(100, wrong)


@quick
@given(fen, weights)
def test_shares_add_up_and_lie_within_one_unit_of_the_exact_ones(total: int, parts: list[int]) -> None:
    shares = largest_remainder(total, parts)
    assert sum(shares) == total
    assert all(abs(share * sum(parts) - total * part) < sum(parts) for share, part in zip(shares, parts, strict=True))


@quick
@given(fen, weights)
def test_no_share_falls_as_its_weight_grows_and_ties_go_to_the_first(total: int, parts: list[int]) -> None:
    shares = largest_remainder(abs(total), parts)
    places = sorted(range(len(parts)), key=lambda place: (-parts[place], place))
    assert all(shares[before] >= shares[after] for before, after in pairwise(places))


@quick
@given(fen, weights)
def test_a_negative_total_mirrors_the_positive_one(total: int, parts: list[int]) -> None:
    assert largest_remainder(-total, parts) == [-share for share in largest_remainder(total, parts)]
