import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from corecrm.errors import OutputRefused, RuleViolation
from corecrm.fields.client import Tier
from corecrm.models.types import Fen, Utc
from corecrm.store import sqlite
from corecrm.store.create import create
from corecrm.store.orm import engine_on
from corecrm.store.place import APPLICATION_ID, SCHEMA_VERSION, Place
from corecrm.store.reader import reading
from corecrm.store.schema import _complete, metadata
from store.scene import added, rows, run_sql, value

TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def test_every_table_is_strict_and_never_reuses_an_id(place: Place) -> None:
    for name, sql in rows(place, TABLES):
        assert "STRICT" in sql, name
        assert "AUTOINCREMENT" in sql or name == "alembic_version", name


def test_no_column_holds_an_inexact_number(place: Place) -> None:
    found = rows(place, f"SELECT DISTINCT c.type FROM ({TABLES}) t JOIN pragma_table_info(t.name) c")
    assert {kind for (kind,) in found} == {"INTEGER", "TEXT"}


def test_no_foreign_key_deletes_or_changes_rows_by_itself(place: Place) -> None:
    found = rows(place, f"SELECT k.on_delete, k.on_update FROM ({TABLES}) t JOIN pragma_foreign_key_list(t.name) k")
    assert set(found) == {("NO ACTION", "NO ACTION")}


def test_every_foreign_key_may_be_deferred() -> None:
    assert all(key.deferrable for table in metadata().tables.values() for key in table.foreign_key_constraints)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("tier", "'z'"),
        ("relationship", "'served '"),
        ("registered_on", "'2026-13-45'"),
        ("registered_on", "'2026-02-30'"),
        ("registered_on", "'2026-3-1'"),
        ("registered_on", "'20260301'"),
        ("name", "printf('%.*c', 201, 'x')"),
        ("note", "printf('%.*c', 4001, 'x')"),
        ("code", "NULL"),
        ("name", "x'00'"),
    ],
)
def test_the_store_itself_refuses_a_value_that_does_not_fit(place: Place, column: str, value: str) -> None:
    added(place, "C1")
    with pytest.raises(RuleViolation, match="refuses the value"):
        run_sql(place, f"UPDATE client SET {column} = {value}")


def test_flags_instants_and_amounts_are_held_by_checks_too() -> None:
    tables = sa.MetaData()
    table = sa.Table(
        "t",
        tables,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("flag", sa.Boolean),
        sa.Column("at", Utc),
        sa.Column("amount", Fen),
    )
    _complete(table)
    with closing(in_memory()) as db:
        tables.create_all(engine_on(db))
        db.execute("INSERT INTO t (flag, at, amount) VALUES (1, '2026-11-23T02:00:00+00:00', 9999999999999999)")
        db.execute("INSERT INTO t (flag, at, amount) VALUES (NULL, NULL, NULL)")
        for values in ("2, NULL, NULL", "NULL, '2026-11-23 02:00', NULL", "NULL, '2026-11-23T02:00:00Z', NULL", "NULL, NULL, 0.5"):
            with pytest.raises(sqlite3.IntegrityError):
                db.execute(f"INSERT INTO t (flag, at, amount) VALUES ({values})")


@pytest.mark.parametrize("kind", [sa.Numeric(), sa.Float(), sa.REAL(), sa.Double(), sa.DECIMAL(), sa.Enum(Tier)])
def test_a_type_that_would_lose_exactness_is_refused_when_its_table_is_made(kind: sa.types.TypeEngine[Any]) -> None:
    tables = sa.MetaData()
    sa.Table("t", tables, sa.Column("x", kind))
    with closing(in_memory()) as db, pytest.raises(TypeError, match=r"use (Fen or Millionths|Coded)"):
        tables.create_all(engine_on(db))


def test_a_new_store_is_marked_as_ours(place: Place) -> None:
    assert value(place, "PRAGMA application_id") == APPLICATION_ID
    assert value(place, "PRAGMA user_version") == SCHEMA_VERSION
    assert rows(place, "SELECT version_num FROM alembic_version") == [(f"{SCHEMA_VERSION:04}",)]


def test_a_commit_is_on_the_disk_when_it_returns(place: Place) -> None:
    code = "import sys; from pathlib import Path; from corecrm.store.sqlite import connect;"
    code += "print(connect(Path(sys.argv[1]), mode='rw').execute('PRAGMA synchronous').fetchone()[0])"
    done = subprocess.run([sys.executable, "-c", code, str(place.file)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2"  # FULL, where no test has turned it off


def test_a_new_store_is_its_owners_alone(tmp_path: Path) -> None:
    create(Place(path=tmp_path / "new" / "bank.db"))
    assert stat.S_IMODE((tmp_path / "new" / "bank.db").stat().st_mode) == 0o600


def test_a_store_is_never_created_over_something(place: Place) -> None:
    with pytest.raises(OutputRefused, match="exists already"):
        create(place)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputRefused, match=r"cannot create .*bank\.db"):
        create(Place(path=tmp_path / "file" / "bank.db"))


def test_a_store_that_could_not_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corecrm.store.create.renew_triggers", lambda _db: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        create(Place(path=tmp_path / "bank.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_reader_cannot_write(place: Place) -> None:
    with reading(place) as reader, pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.rows("INSERT INTO counter (prefix, last) VALUES ('X-', 1)")


def test_a_plain_tool_reads_business_rows_but_cannot_write_them(place: Place) -> None:
    added(place, "C1")
    assert rows(place, "SELECT code FROM client") == [("C1",)]
    for statement in ("UPDATE client SET tier = 'a'", "DELETE FROM client"):
        with pytest.raises(sqlite3.OperationalError, match="no such function: current_change_set"):
            rows(place, statement)


def test_rows_cannot_be_written_outside_a_change_set(place: Place) -> None:
    added(place, "C1")
    with closing(sqlite.connect(place.file, mode="rw")) as db, pytest.raises(sqlite3.IntegrityError, match="change_set_id"):
        db.execute("UPDATE client SET tier = 'a'")


def in_memory() -> sqlite.Connection:
    return sqlite3.connect(":memory:", isolation_level=None, factory=sqlite.Connection)


UNINDEXED = {("actual", "metric_id")}  # metrics are few and seldom go; an index that leads with them misleads every question


def test_every_reference_is_found_by_an_index_so_that_a_deletion_reads_no_table(place: Place) -> None:
    references = rows(place, f'SELECT t.name, k."from" FROM ({TABLES}) t JOIN pragma_foreign_key_list(t.name) k')
    unfound = set()
    with closing(sqlite3.connect(place.file)) as db:
        for table, column in references:
            ((*_ids, plan),) = db.execute(f'EXPLAIN QUERY PLAN SELECT 1 FROM "{table}" WHERE "{column}" = 7').fetchall()
            if not plan.startswith("SEARCH"):
                unfound.add((table, column))
    assert unfound == UNINDEXED
