from datetime import UTC, datetime

import pytest

from conftest import Crm
from corecrm.queries.checks import CHECKS
from corecrm.queries.checks_work import WORK
from corecrm.store.changes import Occasion, change_set
from corecrm.store.place import Place

from .work import furnish

TASK = "task add 走访 --group XH --client HX-0002 --due 2026-12-01 --code T-0001\ntask assign 1 --to W2\n"
RISK = "risk add HX-0002 F06 --owner W5 --code R-0001\nrisk verify 1\n"
RELEASED = RISK + "risk release 1 --reason x\n"
FAULTS = {
    "task_owner": (TASK, "UPDATE task SET owner_id = NULL", "T-0001", "nobody answers for it (owner: —)"),
    "task_due": (TASK, "UPDATE task SET due = NULL", "T-0001", "has no due date"),
    "task_days": (TASK, "UPDATE task SET started_on = '2026-11-01'", "T-0001", "issued 2026-11-23, started 2026-11-01"),
    "task_closed": (TASK, "UPDATE task SET closed_on = '2026-11-24'", "T-0001", "(2026-11-24) contradict each other"),
    "task_client": (
        TASK,
        "UPDATE task SET client_id = (SELECT id FROM client WHERE code = 'HX-0003')",
        "T-0001",
        "not a member of XH",
    ),
    "risk_owner": (
        RISK,
        "UPDATE staff SET left_on = '2026-11-01' WHERE code = 'W5'",
        "R-0001",
        "nobody deals with it (owner: 赵磊)",
    ),
    "risk_due": (RISK, "UPDATE risk SET due = NULL", "R-0001", "has no due date"),
    "risk_days": (RISK, "UPDATE risk SET verified_on = '2026-11-01'", "R-0001", "found 2026-11-23, verified 2026-11-01, ended —"),
    "risk_ended": (RELEASED, "UPDATE risk SET conclusion = NULL", "R-0001", "has ended without a day or a conclusion"),
}


def spoil(crm: Crm, sql: str) -> None:
    """Writes past the services, which would refuse it."""
    with change_set(Place(path=crm.db), Occasion("os:tester", "spoil", datetime(2026, 11, 23, tzinfo=UTC))) as work:
        work.db.execute(sql)


def test_every_check_of_tasks_and_signals_has_a_fault_to_find() -> None:
    assert set(FAULTS) == {check.name for check in WORK}


@pytest.mark.parametrize("name", FAULTS)
def test_a_check_finds_its_fault_and_is_silent_without_it(crm: Crm, name: str) -> None:
    script, sql, key, problem = FAULTS[name]
    furnish(crm, script)
    clean = crm("check", name)
    assert (clean.out, clean.err) == ("", "")
    spoil(crm, sql)
    (finding,) = crm("check", name, "--json", code=3).json
    assert (finding["check"], finding["key"]) == (name, key)
    assert problem in finding["problem"]


def test_a_sound_store_passes_all_checks_in_silence(crm: Crm) -> None:
    furnish(crm, TASK + RISK)
    clean = crm("check")
    assert (clean.out, clean.err) == ("", "")


def test_a_sound_store_is_an_empty_array_where_data_is_asked_for_and_silence_elsewhere(crm: Crm) -> None:
    assert crm("check", "--json").json == crm("group", "check", "--json").json == []
    for words in (["check"], ["group", "check"], ["goal", "check"]):
        told = crm(*words, terminal=True)
        assert (told.out, told.err) == ("", "")


def test_only_the_checks_that_are_named_are_run(crm: Crm) -> None:
    furnish(crm, TASK + RISK)
    spoil(crm, "UPDATE task SET due = NULL")
    crm("check", "risk_due", "task-owner")  # either way
    told = crm("check", "task_due", "risk_due", code=3)
    assert ("T-0001" in told.out, "findings: 1" in told.err) == (True, True)


def test_a_misspelled_check_is_told_with_the_nearest(crm: Crm) -> None:
    assert "did you mean task_due" in crm("check", "taskdue", code=2).err


def test_the_checks_can_be_listed(crm: Crm) -> None:
    assert [each["check"] for each in crm("check", "--list", "--json").json] == list(CHECKS)
