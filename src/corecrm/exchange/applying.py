"""Writes what the plan says: new records in one statement, changed ones in another; unchanged ones are not touched.

Runs inside a change set, whose triggers log every row.
"""

from collections.abc import Callable

from corecrm.exchange.matching import compared
from corecrm.exchange.spec import Field
from corecrm.exchange.staging import SPELLED, Stage, first_of, spelt
from corecrm.store.bulk import Bulk, keep_last_id

DIGITS = 4
Prefix = Callable[[str], str]


def apply(stage: Stage, prefix: Prefix, *, overwrite: bool) -> None:
    """Writes the new and the changed rows of a stage.

    Args:
        stage: with the state of every row.
        prefix: what new codes of a noun begin with.
        overwrite: whether a stored value gives way to another one.
    """
    if stage.spec.corrected:
        _declare(stage)
    if stage.spec.number:
        number(stage, prefix(stage.spec.number))
    if stage.spec.corrected:
        _supersede(stage)
    else:
        _update(stage, overwrite=overwrite)
    _insert(stage)


def number(stage: Stage, prefix: str) -> None:
    """Gives a code to each new record that has none; codes that people gave by hand are passed over."""
    given = '"code" IS NULL AND ' if "code" in stage.columns else ""
    if given and stage.spec.corrected:
        stage.db.execute(f"UPDATE {stage.table} SET code = NULL WHERE stage_state = 'changed'")
    states = "('new', 'changed')" if stage.spec.corrected else "('new')"
    waiting = f"FROM {stage.table} WHERE {given}stage_code IS NULL AND stage_state IN {states}"
    if not stage.db.execute(f"SELECT 1 {waiting} LIMIT 1").fetchone():
        return
    taken = f'EXISTS (SELECT 1 FROM "{stage.spec.table}" c WHERE c.code = {stage.table}.stage_code)'
    if given:
        stage.db.execute(f"CREATE INDEX IF NOT EXISTS {stage.table}_code ON {stage.table} (code)")
        taken += f" OR EXISTS (SELECT 1 FROM {stage.table} o WHERE o.code = {stage.table}.stage_code)"
    _pass_over(stage, prefix)
    while count := stage.db.execute(f"SELECT count(*) {waiting}").fetchone()[0]:
        first = reserve(stage.db, prefix, count)
        stage.db.execute(
            f"UPDATE {stage.table} SET stage_code = ? || {_padded('n')} FROM"
            f" (SELECT stage_line AS line, row_number() OVER (ORDER BY stage_line) + ? AS n {waiting}) w WHERE w.line = stage_line",
            (prefix, first - 1),
        )
        stage.db.execute(f"UPDATE {stage.table} SET stage_code = NULL WHERE stage_code IS NOT NULL AND ({taken})")


def _pass_over(stage: Stage, prefix: str) -> None:
    """Moves a counter on to the highest number that a record of the store or of the file has, as for records added singly."""
    codes = f'SELECT code FROM "{stage.spec.table}"' + (
        f" UNION ALL SELECT code FROM {stage.table}" if "code" in stage.columns else ""
    )
    first, last = prefix + "0" * DIGITS, prefix + "9" * DIGITS
    (highest,) = stage.db.execute(
        f"SELECT max(code) FROM ({codes}) c WHERE code BETWEEN ? AND ? AND length(code) = ?", (first, last, len(last))
    ).fetchone()
    digits = (highest or "").removeprefix(prefix)
    if digits.isdecimal():
        stage.db.execute("INSERT INTO counter (prefix, last) VALUES (?, 0) ON CONFLICT (prefix) DO NOTHING", (prefix,))
        stage.db.execute("UPDATE counter SET last = ? WHERE prefix = ? AND last < ?", (int(digits), prefix, int(digits)))


def _padded(number: str) -> str:
    """A number with at least four digits, as SQL."""
    least = 10**DIGITS
    return f"CASE WHEN {number} < {least} THEN substr(CAST({least} + {number} AS TEXT), 2) ELSE CAST({number} AS TEXT) END"


def reserve(db: Bulk, prefix: str, count: int) -> int:
    """The first of `count` numbers of a counter; none of them is given again."""
    db.execute("INSERT INTO counter (prefix, last) VALUES (?, 0) ON CONFLICT (prefix) DO NOTHING", (prefix,))
    (last,) = db.execute("UPDATE counter SET last = last + ? WHERE prefix = ? RETURNING last", (count, prefix)).fetchone()
    return int(last) - count + 1


