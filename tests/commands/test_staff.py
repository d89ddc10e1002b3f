import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from conftest import Crm
from corecrm.store.changes import Occasion, change_set
from corecrm.store.place import Place

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def posts(bank: Crm, code: str) -> list[tuple[str, str, str, str | None]]:
    shown = bank("staff", "show", code, "--json").json["posts"]
    return [(each["institution"], each["position"], each["valid_from"], each["valid_to"]) for each in shown]


def test_somebody_is_added_with_their_post(bank: Crm) -> None:
    assert posts(bank, "W0002") == [("BJ", "local_manager", "2024-01-01", None)]
    listed = {each["code"]: each for each in bank("staff", "list", "--json").json}
    assert (listed["W0002"]["institution_name"], listed["W0002"]["reports_to_name"]) == ("北京分行", "王敏")


def test_somebody_may_be_added_without_a_post(bank: Crm) -> None:
    bank("staff", "add", "W0030", "周岚", "--phone", "010-66554433", "--joined", "2026-01-05")
    shown = bank("staff", "show", "W0030", "--json").json
    assert (shown["posts"], shown["staff"]["phone"], shown["staff"]["joined_on"]) == ([], "010****4433", "2026-01-05")


def test_a_post_needs_both_a_place_and_a_position(bank: Crm) -> None:
    assert "--institution and --position" in bank("staff", "add", "W0030", "周岚", "--position", "support", code=2).err


def test_moving_ends_the_old_post_on_the_first_day_of_the_new(bank: Crm) -> None:
    moved = bank("staff", "post", "W0002", "--institution", "TJ", "--position", "local_manager", "--since", "2026-07-01")
    assert "W0002 changed　To: — → 2026-07-01; + 天津分行 (TJ) · Local account manager · 2026-07-01" in moved.err
    assert posts(bank, "W0002") == [
        ("TJ", "local_manager", "2026-07-01", None),
        ("BJ", "local_manager", "2024-01-01", "2026-07-01"),
    ]
    bank("undo")
    assert posts(bank, "W0002") == [("BJ", "local_manager", "2024-01-01", None)]


@pytest.mark.parametrize(("day", "place"), [("2026-06-30", "BJ"), ("2026-07-01", "TJ")])
def test_a_list_shows_the_post_of_the_day(bank: Crm, day: str, place: str) -> None:
    bank("staff", "post", "W0002", "--institution", "TJ", "--position", "local_manager", "--since", "2026-07-01")
    listed = bank("staff", "list", "--where", "code = W0002", "--as-of", day, "--json").json
    assert [each["institution"] for each in listed] == [place]
    assert ("W0002" in bank("staff", "list", "--inst", "TJ", "--as-of", day, "-q").out.split()) is (place == "TJ")


def test_a_second_post_may_stand_beside_the_first(bank: Crm) -> None:
    options = ("--institution", "BJ01", "--position", "support", "--since", "2026-07-01")
    bank("staff", "post", "W0002", *options, "--also", "--until", "2026-12-31")
    assert posts(bank, "W0002") == [
        ("BJ01", "support", "2026-07-01", "2026-12-31"),
        ("BJ", "local_manager", "2024-01-01", None),
    ]
    again = bank("staff", "post", "W0002", *options, "--also", code=5)
    assert "already holds this post from 2026-07-01 up to, but not on, 2026-12-31" in again.err


def test_a_post_cannot_end_before_it_began(bank: Crm) -> None:
    options = ("--institution", "TJ", "--position", "support")
    too_early = bank("staff", "post", "W0002", *options, "--since", "2024-01-01", code=5)
    assert "it began on 2024-01-01, so it cannot end on 2024-01-01" in too_early.err
    empty = bank("staff", "post", "W0002", *options, "--since", "2026-07-01", "--until", "2026-07-01", "--also", code=5)
    assert "it would end on 2026-07-01, which is not after its beginning 2026-07-01" in empty.err


def test_nobody_reports_to_themselves(bank: Crm) -> None:
    options = ("--institution", "ZH", "--position", "supervisor", "--since", "2026-07-01")
    assert "would report to themselves" in bank("staff", "post", "W0009", *options, "--reports-to", "W0009", code=5).err
    assert "would report to themselves" in bank("staff", "post", "W0009", *options, "--reports-to", "W0002", code=5).err
    bank("staff", "post", "W0009", *options)


