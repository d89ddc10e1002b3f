"""What speaks against staged rows, with its place in the file: records that stand twice, fields that are missing, rejections."""

import re
from collections.abc import Sequence
from datetime import date

from corecrm.errors import RuleViolation
from corecrm.exchange.matching import may_be_empty
from corecrm.exchange.outcome import Fault, Skipped
from corecrm.exchange.spec import Field, Objection
from corecrm.exchange.staging import Stage, first_of
from corecrm.fields import Kind
from corecrm.nouns import called
from corecrm.rules.measures import PERCENT, SCALES, YUAN, said
from corecrm.services.judge import breaches
from corecrm.services.judge.touched import Touched
from corecrm.store.apart import clashes, dated_name
from corecrm.store.bulk import all_differ
from corecrm.text import _

OUT = ("faulty", "rejected")
"""The states of rows that will not go in, from the start and since."""
_OTHERWISE = {"period_from": "period", "period_to": "period", "closed_on": "state", "conclusion": "state"}
_ALIAS = re.compile(r"\bs\.")


def duplicates(stage: Stage, keep: str) -> list[Objection]:
    """Rows that stand for the same record as another row: an objection to each but the first, or the losing ones give way.

    Args:
        stage: matched.
        keep: `error`, or which one stays: `first` or `last`.
    """
    found: list[Objection] = []
    doubled = _spelt_in_two_ways(stage)
    for same, where, field in _same_record(stage, by_id=doubled):
        if not doubled and all_differ(stage.db, stage.table, *(_ALIAS.sub("", sql) for sql in (same, where))):
            continue
        rows = _repeated(stage, same, where, "max" if keep == "last" else "min")
        if keep == "error":
            found += [_objection(line, field, row) for line, row, _own in rows]
        else:
            _leave(stage, [(line, own) for line, _row, own in rows])
    return found


def _spelt_in_two_ways(stage: Stage) -> bool:
    """Whether the file names one record by two texts, such as a code here and a name there."""
    twice = "SELECT 1 FROM stage_reference WHERE id IS NOT NULL GROUP BY noun, id HAVING count(*) > 1 LIMIT 1"
    return any(each.refers for each in stage.columns.values()) and stage.db.execute(twice).fetchone() is not None


def _same_record(stage: Stage, *, by_id: bool) -> list[tuple[str, str, str]]:
    """How to tell that rows `s` are of one record: SQL that is equal for them, for which rows, and the field to name.

    First by the stored record that they are, then new rows by each key: by what it refers to, or by the texts that say so.
    """
    same = [("s.stage_id", "s.stage_state = 'matched'", stage.spec.keys[0].fields[0])]
    for key in stage.spec.keys:
        filled = [name for name in key.fields if not may_be_empty(stage, key, name)]
        if not all(name in stage.columns for name in filled):
            continue
        new = ["s.stage_state IN ('new', 'faulty')", *(f's."{name}" IS NOT NULL' for name in filled)]
        if not key.unique and "code" in stage.columns:
            new.append("s.code IS NULL")
        if key.unless in stage.columns:
            new.append(f's."{key.unless}" IS NULL')
        if key.without in stage.columns:
            new.append(f's."{key.without}" IS NULL')
        same.append((_joined(stage, key.fields, by_id=by_id), " AND ".join(new), key.fields[0]))
    return same


def _joined(stage: Stage, fields: Sequence[str], *, by_id: bool) -> str:
    values = [stage.value(name) if by_id else f's."{name}"' for name in fields if name in stage.columns]
    return values[0] if len(fields) == 1 else " || '\x1f' || ".join(f"coalesce(CAST({value} AS TEXT), '')" for value in values)


def _repeated(stage: Stage, same: str, where: str, which: str) -> list[tuple[int, int, int]]:
    """(line, row of the one that stays, own row) of the rows of one record but the one that stays."""
    stays = (
        f"SELECT {same} AS same, {which}(s.stage_line) AS line FROM {stage.table} s WHERE {where} GROUP BY 1 HAVING count(*) > 1"
    )
    rows: list[tuple[int, int, int]] = stage.db.execute(
        f"SELECT s.stage_line, o.stage_row, s.stage_row FROM {stage.table} s JOIN ({stays}) g ON g.same = {same}"
        f" JOIN {stage.table} o ON o.stage_line = g.line WHERE s.stage_line <> g.line AND {where} ORDER BY s.stage_line"
    ).fetchall()
    return rows


