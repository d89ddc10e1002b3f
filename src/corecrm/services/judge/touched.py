"""What a change set has touched so far, and what a rule has to say about it."""

from functools import cached_property
from typing import Any, NamedTuple

from corecrm.store.bulk import Bulk, in_image


class Breach(NamedTuple):
    """Why a change set may not end as it stands.

    Args:
        table: of the row that is to blame.
        row_id: its id.
        field: its field that says what may not be so; empty where it is the row as a whole.
        message: what is wrong, naming this record and the other one.
        hint: the remedy.
        code: for scripts.
        others: further rows of the same table that share the blame, the later ones first.
    """

    table: str
    row_id: int
    field: str
    message: str
    hint: str | None = None
    code: str = "rule"
    others: tuple[int, ...] = ()


class Touched:
    """The rows that were written after a point of the log, on the connection of the change set that wrote them.

    Args:
        db: the connection.
        since: the id of the last log row that does not count.
    """

    def __init__(self, db: Bulk, since: int) -> None:
        self.db, self.since = db, since

    @cached_property
    def tables(self) -> frozenset[str]:
        """The tables that have such rows."""
        return frozenset(name for (name,) in self.db.execute(f"SELECT DISTINCT noun FROM change WHERE id > {self.since}"))

    def ids(self, table: str) -> str:
        """The ids of the rows of a table, there or gone, as a bracketed SELECT."""
        return f"(SELECT row_id FROM change WHERE id > {self.since} AND noun = '{table}')"

    def were(self, table: str, column: str) -> str:
        """What a column held in these rows at any moment on the way, as a bracketed SELECT of distinct values."""
        of = f"FROM change WHERE id > {self.since} AND noun = '{table}'"
        return f"(SELECT {in_image(self.db, 'before', column)} {of} UNION SELECT {in_image(self.db, 'after', column)} {of})"

    def first_before(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """(id, what each column held before the first of its changes) of the rows that were there before."""
        held = ", ".join(in_image(self.db, "before", column) for column in columns)
        first = f"SELECT min(id) FROM change WHERE id > {self.since} AND noun = '{table}' GROUP BY row_id"
        rows = self.db.execute(f"SELECT row_id, {held} FROM change WHERE id IN ({first}) AND before IS NOT NULL ORDER BY row_id")
        found: list[tuple[Any, ...]] = rows.fetchall()
        return found

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a SELECT with `?` parameters."""
        found: list[tuple[Any, ...]] = self.db.execute(sql, values).fetchall()
        return found
