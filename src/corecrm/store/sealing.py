"""What the closing of a period seals: how many facts stood, and a digest of them that no later change leaves as it was."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

FACTS = """
    SELECT a.code, a.period_from, a.period_to, a.value, a.basis, a.line, a.known_to FROM actual a
    WHERE a.superseded_by_id IS NULL AND a.period_to <= {day} AND a.code > {after} ORDER BY a.code LIMIT 5000
"""
Fetch = Callable[[str, str], Sequence[Sequence[Any]]]


class Seal(NamedTuple):
    """How many facts were sealed, and the SHA-256 over them in the order of their codes."""

    facts: int
    digest: str


def seal_of(fetch: Fetch, day: str) -> Seal:
    """The seal of all facts that stand and end by `day`.

    A fact is named by its code, which never changes: clients and metrics may be called otherwise later, and a copy of the store
    has the same seal.

    Args:
        fetch: the rows of `FACTS` for a day and a code to begin after.
        day: as an ISO text.
    """
    digest, count, after = hashlib.sha256(), 0, ""
    while rows := fetch(day, after):
        count, after = count + len(rows), rows[-1][0]
        lines = ("\x1f".join("" if value is None else str(value) for value in _up_to(day, row)) for row in rows)
        digest.update("".join(f"{line}\n" for line in lines).encode())
    return Seal(count, digest.hexdigest())


def _up_to(day: str, row: Sequence[Any]) -> Sequence[Any]:
    """A row with the day to which it is known at most `day`: what is told of later days is not closed."""
    *fact, known_to = row
    return row if known_to is None else (*fact, min(str(known_to), day))
