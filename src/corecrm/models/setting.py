"""What holds for a whole store: the bank's name and the like."""

from typing import Annotated

from sqlmodel import Field, SQLModel

from corecrm.fields import setting as F


class Setting(SQLModel, table=True):
    """One value by its name."""

    id: int | None = Field(default=None, primary_key=True)
    name: Annotated[str, F.name] = Field(max_length=40, unique=True)
    value: Annotated[str, F.value] = Field(max_length=400)
