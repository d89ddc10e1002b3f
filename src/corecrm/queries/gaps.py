"""What a write leaves open: nothing wrong, but something that a named check will go on finding until it is done."""

from datetime import date

from corecrm.queries.checks import CHECKS
from corecrm.store.reader import Reader
from corecrm.text import _

NAMED = 3  # records named in one warning


def _touched(table: str) -> str:
    return f"SELECT row_id FROM change WHERE id > :since AND noun = '{table}'"


def _through(table: str, column: str) -> str:
    """What the rows touched of another table refer to."""
    return f"SELECT r.{column} FROM {table} r WHERE r.id IN ({_touched(table)})"


def _of_staff(table: str, column: str) -> str:
    """The rows touched, and those that refer to a member of staff who was touched."""
    return f"{_touched(table)} UNION SELECT r.id FROM {table} r WHERE r.{column} IN ({_touched('staff')})"


_GROUPS = f"{_touched('client_group')} UNION {_through('seat', 'group_id')}"
_CLIENTS = f"{_touched('client')} UNION {_through('seat', 'client_id')} UNION {_through('ownership', 'owned_id')}"
ASKED = {
    "group_without_parent": ("client_group", _touched("client_group"), {"client_group"}),
    "group_without_manager": ("client_group", _GROUPS, {"client_group", "seat"}),
    "member_without_institution": ("client", _CLIENTS, {"client", "ownership"}),
    "member_without_manager": ("client", _CLIENTS, {"client", "ownership", "seat"}),
    "seat_of_absent": ("seat", _of_staff("seat", "staff_id"), {"seat", "staff"}),
    "task_owner": ("task", _of_staff("task", "owner_id"), {"task", "staff"}),
    "task_due": ("task", _touched("task"), {"task"}),
    "task_client": ("task", _touched("task"), {"task"}),
    "risk_owner": ("risk", _of_staff("risk", "owner_id"), {"risk", "staff"}),
    "risk_due": ("risk", _touched("risk"), {"risk"}),
}
"""By named check: the table of the records that it speaks of, which of them a write may have left open, and by which tables."""


def gaps(db: Reader, since: int, today: date) -> list[str]:
    """A sentence for each named check that finds something in what was written after row `since` of the log."""
    written = {name for (name,) in db.rows("SELECT DISTINCT noun FROM change WHERE id > :since", since=since)}
    found = []
    for name, (table, ids, by) in ASKED.items():
        among = CHECKS[name].among
        if among is not None and by & written:
            keys = f"(SELECT code FROM {table} WHERE id IN ({ids}))"
            found += _sentences(name, among(db, today, keys, since=since))
    return found


def _sentences(name: str, findings: list[tuple[str, str]]) -> list[str]:
    if len(findings) <= NAMED:
        return [f"{key}: {problem}" for key, problem in findings]
    message = _("{count} records, {keys} …: {title} (see: corecrm check {name})")
    keys = ", ".join(key for key, _problem in findings[:NAMED])
    return [message.format(count=len(findings), keys=keys, title=_(CHECKS[name].title), name=name)]
