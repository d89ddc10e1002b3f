"""Client groups: a parent company and all that it controls. The members follow from the control edges, as of any day."""

from typing import Annotated

from sqlmodel import Field, SQLModel

import corecrm.models.client
import corecrm.models.institution  # noqa: F401 - it refers to that table
from corecrm.fields import group as F
from corecrm.models.types import Code, Coded, Line, MaybeDay, MaybeText


class GroupIn(SQLModel):
    """What is known of a group."""

    code: Annotated[Code, F.code] = Field(min_length=1, max_length=30)
    name: Annotated[Line, F.name] = Field(min_length=1, max_length=100)
    level: Annotated[F.ListLevel, F.level] = Field(default=F.ListLevel.branch, sa_type=Coded(F.ListLevel))
    status: Annotated[F.ListStatus, F.status] = Field(default=F.ListStatus.core, sa_type=Coded(F.ListStatus))
    listed_on: Annotated[MaybeDay, F.listed_on] = None
    note: Annotated[MaybeText, F.note] = Field(default=None, max_length=4000)


class Group(GroupIn, table=True):
    """A group as stored, with the client at the top of its tree and its lead branch."""

    __tablename__ = "client_group"

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[Line, F.code] = Field(max_length=30, unique=True)
    name: Annotated[Line, F.name] = Field(max_length=100, index=True)
    parent_id: Annotated[int | None, F.parent] = Field(default=None, foreign_key="client.id", index=True)
    institution_id: Annotated[int | None, F.institution] = Field(default=None, foreign_key="institution.id", index=True)
    pinyin: Annotated[str, F.pinyin] = Field(default="", max_length=400)
    initials: Annotated[str, F.initials] = Field(default="", max_length=100)
    removed_on: Annotated[MaybeDay, F.removed_on] = None
