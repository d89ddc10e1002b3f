"""Taking a change set back: its steps in exact reverse, as a change set of its own.

Each step is replayed, never one image a row: a collapsed replay would trip over UNIQUE where rows swapped values. Only a
set of nothing but inserts, or nothing but deletes, goes in one statement a table.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corecrm.errors import NotFound, RuleViolation
from corecrm.nouns import BY_TABLE
from corecrm.store import apart
from corecrm.store.changes import ChangeSet, not_undone
from corecrm.store.naming import record_name
from corecrm.store.sqlite import image
from corecrm.text import _

Image = Mapping[str, Any]


def undo(work: ChangeSet, number: int) -> None:
    """Replays change set `number` backwards inside `work`.

    Raises:
        NotFound: there is no such change set.
        RuleViolation: a row has changed since, is still referred to, or its unique value or its days have been taken.
    """
    db = work.db
    tables = [name for (name,) in db.execute("SELECT DISTINCT noun FROM change WHERE change_set_id = ?", (number,))]
    if not tables:
        raise NotFound(_("there is no change set {number}").format(number=number), _("see them: corecrm history"))
    for table in tables:
        _refuse_if_changed_since(db, table, number)
    db.execute("PRAGMA defer_foreign_keys=ON")
    try:
        _replay(db, tables, number)
    except sqlite3.IntegrityError as error:
        raise _taken(db, error, number) from error
    _refuse_if_intervals_clash(db, number)
    _refuse_if_references_break(db, tables, number)


def _replay(db: sqlite3.Connection, tables: Iterable[str], number: int) -> None:
    inserts, deletes, updates = db.execute(
        "SELECT count(*) FILTER (WHERE before IS NULL), count(*) FILTER (WHERE after IS NULL),"
        " count(*) FILTER (WHERE before IS NOT NULL AND after IS NOT NULL) FROM change WHERE change_set_id = ?",
        (number,),
    ).fetchone()
    if updates or (inserts and deletes):
        _replay_steps(db, tables, number)
    elif inserts:
        for table in tables:
            rows = "SELECT row_id FROM change WHERE change_set_id = ? AND noun = ?"
            db.execute(f'DELETE FROM "{table}" WHERE id IN ({rows})', (number, table))
    else:
        for table in tables:
            columns = defaults_of(db, table)
            values = ", ".join(_from_image(name, default) for name, default in columns.items())
            rows = "FROM change WHERE change_set_id = ? AND noun = ? ORDER BY id DESC"
            db.execute(f'INSERT INTO "{table}" ({_quoted(columns)}) SELECT {values} {rows}', (number, table))


def _from_image(name: str, default: str) -> str:
    """The SQL of a column's value in an image; a column that is younger than the image holds its default."""
    path = f"'$.\"{name}\"'"
    stored = f"json_extract(before, {path})"
    return stored if default == "NULL" else f"CASE WHEN json_type(before, {path}) IS NULL THEN {default} ELSE {stored} END"


def _replay_steps(db: sqlite3.Connection, tables: Iterable[str], number: int) -> None:
    empty = {table: empty_row(db, table) for table in tables}
    for table, row_id, before, after in db.execute(
        "SELECT noun, row_id, before, after FROM change WHERE change_set_id = ? ORDER BY id DESC", (number,)
    ):
        if before is None:
            db.execute(f'DELETE FROM "{table}" WHERE id = ?', (row_id,))
            continue
        was = _shaped(json.loads(before), empty[table])
        if after is None:
            db.execute(f'INSERT INTO "{table}" ({_quoted(was)}) VALUES ({", ".join("?" * len(was))})', tuple(was.values()))
            continue
        now = _shaped(json.loads(after), empty[table])
        changed = {name: value for name, value in was.items() if now[name] != value}
        if changed:
            sets = ", ".join(f'"{name}" = ?' for name in changed)
            db.execute(f'UPDATE "{table}" SET {sets} WHERE id = ?', (*changed.values(), row_id))


def _refuse_if_changed_since(db: sqlite3.Connection, table: str, number: int) -> None:
    empty = empty_row(db, table)
    now = f"CASE WHEN t.id IS NULL THEN NULL ELSE {image(list(empty), 't')} END"
    differing = db.execute(
        f"""
        WITH last AS (SELECT row_id, after, max(id) FROM change WHERE change_set_id = :number AND noun = :table GROUP BY row_id)
        SELECT last.row_id, last.after, {now} FROM last LEFT JOIN "{table}" t ON t.id = last.row_id WHERE last.after IS NOT {now}
        """,
        {"number": number, "table": table},
    )
    for row_id, after, current in differing:
        if after is None or current is None or _shaped(json.loads(after), empty) != json.loads(current):
            later = _last_change(db, table, row_id)
            reason = _("{record} was changed since by change set {later}")
            raise not_undone(number, reason.format(record=record_name(db, table, row_id), later=later), later=later)


def _refuse_if_intervals_clash(db: sqlite3.Connection, number: int) -> None:
    """Days that the set had freed have been given to another row since."""
    found = next(apart.clashes(db), None)
    if found is not None:
        later = _last_change(db, found.guard.table, found.other, after=number)
        raise not_undone(number, apart.told(db, found), later=later)


