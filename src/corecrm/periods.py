"""Dates and periods as bankers write them: calendar years, halves, quarters and months, due dates, spreadsheet dates.

Nothing here reads the clock or knows working days: what depends on today is given `today`.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from corecrm.money import half_width
from corecrm.text import _, pick

if TYPE_CHECKING:
    from fractions import Fraction

PeriodKind = Literal["year", "half", "quarter", "month"]
DateOrder = Literal["ymd", "dmy", "mdy"]

FIRST_YEAR, LAST_YEAR = 1900, 2199
_ONE_DAY = timedelta(days=1)
_MONTHS: dict[PeriodKind, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_NUMBERS = {"": 1, "上": 1, "下": 2, "一": 1, "二": 2, "三": 3, "四": 4}
_PERIOD_FORMS: tuple[tuple[PeriodKind, str], ...] = (
    ("year", r"([0-9]{4})年?()"),
    ("half", r"([0-9]{4})-?h([12])"),
    ("half", r"([0-9]{4})年([上下])半年"),
    ("quarter", r"([0-9]{4})-?q([1-4])"),
    ("quarter", r"([0-9]{4})年第?([1-4一二三四])季度?"),
    ("month", r"([0-9]{4})-(0?[1-9]|1[0-2])"),
    ("month", r"([0-9]{4})年(0?[1-9]|1[0-2])月份?"),
)

_TIME = r"(?:[ t](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?)?"  # said or not: it does not change the day
_PART = {"y": r"(?P<y>[0-9]{4}|[0-9]{2})", "m": r"(?P<m>[0-9]{1,2})", "d": r"(?P<d>[0-9]{1,2})"}
_YEAR_FIRST: tuple[str, ...] = (
    rf"(?P<y>[0-9]{{4}})(?P<mark>[-/.]){_PART['m']}(?P=mark){_PART['d']}{_TIME}",
    rf"(?P<y>[0-9]{{4}}) ?年 ?{_PART['m']} ?月 ?{_PART['d']} ?[日号]{_TIME}",
    r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
)
_THREE_NUMBERS = rf"[0-9]{{1,4}}([-/.])[0-9]{{1,2}}\1[0-9]{{1,4}}{_TIME}"
_LAST_SERIAL = 110_000  # no spreadsheet day of the years 1900 to 2199 has a higher number

_DAYS = {"前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2}
_DAYS |= {"yesterday": -1, "today": 0, "tomorrow": 1}
_ENDS: dict[str, PeriodKind] = {"月底": "month", "月末": "month", "month end": "month", "end of month": "month"}
_ENDS |= {"季底": "quarter", "季末": "quarter", "quarter end": "quarter", "end of quarter": "quarter"}
_ENDS |= {"年底": "year", "年末": "year", "year end": "year", "end of year": "year"}
_WEEKDAY = r"(本|这|下|上)?(?:周|星期)([一二三四五六日天])|(this |next )?(mon|tues|wednes|thurs|fri|satur|sun)day"
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_WEEKDAYS |= {"mon": 0, "tues": 1, "wednes": 2, "thurs": 3, "fri": 4, "satur": 5, "sun": 6}
_WEEKS = {"上": -1, "本": 0, "这": 0, "this ": 0, "下": 1, "next ": 1}


def _first_of_month(months: int) -> date:
    """The first day of the month that lies `months` months after January of year 0."""
    return date(months // 12, months % 12 + 1, 1)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (or earlier), at most the last day that month has."""
    there = day.year * 12 + day.month - 1 + months
    last = _first_of_month(there + 1) - _ONE_DAY
    return last.replace(day=min(day.day, last.day))


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar year, half, quarter or month. Make one by `containing` or `Period.parse`."""

    kind: PeriodKind
    start: date

    @property
    def end(self) -> date:
        """The last day, which belongs to the period."""
        return add_months(self.start, _MONTHS[self.kind]) - _ONE_DAY

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    @property
    def number(self) -> int:
        """Which one of its year it is: 3 for the third quarter, 1 for a year."""
        return (self.start.month - 1) // _MONTHS[self.kind] + 1

    @property
    def code(self) -> str:
        """How it is stored and written in commands: `2026`, `2026H1`, `2026Q3`, `2026-07`."""
        tail = {"year": "", "half": f"H{self.number}", "quarter": f"Q{self.number}", "month": f"-{self.number:02}"}
        return f"{self.start.year}{tail[self.kind]}"

    @property
    def label(self) -> str:
        """What a person reads: `2026年三季度` or `Q3 2026`."""
        year, number = self.start.year, self.number
        if self.kind == "half":
            return pick(f"{year}年{'上下'[number - 1]}半年", f"H{number} {year}")
        if self.kind == "quarter":
            return pick(f"{year}年{'一二三四'[number - 1]}季度", f"Q{number} {year}")
        return pick(f"{year}年{number}月" if self.kind == "month" else f"{year}年", self.code)

    def previous(self) -> "Period":
        """The period of the same kind just before."""
        return Period(self.kind, add_months(self.start, -_MONTHS[self.kind]))

    def year_before(self) -> "Period":
        """The same period a year earlier."""
        return Period(self.kind, add_months(self.start, -12))

    def parts(self, kind: PeriodKind) -> list["Period"]:
        """The periods of `kind` that make it up, in order.

        Raises:
            ValueError: `kind` is longer than this period.
        """
        step, whole = _MONTHS[kind], _MONTHS[self.kind]
        if step > whole:
            raise ValueError(_("{period} cannot be divided by {kind}: choose a shorter kind").format(period=self.code, kind=kind))
        return [Period(kind, add_months(self.start, months)) for months in range(0, whole, step)]

    def elapsed(self, on: date) -> "Fraction":
        """Time progress 序时进度: the days up to and including `on` ÷ all its days, 0 before it begins, 1 after it ends."""
        from fractions import Fraction

        return Fraction(min(max((on - self.start).days + 1, 0), self.days), self.days)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """The period that a person wrote: `2026`, `2026H1`, `2026Q3`, `2026-07`, `2026年3季度`, `2026年7月`, in either case.

        Raises:
            ValueError: none is written like that, or its year lies outside 1900..2199.
        """
        period = _written_period(_plain(text))
        if period is None or not FIRST_YEAR <= period.start.year <= LAST_YEAR:
            raise ValueError(_('"{text}" is not a period: write 2026, 2026H1, 2026Q3 or 2026-07').format(text=text))
        return period


def containing(day: date, kind: PeriodKind) -> Period:
    """The period of `kind` in which `day` lies."""
    months = _MONTHS[kind]
    return Period(kind, date(day.year, (day.month - 1) // months * months + 1, 1))


def _plain(text: str) -> str:
    return " ".join(half_width(text).lower().split())


def _written_period(words: str) -> Period | None:
    for kind, form in _PERIOD_FORMS:
        found = re.fullmatch(form, words)
        if found and int(found[1]):
            number = _NUMBERS.get(found[2]) or int(found[2])
            return Period(kind, date(int(found[1]), (number - 1) * _MONTHS[kind] + 1, 1))
    return None


def _day(year: int, month: int, day: int, text: object) -> date:
    """That day, or the sentence that says why `text` is none."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(_('"{text}" lies outside the years 1900 to 2199: check the year').format(text=text))
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(_('"{text}" is not in the calendar: check month and day').format(text=text)) from None


