"""Holdings: which client uses which product, from when to when, with the balance that was last heard of."""

from typing import Annotated

from sqlmodel import Field, SQLModel

import corecrm.models.client
import corecrm.models.institution
import corecrm.models.product  # noqa: F401 - it refers to that table
from corecrm.fields import holding as F
from corecrm.models.types import Day, MaybeDay, MaybeText, MaybeYuan


class HoldingIn(SQLModel):
    """What is known of a holding, `[valid_from, valid_to)`."""

    valid_from: Annotated[Day, F.valid_from]
    valid_to: Annotated[MaybeDay, F.valid_to] = None
    balance: Annotated[MaybeYuan, F.balance] = None
    note: Annotated[MaybeText, F.note] = Field(default=None, max_length=2000)


class Holding(HoldingIn, table=True):
    """A holding as stored."""

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[str, F.code] = Field(max_length=30, unique=True)
    client_id: Annotated[int, F.client] = Field(foreign_key="client.id", index=True)
    product_id: Annotated[int, F.product] = Field(foreign_key="product.id", index=True)
    institution_id: Annotated[int | None, F.institution] = Field(default=None, foreign_key="institution.id", index=True)