def _refuse_if_references_break(db: sqlite3.Connection, tables: Iterable[str], number: int) -> None:
    """Looks at the rows that the set touched and those that refer to them; COMMIT would only say that something broke.

    Not `PRAGMA foreign_key_check`: that reads the whole of every table near, however small the set is.
    """
    for table in tables:
        for child, column, parent in _references(db, table):
            for sql in _lost(table, child, column, parent):
                found = db.execute(sql, {"number": number, "table": table}).fetchone()
                if found:
                    raise _broken(db, number, child, found[0], parent, column)


def _lost(table: str, child: str, column: str, parent: str) -> Iterator[str]:
    """SQL of the rows of `child` whose reference `column` a change of `table` left without its `parent`."""
    touched = "SELECT DISTINCT c.row_id AS id FROM change c WHERE c.change_set_id = :number AND c.noun = :table"
    there = f'EXISTS (SELECT 1 FROM "{parent}" p WHERE p.id ='
    if child == table:  # a row that stands again
        known = f'r."{column}" IS NOT NULL AND NOT {there} r."{column}")'
        yield f'SELECT r.id FROM ({touched}) t CROSS JOIN "{child}" r WHERE r.id = t.id AND {known}'
    if parent == table:  # a row that is gone
        yield f'SELECT r.id FROM ({touched} AND NOT {there} c.row_id)) t CROSS JOIN "{child}" r WHERE r."{column}" = t.id'


def _references(db: sqlite3.Connection, table: str) -> list[tuple[str, str, str]]:
    """(table, column, table referred to) of every reference from or to a table."""
    return db.execute(
        """
        SELECT t.name, k."from", k."table" FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) k
        WHERE t.type = 'table' AND :table IN (t.name, k."table")
        """,
        {"table": table},
    ).fetchall()


def _broken(db: sqlite3.Connection, number: int, table: str, row_id: int, parent: str, column: str) -> RuleViolation:
    """A row refers to one that is not there: a later row to one that the set added, or a row of the set to one deleted later."""
    noun = BY_TABLE[parent].label if parent in BY_TABLE else parent
    record = record_name(db, table, row_id)
    later = _last_change(db, table, row_id, after=number)
    if later is not None:
        return not_undone(
            number,
            _("change set {later} ({record}) refers to a {noun} that it added").format(record=record, later=later, noun=noun),
            later=later,
        )
    (parent_id,) = db.execute(f'SELECT "{column}" FROM "{table}" WHERE id = ?', (row_id,)).fetchone()
    later = _last_change(db, parent, parent_id, after=number)
    return not_undone(
        number,
        _("{record} refers to a {noun} that change set {later} deleted").format(record=record, later=later, noun=noun),
        later=later,
    )


def _taken(db: sqlite3.Connection, error: sqlite3.IntegrityError, number: int) -> RuleViolation:
    """A unique value that was freed by the set has been given to another row since."""
    columns = [part.split(".") for part in str(error).partition(": ")[2].split(", ") if "." in part]
    table, names = (columns[0][0], [name for _table, name in columns]) if columns else ("", [])
    freed = db.execute("SELECT before FROM change WHERE change_set_id = ? AND noun = ? AND before IS NOT NULL", (number, table))
    where = " AND ".join(f'"{name}" = ?' for name in names)
    for (before,) in freed:
        values = [json.loads(before).get(name) for name in names]
        holder = db.execute(f'SELECT id FROM "{table}" WHERE {where}', values).fetchone()
        later = holder and _last_change(db, table, holder[0], after=number)
        if later:
            reason = _("{value} has been given to {record} since, by change set {later}")
            return not_undone(
                number,
                reason.format(value=" ".join(map(str, values)), record=record_name(db, table, holder[0]), later=later),
                later=later,
            )
    return not_undone(number, str(error))


def _last_change(db: sqlite3.Connection, table: str, row_id: int, *, after: int = 0) -> int | None:
    """The last finished change set later than `after` that touched a row."""
    finished = "SELECT max(c.change_set_id) FROM change c JOIN change_set s ON s.id = c.change_set_id"
    (found,) = db.execute(f"{finished} WHERE c.noun = ? AND c.row_id = ? AND s.id > ?", (table, row_id, after)).fetchone()
    return None if found is None else int(found)


def defaults_of(db: sqlite3.Connection, table: str) -> dict[str, str]:
    """The columns of a table, in its order, each with the SQL of its default."""
    return {name: default or "NULL" for name, default in db.execute("SELECT name, dflt_value FROM pragma_table_info(?)", (table,))}


def empty_row(db: sqlite3.Connection, table: str) -> dict[str, Any]:
    """What the columns of a table hold where nothing was given."""
    defaults = defaults_of(db, table)
    values = db.execute(f"SELECT {', '.join(defaults.values())}").fetchone()
    return dict(zip(defaults, values, strict=True))


def _shaped(values: Image, empty: Image) -> dict[str, Any]:
    """An image in the table's present shape: columns that a migration brought held their default, lost ones are left out."""
    return {name: values.get(name, default) for name, default in empty.items()}


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
