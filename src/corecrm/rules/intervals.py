"""Dated intervals `[start, end)`: the one place that knows that the end is the first day that no longer counts."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from corecrm.errors import RuleViolation
from corecrm.text import _


class Interval(NamedTuple):
    """From `start` up to, but without, `end`; without an end it goes on."""

    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether `day` lies inside."""
        return self.start <= day and (self.end is None or day < self.end)


def read(start: object, end: object) -> Interval:
    """The interval of a database row, whose days are texts on SQLite."""
    return Interval(_day(start), None if end is None else _day(end))


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def checked(interval: Interval) -> Interval:
    """`interval`, if there is a day in it.

    Raises:
        RuleViolation: it ends before or on the day it begins.

    Source: domain 2.1, invariant (e).
    """
    if interval.end is not None and interval.end <= interval.start:
        raise RuleViolation(
            _("it would end on {end}, which is not after its beginning {start}").format(end=interval.end, start=interval.start),
            _("the end is the first day on which it no longer holds"),
        )
    return interval


def common(one: Interval, other: Interval) -> Interval | None:
    """The days that lie in both; None if there are none."""
    start = max(one.start, other.start)
    ends = [end for end in (one.end, other.end) if end is not None]
    end = min(ends) if ends else None
    return None if end is not None and end <= start else Interval(start, end)


def overlapping(wanted: Interval, others: Iterable[Interval]) -> Interval | None:
    """The first of `others` that shares a day with `wanted`; None if none does."""
    return next((other for other in others if common(wanted, other)), None)


def closed(interval: Interval, on: date) -> Interval:
    """`interval`, ending on `on`, which is the first day that it no longer holds.

    Raises:
        RuleViolation: it does not hold on the day before, or it ends earlier already.
    """
    if interval.end is not None and interval.end <= on:
        raise RuleViolation(_("it ended on {day} already").format(day=interval.end))
    if on <= interval.start:
        raise RuleViolation(
            _("it began on {start}, so it cannot end on {end}").format(start=interval.start, end=on),
            _("if it was entered by mistake, take it back: corecrm undo"),
        )
    return Interval(interval.start, on)


def said(interval: Interval) -> str:
    """`from 2026-01-01 to 2026-06-30`: for messages, with the first day that no longer counts."""
    if interval.end is None:
        return _("from {start} on").format(start=interval.start)
    return _("from {start} up to, but not on, {end}").format(start=interval.start, end=interval.end)