def _objection(line: int, field: str, row: int) -> Objection:
    message = _("stands for the same record as row {row}").format(row=row)
    return Objection(line, field, message, "duplicate", _("keep the later one: --dup last"))


def _leave(stage: Stage, rows: list[tuple[int, int]]) -> None:
    """Takes rows out that give way to another row of the same record."""
    stage.db.executemany(f"UPDATE {stage.table} SET stage_state = 'left' WHERE stage_line = ?", [(line,) for line, _row in rows])
    stage.outcome.read -= len(rows)
    stage.outcome.skipped += [Skipped(row, "duplicate") for _line, row in rows]


def missing(stage: Stage) -> list[Objection]:
    """New rows that lack what a new record must have."""
    found = []
    for each in stage.spec.fields:
        if not each.needed or each.key in stage.given or (each.key == "code" and stage.spec.number):
            continue
        lacks = f'AND s."{each.key}" IS NULL' if each.key in stage.columns else ""
        lines = stage.db.execute(f"SELECT s.stage_line FROM {stage.table} s WHERE s.stage_state = 'new' {lacks}")
        message = _("is missing: a new {noun} needs it").format(noun=called(stage.spec.noun))
        found += [Objection(line, each.key, f"{each.label.title} {message}", "missing") for (line,) in lines]
    return found


def ahead(stage: Stage) -> list[Objection]:
    """New and changed rows with a day that must have come and is after today."""
    found = []
    for key, each in stage.columns.items():
        if each.label.past:
            lines = stage.db.execute(
                f"SELECT s.stage_line, {stage.value(key)} FROM {stage.table} s WHERE s.stage_state IN ('new', 'changed')"
                f" AND {stage.value(key)} > ? ORDER BY s.stage_line",
                (stage.today,),
            )
            message = _("{day} is after today {today}")
            found += [
                Objection(line, _said_by(stage, key), message.format(day=day, today=stage.today), "future") for line, day in lines
            ]
    return found


def doubtful(stage: Stage) -> list[Fault]:
    """New and changed rows with a code that may be right but that today's table does not know."""
    found = []
    for key, doubt in stage.spec.doubts:
        if key not in stage.columns:
            continue
        texts = stage.db.execute(f'SELECT DISTINCT "{key}" FROM {stage.table} WHERE "{key}" IS NOT NULL').fetchall()
        for text, message in ((text, doubt(text)) for (text,) in texts):
            if message:
                rows = f"SELECT stage_row FROM {stage.table} WHERE \"{key}\" = ? AND stage_state IN ('new', 'changed')"
                places = (stage.outcome.sheet, stage.places.get(key, ""))
                found += [Fault(places[0], row, places[1], text, "doubtful", message) for (row,) in stage.db.execute(rows, (text,))]
    return sorted(found, key=lambda fault: fault.row)


def overlapping(stage: Stage) -> list[Objection]:
    """Written rows whose days another record excludes: it is the end that counts, so they are looked at after writing."""
    found = [clash for clash in clashes(stage.db) if clash.guard.table == stage.spec.table]
    if not found:
        return []
    written = f"SELECT {stage.id}, s.stage_line FROM {stage.table} s WHERE s.stage_state IN ('new', 'changed', 'declared')"
    lines = dict(stage.db.execute(written).fetchall())
    message, hint = _("overlaps {other}: {why}"), _("let the first end by the day on which the other begins")
    objections: dict[int, Objection] = {}
    for clash in (clash for clash in found if clash.written in lines):
        other = dated_name(stage.db, clash.guard.table, clash.other)
        line = lines[clash.written]
        objections.setdefault(
            line, Objection(line, "valid_from", message.format(other=other, why=_(clash.guard.why)), "overlap", hint)
        )
    return list(objections.values())


