from datetime import date

import pytest

from corecrm.fields import Column, Table, columns
from corecrm.fields import task as F
from corecrm.fields.task import TaskState
from corecrm.queries.standing import response_standing, standing, with_standing

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 11, 20), "overdue 3 days"),
        (date(2026, 11, 22), "overdue 1 day"),
        (date(2026, 11, 23), "due today"),
        (date(2026, 11, 24), "1 day left"),
        (date(2026, 11, 28), "5 days left"),
    ],
)
def test_a_deadline_reads_in_calendar_days(due: date, words: str) -> None:
    assert standing(due, today=TODAY) == words


def test_a_deadline_in_a_year_without_an_announced_calendar_is_marked() -> None:
    assert response_standing(date(2031, 1, 8), today=date(2031, 1, 3)) == "5 days left, estimated"
    assert response_standing(date(2026, 11, 28), today=TODAY) == "5 days left"


def test_only_unfinished_work_with_a_due_date_stands_somewhere() -> None:
    rows = [("T-1", TODAY, TaskState.issued), ("T-2", TODAY, TaskState.closed), ("T-3", None, TaskState.issued)]
    table = Table("", columns(F.code, F.due, F.state), rows)
    found = with_standing(table, (F.days_left, F.standing), today=TODAY, unfinished=[TaskState.issued])
    assert found.columns[2:4] == (Column(F.days_left, on="data"), Column(F.standing, on="screen"))
    assert [row[2:4] for row in found.rows] == [(0, "due today"), (None, None), (None, None)]
