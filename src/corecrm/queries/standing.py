"""How a deadline reads on a day: overdue by so many days, so many left, and whether its calendar is announced."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from corecrm.fields import Column, Label, Labelled, Row, Table
from corecrm.rules.deadlines import days_left
from corecrm.text import _
from corecrm.workdays import estimated


def standing(due: date, *, today: date) -> str:
    """`overdue 3 days`, `due today`, `5 days left`; calendar days."""
    left = days_left(due, today=today)
    if left == 0:
        return _("due today")
    if left < 0:
        return _("overdue 1 day") if left == -1 else _("overdue {days} days").format(days=-left)
    return _("1 day left") if left == 1 else _("{days} days left").format(days=left)


def response_standing(due: date, *, today: date) -> str:
    """The same for a deadline counted in working days: it says so where the year's calendar is not announced yet."""
    text = standing(due, today=today)
    return _("{standing}, estimated").format(standing=text) if estimated(due.year) else text


def with_standing(
    table: Table, labels: tuple[Label, Label], *, today: date, unfinished: Collection[Labelled], in_workdays: bool = False
) -> Table:
    """`table` with how the deadline stands behind its `due`; nothing where the state is not in `unfinished`.

    Args:
        table: has the columns `due` and `state`.
        labels: of the days left (data only) and of the words (screen only).
        today: the day to look from.
        unfinished: the states in which the deadline still runs.
        in_workdays: it was counted in working days.
    """
    keys = [column.key for column in table.columns]
    due, state = keys.index("due"), keys.index("state")
    words = response_standing if in_workdays else standing

    def stood(row: Row) -> Row:
        day = row[due]
        if row[state] not in unfinished or not isinstance(day, date):
            return (None, None)
        return (days_left(day, today=today), words(day, today=today))

    added = (Column(labels[0], on="data"), Column(labels[1], on="screen"))
    return replace(
        table,
        columns=(*table.columns[: due + 1], *added, *table.columns[due + 1 :]),
        rows=[(*row[: due + 1], *stood(row), *row[due + 1 :]) for row in table.rows],
    )


def written(cols: Sequence[Column], due: Label, left: Label) -> tuple[Label, ...]:
    """What a list with its standing writes as data: behind the due date how many days are left."""
    return tuple(label for column in cols for label in ((due, left) if column.label is due else (column.label,)))
