"""What can be said of a server without one: its statements, and the sentences when it is not there."""

import importlib
from types import ModuleType, SimpleNamespace

import pytest

from corecrm.errors import StoreUnavailable, UsageProblem
from corecrm.nouns import BY_NAME
from corecrm.queries.log import history
from corecrm.store.place import Place
from corecrm.store.reader import Reader, open_reader
from corecrm.store.schema import audited, metadata
from corecrm.store.triggers import APPEND_ONLY, for_postgresql
from corecrm.store.upkeep import status

SERVER = Place.of("postgresql+psycopg://crm:secret@host:5432/bank")


class Refused(Exception):
    """What the driver raises where nobody answers."""


class Answers:
    """A connection that gives the same row to every question."""

    def __init__(self, *row: object) -> None:
        self.row, self.read_only = row, False

    def execute(self, _sql: str, _values: object = (), /) -> "Answers":
        return self

    def fetchall(self) -> list[tuple[object, ...]]:
        return [self.row]

    def close(self) -> None:
        """Nothing to let go of."""


def driver(monkeypatch: pytest.MonkeyPatch, connection: Answers | None) -> list[str]:
    """Puts a driver in the place of psycopg; the addresses that it was asked for."""
    asked: list[str] = []

    def connect(address: str) -> Answers:
        asked.append(address)
        if connection is None:
            raise Refused("connection refused\n")
        return connection

    def import_module(_name: str) -> SimpleNamespace:
        return SimpleNamespace(connect=connect, OperationalError=Refused)

    monkeypatch.setattr(importlib, "import_module", import_module)
    return asked


def test_without_the_driver_the_remedy_is_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def import_module(name: str) -> ModuleType:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", import_module)
    with pytest.raises(StoreUnavailable, match="needs the PostgreSQL driver") as refused:
        open_reader(SERVER)
    assert "psycopg" in str(refused.value.hint)


def test_a_server_that_does_not_answer_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    driver(monkeypatch, None)
    with pytest.raises(StoreUnavailable, match="does not answer: connection refused") as refused:
        open_reader(SERVER)
    assert "secret" not in refused.value.message


def test_a_server_is_read_in_a_transaction_that_cannot_write(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = Answers(7)
    asked = driver(monkeypatch, connection)
    reader = open_reader(SERVER)
    assert (reader.dialect, reader.value("SELECT 7"), connection.read_only) == ("postgresql", 7, True)
    assert asked == ["postgresql://crm:secret@host:5432/bank"]


def test_a_server_has_no_size_and_no_backups_of_ours() -> None:
    told = status(Reader(Answers("15.4", None), "postgresql"), SERVER)
    assert (told.engine, told.size, told.journal_mode, told.last_backup) == ("PostgreSQL 15.4", None, None, None)


def test_every_business_table_of_a_server_is_logged_and_the_log_only_grows() -> None:
    statements = list(for_postgresql(metadata()))
    logged = {
        f'CREATE TRIGGER log_{table.name} AFTER INSERT OR UPDATE OR DELETE ON "{table.name}"' for table in audited(metadata())
    }
    kept = {f'CREATE TRIGGER keep_{name} BEFORE UPDATE OR DELETE ON "{name}"' for name in APPEND_ONLY}
    assert {text.partition(" FOR EACH ROW")[0] for text in statements if text.startswith("CREATE TRIGGER")} == logged | kept


def test_the_history_of_a_record_reads_the_images_of_its_parts_in_the_servers_way() -> None:
    class Notes(Answers):
        asked = ""

        def execute(self, sql: str, _values: object = (), /) -> "Answers":
            self.asked = sql
            return self

        def fetchall(self) -> list[tuple[object, ...]]:
            return []

    server = Notes()
    assert history(Reader(server, "postgresql"), BY_NAME["client"], 7).rows == []
    assert "(coalesce(after, before)::jsonb->>'client_id')::bigint = %(id)s" in server.asked


def test_a_number_beyond_every_store_is_refused(place: Place) -> None:
    reader = open_reader(place)
    with pytest.raises(UsageProblem, match="too large"):
        reader.value("SELECT :number", number=10**30)
    reader.close()
