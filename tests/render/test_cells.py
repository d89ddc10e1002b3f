"""Each kind of value has one look on a screen, in CSV and in JSON."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.fields import Kind, Label, Quantity, Table, columns
from corecrm.render.cells import (
    WAN,
    WAN_FINE,
    YI,
    YUAN,
    Scale,
    amount,
    data_form,
    exact,
    fill,
    json_form,
    percent,
    quantity,
    scale_for,
    screen_form,
    units_once,
)
from corecrm.text import use_language

from .conftest import EVERYTHING, code, deposits, everything, level, target


def _row(forms: Iterable[object], row: int) -> list[str]:
    return [
        fill([value], form, "")[0] if callable(form) else repr(value)
        for form, value in zip(forms, everything().rows[row], strict=True)
    ]


def test_a_person_reads_wan_percentages_and_shanghai_time() -> None:
    assert _row((screen_form(column.label, WAN) for column in EVERYTHING), 0) == [
        "HX-1",
        "星河",
        "Head office",
        "10,000,000,000",
        "5%",
        "1,234",
        "2026-02-01",
        "2026-11-23 18:05",
        "✓",
        "240,000 CNY 10k",
        "第一行\n第二行\t，完",
    ]


@pytest.mark.usefixtures("chinese")
def test_a_spreadsheet_gets_exact_decimals_and_utc() -> None:
    assert _row((data_form(column.label) for column in EVERYTHING), 0) == [
        "HX-1",
        "星河",
        "总行级",
        "99999999999999.99",
        "0.05",
        "1234",
        "2026-02-01",
        "2026-11-23T10:05:09Z",
        "是",
        "2400000000.00",
        "第一行\n第二行\t，完",
    ]


def test_json_gets_codes_and_decimal_strings_and_keeps_its_own_types() -> None:
    assert _row((json_form(column.label) for column in EVERYTHING), 0)[2:10] == [
        "head",
        "99999999999999.99",
        "0.05",
        "1234",
        "2026-02-01",
        "2026-11-23T10:05:09Z",
        "True",
        "2400000000.00",
    ]


@pytest.mark.parametrize(
    ("value", "scale", "text"),
    [
        ("324504999.99", WAN, "32,450"),
        ("324505000.00", WAN, "32,451"),
        ("-5000.00", WAN, "-1"),
        ("-4999.99", WAN, "0"),
        ("4999.99", WAN_FINE, "0.50"),
        ("-0.01", WAN_FINE, "0.00"),
        ("1234.5", YUAN, "1,234.50"),
        ("1999500000", YI, "20.00"),
    ],
)
def test_amounts_are_converted_then_rounded_half_away_from_zero(value: str, scale: Scale, text: str) -> None:
    assert amount(Decimal(value), scale) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.05", "5%"), ("0.1234", "12.34%"), ("0.123450", "12.35%"), ("1.16", "116%"), ("-0.00001", "0%"), ("0.125", "12.5%")],
)
def test_rates_are_percentages_with_up_to_two_decimals(value: str, text: str) -> None:
    assert percent(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("240000000", "元", "24,000 万元", "24,000 CNY 10k"),
        ("0.81", "%", "81%", "81%"),
        ("4480", "户", "4,480 户", "4,480 accounts"),
        ("1.50", "", "1.5", "1.5"),
    ],
)
def test_a_quantity_says_its_unit(value: str, unit: str, zh: str, en: str) -> None:
    english = quantity(Quantity(Decimal(value), unit))
    use_language("zh")
    assert (quantity(Quantity(Decimal(value), unit)), english) == (zh, en)


def test_an_estimate_is_marked_where_a_person_reads_it_and_plain_in_data() -> None:
    value = Quantity(Decimal(12_340_000), "元", estimated=True)
    assert quantity(value) == "1,234 CNY 10k est."
    assert quantity(value._replace(value=Decimal("0.5"), unit="%")) == "50% est."
    for form in (data_form(target), json_form(target)):
        assert form is not None
        assert form(value) == "12340000.00"
    use_language("zh")
    assert quantity(value) == "1,234 万元 估"


@settings(max_examples=100, deadline=None)
@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**16), max_value=10**16, places=6)
    | st.sampled_from([Decimal("1E+5"), Decimal("1E-9")])
)
def test_an_exact_decimal_reads_back_as_itself(value: Decimal) -> None:
    assert Decimal(exact(value)) == value
    assert "E" not in exact(value)


@pytest.mark.parametrize(
    ("amounts", "scale"),
    [
        ([], WAN),
        ([None, Decimal(0)], WAN),
        ([Decimal("324505000.00"), None], WAN),
        ([Decimal("324505000.00"), Decimal("-3000.00")], WAN_FINE),
        ([Decimal("3000.00"), Decimal("-9999.99")], YUAN),
    ],
)
def test_no_amount_of_a_table_looks_like_nothing(amounts: list[Decimal | None], scale: Scale) -> None:
    assert scale_for(Table("", columns(code, deposits), [("A", value) for value in amounts])) == scale


def test_a_code_without_a_member_and_several_names_are_shown_as_they_are() -> None:
    assert screen_form(level, WAN)("other") == "other"
    assert data_form(level)("head") == "Head office"
    assert data_form(Label("aliases", "别名", "Aliases"))(["星河", "XH"]) == "星河, XH"


def test_the_unit_of_a_row_is_said_once_behind_its_name() -> None:
    labels = columns(Label("name", "指标", "Metric"), *(Label(key, key, key, Kind.quantity) for key in ("now", "plan", "gap")))
    rows = [
        ("deposits", Quantity(Decimal("321500000"), "元"), Quantity(Decimal("4000"), "元"), Quantity(Decimal("-7.5"), "百分点")),
        ("accounts", Quantity(Decimal(2500), "户"), None, None),
        ("share", Quantity(Decimal("0.5"), "%"), None, None),
    ]
    plain_table = Table("", labels, rows)
    assert units_once(plain_table) is plain_table
    shown_as = units_once(replace(plain_table, measured="name")).rows
    texts = [tuple(quantity(value) if isinstance(value, Quantity) else value for value in row) for row in shown_as]
    assert texts == [
        ("deposits (CNY 10k)", "32,150", "0.4", "-7.5 pp"),
        ("accounts (accounts)", "2,500", None, None),
        ("share", "50%", None, None),
    ]
