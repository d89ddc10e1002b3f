import pytest

from conftest import Crm


def seats(bank: Crm, *options: str) -> list[tuple[str, str, str | None]]:
    return [(each["role"], each["staff"], each["client"]) for each in bank("team", "show", "XH", *options, "--json").json]


def test_a_team_is_shown_role_by_role(bank: Crm) -> None:
    assert seats(bank) == [
        ("group_manager", "W0001", None),
        ("group_manager", "W0001", "HX-0001"),
        ("local_manager", "W0002", "HX-0002"),
        ("local_manager", "W0003", "HX-0003"),
        ("risk_manager", "W0005", None),
    ]
    shown = bank("team", "show", "XH", "-f", "table").out
    assert "Service team of 星河集团 · as of 2026-11-23" in shown
    assert "ST-0001" not in shown


def test_a_team_has_one_group_manager_a_day(bank: Crm) -> None:
    refused = bank("team", "join", "XH", "W0003", "--role", "group_manager", code=5).err
    assert "王敏 (W0001) is already Group account manager of XH from 2026-01-01 on" in refused
    assert "corecrm team leave XH W0001" in refused
    before = ("--since", "2025-01-01", "--until", "2026-01-01")
    bank("team", "join", "XH", "W0003", "--role", "group_manager", *before)
    assert seats(bank, "--as-of", "2025-12-31") == [("group_manager", "W0003", None)]


def test_a_client_has_one_local_manager_a_day(bank: Crm) -> None:
    refused = bank("team", "join", "XH", "W0003", "--role", "local_manager", "--client", "HX-0002", code=5).err
    assert "李强 (W0002) is already Local account manager of HX-0002" in refused
    bank("team", "leave", "XH", "W0002", "--client", "HX-0002", "--on", "2026-07-01")
    bank("team", "join", "XH", "W0003", "--role", "local_manager", "--client", "HX-0002", "--since", "2026-07-01")
    for day, manager in (("2026-06-30", "W0002"), ("2026-07-01", "W0003")):
        assert bank("client", "list", "--where", "code = HX-0002", "--as-of", day, "--json").json[0]["manager"] == manager


def test_other_roles_may_be_held_by_several(bank: Crm) -> None:
    for code in ("W0002", "W0003"):
        bank("team", "join", "XH", code, "--role", "产品经理")
    assert "is already Product manager of XH" in bank("team", "join", "XH", "W0002", "--role", "product_manager", code=5).err


@pytest.mark.parametrize(
    ("staff", "role"),
    [("W0005", "product_manager"), ("W0005", "local_manager"), ("W0002", "risk_reviewer"), ("W0001", "risk_manager")],
)
def test_nobody_judges_the_risk_of_a_group_and_sells_to_it(bank: Crm, staff: str, role: str) -> None:
    assert "cannot be" in bank("team", "join", "XH", staff, "--role", role, code=5).err


def test_the_other_side_is_open_once_the_first_is_left(bank: Crm) -> None:
    bank("team", "leave", "XH", "W0005", "--on", "2026-10-01")
    bank("team", "join", "XH", "W0005", "--role", "product_manager", "--since", "2026-10-01")
    bank("team", "join", "XH", "W0003", "--role", "support")  # a role that stands on neither side


def test_a_seat_for_one_member_is_for_a_member(bank: Crm) -> None:
    refused = bank("team", "join", "XH", "W0002", "--role", "local_manager", "--client", "HX-0006", code=5).err
    assert "东方贸易有限公司 (HX-0006) is no member of XH on 2026-11-23" in refused
    early = ("--client", "HX-0004", "--since", "2026-06-30")
    assert "is no member" in bank("team", "join", "XH", "W0002", "--role", "local_manager", *early, code=5).err
    bank("team", "join", "XH", "W0002", "--role", "local_manager", "--client", "HX-0004", "--since", "2026-07-01")


def test_a_client_of_no_group_has_a_manager_of_its_own(bank: Crm) -> None:
    assert bank("client", "list", "--where", "code = HX-0006", "--json").json[0]["manager_name"] == "李强"
    assert (
        "is already Local account manager of HX-0006"
        in bank("team", "join", "HX-0006", "W0003", "--role", "local_manager", code=5).err
    )
    assert "cannot be" in bank("team", "join", "HX-0006", "W0002", "--role", "risk_manager", code=5).err
    bank("team", "leave", "HX-0006", "W0002")
    assert bank("client", "list", "--where", "code = HX-0006", "--json").json[0]["manager_name"] is None
    assert "--client needs a group" in bank("team", "leave", "HX-0006", "W0002", "--client", "HX-0001", code=2).err
    assert "there is no group 无此" in bank("team", "leave", "无此", "W0002", code=4).err


def test_leaving_a_group_ends_every_seat_in_it(bank: Crm) -> None:
    left = bank("team", "leave", "XH", "W0001", "--on", "2026-11-01", "--json").json
    assert [(each["key"], each["action"]) for each in left["changed"]] == [("ST-0001", "edit"), ("ST-0003", "edit")]
    assert ("group_manager", "W0001", None) not in seats(bank)
    assert ("group_manager", "W0001", None) in seats(bank, "--history")
    assert "王敏 (W0001) has no seat for XH on 2026-11-23" in bank("team", "leave", "XH", "W0001", code=4).err


def test_a_seat_cannot_end_on_the_day_it_began(bank: Crm) -> None:
    refused = bank("team", "leave", "XH", "W0005", "--on", "2026-01-01", code=5).err
    assert "it began on 2026-01-01, so it cannot end on 2026-01-01" in refused
    assert "corecrm undo" in refused


def test_seats_are_listed_by_person_institution_and_client(bank: Crm) -> None:
    assert bank("team", "list", "--owner", "W0002", "-q").out.split() == ["ST-0006", "ST-0004"]
    assert bank("team", "list", "--inst", "TJ", "-q").out == "ST-0005\n"
    assert bank("team", "list", "--under", "HX-0002", "-q").out.split() == ["ST-0004", "ST-0005"]
    assert bank("team", "list", "--under", "HX-0002", "--self-only", "-q").out == "ST-0004\n"
    assert bank("team", "list", "--group", "XH", "--where", "role = risk_manager", "-q").out == "ST-0002\n"
    assert bank("team", "list", "--as-of", "2025-12-31", "-q").out == ""


def test_one_seat_is_shown_by_its_code(bank: Crm) -> None:
    for words in (("team", "show", "ST-0004"), ("show", "ST-0004")):
        shown = bank(*words, "--json").json
        assert (shown["staff_name"], shown["client"], shown["group"]) == ("李强", "HX-0002", "XH")
