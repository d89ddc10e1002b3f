"""What can be done to tasks: hand out, sign for, start, submit, approve or return, cancel."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from corecrm.errors import RuleViolation
from corecrm.models.staff import Staff
from corecrm.models.task import Task, TaskIn
from corecrm.rules.task_states import OPEN, check_due, check_reviewer, state_after
from corecrm.services import evidence
from corecrm.services.editing import revise
from corecrm.services.records import refuse_if_taken
from corecrm.text import _


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom a task concerns and who does it, as ids of the records."""

    group_id: int | None = None
    client_id: int | None = None
    owner_id: int | None = None


def add(session: Session, given: TaskIn, concern: Concern) -> Task:
    """A new task; it waits to be handed out.

    Raises:
        RuleViolation: its code is taken.
    """
    refuse_if_taken(session, Task, "code", given.code)
    task = Task.model_validate(
        given, update={"group_id": concern.group_id, "client_id": concern.client_id, "owner_id": concern.owner_id}
    )
    session.add(task)
    session.flush()
    return task


def edit(session: Session, task: Task, changes: dict[str, Any]) -> None:
    """Changes what a task says; where it stands changes by the acts below only.

    Args:
        session: where its code is looked up.
        task: an unfinished task.
        changes: field of `TaskIn`, `group_id` or `client_id` -> new value. The first due date stays the original one.

    Raises:
        RuleViolation: the task is closed or cancelled, or its code is another's.
    """
    if task.state not in OPEN:
        raise RuleViolation(_("{key} is at “{state}” and cannot be changed any more").format(key=task.code, state=task.state.label))
    revise(session, task, TaskIn, changes)
    task.original_due = task.original_due or task.due


def assign(task: Task, *, owner: Staff, due: date | None, today: date) -> None:
    """Hands a task to the person who answers for it. Its first due date stays on record as the original one.

    Raises:
        RuleViolation: the due date is missing or has passed, the owner has left, or the state does not allow it.
    """
    task.state = state_after("assign", task.state, key=task.code)
    wanted = due or task.due
    if wanted is None:
        raise RuleViolation(_("{key} has no due date").format(key=task.code), _("say by when: --due DATE"))
    if owner.removed_on or (owner.left_on and owner.left_on <= today):
        raise RuleViolation(_("{who} ({code}) has left").format(who=owner.name, code=owner.code))
    check_due(wanted, today=today)
    task.owner_id, task.due, task.original_due, task.issued_on = owner.id, wanted, task.original_due or wanted, today


def accept(task: Task) -> None:
    """Signs for a task.

    Raises:
        RuleViolation: the state does not allow it.
    """
    task.state = state_after("accept", task.state, key=task.code)


def start(task: Task, *, on: date) -> None:
    """Begins, or begins again after a return. A task already in progress stays as it is.

    Raises:
        RuleViolation: the state does not allow it.
    """
    before, task.state = task.state, state_after("start", task.state, key=task.code)
    if task.state is not before:
        task.started_on = task.started_on or on


def submit(session: Session, task: Task, *, result: str | None, proof: str | None, on: date) -> None:
    """Hands the work in: for review where the task is supervised, else it is closed by that.

    Args:
        session: where the evidence is kept.
        task: the task.
        result: what came of it.
        proof: a file or a document's number.
        on: the day it was handed in.

    Raises:
        RuleViolation: the state does not allow it.
    """
    task.state = state_after("submit", task.state, key=task.code, supervised=task.supervised)
    task.started_on, task.submitted_on, task.result = task.started_on or on, on, result or task.result
    if not task.supervised:
        _close(task, on)
    if proof and task.id is not None:
        evidence.attach(session, noun="task", row_id=task.id, reference=proof, on=on)


def _close(task: Task, on: date) -> None:
    task.closed_on = on
    if task.progress is not None:
        task.progress = type(task.progress)(1)


def approve(task: Task, *, reviewer: str, owner: str | None, on: date) -> None:
    """Closes submitted work.

    Args:
        task: the task.
        reviewer: the code of who says that it is done.
        owner: the code of whose task it is.
        on: the day of the review.

    Raises:
        RuleViolation: the state does not allow it.
        Forbidden: it is the reviewer's own task.
    """
    check_reviewer(reviewer, owner, key=task.code)
    task.state = state_after("approve", task.state, key=task.code)
    _close(task, on)


def send_back(task: Task, *, reviewer: str, owner: str | None) -> None:
    """Returns submitted work to be done again; the reason is kept with the change.

    Raises:
        RuleViolation: the state does not allow it.
        Forbidden: it is the reviewer's own task.
    """
    check_reviewer(reviewer, owner, key=task.code)
    task.state = state_after("return", task.state, key=task.code)


def cancel(task: Task) -> None:
    """Gives a task up.

    Raises:
        RuleViolation: it is finished already.
    """
    task.state = state_after("cancel", task.state, key=task.code)
