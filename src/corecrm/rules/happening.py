"""What is recorded has happened: its day has come."""

from datetime import date

from corecrm.errors import RuleViolation
from corecrm.text import _


def come(day: date, *, today: date, what: str, hint: str | None = None) -> date:
    """`day`, if it has come; today itself has.

    Args:
        day: on which something happened.
        today: the day of the run.
        what: what the day is called, for the message.
        hint: what to do instead.

    Raises:
        RuleViolation: it is still ahead.
    """
    if day > today:
        message = _("{what} {day} is after today {today}").format(what=what, day=day, today=today)
        raise RuleViolation(message, hint or _("what has not happened yet is not recorded; plans are goals and tasks"))
    return day
