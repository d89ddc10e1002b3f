"""Deadlines are counted in China's working days, by the announced calendar where there is one."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm import workdays
from corecrm.errors import DataRejected
from corecrm.workdays import add_workdays, estimated, is_workday, workdays_between

quick = settings(max_examples=50, deadline=None)
announced_days = st.dates(date(2024, 3, 1), date(2026, 10, 31))


@pytest.fixture
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in place of the shipped data."""
    monkeypatch.setattr(workdays, "shipped", lambda _data, name: tmp_path / name)
    workdays._exceptions.cache_clear()
    yield tmp_path
    workdays._exceptions.cache_clear()


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-09-18", True),
        ("2026-09-19", False),
        ("2026-09-20", True),
        ("2026-09-25", False),
        ("2026-10-01", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2025-01-26", True),
        ("2025-10-08", False),
        ("2024-02-04", True),
        ("2024-02-09", True),
        ("2024-02-10", False),
    ],
)
def test_days_off_and_weekends_worked_instead_are_as_announced(day: str, worked: bool) -> None:
    assert is_workday(date.fromisoformat(day)) is worked


@pytest.mark.parametrize(("year", "working_days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_an_announced_year_has_its_known_number_of_working_days(year: int, working_days: int) -> None:
    assert workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == working_days


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_shipped_calendar_agrees_with_the_holidays_package(year: int) -> None:
    from holidays import country_holidays

    oracle = country_holidays("CN", years=year)
    days = [date(year, 1, 1) + timedelta(number) for number in range(365 + (year % 4 == 0))]
    assert [day for day in days if is_workday(day) != oracle.is_working_day(day)] == []


def test_a_year_without_a_notice_is_estimated_and_keeps_the_public_holidays() -> None:
    assert [estimated(year) for year in (2023, 2024, 2025, 2026, 2027)] == [True, False, False, False, True]
    assert not is_workday(date(2027, 10, 1))
    assert is_workday(date(2027, 9, 30))


@pytest.mark.parametrize(
    ("day", "count", "deadline"),
    [
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-23", 2, "2026-11-25"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-11-21", 0, "2026-11-21"),
        ("2025-12-31", 1, "2026-01-04"),
    ],
)
def test_a_deadline_starts_counting_on_the_next_working_day(day: str, count: int, deadline: str) -> None:
    assert add_workdays(date.fromisoformat(day), count).isoformat() == deadline


@quick
@given(announced_days.filter(is_workday), st.integers(-40, 40))
def test_going_forth_and_back_ends_where_it_began(day: date, count: int) -> None:
    assert add_workdays(add_workdays(day, count), -count) == day


@quick
@given(announced_days, announced_days.filter(is_workday))
def test_the_working_days_between_lead_from_one_day_to_the_other(start: date, end: date) -> None:
    assert add_workdays(start, workdays_between(start, end)) == end


@quick
@given(announced_days.filter(is_workday), announced_days.filter(is_workday))
def test_counting_backwards_is_the_negative(start: date, end: date) -> None:
    assert workdays_between(start, end) == -workdays_between(end, start)


def test_a_calendar_file_wins_over_the_computed_year(own_calendar: Path) -> None:
    text = "\ufeffdate,kind,name,source\n2027-10-02,workday,国庆节,通知\n2027-10-08,holiday,国庆节,通知\n"
    (own_calendar / "calendar_cn_2027.csv").write_text(text, encoding="utf-8")
    assert not estimated(2027)
    assert (is_workday(date(2027, 10, 2)), is_workday(date(2027, 10, 8)), is_workday(date(2027, 10, 1))) == (True, False, True)


@pytest.mark.parametrize("row", ["2027-02-30,holiday,x,y", "2027-10-01,day off,x,y", "2027-10-01", ""])
def test_a_faulty_calendar_row_is_named(own_calendar: Path, row: str) -> None:
    (own_calendar / "calendar_cn_2027.csv").write_text(
        f"date,kind,name,source\n2027-01-01,holiday,元旦,通知\n{row or ','}\n", encoding="utf-8"
    )
    with pytest.raises(DataRejected, match=r"calendar_cn_2027\.csv.*3"):
        is_workday(date(2027, 3, 1))


def test_an_announced_year_needs_no_holidays_package() -> None:
    code = (
        "import sys; from datetime import date; from corecrm import money, periods, workdays; "
        "heavy = {'csv', 'fractions', 'calendar', 'unicodedata', 'holidays'} & set(sys.modules); "
        "workdays.add_workdays(date(2026, 9, 1), 30); sys.exit(str(heavy) if heavy or 'holidays' in sys.modules else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True).stderr == ""
