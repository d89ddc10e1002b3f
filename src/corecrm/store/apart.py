"""Which dated rows may not share a day, and how the store makes sure of it: one description, two dialects.

What counts is how a change set ends, not the steps on the way: an import that closes one interval and opens the next is right in
whichever order its rows come, and an undo passes through whatever the steps passed through. So a row that is written while it
overlaps another one is only noted as being in doubt; the change set cannot be sealed while one of the noted rows still overlaps,
and nothing can be committed without the seal. Rows that overlap nothing cost one look at their neighbours.

Source: domain 2.1, invariants (a), (b) and (d).
"""

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from corecrm.errors import RuleViolation
from corecrm.store.naming import record_name
from corecrm.text import N_, _

if TYPE_CHECKING:
    from corecrm.store.bulk import Bulk

IN_DOUBT = "in_doubt"


class Guard(NamedTuple):
    """Rows of one table that may not share a day.

    Args:
        name: of the guard, and a part of its triggers' names.
        table: whose rows have `valid_from` and `valid_to`.
        same: the columns in which two rows must agree to exclude each other, the one that tells most rows apart first.
        why: what they would contradict, a sentence (an English message).
        maybe: further such columns that may be empty; empty agrees with empty.
        only: which rows it is about, as SQL over `{row}`.
    """

    name: str
    table: str
    same: tuple[str, ...]
    why: str
    maybe: tuple[str, ...] = ()
    only: str = ""

    def about(self, row: str) -> str:
        """The condition that the guard is about `row` at all."""
        return self.only.format(row=row) or "1 = 1"

    def clashes(self, one: str, other: str) -> str:
        """The condition that two rows exclude each other, as SQLite's SQL; `other` is looked up by the first column alone."""
        first, *more = (*self.same, *self.maybe)
        agree = [f"{other}.{first} = {one}.{first}", *(f"+{other}.{column} IS {one}.{column}" for column in more)]
        together = (
            f"({other}.valid_to IS NULL OR {one}.valid_from < {other}.valid_to)"
            f" AND ({one}.valid_to IS NULL OR {other}.valid_from < {one}.valid_to)"
        )
        return " AND ".join((*agree, f"{other}.id <> {one}.id", self.about(other), together))


class Clash(NamedTuple):
    """Two rows that exclude each other: the one that was written, and the one that it overlaps."""

    guard: Guard
    written: int
    other: int


_SAME_SEAT = N_("somebody has the same seat once at a time")
_OF_CLIENT, _OF_GROUP = "{row}.client_id IS NOT NULL", "{row}.client_id IS NULL"
GUARDS = (
    Guard(
        "control",
        "ownership",
        ("owned_id",),
        N_("a client has one controlling holder at a time"),
        only="{row}.kind = 'control'",
    ),
    Guard("tie", "ownership", ("owned_id", "holder_id", "kind"), N_("two clients have the same tie once at a time")),
    Guard(
        "manager_of_group",
        "seat",
        ("group_id",),
        N_("a group has one group manager at a time"),
        only=f"{_OF_GROUP} AND {{row}}.role = 'group_manager'",
    ),
    Guard(
        "manager_of_client",
        "seat",
        ("client_id", "role"),
        N_("a client has one manager of each role at a time"),
        only=f"{_OF_CLIENT} AND {{row}}.role IN ('group_manager', 'local_manager')",
    ),
    Guard("seat_for_group", "seat", ("group_id", "staff_id", "role"), _SAME_SEAT, only=_OF_GROUP),
    Guard("seat_for_client", "seat", ("client_id", "staff_id", "role"), _SAME_SEAT, only=_OF_CLIENT),
    Guard("post", "post", ("staff_id", "institution_id", "position"), N_("somebody holds the same post once at a time")),
    Guard(
        "holding",
        "holding",
        ("client_id", "product_id"),
        N_("a client uses the same product at an institution once at a time"),
        maybe=("institution_id",),
    ),
)


