"""corecrm task: what somebody has to do by when, from handing it out to closing it."""

from dataclasses import replace
from decimal import Decimal
from typing import Annotated

import typer

from corecrm.commands.acting import acting
from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.editing import ClearOption, changes, given, id_of, remove_all, restore_all
from corecrm.commands.options import one_of, option_for, rate
from corecrm.commands.run import Run
from corecrm.commands.task_acts import DueOption, TaskKeys, acts
from corecrm.fields import task as F
from corecrm.queries import task as tasks
from corecrm.text import N_, _

app = Verbs()

CLEARABLE = ("requirement", "group_id", "client_id")
TaskKey = Annotated[str, typer.Argument(metavar="TASK", help=N_("Task: T-0341, 341 or last"), autocompletion=completes("task"))]
Text = str | None
GroupOption = Annotated[
    int | None, typer.Option("--group", metavar="GROUP", help=N_("The group that it concerns")), id_of("group", "--group")
]
ClientOption = Annotated[
    int | None, typer.Option("--client", metavar="CLIENT", help=N_("The client that it concerns")), id_of("client", "--client")
]
SourceOption = Annotated[F.TaskSource | None, option_for(F.source), one_of("--source", F.TaskSource)]
StateOption = Annotated[F.TaskState | None, option_for(F.state), one_of("--state", F.TaskState)]


@app.writes("task.edit")
def add(
    run: Run,
    title: Annotated[str, typer.Argument(metavar="TITLE", help=N_("What is to be done"))],
    group: GroupOption = None,
    client: ClientOption = None,
    due: DueOption = None,
    source: SourceOption = None,
    supervised: Annotated[bool, typer.Option("--supervised", help=N_("Somebody checks that it is done"))] = False,
    requirement: Annotated[Text, option_for(F.requirement)] = None,
    code: Annotated[Text, option_for(F.code)] = None,
) -> None:
    """Add a task. It waits to be handed out: task assign.

    Examples:
        corecrm task add 走访星河光伏 --group XH --due 下周五
        corecrm task add 供应链方案提交 --client HX-0012 --due 2026-12-05 --supervised --source meeting
    """
    values = given(title=title, due=due, original_due=due, source=source, supervised=supervised, requirement=requirement)
    with run.change() as work:
        from corecrm.commands.validating import validated
        from corecrm.models.task import Task, TaskIn
        from corecrm.services import task as service
        from corecrm.services.records import unused_code

        values["code"] = code or unused_code(work.session, Task, run.prefix("task"))
        service.add(work.session, validated(TaskIn, values), service.Concern(group_id=group, client_id=client))


@app.lists(tasks.LISTING)
def list_(
    run: Run,
    overdue: Annotated[bool, typer.Option("--overdue", help=N_("Only those past their due date and not submitted yet"))] = False,
    unfinished: Annotated[bool, typer.Option("--open", help=N_("Only those neither closed nor cancelled"))] = False,
    mine: Annotated[bool, typer.Option("--mine", help=N_("Only those of whoever acts (--as)"))] = False,
    state: StateOption = None,
) -> None:
    """List tasks, the earliest due first. --since and --until are about the due date.

    Examples:
        corecrm task list --open --mine
        corecrm task list --overdue --group XH
        corecrm task list --state submitted --json
    """
    wanted = run.filters
    if mine:
        wanted = replace(wanted, owner=run.find("staff", acting(run)).id)
    if state is not None:
        wanted = replace(wanted, where=(*wanted.where, f"state = {state.value}"))
    run.show(tasks.listed(run.reader, wanted, overdue=overdue, unfinished=unfinished))


@app.reads
def show(run: Run, task: TaskKey) -> None:
    """Show everything on record about one task, its evidence too.

    Examples:
        corecrm task show T-0341
        corecrm task show last --json
    """
    run.show(tasks.card(run.reader, run.find("task", task).id, today=run.today))


@app.writes("task.edit")
def edit(
    run: Run,
    task: TaskKey,
    title: Annotated[Text, option_for(F.title)] = None,
    group: GroupOption = None,
    client: ClientOption = None,
    due: DueOption = None,
    source: SourceOption = None,
    supervised: Annotated[bool | None, typer.Option("--supervised/--unsupervised", help=F.supervised.title)] = None,
    progress: Annotated[Decimal | None, option_for(F.progress), rate("--progress")] = None,
    requirement: Annotated[Text, option_for(F.requirement)] = None,
    clear: ClearOption = None,
) -> None:
    """Change what an unfinished task says. A new due date does not change the original one, by which it is judged.

    Examples:
        corecrm task edit T-0341 --progress 60%
        corecrm task edit T-0341 --due +7d --reason 客户改期
    """
    values = given(
        title=title, due=due, source=source, supervised=supervised, progress=progress, requirement=requirement,
        group_id=group, client_id=client,
    )  # fmt: skip
    wanted = changes("corecrm task edit", values, clear, CLEARABLE)
    row_id = run.find("task", task).id
    with run.change() as work:
        from corecrm.commands.validating import refusing
        from corecrm.models.task import Task, TaskIn
        from corecrm.services import task as service
        from corecrm.services.records import get

        with refusing(TaskIn):
            service.edit(work.session, get(work.session, Task, row_id), wanted)


@app.writes("task.remove")
def remove(run: Run, keys: TaskKeys) -> None:
    """Remove tasks from lists. Everything about them stays, and restore brings them back.

    Examples:
        corecrm task remove T-0341 --reason 重复立项
        corecrm task list --state cancelled -q | corecrm task remove - -y
    """
    remove_all(run, "task", keys)


@app.writes("task.remove")
def restore(run: Run, keys: TaskKeys) -> None:
    """Bring removed tasks back.

    Examples:
        corecrm task restore T-0341
        corecrm task list --removed -q | corecrm task restore -
    """
    restore_all(run, "task", keys)


app.verbs.update(acts.verbs)


@app.lists(tasks.LISTING, without=("limit", "all_rows"))
def board(
    run: Run,
    of: Annotated[Text, typer.Argument(metavar="[GROUP]", help=N_("Only this group's"), autocompletion=completes("group"))] = None,
) -> None:
    """Show the tasks side by side by where they stand; on a narrow screen one below the other.

    Examples:
        corecrm task board XH
        corecrm task board --owner me
    """
    from corecrm.commands.showing import as_screen, width
    from corecrm.render.board import BOARD_WIDTH, side_by_side

    hit = run.find("group", of) if of else None
    wanted = replace(run.filters, group=hit.id) if hit else run.filters
    cards = tasks.board(run.reader, wanted)
    if not as_screen(run):
        run.show(cards)
        return
    page = tasks.by_stage(cards, " ".join([_("Task board"), hit.title] if hit else [_("Task board")]))
    run.show(side_by_side(page, width(run)) if width(run) >= BOARD_WIDTH else page)
