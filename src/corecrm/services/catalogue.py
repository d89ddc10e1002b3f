"""The catalogues that a store has from the start: metrics, products and kinds of risk signal, read from data/."""

import csv
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Integer, Table, insert
from sqlmodel import Session, SQLModel

from corecrm.models.metric import Metric
from corecrm.models.product import Product
from corecrm.models.risk import SignalKind
from corecrm.paths import shipped

CATALOGUES: tuple[tuple[str, type[SQLModel]], ...] = (
    ("metrics.csv", Metric),
    ("products.csv", Product),
    ("signals.csv", SignalKind),
)


def load(session: Session) -> None:
    """Fills a new store's catalogues, each by one statement over all its rows."""
    for name, model in CATALOGUES:
        table: Table = model.__table__  # type: ignore[attr-defined]  # every table model has one
        session.execute(insert(table), list(rows(name, table)))


def rows(name: str, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a file of data/ as values of `table`; an empty cell is NULL."""
    kinds = {column.name: column.type for column in table.columns}
    with shipped("data", name).open(encoding="utf-8", newline="") as file:
        for record in csv.DictReader(file):
            yield {key: _value(text, kinds[key]) for key, text in record.items()}


def _value(text: str, kind: object) -> object:
    if isinstance(kind, Boolean):
        return text == "1"
    if isinstance(kind, Integer):
        return int(text)
    return text or None
