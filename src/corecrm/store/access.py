"""The access log: who looked at something that is masked. It stands outside the change sets and can only grow."""

from contextlib import closing
from datetime import UTC, datetime
from typing import NamedTuple

from corecrm.store import sqlite
from corecrm.store.place import Place


class Look(NamedTuple):
    """One look at a masked field: who, when, at which record's field, why."""

    actor: str
    at: datetime
    noun: str
    row_id: int
    field: str
    reason: str | None = None


def log_look(place: Place, look: Look) -> None:
    """Records a look before it is granted.

    Raises:
        StoreBusy, OutputRefused: the store cannot be written; then nothing is shown either.
    """
    with sqlite.translated(place.file), closing(sqlite.connect(place.file, mode="rw")) as db:
        db.execute(
            "INSERT INTO access_log (seen_at, actor, noun, row_id, field, reason) VALUES (?, ?, ?, ?, ?, ?)",
            (look.at.astimezone(UTC).isoformat(timespec="seconds"), look.actor, *look[2:]),
        )
