"""The tasks chapter: what was due in the period or is overdue, and how much of it was done on time."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from corecrm.fields import Row, Table
from corecrm.fields.task import TaskState
from corecrm.queries.listing import Filters
from corecrm.queries.task import listed
from corecrm.reports.quarter.shapes import Ask, Control, Section, droppable
from corecrm.rules.deadlines import on_time
from corecrm.text import _

COLUMNS = {
    "code": 0, "title": 0, "client_name": 3, "owner_name": 0, "supervised": 6, "original_due": 5, "due": 0, "state": 0,
    "submitted_on": 4, "days_left": 2,
}  # fmt: skip
"""The fields of a task that are shown, with their turn to be dropped on a narrow screen."""
HALF_A_POINT = Decimal("0.0001")


def section(ask: Ask) -> Section:
    """Every task whose deadline lies in the period, and every one overdue at its end, the earliest first."""
    table = listed(ask.db, Filters(as_of=ask.as_of, until=ask.as_of, **ask.scope.values))  # type: ignore[arg-type]  # ids by name
    place = {column.key: index for index, column in enumerate(table.columns)}
    rows = [row for row in table.rows if _belongs(row, place, ask)]
    counted = [
        row for row in rows if row[place["state"]] is not TaskState.cancelled and _in_period(row[place["original_due"]], ask)
    ]
    kept = [row for row in counted if on_time(_done_on(row, place, ask.as_of), _day(row[place["original_due"]]))]
    chosen = Table(_("Tasks"), table.columns, rows, as_of=ask.as_of, name="tasks").only([*COLUMNS])
    notes = (_rate(len(kept), len(counted)), _("overdue on {day}: {count}").format(day=ask.as_of, count=_overdue(rows, place)))
    due = ask.db.value(
        f"""
        SELECT count(*) FROM task t WHERE t.removed_on IS NULL AND t.state <> 'cancelled'
        AND t.original_due BETWEEN :first AND :last AND {_scope(ask)}
        """,
        first=ask.period.start.isoformat(),
        last=ask.as_of.isoformat(),
        as_of=ask.as_of.isoformat(),
        **ask.scope.values,
    )
    return Section(
        replace(chosen, columns=droppable(chosen, COLUMNS), notes=notes), controls=(Control(_("tasks due"), len(counted), due),)
    )


def _scope(ask: Ask) -> str:
    by_group = f"t.group_id = {ask.scope.id} OR " if ask.scope.noun == "group" else ""
    by_owner = (
        ""
        if ask.scope.noun == "group"
        else f" OR t.owner_id IN (SELECT p.staff_id FROM post p WHERE p.institution_id IN {ask.scope.institutions})"
    )
    return f"({by_group}t.client_id IN {ask.scope.clients}{by_owner})"


def _belongs(row: Row, place: dict[str, int], ask: Ask) -> bool:
    return _in_period(row[place["original_due"]], ask) or _in_period(row[place["due"]], ask) or _late(row, place)


def _in_period(day: object, ask: Ask) -> bool:
    return isinstance(day, date) and ask.period.start <= day <= ask.as_of


def _late(row: Row, place: dict[str, int]) -> bool:
    left = row[place["days_left"]]
    return isinstance(left, int) and left < 0


def _overdue(rows: list[Row], place: dict[str, int]) -> int:
    return sum(_late(row, place) for row in rows)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _done_on(row: Row, place: dict[str, int], as_of: date) -> date | None:
    """The day it was handed in, or closed without that; None if that came after the report's day."""
    done = _day(row[place["submitted_on"]]) or _day(row[place["closed_on"]])
    return done if done is not None and done <= as_of else None


def _rate(kept: int, counted: int) -> str:
    if not counted:
        return _("no task was due in the period")
    rate = (Decimal(kept) / counted).quantize(HALF_A_POINT, ROUND_HALF_UP)
    return _("on time: {kept} of {counted} due ({rate}), judged by the original deadline").format(
        kept=kept, counted=counted, rate=f"{rate:.2%}"
    )
