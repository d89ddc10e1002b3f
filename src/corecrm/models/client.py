"""Clients: the companies that a bank serves or wants to, with their other names and their numbers in other systems."""

from typing import Annotated, Self

from pydantic import AfterValidator, model_validator
from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

import corecrm.models.institution  # noqa: F401 - it refers to that table
from corecrm.fields import client as F
from corecrm.identifiers import division_code, identity, industry_code
from corecrm.models.types import Code, Coded, Line, MaybeDay, MaybeLine, MaybeText
from corecrm.names import LONGEST_SHORT_NAME

Division = Annotated[MaybeLine, AfterValidator(lambda code: code and division_code(code))]
Industry = Annotated[MaybeLine, AfterValidator(lambda code: code and industry_code(code))]


class ClientIn(SQLModel):
    """What is known of a client when it is added or imported."""

    code: Annotated[Code, F.code] = Field(min_length=1, max_length=30)
    name: Annotated[Line, F.name] = Field(min_length=1, max_length=200)
    short_name: Annotated[MaybeLine, F.short_name] = Field(default=None, max_length=LONGEST_SHORT_NAME)
    identity_kind: Annotated[F.IdentityKind | None, F.identity_kind] = Field(default=None, sa_type=Coded(F.IdentityKind))
    identity_no: Annotated[MaybeLine, F.identity_no] = Field(default=None, max_length=40)
    division_code: Annotated[Division, F.division_code] = Field(default=None, max_length=6)
    industry_code: Annotated[Industry, F.industry_code] = Field(default=None, max_length=5)
    tier: Annotated[F.Tier | None, F.tier] = Field(default=None, sa_type=Coded(F.Tier))
    relationship: Annotated[F.Relationship, F.relationship] = Field(
        default=F.Relationship.not_served, sa_type=Coded(F.Relationship)
    )
    registered_on: Annotated[MaybeDay, F.registered_on] = None
    note: Annotated[MaybeText, F.note] = Field(default=None, max_length=4000)

    @model_validator(mode="after")
    def identity_fits_its_kind(self) -> Self:
        """The kind follows from the number unless it is given; a credit code must be well formed (GB 32100-2015)."""
        if self.identity_no:
            kind, number = identity(self.identity_no, self.identity_kind)
            self.__dict__["identity_kind"], self.__dict__["identity_no"] = kind, number
        return self


class Client(ClientIn, table=True):
    """A client as it is stored; `pinyin` and `initials` are what searches go by and may be corrected by hand."""

    __table_args__ = (
        Index(
            "ix_client_removed", "removed_on",
            sqlite_where=text("removed_on IS NOT NULL"), postgresql_where=text("removed_on IS NOT NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[Line, F.code] = Field(min_length=1, max_length=30, unique=True)
    name: Annotated[Line, F.name] = Field(max_length=200, index=True)
    identity_no: Annotated[MaybeLine, F.identity_no] = Field(default=None, max_length=40, unique=True)
    institution_id: Annotated[int | None, F.institution] = Field(default=None, foreign_key="institution.id", index=True)
    pinyin: Annotated[str, F.pinyin] = Field(default="", max_length=800)
    initials: Annotated[str, F.initials] = Field(default="", max_length=200)
    removed_on: Annotated[MaybeDay, F.removed_on] = None


class ClientName(SQLModel, table=True):
    """Another name that a client has or had."""

    __tablename__ = "client_name"
    __table_args__ = (UniqueConstraint("client_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: Annotated[int, F.client] = Field(foreign_key="client.id", index=True)
    name: Annotated[Line, F.alias] = Field(max_length=200, index=True)
    kind: Annotated[F.NameKind, F.alias_kind] = Field(default=F.NameKind.alias, sa_type=Coded(F.NameKind))


class ClientNumber(SQLModel, table=True):
    """A client's number in another system of the bank."""

    __tablename__ = "client_number"
    __table_args__ = (UniqueConstraint("system", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: Annotated[int, F.client] = Field(foreign_key="client.id", index=True)
    system: Annotated[Line, F.system] = Field(max_length=40)
    number: Annotated[Line, F.number] = Field(max_length=60)
