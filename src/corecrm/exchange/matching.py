"""Which stored record each staged row is, by each key in turn, and whether it says anything new about it."""

from corecrm.exchange.spec import Field, Key, Objection
from corecrm.exchange.staging import Stage
from corecrm.nouns import BY_NAME
from corecrm.text import _


def match(stage: Stage, keys: tuple[Key, ...] = ()) -> list[Objection]:
    """Finds the stored record of each row. The first key that a row fills decides; later ones must not contradict it.

    Args:
        stage: with its references looked up.
        keys: instead of the spec's.
    """
    found: list[Objection] = []
    without_code = "1 = 1"
    usable = [key for key in keys or stage.spec.keys if all(_usable(stage, key, name) for name in key.fields)]
    for place, key in enumerate(usable):
        filled = _filled(stage, key)
        still_open = f"s.stage_state = 'new' AND {filled} AND {without_code}"
        if not key.unique:
            found += _several(stage, key, still_open)
        stage.db.execute(
            f"UPDATE {stage.table} AS s SET stage_id = c.{key.owner}, stage_state = 'matched'"
            f" FROM {_source(stage, key)} WHERE {_agreement(stage, key)} AND {still_open}"
        )
        if place and key.unique:
            found += _contradictions(stage, key, filled)
        if key.fields == ("code",):
            without_code = "s.code IS NULL"
    return found


def _usable(stage: Stage, key: Key, name: str) -> bool:
    """Whether the stage says anything about a key's field, be it that it has its default."""
    return name in stage.columns or may_be_empty(stage, key, name)


def may_be_empty(stage: Stage, key: Key, name: str) -> bool:
    """Whether a key's field needs no value in the row."""
    return name in key.optional or ("__" not in name and (stage.spec.field(name).default is not None or name in stage.given))


def _filled(stage: Stage, key: Key) -> str:
    """Whether row `s` fills a key, as SQL."""
    needed = [f's."{name}" IS NOT NULL' for name in key.fields if not may_be_empty(stage, key, name)]
    if key.without in stage.columns:
        needed.append(f's."{key.without}" IS NULL')
    return " AND ".join(needed) or "1 = 1"


def _source(stage: Stage, key: Key) -> str:
    return f'"{key.table or stage.spec.table}" c'


def _agreement(stage: Stage, key: Key) -> str:
    conditions = [key.where] if key.where else []
    for name in key.fields:
        field = stage.columns[name] if "__" in name else stage.spec.field(name)
        value = stage.value(name) if "__" in name else stage.complete(name, field)
        both_empty = f' OR (c."{field.name}" IS NULL AND {value} IS NULL)' if name in key.optional else ""
        conditions.append(f'(c."{field.name}" = {value}{both_empty})')
    if key.unless and key.unless in stage.columns:
        conditions.append(f'(c."{key.unless}" IS NULL OR s."{key.unless}" IS NULL OR c."{key.unless}" = s."{key.unless}")')
    return " AND ".join(conditions)


def _several(stage: Stage, key: Key, open_rows: str) -> list[Objection]:
    """Rows that agree with more than one stored record."""
    several = f"SELECT count(*) FROM {_source(stage, key)} WHERE {_agreement(stage, key)}"
    lines = stage.db.execute(f"SELECT s.stage_line FROM {stage.table} s WHERE {open_rows} AND ({several}) > 1").fetchall()
    message, hint = _("is that of several records"), _("add a column with their codes")
    return [Objection(line, key.fields[-1], message, "ambiguous", hint) for (line,) in lines]


def _contradictions(stage: Stage, key: Key, filled: str) -> list[Objection]:
    """Rows whose code is one record's, or new, while this key is another record's."""
    noun = BY_NAME.get(stage.spec.noun)
    if noun is None:
        return []
    lines = stage.db.execute(  # CROSS: row by row of the stage, each time by an index of the store
        f'SELECT s.stage_line, o."{noun.key}" FROM {stage.table} s CROSS JOIN {_source(stage, key)}'
        f' CROSS JOIN "{noun.table}" o WHERE {_agreement(stage, key)} AND o.id = c.{key.owner}'
        f" AND s.stage_state <> 'faulty' AND {filled} AND (s.stage_id IS NULL OR c.{key.owner} <> s.stage_id)"
    ).fetchall()
    message, hint = _("is already that of {key}"), _("leave the code empty to change {key}")
    return [Objection(line, key.fields[0], message.format(key=key_), "conflict", hint.format(key=key_)) for line, key_ in lines]


def compare(stage: Stage, *, overwrite: bool) -> None:
    """Tells apart which matched rows are changed and which are unchanged; counts how many replace a stored value."""
    columns = [(key, each) for key, each in stage.columns.items() if compared(stage, key)]
    differs = [_differs(stage, key, each, overwrite=overwrite) for key, each in columns] or ["1 = 0"]
    replaces = [f'(c."{each.name}" IS NOT NULL AND {differs[place]})' for place, (_key, each) in enumerate(columns)] or ["1 = 0"]
    stored = f'"{stage.spec.table}" c ON c.id = s.stage_id'
    stage.db.execute(
        f"UPDATE {stage.table} AS s SET stage_state = CASE WHEN {' OR '.join(differs)} THEN 'changed' ELSE 'unchanged' END"
        f" FROM \"{stage.spec.table}\" c WHERE c.id = s.stage_id AND s.stage_state = 'matched'"
    )
    (stage.outcome.overwritten,) = stage.db.execute(
        f"SELECT count(*) FROM {stage.table} s JOIN {stored} WHERE s.stage_state = 'changed' AND ({' OR '.join(replaces)})"
    ).fetchone()


def compared(stage: Stage, key: str) -> bool:
    """Whether a field of the stage is one of the record itself, and can be a reason to change it."""
    each = stage.columns[key]
    if "__" in key or not each.stored or each.origin:
        return False
    return key in ("value", "known_to") if stage.spec.corrected else True


def _differs(stage: Stage, key: str, each: Field, *, overwrite: bool) -> str:
    value = stage.value(key)
    kept = "" if overwrite else f' AND c."{each.name}" IS NULL'
    stored = f'c."{each.name}"'
    return f"({value} IS NOT NULL AND ({stored} IS NULL OR {stored} <> {value}){kept})"
