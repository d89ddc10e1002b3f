"""Making a new store: its file, tables, triggers and first rows."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from corecrm.causes import cause_of
from corecrm.errors import OutputRefused
from corecrm.store import sqlite
from corecrm.store.orm import engine_on
from corecrm.store.place import SCHEMA_VERSION, Place
from corecrm.store.schema import metadata
from corecrm.store.triggers import for_sqlite
from corecrm.text import _


def create(place: Place) -> None:
    """Creates an empty store at `place`, readable by its owner only.

    Raises:
        OutputRefused: there is something already, or the place cannot be written.
    """
    path = place.file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        if path.exists():
            message, hint = _("{path} exists already").format(path=path), _("name another file with --db, or remove this one first")
        else:
            message = _("cannot create {path}: {reason}").format(path=path, reason=cause_of(error))
            hint = _("name another file with --db")
        raise OutputRefused(message, hint) from error
    try:
        _fill(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _fill(path: Path) -> None:
    with sqlite.translated(path), closing(sqlite.connect(path, mode="rwc")) as db:
        db.execute("BEGIN IMMEDIATE")
        build(db)
        sqlite.stamp(db)
        db.execute("COMMIT")


def build(db: sqlite.Connection) -> None:
    """Every table and trigger of this version, inside the caller's transaction."""
    tables = metadata()
    tables.create_all(engine_on(db))
    renew_triggers(db)
    db.execute("CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT")
    db.execute("INSERT INTO alembic_version VALUES (?)", (f"{SCHEMA_VERSION:04}",))


def renew_triggers(db: sqlite3.Connection) -> None:
    """Drops and makes all triggers: a migration's table rebuild loses them in silence."""
    drop_triggers(db)
    for statement in for_sqlite(metadata()):
        db.execute(statement)


def drop_triggers(db: sqlite3.Connection) -> None:
    """Takes the log off the tables, so that a migration can rebuild and fill them."""
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
