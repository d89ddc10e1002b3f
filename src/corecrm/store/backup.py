"""Backups of a SQLite store: an exact copy taken while others may work, checked before it counts as one."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from corecrm.causes import cause_of
from corecrm.errors import InputMissing, OutputRefused, StoreUnavailable
from corecrm.store import sqlite
from corecrm.store.backups import backups_folder
from corecrm.store.place import Place
from corecrm.text import _


def back_up(place: Place, *, now: datetime, to: Path | None = None) -> Path:
    """Copies the store and checks the copy; returns its path.

    Raises:
        OutputRefused: the target exists or cannot be written.
        StoreUnavailable: the copy is damaged.
    """
    target = to or _dated(place, now, ".db")
    _claim(target)
    try:
        with (
            sqlite.translated(target),
            closing(sqlite.connect(place.file, mode="ro")) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        verify(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target


def _dated(place: Place, now: datetime, suffix: str) -> Path:
    """A free name among the store's backups, with the instant in it."""
    name = f"{place.file.stem}-{now:%Y%m%dT%H%M%SZ}"
    paths = (backups_folder(place) / f"{name}{again}{suffix}" for again in chain([""], (f"-{number}" for number in count(2))))
    return next(path for path in paths if not path.exists())


def _claim(target: Path) -> None:
    """Creates an empty file for its owner only.

    Raises:
        OutputRefused: it exists, or cannot be created.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        if target.exists():
            raise OutputRefused(_("{path} exists already").format(path=target), _("name another file")) from None
        raise OutputRefused(_("cannot create {path}: {reason}").format(path=target, reason=cause_of(error))) from error


def verify(path: Path) -> int:
    """Checks that a file is a whole store of ours; returns the version of its tables.

    Raises:
        InputMissing: there is no such file.
        StoreUnavailable: it is not ours, newer than this program, or damaged.
    """
    if not path.is_file():
        raise InputMissing(_("there is no file {path}").format(path=path), _("see: corecrm db backup"))
    with sqlite.translated(path), closing(sqlite.connect(path, mode="ro")) as db:
        version = sqlite.version_of(db, path)
        (verdict,) = db.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise StoreUnavailable(_("{path} is damaged: {verdict}").format(path=path, verdict=verdict))
    return version


def restore(place: Place, source: Path, *, now: datetime) -> Path | None:
    """Puts a backup in the store's place; returns what was kept of what was there, if anything was.

    Raises:
        InputMissing, StoreUnavailable: the backup cannot be used; nothing was changed.
        OutputRefused: the place cannot be written; nothing was changed.
    """
    verify(source)
    saved = _set_aside(place, now) if place.file.exists() else None
    fresh = place.file.with_name(place.file.name + ".restoring")
    fresh.unlink(missing_ok=True)
    _claim(fresh)
    with closing(sqlite.connect(source, mode="ro")) as old, closing(sqlite3.connect(fresh)) as new:
        old.backup(new)
    for leftover in ("-wal", "-shm", "-journal"):
        place.file.with_name(place.file.name + leftover).unlink(missing_ok=True)
    fresh.replace(place.file)
    return saved


def _set_aside(place: Place, now: datetime) -> Path:
    """A backup of the store, or of a damaged one, which is what most restores are for, the file as it is."""
    try:
        return back_up(place, now=now)
    except StoreUnavailable:
        target = _dated(place, now, ".damaged")
        _claim(target)
        target.write_bytes(place.file.read_bytes())
        return target
