"""How the columns of a report's figures are called: by the kind of its period, and by whether that is over."""

from typing import NamedTuple

from corecrm.fields import Label
from corecrm.fields import report as F
from corecrm.periods import Period, PeriodKind


class Headings(NamedTuple):
    """Those of a period, of the one before, and of the same one of last year; and of the fee income in it."""

    value: Label
    previous: Label
    mom: Label
    before: Label
    yoy: Label
    fees: Label


class _Words(NamedTuple):
    zh: str
    before_zh: str
    last_year_zh: str
    en: str
    on_before: str


_WORDS: dict[PeriodKind, _Words] = {
    "quarter": _Words("本季", "上季", "上年同季", "quarter", "QoQ"),
    "half": _Words("本半年", "上半年度", "上年同期", "half-year", "HoH"),
    "month": _Words("本月", "上月", "上年同月", "month", "MoM"),
    "year": _Words("本年", "上年", "上年", "year", "YoY"),
}


def headings(period: Period, *, over: bool) -> Headings:
    """The headings for a report of a period; one that is not over is compared with as many days of the others."""
    words = _WORDS[period.kind]
    if over:
        now = words.zh, f"This {words.en}"
        before = words.before_zh, f"{words.en.capitalize()} before"
        last_year = words.last_year_zh, f"Same {words.en} last year"
    else:
        now = f"{words.zh}至今", f"This {words.en} so far"
        before = f"{words.before_zh}同期", f"Same days, {words.en} before"
        last_year = "上年同期", "Same days last year"
    return Headings(
        F.value._replace(zh=now[0], en=now[1]),
        F.previous._replace(zh=before[0], en=before[1]),
        F.mom._replace(en=words.on_before),
        F.before._replace(zh=last_year[0], en=last_year[1]),
        F.yoy._replace(en="YoY"),
        F.fees_period._replace(zh=f"{now[0]}中间业务收入", en=f"Fee income, {now[1].lower()}"),
    )
