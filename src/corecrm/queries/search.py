"""Every record that a text may mean, of all kinds, and the keys that begin with a text."""

from pathlib import Path

from corecrm.fields import Row, Table, columns
from corecrm.fields import find as F
from corecrm.nouns import NOUNS, Noun
from corecrm.queries.resolve import parameters, steps
from corecrm.store.reader import Reader
from corecrm.text import _

COLUMNS = columns(F.noun, F.key, F.name, F.matched)
OFFERED = 100
WAITS = 0.1  # seconds: a prompt must not hang on a store that somebody is writing


def search(db: Reader, text: str) -> Table:
    """The records that `text` may mean, what fits best first within each kind of record."""
    rows = [row for noun in NOUNS if noun.command and noun.table for row in _of_noun(db, noun, text.strip())]
    return Table(_("Found"), COLUMNS, rows, key="key", name="found")


def _of_noun(db: Reader, noun: Noun, text: str) -> list[Row]:
    found: dict[int, Row] = {}
    values = parameters(noun, text)
    for match, sql in steps(noun, text):
        for row_id, key, title in db.rows(sql, **values):
            found.setdefault(row_id, (noun.name, key, title, match))
    return list(found.values())


def keys_beginning(path: Path, noun: Noun, text: str) -> list[tuple[str, str]]:
    """(key, title) of the records whose key begins with `text`, for the shell's completion.

    Straight through sqlite3, without the checks of a reader: between two key strokes there is no time for them.

    Raises:
        sqlite3.Error: the file cannot be read, or is no store.
    """
    import sqlite3
    from contextlib import closing
    from urllib.parse import quote

    present = "AND removed_on IS NULL" if noun.removable else ""
    sql = f"""
        SELECT "{noun.key}", "{noun.title}" FROM "{noun.table}"
        WHERE "{noun.key}" LIKE :prefix ESCAPE '\\' {present} ORDER BY "{noun.key}" LIMIT {OFFERED}
    """
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=WAITS)) as db:
        return [(str(key), str(title)) for key, title in db.execute(sql, {"prefix": parameters(noun, text)["prefix"]})]