def test_what_is_known_of_somebody_changes(bank: Crm) -> None:
    bank("staff", "edit", "W0002", "--name", "李强国", "--email", "lqg@example.com", "--left", "2026-12-31")
    shown = bank("staff", "show", "lqg", "--json").json["staff"]
    assert (shown["name"], shown["left_on"]) == ("李强国", "2026-12-31")
    assert "W0001 is already that of 王敏 (W0001)" in bank("staff", "edit", "W0002", "--code", "W0001", code=5).err
    assert "already that of" in bank("staff", "add", "W0001", "别人", code=5).err


def test_me_is_whoever_acts(bank: Crm) -> None:
    assert bank("--as", "W0001", "staff", "show", "me", "--json").json["staff"]["name"] == "王敏"


def test_a_position_may_do_what_the_matrix_says(bank: Crm) -> None:
    refused = bank("--as", "W0002", "staff", "edit", "W0003", "--note", "x", code=77)
    assert "staff.edit" in refused.err
    bank("--as", "W0009", "staff", "edit", "W0003", "--note", "x")


def test_people_who_left_come_back(bank: Crm) -> None:
    bank("staff", "remove", "W0003")
    assert bank("staff", "list", "--removed", "-q").out == "W0003\n"
    bank("staff", "restore", "W0003")
    assert "W0003" in bank("staff", "list", "-q").out.split()


def test_a_circle_among_others_does_not_keep_anybody_from_a_post(bank: Crm) -> None:
    with change_set(Place(path=bank.db), Occasion("test", "test", NOW)) as work:
        work.db.execute(
            "UPDATE post SET reports_to_id = (SELECT id FROM staff WHERE code = 'W0001')"
            " WHERE staff_id = (SELECT id FROM staff WHERE code = 'W0009')"
        )
    options = ("--institution", "ZH", "--position", "risk_manager", "--since", "2026-01-01", "--reports-to", "W0009")
    bank("staff", "post", "W0005", *options)
    assert posts(bank, "W0005")[0] == ("ZH", "risk_manager", "2026-01-01", None)


def test_a_phone_number_is_shown_in_full_on_request_and_the_access_log_keeps_who_asked(bank: Crm) -> None:
    bank("staff", "add", "W0031", "周岚", "--phone", "13812345678")
    assert bank("staff", "show", "W0031", "--json").json["staff"]["phone"] == "138****5678"
    assert bank("staff", "show", "W0031", "--reveal", "--json", "--as", "W0001").json["staff"]["phone"] == "13812345678"
    with closing(sqlite3.connect(bank.db)) as db:
        assert db.execute("SELECT actor, noun, field FROM access_log").fetchall() == [("W0001", "staff", "phone")]
    assert bank("history", "--json").json[0]["command"].startswith("corecrm staff add")


def test_the_load_counts_what_somebody_has_on_their_hands_on_the_day(demo: Crm) -> None:
    loads = {each["code"]: each for each in demo("staff", "load", "--json").json}
    counted = ("groups_led", "seats", "clients_held", "open_tasks", "overdue_tasks", "open_risks")
    mine = demo("task", "list", "--open", "--owner", "W0001", "--json").json
    held = demo("client", "list", "--owner", "W0001", "--json").json
    assert [loads["W0001"][name] for name in counted] == [1, 0, len(held), len(mine), 1, 1]
    assert sum(each["overdue_tasks"] for each in loads.values()) == len(demo("task", "list", "--overdue", "--json").json)
    in_xh = demo("staff", "load", "--group", "XH", "--json").json
    assert {"W0001", "W0002", "W0005"} <= {each["code"] for each in in_xh} < set(loads)
    assert demo("staff", "load", "--owner", "W0002", "--as-of", "2020-01-01", "--json").json[0]["clients_held"] == 0


def test_whoever_left_has_no_load(bank: Crm) -> None:
    bank("staff", "edit", "W0002", "--left", "2026-11-24")
    assert "W0002" in bank("staff", "load", "-q").out
    assert "W0002" not in bank("staff", "load", "-q", "--as-of", "2026-11-24").out
