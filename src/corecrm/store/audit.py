"""Proving the log: every change set's seal against its rows, and the chain from the first to the last."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from corecrm.store import sqlite
from corecrm.store.changes import GENESIS, HEADER, ROWS_OF_SET, hash_of
from corecrm.store.place import Place
from corecrm.text import _

HEADER_COUNT = 8  # where `changes` stands in it


@dataclass(frozen=True, slots=True)
class Proof:
    """How many change sets were checked, and what is wrong with which: (number, sentence)."""

    checked: int
    faults: list[tuple[int, str]]
    last: str


def verify(place: Place) -> Proof:
    """Recomputes every seal. One byte edited anywhere in the log breaks the set it is in."""
    with sqlite.translated(place.file), closing(sqlite.connect(place.file, mode="ro")) as db:
        db.execute("BEGIN")
        return verify_in(db)


def verify_in(db: sqlite3.Connection) -> Proof:
    """The same on an open connection."""
    previous, faults, checked = GENESIS, [], 0
    for *header, seal in db.execute(f"SELECT {HEADER}, hash FROM change_set ORDER BY id"):
        faults += [(header[0], sentence) for sentence in _faults_of(db, header, seal, previous)]
        previous, checked = seal, checked + 1
    return Proof(checked, [*faults, *_missing(db)], previous)


def _faults_of(db: sqlite3.Connection, header: list[Any], seal: str, previous: str) -> Iterator[str]:
    number, count = header[0], header[HEADER_COUNT]
    if header[-1] != previous:
        yield _("does not follow the change set before it")
    (found,) = db.execute("SELECT count(*) FROM change WHERE change_set_id = ?", (number,)).fetchone()
    if found != count:
        yield _("has {found} changes instead of {count}").format(found=found, count=count)
    elif hash_of(header, db.execute(ROWS_OF_SET, (number,))) != seal:
        yield _("was altered after it was sealed")


def _missing(db: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """What the chain cannot see: change sets cut off its end, and changes whose set is gone."""
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM change_set").fetchone()
    (given,) = db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'change_set'").fetchone()
    yield from ((number, _("is gone")) for number in range(last + 1, given + 1))
    orphans = db.execute(
        "SELECT DISTINCT change_set_id FROM change WHERE change_set_id NOT IN (SELECT id FROM change_set)"
        " AND change_set_id NOT BETWEEN ? AND ?",
        (last + 1, given),
    )
    yield from ((number, _("is gone, but its changes are there")) for (number,) in orphans)
