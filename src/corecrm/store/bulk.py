"""What large imports need of SQLite beyond plain SQL: temporary tables on the writing connection, reserved ids, late checks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from sqlite3 import IntegrityError

from corecrm.store import sqlite
from corecrm.store.place import Place

TEMPORARY_CACHE = 4096  # KiB; what is staged beyond it waits on disk


def open_staging(place: Place) -> sqlite.Connection:
    """A connection on which rows are staged before `change_set(…, db=…)` writes them; whoever opens it closes it.

    Raises:
        StoreUnavailable: there is no store at `place`.
    """
    db = sqlite.connect(place.file, mode="rw")
    db.execute(f"PRAGMA temp.cache_size=-{TEMPORARY_CACHE}")
    return db


@contextmanager
def staging(db: sqlite.Connection) -> Iterator[None]:
    """A short transaction of its own for filling temporary tables: it locks nothing; inside a change set it is part of that."""
    own = not db.in_transaction
    if own:
        db.execute("BEGIN")
    yield
    if own:
        db.execute("COMMIT")


@contextmanager
def attempt(db: sqlite.Connection, *, again: bool) -> Iterator[Callable[[], None]]:
    """Writes that can be taken back by calling what it gives, if they are to be tried `again`; keeping them costs nothing else."""

    def take_back() -> None:
        if again:
            db.execute("ROLLBACK TO attempt")

    if again:
        db.execute("SAVEPOINT attempt")
    yield take_back
    if again:
        db.execute("RELEASE attempt")


def has_table(db: sqlite.Connection, name: str) -> bool:
    """Whether a temporary table of this name is there."""
    return db.execute("SELECT 1 FROM temp.sqlite_master WHERE name = ?", (name,)).fetchone() is not None


def all_differ(db: sqlite.Connection, table: str, expression: str, where: str) -> bool:
    """Whether no two of some rows of a temporary table are equal: a unique index, made and dropped, takes a third of a GROUP BY."""
    try:
        db.execute(f"CREATE UNIQUE INDEX temp.all_differ ON {table} ({expression}) WHERE {where}")
    except IntegrityError:
        return False
    db.execute("DROP INDEX temp.all_differ")
    return True


def last_id(db: sqlite.Connection, table: str) -> int:
    """The highest id that `table` ever gave; inside a change set nobody else takes the ones above it."""
    (last,) = db.execute(
        f'SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0), coalesce((SELECT max(id) FROM "{table}"), 0))',
        (table,),
    ).fetchone()
    return int(last)


def check_references_late(db: sqlite.Connection) -> None:
    """References are checked when the change set ends, so that rows may come before those that they refer to."""
    db.execute("PRAGMA defer_foreign_keys=ON")