def for_sqlite() -> Iterator[str]:
    """The triggers that note rows in doubt, and those that keep a change set from being sealed over a clash."""
    for guard in GUARDS:
        there = f'EXISTS (SELECT 1 FROM "{guard.table}" o WHERE {guard.clashes("NEW", "o")})'
        note = f"INSERT INTO {IN_DOUBT} (change_set_id, guard, row_id) VALUES (current_change_set(), '{guard.name}', NEW.id)"
        act = f'ON "{guard.table}" WHEN {guard.about("NEW")} AND {there} BEGIN {note}; END'
        dated = ", ".join(f'"{column}"' for column in _columns(guard))
        yield f"CREATE TRIGGER apart_{guard.name}_insert AFTER INSERT {act}"
        yield f"CREATE TRIGGER apart_{guard.name}_update AFTER UPDATE OF {dated} {act}"
        refuse = f"SELECT RAISE(ABORT, 'overlap: {guard.name}')"
        yield (
            f"CREATE TRIGGER apart_{guard.name} BEFORE INSERT ON change_set WHEN EXISTS ({_clashing(guard)}) BEGIN {refuse}; END"
        )
    yield f"CREATE TRIGGER apart_settled AFTER INSERT ON change_set BEGIN DELETE FROM {IN_DOUBT}; END"


def _columns(guard: Guard) -> list[str]:
    """The columns on which it depends whether two rows clash."""
    more = [column for column in ("client_id", "kind", "role") if f".{column} " in guard.only and column not in guard.same]
    return [*guard.same, *guard.maybe, *more, "valid_from", "valid_to"]


def _clashing(guard: Guard) -> str:
    return (
        f'SELECT a.id, b.id FROM {IN_DOUBT} d CROSS JOIN "{guard.table}" a ON a.id = d.row_id CROSS JOIN "{guard.table}" b'
        f" ON {guard.clashes('a', 'b')} WHERE d.guard = '{guard.name}' AND {guard.about('a')}"
    )


def for_postgresql() -> Iterator[str]:
    """The same as exclusion constraints, which PostgreSQL checks when a transaction ends."""
    yield "CREATE EXTENSION IF NOT EXISTS btree_gist"
    for guard in GUARDS:
        keys = [*guard.same, *(f"coalesce({column}, 0)" for column in guard.maybe)]
        agree = "".join(f"{key} WITH =, " for key in keys)
        only = f" WHERE ({guard.only.format(row=guard.table)})".replace(f"{guard.table}.", "") if guard.only else ""
        yield (
            f'ALTER TABLE "{guard.table}" ADD CONSTRAINT apart_{guard.name} EXCLUDE USING gist'
            f" ({agree}daterange(valid_from, valid_to) WITH &&){only} DEFERRABLE INITIALLY DEFERRED"
        )


def clashes(db: "sqlite3.Connection | Bulk") -> Iterator[Clash]:
    """The rows in doubt that exclude another one, each with that one; none while the change set may be sealed."""
    doubted = {name for (name,) in db.execute(f"SELECT DISTINCT guard FROM {IN_DOUBT}")}
    for guard in (guard for guard in GUARDS if guard.name in doubted):
        for written, other in db.execute(f"{_clashing(guard)} ORDER BY d.id, b.id").fetchall():
            yield Clash(guard, written, other)


def told(db: "sqlite3.Connection | Bulk", found: Clash) -> str:
    """A clash in words: which two records, on which days, and what that would contradict."""
    one, other = (dated_name(db, found.guard.table, row_id) for row_id in (found.written, found.other))
    return _("{one} and {other} overlap: {why}").format(one=one, other=other, why=_(found.guard.why))


def refusal(db: sqlite3.Connection, error: sqlite3.IntegrityError) -> Exception:
    """What to raise where a change set could not be sealed: the clash in words, else the error itself."""
    found = next(clashes(db), None)
    if found is None:
        return error
    return RuleViolation(told(db, found), _("let the first end by the day on which the other begins"))


def dated_name(db: "sqlite3.Connection | Bulk", table: str, row_id: int) -> str:
    """`ownership OW-0001 (2026-01-01 → 2026-07-01)`: a dated row with the first day that no longer counts."""
    start, end = db.execute(f'SELECT valid_from, valid_to FROM "{table}" WHERE id = ?', (row_id,)).fetchone()
    return f"{record_name(db, table, row_id)} ({start} → {end or ''})".replace(" )", ")")
