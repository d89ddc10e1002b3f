"""Risk signals of clients, and the catalogue of the kinds of signal."""

from typing import Annotated

from sqlmodel import Field, SQLModel

import corecrm.models.client
import corecrm.models.staff  # noqa: F401 - it refers to that table
from corecrm.fields import risk as F
from corecrm.models.types import Code, Coded, Day, Line, MaybeDay, MaybeText, MaybeYuan


class SignalKind(SQLModel, table=True):
    """One kind of warning signal; data/signals.csv is there from the start."""

    __tablename__ = "signal_kind"

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[Line, F.code] = Field(max_length=10, unique=True)
    family: Annotated[Line, F.family] = Field(max_length=10)
    name: Annotated[Line, F.name] = Field(max_length=100)
    name_en: Annotated[Line, F.name_en] = Field(max_length=200)
    rule: Annotated[MaybeText, F.rule] = Field(default=None, max_length=400)
    default_level: Annotated[Line, F.default_level] = Field(max_length=40)
    computable: Annotated[bool, F.computable] = False
    origin: Annotated[MaybeText, F.origin] = Field(default=None, max_length=200)


class RiskIn(SQLModel):
    """What is known of a signal when it is found or imported."""

    code: Annotated[Code, F.code] = Field(min_length=1, max_length=30)
    level: Annotated[F.SignalLevel, F.level] = Field(sa_type=Coded(F.SignalLevel))
    state: Annotated[F.SignalState, F.state] = Field(default=F.SignalState.found, sa_type=Coded(F.SignalState))
    detail: Annotated[MaybeText, F.detail] = Field(default=None, max_length=4000)
    exposure: Annotated[MaybeYuan, F.exposure] = None
    found_on: Annotated[Day, F.found_on]
    due: Annotated[MaybeDay, F.due] = None
    verified_on: Annotated[MaybeDay, F.verified_on] = None
    closed_on: Annotated[MaybeDay, F.closed_on] = None
    conclusion: Annotated[MaybeText, F.conclusion] = Field(default=None, max_length=4000)


class Risk(RiskIn, table=True):
    """A signal as stored."""

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[Line, F.code] = Field(max_length=30, unique=True)
    signal_id: Annotated[int, F.signal] = Field(foreign_key="signal_kind.id", index=True)
    client_id: Annotated[int, F.client] = Field(foreign_key="client.id", index=True)
    found_by_id: Annotated[int | None, F.found_by] = Field(default=None, foreign_key="staff.id", index=True)
    owner_id: Annotated[int | None, F.owner] = Field(default=None, foreign_key="staff.id", index=True)
    removed_on: Annotated[MaybeDay, F.removed_on] = None
