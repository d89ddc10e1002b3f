"""What is asked of the log: who changed what when."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from corecrm.errors import NotFound
from corecrm.fields import FROM_DATABASE, SHANGHAI, Coded, Column, Kind, Label, Row, Table, columns
from corecrm.nouns import Noun
from corecrm.queries.listing import Filters, Listing
from corecrm.queries.logged import differences, key_of_part, label_of
from corecrm.store.naming import owner_in_image
from corecrm.store.reader import Reader, like
from corecrm.text import N_, _

EVER, NEVER = date(1970, 1, 1), date(9999, 1, 1)  # before and after any record

F_NUMBER = Label("change_set", "变更集", "Change set", Kind.count)
F_AT = Label("recorded_at", "记录时间", "Recorded at", Kind.instant)
F_ACTOR = Label("actor", "操作人", "Actor")
F_BEHALF = Label("on_behalf", "代为决定", "On behalf of")
F_DOCUMENT = Label("document", "文号", "Document")
F_COMMAND = Label("command", "命令", "Command")
F_REASON = Label("reason", "原因", "Reason")
F_CHANGES = Label("changes", "变更数", "Changes", Kind.count)
F_UNDOES = Label("undoes", "撤销", "Undoes", Kind.count)
F_SEAL = Label("hash", "封印", "Seal")
F_NOUN = Label("noun", "类别", "Noun", Kind.choice)
F_KEY = Label("key", "编号", "Key")
F_FIELD = Label("field", "字段", "Field", Kind.choice)
F_BEFORE = Label("before", "原值", "Before", Kind.choice)
F_AFTER = Label("after", "新值", "After", Kind.choice)
SETS = columns(
    F_NUMBER,
    F_AT,
    F_ACTOR,
    Column(F_COMMAND, drop=3),
    F_CHANGES,
    Column(F_REASON, drop=4),
    F_UNDOES,
    Column(F_BEHALF, on="data"),
    Column(F_DOCUMENT, on="data"),
)
HEADER = columns(F_NUMBER, F_AT, F_ACTOR, F_BEHALF, F_DOCUMENT, F_COMMAND, F_REASON, F_UNDOES, F_CHANGES, F_SEAL)
WHAT = columns(F_FIELD, F_BEFORE, F_AFTER)
OF_RECORD = (
    *columns(F_NUMBER, Column(F_AT, drop=1), Column(F_ACTOR, drop=2), Column(F_NOUN, drop=4), Column(F_KEY, drop=3)),
    *WHAT,
)
OF_SET = (
    *columns(Column(F_NUMBER, drop=4), Column(F_AT, drop=3), Column(F_ACTOR, drop=2), Column(F_NOUN, drop=1), F_KEY),
    *WHAT,
)


LISTING = Listing(
    title=N_("Change sets"),
    columns=SETS,
    select="SELECT id AS change_set, recorded_at, actor, command, changes, reason, undoes, on_behalf, document FROM change_set",
    order="change_set DESC",
    filters={"since": "recorded_at >= :since", "until": "recorded_at < :until"},
    key="change_set",
)


def change_sets(db: Reader, wanted: Filters) -> Table:
    """The change sets, newest first."""
    return LISTING.table(db, by_instant(wanted))


def by_instant(wanted: Filters) -> Filters:
    """The same filters, for a list of instants: days are those of Shanghai, though instants are kept in UTC."""
    since = _midnight(wanted.since) if wanted.since else None
    until = _midnight(wanted.until + timedelta(1)) if wanted.until else None
    return replace(wanted, since=since, until=until)


def _midnight(day: date) -> datetime:
    """The instant at which a day begins in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def change_set(db: Reader, number: int) -> Table:
    """Who made one change set, by which command, why, and its seal.

    Raises:
        NotFound: there is none of that number.
    """
    rows = db.table(
        HEADER,
        """
        SELECT id, recorded_at, actor, on_behalf, document, command, reason, undoes, changes, hash
        FROM change_set WHERE id = :number
        """,
        number=number,
    )
    if not rows:
        raise NotFound(_("there is no change set {number}").format(number=number), _("see them: corecrm audit list"))
    return Table(_("Change set"), HEADER, rows, card=True, key="change_set", name="change_set")


