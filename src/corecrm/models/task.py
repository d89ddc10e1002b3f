"""Tasks: what somebody has to do by when, and for a supervised one who checks that it is done."""

from typing import Annotated

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

import corecrm.models.client
import corecrm.models.group
import corecrm.models.staff  # noqa: F401 - it refers to that table
from corecrm.fields import task as F
from corecrm.models.types import Code, Coded, Line, MaybeDay, MaybeRate, MaybeText


class TaskIn(SQLModel):
    """What is known of a task when it is set or imported."""

    code: Annotated[Code, F.code] = Field(min_length=1, max_length=30)
    title: Annotated[Line, F.title] = Field(min_length=1, max_length=200)
    source: Annotated[F.TaskSource, F.source] = Field(default=F.TaskSource.routine, sa_type=Coded(F.TaskSource))
    supervised: Annotated[bool, F.supervised] = False
    issued_on: Annotated[MaybeDay, F.issued_on] = None
    due: Annotated[MaybeDay, F.due] = None
    original_due: Annotated[MaybeDay, F.original_due] = None
    state: Annotated[F.TaskState, F.state] = Field(default=F.TaskState.draft, sa_type=Coded(F.TaskState))
    progress: Annotated[MaybeRate, F.progress, Field(ge=0, le=1)] = None
    requirement: Annotated[MaybeText, F.requirement] = Field(default=None, max_length=4000)
    result: Annotated[MaybeText, F.result] = Field(default=None, max_length=4000)
    started_on: Annotated[MaybeDay, F.started_on] = None
    submitted_on: Annotated[MaybeDay, F.submitted_on] = None
    closed_on: Annotated[MaybeDay, F.closed_on] = None


class Task(TaskIn, table=True):
    """A task as stored."""

    __table_args__ = (
        Index("ix_task_in_order", text("(due IS NULL)"), "due", "code"),
        Index("ix_task_state", "state", "closed_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[Line, F.code] = Field(max_length=30, unique=True)
    due: Annotated[MaybeDay, F.due] = Field(default=None, index=True)
    group_id: Annotated[int | None, F.group] = Field(default=None, foreign_key="client_group.id", index=True)
    client_id: Annotated[int | None, F.client] = Field(default=None, foreign_key="client.id", index=True)
    owner_id: Annotated[int | None, F.owner] = Field(default=None, foreign_key="staff.id", index=True)
    removed_on: Annotated[MaybeDay, F.removed_on] = None
