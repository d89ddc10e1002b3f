"""What a store holds and how large it is; making its file smaller."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corecrm.nouns import NOUNS
from corecrm.store import sqlite
from corecrm.store.backups import last_backup
from corecrm.store.place import SCHEMA_VERSION, Place
from corecrm.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a store. What only a file has is None on a server.

    Args:
        engine: the database and its version.
        schema: the version of the tables.
        size: bytes of the file.
        journal_mode: `delete` or `wal`.
        last_backup: the newest file in the store's folder of backups.
        last_change: number and instant of the newest change set, as stored.
        records: noun -> how many there are, removed ones too.
    """

    engine: str
    schema: int
    size: int | None
    journal_mode: str | None
    last_backup: Path | None
    last_change: tuple[int, object] | None
    records: dict[str, int]


def status(db: Reader, place: Place) -> Status:
    """How it is with the store at `place`, read through `db`."""
    counts = {noun.name: db.value(f'SELECT count(*) FROM "{noun.table}"') for noun in NOUNS if noun.table and noun.command}
    last = db.one("SELECT id, recorded_at FROM change_set ORDER BY id DESC LIMIT 1")
    if place.path is None:
        return Status(f"PostgreSQL {db.value('SHOW server_version')}", SCHEMA_VERSION, None, None, None, last, counts)
    return Status(
        engine=f"SQLite {sqlite3.sqlite_version}",
        schema=db.value("PRAGMA user_version"),
        size=place.file.stat().st_size,
        journal_mode=db.value("PRAGMA journal_mode"),
        last_backup=last_backup(place),
        last_change=last,
        records=counts,
    )


def compact(place: Place) -> tuple[int, int]:
    """Rebuilds the file without the room that deleted rows left; returns its bytes before and after.

    Raises:
        StoreBusy, StoreUnavailable, OutputRefused: the file cannot be rewritten; it is as it was.
    """
    before = place.file.stat().st_size
    with sqlite.translated(place.file), closing(sqlite.connect(place.file, mode="rw")) as db:
        sqlite.version_of(db, place.file)
        db.execute("VACUUM")
    return before, place.file.stat().st_size
