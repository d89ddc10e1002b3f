"""The acts of a task's life: assign, accept, start, submit, approve or return, cancel."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from corecrm.commands.acting import act_on, acting, needed_reason
from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.options import date_of, option_for
from corecrm.commands.run import Run
from corecrm.fields import task as F
from corecrm.queries import task as tasks
from corecrm.text import N_, _

if TYPE_CHECKING:
    from corecrm.models.task import Task

acts = Verbs()

TaskKeys = Annotated[
    list[str],
    typer.Argument(
        metavar="TASK…|-", help=N_("Tasks: T-0341, 341 or last; - reads them from stdin"), autocompletion=completes("task")
    ),
]
DueOption = Annotated[date | None, option_for(F.due), date_of("--due")]
ResultOption = Annotated[str | None, option_for(F.result)]
EvidenceOption = Annotated[
    str | None, typer.Option("--evidence", metavar="FILE|NO", help=N_("A file, whose digest is kept, or a document's number"))
]


@acts.writes("task.assign")
def assign(
    run: Run,
    keys: TaskKeys,
    to: Annotated[str, typer.Option("--to", metavar="STAFF", help=N_("Who answers for it"))],
    due: DueOption = None,
) -> None:
    """Hand tasks to the person who answers for them.

    Examples:
        corecrm task assign T-0350 --to W0002 --due 下周五
        corecrm task list --state draft -q | corecrm task assign - --to 苏洋 --due 月底
    """
    owner_id = run.find("staff", to).id
    ids = [run.find("task", key).id for key in run.keys(keys)]
    with run.change() as work:
        from corecrm.models.staff import Staff
        from corecrm.models.task import Task
        from corecrm.services import task as service
        from corecrm.services.records import get

        owner = get(work.session, Staff, owner_id)
        for row_id in ids:
            service.assign(get(work.session, Task, row_id), owner=owner, due=due, today=run.happened)


@acts.writes("task.work")
def accept(run: Run, keys: TaskKeys) -> None:
    """Sign for tasks.

    Examples:
        corecrm task accept T-0341
        corecrm task list --state issued --mine -q | corecrm task accept -
    """
    from corecrm.services.task import accept

    act_on(run, "task", keys, accept)


@acts.writes("task.work")
def start(run: Run, keys: TaskKeys) -> None:
    """Start tasks, or start them again after a return. Starting a task signs for it.

    Examples:
        corecrm task start T-0341
        corecrm task list --overdue -q | corecrm task start - -n
    """
    from corecrm.services import task as service

    act_on(run, "task", keys, lambda task: service.start(task, on=run.happened))


@acts.writes("task.work")
def submit(run: Run, keys: TaskKeys, result: ResultOption = None, evidence: EvidenceOption = None) -> None:
    """Hand work in: a supervised task waits to be approved, any other is closed by this.

    Examples:
        corecrm task submit T-0341 --evidence 方案.pdf --result 已报送公司部
        corecrm task submit 341 --evidence DB-2026-0031 --on 昨天
    """
    _hand_in(run, keys, result, evidence)


@acts.writes("task.work")
def done(run: Run, keys: TaskKeys, result: ResultOption = None, evidence: EvidenceOption = None) -> None:
    """Say that tasks are done; for a supervised one the same as submit.

    Examples:
        corecrm task done T-0341
        corecrm task done 341 342 --result 已归档
    """
    _hand_in(run, keys, result, evidence)


def _hand_in(run: Run, keys: list[str], result: str | None, proof: str | None) -> None:
    ids = [run.find("task", key).id for key in run.keys(keys)]
    with run.change() as work:
        from corecrm.models.task import Task
        from corecrm.services import task as service
        from corecrm.services.records import get

        for row_id in ids:
            service.submit(work.session, get(work.session, Task, row_id), result=result, proof=proof, on=run.happened)


@acts.writes("task.approve")
def approve(run: Run, keys: TaskKeys) -> None:
    """Approve submitted work; that closes the task. Nobody approves their own.

    Examples:
        corecrm --as W0001 task approve T-0341
        corecrm task approve T-0341 --on-behalf W0001 --document DB-2026-0031
    """
    from corecrm.services import task as service

    _review(run, keys, lambda task, reviewer, owner: service.approve(task, reviewer=reviewer, owner=owner, on=run.happened))


@acts.writes("task.approve")
def return_(run: Run, keys: TaskKeys) -> None:
    """Return submitted work to be done again; it takes --reason.

    Examples:
        corecrm --as W0001 task return T-0341 --reason 缺少董事会决议
        corecrm --as W0001 task return 341 --reason 金额有误 -n
    """
    from corecrm.services import task as service

    needed_reason(run, "corecrm task return", _("whoever does it again needs to know why"))
    _review(run, keys, lambda task, reviewer, owner: service.send_back(task, reviewer=reviewer, owner=owner))


def _review(run: Run, keys: list[str], act: Callable[["Task", str, str | None], None]) -> None:
    """Has whoever acts, or whoever decided on paper, review submitted tasks."""
    reviewer = run.find("staff", run.options["on_behalf"] or acting(run)).key
    hits = [run.find("task", key) for key in run.keys(keys)]
    owners = {hit.id: tasks.owner_of(run.reader, hit.id) for hit in hits}
    with run.change() as work:
        from corecrm.models.task import Task
        from corecrm.services.records import get

        for row_id, owner in owners.items():
            act(get(work.session, Task, row_id), reviewer, owner)


@acts.writes("task.edit")
def cancel(run: Run, keys: TaskKeys) -> None:
    """Give tasks up.

    Examples:
        corecrm task cancel T-0341 --reason 客户撤回需求
        corecrm task cancel 341 342 -n
    """
    from corecrm.services.task import cancel

    act_on(run, "task", keys, cancel)
