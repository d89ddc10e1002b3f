"""Import batches, and the saved maps from a source's headings to our fields."""

from datetime import datetime
from typing import Annotated

from sqlmodel import Field, SQLModel

from corecrm.fields import batch as F
from corecrm.models.types import Utc


class Batch(SQLModel, table=True):
    """What one import read and did; read = new + changed + unchanged + rejected.

    `manner` and `result` are what `exchange.repeating` needs to know the same file again: a digest, and a JSON array.
    """

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[str, F.code] = Field(max_length=30, unique=True)
    noun: Annotated[str, F.noun] = Field(max_length=40)
    files: Annotated[str, F.files] = Field(max_length=2000)
    sha256: Annotated[str, F.sha256] = Field(max_length=2000)
    imported_at: Annotated[datetime, F.imported_at] = Field(sa_type=Utc)
    read: Annotated[int, F.read]
    new: Annotated[int, F.new]
    changed: Annotated[int, F.changed]
    unchanged: Annotated[int, F.unchanged]
    rejected: Annotated[int, F.rejected]
    manner: Annotated[str | None, F.manner] = Field(default=None, max_length=64)
    result: Annotated[str | None, F.result] = None


class ColumnMap(SQLModel, table=True):
    """`columns` is a JSON object from their heading to our field's key."""

    __tablename__ = "column_map"

    id: int | None = Field(default=None, primary_key=True)
    name: Annotated[str, F.name] = Field(max_length=60, unique=True)
    noun: Annotated[str, F.noun] = Field(max_length=40)
    columns: Annotated[str, F.columns] = Field(max_length=8000)
