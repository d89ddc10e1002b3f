"""Metrics: what is planned and measured, in which unit, and how it adds."""

from typing import Annotated

from pydantic import StringConstraints
from sqlmodel import Field, SQLModel

from corecrm.fields import metric as F
from corecrm.models.types import Coded, Line, MaybeDay, MaybeText


class MetricIn(SQLModel):
    """What is known of a metric. Values are stored as integers: value × 10 ** scale in `unit` (元: 2, 户: 0, %: 6)."""

    code: Annotated[Line, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"), F.code] = Field(min_length=1, max_length=30)
    name: Annotated[Line, F.name] = Field(min_length=1, max_length=60)
    name_en: Annotated[Line, F.name_en] = Field(min_length=1, max_length=100)
    measure: Annotated[F.Measure, F.measure] = Field(sa_type=Coded(F.Measure))
    unit: Annotated[Line, F.unit] = Field(min_length=1, max_length=10)
    scale: Annotated[int, F.scale] = Field(ge=0, le=6)
    lower_is_better: Annotated[bool, F.lower_is_better] = False
    formula: Annotated[MaybeText, F.formula] = Field(default=None, max_length=1000)
    note: Annotated[MaybeText, F.note] = Field(default=None, max_length=2000)


class Metric(MetricIn, table=True):
    """A metric as stored; the catalogue of data/metrics.csv is there from the start."""

    id: int | None = Field(default=None, primary_key=True)
    code: Annotated[Line, F.code] = Field(max_length=30, unique=True)
    removed_on: Annotated[MaybeDay, F.removed_on] = None
