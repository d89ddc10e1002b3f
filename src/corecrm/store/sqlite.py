"""How a SQLite file is opened, and what its errors mean to a person."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from corecrm.errors import CrmError, OutputRefused, StoreBusy, StoreUnavailable
from corecrm.store.place import APPLICATION_ID, SCHEMA_VERSION
from corecrm.text import _

BUSY_SECONDS = 30.0
SYNCHRONOUS = "FULL"  # a commit is on the disk when it returns: no power cut takes it back
WAL_FIXED = (3, 51, 3)
WAL_FIXED_LINES = ((3, 44, 6), (3, 50, 7))


class Connection(sqlite3.Connection):
    """A connection that tells the log triggers which change set is being written; None outside of one."""

    change_set: int | None = None
    dialect = "sqlite"


def connect(path: Path, *, mode: str) -> Connection:
    """Opens a store's file.

    Args:
        path: the file.
        mode: `ro` to read, `rw` to write, `rwc` to create (only init, demo and db restore do).

    Raises:
        StoreUnavailable: there is no file, or it is not one of ours.
    """
    if mode != "rwc" and not path.is_file():
        raise StoreUnavailable(_("there is no database at {path}").format(path=path), _("create one: corecrm init --bank NAME"))
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    with translated(path):
        db = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, factory=Connection)
        try:
            _prepare(db, mode)
        except BaseException:
            db.close()
            raise
    return db


def _prepare(db: Connection, mode: str) -> None:
    db.execute("PRAGMA foreign_keys=ON")
    if mode == "ro":
        return
    db.create_function("current_change_set", 0, lambda: db.change_set)
    db.execute("PRAGMA recursive_triggers=ON")  # else REPLACE escapes the log
    db.execute(f"PRAGMA synchronous={SYNCHRONOUS}")
    db.execute("PRAGMA cache_size=-8192")
    journal = "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "delete"
    if db.execute("PRAGMA journal_mode").fetchone()[0] != journal:
        db.execute(f"PRAGMA journal_mode={journal}")


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the fix of the WAL reset fault (3.51.3, and the lines 3.44.6 and 3.50.7)."""
    if version >= WAL_FIXED:
        return True
    return any(version[:2] == fixed[:2] and version >= fixed for fixed in WAL_FIXED_LINES)


def stamp(db: sqlite3.Connection, version: int = SCHEMA_VERSION) -> None:
    """Marks the file as ours, with the version of its tables."""
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute(f"PRAGMA user_version={version}")


def version_of(db: sqlite3.Connection, path: Path) -> int:
    """The version of the file's tables.

    Raises:
        StoreUnavailable: the file is not ours, or is newer than this program.
    """
    application, version = db.execute(
        "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if application != APPLICATION_ID:
        raise StoreUnavailable(
            _("{path} is not a corecrm database").format(path=path), _("name another file with --db, or create one: corecrm init")
        )
    if version > SCHEMA_VERSION:
        message = _("{path} was written by a newer corecrm (schema {version}, this program knows {known})")
        raise StoreUnavailable(message.format(path=path, version=version, known=SCHEMA_VERSION), _("install the newer corecrm"))
    return int(version)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns SQLite's errors inside into sentences with their exit codes; constraint errors pass as they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        told = explain(error, path)
        if told is None:
            raise
        raise told from error


def explain(error: BaseException, path: Path) -> CrmError | None:
    """What an error of SQLite means to a person; None if it means a bug or a constraint."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(
            _("the database {path} is busy: another process has been writing for {seconds} seconds").format(
                path=path, seconds=int(BUSY_SECONDS)
            ),
            _("try again"),
        )
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return OutputRefused(
            _("the database {path} cannot be written: the disk is full or broken").format(path=path),
            _("nothing was changed; make room and try again"),
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return OutputRefused(
            _("the database {path} may not be written here").format(path=path),
            _("nothing was changed; check the permissions of the file and its folder"),
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return StoreUnavailable(
            _("the database {path} cannot be opened").format(path=path), _("check the permissions of the file and its folder")
        )
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return StoreUnavailable(
            _("{path} is not a corecrm database, or is damaged").format(path=path), _("restore a backup: corecrm db restore FILE")
        )
    return None


def image(columns: Sequence[str], row: str) -> str:
    """The SQL expression, on SQLite, of the JSON image of `row` (`NEW`, `OLD` or an alias)."""
    return "json_object(" + ", ".join(f"'{name}', {row}.\"{name}\"" for name in columns) + ")"
