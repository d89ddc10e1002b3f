# ruff: noqa: RUF001 - full-width characters are what is read here
"""Dates and periods are read as bankers write them, and periods divide the year without gap or overlap."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.periods import DateOrder, Period, PeriodKind, add_months, cell_date, containing, date_of_excel, parse_date
from corecrm.text import language, use_language

MONDAY = date(2026, 11, 23)
quick = settings(max_examples=100, deadline=None)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
kinds: st.SearchStrategy[PeriodKind] = st.sampled_from(("year", "half", "quarter", "month"))


@pytest.fixture
def restored_language() -> Iterator[None]:
    before = language()
    yield
    use_language(before)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026", "2026"),
        ("2026年", "2026"),
        ("2026H1", "2026H1"),
        ("2026-h2", "2026H2"),
        ("2026年下半年", "2026H2"),
        ("2026Q3", "2026Q3"),
        ("2026q3", "2026Q3"),
        ("２０２６Ｑ３", "2026Q3"),
        ("2026年3季度", "2026Q3"),
        ("2026年第三季度", "2026Q3"),
        ("2026-07", "2026-07"),
        (" 2026-7 ", "2026-07"),
        ("2026年7月", "2026-07"),
        ("2026年12月份", "2026-12"),
    ],
)
def test_a_period_is_read_as_a_person_writes_it(text: str, code: str) -> None:
    assert Period.parse(text).code == code


@pytest.mark.parametrize(
    "text", ["", "26", "2026Q5", "2026H3", "2026-13", "2026-00", "2026年5季度", "202607", "1899", "2200Q1", "0000", "Q3"]
)
def test_what_is_no_period_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(ValueError, match="2026Q3") as refusal:
        Period.parse(text)
    assert f'"{text}"' in str(refusal.value)


@pytest.mark.parametrize(
    ("code", "start", "end", "length"),
    [
        ("2026", "2026-01-01", "2026-12-31", 365),
        ("2028", "2028-01-01", "2028-12-31", 366),
        ("2026H2", "2026-07-01", "2026-12-31", 184),
        ("2026Q3", "2026-07-01", "2026-09-30", 92),
        ("2028-02", "2028-02-01", "2028-02-29", 29),
    ],
)
def test_a_period_has_first_and_last_day(code: str, start: str, end: str, length: int) -> None:
    period = Period.parse(code)
    assert (period.start.isoformat(), period.end.isoformat(), period.days) == (start, end, length)


@pytest.mark.parametrize(
    ("code", "previous", "year_before"),
    [
        ("2026", "2025", "2025"),
        ("2026H1", "2025H2", "2025H1"),
        ("2026Q3", "2026Q2", "2025Q3"),
        ("2026Q1", "2025Q4", "2025Q1"),
        ("2026-01", "2025-12", "2025-01"),
    ],
)
def test_a_period_knows_the_one_before_and_that_of_last_year(code: str, previous: str, year_before: str) -> None:
    period = Period.parse(code)
    assert (period.previous().code, period.year_before().code) == (previous, year_before)


@pytest.mark.usefixtures("restored_language")
@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("2026", "2026年", "2026"),
        ("2026H1", "2026年上半年", "H1 2026"),
        ("2026Q3", "2026年三季度", "Q3 2026"),
        ("2026-07", "2026年7月", "2026-07"),
    ],
)
def test_a_period_is_called_by_the_language_of_the_run(code: str, zh: str, en: str) -> None:
    use_language("zh")
    assert Period.parse(code).label == zh
    assert Period.parse(zh).code == code
    use_language("en")
    assert Period.parse(code).label == en


def test_a_period_is_not_divided_by_a_longer_kind() -> None:
    with pytest.raises(ValueError, match="2026-07"):
        Period.parse("2026-07").parts("quarter")
    assert Period.parse("2026-07").parts("month") == [Period.parse("2026-07")]


def test_time_progress_counts_days_inclusively() -> None:
    assert Period.parse("2026").elapsed(date(2026, 9, 30)) == Fraction(273, 365)
    assert Period.parse("2026").elapsed(date(2025, 12, 31)) == 0
    assert Period.parse("2026").elapsed(date(2026, 1, 1)) == Fraction(1, 365)
    assert Period.parse("2026").elapsed(date(2027, 3, 1)) == 1


@quick
@given(st.integers(1900, 2199), kinds)
def test_the_parts_of_a_year_follow_one_another_without_gap(year: int, kind: PeriodKind) -> None:
    whole = Period.parse(str(year))
    parts = whole.parts(kind)
    assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
    assert all(before.end + timedelta(1) == after.start and after.previous() == before for before, after in pairwise(parts))
    assert sum(part.days for part in parts) == whole.days


@quick
@given(days, kinds)
def test_a_day_lies_in_the_one_period_of_a_kind_that_contains_it(day: date, kind: PeriodKind) -> None:
    period = containing(day, kind)
    assert period.start <= day <= period.end
    assert Period.parse(period.code) == period
    assert 0 < period.elapsed(day) <= 1


@quick
@given(days, st.integers(-240, 240))
def test_months_later_is_the_same_day_or_the_last_one(day: date, months: int) -> None:
    there = add_months(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day == day.day or (there.day < day.day and (there + timedelta(1)).day == 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026-3-1", "2026-03-01"),
        ("20260301", "2026-03-01"),
        ("2026年3月1日", "2026-03-01"),
        ("2026 年 3 月 1 日", "2026-03-01"),
        ("2026/3/1", "2026-03-01"),
        ("2026.3.1", "2026-03-01"),
        ("２０２６－０３－０１", "2026-03-01"),
        ("2026-03-01 23:59:59.5", "2026-03-01"),
        ("2026-03-01T00:00", "2026-03-01"),
        ("今天", "2026-11-23"),
        ("明天", "2026-11-24"),
        ("后天", "2026-11-25"),
        ("昨天", "2026-11-22"),
        ("周一", "2026-11-23"),
        ("周五", "2026-11-27"),
        ("星期日", "2026-11-29"),
        ("星期天", "2026-11-29"),
        ("本周五", "2026-11-27"),
        ("下周五", "2026-12-04"),
        ("上周五", "2026-11-20"),
        ("月底", "2026-11-30"),
        ("月末", "2026-11-30"),
        ("季末", "2026-12-31"),
        ("年底", "2026-12-31"),
        ("年末", "2026-12-31"),
        ("+7d", "2026-11-30"),
        ("＋７Ｄ", "2026-11-30"),
        ("+2w", "2026-12-07"),
        ("+1m", "2026-12-23"),
        ("-1y", "2025-11-23"),
        ("12月31日", "2026-12-31"),
        ("2026Q4", "2026-12-31"),
        ("2026-07", "2026-07-31"),
        ("today", "2026-11-23"),
        ("Tomorrow", "2026-11-24"),
        ("yesterday", "2026-11-22"),
        ("friday", "2026-11-27"),
        ("this monday", "2026-11-23"),
        ("Next  Friday", "2026-12-04"),
        ("month end", "2026-11-30"),
        ("quarter end", "2026-12-31"),
        ("year end", "2026-12-31"),
        ("end of month", "2026-11-30"),
    ],
)
def test_a_date_is_read_as_a_person_writes_it(text: str, day: str) -> None:
    assert parse_date(text, today=MONDAY).isoformat() == day


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        ("2026-11-29", "本周五", "2026-11-27"),
        ("2026-11-29", "周五", "2026-12-04"),
        ("2026-11-29", "下周一", "2026-11-30"),
        ("2026-01-31", "+1m", "2026-02-28"),
        ("2028-02-29", "+1y", "2029-02-28"),
        ("2026-12-31", "明天", "2027-01-01"),
        ("2028-01-05", "2月29日", "2028-02-29"),
    ],
)
def test_a_phrase_is_seen_from_today(today: str, text: str, day: str) -> None:
    assert parse_date(text, today=date.fromisoformat(today)).isoformat() == day


@pytest.mark.parametrize("text", ["3/4/26", "03/04/2026", "3.4.2026", "26-3-4", "31/12/2026", "3/4/26 10:00"])
def test_three_numbers_in_any_order_name_the_option_that_settles_it(text: str) -> None:
    with pytest.raises(ValueError, match="--date-format") as refusal:
        parse_date(text, today=MONDAY)
    assert f'"{text}"' in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("3/4/26", "dmy", "2026-04-03"),
        ("3/4/26", "mdy", "2026-03-04"),
        ("26/3/4", "ymd", "2026-03-04"),
        ("03.04.1998", "dmy", "1998-04-03"),
        ("3-4-68", "dmy", "2068-04-03"),
        ("3-4-69", "dmy", "1969-04-03"),
        ("2026-03-04", "dmy", "2026-03-04"),
    ],
)
def test_a_given_order_settles_three_numbers(text: str, order: DateOrder, day: str) -> None:
    assert parse_date(text, today=MONDAY, order=order).isoformat() == day
    assert cell_date(text, order=order).isoformat() == day


def test_a_given_order_that_does_not_fit_settles_nothing() -> None:
    with pytest.raises(ValueError, match="--date-format"):
        parse_date("3/4/2026", today=MONDAY, order="ymd")


NO_DATES = ["", "3/4", "13", "202603", "2026/3-1", "第二天", "周八", "+7", "+7 d", "+1000d", "2026-03-01Z", "2026-03-01 24:00"]
NO_DATES += ["2026-02-30", "20261301", "2026-1-0", "2月30日", "1899-12-31", "2200-01-01", "2200Q1", "+999y"]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S") as refusal:
        parse_date(text, today=MONDAY)
    assert f'"{text}"' in str(refusal.value)


@quick
@given(days)
def test_every_way_to_write_a_day_in_full_is_that_day(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    ways = [day.isoformat(), f"{day:%Y%m%d}".zfill(8), f"{year}-{month}-{number}", f"{year}/{month}/{number}"]
    ways += [f"{year}.{month}.{number}", f"{year}年{month}月{number}日", f"{year}年{month:02}月{number:02}号"]
    assert {parse_date(way, today=MONDAY) for way in ways} == {cell_date(way) for way in ways} == {day}


@quick
@given(days.filter(lambda day: 1901 <= day.year <= 2198), st.integers(0, 6))
def test_a_weekday_is_the_first_from_today_on_and_next_week_starts_on_monday(today: date, weekday: int) -> None:
    name = "一二三四五六日"[weekday]
    bare, this, following = (parse_date(f"{word}周{name}", today=today) for word in ("", "本", "下"))
    assert {day.weekday() for day in (bare, this, following)} == {weekday}
    assert 0 <= (bare - today).days < 7
    assert this.isocalendar()[:2] == today.isocalendar()[:2]
    assert following - this == timedelta(7)


@quick
@given(days)
def test_the_ends_of_month_quarter_and_year_are_last_days(today: date) -> None:
    month, quarter, year = (parse_date(words, today=today) for words in ("月底", "季末", "年底"))
    assert today <= month <= quarter <= year == date(today.year, 12, 31)
    assert (month + timedelta(1)).day == 1
    assert (quarter.month % 3, quarter.day in (30, 31)) == (0, True)


@pytest.mark.parametrize(
    ("serial", "date1904", "day"),
    [
        (1, False, "1900-01-01"),
        (59, False, "1900-02-28"),
        (61, False, "1900-03-01"),
        (46082, False, "2026-03-01"),
        (46082.75, False, "2026-03-01"),
        (109574, False, "2199-12-31"),
        (0, True, "1904-01-01"),
        (60, True, "1904-03-01"),
        (44620, True, "2026-03-01"),
    ],
)
def test_a_spreadsheet_day_number_is_a_day_in_both_systems(serial: float, date1904: bool, day: str) -> None:
    assert date_of_excel(serial, date1904=date1904).isoformat() == day
    assert cell_date(serial, date1904=date1904).isoformat() == day


@pytest.mark.parametrize("serial", [0, 0.5, 60, 60.5, -1, 109575, 120000, float("nan"), float("inf")])
def test_a_number_without_a_day_is_refused(serial: float) -> None:
    with pytest.raises(ValueError, match=str(serial)):
        date_of_excel(serial)


@quick
@given(st.dates(date(1904, 1, 1), date(2195, 12, 31)))
def test_the_two_systems_lie_1462_days_apart(day: date) -> None:
    serial = (day - date(1904, 1, 1)).days
    assert date_of_excel(serial, date1904=True) == date_of_excel(serial + 1462) == day


@pytest.mark.parametrize(
    "cell",
    [date(2026, 3, 1), datetime(2026, 3, 1, 10, 30), 20260301, 20260301.0, 46082, 46082.0, "2026-03-01", "2026/3/1 0:00:00"],  # noqa: DTZ001 - cells are naive
)
def test_a_cell_holds_a_day_in_any_of_these_forms(cell: object) -> None:
    assert cell_date(cell) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "cell",
    [
        None,
        True,
        object(),
        "",
        "周五",
        "2026Q4",
        "46082",
        "3/4/26",
        20261301,
        20260301.5,
        float("inf"),
        date(1899, 1, 1),
        date(2200, 1, 1),
    ],
)
def test_a_cell_without_a_day_of_its_own_is_refused(cell: object) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        cell_date(cell)
