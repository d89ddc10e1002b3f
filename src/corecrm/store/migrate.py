"""Bringing an older store up to date: a verified backup first, then Alembic's steps, then the triggers anew."""

from datetime import datetime
from pathlib import Path
from typing import Any

from corecrm.errors import StoreUnavailable
from corecrm.store import sqlite
from corecrm.store.backup import back_up
from corecrm.store.place import SCHEMA_VERSION, Place
from corecrm.text import _

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(place: Place, *, now: datetime) -> Path:
    """Upgrades the store at `place`; returns the backup that was made before.

    Raises:
        StoreUnavailable: a reference is broken after the upgrade; the store is as it was.
    """
    backup = back_up(place, now=now)
    db = sqlite.connect(place.file, mode="rw")
    try:
        with sqlite.translated(place.file):
            db.execute("PRAGMA foreign_keys=OFF")  # outside the transaction, or it has no effect
            db.execute("BEGIN IMMEDIATE")
            upgrade(db)
            db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
        db.close()
    return backup


def upgrade(db: sqlite.Connection) -> None:
    """Runs the steps that the store lacks inside the caller's transaction, checks every reference and renews the triggers.

    Raises:
        StoreUnavailable: a reference would be broken.
    """
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    from corecrm.store.create import drop_triggers, renew_triggers
    from corecrm.store.orm import engine_on

    script = ScriptDirectory(str(SCRIPTS))

    def steps(current: Any, _context: Any) -> Any:  # noqa: ANN401 - Alembic's signature
        return script._upgrade_revs("head", current)

    drop_triggers(db)
    with engine_on(db).connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"fn": steps, "transactional_ddl": False, "transaction_per_migration": False}
        )
        with Operations.context(context):
            context.run_migrations()
    if broken := db.execute("PRAGMA foreign_key_check").fetchall():
        raise StoreUnavailable(_("the upgrade would break {count} references; nothing was changed").format(count=len(broken)))
    renew_triggers(db)
    sqlite.stamp(db, SCHEMA_VERSION)
