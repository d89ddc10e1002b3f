"""The one mechanism behind every approval: a request about a record, and the decisions on it in order."""

from typing import Annotated

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from corecrm.fields import approval as F
from corecrm.models.types import Coded, Day, MaybeText


class Approval(SQLModel, table=True):
    """Somebody asks that an act on a record be approved by the positions in `deciders`, one after the other."""

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[str, F.code] = Field(max_length=30, unique=True)
    noun: Annotated[str, F.noun] = Field(max_length=40)
    row_id: Annotated[int, F.row_id]
    act: Annotated[str, F.act] = Field(max_length=60)
    deciders: Annotated[str, F.deciders] = Field(max_length=200)
    state: Annotated[F.ApprovalState, F.state] = Field(default=F.ApprovalState.requested, sa_type=Coded(F.ApprovalState))
    requested_by: Annotated[str, F.requested_by] = Field(max_length=60)
    requested_on: Annotated[Day, F.requested_on]


class ApprovalDecision(SQLModel, table=True):
    """One decider's yes or no; `typed_by` differs from `decided_by` for a decision taken on paper."""

    __tablename__ = "approval_decision"
    __table_args__ = (UniqueConstraint("approval_id", "step"),)

    id: int | None = Field(default=None, primary_key=True)
    approval_id: Annotated[int, F.approval] = Field(foreign_key="approval.id", index=True)
    step: Annotated[int, F.step]
    position: Annotated[str, F.position] = Field(max_length=30)
    state: Annotated[F.ApprovalState, F.state] = Field(sa_type=Coded(F.ApprovalState))
    decided_by: Annotated[str, F.decided_by] = Field(max_length=60)
    decided_on: Annotated[Day, F.decided_on]
    opinion: Annotated[MaybeText, F.opinion] = Field(default=None, max_length=2000)
    typed_by: Annotated[str | None, F.typed_by] = Field(default=None, max_length=60)
    document: Annotated[str | None, F.document] = Field(default=None, max_length=100)
