"""Institutions of the bank: head office, branches, sub-branches and departments, in a tree."""

import re
from typing import Annotated

from pydantic import AfterValidator
from sqlmodel import Field, SQLModel

from corecrm.fields import institution as F
from corecrm.models.types import Code, Coded, Line, MaybeDay, MaybeLine, MaybeText
from corecrm.text import _


def _divisions(codes: str | None) -> str | None:
    if codes and not re.fullmatch(r"\d{2,6}( \d{2,6})*", codes):
        raise ValueError(_("division codes are 2 to 6 digits, separated by blanks"))
    return codes


class InstitutionIn(SQLModel):
    """What is known of an institution. `divisions` are GB/T 2260 codes of 2, 4 or 6 digits, separated by blanks."""

    code: Annotated[Code, F.code] = Field(min_length=1, max_length=30)
    name: Annotated[Line, F.name] = Field(min_length=1, max_length=100)
    kind: Annotated[F.InstitutionKind, F.kind] = Field(sa_type=Coded(F.InstitutionKind))
    divisions: Annotated[MaybeLine, AfterValidator(_divisions), F.divisions] = Field(default=None, max_length=200)
    opened_on: Annotated[MaybeDay, F.opened_on] = None
    closed_on: Annotated[MaybeDay, F.closed_on] = None
    note: Annotated[MaybeText, F.note] = Field(default=None, max_length=4000)


class Institution(InstitutionIn, table=True):
    """An institution as it is stored."""

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[Line, F.code] = Field(max_length=30, unique=True)
    name: Annotated[Line, F.name] = Field(max_length=100, index=True)
    parent_id: Annotated[int | None, F.parent] = Field(default=None, foreign_key="institution.id", index=True)
    pinyin: Annotated[str, F.pinyin] = Field(default="", max_length=400)
    initials: Annotated[str, F.initials] = Field(default="", max_length=100)
    removed_on: Annotated[MaybeDay, F.removed_on] = None