def _full_year(digits: str) -> int:
    """Years of two digits as POSIX `%y` has them: 69 to 99 are 1969 to 1999, the others 2000 to 2068."""
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= 69 else 2000)


def _calendar_date(text: str, order: DateOrder | None) -> date | None:
    """The day of a date written in full; None if `text` is something else."""
    words, forms = _plain(text), _YEAR_FIRST
    if order:
        first, second, third = (_PART[part] for part in order)
        forms += (rf"{first}(?P<mark>[-/.]){second}(?P=mark){third}{_TIME}",)
    for form in forms:
        if found := re.fullmatch(form, words):
            return _day(_full_year(found["y"]), int(found["m"]), int(found["d"]), text)
    if re.fullmatch(_THREE_NUMBERS, words):
        message = _('"{text}" may mean several days: write it as 2026-03-01 (in a file, say the order by --date-format)')
        raise ValueError(message.format(text=text))
    return None


def _in_steps(words: str, today: date) -> date | None:
    found = re.fullmatch(r"([+-][0-9]{1,3})([dwmy])", words)
    if not found:
        return None
    steps, unit = int(found[1]), found[2]
    if unit in "my":
        return add_months(today, steps * (12 if unit == "y" else 1))
    return today + timedelta(steps * (7 if unit == "w" else 1))


