"""What the quarterly report is made of: whose it is, its sections, and the controls that its totals must pass."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from corecrm.fields import Column, Row, Table
from corecrm.periods import Period
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


class Ask(NamedTuple):
    """What a report is asked for: figures of `period`, as of its last day or today, whichever is earlier."""

    db: Reader
    scope: Scope
    period: Period
    as_of: date
    today: date


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
