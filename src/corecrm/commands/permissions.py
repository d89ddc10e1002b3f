"""Who may do what: the matrix of data/permissions.csv against the positions of the acting person.

On a local file this is a guard against mistakes, not a wall: whoever may write the file may also name another actor.
"""

from functools import cache
from typing import TYPE_CHECKING

from corecrm.errors import Forbidden
from corecrm.paths import shipped
from corecrm.text import _

if TYPE_CHECKING:
    from corecrm.commands.run import Run


@cache
def matrix() -> dict[str, frozenset[str]]:
    """Act -> the codes of the positions that may do it. An act that is not listed is open to everyone."""
    import csv

    with shipped("data", "permissions.csv").open(encoding="utf-8", newline="") as file:
        return {row["act"]: frozenset(row["positions"].split()) for row in csv.DictReader(file)}


def allow(run: "Run", actor: str | None, act: str) -> None:
    """Passes if the actor's positions of the day may do `act`, or if nobody said who acts.

    Raises:
        Forbidden: none of the positions may.
    """
    allowed = matrix().get(act)
    if actor is None or not allowed:
        return
    from corecrm.fields.staff import Position
    from corecrm.queries.staff import positions

    held = positions(run.reader, actor, run.today)
    if held & allowed:
        return
    message = _("{actor} may not do “{act}”: it takes one of {positions}")
    named = ", ".join(f"{position.label} ({position})" for position in Position if position in allowed)
    raise Forbidden(
        message.format(actor=actor, act=act, positions=named),
        _("act as somebody who may (--as), or record a decision on paper: --on-behalf STAFF --document NO"),
    )
