"""Looks up the records that staged rows name: each different text once, in the store and among the rows of the same file."""

from corecrm.exchange.references import References
from corecrm.exchange.spec import Field, Objection
from corecrm.exchange.staging import Stage
from corecrm.names import similar
from corecrm.nouns import BY_NAME, Noun, called
from corecrm.store.bulk import Bulk
from corecrm.text import _

ANY = "*"
CANDIDATES = 20_000
HINTS = 20  # unresolved texts that get a suggestion; each costs a look at all candidates


def create_references(db: Bulk) -> None:
    """Makes the table of texts that name records anew."""
    db.execute("DROP TABLE IF EXISTS stage_reference")
    db.execute(
        "CREATE TEMP TABLE stage_reference (number INTEGER PRIMARY KEY, noun TEXT NOT NULL, text TEXT NOT NULL,"
        " name TEXT, code TEXT, id BIGINT, hits INTEGER NOT NULL DEFAULT 0)"
    )


def keep_references(db: Bulk, references: References) -> None:
    """Writes the texts that were met since the last call; `name (code)` is taken apart."""
    rows = ((number, noun, text, *_name_and_code(text)) for number, noun, text in references.fresh())
    db.executemany("INSERT INTO stage_reference (number, noun, text, name, code) VALUES (?, ?, ?, ?, ?)", rows)


def _name_and_code(text: str) -> tuple[str | None, str | None]:
    plain = text.replace("（", "(").replace("）", ")")
    at = plain.rfind("(")
    return (text[:at].strip(), text[at + 1 : -1].strip()) if plain.endswith(")") and at > 0 else (None, None)


def resolve(stage: Stage) -> None:
    """Looks up what the rows of a stage refer to: in the store, then among its own rows."""
    for noun in {each.refers for each in stage.columns.values() if each.refers}:
        if noun == ANY:
            _resolve_any(stage.db)
        else:
            _resolve_stored(stage.db, BY_NAME[noun])


def _resolve_stored(db: Bulk, noun: Noun) -> None:
    """Fills in the ids of the records that texts name: by key, `name (key)`, identity number, name, other name."""
    table, key, title = f'"{noun.table}"', f'"{noun.key}"', f'"{noun.title}"'
    look = "UPDATE stage_reference SET id = ({}), hits = 1 WHERE noun = ? AND id IS NULL AND EXISTS ({})"
    exact = [f"SELECT t.id FROM {table} t WHERE t.{key} = stage_reference.text"]
    exact.append(f"SELECT t.id FROM {table} t WHERE t.{key} = stage_reference.code AND t.{title} = stage_reference.name")
    exact += [f'SELECT t.id FROM {table} t WHERE t."{column}" = stage_reference.text' for column in noun.also]
    for lookup in exact:
        db.execute(look.format(lookup, lookup), (noun.name,))
    named = [f"SELECT t.id FROM {table} t WHERE t.{title} = stage_reference.text"] if noun.title != noun.key else []
    named += [
        f'SELECT t."{owner}" FROM "{other}" t WHERE t."{column}" = stage_reference.text' for other, owner, column in noun.names
    ]
    for lookup in named:
        found = lookup.replace("SELECT t.", "SELECT DISTINCT t.")
        db.execute(
            f"UPDATE stage_reference SET hits = (SELECT count(*) FROM ({found}) f) WHERE noun = ? AND id IS NULL AND hits = 0",
            (noun.name,),
        )
        db.execute(f"UPDATE stage_reference SET id = ({found}) WHERE noun = ? AND id IS NULL AND hits = 1", (noun.name,))


def _resolve_any(db: Bulk) -> None:
    """Records of any noun, written `noun:key`."""
    for number, text in db.execute("SELECT number, text FROM stage_reference WHERE noun = ? AND id IS NULL", (ANY,)).fetchall():
        name, _colon, key = text.partition(":")
        noun = BY_NAME.get(name)
        found = db.execute(f'SELECT id FROM "{noun.table}" WHERE "{noun.key}" = ?', (key,)).fetchone() if noun else None
        if found:
            db.execute("UPDATE stage_reference SET id = ?, hits = 1 WHERE number = ?", (found[0], number))


def resolve_own(stage: Stage) -> None:
    """Looks up what rows refer to among the new rows of the same stage, above or below."""
    noun = BY_NAME.get(stage.spec.noun)
    if noun is None or noun.name not in {each.refers for each in stage.columns.values()}:
        return
    for field in dict.fromkeys((noun.key, noun.title)):
        if field not in stage.columns:
            continue
        stage.db.execute(f'CREATE INDEX IF NOT EXISTS {stage.table}_{field} ON {stage.table} ("{field}")')
        rows = f'SELECT {stage.id} FROM {stage.table} s WHERE s."{field}" = stage_reference.text'
        stage.db.execute(
            f"UPDATE stage_reference SET hits = (SELECT count(*) FROM ({rows}) f) WHERE noun = ? AND id IS NULL AND hits = 0",
            (noun.name,),
        )
        stage.db.execute(f"UPDATE stage_reference SET id = ({rows}) WHERE noun = ? AND id IS NULL AND hits = 1", (noun.name,))


def unresolved(stage: Stage) -> list[Objection]:
    """Rows that name a record which does not exist, or several."""
    found = []
    for key, each in stage.columns.items():
        if not each.refers:
            continue
        rows = stage.db.execute(
            f'SELECT s.stage_line, r.text, r.hits FROM {stage.table} s JOIN stage_reference r ON r.number = s."{key}"'
            f" WHERE r.id IS NULL AND s.stage_state IN ('new', 'matched', 'faulty') ORDER BY s.stage_line"
        ).fetchall()
        hints = _suggestions(stage.db, each, list(dict.fromkeys(text for _line, text, hits in rows if not hits)))
        for line, text, hits in rows:
            if hits:
                found.append(
                    Objection(line, key, _("is the name of {count} records").format(count=hits), "ambiguous", _("give the code"))
                )
            else:
                message = _("there is no such {noun}").format(noun=called(each.refers))
                found.append(Objection(line, key, message, "reference", hints.get(text)))
    return found


def _suggestions(db: Bulk, each: Field, texts: list[str]) -> dict[str, str]:
    noun = BY_NAME.get(each.refers)
    if not texts or noun is None:
        return {}
    rows = db.execute(
        f'SELECT "{noun.key}", "{noun.title}" FROM "{noun.table}" ORDER BY length("{noun.title}"), id LIMIT {CANDIDATES}'
    ).fetchall()
    by_text = {name: f"{title} ({key})" if title != key else key for key, title in rows for name in (title, key)}
    near = {text: similar(text, by_text, limit=1) for text in texts[:HINTS]}
    return {text: _("{name}?").format(name=by_text[hits[0]]) for text, hits in near.items() if hits}


def orphans(stage: Stage) -> list[Objection]:
    """Rows that refer to a new row of the same file which has been rejected."""
    found = []
    for key, each in stage.columns.items():
        if each.refers == stage.spec.noun:
            rows = stage.db.execute(
                f"SELECT s.stage_line, r.stage_row FROM {stage.table} s CROSS JOIN {stage.table} r"
                f" WHERE r.stage_line = {stage.value(key)} - {stage.base} AND r.stage_state IN ('rejected', 'faulty')"
                " AND r.stage_id IS NULL AND s.stage_state NOT IN ('rejected', 'faulty') ORDER BY s.stage_line"
            )
            found += [Objection(line, key, _("is row {row}, which is rejected").format(row=row), "reference") for line, row in rows]
    return found
