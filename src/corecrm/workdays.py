"""China's working days: deadlines that are counted in them, and whether a year's calendar is official yet.

The State Council announces the days off and the weekends worked instead late in the year before. Each announced year is a
file `data/calendar_cn_<year>.csv` (date, kind `holiday` or `workday`, name, source); for any other year the public holidays
are computed, without the weekends worked instead, and deadlines that touch it are to be marked 预估.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from corecrm.errors import DataRejected
from corecrm.paths import shipped
from corecrm.text import _

_IS_WORKED = {"holiday": False, "workday": True}


def _file(year: int) -> Path:
    return shipped("data", f"calendar_cn_{year}.csv")


def _announced(path: Path) -> dict[date, bool]:
    """Day -> is it worked, for every row of the file.

    Raises:
        DataRejected: a row is something else.
    """
    import csv

    days: dict[date, bool] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        for row in rows:
            try:
                days[date.fromisoformat(row["date"])] = _IS_WORKED[row["kind"]]
            except (KeyError, ValueError, TypeError):
                message = _("{file} line {line} is not a day of the kind holiday or workday")
                hint = _("write it as 2026-10-01,holiday,国庆节,source")
                raise DataRejected(message.format(file=path.name, line=rows.line_num), hint) from None
    return days


def _computed(year: int) -> dict[date, bool]:
    from holidays import country_holidays  # a quarter of a second, so for years without a file only

    return dict.fromkeys(country_holidays("CN", years=year), False)


@cache
def _exceptions(year: int) -> Mapping[date, bool]:
    """The days of `year` that differ from the plain week, or may: day -> is it worked."""
    path = _file(year)
    return _announced(path) if path.exists() else _computed(year)


def estimated(year: int) -> bool:
    """Whether the calendar of `year` is computed, not announced: a deadline in it is marked 预估."""
    return not _file(year).exists()


def is_workday(day: date) -> bool:
    """Whether banks work on `day`: Monday to Friday but for days off, and the weekends worked instead."""
    return _exceptions(day.year).get(day, day.weekday() < 5)


def add_workdays(day: date, count: int) -> date:
    """The `count`-th working day after `day`, or before it where `count` is negative; `day` itself for 0.

    `day` does not count: one working day after a Friday, or after the Saturday that follows it, is Monday.
    """
    step = timedelta(days=1 if count > 0 else -1)
    for _number in range(abs(count)):
        day += step
        while not is_workday(day):
            day += step
    return day


def workdays_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`; negative where `end` is the earlier one.

    So `add_workdays(start, workdays_between(start, end))` is `end` wherever `end` is a working day.
    """
    sign = 1 if end >= start else -1
    return sign * sum(is_workday(start + timedelta(sign * step)) for step in range(1, abs((end - start).days) + 1))
