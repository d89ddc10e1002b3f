"""What the quarterly report is made of: whose it is, its sections, and the controls that its totals must pass."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from corecrm.fields import Column, Row, Table
from corecrm.periods import Period
from corecrm.queries.comparing import Books
from corecrm.queries.goal import in_order, trees
from corecrm.queries.progress import Reached, reached
from corecrm.queries.trees import BELOW_INSTITUTION, MEMBERS_OF_GROUP, MEMBERS_OVER_TIME, always
from corecrm.store.reader import Reader


class Scope(NamedTuple):
    """A group, or all clients that an institution and those below it look after."""

    noun: str
    id: int
    code: str
    name: str

    @property
    def clients(self) -> str:
        """The SQL subselect of the clients' ids; it takes `values` and `:as_of`."""
        own = f"(SELECT k.id FROM client k WHERE k.institution_id IN {BELOW_INSTITUTION})"
        return MEMBERS_OF_GROUP if self.noun == "group" else own

    @property
    def stays(self) -> str:
        """The same with from when to when each belonged: (id, since, till). Past figures are those of the members of then."""
        return MEMBERS_OVER_TIME if self.noun == "group" else always(self.clients)

    @property
    def institutions(self) -> str:
        """The SQL subselect of the institution and those below it."""
        return BELOW_INSTITUTION

    @property
    def values(self) -> dict[str, int]:
        """The parameter that `clients` takes, and the shared filter that lists take for it."""
        return {"group" if self.noun == "group" else "inst": self.id}


@dataclass(frozen=True)
class Ask:
    """What a report is asked for: figures of `period`, as of its last day or today, whichever is earlier."""

    db: Reader
    scope: Scope
    period: Period
    as_of: date
    today: date

    @cached_property
    def books(self) -> Books:
        """The facts of the subject's clients over the times that they belonged to it."""
        return Books(self.db, self.scope.stays, as_of=self.as_of.isoformat(), **self.scope.values)

    @cached_property
    def known(self) -> bool:
        """Whether anything is known of the period, of whoever belonged: a fact of it, or a balance that holds in it."""
        found = self.db.value(
            f"""
            SELECT count(*) FROM actual a WHERE a.superseded_by_id IS NULL AND a.period_to <= :last
            AND coalesce(a.known_to, a.period_to) >= :first AND a.client_id IN (SELECT w.id FROM {self.scope.stays} w)
            """,
            first=self.period.start.isoformat(),
            last=self.as_of.isoformat(),
            as_of=self.as_of.isoformat(),
            **self.scope.values,
        )
        return bool(found)

    @cached_property
    def goals(self) -> list[Reached]:
        """The goals of the year that are the subject's own, from the top down: a group's, or an institution's parts of groups'.

        What lies below an institution's part is its own too.
        """
        ids = [key for (key,) in self.db.rows(_ROOTS[self.scope.noun], year=self.as_of.year, **self.scope.values)]
        found = trees(self.db, ids)
        own: set[int] = set()
        for _depth, node in in_order(found):
            if self.scope.noun == "group" or node.institution_id == self.scope.id or node.parent_id in own:
                own.add(node.id)
        return list(reached(self.db, found, self.as_of, only=own))


_ROOTS = {
    "group": "SELECT id FROM goal WHERE year = :year AND group_id = :group AND parent_id IS NULL ORDER BY id",
    "institution": """
        SELECT DISTINCT root_id FROM goal WHERE year = :year AND institution_id = :inst AND root_id IS NOT NULL ORDER BY root_id
    """,
}


class Chart(NamedTuple):
    """A bar chart of some columns of a section's table: `names` along the axis, one series a key."""

    title: str
    names: str
    series: tuple[str, ...]


class Control(NamedTuple):
    """A total of the report beside the same figure taken from the store by another way."""

    what: str
    reported: Decimal | int
    stored: Decimal | int


class Section(NamedTuple):
    """A chapter: its table, its total row, its chart, and what proves it."""

    table: Table
    total: Row | None = None
    chart: Chart | None = None
    controls: tuple[Control, ...] = ()


def without_empty(section: Section) -> Section:
    """A section of whose columns a person does not see those that hold nothing, while there are rows at all."""
    table = section.table
    rows = [*table.rows, *([section.total] if section.total else [])]
    filled = [any(row[place] is not None for row in rows) for place in range(len(table.columns))]
    kept = tuple(
        column if held or column.on == "data" else column._replace(on="data")
        for column, held in zip(table.columns, filled, strict=True)
    )
    return section._replace(table=replace(table, columns=kept)) if table.rows else section


def droppable(table: Table, turns: Mapping[str, int]) -> tuple[Column, ...]:
    """The columns of a table, each with its turn to be dropped on a narrow screen; 0 stays."""
    return tuple(column._replace(drop=turns[column.key]) for column in table.columns)


class Report(NamedTuple):
    """The whole report."""

    title: str
    scope: Scope
    period: Period
    as_of: date
    cover: Table
    sections: tuple[Section, ...]
    warnings: tuple[str, ...] = ()
