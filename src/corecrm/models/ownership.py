"""Edges between clients, dated: control edges make the group's tree."""

from typing import Annotated

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

import corecrm.models.client  # noqa: F401 - it refers to that table
from corecrm.fields import ownership as F
from corecrm.models.types import Coded, Day, MaybeDay, MaybeRate, MaybeText

_OPEN_CONTROL = "kind = 'control' AND valid_to IS NULL"


class OwnershipIn(SQLModel):
    """What is known of an edge, `[valid_from, valid_to)`; `pct` is a fraction of 1."""

    kind: Annotated[F.EdgeKind, F.kind] = Field(default=F.EdgeKind.control, sa_type=Coded(F.EdgeKind))
    pct: Annotated[MaybeRate, F.pct, Field(ge=0, le=1)] = None
    valid_from: Annotated[Day, F.valid_from]
    valid_to: Annotated[MaybeDay, F.valid_to] = None
    note: Annotated[MaybeText, F.note] = Field(default=None, max_length=2000)


class Ownership(OwnershipIn, table=True):
    """An edge as stored. The service keeps intervals apart; the indexes at least those that are still open."""

    __table_args__ = (
        CheckConstraint("valid_to > valid_from", name="ck_ownership_interval"),
        CheckConstraint("holder_id <> owned_id", name="ck_ownership_two"),
        Index(
            "ux_ownership_control", "owned_id",
            unique=True, sqlite_where=text(_OPEN_CONTROL), postgresql_where=text(_OPEN_CONTROL),
        ),
        Index(
            "ux_ownership_open", "holder_id", "owned_id", "kind",
            unique=True, sqlite_where=text("valid_to IS NULL"), postgresql_where=text("valid_to IS NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[str, F.code] = Field(max_length=30, unique=True)
    holder_id: Annotated[int, F.holder] = Field(foreign_key="client.id", index=True)
    owned_id: Annotated[int, F.owned] = Field(foreign_key="client.id", index=True)
