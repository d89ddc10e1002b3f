"""Writes what the plan says: new records in one statement, changed ones in another; unchanged ones are not touched.

Runs inside a change set, whose triggers log every row.
"""

from collections.abc import Callable, Iterable, Iterator

from corecrm.exchange.matching import compared
from corecrm.exchange.spec import Field
from corecrm.exchange.staging import Stage
from corecrm.names import short_name, syllables
from corecrm.store.sqlite import Connection

DIGITS = 4
Prefix = Callable[[str], str]


def apply(stage: Stage, prefix: Prefix, *, overwrite: bool) -> None:
    """Writes the new and the changed rows of a stage.

    Args:
        stage: with the state of every row.
        prefix: what new codes of a noun begin with.
        overwrite: whether a stored value gives way to another one.
    """
    if stage.spec.number:
        number(stage, prefix(stage.spec.number))
    if stage.spec.corrected:
        _supersede(stage)
    else:
        _update(stage, overwrite=overwrite)
    _insert(stage)


def number(stage: Stage, prefix: str) -> None:
    """Gives a code to each new record that has none; codes that people gave by hand are passed over."""
    states = "('new', 'changed')" if stage.spec.corrected else "('new')"
    if "code" not in stage.columns:
        stage.db.execute(f"ALTER TABLE {stage.table} ADD COLUMN code TEXT")
        stage.columns["code"] = stage.spec.field("code")
    elif stage.spec.corrected:
        stage.db.execute(f"UPDATE {stage.table} SET code = NULL WHERE stage_state = 'changed'")
    lines = f"SELECT stage_line FROM {stage.table} WHERE code IS NULL AND stage_state IN {states} ORDER BY stage_line"
    while rows := stage.db.execute(f"SELECT count(*) FROM ({lines}) l").fetchone()[0]:
        first = reserve(stage.db, prefix, rows)
        waiting = stage.db.execute(lines).fetchall()
        codes = ((f"{prefix}{first + place:0{DIGITS}d}", line) for place, (line,) in enumerate(waiting))
        stage.db.executemany(f"UPDATE {stage.table} SET code = ? WHERE stage_line = ?", codes)
        stage.db.executemany(
            f"UPDATE {stage.table} SET code = NULL WHERE stage_line = ? AND (EXISTS (SELECT 1 FROM \"{stage.spec.table}\" c"
            f" WHERE c.code = {stage.table}.code) OR EXISTS (SELECT 1 FROM {stage.table} o WHERE o.code = {stage.table}.code"
            f" AND o.stage_line <> {stage.table}.stage_line))",
            waiting,
        )


def reserve(db: Connection, prefix: str, count: int) -> int:
    """The first of `count` numbers of a counter; none of them is given again."""
    db.execute("INSERT INTO counter (prefix, last) VALUES (?, 0) ON CONFLICT (prefix) DO NOTHING", (prefix,))
    (last,) = db.execute("UPDATE counter SET last = last + ? WHERE prefix = ? RETURNING last", (count, prefix)).fetchone()
    return int(last) - count + 1


def _supersede(stage: Stage) -> None:
    """Points the corrected records to those that take their place."""
    stage.db.execute(
        f'UPDATE "{stage.spec.table}" SET superseded_by_id = {stage.base} + s.stage_line FROM {stage.table} s'
        f" WHERE s.stage_id = \"{stage.spec.table}\".id AND s.stage_state = 'changed'"
    )


def _update(stage: Stage, *, overwrite: bool) -> None:
    if "name" in stage.columns and stage.spec.spelled and overwrite:
        _spell_new_names(stage)
    table = f'"{stage.spec.table}"'
    sets = []
    for key, each in stage.columns.items():
        if compared(stage, key):
            new, old = stage.value(key), f'{table}."{each.name}"'
            first, second = (new, old) if overwrite else (old, new)
            sets.append(f'"{each.name}" = coalesce({first}, {second})')
    if sets:
        stage.db.execute(
            f"UPDATE {table} SET {', '.join(sets)} FROM {stage.table} s WHERE s.stage_id = {table}.id AND s.stage_state = 'changed'"
        )


def _spell_new_names(stage: Stage) -> None:
    """Pinyin for records whose name changes; the name that they had is kept where there is a table for it."""
    renamed = (
        f'FROM {stage.table} s JOIN "{stage.spec.table}" c ON c.id = s.stage_id'
        " WHERE s.stage_state = 'changed' AND s.name IS NOT NULL AND s.name <> c.name"
    )
    rows = stage.db.execute(f"SELECT s.name, s.stage_line {renamed} AND s.pinyin IS NULL").fetchall()
    stage.db.executemany(
        f"UPDATE {stage.table} SET pinyin = ?, initials = ? WHERE stage_line = ?", ((*spelling(name), line) for name, line in rows)
    )
    if stage.spec.former:
        owner = f"{stage.spec.noun}_id"
        stage.db.execute(
            f"INSERT INTO {stage.spec.former} ({owner}, name, kind) SELECT c.id, c.name, 'former' {renamed}"
            f" AND NOT EXISTS (SELECT 1 FROM {stage.spec.former} f WHERE f.{owner} = c.id AND f.name = c.name)"
        )


def spelling(name: str) -> tuple[str, str]:
    """Pinyin and initials of a name."""
    parts = syllables(name)
    return "".join(parts), "".join([part[:1] for part in parts])


def _insert(stage: Stage) -> None:
    """The new records, in the order of the file."""
    fields = [each for each in stage.spec.fields if each.stored and _has_value(stage, each)]
    names = ["id", *(each.name for each in fields)]
    quoted = ", ".join(f'"{name}"' for name in names)
    states = "('new', 'changed')" if stage.spec.corrected else "('new')"
    select = (
        f"SELECT {stage.base} + s.stage_line, {', '.join(_expression(stage, each) for each in fields)} FROM {stage.table} s"
        f'{_stored_join(stage)} WHERE s.stage_state IN {states} ORDER BY s.stage_line'
    )
    into = f'INSERT INTO "{stage.spec.table}" ({quoted})'
    if not stage.spec.spelled:
        stage.db.execute(f"{into} {select}")
        return
    places = ", ".join("?" * len(names))
    rows = _spelled(stage.db.execute(select), names)
    stage.db.executemany(f"{into} VALUES ({places})", rows)


def _has_value(stage: Stage, each: Field) -> bool:
    always = stage.spec.spelled and each.key == "short_name" and stage.spec.short
    return each.key in stage.columns or each.default is not None or each.key in stage.given or always


def _expression(stage: Stage, each: Field) -> str:
    """The value of a new record; one that supersedes another keeps what its row does not say."""
    value = stage.complete(each.key, each)
    inherits = stage.spec.corrected and not each.origin and each.key != "code" and not each.default
    return f'coalesce({value}, c."{each.name}")' if inherits else value


def _stored_join(stage: Stage) -> str:
    return f' LEFT JOIN "{stage.spec.table}" c ON c.id = s.stage_id' if stage.spec.corrected else ""


def _spelled(rows: Iterable[tuple[object, ...]], names: list[str]) -> Iterator[list[object]]:
    """New records with pinyin, initials and short name where the sheet does not give them."""
    name, pinyin, initials = names.index("name"), names.index("pinyin"), names.index("initials")
    short = names.index("short_name") if "short_name" in names else None
    for row in rows:
        values = list(row)
        full = str(values[name])
        spelt = spelling(full)
        values[pinyin] = values[pinyin] or spelt[0]
        values[initials] = values[initials] or spelt[1]
        if short is not None and not values[short]:
            values[short] = short_name(full)
        yield values
