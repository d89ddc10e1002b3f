"""The days of tasks and signals: they follow each other, and what has ended says when and why."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from corecrm.fields import Label
from corecrm.fields import risk as R
from corecrm.fields import task as T
from corecrm.rules.risk_states import ENDED
from corecrm.services.judge.touched import Breach, Touched
from corecrm.text import _

TASK_DAYS = (T.issued_on, T.started_on, T.submitted_on, T.closed_on)
RISK_DAYS = (R.found_on, R.verified_on, R.closed_on)


def task_days(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Tasks that would have been started before they were issued, and the like."""
    yield from _out_of_order(touched, "task", TASK_DAYS)


def risk_days(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Signals that would have been verified before they were found, and the like."""
    yield from _out_of_order(touched, "risk", RISK_DAYS)


def _out_of_order(touched: Touched, table: str, days: Sequence[Label]) -> Iterator[Breach]:
    named = ", ".join(day.key for day in days)
    rows = f"SELECT id, code, {named} FROM {table} WHERE removed_on IS NULL AND id IN {touched.ids(table)} ORDER BY id"
    for row_id, code, *values in touched.rows(rows):
        known = [(day, value) for day, value in zip(days, values, strict=True) if value is not None]
        for (earlier, one), (later, other) in combinations(known, 2):
            if one > other:
                message = _("{key}: {later} {end} is before {earlier} {start}")
                text = message.format(key=code, later=later.title, end=other, earlier=earlier.title, start=one)
                yield Breach(table, row_id, later.key, text)
                break


def task_closed(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Closed tasks without a closing day, and open ones with one."""
    for row_id, code, state, closed in touched.rows(
        "SELECT id, code, state, closed_on FROM task WHERE removed_on IS NULL AND (state = 'closed') <> (closed_on IS NOT NULL)"
        f" AND id IN {touched.ids('task')} ORDER BY id"
    ):
        if closed is None:
            message = _("{key} is closed, but nobody says on which day").format(key=code)
        else:
            message = _("{key} has a closing day ({day}), but its state is “{state}”").format(
                key=code, day=closed, state=T.TaskState(state).label
            )
        yield Breach("task", row_id, "closed_on", message)


def risk_ended(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Released or dismissed signals that do not say when and why."""
    ended = ", ".join(f"'{state.value}'" for state in ENDED)
    for row_id, code, state, closed in touched.rows(
        f"SELECT id, code, state, closed_on FROM risk WHERE removed_on IS NULL AND state IN ({ended})"
        f" AND (closed_on IS NULL OR conclusion IS NULL) AND id IN {touched.ids('risk')} ORDER BY id"
    ):
        field = R.closed_on if closed is None else R.conclusion
        message = _("{key} is at “{state}” without {field}").format(key=code, state=R.SignalState(state).label, field=field.title)
        yield Breach("risk", row_id, field.key, message)
