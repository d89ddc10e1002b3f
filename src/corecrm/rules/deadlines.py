"""Deadlines: by when a signal must be dealt with, how a deadline stands today, and whether it was kept."""

from datetime import date
from functools import cache

from corecrm.fields.risk import SignalLevel
from corecrm.paths import shipped
from corecrm.workdays import add_workdays


@cache
def workdays_for_measures() -> dict[SignalLevel, int | None]:
    """Level -> working days within which measures against a signal are taken; None where the next routine check will do.

    Source: data/responses.csv, which also has the hours or days for the report up.
    """
    import csv

    with shipped("data", "responses.csv").open(encoding="utf-8", newline="") as file:
        return {
            SignalLevel(row["level"]): int(row["measures_workdays"]) if row["measures_workdays"] else None
            for row in csv.DictReader(file)
        }


def measures_due(level: SignalLevel, since: date) -> date | None:
    """The day by which measures are to be taken; None where the next routine check will do.

    Args:
        level: of the signal.
        since: the day from which the clock runs; it does not count itself.
    """
    days = workdays_for_measures()[level]
    return None if days is None else add_workdays(since, days)


def days_left(due: date, *, today: date) -> int:
    """Calendar days until `due`, negative after it."""
    return (due - today).days


def on_time(done_on: date | None, original_due: date | None) -> bool | None:
    """Whether something was done by its original deadline, whatever was agreed later; None while that is not known.

    Source: domain 2.5, an extension that was not approved does not move the deadline that is judged.
    """
    return None if done_on is None or original_due is None else done_on <= original_due
