from datetime import UTC, date, datetime

import pytest

from conftest import Crm
from corecrm.store.changes import Occasion, change_set
from corecrm.store.place import Place

WEDNESDAY = date(2026, 11, 18)
STAFF = {"W1": "local_manager", "W2": "group_manager", "W3": "supervisor", "W4": "supervisor"}


@pytest.fixture
def requested(crm: Crm) -> Crm:
    """A client, four people, and W1's request that the client be removed, to be decided by W2's position, then W3's and W4's."""
    from corecrm.fields.institution import InstitutionKind
    from corecrm.fields.staff import Position
    from corecrm.models.institution import Institution
    from corecrm.models.staff import Post, Staff
    from corecrm.services.approval import request

    crm("client", "add", "星河集团")
    occasion = Occasion(actor="os:tester", command="test", recorded_at=datetime(2026, 11, 18, tzinfo=UTC))
    with change_set(Place(path=crm.db), occasion) as work:
        bank = Institution(code="HO", name="总行", kind=InstitutionKind.head_office)
        work.session.add(bank)
        people = {code: Staff(code=code, name=f"员工{code}") for code in STAFF}
        work.session.add_all(people.values())
        work.session.flush()
        for code, position in STAFF.items():
            held = Position(position)
            who, where = people[code].id or 0, bank.id or 0
            work.session.add(Post(staff_id=who, institution_id=where, position=held, valid_from=date(2026, 1, 1)))
        order = ["group_manager", "supervisor"]
        request(work.session, noun="client", row_id=1, act="client.remove", deciders=order, by="W1", on=WEDNESDAY, prefix="AP-")
    return crm


def state(crm: Crm) -> tuple[str, str | None]:
    request = crm("approval", "show", "AP-0001", "--json").json["approval"]
    return request["state"], request["waiting_for"]


def test_a_request_names_the_record_and_whose_turn_it_is(requested: Crm) -> None:
    (row,) = requested("approval", "list", "--json").json
    assert (row["code"], row["noun"], row["key"], row["act"]) == ("AP-0001", "client", "HX-0001", "client.remove")
    assert (row["state"], row["waiting_for"], row["decided"]) == ("requested", "group_manager", 0)
    assert requested("approval", "list", "--since", "2026-11-19", "--json").json == []


def test_positions_decide_in_their_order(requested: Crm) -> None:
    requested("--as", "W2", "approval", "approve", "AP-0001", "--opinion", "同意")
    assert state(requested) == ("requested", "supervisor")
    requested("--as", "W3", "approval", "approve", "AP-0001")
    assert state(requested) == ("approved", None)
    decisions = requested("approval", "show", "AP-0001", "--json").json["decisions"]
    assert [(each["step"], each["position"], each["decided_by"], each["opinion"]) for each in decisions] == [
        (1, "group_manager", "W2", "同意"),
        (2, "supervisor", "W3", None),
    ]


def test_my_list_holds_what_waits_for_me(requested: Crm) -> None:
    def mine(who: str) -> list[str]:
        return requested("--as", who, "approval", "list", "--mine", "-q").out.split()

    assert (mine("W1"), mine("W2"), mine("W3")) == ([], ["AP-0001"], [])
    requested("--as", "W2", "approval", "approve", "AP-0001")
    assert (mine("W2"), mine("W3"), mine("W4")) == ([], ["AP-0001"], ["AP-0001"])
    limited = requested("--as", "W3", "approval", "list", "--mine", "--limit", "0", "--json")
    assert limited.json == []
    requested("--as", "W3", "approval", "refuse", "AP-0001")
    assert mine("W4") == []


def test_one_refusal_ends_it(requested: Crm) -> None:
    requested("--as", "W2", "approval", "refuse", "AP-0001", "--opinion", "依据不足")
    assert state(requested) == ("refused", None)
    assert "already" in requested("--as", "W3", "approval", "approve", "AP-0001", code=5).err


def test_nobody_decides_out_of_turn_or_for_themselves(requested: Crm) -> None:
    assert "waiting for a" in requested("--as", "W3", "approval", "approve", "AP-0001", code=77).err
    assert "nobody decides their own request" in requested("--as", "W1", "approval", "approve", "AP-0001", code=77).err


def test_a_decision_on_paper_keeps_who_decided_and_who_typed(requested: Crm) -> None:
    requested("--as", "W1", "approval", "approve", "AP-0001", "--on-behalf", "W2", "--document", "审批单-118", "--on", "2026-11-20")
    (decision,) = requested("approval", "show", "AP-0001", "--json").json["decisions"]
    assert (decision["decided_by"], decision["typed_by"], decision["document"]) == ("W2", "W1", "审批单-118")
    assert decision["decided_on"] == "2026-11-20"


@pytest.mark.parametrize(("given", "missing"), [(("--on-behalf", "W2"), "--document"), (("--document", "118"), "--on-behalf")])
def test_a_decision_on_paper_takes_the_person_and_the_paper(requested: Crm, given: tuple[str, ...], missing: str) -> None:
    assert f"{missing} is missing" in requested("--as", "W1", "approval", "approve", "AP-0001", *given, code=2).err


@pytest.mark.parametrize("words", [("approve", "AP-0001"), ("refuse", "AP-0001"), ("withdraw", "AP-0001"), ("list", "--mine")])
def test_who_acts_has_to_be_said(requested: Crm, words: tuple[str, ...]) -> None:
    assert "--as STAFF" in requested("approval", *words, code=2).err


def test_only_the_one_who_asked_can_withdraw(requested: Crm) -> None:
    assert "W1" in requested("--as", "W2", "approval", "withdraw", "AP-0001", code=77).err
    requested("--as", "W1", "approval", "withdraw", "AP-0001")
    assert state(requested) == ("withdrawn", None)


def test_a_dry_run_decides_nothing_and_an_undo_takes_a_decision_back(requested: Crm) -> None:
    requested("--as", "W2", "approval", "approve", "AP-0001", "-n")
    assert state(requested) == ("requested", "group_manager")
    requested("--as", "W2", "approval", "approve", "AP-0001")
    requested("undo")
    assert state(requested) == ("requested", "group_manager")
