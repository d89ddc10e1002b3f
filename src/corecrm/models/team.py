"""Service teams: dated seats. A seat covers a whole group, or one client of it (or a client without a group)."""

from typing import Annotated

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

import corecrm.models.client
import corecrm.models.group
import corecrm.models.staff  # noqa: F401 - it refers to that table
from corecrm.fields import team as F
from corecrm.fields.staff import Position
from corecrm.models.types import Coded, Day, MaybeDay, MaybeText


class SeatIn(SQLModel):
    """What is known of a seat, `[valid_from, valid_to)`."""

    role: Annotated[Position, F.role] = Field(sa_type=Coded(Position))
    valid_from: Annotated[Day, F.valid_from]
    valid_to: Annotated[MaybeDay, F.valid_to] = None
    note: Annotated[MaybeText, F.note] = Field(default=None, max_length=2000)


class Seat(SeatIn, table=True):
    """A seat as stored. The local manager of a client is the one whose seat covers it on the day; `store.apart` keeps it to one."""

    __table_args__ = (
        CheckConstraint("group_id IS NOT NULL OR client_id IS NOT NULL", name="ck_seat_covers"),
        CheckConstraint("valid_to > valid_from", name="ck_seat_interval"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[str, F.code] = Field(max_length=30, unique=True)
    group_id: Annotated[int | None, F.group] = Field(default=None, foreign_key="client_group.id", index=True)
    client_id: Annotated[int | None, F.client] = Field(default=None, foreign_key="client.id", index=True)
    staff_id: Annotated[int, F.staff] = Field(foreign_key="staff.id", index=True)
