"""What a named check is: it looks over the whole store and names each record that does not fit, and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from corecrm.fields import Label, Table, columns
from corecrm.store.reader import Reader
from corecrm.text import _

COLUMNS = columns(Label("check", "检查项", "Check"), Label("key", "编号", "Key"), Label("problem", "问题", "Problem"))


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Args:
        name: what it is called by.
        title: what it looks for (an English message).
        find: (key, problem) of each record that does not fit on a day.
    """

    name: str
    title: str
    find: Callable[[Reader, date], list[tuple[str, str]]]


def findings(checks: Iterable[Check], db: Reader, as_of: date) -> Table:
    """Everything that the checks find, check by check."""
    rows = [(check.name, key, problem) for check in checks for key, problem in check.find(db, as_of)]
    return Table(_("Findings"), COLUMNS, rows, as_of=as_of, key="key", name="findings")
