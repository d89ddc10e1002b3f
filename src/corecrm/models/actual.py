"""Facts: what a client's metric was on a day or over a period, and where that is known from.

A correction is a new row; the row it supersedes stays and points to it. Source: the project's own decision (domain 13.2).

No index leads with the metric: SQLite would take it for a client's figure and walk through everybody's facts of that metric.
"""

from datetime import datetime
from typing import Annotated

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

import corecrm.models.batch
import corecrm.models.client
import corecrm.models.institution
import corecrm.models.metric  # noqa: F401 - it refers to that table
from corecrm.fields import actual as F
from corecrm.models.types import Coded, Day, MaybeDay, Utc


def _where_known(column: str) -> Index:
    """An index of the rows that have a value in a column; a foreign key finds them by it."""
    known = text(f"{column} IS NOT NULL")
    return Index(f"ix_actual_{column}", column, sqlite_where=known, postgresql_where=known)


class Actual(SQLModel, table=True):
    """One figure in the smallest unit of its metric. A balance on a day has `period_from` = `period_to`.

    A balance holds until the next one of its series; `known_to` is the day up to which the last one is declared to hold, its own
    if NULL.
    """

    __table_args__ = (
        Index(
            "ux_actual_current",
            "client_id", "metric_id", "period_from", "period_to", "basis",
            text("coalesce(line, '')"), text("coalesce(institution_id, 0)"),
            unique=True, sqlite_where=text("superseded_by_id IS NULL"), postgresql_where=text("superseded_by_id IS NULL"),
        ),
        CheckConstraint("known_to >= period_to", name="ck_actual_known_to"),
        Index(
            "ix_actual_latest", "period_to",
            sqlite_where=text("superseded_by_id IS NULL"), postgresql_where=text("superseded_by_id IS NULL"),
        ),
        _where_known("superseded_by_id"),
        _where_known("institution_id"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[str, F.code] = Field(max_length=30, unique=True)
    client_id: Annotated[int, F.client] = Field(foreign_key="client.id", index=True)
    metric_id: Annotated[int, F.metric] = Field(foreign_key="metric.id")
    period_from: Annotated[Day, F.period_from]
    period_to: Annotated[Day, F.period_to]
    known_to: Annotated[MaybeDay, F.known_to] = None
    value: Annotated[int, F.value] = Field(sa_type=BigInteger)
    basis: Annotated[F.Basis, F.basis] = Field(default=F.Basis.book, sa_type=Coded(F.Basis))
    line: Annotated[str | None, F.line] = Field(default=None, max_length=10)
    institution_id: Annotated[int | None, F.institution] = Field(default=None, foreign_key="institution.id")
    batch_id: Annotated[int | None, F.batch] = Field(default=None, foreign_key="batch.id", index=True)
    source_file: Annotated[str | None, F.source_file] = Field(default=None, max_length=400)
    source_sheet: Annotated[str | None, F.source_sheet] = Field(default=None, max_length=100)
    source_row: Annotated[int | None, F.source_row] = None
    recorded_at: Annotated[datetime, F.recorded_at] = Field(sa_type=Utc)
    superseded_by_id: Annotated[int | None, F.superseded_by] = Field(default=None, foreign_key="actual.id")
