"""Writing a store: one change set at a time, all or nothing, logged row by row and chained by hashes.

This is the only place that commits. The number of a change set is reserved when its transaction begins, the triggers
write it into every `change` row, and the `change_set` row with the count and the hash is inserted last, so that the log
never has to be changed afterwards. A transaction that changed nothing leaves no change set.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from corecrm.errors import CrmError, RuleViolation
from corecrm.nouns import BY_TABLE, OWNER_OF_PART
from corecrm.store import apart, sqlite
from corecrm.store.place import SCHEMA_VERSION, Place
from corecrm.store.reader import Outdated
from corecrm.text import _

if TYPE_CHECKING:
    from sqlmodel import Session

Judge = Callable[["ChangeSet"], RuleViolation | None]
"""Says why a change set may not be sealed as it stands; None where it may. The rules are the services'; the store asks."""

GENESIS = "0" * 64
CHUNK = 5000
HEADER = "id, recorded_at, actor, on_behalf, document, command, reason, undoes, changes, previous_hash"
ROWS_OF_SET = (  # each as one line of bytes: put together here it takes half the time that Python would take
    "SELECT CAST(char(10) || id || char(31) || noun || char(31) || row_id || char(31) || coalesce(before, 'None') || char(31)"
    " || coalesce(after, 'None') AS BLOB) FROM change WHERE change_set_id = ? ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who acts, by which command, why, and when it is recorded.

    Args:
        actor: the code of the staff member, or `os:LOGIN` where nobody said who it is.
        command: the command line.
        recorded_at: by the real clock, aware.
        reason: why, in the actor's words.
        on_behalf: the staff member who decided on paper.
        document: the number of that paper.
        undoes: the change set that this one takes back.
    """

    actor: str
    command: str
    recorded_at: datetime
    reason: str | None = None
    on_behalf: str | None = None
    document: str | None = None
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One row's step: `before` is None for an insert, `after` for a delete; values as stored."""

    table: str
    row_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class ChangeSet:
    """An open write. Rows change through `session` (the ORM) or `db` (SQL); both are the same transaction."""

    def __init__(self, db: sqlite.Connection, number: int, since: int) -> None:
        self.db, self.number = db, number
        self.since = since  # the last row of the log that is not this one's
        self.total = 0  # row changes, once it is closed
        self.notices: list[str] = []  # what whoever asked for the write should know about its result
        self.reasons: list[str] = []  # that its parts gave for themselves
        self._session: Session | None = None

    @property
    def session(self) -> "Session":
        """The ORM on this transaction; made when first asked for, because its import is what takes time."""
        if self._session is None:
            from corecrm.store.orm import session_on

            self._session = session_on(self.db)
        return self._session

    def flush(self) -> None:
        """Sends what the ORM still holds."""
        if self._session is not None:
            self._session.flush()

    def forget(self) -> None:
        """Drops the ORM's view without touching the transaction."""
        if self._session is not None:
            self._session.close()

    def changes(self, limit: int = 500) -> list[Change]:
        """Its first `limit` row changes, in order."""
        self.flush()
        found = self.db.execute(
            "SELECT noun, row_id, before, after FROM change WHERE change_set_id = ? ORDER BY id LIMIT ?", (self.number, limit)
        )
        return [Change(table, row, _image(before), _image(after)) for table, row, before, after in found]


def _image(text: str | None) -> dict[str, Any] | None:
    return None if text is None else json.loads(text)


@contextmanager
def change_set(
    place: Place,
    occasion: Occasion,
    *,
    dry_run: bool = False,
    db: sqlite.Connection | None = None,
    judge: Judge | None = None,
) -> Iterator[ChangeSet]:
    """A write that is committed at the end, or rolled back if anything fails inside (or on a dry run).

    Args:
        place: the store.
        occasion: who acts, by which command, why.
        dry_run: everything is rolled back at the end.
        db: a connection to it on which rows were staged; closed at the end.
        judge: asked before the seal whether what was written may stand; every door of the program hands one in.

    Raises:
        StoreBusy, StoreUnavailable, OutputRefused: the store cannot be written.
        RuleViolation: a constraint of the store or the judge forbids it.
    """
    db = db or sqlite.connect(place.file, mode="rw")
    work: ChangeSet | None = None
    try:
        with sqlite.translated(place.file):
            db.execute("BEGIN IMMEDIATE")
            work = _begin(db, place)
        yield work
        work.flush()
        if judge is not None:
            _ask(judge, work, occasion)
        _close(work, occasion)
        db.execute("ROLLBACK" if dry_run else "COMMIT")
    except BaseException as error:
        _roll_back(db)
        told = _told(error, place)
        if told is None:
            raise
        raise told from error
    finally:
        if work is not None:
            work.forget()
        db.close()


def _begin(db: sqlite.Connection, place: Place) -> ChangeSet:
    if sqlite.version_of(db, place.file) < SCHEMA_VERSION:
        raise Outdated(_("{path} is of an older corecrm").format(path=place), _("bring it up to date: corecrm db migrate"))
    number = db.execute("SELECT coalesce(max(id), 0) + 1 FROM change_set").fetchone()[0]
    db.change_set = number
    return ChangeSet(db, number, db.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()[0])


def _ask(judge: Judge, work: ChangeSet, occasion: Occasion) -> None:
    """Passes if the judge lets the change set stand.

    Raises:
        RuleViolation: it does not.
    """
    refusal = judge(work)
    if refusal is None:
        return
    if occasion.undoes is not None:
        raise not_undone(occasion.undoes, refusal.message, refusal.hint)
    raise refusal


def not_undone(number: int, reason: str, hint: str | None = None, later: int | None = None) -> RuleViolation:
    """Why change set `number` stays; `later` is the one that stands in the way."""
    message = _("change set {number} cannot be undone: {reason}").format(number=number, reason=reason)
    if later is not None:
        hint = _("undo that one first: corecrm undo {later}").format(later=later)
    return RuleViolation(message, hint, {"later": later})


def _roll_back(db: sqlite.Connection) -> None:
    if db.in_transaction:
        db.execute("ROLLBACK")


def _close(work: ChangeSet, occasion: Occasion) -> None:
    """Counts, hashes and signs what was changed; nothing changed, nothing signed."""
    (work.total,) = work.db.execute("SELECT count(*) FROM change WHERE change_set_id = ?", (work.number,)).fetchone()
    if not work.total:
        return
    found = work.db.execute("SELECT hash FROM change_set ORDER BY id DESC LIMIT 1").fetchone()
    previous = found[0] if found else GENESIS
    header = (
        work.number,
        occasion.recorded_at.astimezone(UTC).isoformat(timespec="seconds"),
        occasion.actor,
        occasion.on_behalf,
        occasion.document,
        occasion.command,
        "；".join([reason for reason in (occasion.reason, *work.reasons) if reason]) or None,
        occasion.undoes,
        work.total,
        previous,
    )
    seal = hash_of(header, work.db.execute(ROWS_OF_SET, (work.number,)))
    try:
        work.db.execute(f"INSERT INTO change_set ({HEADER}, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*header, seal))
    except sqlite3.IntegrityError as error:
        raise apart.refusal(work.db, error) from error


def hash_of(header: Sequence[object], rows: sqlite3.Cursor) -> str:
    """The seal of a change set: SHA-256 over its header, which holds the previous seal, and its rows in order."""
    seal = hashlib.sha256(json.dumps(header, ensure_ascii=False).encode())
    while chunk := rows.fetchmany(CHUNK):
        seal.update(b"".join([line for (line,) in chunk]))
    return seal.hexdigest()


def _told(error: BaseException, place: Place) -> CrmError | None:
    """What the database's refusal inside a write means to a person; None if it was not the database."""
    cause = getattr(error, "orig", None) or error  # the ORM wraps the driver's error
    if isinstance(cause, sqlite3.IntegrityError):
        return constraint_refusal(cause)
    return sqlite.explain(cause, place.file)


def constraint_refusal(error: sqlite3.IntegrityError) -> RuleViolation:
    """A constraint's refusal in words; services check first, so this is the last wall."""
    text = str(error)
    what, _colon, where = text.partition(": ")
    table = where.split(".")[0]
    noun = BY_TABLE.get(table) or (OWNER_OF_PART[table][0] if table in OWNER_OF_PART else None)
    name = noun.label if noun else table
    if what.startswith("UNIQUE"):
        return RuleViolation(_("another {noun} already has this value: {where}").format(noun=name, where=where))
    if what.startswith("FOREIGN KEY"):
        return RuleViolation(_("another record still refers to it"))
    return RuleViolation(_("the store refuses the value: {text}").format(text=text))
