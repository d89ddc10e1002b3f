"""Goals: a metric's target of a group for a year, and its parts along time, lines, institutions, people and clients."""

from typing import Annotated

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

import corecrm.models.client
import corecrm.models.group
import corecrm.models.institution
import corecrm.models.metric
import corecrm.models.staff  # noqa: F401 - it refers to that table
from corecrm.fields import goal as F
from corecrm.models.types import Coded, Day, MaybeText


class Goal(SQLModel, table=True):
    """A node of a goal's tree; all values in the smallest unit of the metric.

    `code` is the parent's code, a slash and the part: `G-2026-XH/dep_adb/Q3`. A node may carry one split an axis.
    """

    __table_args__ = (
        CheckConstraint("(parent_id IS NULL) = (axis IS NULL)", name="ck_goal_part"),
        Index("ix_goal_in_order", text("year DESC"), "code"),
        Index(
            "ux_goal_whole", "group_id", "metric_id", "year", unique=True,
            sqlite_where=text("parent_id IS NULL"), postgresql_where=text("parent_id IS NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[str, F.code] = Field(max_length=200, unique=True)
    group_id: Annotated[int, F.group] = Field(foreign_key="client_group.id", index=True)
    year: Annotated[int, F.year] = Field(ge=2000, le=2100)
    metric_id: Annotated[int, F.metric] = Field(foreign_key="metric.id", index=True)
    parent_id: Annotated[int | None, F.parent] = Field(default=None, foreign_key="goal.id", index=True)
    root_id: Annotated[int | None, F.root] = Field(default=None, foreign_key="goal.id", index=True)
    axis: Annotated[F.Axis | None, F.axis] = Field(default=None, sa_type=Coded(F.Axis))
    period_from: Annotated[Day, F.period_from]
    period_to: Annotated[Day, F.period_to]
    line: Annotated[str | None, F.line] = Field(default=None, max_length=10)
    institution_id: Annotated[int | None, F.institution] = Field(default=None, foreign_key="institution.id", index=True)
    staff_id: Annotated[int | None, F.staff] = Field(default=None, foreign_key="staff.id", index=True)
    client_id: Annotated[int | None, F.client] = Field(default=None, foreign_key="client.id", index=True)
    owner_id: Annotated[int | None, F.owner] = Field(default=None, foreign_key="staff.id", index=True)
    baseline: Annotated[int | None, F.baseline] = Field(default=None, sa_type=BigInteger)
    target: Annotated[int, F.target] = Field(sa_type=BigInteger)
    stretch: Annotated[int | None, F.stretch] = Field(default=None, sa_type=BigInteger)
    challenge: Annotated[int | None, F.challenge] = Field(default=None, sa_type=BigInteger)
    note: Annotated[MaybeText, F.note] = Field(default=None, max_length=2000)
