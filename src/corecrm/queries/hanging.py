"""What still hangs on a record that is removed: the open records that refer to it.

Removing is not refused for it, because hand-over often follows the removal; `remove` tells it and a check finds it. What counts as
open is said once a table, who refers to whom once a reference; a test holds the list against the store's foreign keys.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from corecrm.nouns import BY_NAME, BY_TABLE, OWNER_OF_PART, Noun
from corecrm.queries.checking import Findings
from corecrm.queries.logged import label_of
from corecrm.queries.task import codes
from corecrm.queries.trees import MEMBERS_OF_GROUP
from corecrm.rules.risk_states import ENDED
from corecrm.rules.task_states import OPEN
from corecrm.store.reader import Reader
from corecrm.text import _

_STANDS = "{row}.removed_on IS NULL"
_GOES_ON = "({row}.valid_to IS NULL OR {row}.valid_to > :as_of)"
OPEN_ROWS = {
    "institution": f"{_STANDS} AND ({{row}}.closed_on IS NULL OR {{row}}.closed_on > :as_of)",
    "client_group": f"{_STANDS} AND {{row}}.status <> 'exited'",
    "client": _STANDS,
    "post": _GOES_ON,
    "ownership": _GOES_ON,
    "seat": _GOES_ON,
    "holding": _GOES_ON,
    "goal": "{row}.period_to >= :as_of",
    "task": f"{_STANDS} AND {{row}}.state IN {codes(OPEN)}",
    "risk": f"{_STANDS} AND {{row}}.state NOT IN {codes(ENDED)}",
    "approval": "{row}.state = 'requested'",
}
"""Table -> the condition that a row of it is open on `:as_of` or later; rows of other tables are history or catalogue."""


class Tie(NamedTuple):
    """A reference by which open records hang on others.

    Args:
        on: the noun that they hang on.
        table: theirs.
        column: which refers to it.
        asked: the options that list them, or the column of their noun's list that names what they hang on.
        only: a further condition over `{row}`.
    """

    on: str
    table: str
    column: str
    asked: str
    only: str = "1 = 1"

    @property
    def noun(self) -> Noun:
        """What hangs: the noun of the table, or the one whose part it is."""
        return BY_TABLE[self.table] if self.table in BY_TABLE else OWNER_OF_PART[self.table][0]

    @property
    def field(self) -> str:
        """What the reference is called."""
        return label_of(self.table, self.column).title

    def rows(self, selected: str, where: str, order: str = "pro") -> str:
        """A SELECT of the open rows `r` of the records `o` that hang on `p`; the few first, in `order`, the others by index."""
        noun, on = self.noun, BY_NAME[self.on]
        owner = "id" if self.table == noun.table else OWNER_OF_PART[self.table][1]
        conditions = (
            where, f"r.{self.column} = p.id", f"o.id = r.{owner}", self.only.format(row="r"), OPEN_ROWS[self.table].format(row="r"),
            _STANDS.format(row="o") if noun.removable else "1 = 1",
        )  # fmt: skip
        tables = {"p": on.table, "r": self.table, "o": noun.table}
        joined = " CROSS JOIN ".join(f'"{tables[alias]}" {alias}' for alias in order)
        return f"SELECT {selected} FROM {joined} WHERE {' AND '.join(conditions)}"

    def command(self, key: str) -> str:
        """The command that lists what hangs on the record `key`."""
        asked = self.asked.format(key=key) if self.asked.startswith("--") else f'--where "{self.asked} = {key}"'
        return f"corecrm {self.noun.name} list {asked}"


TIES = (
    Tie("institution", "institution", "parent_id", "parent"),
    Tie("institution", "post", "institution_id", "institution"),
    Tie("institution", "client_group", "institution_id", "institution"),
    Tie("institution", "client", "institution_id", "institution"),
    Tie("institution", "goal", "institution_id", "--inst {key} --self-only"),
    Tie("institution", "holding", "institution_id", "institution"),
    Tie("staff", "post", "reports_to_id", "reports_to"),
    Tie("staff", "seat", "staff_id", "staff"),
    Tie("staff", "goal", "owner_id", "owner"),
    Tie("staff", "goal", "staff_id", '--where "code ~ /{key}"'),
    Tie("staff", "task", "owner_id", "owner"),
    Tie("staff", "risk", "owner_id", "owner"),
    Tie("group", "seat", "group_id", "group"),
    Tie("group", "goal", "group_id", "group", "{row}.parent_id IS NULL"),
    Tie("group", "task", "group_id", "group"),
    Tie("client", "client_group", "parent_id", "parent"),
    Tie("client", "ownership", "holder_id", "holder"),
    Tie("client", "ownership", "owned_id", "owned"),
    Tie("client", "seat", "client_id", "client"),
    Tie("client", "goal", "client_id", "--under {key} --self-only"),
    Tie("client", "holding", "client_id", "client"),
    Tie("client", "task", "client_id", "client"),
    Tie("client", "risk", "client_id", "client"),
    Tie("metric", "goal", "metric_id", "metric", "{row}.parent_id IS NULL"),
    Tie("product", "holding", "product_id", "product"),
    *(
        Tie(noun, "approval", "row_id", "key", f"{{row}}.noun = '{noun}'")
        for noun in ("institution", "staff", "group", "client", "metric", "product", "task", "risk")
    ),
)


def warnings(db: Reader, noun: str, row_id: int, *, as_of: date) -> list[str]:
    """What hangs on a record that was just removed, kind by kind: how many, and the command that lists them.

    Args:
        db: the store as it is after the removal.
        noun: of the record.
        row_id: of the record.
        as_of: the day of the removal.
    """
    on = BY_NAME[noun]
    key = db.value(f'SELECT "{on.key}" FROM "{on.table}" WHERE id = :id', id=row_id)
    message = _("{key} is removed, but open records still refer to it: {count} × {noun} ({field}); see: {command}")
    found = []
    for tie in (tie for tie in TIES if tie.on == noun):
        count = db.value(tie.rows("count(DISTINCT o.id)", "p.id = :id"), id=row_id, as_of=as_of.isoformat())
        if count:
            told = {"key": key, "count": count, "noun": tie.noun.label, "field": tie.field, "command": tie.command(key)}
            found.append(message.format(**told))
    return [*found, *(_members_left(db, key, row_id, as_of) if noun == "group" else ())]


def _members_left(db: Reader, key: str, row_id: int, as_of: date) -> Iterator[str]:
    """The companies of a group are clients without it as well: worth telling when it goes, but no fault that stays."""
    members = f"SELECT count(*) FROM client c WHERE c.removed_on IS NULL AND c.id IN {MEMBERS_OF_GROUP}"
    count = db.value(members, group=row_id, as_of=as_of.isoformat())
    if count:
        message = _("{key} is removed; its member companies ({count}) stay clients without a group; see: {command}")
        yield message.format(key=key, count=count, command=f"corecrm group tree {key}")


def left_hanging(db: Reader, on: date, keys: str = "", **values: object) -> Findings:
    """(key, problem) of each open record that refers to a removed one; with `keys`, a bracketed SELECT, only of these."""
    message = _("refers to the {noun} {key} ({field}), which was removed on {day}")
    return [
        (hanging, message.format(noun=BY_NAME[tie.on].label, key=key, field=tie.field, day=str(day)))
        for tie in TIES
        for hanging, key, day in db.rows(_hanging(tie, keys), as_of=on.isoformat(), **values)
    ]


def _hanging(tie: Tie, keys: str) -> str:
    """(key, key of the removed record, day) as SQL."""
    key = f'o."{tie.noun.key}"'
    selected, removed = f'DISTINCT {key}, p."{BY_NAME[tie.on].key}", p.removed_on', "p.removed_on IS NOT NULL"
    found = tie.rows(selected, f"{removed} AND {key} IN {keys}", order="orp") if keys else tie.rows(selected, removed)
    return f"{found} ORDER BY 1, 2"
