"""What a named check is: it looks over the whole store and names each record that does not fit, and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from corecrm.fields import Label, Row, Table, columns
from corecrm.store.reader import Reader
from corecrm.text import _

COLUMNS = columns(Label("check", "检查项", "Check"), Label("key", "编号", "Key"), Label("problem", "问题", "Problem"))


Findings = list[tuple[str, str]]


class Find(Protocol):
    """(key, problem) of each record that does not fit on a day; with `keys`, a bracketed SELECT, only of these."""

    def __call__(self, db: Reader, on: date, keys: str = "", **values: object) -> Findings:
        """`values` are the parameters of `keys`."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Args:
        name: what it is called by.
        title: what it looks for (an English message).
        find: (key, problem) of each record that does not fit on a day.
        among: the same among some keys only; None where nobody asks for that.
    """

    name: str
    title: str
    find: Callable[[Reader, date], Findings]
    among: Find | None = None


def narrowed(sql: str, keys: str, **early: str) -> str:
    """A SELECT whose first column is called `code`, of these keys only.

    Args:
        sql: the SELECT; `{name}` in it is where a step before its end can be narrowed already.
        keys: a bracketed SELECT of codes; empty for all.
        early: name -> the condition there, about `{keys}`; without keys it holds for all.
    """
    for name, condition in early.items():
        sql = sql.replace(f"{{{name}}}", condition.replace("{keys}", keys) if keys else "1 = 1")
    return f"SELECT * FROM ({sql}) AS everything WHERE code IN {keys}" if keys else sql


def findings(checks: Iterable[Check], db: Reader, as_of: date) -> Table:
    """Everything that the checks find, check by check."""
    return _table(((check.name, *found) for check in checks for found in check.find(db, as_of)), as_of)


def findings_among(checks: Iterable[Check], db: Reader, as_of: date, keys: str, **values: object) -> Table:
    """What the checks find among the records of `keys`, a bracketed SELECT with the parameters `values`."""
    asked = ((check.name, check.among) for check in checks if check.among is not None)
    return _table(((name, *found) for name, among in asked for found in among(db, as_of, keys, **values)), as_of)


def _table(rows: Iterable[Row], as_of: date) -> Table:
    return Table(_("Findings"), COLUMNS, list(rows), as_of=as_of, key="key", name="findings")