def steps_of(db: Reader, number: int, *, limit: int | None = 500) -> Table:
    """Every field that the first `limit` row changes of change set `number` touched; all of them without a limit."""
    return _steps_table(db, OF_SET, "c.change_set_id = :number", limit=limit, number=number)


def history(db: Reader, noun: Noun, row_id: int, *, since: date | None = None, until: date | None = None) -> Table:
    """Every field of one record and its parts that was ever changed, or from one day to another, oldest first."""
    of_record = ["SELECT id FROM change WHERE noun = :table AND row_id = :id"]
    for part, column in noun.parts:
        of_record.append(f"SELECT id FROM change WHERE noun = '{part}' AND {owner_in_image(db.dialect, column)} = :id")
    # Not one condition with OR: SQLite would read the whole log instead of an index for each.
    where = f"c.id IN ({' UNION ALL '.join(of_record)}) AND s.recorded_at >= :since AND s.recorded_at < :until"
    days = {"since": _midnight(since or EVER), "until": _midnight((until or NEVER) + timedelta(1))}
    instants = {name: instant.isoformat() for name, instant in days.items()}
    return _steps_table(db, OF_RECORD, where, limit=None, table=noun.table, id=row_id, **instants)


def _steps_table(db: Reader, cols: tuple[Column, ...], where: str, *, limit: int | None, **values: object) -> Table:
    found = db.rows(
        f"""
        SELECT c.change_set_id, s.recorded_at, s.actor, c.noun, c.before, c.after
        FROM change c JOIN change_set s ON s.id = c.change_set_id
        WHERE {where} ORDER BY c.id {f"LIMIT {limit}" if limit is not None else ""}
        """,
        **values,
    )
    rows: list[Row] = []
    for number, at, actor, table, before, after in found:
        was, now = (None if text is None else json.loads(text) for text in (before, after))
        noun, key = key_of_part(db, table, was, now)
        moment = FROM_DATABASE[Kind.instant](at)
        rows.extend(
            (number, moment, actor, noun, key, Coded(name.removesuffix("_id"), label_of(table, name).title), old, new)
            for name, old, new in differences(db, table, was, now)
        )
    return Table(_("History"), cols, rows, key="change_set", name="history")


def last_undoable(db: Reader) -> int | None:
    """The newest change set still in force that is not itself an undo or a redo."""
    taken_back = {undone for _number, undone in _undoing_in_force(db)}
    newest = "SELECT id FROM change_set WHERE undoes IS NULL ORDER BY id DESC LIMIT :enough"
    return next((number for (number,) in db.rows(newest, enough=len(taken_back) + 1) if number not in taken_back), None)


def last_undo(db: Reader) -> int | None:
    """The newest undo still in force: what `redo` takes back."""
    depth: dict[int, int] = {}  # 1 for an undo, 2 for a redo, which takes an undo back, and so on
    for number, undone in reversed(_undoing(db)):
        depth[number] = 1 + depth.get(undone, 0)
    return next((number for number, _undone in _undoing_in_force(db) if depth[number] % 2 == 1), None)


def _undoing_in_force(db: Reader) -> Iterator[tuple[int, int]]:
    """(number, the set that it took back) of the undos and redos that no later one in force has taken back, newest first."""
    taken_back: set[int] = set()
    for number, undone in _undoing(db):
        if number not in taken_back:
            taken_back.add(undone)
            yield number, undone


def _undoing(db: Reader) -> list[tuple[int, int]]:
    rows: list[Any] = db.rows("SELECT id, undoes FROM change_set WHERE undoes IS NOT NULL")
    return sorted(rows, reverse=True)  # not by SQL, which for the order would go through all sets


def change_set_of_batch(db: Reader, code: str) -> int | None:
    """The change set in which an import batch was written."""
    found: int | None = db.value(
        "SELECT min(change_set_id) FROM change WHERE noun = 'batch' AND before IS NULL AND after LIKE :code ESCAPE '\\'",
        code=f'%"code"%"{like(code)}"%',
    )
    return found
