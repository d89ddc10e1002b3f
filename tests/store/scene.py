"""What the tests of the store do over and over: write a change set, add clients, and compare whole stores."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any

from corecrm.models.client import Client, ClientIn
from corecrm.services import client as clients
from corecrm.store.changes import ChangeSet, Occasion, change_set
from corecrm.store.place import Place
from corecrm.store.schema import LOG_TABLES
from corecrm.store.undo import undo

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
BULK = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
    INSERT INTO client (code, name, relationship, pinyin, initials) SELECT :prefix || i, '客户' || i, 'served', '', '' FROM n
"""


def occasion(*, undoes: int | None = None, **more: str) -> Occasion:
    return Occasion(actor="W0001", command="corecrm test", recorded_at=NOW, undoes=undoes, **more)


@contextmanager
def writing(place: Place, *, dry_run: bool = False, undoes: int | None = None, **more: str) -> Iterator[ChangeSet]:
    with change_set(place, occasion(undoes=undoes, **more), dry_run=dry_run) as work:
        yield work


def add(work: ChangeSet, code: str, name: str = "星河电力", **more: object) -> Client:
    return clients.add(work.session, ClientIn.model_validate({"code": code, "name": name, **more}))


def added(place: Place, *codes: str) -> int:
    """The number of a change set that adds a client for each code."""
    with writing(place) as work:
        for code in codes:
            add(work, code)
    return work.number


def run_sql(place: Place, *statements: str) -> int:
    """The number of a change set that executes the statements."""
    with writing(place) as work:
        for statement in statements:
            work.db.execute(statement)
    return work.number


def taken_back(place: Place, number: int) -> int:
    """The number of the change set that undoes change set `number`."""
    with writing(place, undoes=number) as work:
        undo(work, number)
    return work.number


def rows(place: Place, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """What a plain SQLite tool reads."""
    with closing(sqlite3.connect(place.file)) as db:
        return db.execute(sql, values).fetchall()


def value(place: Place, sql: str, *values: object) -> Any:  # noqa: ANN401 - whatever is stored
    return rows(place, sql, *values)[0][0]


def tampered(place: Place, *statements: str) -> None:
    """Changes the file behind the program's back: without triggers, without change sets."""
    with closing(sqlite3.connect(place.file, isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            db.execute(statement)


def dump(place: Place) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every business table: the store but for its log, its counters and SQLite's own."""
    with closing(sqlite3.connect(place.file)) as db:  # one for all tables: each reads the schema with all its triggers
        names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
        kept = [name for (name,) in names if name not in (*LOG_TABLES, "alembic_version")]
        return {name: db.execute(f'SELECT * FROM "{name}" ORDER BY id').fetchall() for name in kept}
