"""Where a store's backups are, and which of them is the newest: light enough for the dashboard to ask every time."""

import re
from datetime import datetime
from pathlib import Path

from corecrm.store.place import Place

INSTANT = re.compile(r"\d{8}T\d{6}Z")  # as a backup's name carries it; the store `bank` has not the backups of `bank-2`


def backups_folder(place: Place) -> Path:
    """Where a store's backups are kept unless another place is named."""
    return place.file.parent / "backups"


def last_backup(place: Place) -> Path | None:
    """The newest backup beside the store; its name begins like the store's and goes on with the instant."""
    begin = f"{place.file.stem}-"
    found = (path for path in backups_folder(place).glob("*.db") if path.name.startswith(begin))
    return max((path for path in found if INSTANT.match(path.name, len(begin))), key=lambda path: path.stem, default=None)


def last_backup_at(place: Place) -> datetime | None:
    """When the newest backup beside the store was made; None without one, and on a server, whose backups are its own."""
    newest = last_backup(place) if place.path is not None else None
    return datetime.fromisoformat(newest.stem.removeprefix(f"{place.file.stem}-")[:16]) if newest else None
