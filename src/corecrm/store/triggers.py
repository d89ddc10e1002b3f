"""The triggers that write the log and keep dated rows apart: one description of a table's rows, two dialects.

A `change` row holds the JSON image of the row before (None for an insert) and after (None for a delete). Rows that an
UPDATE leaves as they were are not logged. The log itself can only grow.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import MetaData, Table

from corecrm.store import apart
from corecrm.store.schema import audited
from corecrm.store.sqlite import image

APPEND_ONLY = ("change", "change_set", "access_log")


def columns_of(table: Table) -> list[str]:
    """The names of a table's columns, in its order."""
    return [column.name for column in table.columns]


def for_sqlite(tables: MetaData) -> Iterator[str]:
    """The CREATE TRIGGER statements of a SQLite store."""
    for table in audited(tables):
        yield from _log_sqlite(table.name, columns_of(table))
    for name in APPEND_ONLY:
        yield from _append_only_sqlite(name)
    yield from apart.for_sqlite()


def _log_sqlite(name: str, columns: Sequence[str]) -> Iterator[str]:
    new, old = image(columns, "NEW"), image(columns, "OLD")
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
    insert = f"INSERT INTO change (change_set_id, noun, row_id, before, after) VALUES (current_change_set(), '{name}',"
    yield f'CREATE TRIGGER log_{name}_insert AFTER INSERT ON "{name}" BEGIN {insert} NEW.id, NULL, {new}); END'
    yield f'CREATE TRIGGER log_{name}_update AFTER UPDATE ON "{name}" WHEN {changed} BEGIN {insert} NEW.id, {old}, {new}); END'
    yield f'CREATE TRIGGER log_{name}_delete AFTER DELETE ON "{name}" BEGIN {insert} OLD.id, {old}, NULL); END'


def _append_only_sqlite(name: str) -> Iterator[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'the log only grows'); END"
    yield f'CREATE TRIGGER keep_{name}_update BEFORE UPDATE ON "{name}" {refuse}'
    yield f'CREATE TRIGGER keep_{name}_delete BEFORE DELETE ON "{name}" {refuse}'
    yield f'CREATE TRIGGER keep_{name}_id BEFORE INSERT ON "{name}" WHEN EXISTS (SELECT 1 FROM "{name}" WHERE id = NEW.id) {refuse}'


def for_postgresql(tables: MetaData) -> Iterator[str]:
    """The functions and triggers of a PostgreSQL store; the change set's number is the setting `corecrm.change_set`."""
    yield """
CREATE OR REPLACE FUNCTION corecrm_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE number text := current_setting('corecrm.change_set', true);
BEGIN
  IF number IS NULL OR number = '' THEN RAISE EXCEPTION 'corecrm: rows are written inside a change set only'; END IF;
  IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN RETURN NULL; END IF;
  INSERT INTO change (change_set_id, noun, row_id, before, after) VALUES (
    number::bigint, TG_TABLE_NAME, CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END,
    CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD)::text END,
    CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW)::text END);
  RETURN NULL;
END $$"""
    yield """
CREATE OR REPLACE FUNCTION corecrm_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the log only grows'; END $$"""
    for table in audited(tables):
        event = f'AFTER INSERT OR UPDATE OR DELETE ON "{table.name}" FOR EACH ROW'
        yield f"CREATE TRIGGER log_{table.name} {event} EXECUTE FUNCTION corecrm_log()"
    for name in APPEND_ONLY:
        yield f'CREATE TRIGGER keep_{name} BEFORE UPDATE OR DELETE ON "{name}" FOR EACH ROW EXECUTE FUNCTION corecrm_keep()'
    yield from apart.for_postgresql()
