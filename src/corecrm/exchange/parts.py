"""Records that the rows of a sheet carry along: a client's edge to its parent company, a person's post, other names and numbers."""

import re
from collections.abc import Iterator
from datetime import date

from corecrm.exchange.judging import duplicates, missing, reject
from corecrm.exchange.matching import compare, match
from corecrm.exchange.outcome import FileOutcome
from corecrm.exchange.spec import Objection, Part
from corecrm.exchange.specs import spec_of
from corecrm.exchange.staging import Stage, create, literal
from corecrm.text import _

_SEVERAL = re.compile(r"[、;；]")
ALIVE = "('new', 'changed', 'unchanged')"


def plan_parts(stage: Stage, since: date | None, *, overwrite: bool) -> list[Stage]:
    """Stages what the rows carry along and plans it as well; a part that is refused takes its row with it.

    Args:
        stage: with the state of every row.
        since: the first day of what has none.
        overwrite: whether a stored value gives way to another one.
    """
    planned = []
    for part in stage.spec.parts:
        if f"{part.noun}__{part.needs}" in stage.columns:
            planned.append(_planned(stage, part, since, overwrite=overwrite))
            take_rows_along(stage, planned[-1])
    return planned


def _planned(stage: Stage, part: Part, since: date | None, *, overwrite: bool) -> Stage:
    inner = _staged(stage, part, since)
    objections = [*match(inner, (part.key,)), *missing(inner), *_undated(inner, part)]
    reject(inner, list({objection.line: objection for objection in objections}.values()))
    duplicates(inner, "first")
    inner.outcome.skipped.clear()
    compare(inner, overwrite=overwrite)
    for check in inner.spec.checks:
        reject(inner, check(inner))
    return inner


def _staged(stage: Stage, part: Part, since: date | None) -> Stage:
    """The stage of a part: a row for each that carries one, with the owner's id."""
    spec = spec_of(part.noun)
    there = [key for key in part.fields if f"{part.noun}__{key}" in stage.columns]
    columns = {key: spec.field(key) for key in (part.owner, *there)}
    places = {key: stage.places.get(f"{part.noun}__{key}", "") for key in there}
    given = {key: literal(value) for key, value in part.constants.items()}
    if part.dated and since:
        given["valid_from"] = literal(since.isoformat())
    outcome = FileOutcome(stage.outcome.name, part.noun, stage.outcome.sha256, stage.outcome.sheet)
    table, ids = f"stage_{stage.spec.noun}_{part.noun}", frozenset({part.owner})
    inner = Stage(stage.db, spec, outcome, columns, places, given, table=table, ids=ids)
    create(inner)
    quoted = "".join(f', s."{part.noun}__{key}"' for key in there)
    rows = stage.db.execute(
        f'SELECT s.stage_line, s.stage_row, {stage.id}{quoted} FROM {stage.table} s WHERE s."{part.noun}__{part.needs}" IS NOT NULL'
        f" AND s.stage_state IN {ALIVE} ORDER BY s.stage_line"
    )
    names = "".join(f', "{key}"' for key in (part.owner, *there))
    stage.db.executemany(
        f"INSERT INTO {inner.table} (stage_line, stage_owner, stage_row{names}) VALUES ({', '.join('?' * (len(there) + 4))})",
        ((line, *row) for line, row in enumerate(_each(rows, 3 + there.index(part.needs)) if part.several else rows, 1)),
    )
    return inner


def _each(rows: Iterator[tuple[object, ...]], place: int) -> Iterator[tuple[object, ...]]:
    """A row for each of the several texts in one cell."""
    for row in rows:
        for text in _SEVERAL.split(str(row[place])):
            if text.strip():
                yield (*row[:place], text.strip(), *row[place + 1 :])


def _undated(inner: Stage, part: Part) -> list[Objection]:
    """New parts without a first day."""
    if not part.dated or "valid_from" in inner.given:
        return []
    lacks = 'AND s."valid_from" IS NULL' if "valid_from" in inner.columns else ""
    rows = inner.db.execute(f"SELECT s.stage_line FROM {inner.table} s WHERE s.stage_id IS NULL {lacks}").fetchall()
    message, hint = _("nobody says since when"), _("add a column {field}, or say --since DATE")
    field = inner.spec.field("valid_from").label.title
    return [Objection(line, part.needs, message, "missing", hint.format(field=field)) for (line,) in rows]


def take_rows_along(stage: Stage, inner: Stage) -> None:
    """Rows whose part is refused are refused; unchanged rows whose part is new or changed count as changed."""
    stage.outcome.faults += inner.outcome.faults
    inner.outcome.faults.clear()
    refused = f"SELECT stage_owner FROM {inner.table} WHERE stage_state = 'rejected'"
    cursor = stage.db.execute(
        f"UPDATE {stage.table} SET stage_state = 'rejected' WHERE stage_line IN ({refused}) AND stage_state IN {ALIVE}"
    )
    stage.outcome.rejected += cursor.rowcount
    stage.db.execute(
        f"UPDATE {inner.table} SET stage_state = 'left' WHERE stage_owner IN"
        f" (SELECT stage_line FROM {stage.table} WHERE stage_state = 'rejected')"
    )
    touched = f"SELECT stage_owner FROM {inner.table} WHERE stage_state IN ('new', 'changed')"
    stage.db.execute(
        f"UPDATE {stage.table} SET stage_state = 'changed' WHERE stage_state = 'unchanged' AND stage_line IN ({touched})"
    )
