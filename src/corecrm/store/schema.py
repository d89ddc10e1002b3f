"""The tables of a store: every model's, the log's, and the checks that hold the values where types cannot."""

import importlib
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, Text, text
from sqlmodel import SQLModel

from corecrm.models.types import Coded, Utc
from corecrm.nouns import NOUNS, OWNER_OF_PART
from corecrm.store.apart import IN_DOUBT
from corecrm.store.naming import owner_in_image

LOG_TABLES = ("change", "change_set", "access_log", "counter", IN_DOUBT)


def metadata() -> MetaData:
    """Everything a store holds. Imports every noun's model, so only creating, migrating and checking a store ask for it."""
    for noun in NOUNS:
        importlib.import_module(f"corecrm.models.{noun.module or noun.name}")
    tables = SQLModel.metadata
    if "change" not in tables.tables:
        _add_log(tables)
        for table in tables.tables.values():
            _complete(table)
    return tables


def audited(tables: MetaData) -> list[Table]:
    """The tables whose rows the log follows, parents before children."""
    return [table for table in tables.sorted_tables if table.name not in LOG_TABLES]


def _add_log(tables: MetaData) -> None:
    """The log: who did what when, and the image of every row before and after.

    A change names its set without a foreign key: the set's row comes last, so each change would be looked up in vain and again
    at the end, which takes a seventh of the time of inserting many rows. The seals prove what the key would (`audit`).
    """
    Table(
        "change_set",
        tables,
        Column("id", Integer, primary_key=True),
        Column("recorded_at", Utc, nullable=False),
        Column("actor", String(60), nullable=False),
        Column("on_behalf", String(60)),
        Column("document", String(100)),
        Column("command", Text, nullable=False),
        Column("reason", Text),
        Column("undoes", Integer),
        Column("changes", Integer, nullable=False),
        Column("previous_hash", String(64), nullable=False),
        Column("hash", String(64), nullable=False),
        Index(
            "ix_change_set_undoes", "undoes", sqlite_where=text("undoes IS NOT NULL"), postgresql_where=text("undoes IS NOT NULL")
        ),
    )
    Table(
        "change",
        tables,
        Column("id", Integer, primary_key=True),
        Column("change_set_id", Integer, nullable=False, index=True),
        Column("noun", String(40), nullable=False),
        Column("row_id", Integer, nullable=False),
        Column("before", Text),
        Column("after", Text),
        Index("ix_change_row", "row_id", "noun"),  # led by noun it would be taken for the rows of a change set too
        *_owners_of_parts(),
    )
    Table(
        "access_log",
        tables,
        Column("id", Integer, primary_key=True),
        Column("seen_at", Utc, nullable=False),
        Column("actor", String(60), nullable=False),
        Column("noun", String(40), nullable=False),
        Column("row_id", Integer, nullable=False),
        Column("field", String(40), nullable=False),
        Column("reason", Text),
    )
    Table(
        "counter",
        tables,
        Column("id", Integer, primary_key=True),
        Column("prefix", String(20), nullable=False, unique=True),
        Column("last", Integer, nullable=False),
    )
    Table(  # empty outside of a change set; see `apart`
        IN_DOUBT,
        tables,
        Column("id", Integer, primary_key=True),
        Column(
            "change_set_id", Integer, ForeignKey("change_set.id", deferrable=True, initially="DEFERRED"), nullable=False, index=True
        ),
        Column("guard", String(40), nullable=False),
        Column("row_id", Integer, nullable=False),
    )


def _owners_of_parts() -> Iterable[Index]:
    """So that the history of a record finds the changes of its parts, which its images alone say whose they were."""
    for part, (_noun, column) in OWNER_OF_PART.items():
        of_part = text(f"noun = '{part}'")
        name, owner = f"ix_change_{part}", text(f"({owner_in_image('sqlite', column)})")
        yield Index(name, owner, sqlite_where=of_part).ddl_if(dialect="sqlite")


def _complete(table: Table) -> None:
    table.dialect_options["sqlite"].update(strict=True, autoincrement=True)
    for constraint in list(_checks(table.columns)):
        table.append_constraint(constraint)
    for key in table.foreign_key_constraints:
        if key.deferrable is None:
            key.deferrable, key.initially = True, "IMMEDIATE"


def _checks(columns: Iterable[Column[Any]]) -> Iterable[CheckConstraint]:
    """What STRICT does not look at: enum codes, days (+0 turns 30 February into 2 March), instants, flags, lengths."""
    for column in columns:
        name, quoted = f"ck_{column.table.name}_{column.name}", f'"{column.name}"'
        length = getattr(column.type, "length", None)  # SQLModel's own text type is not a String, but passes its length on
        if isinstance(column.type, Coded):
            yield CheckConstraint(_one_of(quoted, [f"'{member.value}'" for member in column.type.choices]), name=name)
        elif isinstance(column.type, Date):
            yield CheckConstraint(f"{quoted} IS date({quoted}, '+0 days')", name=name).ddl_if(dialect="sqlite")
        elif isinstance(column.type, Utc):
            moment = f"strftime('%Y-%m-%dT%H:%M:%S+00:00', {quoted}, '+0 days')"
            yield CheckConstraint(f"{quoted} IS {moment}", name=name).ddl_if(dialect="sqlite")
        elif isinstance(column.type, Boolean):
            yield CheckConstraint(_one_of(quoted, ["0", "1"]), name=name).ddl_if(dialect="sqlite")
        elif length:
            yield CheckConstraint(f"length({quoted}) <= {length}", name=name)


def _one_of(quoted: str, values: Iterable[str]) -> str:
    """Not `IN (…)`: SQLite builds the list anew for every row, which takes a third of the time of inserting many."""
    return " OR ".join(f"{quoted} = {value}" for value in values)
