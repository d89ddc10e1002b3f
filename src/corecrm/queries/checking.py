"""What a named check is: it looks over the whole store and names each record that does not fit, and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from corecrm.fields import Label, Table, columns
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


def narrowed(sql: str, keys: str) -> str:
    """A SELECT whose first column is called `code`, of these keys only."""
    return f"SELECT * FROM ({sql}) AS everything WHERE code IN {keys}" if keys else sql


def findings(checks: Iterable[Check], db: Reader, as_of: date) -> Table:
    """Everything that the checks find, check by check."""
    rows = [(check.name, key, problem) for check in checks for key, problem in check.find(db, as_of)]
    return Table(_("Findings"), COLUMNS, rows, as_of=as_of, key="key", name="findings")
