from pathlib import Path

import pytest

from conftest import Crm

from .work import furnish

TASK = "task add 走访星河 --group XH --client HX-0002 --due 2026-12-01 --code T-0001\n"
HANDED_OUT = TASK + "task assign T-0001 --to W2\n"
SUPERVISED = """
task add 供应链方案 --group XH --due 2026-11-25 --supervised --code T-0001
task assign 1 --to W2
task start 1
task submit 1
"""


def record(crm: Crm, key: str = "T-0001") -> dict[str, object]:
    found: dict[str, object] = crm("task", "show", key, "--json").json
    return found


def test_a_task_goes_from_draft_to_closed_and_keeps_its_days(crm: Crm) -> None:
    furnish(crm, TASK)
    assert (record(crm)["state"], record(crm)["original_due"]) == ("draft", "2026-12-01")
    crm("task", "assign", "T-0001", "--to", "李强", "--due", "2026-12-05", "--on", "2026-11-16")
    assert record(crm)["state"] == "issued"
    crm("task", "accept", "1", "--on", "2026-11-17")
    crm("task", "start", "1", "--on", "2026-11-18")
    crm("task", "done", "last", "--result", "已走访", "--on", "2026-11-20")
    task = record(crm)
    days = [task[name] for name in ("issued_on", "started_on", "submitted_on", "closed_on", "due", "original_due")]
    assert days == ["2026-11-16", "2026-11-18", "2026-11-20", "2026-11-20", "2026-12-05", "2026-12-01"]
    assert (task["state"], task["owner"], task["on_time"], task["result"]) == ("closed", "W2", True, "已走访")


def test_a_task_is_judged_by_its_original_due_date(crm: Crm) -> None:
    furnish(crm, HANDED_OUT)
    crm("task", "edit", "1", "--due", "2026-12-20")
    crm("--date", "2026-12-10", "task", "done", "1")
    assert (record(crm)["due"], record(crm)["on_time"]) == ("2026-12-20", False)


def test_a_supervised_task_is_submitted_with_evidence_and_closed_by_somebody_else(crm: Crm) -> None:
    furnish(crm, "task add 方案 --due 2026-11-25 --supervised --code T-0001\ntask assign 1 --to W1\n")
    (crm.folder / "plan.txt").write_text("the plan", encoding="utf-8")
    crm("task", "done", "1", "--evidence", "plan.txt")
    assert (record(crm)["state"], record(crm)["evidence"]) == ("submitted", "plan.txt")
    own = crm("--as", "W1", "task", "approve", "1", code=77)
    assert "nobody approves their own task: T-0001 is W1's" in own.err
    crm("task", "assign", "1", "--to", "W2", code=5)
    crm("--as", "W1", "task", "return", "1", "--reason", "缺附件", code=77)


def test_a_review_needs_to_know_who_reviews(crm: Crm) -> None:
    furnish(crm, SUPERVISED)
    assert "nobody said who acts" in crm("task", "approve", "1", code=2).err
    crm("--as", "W5", "task", "approve", "1", code=77)
    crm("--as", "W1", "task", "approve", "1")
    assert (record(crm)["state"], record(crm)["closed_on"]) == ("closed", "2026-11-23")


def test_a_decision_on_paper_is_recorded_with_who_decided_and_who_typed(crm: Crm) -> None:
    furnish(crm, SUPERVISED)
    crm("--as", "W2", "task", "approve", "1", "--on-behalf", "W1", "--document", "DB-2026-0031")
    last = crm("history", "--json").json[0]
    assert (last["actor"], last["on_behalf"], last["document"]) == ("W2", "W1", "DB-2026-0031")


def test_returned_work_is_started_again(crm: Crm) -> None:
    furnish(crm, SUPERVISED)
    assert "--reason is missing" in crm("--as", "W1", "task", "return", "1", code=2).err
    crm("--as", "W1", "task", "return", "1", "--reason", "缺附件")
    assert record(crm)["state"] == "returned"
    crm("task", "start", "1")
    assert record(crm)["state"] == "in_progress"


