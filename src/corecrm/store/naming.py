"""What the log says of the row of a table, even when the row is gone: its record's noun and key, whose part it was."""

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


def owner_in_image(dialect: str, column: str) -> str:
    """The SQL of the id in `column` of the image that a row of the log keeps: of a part, the record that it belonged to."""
    if dialect == "sqlite":
        return f"json_extract(coalesce(after, before), '$.{column}')"  # as `ix_change_…` of the part has it
    return f"(coalesce(after, before)::jsonb->>'{column}')::bigint"
