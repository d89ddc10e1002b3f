import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Crm


def results(crm: Crm, *options: str, code: int = 0) -> dict[str, tuple[str, str]]:
    return {each["check"]: (each["result"], each["detail"]) for each in crm("doctor", *options, "--json", code=code).json}


def test_a_healthy_store_passes(crm: Crm) -> None:
    crm("db", "backup")
    found = results(crm)
    assert {check for check, (result, _detail) in found.items() if result != "ok"} == {"working_days"}
    assert "journal mode" in found["sqlite"][1]


def test_a_store_without_backup_is_noted(crm: Crm) -> None:
    assert results(crm)["last_backup"] == ("warn", "there is none: corecrm db backup")


def test_who_may_read_the_file_is_mended(crm: Crm) -> None:
    crm.db.chmod(0o644)
    assert results(crm, code=3)["file_mode"] == ("fault", "others too (0644): corecrm doctor --fix")
    assert results(crm, "--fix")["file_mode"] == ("ok", "its owner only, from now on (it was 0644)")
    assert results(crm)["file_mode"][0] == "ok"


def test_a_store_that_is_not_there_is_a_fault_and_the_rest_is_still_told(crm: Crm) -> None:
    crm.db.unlink()
    found = results(crm, code=3)
    assert found["database"][0] == "fault"
    assert "corecrm init" in found["database"][1]
    assert found["terminal"][0] == "ok"


def test_a_damaged_log_is_a_fault(crm: Crm) -> None:
    with closing(sqlite3.connect(crm.db)) as db, db:
        db.execute("DROP TRIGGER keep_change_delete")
    assert results(crm, code=3)["triggers"][0] == "fault"


def test_an_older_store_is_noted_and_left_alone(crm: Crm) -> None:
    with closing(sqlite3.connect(crm.db)) as db, db:
        db.execute("PRAGMA user_version=0")
    result, detail = results(crm)["database"]
    assert (result, "corecrm db migrate" in detail) == ("warn", True)


def test_the_settings_are_told_with_their_origin(crm: Crm) -> None:
    crm("config", "set", "site", "BJ")
    assert f"site = BJ ({crm.folder}/config.toml)" in results(crm)["settings"][1]


def test_a_folder_that_cannot_be_written_is_a_fault(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda _path, _mode: False)  # root may write everywhere
    assert results(crm, code=3)["folder"][0] == "fault"


def test_a_missing_catalogue_is_a_fault(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corecrm.commands.doctor.shipped", lambda *_parts: crm.folder / "nothing.mo")
    assert results(crm, code=3)["chinese_texts"][0] == "fault"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_chinese_is_noted(crm: Crm, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setattr("corecrm.commands.run.Run.palette", _palette_of(encoding))
    found = crm("doctor", "--json", lang="zh").json
    assert [each["result"] for each in found if "utf-8" in each["detail"]] == ["warn"]


def _palette_of(encoding: str) -> object:
    from corecrm.render.palette import palette_for

    return palette_for(encoding)


@pytest.mark.parametrize(("version", "mode"), [((3, 40, 1), "DELETE"), ((3, 51, 3), "WAL")])
def test_the_journal_mode_follows_from_the_version_of_sqlite(
    crm: Crm, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], mode: str
) -> None:
    monkeypatch.setattr("corecrm.commands.doctor.wal_is_safe", lambda _version: version >= (3, 51, 3))
    assert f"journal mode {mode}" in results(crm)["sqlite"][1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_of_another_version_is_noted_until_it_is_installed_anew(crm: Crm, shell: str) -> None:
    assert "completion" not in results(crm)
    path = Path(crm("completion", "install", shell, "-q").out.strip())
    assert "completion" not in results(crm)
    path.write_text("eval $(corecrm)")
    assert results(crm)["completion"] == ("warn", f"{path} is of another version: corecrm completion install {shell}")
    crm("completion", "install", shell)
    assert "completion" not in results(crm)
