import sqlite3
import stat
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Crm


class Types:
    """A prompter that types one text."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.questions: list[str] = []

    def text(self, question: str, default: str = "") -> str:  # noqa: ARG002 - Prompter's signature
        self.questions.append(question)
        return self.answer

    def confirm(self, question: str) -> bool:
        raise AssertionError(question)

    def select(self, question: str, choices: Sequence[tuple[str, str]]) -> str:  # noqa: ARG002 - Prompter's signature
        raise AssertionError(question)


def by_hand(crm: Crm, *statements: str) -> None:
    with closing(sqlite3.connect(crm.db)) as db, db:
        for statement in statements:
            db.execute(statement)


def names(crm: Crm) -> list[str]:
    return [client["name"] for client in crm("client", "list", "--json").json]


def test_the_status_counts_what_there_is(crm: Crm) -> None:
    crm("client", "add", "星河集团")
    status = crm("db", "status", "--json").json
    database = status["database"]
    assert (database["path"], database["last_change_set"], database["last_change_at"]) == (str(crm.db), 2, "2026-11-23T02:00:00Z")
    assert (database["size"], database["last_backup"]) == (crm.db.stat().st_size, None)
    assert database["engine"] == f"SQLite {sqlite3.sqlite_version}"
    assert {each["noun"]: each["records"] for each in status["records"]}["client"] == 1


def test_the_path_is_a_bare_line(crm: Crm) -> None:
    assert crm("db", "path").out == f"{crm.db}\n"
    assert crm("db", "path", "--json").json == {"path": str(crm.db)}
    assert crm("--db", "postgresql://me:secret@bank/crm", "db", "path").out == "postgresql://me@bank/crm\n"


def test_a_store_of_this_version_needs_no_migration(crm: Crm) -> None:
    assert "is up to date" in crm("db", "migrate").err
    assert crm("db", "migrate", "--json").json["schema"] >= 1


def test_a_backup_is_a_whole_store_for_its_owner_only(crm: Crm) -> None:
    crm("client", "add", "星河集团")
    assert crm("db", "backup").err == f"✓ backup: {crm.folder}/backups/bank-20261123T020000Z.db\n"
    made = crm("db", "backup", "-q").out.strip()  # in the same second
    assert made == f"{crm.folder}/backups/bank-20261123T020000Z-2.db"
    assert stat.S_IMODE(Path(made).stat().st_mode) == 0o600
    assert [client["name"] for client in crm("--db", made, "client", "list", "--json").json] == ["星河集团"]
    assert crm("db", "status", "--json").json["database"]["last_backup"] == made


def test_a_backup_overwrites_nothing(crm: Crm) -> None:
    (crm.folder / "kept.db").write_text("mine")
    assert "kept.db exists already" in crm("db", "backup", "kept.db", code=73).err
    assert (crm.folder / "kept.db").read_text() == "mine"
    (crm.folder / "file").write_text("")
    assert "cannot create" in crm("db", "backup", "file/below.db", code=73).err


def test_a_backup_is_restored_and_what_was_there_is_kept(crm: Crm) -> None:
    crm("client", "add", "星河集团")
    crm("db", "backup", "monday.db")
    crm("client", "add", "云帆集团")
    answer = crm("db", "restore", "monday.db", "--confirm", "bank.db", "--json").json
    assert names(crm) == ["星河集团"]
    assert stat.S_IMODE(crm.db.stat().st_mode) == 0o600
    crm("db", "restore", answer["saved"], "--confirm", "bank.db")
    assert names(crm) == ["星河集团", "云帆集团"]


def test_restoring_takes_the_name_of_what_is_replaced(crm: Crm) -> None:
    crm("db", "backup", "monday.db")
    crm("client", "add", "星河集团")
    assert "--confirm bank.db" in crm("db", "restore", "monday.db", code=2).err
    assert "“monday.db” is not the name" in crm("db", "restore", "monday.db", "--confirm", "monday.db", code=2).err
    typed = Types("bank")
    crm("db", "restore", "monday.db", terminal=True, prompter=typed, code=2)
    assert "(bank.db)" in typed.questions[0]
    assert names(crm) == ["星河集团"]
    crm("db", "restore", "monday.db", terminal=True, prompter=Types("bank.db"))
    assert names(crm) == []


def test_restoring_where_nothing_is_asks_nothing(crm: Crm) -> None:
    crm("client", "add", "星河集团")
    restored = crm("--db", "sub/new.db", "db", "restore", str(crm.db))
    assert "what was there" not in restored.err
    assert [client["code"] for client in crm("--db", "sub/new.db", "client", "list", "--json").json] == ["HX-0001"]


def test_a_damaged_store_can_be_restored_and_is_kept_as_it_is(crm: Crm) -> None:
    crm("db", "backup", "monday.db")
    crm.db.write_bytes(b"not a database, " * 500)
    kept = crm("db", "restore", "monday.db", "--confirm", "bank.db", "--json").json["saved"]
    assert Path(kept).read_bytes() == b"not a database, " * 500
    assert names(crm) == []
    assert crm("db", "status", "--json").json["database"]["last_backup"] is None


def test_only_a_whole_backup_is_restored(crm: Crm) -> None:
    before = crm.db.read_bytes()
    crm("db", "restore", "nothing.db", "--confirm", "bank.db", code=66)
    (crm.folder / "text.db").write_text("not a database" * 100)
    crm("db", "restore", "text.db", "--confirm", "bank.db", code=78)
    assert crm.db.read_bytes() == before


def test_a_sound_store_passes_every_check(crm: Crm) -> None:
    found = crm("db", "check", "--json")
    assert ({each["result"] for each in found.json}, len(found.json), found.err) == ({"ok"}, 4, "")


def drop_a_trigger(crm: Crm) -> None:
    by_hand(crm, "DROP TRIGGER log_client_update")


def alter_a_trigger(crm: Crm) -> None:
    drop_a_trigger(crm)
    by_hand(crm, "CREATE TRIGGER log_client_update AFTER UPDATE ON client BEGIN SELECT 1; END")


def add_a_trigger(crm: Crm) -> None:
    by_hand(crm, "CREATE TRIGGER mine AFTER UPDATE ON client BEGIN SELECT 1; END")


def break_a_reference(crm: Crm) -> None:
    by_hand(
        crm, "DROP TRIGGER log_client_name_insert", "INSERT INTO client_name (client_id, name, kind) VALUES (99, '星河', 'alias')"
    )


def edit_the_log(crm: Crm) -> None:
    by_hand(crm, "DROP TRIGGER keep_change_update", "UPDATE change SET after = '{}'")


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (drop_a_trigger, "log_client_update is missing"),
        (alter_a_trigger, "log_client_update was altered"),
        (add_a_trigger, "mine does not belong here"),
        (break_a_reference, "client_name 1 refers to no client"),
        (edit_the_log, "change set 1: was altered after it was sealed"),
    ],
)
def test_each_damage_is_a_finding(crm: Crm, damage: Callable[[Crm], None], fault: str) -> None:
    damage(crm)
    found = crm("db", "check", "--json", code=3)
    assert fault in " ".join(each["detail"] for each in found.json if each["result"] == "fault")


def test_many_faults_of_a_kind_are_counted(crm: Crm) -> None:
    rows = ", ".join(f"(99, '名{number}', 'alias')" for number in range(7))
    by_hand(crm, "DROP TRIGGER log_client_name_insert", f"INSERT INTO client_name (client_id, name, kind) VALUES {rows}")
    found = crm("db", "check", "--json", code=3).json
    assert found[1]["detail"].endswith("client_name 5 refers to no client; 2 more")


def test_a_damaged_page_is_a_finding_and_the_other_checks_still_run(crm: Crm) -> None:
    with closing(sqlite3.connect(crm.db)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'change'").fetchone()
    with crm.db.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 40)
    found = {each["check"]: each["result"] for each in crm("db", "check", "--json", code=3).json}
    assert (found["pages"], found["seals"], found["triggers"]) == ("fault", "fault", "ok")


def test_compacting_gives_room_back_and_keeps_everything(crm: Crm) -> None:
    crm("client", "add", "星河集团", "--note", "长" * 4000)
    by_hand(crm, "CREATE TABLE bulk AS SELECT hex(randomblob(300000)) AS x", "DROP TABLE bulk")
    sizes = crm("db", "compact", "--json").json
    assert sizes["size_after"] < sizes["size_before"] - 300000
    assert "bytes →" in crm("db", "compact").err
    assert names(crm) == ["星河集团"]
    crm("db", "check")


@pytest.mark.parametrize("verb", ["status", "backup", "check", "compact", "migrate"])
def test_without_a_store_there_is_one_sentence(crm: Crm, verb: str) -> None:
    missing = crm("--db", "nowhere.db", "db", verb, code=78)
    assert missing.err.splitlines()[0] == "there is no database at nowhere.db"


def test_a_server_has_no_file_to_care_for(crm: Crm) -> None:
    refused = crm("--db", "postgresql://bank/crm", "db", "backup", code=78)
    assert "is a server" in refused.err