def _on_weekday(words: str, today: date) -> date | None:
    """A bare weekday is the first one from today on; with 本 or 下 it is that of the week from Monday to Sunday."""
    found = re.fullmatch(_WEEKDAY, words)
    if not found:
        return None
    week, weekday = found[1] or found[3], _WEEKDAYS[found[2] or found[4]]
    ahead = weekday - today.weekday()
    return today + timedelta(ahead + 7 * _WEEKS[week] if week else ahead % 7)


def _of_this_year(words: str, today: date) -> date | None:
    found = re.fullmatch(r"([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]", words)
    return _day(today.year, int(found[1]), int(found[2]), words) if found else None


def _spoken_date(words: str, today: date) -> date | None:
    """The day that a phrase names, seen from today; a period stands for its last day."""
    if words in _DAYS:
        return today + timedelta(_DAYS[words])
    if words in _ENDS:
        return containing(today, _ENDS[words]).end
    if period := _written_period(words):
        return period.end
    return _in_steps(words, today) or _on_weekday(words, today) or _of_this_year(words, today)


def _no_date(value: object) -> ValueError:
    return ValueError(_('"{value}" is not a date: write it as 2026-03-01, 20260301 or 2026年3月1日').format(value=value))


def parse_date(text: str, *, today: date, order: DateOrder | None = None) -> date:
    """The day that a person wrote in full (`2026-3-1`, `20260301`, `2026年3月1日`) or as seen from today.

    Seen from today are `明天`, `周五`, `下周五`, `月底`, `季末`, `年底`, `+7d`, `+2w`, `+1m`, `12月31日` (of this year), a period
    such as `2026Q4` (its last day), and `tomorrow`, `friday`, `next friday`, `month end`, `quarter end`, `year end`.

    Args:
        text: full-width digits and either case are welcome; a time of day behind a date is passed over.
        today: the day of the run.
        order: how three numbers such as 3/4/26 are to be read; without it they are refused.

    Raises:
        ValueError: no date, several possible ones, not in the calendar, or outside 1900..2199.
    """
    day = _calendar_date(text, order) or _spoken_date(_plain(text), today)
    if day is None:
        raise _no_date(text)
    return _day(day.year, day.month, day.day, text)


def date_of_excel(serial: float, *, date1904: bool = False) -> date:
    """The day of a spreadsheet's day number; the time of day behind the point is passed over.

    In the 1900 system day 1 is 1900-01-01, and day 60 is the 1900-02-29 that never was, so 61 is 1900-03-01; in the 1904
    system day 0 is 1904-01-01.

    Raises:
        ValueError: no such day, or outside 1900..2199.
    """
    if not 0 <= serial <= _LAST_SERIAL or (not date1904 and int(serial) in (0, 60)):
        raise ValueError(_("{serial} is not the number of a spreadsheet day: enter the date as 2026-03-01").format(serial=serial))
    days = int(serial)
    before = date(1904, 1, 1) if date1904 else date(1899, 12, 31 if days < 60 else 30)
    day = before + timedelta(days)
    return _day(day.year, day.month, day.day, serial)


def cell_date(value: object, *, order: DateOrder | None = None, date1904: bool = False) -> date:
    """The day of a spreadsheet cell: a date, a day number, 20260301 as number or text, or a date written in full.

    Phrases seen from today are for people, not for files: they are refused here.

    Raises:
        ValueError: as `parse_date` and `date_of_excel`, or the cell holds something else.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _day(value.year, value.month, value.day, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not (value >= 10_000_000 and value == value // 1):
            return date_of_excel(value, date1904=date1904)
        value = f"{value:.0f}"
    day = _calendar_date(value, order) if isinstance(value, str) else None
    if day is None:
        raise _no_date("" if value is None else value)
    return day
