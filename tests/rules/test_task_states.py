from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.errors import Forbidden, RuleViolation
from corecrm.fields.task import TaskState
from corecrm.rules.task_states import OPEN, STEPS, check_due, check_reviewer, state_after

ACTS = st.lists(st.sampled_from(list(STEPS)), max_size=12)


@pytest.mark.parametrize(
    ("act", "state", "reached"),
    [
        ("assign", TaskState.draft, TaskState.issued),
        ("assign", TaskState.in_progress, TaskState.issued),
        ("accept", TaskState.issued, TaskState.accepted),
        ("start", TaskState.accepted, TaskState.in_progress),
        ("start", TaskState.issued, TaskState.in_progress),
        ("start", TaskState.returned, TaskState.in_progress),
        ("start", TaskState.in_progress, TaskState.in_progress),
        ("submit", TaskState.in_progress, TaskState.submitted),
        ("approve", TaskState.submitted, TaskState.closed),
        ("return", TaskState.submitted, TaskState.returned),
        ("cancel", TaskState.draft, TaskState.cancelled),
        ("cancel", TaskState.submitted, TaskState.cancelled),
    ],
)
def test_an_act_leads_from_state_to_state(act: str, state: TaskState, reached: TaskState) -> None:
    assert state_after(act, state, key="T-1") is reached


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("start", TaskState.draft),
        ("start", TaskState.submitted),
        ("submit", TaskState.draft),
        ("approve", TaskState.in_progress),
        ("accept", TaskState.accepted),
        ("assign", TaskState.submitted),
    ],
)
def test_what_a_state_does_not_allow_is_refused_with_what_it_does(act: str, state: TaskState) -> None:
    with pytest.raises(RuleViolation, match="T-1 is at") as refused:
        state_after(act, state, key="T-1")
    assert "what can be done with it now" in str(refused.value.hint)


@pytest.mark.parametrize("state", [TaskState.closed, TaskState.cancelled])
@pytest.mark.parametrize("act", list(STEPS))
def test_a_finished_task_stays_finished(act: str, state: TaskState) -> None:
    with pytest.raises(RuleViolation) as refused:
        state_after(act, state, key="T-1")
    assert refused.value.hint is None


def test_work_that_nobody_supervises_is_closed_by_submitting_it() -> None:
    assert state_after("submit", TaskState.in_progress, key="T-1", supervised=False) is TaskState.closed
    assert state_after("start", TaskState.issued, key="T-1", supervised=False) is TaskState.in_progress


@given(ACTS)
@settings(max_examples=80, deadline=None)
def test_a_supervised_task_is_closed_by_approval_only(acts: list[str]) -> None:
    state = TaskState.draft
    for act in acts:
        before = state
        try:
            state = state_after(act, state, key="T-1")
        except RuleViolation:
            continue
        assert before in OPEN
        assert (state is TaskState.closed) == (act == "approve")


def test_a_task_cannot_be_due_before_today() -> None:
    check_due(date(2026, 11, 23), today=date(2026, 11, 23))
    with pytest.raises(RuleViolation, match="due date 2020-01-05 is before today 2026-11-23"):
        check_due(date(2020, 1, 5), today=date(2026, 11, 23))


def test_nobody_approves_their_own_task() -> None:
    check_reviewer("W1", "W2", key="T-1")
    check_reviewer("W1", None, key="T-1")
    with pytest.raises(Forbidden, match="nobody approves their own task: T-1 is W2's"):
        check_reviewer("W2", "W2", key="T-1")
