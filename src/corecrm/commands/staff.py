"""corecrm staff: the people of the bank and the posts that they hold."""

from datetime import date
from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.dated import SinceOption, UntilOption
from corecrm.commands.editing import ClearOption, changes, given, id_of, remove_all, restore_all
from corecrm.commands.options import date_of, one_of, option_for
from corecrm.commands.run import Run
from corecrm.errors import UsageProblem
from corecrm.fields import staff as F
from corecrm.queries import staff as people
from corecrm.text import N_, _

app = Verbs()

CLEARABLE = ("phone", "email", "joined_on", "left_on", "note")
StaffKey = Annotated[str, typer.Argument(metavar="STAFF", help=N_("Staff: code, name, or me"), autocompletion=completes("staff"))]
StaffKeys = Annotated[
    list[str], typer.Argument(metavar="STAFF…|-", help=N_("Staff; - reads them from stdin"), autocompletion=completes("staff"))
]
InstitutionOption = Annotated[
    int | None,
    typer.Option("--institution", metavar="INSTITUTION", help=F.institution.title),
    id_of("institution", "--institution"),
]
PositionOption = Annotated[F.Position | None, option_for(F.position), one_of("--position", F.Position)]
ReportsToOption = Annotated[
    int | None, typer.Option("--reports-to", metavar="STAFF", help=F.reports_to.title), id_of("staff", "--reports-to")
]
Text = str | None


@app.writes("staff.edit")
def add(
    run: Run,
    code: Annotated[str, typer.Argument(metavar="CODE", help=N_("Staff code"))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Name"))],
    institution: InstitutionOption = None,
    position: PositionOption = None,
    reports_to: ReportsToOption = None,
    since: SinceOption = None,
    phone: Annotated[Text, option_for(F.phone)] = None,
    email: Annotated[Text, option_for(F.email)] = None,
    joined: Annotated[date | None, option_for(F.joined_on), date_of("--joined")] = None,
    note: Annotated[Text, option_for(F.note)] = None,
) -> None:
    """Add somebody who works for the bank, with their post if it is known.

    Examples:
        corecrm staff add W0012 李强 --institution BJ --position local_manager --reports-to W0001 --since 2026-01-01
        corecrm staff add W0030 周岚
    """
    if (institution is None) != (position is None):
        raise UsageProblem(_("a post takes both --institution and --position"), _("or neither, and `corecrm staff post` later"))
    values = given(code=code, name=name, phone=phone, email=email, joined_on=joined, note=note)
    with run.change() as work:
        from corecrm.commands.validating import validated
        from corecrm.models.staff import StaffIn
        from corecrm.rules.intervals import Interval
        from corecrm.services import staff as service

        person = service.add(work.session, validated(StaffIn, values))
        if institution is not None and position is not None:
            service.post(work.session, person, service.Posting(institution, position, Interval(since or run.on), reports_to))


@app.lists(people.LISTING)
def list_(run: Run) -> None:
    """List staff with the post that they hold on the day; of several the latest.

    Examples:
        corecrm staff list --inst BJ
        corecrm staff list --where "position = local_manager" --as-of 2026-01-01
    """
    run.show(people.LISTING.table(run.reader, run.filters))


@app.lists(people.LOAD)
def load(run: Run) -> None:
    """How much everybody has on their hands on the day: groups and clients, open and overdue tasks, signals to deal with.

    Examples:
        corecrm staff load --inst BJ
        corecrm staff load --group XH --sort -overdue_tasks
    """
    run.show(people.LOAD.table(run.reader, run.filters))


@app.reads
def show(
    run: Run,
    staff: StaffKey,
    reveal: Annotated[
        bool, typer.Option("--reveal", help=N_("Show the phone number in full; the access log keeps who did"))
    ] = False,
) -> None:
    """Show everything on record about somebody, and every post that they hold or held. The phone number is masked.

    Examples:
        corecrm staff show W0012
        corecrm staff show me --json
        corecrm staff show W0012 --reveal
    """
    hit = run.find("staff", staff)
    if reveal:
        from corecrm.commands.writing import log_look

        log_look(run, "staff", hit.id, "phone")
    run.show(people.page(run.reader, hit.id, reveal=reveal))


@app.writes("staff.edit")
def post(
    run: Run,
    staff: StaffKey,
    institution: Annotated[
        int, typer.Option("--institution", metavar="INSTITUTION", help=F.institution.title), id_of("institution", "--institution")
    ],
    position: Annotated[F.Position, option_for(F.position), one_of("--position", F.Position)],
    reports_to: ReportsToOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    also: Annotated[bool, typer.Option("--also", help=N_("Beside what they hold, which otherwise ends that day"))] = False,
) -> None:
    """Give somebody a post; what they held until then ends on its first day.

    Examples:
        corecrm staff post W0012 --institution TJ --position local_manager --since 2026-07-01
        corecrm staff post W0012 --institution BJ --position support --also --until 2026-12-31
    """
    row_id = run.find("staff", staff).id
    with run.change() as work:
        from corecrm.models.staff import Staff
        from corecrm.rules.intervals import Interval
        from corecrm.services import staff as service
        from corecrm.services.records import get

        posting = service.Posting(institution, position, Interval(since or run.on, until), reports_to)
        take_up = service.post if also else service.move
        take_up(work.session, get(work.session, Staff, row_id), posting)


@app.writes("staff.edit")
def edit(
    run: Run,
    staff: StaffKey,
    name: Annotated[Text, option_for(F.name)] = None,
    code: Annotated[Text, option_for(F.code)] = None,
    phone: Annotated[Text, option_for(F.phone)] = None,
    email: Annotated[Text, option_for(F.email)] = None,
    joined: Annotated[date | None, option_for(F.joined_on), date_of("--joined")] = None,
    left: Annotated[date | None, option_for(F.left_on), date_of("--left")] = None,
    note: Annotated[Text, option_for(F.note)] = None,
    pinyin: Annotated[Text, option_for(F.pinyin)] = None,
    initials: Annotated[Text, option_for(F.initials)] = None,
    clear: ClearOption = None,
) -> None:
    """Change what is known of somebody. Their posts change by `corecrm staff post`.

    Examples:
        corecrm staff edit W0012 --phone 010-66554433
        corecrm staff edit W0012 --left 2026-06-30 --reason 调离
    """
    values = given(
        name=name, code=code, phone=phone, email=email, joined_on=joined, left_on=left, note=note, pinyin=pinyin, initials=initials
    )  # fmt: skip
    wanted = changes("corecrm staff edit", values, clear, CLEARABLE)
    row_id = run.find("staff", staff).id
    with run.change() as work:
        from corecrm.commands.validating import refusing
        from corecrm.models.staff import Staff
        from corecrm.services import staff as service
        from corecrm.services.records import get

        with refusing(Staff):
            service.edit(work.session, get(work.session, Staff, row_id), wanted)


@app.writes("staff.edit")
def remove(run: Run, staff: StaffKeys) -> None:
    """Remove people from lists and choices. Everything about them stays, and restore brings them back.

    Examples:
        corecrm staff remove W0012 --reason 离职
        corecrm staff remove W0012 W0013 -n
    """
    remove_all(run, "staff", staff)


@app.writes("staff.edit")
def restore(run: Run, staff: StaffKeys) -> None:
    """Bring removed people back.

    Examples:
        corecrm staff restore W0012
        corecrm staff list --removed -q | corecrm staff restore -
    """
    restore_all(run, "staff", staff)
