"""Closed periods: up to which day figures stand and may not change any more."""

from typing import Annotated

from sqlmodel import Field, SQLModel

from corecrm.fields import period as F
from corecrm.models.types import Day, MaybeDay


class Closing(SQLModel, table=True):
    """A decision that everything up to a day stands; in force until it is reopened.

    `sealed_facts` and `seal` say which facts it found (`store.sealing`); a closing from elsewhere may have none.
    """

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[str, F.code] = Field(max_length=30, unique=True)
    closed_to: Annotated[Day, F.closed_to]
    closed_on: Annotated[Day, F.closed_on]
    reopened_on: Annotated[MaybeDay, F.reopened_on] = None
    reason: Annotated[str | None, F.reason] = Field(default=None, max_length=400)
    sealed_facts: Annotated[int | None, F.sealed_facts] = None
    seal: Annotated[str | None, F.seal] = Field(default=None, max_length=64)
