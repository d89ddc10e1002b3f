import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corecrm.errors import StoreUnavailable
from corecrm.store import migrate as migration
from corecrm.store.audit import verify
from corecrm.store.backup import verify as verify_backup
from corecrm.store.migrate import migrate
from corecrm.store.place import SCHEMA_VERSION, Place
from corecrm.store.reader import reading
from store.scene import added, dump, rows, run_sql, taken_back, tampered, value

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
HEAD = """
import sqlalchemy as sa
from alembic import op
from corecrm.models.types import Fen
STRICT = {"sqlite_strict": True, "sqlite_autoincrement": True}
"""
FIRST = 'revision, down_revision = "0001", None\ndef upgrade(): pass\n'
GROWS = """
revision, down_revision = "0002", "0001"
def upgrade():
    with op.batch_alter_table("client", table_kwargs=STRICT, recreate="always") as client:
        client.add_column(sa.Column("turnover", Fen))
    op.execute("UPDATE client SET note = 'grown'")
    op.create_table("branch_note", sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.String(40)), **STRICT)
"""
BREAKS = """
revision, down_revision = "0002", "0001"
def upgrade():
    op.execute("UPDATE client_name SET client_id = 99")
"""
OURS = """
    WITH ours AS (
        SELECT t.name AS name, t.strict AS strict, m.sql AS sql FROM pragma_table_list t JOIN sqlite_master m USING (name)
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
    )
"""
SCHEMA = {
    "tables": "SELECT name, strict, sql LIKE '%AUTOINCREMENT%', length(sql) - length(replace(sql, 'CHECK', '')) FROM ours",
    "columns": 'SELECT t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk FROM ours t, pragma_table_info(t.name) c',
    "references": 'SELECT t.name, k."from", k."table", k."to" FROM ours t, pragma_foreign_key_list(t.name) k',
    "indexes": """
        SELECT t.name, i."unique", group_concat(c.name) FROM ours t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
        GROUP BY t.name, i.name
    """,
    "triggers": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
}


def schema(place: Place) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that two stores of one version must have in common; the order of columns may differ."""
    return {part: sorted(rows(place, OURS + sql), key=str) for part, sql in SCHEMA.items()}


@pytest.fixture
def revisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for invented migrations, in the place of the real ones; the program is one version ahead of its stores."""
    folder = tmp_path / "migrations" / "versions"
    folder.mkdir(parents=True)
    (folder / "0001_first.py").write_text(FIRST)
    monkeypatch.setattr(migration, "SCRIPTS", folder.parent)
    for module in ("migrate", "sqlite", "reader", "changes"):
        monkeypatch.setattr(f"corecrm.store.{module}.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    return folder


@contextmanager
def old_program() -> Iterator[None]:
    """Writes as the program of the store's own version would."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corecrm.store.changes.SCHEMA_VERSION", SCHEMA_VERSION)
        yield


def invent(folder: Path, text: str) -> None:
    (folder / "0002_second.py").write_text(HEAD + text)


def test_the_newest_migration_is_the_version_of_the_program() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(migration.SCRIPTS))
    assert script.get_current_head() == f"{SCHEMA_VERSION:04}"
    assert [revision.revision for revision in script.walk_revisions()] == [
        f"{number:04}" for number in range(SCHEMA_VERSION, 0, -1)
    ]


def test_a_store_of_every_released_version_becomes_one_of_today(place: Place, tmp_path: Path) -> None:
    today = schema(place)
    for released in sorted((Path(__file__).parent / "released").glob("*.sql")):
        old = Place(path=tmp_path / f"{released.stem}.db")
        with closing(sqlite3.connect(old.file)) as db:
            db.executescript(released.read_text(encoding="utf-8"))
        migrate(old, now=NOW)
        assert schema(old) == today, released.stem


def test_a_store_that_is_up_to_date_is_left_as_it_is(place: Place) -> None:
    added(place, "C1")
    before, tables = dump(place), schema(place)
    migrate(place, now=NOW)
    assert (dump(place), schema(place)) == (before, tables)


def test_an_upgrade_keeps_rows_and_their_ids_strictness_and_the_log(place: Place, revisions: Path) -> None:
    invent(revisions, GROWS)
    tables = schema(place)
    with old_program():
        added(place, "C1", "C2")
    migrate(place, now=NOW)
    assert value(place, "PRAGMA user_version") == SCHEMA_VERSION + 1
    assert rows(place, "SELECT version_num FROM alembic_version") == [("0002",)]
    assert rows(place, "SELECT id, code, turnover, note FROM client") == [(1, "C1", None, "grown"), (2, "C2", None, "grown")]
    grown = schema(place)
    assert grown["triggers"] == tables["triggers"]
    assert set(tables["tables"]) < set(grown["tables"])  # client too: strict, with its checks, never reusing an id
    assert ("branch_note", 1, 1, 0) in grown["tables"]
    run_sql(place, "DELETE FROM client WHERE id = 2")
    assert added(place, "C3") == 3
    assert rows(place, "SELECT id FROM client") == [(1,), (3,)]
    assert verify(place).faults == []


def test_a_deletion_from_before_an_upgrade_is_undone_after_it(place: Place, revisions: Path) -> None:
    invent(revisions, GROWS)
    with old_program():
        added(place, "C1")
        run_sql(place, "DELETE FROM client")
    migrate(place, now=NOW)
    taken_back(place, 2)
    assert rows(place, "SELECT id, code, turnover FROM client") == [(1, "C1", None)]


def test_the_backup_of_an_upgrade_is_the_store_as_it_was(place: Place, revisions: Path) -> None:
    invent(revisions, GROWS)
    with old_program():
        added(place, "C1")
    before = dump(place)
    backup = Place(path=migrate(place, now=NOW))
    assert verify_backup(backup.file) == SCHEMA_VERSION
    assert dump(backup) == before


def test_an_upgrade_that_would_break_a_reference_changes_nothing(place: Place, revisions: Path) -> None:
    invent(revisions, BREAKS)
    with old_program():
        added(place, "C1")
        run_sql(place, "INSERT INTO client_name (client_id, name, kind) VALUES (1, '星', 'alias')")
    before, tables = dump(place), schema(place)
    with pytest.raises(StoreUnavailable, match="would break 1 references; nothing was changed"):
        migrate(place, now=NOW)
    assert (dump(place), schema(place)) == (before, tables)
    assert value(place, "PRAGMA user_version") == SCHEMA_VERSION


def test_an_upgrade_that_fails_changes_nothing(place: Place, revisions: Path) -> None:
    invent(revisions, GROWS + "    raise ZeroDivisionError\n")
    tables = schema(place)
    with pytest.raises(ZeroDivisionError):
        migrate(place, now=NOW)
    assert schema(place) == tables


def test_a_migrated_store_is_read_at_once(place: Place, revisions: Path) -> None:
    invent(revisions, GROWS)
    migrate(place, now=NOW)
    with reading(place) as reader:
        assert reader.rows("SELECT turnover FROM client") == []


def test_a_store_that_lost_its_triggers_gets_them_back(place: Place) -> None:
    tables = schema(place)
    tampered(place)
    assert schema(place)["triggers"] == []
    migrate(place, now=NOW)
    assert schema(place) == tables
