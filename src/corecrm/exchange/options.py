"""What a user can say about a file that is imported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from corecrm.periods import DateOrder

Duplicates = Literal["error", "first", "last"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be read and its rows are to be taken.

    Args:
        sheet: of a workbook; the first visible one if None.
        header: the number of the header row; found if None.
        maps: their heading -> our field's key, or `-` to leave the column out.
        unit: of bare amounts where no heading says one.
        order: of day, month and year in dates such as 3/4/26.
        encoding: of a text file; found if None.
        delimiter: of a text file; found if None.
        duplicates: what happens to a record that stands in the file twice.
        overwrite: whether a stored value gives way to another one.
        skip_errors: good rows are written although others are rejected.
        since: the first day of what a row carries along without a day, such as the edge to a parent company.
        period: what figures without a day are of.
    """

    sheet: str | None = None
    header: int | None = None
    maps: Mapping[str, str] = field(default_factory=dict)
    unit: str | None = None
    order: DateOrder | None = None
    encoding: str | None = None
    delimiter: str | None = None
    duplicates: Duplicates = "error"
    overwrite: bool = True
    skip_errors: bool = False
    since: date | None = None
    period: str | None = None
