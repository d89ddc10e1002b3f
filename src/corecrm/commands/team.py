"""corecrm team: service teams, who looks after which group and client from when to when."""

from typing import TYPE_CHECKING, Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.dated import AsOfOption, SinceOption, UntilOption
from corecrm.commands.editing import given, id_of
from corecrm.commands.options import one_of, option_for
from corecrm.commands.run import Run
from corecrm.errors import NotFound, UsageProblem
from corecrm.fields import team as F
from corecrm.fields.staff import Position
from corecrm.queries import team as teams
from corecrm.text import N_, _

if TYPE_CHECKING:
    from corecrm.services.team import Scope
    from corecrm.store.changes import ChangeSet

app = Verbs()

ScopeKey = Annotated[
    str,
    typer.Argument(
        metavar="GROUP|CLIENT", help=N_("Group, or a client that belongs to none: code or name"), autocompletion=completes("group")
    ),
]
StaffKey = Annotated[str, typer.Argument(metavar="STAFF", help=N_("Staff: code, name, or me"), autocompletion=completes("staff"))]
ClientOption = Annotated[
    int | None,
    typer.Option("--client", metavar="CLIENT", help=N_("Only for this member of the group")),
    id_of("client", "--client"),
]
Ids = tuple[int | None, int | None]


@app.reads
def show(
    run: Run,
    group: Annotated[
        str, typer.Argument(metavar="GROUP|SEAT", help=N_("Group, or one seat by its code"), autocompletion=completes("group"))
    ],
    as_of: AsOfOption = None,
    history: Annotated[bool, typer.Option("--history", help=N_("The seats of all times"))] = False,
) -> None:
    """Show the service team of a group: who is what, for which member, from when.

    Examples:
        corecrm team show XH
        corecrm team show XH --history --json
        corecrm team show ST-0003
    """
    day = as_of or run.today
    noun, row_id = _first(run, ("group", "team"), group)
    if noun == "team":
        run.show(teams.card(run.reader, row_id, day))
    else:
        run.show(teams.of_group(run.reader, row_id, day, past=history))


def _first(run: Run, nouns: tuple[str, str], text: str) -> tuple[str, int]:
    """(noun, id) of the record that `text` names: of the first noun, else of the second."""
    try:
        return nouns[0], run.find(nouns[0], text).id
    except NotFound as unknown:
        try:
            return nouns[1], run.find(nouns[1], text).id
        except NotFound:
            raise unknown from None


@app.lists(teams.LISTING)
def list_(run: Run) -> None:
    """List who looks after what on the day.

    Examples:
        corecrm team list --owner W0012
        corecrm team list --where "role = risk_manager" --as-of 2026-06-30
    """
    run.show(teams.LISTING.table(run.reader, run.filters))


@app.writes("team.edit")
def join(
    run: Run,
    group: ScopeKey,
    staff: StaffKey,
    role: Annotated[Position, option_for(F.role), one_of("--role", Position)],
    client: ClientOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    note: Annotated[str | None, option_for(F.note)] = None,
) -> None:
    """Give somebody a seat in a service team, for the whole group or one member of it.

    Examples:
        corecrm team join XH W0001 --role group_manager --since 2026-01-01
        corecrm team join XH W0012 --role local_manager --client HX-0012
        corecrm team join HX-0099 W0012 --role local_manager
    """
    ids, staff_id = _ids(run, group, client), run.find("staff", staff).id
    values = given(role=role, valid_from=since or run.on, valid_to=until, note=note)
    with run.change() as work:
        from corecrm.commands.validating import validated
        from corecrm.models.staff import Staff
        from corecrm.models.team import SeatIn
        from corecrm.services import team as service
        from corecrm.services.records import get

        person = get(work.session, Staff, staff_id)
        service.join(
            work.session, validated(SeatIn, values), scope=_scope(work, ids), staff=person, prefix=run.prefix("team")
        )  # fmt: skip


@app.writes("team.edit")
def leave(run: Run, group: ScopeKey, staff: StaffKey, client: ClientOption = None) -> None:
    """End somebody's seats in a service team; --on is the first day that they no longer hold.

    Examples:
        corecrm team leave XH W0012 --on 2026-06-30
        corecrm team leave XH W0012 --client HX-0012 --reason 调岗
    """
    ids, staff_id = _ids(run, group, client), run.find("staff", staff).id
    with run.change() as work:
        from corecrm.models.staff import Staff
        from corecrm.services import team as service
        from corecrm.services.records import get

        service.leave(work.session, scope=_scope(work, ids), staff=get(work.session, Staff, staff_id), on=run.on)


def _ids(run: Run, text: str, client_id: int | None) -> Ids:
    """The group and the client that a seat is for."""
    noun, row_id = _first(run, ("group", "client"), text)
    if noun == "group":
        return row_id, client_id
    if client_id is not None:
        raise UsageProblem(_("--client needs a group, and “{text}” is a client").format(text=text))
    return None, row_id


def _scope(work: "ChangeSet", ids: Ids) -> "Scope":
    from corecrm.models.client import Client
    from corecrm.models.group import Group
    from corecrm.services.records import get
    from corecrm.services.team import Scope

    group_id, client_id = ids
    return Scope(
        None if group_id is None else get(work.session, Group, group_id),
        None if client_id is None else get(work.session, Client, client_id),
    )
