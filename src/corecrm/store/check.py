"""Whether a store is whole: its pages, its references, the triggers that keep the log, the seals of the log."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from corecrm.fields.health import Checked, Result
from corecrm.store import sqlite
from corecrm.store.audit import verify_in
from corecrm.store.place import Place
from corecrm.text import _

NAMED = 5  # faults told by name


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check came to."""

    check: Checked
    result: Result
    detail: str


def check(place: Place) -> list[Finding]:
    """Looks at everything that SQLite and the log can prove; reads the whole file.

    Raises:
        StoreUnavailable: there is no file, or it is not a database.
    """
    with sqlite.translated(place.file), closing(sqlite.connect(place.file, mode="ro")) as db:
        db.execute("BEGIN")
        sqlite.version_of(db, place.file)
        return [_finding(db, name, faults) for name, faults in CHECKS]


def _finding(db: sqlite3.Connection, check: Checked, faults: Callable[[sqlite3.Connection], list[str]]) -> Finding:
    try:
        found = faults(db)
    except sqlite3.DatabaseError as error:  # a damaged page may stop any of them
        found = [str(error)]
    if not found:
        return Finding(check, Result.ok, "")
    told = "; ".join(found[:NAMED])
    if len(found) > NAMED:
        told = _("{told}; {count} more").format(told=told, count=len(found) - NAMED)
    return Finding(check, Result.fault, told)


def _pages(db: sqlite3.Connection) -> list[str]:
    return [verdict for (verdict,) in db.execute("PRAGMA integrity_check") if verdict != "ok"]


def _references(db: sqlite3.Connection) -> list[str]:
    broken = db.execute("PRAGMA foreign_key_check").fetchall()
    return [
        _("{table} {row} refers to no {parent}").format(table=table, row=row, parent=parent) for table, row, parent, _key in broken
    ]


def _triggers(db: sqlite3.Connection) -> list[str]:
    """Without them rows change unlogged, and a tool that rebuilds a table drops them in silence."""
    from corecrm.store.schema import metadata
    from corecrm.store.triggers import for_sqlite

    wanted = {statement.split()[2]: statement for statement in for_sqlite(metadata())}
    there = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
    missing = [_("{name} is missing").format(name=name) for name in wanted if name not in there]
    altered = [_("{name} was altered").format(name=name) for name, sql in wanted.items() if there.get(name, sql) != sql]
    return missing + altered + [_("{name} does not belong here").format(name=name) for name in there if name not in wanted]


def _seals(db: sqlite3.Connection) -> list[str]:
    return [_("change set {number}: {fault}").format(number=number, fault=fault) for number, fault in verify_in(db).faults]


CHECKS: tuple[tuple[Checked, Callable[[sqlite3.Connection], list[str]]], ...] = (
    (Checked.pages, _pages),
    (Checked.references, _references),
    (Checked.triggers, _triggers),
    (Checked.seals, _seals),
)
