"""The life of a task: handed out, signed for, worked on, submitted, closed or returned.

Source: the supervision procedure of domain 2.5 (set up → issue → sign for → work → report → review → close or return),
its states in domain 13.5.
"""

from datetime import date

from corecrm.errors import Forbidden, RuleViolation
from corecrm.fields.task import TaskState
from corecrm.rules.steps import Step, after
from corecrm.text import _

WITH_OWNER = (TaskState.issued, TaskState.accepted, TaskState.in_progress, TaskState.returned)
WAITING = (TaskState.draft, *WITH_OWNER)
OPEN = (*WAITING, TaskState.submitted)
STEPS = {
    "assign": Step(WAITING, TaskState.issued),
    "accept": Step((TaskState.issued,), TaskState.accepted),
    "start": Step(WITH_OWNER, TaskState.in_progress),
    "submit": Step(WITH_OWNER, TaskState.submitted),
    "approve": Step((TaskState.submitted,), TaskState.closed),
    "return": Step((TaskState.submitted,), TaskState.returned),
    "cancel": Step(OPEN, TaskState.cancelled),
}


def state_after(act: str, state: TaskState, *, key: str, supervised: bool = True) -> TaskState:
    """The state of task `key` after an act. Work that nobody supervises is closed by submitting it.

    Starting or submitting a task that was not signed for signs for it.

    Raises:
        RuleViolation: the state does not allow the act.
    """
    reached = after(STEPS, act, state, key=key)
    return TaskState.closed if reached is TaskState.submitted and not supervised else reached


def check_due(due: date, *, today: date) -> None:
    """Passes if a task can still be done by `due`.

    Raises:
        RuleViolation: the day has passed.
    """
    if due < today:
        raise RuleViolation(_("due date {due} is before today {today}").format(due=due, today=today))


def check_reviewer(reviewer: str, owner: str | None, *, key: str) -> None:
    """Passes if `reviewer` may say whether task `key` is done; both are staff codes.

    Raises:
        Forbidden: it is their own.
    """
    if reviewer == owner:
        raise Forbidden(_("nobody approves their own task: {key} is {who}'s").format(key=key, who=owner))
