import sqlite3
from contextlib import closing

from conftest import Crm


def tamper(crm: Crm, sql: str) -> None:
    """What somebody with a tool for SQLite files could do."""
    with closing(sqlite3.connect(crm.db)) as db, db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute(sql)


def test_the_change_sets_are_listed_newest_first(crm: Crm) -> None:
    crm("client", "add", "星河集团", "--reason", "年度名单")
    sets = crm("audit", "list", "--json").json
    assert [(each["change_set"], each["reason"]) for each in sets] == [(2, "年度名单"), (1, None)]
    assert sets[0]["changes"] == 1
    assert sets[0]["command"] == "corecrm client add 星河集团 --reason 年度名单"
    assert [each["change_set"] for each in crm("audit", "list", "--limit", "1", "--json").json] == [2]
    assert crm("audit", "list", "--where", "reason ~ 年度", "-q").out == "2\n"


def test_days_of_the_log_are_those_of_shanghai(crm: Crm) -> None:
    crm.env(CORECRM_NOW="2026-11-23T17:30:00+00:00")  # half past one in the morning of the 24th
    crm("client", "add", "星河集团")
    assert crm("audit", "list", "--since", "2026-11-24", "-q").out == "2\n"
    assert crm("audit", "list", "--until", "2026-11-23", "-q").out == "1\n"
    assert crm("history", "--since", "2026-11-24", "-q").out == "2\n"
    assert len(crm("history", "HX-0001", "--since", "2026-11-24", "--json").json) > 3
    assert crm("history", "HX-0001", "--since", "2026-11-25", "--json").json == []


def test_a_filter_that_means_nothing_here_is_refused(crm: Crm) -> None:
    crm("client", "add", "星河集团")
    refused = crm("audit", "list", "--under", "HX-0001", code=2)
    assert "--under does not apply to this list" in refused.err


def test_a_change_set_is_shown_field_by_field(crm: Crm) -> None:
    crm("client", "add", "星河集团")
    crm("client", "edit", "HX-0001", "--tier", "a", "--reason", "年度评审")
    shown = crm("audit", "show", "3", "--json").json
    assert (shown["change_set"]["reason"], shown["change_set"]["changes"]) == ("年度评审", 1)
    assert len(shown["change_set"]["hash"]) == 64
    assert [(step["key"], step["field"], step["before"], step["after"]) for step in shown["history"]] == [
        ("HX-0001", "tier", None, "a")
    ]


def test_a_long_change_set_says_how_much_is_left_out(crm: Crm) -> None:
    names = [word for number in range(510) for word in ("--add", f"名称{number}")]
    crm("client", "add", "星河集团")
    crm("client", "alias", "HX-0001", *names)
    assert "the first 500 of 510 changes" in crm("audit", "show", "3", terminal=True).out
    every = crm("audit", "show", "3", "--all", "--json").json
    assert len({step["after"] for step in every["history"] if (step["after"] or "").startswith("名称")}) == 510


def test_a_change_set_that_is_not_there_is_not_found(crm: Crm) -> None:
    assert crm("audit", "show", "7", code=4).err.startswith("there is no change set 7\n")


def test_a_clean_log_is_one_line_on_stderr(crm: Crm) -> None:
    clean = crm("audit", "verify")
    assert (clean.out, clean.err.startswith("change sets: 1, each as it was sealed; last seal ")) == ("", True)
    assert len(clean.err.splitlines()) == 1
    assert (crm("audit", "verify", "--json").json, crm("audit", "verify", "--json").err) == ([], "")


def test_an_edited_log_is_a_finding(crm: Crm) -> None:
    crm("client", "add", "星河集团")
    tamper(crm, "UPDATE change SET after = replace(after, '星河', '银河') WHERE change_set_id = 2")
    found = crm("audit", "verify", "--json", code=3)
    assert [fault["change_set"] for fault in found.json] == [2]
    assert '"code": "findings"' in found.err
    assert "the log was altered" in crm("audit", "verify", code=3).err


def test_what_is_no_store_cannot_be_verified(crm: Crm) -> None:
    with closing(sqlite3.connect(crm.folder / "other.db")) as db, db:
        db.execute("CREATE TABLE t (x)")
    assert "is not a corecrm database" in crm("--db", "other.db", "audit", "verify", code=78).err
