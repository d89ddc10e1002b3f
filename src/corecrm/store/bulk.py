"""What large imports need of a database beyond plain SQL: temporary tables on the writing connection, reserved ids, late checks.

The statements of an import are the same on both databases; what differs between them is here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from sqlite3 import IntegrityError
from typing import Any, Protocol

from corecrm.fields import Kind
from corecrm.store import sqlite
from corecrm.store.place import Place

TEMPORARY_CACHE = 4096  # KiB; what is staged beyond it waits on disk
_TEXT, _WHOLE = "TEXT", "BIGINT"
_TYPES = {
    "sqlite": dict.fromkeys((Kind.money, Kind.rate, Kind.count, Kind.flag, Kind.quantity), _WHOLE),
    "postgresql": {
        **dict.fromkeys((Kind.money, Kind.rate, Kind.count, Kind.quantity), _WHOLE),
        Kind.flag: "BOOLEAN", Kind.date: "DATE", Kind.instant: "TIMESTAMPTZ",
    },
}  # fmt: skip


class Bulk(Protocol):
    """A connection of either database on which rows are staged and written; parameters are `?`, by position."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""

    @property
    def in_transaction(self) -> bool:
        """Whether one is open."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Any:  # noqa: ANN401 - the DB-API is untyped
        """Runs one statement and returns its cursor."""

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Any:  # noqa: ANN401 - see above
        """Runs one statement for each row of values."""


def open_staging(place: Place) -> sqlite.Connection:
    """A connection on which rows are staged before `change_set(…, db=…)` writes them; whoever opens it closes it.

    Raises:
        StoreUnavailable: there is no store at `place`.
    """
    db = sqlite.connect(place.file, mode="rw")
    db.execute(f"PRAGMA temp.cache_size=-{TEMPORARY_CACHE}")
    return db


@contextmanager
def staging(db: Bulk) -> Iterator[None]:
    """A short transaction of its own for filling temporary tables: it locks nothing; inside a change set it is part of that."""
    own = not db.in_transaction
    if own:
        db.execute("BEGIN")
    yield
    if own:
        db.execute("COMMIT")


@contextmanager
def attempt(db: Bulk, *, again: bool) -> Iterator[Callable[[], None]]:
    """Writes that can be taken back by calling what it gives, if they are to be tried `again`; keeping them costs nothing else."""

    def take_back() -> None:
        if again:
            db.execute("ROLLBACK TO attempt")

    if again:
        db.execute("SAVEPOINT attempt")
    yield take_back
    if again:
        db.execute("RELEASE attempt")


def staged_type(db: Bulk, kind: Kind) -> str:
    """The type of a temporary table's column for values of `kind`."""
    return _TYPES[db.dialect].get(kind, _TEXT)


def in_image(db: Bulk, image: str, column: str) -> str:
    """The value of a column in an image of the log, as SQL: `image` is `before` or `after`."""
    return f"json_extract({image}, '$.\"{column}\"')" if db.dialect == "sqlite" else f"({image}::json ->> '{column}')"


def has_table(db: Bulk, name: str) -> bool:
    """Whether a temporary table of this name is there."""
    catalogue = {"sqlite": "temp.sqlite_master WHERE name = ?", "postgresql": "pg_class WHERE oid = to_regclass('pg_temp.' || ?)"}
    return db.execute(f"SELECT 1 FROM {catalogue[db.dialect]}", (name,)).fetchone() is not None


def all_differ(db: Bulk, table: str, expression: str, where: str) -> bool:
    """Whether no two of some rows of a temporary table are equal.

    On SQLite a unique index, made and dropped, takes a third of the time; elsewhere its failure would end the transaction.
    """
    if db.dialect != "sqlite":
        same = f"SELECT 1 FROM {table} WHERE {where} GROUP BY {expression} HAVING count(*) > 1 LIMIT 1"
        return db.execute(same).fetchone() is None
    try:
        db.execute(f"CREATE UNIQUE INDEX temp.all_differ ON {table} ({expression}) WHERE {where}")
    except IntegrityError:
        return False
    db.execute("DROP INDEX temp.all_differ")
    return True


def last_id(db: Bulk, table: str) -> int:
    """The highest id that `table` ever gave; inside a change set nobody else takes the ones above it."""
    if db.dialect != "sqlite":
        sequence = "pg_sequences WHERE schemaname || '.' || sequencename = pg_get_serial_sequence(?, 'id')"
        (last,) = db.execute(f"SELECT coalesce(max(last_value), 0) FROM {sequence}", (f'"{table}"',)).fetchone()
        return int(last)
    (last,) = db.execute(
        f'SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0), coalesce((SELECT max(id) FROM "{table}"), 0))',
        (table,),
    ).fetchone()
    return int(last)


def keep_last_id(db: Bulk, table: str) -> None:
    """Tells a table that it gave the ids which an import chose, so that it gives none of them again. SQLite notices by itself."""
    if db.dialect != "sqlite":
        highest = f'(SELECT max(id) FROM "{table}")'
        db.execute(
            f"SELECT setval(pg_get_serial_sequence(?, 'id'), greatest({highest}, ?)) WHERE {highest} IS NOT NULL",
            (f'"{table}"', last_id(db, table)),
        )


def check_references_late(db: Bulk) -> None:
    """References are checked when the change set ends, so that rows may come before those that they refer to."""
    db.execute("PRAGMA defer_foreign_keys=ON" if db.dialect == "sqlite" else "SET CONSTRAINTS ALL DEFERRED")
