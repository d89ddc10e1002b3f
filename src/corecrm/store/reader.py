"""Reading a store: SQL with named parameters to rows, through the plain driver, without an ORM.

A reader keeps one read transaction open, so that all the queries of a command see the same state.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from corecrm.errors import StoreUnavailable, UsageProblem
from corecrm.fields import Column, Row, from_database
from corecrm.store import sqlite
from corecrm.store.place import SCHEMA_VERSION, Place
from corecrm.text import _

_NAMED = r"""(?i)('(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*)|(%)|::|(?<![:\w]):([a-z_]\w*)"""
LEFT_BY_A_CRASH = ("SQLITE_READONLY_ROLLBACK", "SQLITE_READONLY_RECOVERY")


def to_psycopg(sql: str) -> str:
    """`:name` parameters as psycopg writes them; quoted text, comments, casts and % signs stay what they were."""

    def one(match: re.Match[str]) -> str:
        if match[1]:
            return match[1].replace("%", "%%")
        if match[2]:
            return "%%"
        return f"%({match[3]})s" if match[3] else match[0]

    return re.sub(_NAMED, one, sql)


def like(text: str) -> str:
    r"""`text` as a part of what is behind `LIKE`, where it stands for itself; the condition ends in `ESCAPE '\'`."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


class Outdated(StoreUnavailable):
    """The store's tables are older than this program; migrating mends it."""

    code = "outdated"


class Database(Protocol):
    """What a driver's connection offers."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Any:  # noqa: ANN401 - the DB-API is untyped
        """Runs one statement and returns its cursor."""

    def close(self) -> None:
        """Lets go of the connection."""


class Reader:
    """Queries against one consistent state of a store."""

    def __init__(self, db: Database, dialect: str = "sqlite") -> None:
        self._db, self.dialect = db, dialect

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """All rows, as the driver gives them.

        Raises:
            UsageProblem: a number that was asked for has more digits than a store can hold.
        """
        try:
            cursor = self._db.execute(sql if self.dialect == "sqlite" else to_psycopg(sql), values)
        except OverflowError:
            raise UsageProblem(_("a number is too large"), _("numbers have up to 18 digits")) from None
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found if self.dialect == "sqlite" else list(map(_whole, found))

    def table(self, columns: Sequence[Column], sql: str, **values: object) -> list[Row]:
        """All rows, each value of the Python type that its column's kind names. The SELECT's order is that of `columns`."""
        return from_database(columns, self.rows(sql, **values))

    def one(self, sql: str, **values: object) -> tuple[Any, ...] | None:
        """The first row, if there is one."""
        found = self.rows(sql, **values)
        return found[0] if found else None

    def value(self, sql: str, **values: object) -> Any:  # noqa: ANN401 - whatever the column holds
        """The first value of the first row; None without one."""
        found = self.one(sql, **values)
        return found[0] if found else None

    def close(self) -> None:
        """Ends the read."""
        self._db.close()


def _whole(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row of PostgreSQL, where a sum of whole numbers is a Decimal."""
    return tuple(int(value) if isinstance(value, Decimal) else value for value in row)


@contextmanager
def reading(place: Place) -> Iterator[Reader]:
    """A reader on the store at `place`, closed at the end.

    Raises:
        StoreUnavailable: there is none, it is not ours or newer than this program; `Outdated`: older.
    """
    reader = open_reader(place)
    try:
        yield reader
    finally:
        reader.close()


def open_reader(place: Place) -> Reader:
    """Like `reading`, for a caller that closes it."""
    if place.path is None:
        from corecrm.store.postgres import open_database

        return Reader(open_database(place), "postgresql")
    with sqlite.translated(place.path):
        try:
            return Reader(_open_file(place.path))
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorname", "") not in LEFT_BY_A_CRASH:
                raise
            _roll_back_what_a_crash_left(place.path)
            return Reader(_open_file(place.path))


def _open_file(path: Path) -> sqlite3.Connection:
    db = sqlite.connect(path, mode="ro")
    try:
        db.execute("BEGIN")
        if sqlite.version_of(db, path) < SCHEMA_VERSION:
            raise Outdated(_("{path} is of an older corecrm").format(path=path), _("bring it up to date: corecrm db migrate"))
    except BaseException:
        db.close()
        raise
    return db


def _roll_back_what_a_crash_left(path: Path) -> None:
    with closing(sqlite.connect(path, mode="rw")) as db:
        db.execute("SELECT 1 FROM sqlite_master").fetchone()