def breached(stages: Sequence[Stage], since: int, today: date) -> list[tuple[Stage, Objection]]:
    """Written rows that break a rule over several rows: what the judge of every write would say of them, with their places.

    Args:
        stages: of a sheet, and of the parts that its rows carry along.
        since: the last row of the log before they were written.
        today: the day of the import.

    Raises:
        RuleViolation: no row of the sheet is to blame.
    """
    found = []
    for breach in breaches(Touched(stages[0].db, since), today):
        own = [stage for stage in stages if stage.spec.table == breach.table]
        lines = ((stage, _line(stage, row)) for row in (breach.row_id, *breach.others) for stage in own)
        stage, line = next(((stage, line) for stage, line in lines if line is not None), (None, None))
        if stage is None or line is None:
            raise RuleViolation(breach.message, breach.hint)
        found.append((stage, Objection(line, _said_by(stage, breach.field), breach.message, breach.code, breach.hint)))
    return found


def _said_by(stage: Stage, field: str) -> str:
    """The field by which a sheet without that column says the same: a fact's days by its period, an end by the state."""
    other = _OTHERWISE.get(field, field)
    return other if field not in stage.places and other in stage.places else field


def _line(stage: Stage, row_id: int) -> int | None:
    """The line of the row that a record was written from."""
    written = f"SELECT s.stage_line FROM {stage.table} s WHERE s.stage_state IN ('new', 'changed', 'declared')"
    found = stage.db.execute(f"{written} AND s.stage_line = ?", (row_id - stage.base,)).fetchone() if row_id > stage.base else None
    found = found or stage.db.execute(f"{written} AND s.stage_id = ?", (row_id,)).fetchone()
    return found and int(found[0])


def reject(stage: Stage, objections: list[Objection]) -> None:
    """Turns objections into faults with their places, and takes the rows out."""
    for objection in objections:
        named = "s.place" if "place" in stage.columns and objection.field in ("metric", "value", "unit") else "NULL"
        row, state, place, value, unit, scale = stage.db.execute(
            f"SELECT s.stage_row, s.stage_state, {named}, {_as_read(stage, objection.field)}, {_measure(stage, objection.field)}"
            f" FROM {stage.table} s WHERE s.stage_line = ?",
            (objection.line,),
        ).fetchone()
        column = place or stage.places.get(objection.field, "")
        text = _readable(stage.columns.get(objection.field), value, unit, scale)
        fault = Fault(stage.outcome.sheet, row, column, text, objection.code, objection.message, objection.suggestion)
        stage.outcome.faults.append(fault)
        stage.outcome.rejected += state not in OUT
        if state != "rejected":
            stage.db.execute(f"UPDATE {stage.table} SET stage_state = 'rejected' WHERE stage_line = ?", (objection.line,))


def _as_read(stage: Stage, key: str) -> str:
    """A field of a row `s` as it stood in the file."""
    if key not in stage.columns:
        return "NULL"
    named = f'(SELECT r.text FROM stage_reference r WHERE r.number = s."{key}")'
    return named if stage.columns[key].refers else f's."{key}"'


def _measure(stage: Stage, key: str) -> str:
    """The unit that a field of a row `s` is kept in and its decimals there, as SQL: those of the row's metric where it has one."""
    kind = stage.columns[key].label.kind if key in stage.columns else None
    if kind is Kind.quantity:
        metric = first_of(stage.value("metric"), f'(SELECT t.metric_id FROM "{stage.spec.table}" t WHERE t.id = s.stage_id)')
        return ", ".join(f"(SELECT m.{column} FROM metric m WHERE m.id = {metric})" for column in ("unit", "scale"))
    unit = {Kind.money: YUAN, Kind.rate: PERCENT}.get(kind) if kind else None
    return f"'{unit}', {SCALES[unit]}" if unit else "NULL, NULL"


def _readable(each: Field | None, value: object, unit: str | None, scale: int | None) -> str:
    """A field as it was read, a figure with its unit."""
    if value is None or each is None:
        return ""
    if each.label.choices is not None:
        return each.label.choices(str(value)).label
    return str(value) if unit is None else said(int(str(value)), unit, scale or 0)