def test_what_a_state_does_not_allow_is_told_with_what_it_does(crm: Crm) -> None:
    furnish(crm, TASK)
    told = crm("task", "start", "1", code=5)
    assert "T-0001 is at “Draft”, where “start” does not apply" in told.err
    assert "what can be done with it now: assign, cancel" in told.err


def test_a_task_is_handed_out_with_a_due_date_that_has_not_passed_to_somebody_who_is_here(crm: Crm) -> None:
    furnish(crm, "task add 走访 --code T-0001\nstaff edit W5 --left 2026-11-01\n")
    assert "T-0001 has no due date" in crm("task", "assign", "1", "--to", "W2", code=5).err
    told = crm("task", "assign", "1", "--to", "W2", "--due", "2020-01-05", code=5)
    assert "due date 2020-01-05 is before today 2026-11-23" in told.err
    assert "has left" in crm("task", "assign", "1", "--to", "W5", "--due", "2026-12-05", code=5).err


def test_a_finished_task_cannot_be_edited(crm: Crm) -> None:
    furnish(crm, HANDED_OUT + "task cancel 1 --reason 客户撤回\n")
    assert record(crm)["state"] == "cancelled"
    assert "cannot be changed any more" in crm("task", "edit", "1", "--title", "x", code=5).err


def test_what_a_task_says_can_be_edited_and_emptied(crm: Crm) -> None:
    furnish(crm, HANDED_OUT)
    crm("task", "edit", "1", "--progress", "60%", "--title", "走访星河新能源", "--supervised", "--requirement", "带方案")
    assert [record(crm)[name] for name in ("progress", "title", "supervised")] == ["0.6", "走访星河新能源", True]
    crm("task", "edit", "1", "--clear", "client", "--clear", "requirement")
    assert (record(crm)["client"], record(crm)["requirement"]) == (None, None)
    assert "nothing to change" in crm("task", "edit", "1", code=2).err
    assert "Progress" in crm("task", "edit", "1", "--progress", "160%", code=2).err


def test_a_task_is_wholly_done_when_it_is_closed(crm: Crm) -> None:
    furnish(crm, HANDED_OUT + "task edit 1 --progress 60%\ntask done 1\n")
    assert record(crm)["progress"] == "1"


def test_overdue_tasks_are_started_from_a_pipe_as_one_change_set(crm: Crm) -> None:
    furnish(crm, HANDED_OUT + "task add 报表 --due 2026-12-02 --code T-0002\ntask assign 2 --to W2\n")
    crm("task", "add", "以后", "--due", "2027-03-01")
    keys = crm("--date", "2026-12-09", "task", "list", "--overdue", "-q").out
    assert keys == "T-0001\nT-0002\n"
    told = crm("task", "start", "-", "-n", input=keys)
    assert ("T-0002 changed" in told.err, "dry run" in told.err) == (True, True)
    crm("task", "start", "-", input=keys)
    assert {task["state"] for task in crm("task", "list", "--state", "in_progress", "--json").json} == {"in_progress"}
    crm("undo")
    assert crm("task", "list", "--state", "in_progress", "--json").json == []
    assert "nothing to do" in crm("task", "start", "-", input="").err


def test_submitted_work_is_not_overdue(crm: Crm) -> None:
    furnish(crm, SUPERVISED)
    assert crm("--date", "2026-12-09", "task", "list", "--overdue", "--json").json == []


