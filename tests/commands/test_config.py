from pathlib import Path

import pytest

from conftest import Crm


def test_a_setting_is_kept_shown_and_forgotten(crm: Crm) -> None:
    said = crm("config", "set", "me", "W0012")
    assert (said.out, said.err) == ("", f"✓ me = W0012 ({crm.folder}/config.toml)\n")
    assert crm("config", "get", "me").out == "W0012\n"
    assert crm("config", "get", "me", "--json").json == {"name": "me", "value": "W0012", "origin": f"{crm.folder}/config.toml"}
    crm("config", "unset", "me")
    assert (crm("config", "get", "me").out, crm("config", "get", "me").err) == ("", "me is not set\n")


def test_the_list_says_where_each_value_is_from(crm: Crm) -> None:
    crm("config", "set", "site", "BJ")
    origins = {each["name"]: each["origin"] for each in crm("config", "list", "--origin", "--json").json}
    assert origins == {
        "db": "CORECRM_DB",
        "lang": "CORECRM_LANG",
        "me": "default",
        "site": f"{crm.folder}/config.toml",
        "date": "default",
        "color": "default",
    }
    plain = crm("config", "list", "--json").json
    assert ("origin" in plain[0], {each["name"]: each["value"] for each in plain}["color"]) == (False, "auto")


def test_a_setting_takes_effect(crm: Crm) -> None:
    crm("config", "set", "lang", "zh", lang=None)
    assert crm("client", "list", lang=None).out.startswith("客户编号\t")
    crm("config", "set", "site", "BJ")
    crm("client", "add", "星河集团")
    assert crm("client", "list", "-q").out == "HX-BJ-0001\n"
    crm("config", "set", "color", "always")
    assert "\x1b[" in crm("client", "list", "-f", "table").out


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("lang", "fr", "zh, en"),
        ("color", "blue", "auto, always, never"),
        ("site", "B-J", "letters and digits"),
        ("site", "北京", "letters and digits"),
        ("me", " ", "config unset me"),
        ("langg", "zh", "did you mean lang"),
        ("wholly other", "1", "settings: db, lang"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(crm: Crm, name: str, value: str, remedy: str) -> None:
    assert remedy in crm("config", "set", name, value, code=2).err
    assert not (crm.folder / "config.toml").exists()


def test_a_folder_may_have_its_own_settings(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    crm.env(CORECRM_CONFIG=None, CORECRM_DB=None, XDG_CONFIG_HOME=str(crm.folder / "xdg"))
    crm("config", "set", "db", "bank.db", "--local")
    assert (crm.folder / "corecrm.toml").read_text() == 'db = "bank.db"\n'
    crm("client", "add", "星河集团")
    crm("config", "set", "db", "elsewhere.db")
    assert crm("config", "get", "db", "--json").json["origin"] == "corecrm.toml"
    (crm.folder / "below").mkdir()
    monkeypatch.chdir(crm.folder / "below")
    assert crm("config", "get", "db").out == f"{crm.folder}/elsewhere.db\n"  # the same file from everywhere
    monkeypatch.chdir(crm.folder)
    paths = crm("config", "path", "--json").json
    assert [(Path(each["path"]).name, each["exists"]) for each in paths] == [("corecrm.toml", True), ("config.toml", True)]
    crm("config", "unset", "db", "--local")
    assert crm("config", "get", "db").out == f"{crm.folder}/elsewhere.db\n"


def test_local_has_no_meaning_beside_a_named_file(crm: Crm) -> None:
    assert "only" in crm("config", "set", "me", "W1", "--local", code=2).err


def test_forgetting_what_was_never_set_writes_nothing(crm: Crm) -> None:
    crm("config", "unset", "me")
    assert not (crm.folder / "config.toml").exists()


def test_a_file_that_cannot_be_written_is_said(crm: Crm) -> None:
    (crm.folder / "file").write_text("")
    crm.env(CORECRM_CONFIG=str(crm.folder / "file" / "config.toml"))
    assert "cannot write" in crm("config", "set", "me", "W1", code=73).err


def test_comments_of_the_file_stay(crm: Crm) -> None:
    (crm.folder / "config.toml").write_text("# mine\nme = 'W1'\n")
    crm("config", "set", "site", "BJ")
    assert (crm.folder / "config.toml").read_text() == "# mine\nme = 'W1'\nsite = \"BJ\"\n"
