"""Products that the bank offers to companies; the catalogue of data/products.csv is there from the start."""

from typing import Annotated

from sqlmodel import Field, SQLModel

from corecrm.fields import product as F
from corecrm.models.types import Code, Coded, Line, MaybeDay, MaybeLine, MaybeText


class ProductIn(SQLModel):
    """What is known of a product."""

    code: Annotated[Code, F.code] = Field(min_length=1, max_length=30)
    name: Annotated[Line, F.name] = Field(min_length=1, max_length=100)
    name_en: Annotated[Line, F.name_en] = Field(min_length=1, max_length=100)
    line: Annotated[F.ProductLine, F.line] = Field(sa_type=Coded(F.ProductLine))
    uses_limit: Annotated[bool, F.uses_limit] = False
    kpi: Annotated[MaybeLine, F.kpi] = Field(default=None, max_length=60)
    note: Annotated[MaybeText, F.note] = Field(default=None, max_length=2000)


class Product(ProductIn, table=True):
    """A product as stored."""

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[Line, F.code] = Field(max_length=30, unique=True)
    removed_on: Annotated[MaybeDay, F.removed_on] = None