def test_lists_are_narrowed_by_person_group_institution_and_client(crm: Crm) -> None:
    furnish(crm, HANDED_OUT + "task add 报表 --due 2026-12-02 --code T-0002\ntask assign 2 --to W1\ntask cancel 2\n")

    def keys(*words: str) -> str:
        return crm("task", "list", "-q", *words).out.replace("\n", " ").strip()

    assert keys() == "T-0001 T-0002"
    assert keys("--open") == "T-0001"
    assert keys("--owner", "W1") == "T-0002"
    assert crm("--as", "W2", "task", "list", "--mine", "-q").out == "T-0001\n"
    assert "nobody said who acts" in crm("task", "list", "--mine", code=2).err
    assert keys("--group", "XH") == "T-0001"
    assert keys("--inst", "BJ") == "T-0001 T-0002"
    assert keys("--inst", "BJ", "--self-only") == "T-0001 T-0002"
    assert keys("--under", "HX-0001") == "T-0001"
    assert keys("--under", "HX-0001", "--self-only") == ""
    assert keys("--until", "2026-12-01") == "T-0001"
    assert keys("--where", "title ~ 报") == "T-0002"


def test_a_removed_task_leaves_the_lists_and_comes_back(crm: Crm) -> None:
    furnish(crm, TASK)
    crm("task", "remove", "1")
    assert crm("task", "list", "-q").out == ""
    crm("task", "restore", "1")
    assert crm("task", "list", "-q").out == "T-0001\n"


def test_the_list_says_how_each_deadline_stands(crm: Crm) -> None:
    furnish(crm, HANDED_OUT)
    (task,) = crm("--date", "2026-12-04", "task", "list", "--json").json
    assert (task["days_left"], task["owner_name"], task["group_name"]) == (-3, "李强", "星河集团")
    assert "overdue 3 days" in crm("--date", "2026-12-04", "task", "list", "-f", "table").out


BOARD = HANDED_OUT + (
    "task add 票据池推介 --due 2026-12-10 --code T-0002\ntask add 纪要归档 --due 2026-11-20 --code T-0003\n"
    "task assign 3 --to W1 --on 2026-11-10\ntask done 3 --on 2026-11-12\n"
    "task add 旧事 --due 2026-10-20 --code T-0004\ntask assign 4 --to W1 --on 2026-10-10\ntask done 4 --on 2026-10-12\n"
)


def test_the_board_has_the_tasks_by_where_they_stand(crm: Crm) -> None:
    furnish(crm, BOARD)
    cards = [(card["stage"], card["code"]) for card in crm("task", "board", "--json").json]
    assert cards == [("to_assign", "T-0002"), ("to_accept", "T-0001"), ("done", "T-0003")]
    assert [card["code"] for card in crm("task", "board", "XH", "--json").json] == ["T-0001"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", ["60", "80", "96", "120"])
def test_the_board_fits_its_screen(crm: Crm, lang: str, columns: str) -> None:
    from corecrm.render.width import width

    furnish(crm, BOARD)
    crm.env(COLUMNS=columns)
    lines = crm("task", "board", "-f", "table", lang=lang).out.splitlines()
    assert max(map(width, lines)) <= int(columns)
    assert any(line.startswith("┌") for line in lines) == (int(columns) >= 80)


def test_evidence_at_hand_is_kept_with_its_digest(crm: Crm) -> None:
    import hashlib
    import sqlite3

    furnish(crm, HANDED_OUT)
    Path("proof.txt").write_text("proof", encoding="utf-8")
    crm("task", "submit", "1", "--evidence", "proof.txt")
    with sqlite3.connect(crm.db) as db:
        found = db.execute("SELECT noun, reference, sha256 FROM evidence").fetchall()
    db.close()
    assert found == [("task", "proof.txt", hashlib.sha256(b"proof").hexdigest())]


def test_what_happens_to_a_task_has_happened_but_it_may_be_due_later(crm: Crm) -> None:
    furnish(crm, "task add 走访 --group XH --due 2027-12-01 --code T-0001\n")
    crm("task", "assign", "1", "--to", "W2")
    for words in (("start", "1"), ("submit", "1"), ("assign", "1", "--to", "W3")):
        assert "--on 2026-11-24 is after today 2026-11-23" in crm("task", *words, "--on", "明天", code=5).err
    crm("task", "start", "1", "--on", "今天")
