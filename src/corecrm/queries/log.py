"""What is asked of the log: who changed what when, and how a stored value reads."""

import importlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from corecrm.errors import NotFound
from corecrm.fields import FROM_DATABASE, Coded, Column, Kind, Label, Row, Table, columns
from corecrm.nouns import BY_TABLE, OWNER_OF_PART, Noun
from corecrm.queries.listing import Filters, Listing
from corecrm.store.reader import Reader, like
from corecrm.text import N_, _, pick

SHANGHAI = timezone(timedelta(hours=8))
EVER, NEVER = date(1970, 1, 1), date(9999, 1, 1)  # before and after any record
MASKED = frozenset({("staff", "phone")})  # shown in full by `staff show --reveal` alone, which is logged
PARENTS = {"institution": "institution", "client_group": "client", "goal": "goal"}  # what a table's parent_id and root_id refer to

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
    conditions = ["(c.noun = :table AND c.row_id = :id)"]
    for part, column in noun.parts:
        conditions.append(f"(c.noun = '{part}' AND {_owner_is(db, column)} = :id)")
    where = f"({' OR '.join(conditions)}) AND s.recorded_at >= :since AND s.recorded_at < :until"
    days = {"since": _midnight(since or EVER), "until": _midnight((until or NEVER) + timedelta(1))}
    instants = {name: instant.isoformat() for name, instant in days.items()}
    return _steps_table(db, OF_RECORD, where, limit=None, table=noun.table, id=row_id, **instants)


def _owner_is(db: Reader, column: str) -> str:
    if db.dialect == "sqlite":
        return f"json_extract(coalesce(c.after, c.before), '$.{column}')"
    return f"(coalesce(c.after, c.before)::jsonb->>'{column}')::bigint"


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


def describe(
    db: Reader, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterator[tuple[str, str, str]]:
    """(field, was, is) for each field that differs, as a person reads them; — for nothing."""
    for name, was, now in differences(db, table, before, after):
        yield name, "—" if was is None else was.label, "—" if now is None else now.label


def differences(
    db: Reader, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterator[tuple[str, Coded | None, Coded | None]]:
    """(field, was, is) for each field that differs."""
    for name in after or before or {}:
        if name != "id" and (before or {}).get(name) != (after or {}).get(name):
            yield name, _kept(db, table, name, before or {}), _kept(db, table, name, after or {})


def _kept(db: Reader, table: str, name: str, row: Mapping[str, Any]) -> Coded | None:
    """A field of a logged row: choices by code and label, references by key, amounts in 元."""
    value = row.get(name)
    if value is None:
        return None
    if name.endswith("_id") and isinstance(value, int):
        name = PARENTS[table] if name in ("parent_id", "root_id") and table in PARENTS else name.removesuffix("_id")
        return _record(db, name, value)
    label = label_of(table, name)
    if (table, name) in MASKED:
        return Coded(masked(str(value)), masked(str(value)))
    if label.kind is Kind.quantity and isinstance(value, int):
        return _measured(db, row.get("metric_id"), value)
    return _coded(label, value)


def _coded(label: Label, value: object) -> Coded:
    if label.choices is not None:
        return Coded(str(value), label.choices(str(value)).label)
    if label.kind is Kind.flag:
        return Coded("true", pick("是", "yes")) if value else Coded("false", pick("否", "no"))
    convert = FROM_DATABASE.get(label.kind)
    known = convert(value) if convert else value
    if isinstance(known, datetime):
        return Coded(f"{known.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", f"{known.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    return Coded(str(known), str(known))


def _measured(db: Reader, metric: int | None, value: int) -> Coded:
    """A figure in the unit of its metric, where the log keeps it in the smallest one."""
    from corecrm.rules.measures import quantity, said

    unit, scale = db.one("SELECT unit, scale FROM metric WHERE id = :id", id=metric) or ("", 0)
    figure = quantity(value, unit, scale)
    return Coded(f"{figure.value:f}" if figure else "", said(value, unit, scale).strip())


def masked(number: str) -> str:
    """A number that only its first and last digits are told of, as `queries.staff` does in SQL."""
    return f"{number[:3]}****{number[-4:] if len(number) > 7 else ''}"


def _record(db: Reader, name: str, row_id: int) -> Coded:
    """The record that a column such as `owner` refers to: by its key, for a person with its name before it."""
    noun = next((noun for noun in BY_TABLE.values() if noun.name == name or noun.table == name or name in noun.roles), None)
    sql = f'SELECT "{noun.key}", "{noun.title}" FROM "{noun.table}" WHERE id = :id' if noun else ""
    key, title = (db.one(sql, id=row_id) if noun else None) or (f"#{row_id}", None)
    named = noun is not None and noun.title != noun.key and title
    return Coded(str(key), f"{title} ({key})" if named else str(key))


def label_of(table: str, name: str) -> Label:
    """The label of a table's column; the bare name where the column has none (an internal one)."""
    noun = BY_TABLE.get(table) or OWNER_OF_PART[table][0]
    plain = name.removesuffix("_id")
    fields = importlib.import_module(f"corecrm.fields.{noun.module or noun.name}")
    return getattr(fields, "PARTS", {}).get(table, {}).get(plain) or getattr(fields, plain, None) or Label(plain, plain, plain)


def key_of_part(db: Reader, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[str, str]:
    """(noun, key) of the record that a logged row is, or belongs to."""
    row = after or before or {}
    if table in OWNER_OF_PART:
        noun, column = OWNER_OF_PART[table]
        return noun.name, str(_record(db, noun.table, row[column]))
    noun = BY_TABLE[table]
    return noun.name, str(row[noun.key])


def last_undoable(db: Reader) -> int | None:
    """The newest change set still in force that is not itself an undo or a redo."""
    return next((number for number, undoes in _in_force(db) if undoes is None), None)


def last_undo(db: Reader) -> int | None:
    """The newest undo still in force: what `redo` takes back."""
    undoes_of = dict(db.rows("SELECT id, undoes FROM change_set WHERE undoes IS NOT NULL"))

    def depth(number: int) -> int:
        return 1 + depth(undoes_of[number]) if number in undoes_of else 0

    return next((number for number, _undoes in _in_force(db) if depth(number) % 2 == 1), None)


def _in_force(db: Reader) -> Iterator[tuple[int, int | None]]:
    """(number, undoes) of the sets that no later set in force has taken back, newest first."""
    taken_back: set[int] = set()
    for number, undoes in db.rows("SELECT id, undoes FROM change_set ORDER BY id DESC"):
        if number in taken_back:
            continue
        if undoes is not None:
            taken_back.add(undoes)
        yield number, undoes


def change_set_of_batch(db: Reader, code: str) -> int | None:
    """The change set in which an import batch was written."""
    found: int | None = db.value(
        "SELECT min(change_set_id) FROM change WHERE noun = 'batch' AND before IS NULL AND after LIKE :code ESCAPE '\\'",
        code=f'%"code"%"{like(code)}"%',
    )
    return found