def _declare(stage: Stage) -> None:
    """Balances that are only said to hold to another day are not corrected: they take the day, and are written then."""
    table = f'"{stage.spec.table}"'
    same = f"s.stage_id = {table}.id AND s.stage_state = 'changed' AND (s.value IS NULL OR s.value = {table}.value)"
    stage.db.execute(f"UPDATE {table} SET known_to = s.known_to FROM {stage.table} s WHERE {same}")
    stage.db.execute(f"UPDATE {stage.table} AS s SET stage_state = 'declared' FROM {table} WHERE {same}")


def _supersede(stage: Stage) -> None:
    """Points the corrected records to those that take their place."""
    stage.db.execute(
        f'UPDATE "{stage.spec.table}" SET superseded_by_id = {stage.base} + s.stage_line FROM {stage.table} s'
        f" WHERE s.stage_id = \"{stage.spec.table}\".id AND s.stage_state = 'changed'"
    )


def _update(stage: Stage, *, overwrite: bool) -> None:
    """The changed records in one statement; an empty cell leaves what is stored."""
    if stage.spec.former and "name" in stage.columns and overwrite:
        _keep_former_names(stage)
    table = f'"{stage.spec.table}"'
    sets = [
        _taken(each, f'{table}."{each.name}"', _renewed(stage, key, table), overwrite=overwrite)
        for key, each in stage.columns.items()
        if compared(stage, key)
    ]
    if sets:
        stage.db.execute(
            f"UPDATE {table} SET {', '.join(sets)} FROM {stage.table} s WHERE s.stage_id = {table}.id AND s.stage_state = 'changed'"
        )


def _renewed(stage: Stage, key: str, table: str) -> str:
    """What a row says of a stored record, as SQL; another name brings its spelling along, unless the row gives that too."""
    value = stage.value(key)
    if key not in SPELLED or not stage.names:
        return value
    return first_of(value, f"CASE WHEN s.name <> {table}.name THEN {spelt(key)} END")


def _taken(each: Field, old: str, new: str, *, overwrite: bool) -> str:
    first, second = (new, old) if overwrite else (old, new)
    return f'"{each.name}" = coalesce({first}, {second})'


def _keep_former_names(stage: Stage) -> None:
    """The names that records had before, where there is a table for them."""
    former, owner = stage.spec.former, f"{stage.spec.noun}_id"
    stage.db.execute(
        f"INSERT INTO {former} ({owner}, name, kind) SELECT c.id, c.name, 'former' FROM {stage.table} s"
        f" JOIN \"{stage.spec.table}\" c ON c.id = s.stage_id WHERE s.stage_state = 'changed' AND s.name <> c.name"
        f" AND NOT EXISTS (SELECT 1 FROM {former} f WHERE f.{owner} = c.id AND f.name = c.name)"
    )


def _insert(stage: Stage) -> None:
    """The new records in one statement, in the order of the file."""
    fields = [each for each in stage.spec.fields if each.stored and _has_value(stage, each)]
    quoted = ", ".join(f'"{name}"' for name in ("id", *(each.name for each in fields)))
    states = "('new', 'changed')" if stage.spec.corrected else "('new')"
    stage.db.execute(
        f'INSERT INTO "{stage.spec.table}" ({quoted})'
        f" SELECT {stage.base} + s.stage_line, {', '.join(_expression(stage, each) for each in fields)} FROM {stage.table} s"
        f"{_stored_join(stage)} WHERE s.stage_state IN {states} ORDER BY s.stage_line"
    )
    keep_last_id(stage.db, stage.spec.table)


def _has_value(stage: Stage, each: Field) -> bool:
    always = each.key in stage.names or (each.key == "code" and bool(stage.spec.number))
    return each.key in stage.columns or each.default is not None or each.key in stage.given or always


def _expression(stage: Stage, each: Field) -> str:
    """The value of a new record; one that supersedes another keeps what its row does not say."""
    value = stage.complete(each.key, each)
    if each.key == "code" and stage.spec.number:
        return first_of(value, "s.stage_code")
    if each.key in stage.names:
        return first_of(value, spelt(each.key))
    inherits = stage.spec.corrected and not each.origin and not each.default
    return first_of(value, f'c."{each.name}"') if inherits else value


def _stored_join(stage: Stage) -> str:
    return f' LEFT JOIN "{stage.spec.table}" c ON c.id = s.stage_id' if stage.spec.corrected else ""
