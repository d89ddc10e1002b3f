"""Edges between clients, dated: control edges make the group's tree."""

from typing import Annotated

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

import corecrm.models.client  # noqa: F401 - it refers to that table
from corecrm.fields import ownership as F
from corecrm.models.types import Coded, Day, MaybeDay, MaybeRate, MaybeText


class OwnershipIn(SQLModel):
    """What is known of an edge, `[valid_from, valid_to)`; `pct` is a fraction of 1."""

    kind: Annotated[F.EdgeKind, F.kind] = Field(default=F.EdgeKind.control, sa_type=Coded(F.EdgeKind))
    pct: Annotated[MaybeRate, F.pct, Field(ge=0, le=1)] = None
    valid_from: Annotated[Day, F.valid_from]
    valid_to: Annotated[MaybeDay, F.valid_to] = None
    note: Annotated[MaybeText, F.note] = Field(default=None, max_length=2000)


class Ownership(OwnershipIn, table=True):
    """An edge as stored. The service keeps intervals apart, and so does the store (`store.apart`)."""

    __table_args__ = (
        CheckConstraint("valid_to > valid_from", name="ck_ownership_interval"),
        CheckConstraint("holder_id <> owned_id", name="ck_ownership_two"),
        Index("ix_ownership_tie", "holder_id", "owned_id", "kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[str, F.code] = Field(max_length=30, unique=True)
    holder_id: Annotated[int, F.holder] = Field(foreign_key="client.id", index=True)
    owned_id: Annotated[int, F.owned] = Field(foreign_key="client.id", index=True)
