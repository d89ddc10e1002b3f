"""What the log calls the row of a table: the noun and the key of its record, known even when the row is gone."""

import json
import sqlite3
from typing import TYPE_CHECKING

from corecrm.nouns import BY_TABLE, OWNER_OF_PART

if TYPE_CHECKING:
    from corecrm.store.bulk import Bulk


def record_name(db: "sqlite3.Connection | Bulk", table: str, row_id: int) -> str:
    """`client HX-0012` for a row, or the record that a part belongs to; from the log where the row is gone."""
    found = db.execute(
        "SELECT coalesce(after, before) FROM change WHERE noun = ? AND row_id = ? ORDER BY id DESC", (table, row_id)
    ).fetchone()
    last = json.loads(found[0]) if found else {}
    if table in OWNER_OF_PART and found:
        owner, column = OWNER_OF_PART[table]
        return record_name(db, owner.table, last[column])
    noun = BY_TABLE.get(table)
    return f"{noun.label if noun else table} {last.get(noun.key if noun else 'id', row_id)}"
