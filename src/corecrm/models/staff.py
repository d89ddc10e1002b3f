"""Staff of the bank, and the posts that they hold: where, as what, under whom, from when to when."""

from typing import Annotated

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

import corecrm.models.institution  # noqa: F401 - it refers to that table
from corecrm.fields import staff as F
from corecrm.models.types import Code, Coded, Day, Line, MaybeDay, MaybeLine, MaybeText


class StaffIn(SQLModel):
    """What is known of a person who works for the bank."""

    code: Annotated[Code, F.code] = Field(min_length=1, max_length=30)
    name: Annotated[Line, F.name] = Field(min_length=1, max_length=60)
    phone: Annotated[MaybeLine, F.phone] = Field(default=None, max_length=30)
    email: Annotated[MaybeLine, F.email] = Field(default=None, max_length=100)
    joined_on: Annotated[MaybeDay, F.joined_on] = None
    left_on: Annotated[MaybeDay, F.left_on] = None
    note: Annotated[MaybeText, F.note] = Field(default=None, max_length=4000)


class Staff(StaffIn, table=True):
    """A staff member as stored; where and as what is in the posts."""

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[Line, F.code] = Field(max_length=30, unique=True)
    name: Annotated[Line, F.name] = Field(max_length=60, index=True)
    pinyin: Annotated[str, F.pinyin] = Field(default="", max_length=240)
    initials: Annotated[str, F.initials] = Field(default="", max_length=60)
    removed_on: Annotated[MaybeDay, F.removed_on] = None


class Post(SQLModel, table=True):
    """One position at one institution, `[valid_from, valid_to)`; the same one does not overlap with itself."""

    __table_args__ = (CheckConstraint("valid_to > valid_from", name="ck_post_interval"),)

    id: int | None = Field(default=None, primary_key=True)
    staff_id: Annotated[int, F.staff] = Field(foreign_key="staff.id", index=True)
    institution_id: Annotated[int, F.institution] = Field(foreign_key="institution.id", index=True)
    position: Annotated[F.Position, F.position] = Field(sa_type=Coded(F.Position))
    reports_to_id: Annotated[int | None, F.reports_to] = Field(default=None, foreign_key="staff.id", index=True)
    valid_from: Annotated[Day, F.valid_from]
    valid_to: Annotated[MaybeDay, F.valid_to] = None
