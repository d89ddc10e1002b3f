"""Evidence for what was done to a record: where it is and its digest; the file itself is not stored."""

from typing import Annotated

from sqlmodel import Field, SQLModel

from corecrm.fields import evidence as F
from corecrm.models.types import Day, Line, MaybeText


class Evidence(SQLModel, table=True):
    """A path or a document number, and for a file at hand its SHA-256."""

    id: int | None = Field(default=None, primary_key=True)
    noun: Annotated[str, F.noun] = Field(max_length=40)
    row_id: Annotated[int, F.row_id] = Field(index=True)
    reference: Annotated[Line, F.reference] = Field(min_length=1, max_length=400)
    note: Annotated[MaybeText, F.note] = Field(default=None, max_length=2000)
    sha256: Annotated[str | None, F.sha256] = Field(default=None, max_length=64)
    given_on: Annotated[Day, F.given_on]
